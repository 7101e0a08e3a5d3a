"""The same words or the same figure twice: pasted paragraphs, one deed counted under two headings.

Text carried over from the year before, figures said twice (report-defects §2.4, §3.3, §3.7, §3.12, §3.13).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from zhenyu.auditing.bounds import single
from zhenyu.auditing.document import AuditedText, Passage, Placed
from zhenyu.auditing.finding import Finding, Quote
from zhenyu.auditing.lexicon import STAGES, STEPS
from zhenyu.auditing.likeness import alike, contained, plain, qualifiers, told_apart

_BLANK: Final = re.compile(r"[^\w]|_")
_ORDINAL: Final = re.compile(
    r"^[#\s]*(?:[一二三四五六七八九十]{1,3}[是要、.]|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、])"
)
_LEAST_PARAGRAPH: Final = 30
_LEAST_SENTENCE: Final = 26
_SMALL: Final = 5  # counts below are equal by chance
_MEMORY: Final = 4  # equal figures looked back to
_SHARED_WORDS: Final = 0.4  # of the character pairs of the shorter clause
_REFERS: Final = re.compile("(?:目前|上述|以上|该|这|此|其中|各|每)[^,。;]{0,3}$")
_ALIKE: Final = 0.65
_HALF_ALIKE: Final = 0.5  # enough where the thing counted has the same name
_KINDS: Final = frozenset(["count", "amount", "area", "length", "mass", "volume"])
_BY_CHANCE: Final = frozenset(["times"])  # 12次, 12次 of two kinds of meetings
_PLACE: Final = re.compile("[\u4e00-\u9fff]{1,4}(?:村|社区|片区|园区|管区)")
_GENERIC: Final = re.compile("^(?:项目)?(?:总?投资|面积|占地面积|用地面积|项目|资金|收入|企业|任务|工作)$")


def duplicate_text(document: AuditedText) -> Iterator[Finding]:
    """A paragraph, or a long sentence, that stands in the text already."""
    seen: dict[str, Quote] = {}
    for passage in document.body:
        key = _key(_ORDINAL.sub("", passage.clean))
        if len(key) >= _LEAST_PARAGRAPH and key in seen:
            yield _repeated(passage, 0, len(passage.clean), seen[key], "整段")
            continue
        if len(key) >= _LEAST_PARAGRAPH:
            seen[key] = passage.quote(0, len(passage.clean))
        sentences = list(passage.sentences)
        for sentence in sentences:
            words = _key(_ORDINAL.sub("", passage.clean[sentence.start : sentence.end]))
            if len(words) < _LEAST_SENTENCE or words == key:
                continue
            if words in seen:
                yield _repeated(passage, sentence.start, sentence.end, seen[words], "整句")
            else:
                seen[words] = passage.quote(sentence.start, sentence.end)


def _key(text: str) -> str:
    return _BLANK.sub("", text)


def _repeated(passage: Passage, start: int, end: int, first: Quote, what: str) -> Finding:
    return passage.finding(
        "duplicate_text",
        "error" if what == "整段" else "warning",
        start,
        end,
        f"这里与前文{what}相同，疑为粘贴重复。",
        "请删去一处；如确需两处表述，请按各自内容改写。",
        [Quote(first.start, first.end, first.text[:60]), passage.quote(start, min(end, start + 60))],
    )


def repeated_figure(document: AuditedText) -> Iterator[Finding]:
    """One figure twice in a paragraph, one target under two headings, one measure three times without a
    place."""
    for passage in document.body:
        counted = [placed for placed in passage.figures if _comparable(placed)]
        yield from _twice(counted)
        yield from _unlabelled(counted)
    yield from _targets_twice(document)


def _comparable(placed: Placed) -> bool:
    figure, value = placed.figure, single(placed.figure)
    if figure.kind not in _KINDS or value is None or figure.opt or figure.parent is not None:
        return False
    return not (
        (figure.kind == "count" and value < _SMALL) or _REFERS.search(placed.before) or told_apart(placed)
    )


def _twice(figures: list[Placed]) -> Iterator[Finding]:
    earlier: dict[tuple[object, str], list[Placed]] = {}
    for placed in figures:
        same = earlier.setdefault((placed.figure.value_si, placed.figure.unit_base), [])
        twin = next((each for each in reversed(same[-_MEMORY:]) if _same_deed(each, placed)), None)
        same.append(placed)
        if twin is None:
            continue
        planned = placed.figure.status != "actual" and plain(twin.figure.measure) == plain(
            placed.figure.measure
        )
        message = f"同一段里“{twin.words}”和“{placed.words}”数值相同、内容相近，疑为同一件事写了两次。"
        yield placed.passage.finding(
            "repeated_figure",
            "warning" if planned else "question",
            placed.passage.clause_start(placed.start),
            placed.end,
            message,
            "如是同一件事，请只保留一处；如是两件事，请写明各在哪里、由谁办。",
            [twin, placed],
        )


def _same_deed(one: Placed, other: Placed) -> bool:
    first, second = one.figure, other.figure
    if first.status != second.status or first.unit_base in _BY_CHANCE or qualifiers(one) != qualifiers(other):
        return False
    if first.scope and second.scope and first.scope != second.scope:
        return False
    if _GENERIC.match(plain(first.measure)):
        return bool(first.scope) and first.scope == second.scope and first.measure == second.measure
    if first.measure != second.measure and first.measure.endswith("投资"):
        return False
    places = _PLACE.findall(one.before), _PLACE.findall(other.before)
    if all(places) and places[0] != places[1]:
        return False
    if STAGES.findall(first.measure) != STAGES.findall(second.measure):
        return False
    steps = STEPS.findall(one.before), STEPS.findall(other.before)
    if all(steps) and steps[0] != steps[1]:
        return False
    likeness = alike(first.measure, second.measure)
    return likeness >= _ALIKE or (likeness >= _HALF_ALIKE and first.measure[-2:] == second.measure[-2:])


def _unlabelled(figures: list[Placed]) -> Iterator[Finding]:
    """土地流转 3000, 2000 and 2000 亩 without saying where: total or parts?"""
    groups: dict[tuple[str, str, str], list[Placed]] = {}
    for placed in figures:
        figure = placed.figure
        if (
            figure.scope is None
            and not _GENERIC.match(plain(figure.measure))
            and figure.unit_base not in _BY_CHANCE
            and not figure.note
        ):
            key = ("".join(sorted(plain(figure.measure))), figure.unit_base, figure.status)
            groups.setdefault(key, []).append(placed)
    for same in groups.values():
        if len(same) < 3 or len({qualifiers(placed) for placed in same}) > 1 or _places_named(same):
            continue
        values = "、".join(placed.text for placed in same)
        message = f"同一段里“{same[0].figure.measure}”出现{len(same)}次（{values}），没有写明各在哪里，是总数还是分项看不出来。"
        yield same[0].passage.finding(
            "repeated_figure",
            "warning",
            same[1].passage.clause_start(same[1].start),
            same[-1].end,
            message,
            "请逐项补写村名、地块或责任单位，或合并为一个总数。",
            same,
        )


def _places_named(same: list[Placed]) -> bool:
    """A village, street or stage before most of the figures tells them apart."""
    named = [placed for placed in same if re.search("[村镇区园片]|一期|二期|其中", placed.before)]
    return len(named) >= len(same) - 1


def _targets_twice(document: AuditedText) -> Iterator[Finding]:
    """招引10家以上…企业 under two headings of the plan: one target counted twice?"""
    earlier: dict[tuple[object, str], list[Placed]] = {}
    for placed in document.figures:
        figure = placed.figure
        if figure.status != "target" or not _comparable(placed) or figure.unit_base in _BY_CHANCE:
            continue
        same = earlier.setdefault((figure.value_si, figure.unit_base), [])
        twin = next((each for each in reversed(same[-_MEMORY:]) if _same_target(each, placed)), None)
        same.append(placed)
        if twin is None:
            continue
        message = f"计划部分两处写了“{figure.text}”且内容相近，请确认是同一目标列了两次，还是两个目标。"
        yield placed.passage.finding(
            "repeated_figure",
            "question",
            placed.passage.clause_start(placed.start),
            placed.end,
            message,
            "如是同一目标，请只在一处列出；如是两个目标，请写明区别。",
            [twin, placed],
        )


def _same_target(one: Placed, other: Placed) -> bool:
    if one.passage is other.passage or one.figure.scope != other.figure.scope or one.figure.kind != "count":
        return False
    return contained(_around(one), _around(other)) >= _SHARED_WORDS


def _around(placed: Placed) -> str:
    passage = placed.passage
    text = passage.clean[passage.clause_start(placed.start) : passage.clause_end(placed.end)]
    return text.replace(passage.clean[placed.start : placed.end], "")
