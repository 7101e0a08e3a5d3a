"""One measure with two values, one value for two concepts.

Two counts of one concept because of different cut-off dates; 地方财政收入 = 一般公共预算收入, two concepts
with one number (report-defects §2.2, §2.3, §4.14); the same figure twice is equal after unit conversion
(report-defects §4.19).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from zhenyu.auditing.bounds import Bounds, exact, printed, significant
from zhenyu.auditing.document import AuditedText, Placed
from zhenyu.auditing.finding import Finding
from zhenyu.auditing.likeness import alike, concepts, headline, plain, qualifiers, told_apart, unscaled
from zhenyu.reading import Figure

_KINDS: Final = frozenset(["count", "amount", "area", "length", "mass", "volume"])
_GENERIC: Final = re.compile(
    "^(?:项目|[一二三]期)?(?:总?投资|面积|占地面积|用地面积|总?建筑面积|资金|收入|企业|项目|任务|工作|问题|事项|人员|群众|村|户|活动|会议|培训|投入|金额|奖励|补贴)$"
)
_CLOSE: Final = Decimal("0.5")  # a difference beyond half of the greater value is more likely another thing
_SAME_PLACE: Final = Decimal("0.2")  # inside a paragraph two different values are mostly two things
_ANYWHERE: Final = Decimal("0.98")  # beyond, the magnitude is wrong, which is another rule's matter
_MOVED: Final = re.compile(
    "由|从|原|增加到|提高到|优化为|扩大到|调整为|减少到|达到|跨越|迈过|迈上|突破|越过|上年|去年|目标|任务|计划|应|第[一二三四]"
)
_PART: Final = re.compile(
    "[^,。;、]{1,12}(?:(?<![农乡全])村(?!集体|级)|社区|片区|管区|园区|学校|企业|公司|合作社)"
)
_SHORTEST_NAME: Final = 3
_FEWEST_DIGITS: Final = 4


def two_values(document: AuditedText) -> Iterator[Finding]:
    """The same measure, area, period and status with two values; or two numbers one digit apart for one
    concept."""
    taken: set[int] = set()
    known: dict[tuple[str, ...], Placed] = {}
    for placed in document.figures:
        key = _identity(placed)
        if key is None:
            continue
        first = known.setdefault(key, placed)
        if first is placed or not _differ(first.figure, placed.figure):
            continue
        if not _near(first, placed, _SAME_PLACE if first.passage is placed.passage else _ANYWHERE):
            continue
        taken |= {first.index, placed.index}
        yield _two(first, placed, _severity(first, placed))
    yield from _one_digit_apart(document, taken)


def _identity(placed: Placed) -> tuple[str, ...] | None:
    figure = placed.figure
    name = plain(figure.measure)
    if figure.kind not in _KINDS or figure.unit_base == "times" or figure.opt or figure.parent is not None:
        return None
    if (
        exact(figure) is None
        or len(name) < _SHORTEST_NAME
        or _GENERIC.match(name)
        or _MOVED.search(placed.before)
    ):
        return None
    if told_apart(placed) or (figure.scope is None and _PART.search(placed.before)):
        return None
    marks = "".join(sorted(qualifiers(placed)))
    return (
        name,
        figure.unit_base,
        figure.scope or "",
        figure.period or "",
        figure.status,
        marks,
        figure.action or "",
    )


def _differ(one: Figure, other: Figure) -> bool:
    first, second = printed(one), printed(other)
    return first is not None and second is not None and not first.meets(second)


def _near(first: Placed, second: Placed, share: Decimal) -> bool:
    one, other = exact(first.figure) or Decimal(0), exact(second.figure) or Decimal(0)
    return abs(one - other) <= max(abs(one), abs(other)) * share


def _severity(first: Placed, second: Placed) -> str:
    near = _near(first, second, _CLOSE)
    return "warning" if near and first.passage is not second.passage else "question"


def _two(first: Placed, second: Placed, severity: str) -> Finding:
    message = f"前文“{first.words}”，这里“{second.words}”，像是同一件事而数不同，口径和时间看不出差别。"
    return second.passage.finding(
        "two_values",
        "warning" if severity == "warning" else "question",
        second.passage.clause_start(second.start),
        second.end,
        message,
        "请核对台账，统一为一个数；如口径或截止时间不同，请分别写明。",
        [first, second],
    )


def _one_digit_apart(document: AuditedText, taken: set[int]) -> Iterator[Finding]:
    """1722户 and 1772户 of one concept: a mistyped digit."""
    masks: dict[tuple[str, str, str], Placed] = {}
    for placed in document.figures:
        figure = placed.figure
        value = exact(figure)
        if figure.kind not in _KINDS or value is None or placed.index in taken or figure.unit_base == "times":
            continue
        digits = f"{figure.value:f}".replace(".", "") if isinstance(figure.value, Decimal) else ""
        if len(digits) < _FEWEST_DIGITS or len(digits.strip("0")) < _FEWEST_DIGITS - 1:
            continue
        for at in range(len(digits)):
            key = (digits[:at] + "*" + digits[at + 1 :], figure.unit, figure.status)
            first = masks.setdefault(key, placed)
            if first is not placed and first.figure.value != figure.value and _one_concept(first, placed):
                yield _two(first, placed, "warning")
                break


def _one_concept(first: Placed, second: Placed) -> bool:
    if qualifiers(first) != qualifiers(second) or first.figure.period != second.figure.period:
        return False
    one, other = _context(first), _context(second)
    return bool(concepts(one) & concepts(other)) or alike(first.figure.measure, second.figure.measure) >= 0.6


def _context(placed: Placed) -> str:
    return placed.passage.clean[
        placed.passage.clause_start(placed.start) : placed.passage.clause_end(placed.end)
    ]


def same_value(document: AuditedText) -> Iterator[Finding]:
    """Two leading indicators with one amount in a paragraph: one was copied over the other."""
    for passage in document.body:
        known: dict[tuple[Bounds, str], Placed] = {}
        for placed in passage.figures:
            figure, bounds = placed.figure, printed(placed.figure)
            if (
                bounds is None
                or not headline(placed)
                or isinstance(figure.value, tuple)
                or significant(figure.value) < 3
            ):
                continue
            first = known.setdefault((bounds, figure.status), placed)
            if first is placed or unscaled(first.figure.measure) == unscaled(figure.measure):
                continue
            message = f"“{first.figure.measure}”和“{figure.measure}”是两个口径，却写成同一个数{figure.text}，疑为误抄。"
            yield passage.finding(
                "same_value",
                "warning",
                passage.clause_start(placed.start),
                placed.end,
                message,
                "请分别核对两个指标的来源文件，改正抄错的一个。",
                [first, placed],
            )
