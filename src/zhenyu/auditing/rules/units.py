"""Units: given, official, and fit for the thing counted (户 ≠ 人 ≠ 人次).

平, 平米 → 平方米 (statistics §8); a unit is given (report-defects §3.8, §4.8);
国务院《关于在我国统一实行法定计量单位的命令》(1984).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Final

from zhenyu.auditing.document import AuditedText, Edit, Passage, Placed
from zhenyu.auditing.finding import Finding, written
from zhenyu.auditing.lexicon import COLLOQUIAL
from zhenyu.reading.scan.units import bare_magnitude

_NO_UNIT: Final = "原文缺单位"
_HOUSEHOLD: Final = "(?:贫困|低保|脱贫|监测|困难|特困|五保|边缘|农|住|搬迁|拆迁|散养|改厕|参保)户"
_PERSONS_OF: Final = re.compile(rf"\d[余多]?(?P<cl>名|位|人)(?P<noun>{_HOUSEHOLD})(?![代主籍外口型均厕])")
_HOUSEHOLDS_OF: Final = re.compile(
    r"\d[余多]?(?P<cl>户)(?P<noun>(?:贫困|低保|脱贫|特困|困难)?(?:人口|人员|老人|学生|职工|党员|干部|残疾人|儿童))"
)
_JOINT: Final = re.compile("^[,、]?[^,、。;:\\d]{0,6}$")
_LONGEST_LIST: Final = 12
_SERIES: Final = 3  # more in one paragraph are one habit, and one remark
_OPEN: Final = re.compile("[,。;、!?)\t]|的|$")  # a noun behind the number (1.12万群众) counts it
_LISTED: Final = re.compile("(?:[、和及与]|以及)-?")
_INDEX_BASE: Final = re.compile("[(=][^()]{0,12}$")  # 性别比105:100(女性为100)


def missing_unit(document: AuditedText) -> Iterator[Finding]:
    """信息采集1750, 投资500万, 占年计划的56.4: a number nobody can enter in a ledger; one remark for a whole
    series."""
    bare: dict[int, list[Placed]] = {}
    for placed in document.figures:
        if placed.figure.note == _NO_UNIT and not _understood(document, placed):
            bare.setdefault(placed.passage.number, []).append(placed)
    for same in bare.values():
        for placed in same if len(same) <= _SERIES else same[:1]:
            yield _unit_wanted(placed, same if len(same) > _SERIES else [placed])


def _understood(document: AuditedText, placed: Placed) -> bool:
    """The unit is clear from the words around, or there is nothing to measure."""
    figure, passage = placed.figure, placed.passage
    if figure.parent is not None or passage.furniture or _title(placed) or _part(placed):
        return True
    if figure.value == 100 and _INDEX_BASE.search(passage.clean, 0, placed.start):
        return True
    if figure.approx == "over" and not bare_magnitude(figure.unit):
        return True  # 500多老人: colloquial, and clear
    return _shares_unit(document, placed) or not _OPEN.match(passage.clean, placed.end)


def _unit_wanted(placed: Placed, same: list[Placed]) -> Finding:
    unit = placed.figure.unit
    message = f"“{placed.words}”没有写单位。"
    if len(same) > 1:
        message = f"“{placed.words}”等{len(same)}处没有写单位。"
    suggestion = "请补写单位（人、户、个、%等），不同单位的数不能混加。"
    if bare_magnitude(unit):
        suggestion = f"请补写单位，如“{_spoken(placed)}元”；若不是金额，请写明是什么单位。"
    added = {"yuan": "元", "%": "%"}.get(placed.figure.unit_base, "")
    return placed.passage.finding(
        "missing_unit",
        "error" if placed.figure.approx == "exact" else "warning",
        placed.passage.clause_start(placed.start),
        placed.end,
        message,
        suggestion,
        same,
        edits=[(placed.start, placed.end, _spoken(placed) + added)] if added and len(same) == 1 else (),
    )


def _spoken(placed: Placed) -> str:
    """The figure without the 个 of speech: 4.9个亿 → 4.9亿."""
    return placed.text.replace("个亿", "亿").replace("个万", "万")


def _part(placed: Placed) -> bool:
    """五保户171人,其中集中31,分散140: the parts take the unit of their total."""
    start = placed.sentence.start
    before = placed.passage.figures_in(start, placed.start)
    marker = placed.passage.clean.find("其中", start, placed.start)
    return any(total.end <= marker and total.figure.note != _NO_UNIT for total in before)


def _title(placed: Placed) -> bool:
    """工作总结1: the number of a file, not of anything."""
    passage = placed.passage
    return passage.heading and placed.end == len(passage.clean) and "," not in passage.clean


def _shares_unit(document: AuditedText, placed: Placed) -> bool:
    """Members of a list that lend their unit to each other: 15、20和35人."""
    for last, following in pairwise(document.figures[placed.index : placed.index + _LONGEST_LIST]):
        gap = last.passage.clean[last.end : following.start] if following.passage is last.passage else "。"
        if not _LISTED.fullmatch(gap):
            return False
        if following.figure.note != _NO_UNIT:
            return True
    return False


def colloquial_unit(document: AuditedText) -> Iterator[Finding]:
    """3000平, 1000平米: units of everyday speech in an official paper."""
    proper = {placed.figure.unit for placed in document.figures}
    for placed in document.figures:
        unit = re.sub("^[十百千万亿]+", "", placed.figure.unit)
        if unit not in COLLOQUIAL or placed.passage.furniture:
            continue
        right, times = COLLOQUIAL[unit]
        mixed = any(other.endswith(right) for other in proper)
        message = f"“{placed.text}”的单位“{unit}”是口语说法" + (
            f"，且与文中“{right}”并用，前后不一致。" if mixed else "。"
        )
        rate = "" if times == 1 else f"（1{unit}合{written(times)}{right}）"
        yield placed.passage.finding(
            "colloquial_unit",
            "warning",
            placed.start,
            placed.end,
            message,
            f"请写为“{right}”{rate}，全文统一。",
            [placed],
            edits=_in_unit(placed, unit, right, times),
        )


def _in_unit(placed: Placed, unit: str, right: str, times: Decimal) -> list[Edit]:
    """The figure in its proper unit, 3万担 → 150万千克; an approximation is not converted."""
    value, found = placed.figure.value, placed.text.rfind(unit)
    if found < 0 or (times != 1 and (placed.figure.approx != "exact" or isinstance(value, tuple))):
        return []
    if times == 1 or isinstance(value, tuple):
        return [(placed.start + found, placed.start + found + len(unit), right)]
    magnitude = placed.figure.unit.removesuffix(unit)
    return [(placed.start, placed.end, f"{written(value * times)}{magnitude}{right}")]


def unit_noun(document: AuditedText) -> Iterator[Finding]:
    """767名贫困户, 120户贫困人口: the classifier counts people, the noun households, or the other way
    round."""
    for passage in document.body:
        if "户" not in passage.clean:
            continue
        for pattern, wanted in ((_PERSONS_OF, "人"), (_HOUSEHOLDS_OF, "户")):
            for found in pattern.finditer(passage.clean):
                noun, unit = found["noun"], found["cl"]
                fit = noun.replace("户", "人口") if wanted == "人" else noun
                message = f"“{unit}”与“{noun}”不相配：{'户' if wanted == '人' else '人'}与{'人' if wanted == '人' else '户'}是两个单位。"
                suggestion = f"若数的是人，写“…人{fit}”或“…名{fit}”；若数的是户，写“…户”。"
                yield passage.finding(
                    "unit_noun",
                    "warning",
                    passage.clause_start(found.start()),
                    found.end(),
                    message,
                    suggestion,
                )


def mixed_units(document: AuditedText) -> Iterator[Finding]:
    """58人,残疾证39人次,慢性病证242人: 人 and 人次 in one list do not add up."""
    for passage in document.body:
        figures = passage.figures
        k = 0
        while k + 1 < len(figures):
            run = _run(passage, figures, k)
            units = {_person_unit(placed) for placed in run}
            if len(run) > 1 and units == {"人", "人次"}:
                message = "同一列举里“人”与“人次”混用：一人多次只算一人，却算多个人次，两者不能并列相加。"
                yield passage.finding(
                    "mixed_units",
                    "question",
                    run[0].start,
                    run[-1].end,
                    message,
                    "请核对台账统计的是人还是人次，统一后改写。",
                    run,
                )
            k += max(len(run), 1)


def _person_unit(placed: Placed) -> str:
    return placed.figure.unit.lstrip("十百千万亿")


def _run(passage: Passage, figures: list[Placed], k: int) -> list[Placed]:
    """Neighbours counted in 人 or 人次, parted by a comma and a short name."""
    run = [figures[k]]
    if _person_unit(figures[k]) not in ("人", "人次"):
        return run
    for following in figures[k + 1 :]:
        other_deed = following.figure.action not in (None, run[-1].figure.action)
        if other_deed or _person_unit(following) not in ("人", "人次") or following.figure.parent is not None:
            break
        if not _JOINT.match(passage.clean[run[-1].end : following.start]):
            break
        run.append(following)
    return run
