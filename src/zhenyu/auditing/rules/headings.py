"""Programmes announced with a number (“九大”攻坚行动, 以下五方面工作) against the headings that follow.

Numbered headings are counted strictly; programmes without any list are asked about (report-defects §3.2).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from zhenyu.auditing.document import AuditedText, Passage
from zhenyu.auditing.finding import Computed, Finding
from zhenyu.auditing.rules.enumerations import counted_as, counted_in_full
from zhenyu.reading.text.numerals import chinese
from zhenyu.reading.text.structure import opening_ordinal

_NUMBER: Final = r"(?P<n>\d{1,2}|[一二三四五六七八九十]{1,3})"
_FOLLOWING: Final = re.compile(
    rf"(?:以下|下列|下面|如下){_NUMBER}(?:个方面|方面|项|个|件)[^,。;:]{{0,8}}?(?:工作|任务|问题|措施|方面)?[。:]?$"
)
_PROGRAMME: Final = re.compile(
    rf"(?:突出|实施|开展|推进|打好|深化|聚焦|落实|抓好|组织|启动|扎实做好|深入推进)[“\"]?{_NUMBER}(?:大[”\"]?[^,。;:、“”\\d]{{0,10}}?|[项个](?:专项|重点|攻坚)?)"
    r"(?:重点任务|重点工作|重点|攻坚战|攻坚行动|行动|工程|攻坚|任务|举措|战役|计划|提升行动)"
)
_NAMED: Final = re.compile(
    rf"(?:打造|构建|建立|健全|推行|完善|搭建)了?[“\"]?{_NUMBER}(?:大|个|项)[”\"]?[^,。;:、“”\\d]{{0,8}}?(?:平台|体系|机制|品牌|阵地|模式|制度|中心)"
)
_INLINE: Final = re.compile(r"(?:^|[。;:,])(?P<n>[一二三四五六七八九十]{1,2})[是要](?![否非])")
_WINDOW: Final = 40  # passages looked at behind a claim


def count_headings(document: AuditedText) -> Iterator[Finding]:
    """以下N个方面 against the numbered headings; N大… against any numbered run after it."""
    for number, passage in enumerate(document.passages):
        if passage.furniture:
            continue
        found = _FOLLOWING.search(passage.clean)
        if found:
            yield from _strict(document.passages, number, found)
        for claim in _PROGRAMME.finditer(passage.clean):
            if not counted_in_full(passage, claim.start("n")):
                yield from _asked(document.passages, number, claim)
        for claim in _NAMED.finditer(passage.clean):
            if _inline(passage, claim.end()) and not counted_in_full(passage, claim.start("n")):
                yield from _asked(document.passages, number, claim)


def _strict(passages: Sequence[Passage], number: int, found: re.Match[str]) -> Iterator[Finding]:
    claimed = _value(found["n"])
    runs = _runs(passages, number, found.end())
    if not runs or claimed in runs:
        return
    passage = passages[number]
    counted = runs[0]
    yield passage.finding(
        "count_headings",
        "error",
        found.start(),
        found.end(),
        f"这里说{claimed}项，下面按序号只能数出{counted}项。",
        f"请把数字改为{counted}，或补上、合并下面的标题。",
        [Computed("标题数", str(counted))],
        edits=[(*found.span("n"), counted_as(counted, found["n"]))],
    )


def _asked(passages: Sequence[Passage], number: int, claim: re.Match[str]) -> Iterator[Finding]:
    claimed = _value(claim["n"])
    if claimed < 3:
        return
    runs = _runs(passages, number, claim.end())
    if claimed in runs or claimed > 20:
        return
    passage = passages[number]
    counted = f"，下面可数的分项是{runs[0]}项" if runs else "，下面没有逐项列出"
    yield passage.finding(
        "count_headings",
        "question",
        claim.start(),
        claim.end(),
        f"“{claim.group().strip()}”说有{claimed}项{counted}。",
        f"请逐项写明是哪{claimed}项，或删去数字。",
        [Computed("可数分项", str(runs[0]) if runs else "0")],
    )


def _runs(passages: Sequence[Passage], number: int, start: int) -> list[int]:
    """Lengths of the numbered runs after a claim: first inside its passage, then of the headings that
    follow."""
    found = []
    if inline := _inline(passages[number], start):
        found.append(_length(inline))
    for level in ("top", "sub", "item", "lead"):
        values = [
            value
            for passage in passages[number + 1 : number + 1 + _WINDOW]
            if (value := _lead(passage, level))
        ]
        if values and values[0] == 1:
            found.append(_length(values))
    return [length for length in found if length > 1]


def _inline(passage: Passage, start: int) -> list[int]:
    """The numbers of a list inside the passage behind ``start`` (一是…二是…); empty unless it begins with
    one."""
    values = [_value(each["n"]) for each in _INLINE.finditer(passage.clean, start)]
    return values if values[:1] == [1] else []


def _lead(passage: Passage, level: str) -> int:
    """The number a passage opens with on a level (lead: 一是), or 0."""
    if level == "lead":
        found = _INLINE.match(passage.clean)
        return _value(found["n"]) if found else 0
    ordinal = opening_ordinal(passage.clean)
    return ordinal.value if ordinal is not None and ordinal.level == level else 0


def _length(values: list[int]) -> int:
    """How far 1, 2, 3 … goes."""
    length = 0
    for value in values:
        if value == length + 1:
            length = value
        elif value == 1:
            break
    return length


def _value(text: str) -> int:
    return int(text) if text.isdigit() else int(chinese(text) or 0)
