"""Why a report's figure and the books differ, where it can be seen from the numbers. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from zhenyu.core.values.addresses import FigureAddress
from zhenyu.core.values.periods import Month, Period
from zhenyu.documents.agreement import Agreement, agreement

_POWERS: Final = (-8, -4, -3, -2, -1, 1, 2, 3, 4, 8)
_DIGITS: Final = 2  # numbers of one digit are alike by chance: they prove no other day, area or unit


@dataclass(frozen=True, slots=True)
class Cause:
    """A cause found by the numbers.

    Arguments:
        text: Chinese, with what it rests on.
        explains: both sides are right and speak of two things; otherwise one of them is wrong.
        address: the figure of the books that says so.
    """

    text: str
    explains: bool
    address: FigureAddress | None = None


def telling(value: Decimal) -> bool:
    """Whether a number has digits enough that its like elsewhere is no chance."""
    return len(value.normalize().as_tuple().digits) >= _DIGITS


def of_unit(reported: Decimal, ledger: Decimal, step: Decimal) -> Cause | None:
    """万元 written for 亿元, a digit too many: the books' value times a power of ten."""
    for power in _POWERS:
        shifted = ledger.scaleb(power)
        if telling(reported) and alike(reported, shifted, step):
            size = {4: "一万倍", 8: "一亿倍"}.get(abs(power), f"{10 ** abs(power)}倍")
            return Cause(f"相差正好{size}，单位或小数点可能写错", explains=False)
    return None


def of_target(
    reported: Decimal, target: Decimal | None, step: Decimal, address: FigureAddress
) -> Cause | None:
    """A plan written as a result."""
    if target is None or not alike(reported, target, step):
        return None
    return Cause("与目标数相同，可能把目标写成了实绩", explains=False, address=address)


def other_days(period: Period) -> list[Period]:
    """The periods that end in another month of the same year and begin where this one does."""
    first, last = period.first, period.last
    if first.year != last.year:
        return []
    ends = [Month(last.year, month) for month in range(1, 13) if month != last.month]
    if first == last:
        return [Period.month_of(end) for end in ends]
    return [Period.between(first, end) for end in ends if end.month >= first.month]


def of_books_elsewhere(
    reported: Decimal,
    step: Decimal,
    address: FigureAddress,
    others: Iterable[tuple[FigureAddress, Decimal, str]],
) -> Cause | None:
    """Another day or another area of the books that says the same number; the day nearest to the report's
    first.

    Arguments:
        others: address, value and the name of the area.
    """
    fitting = [(other, name) for other, value, name in others if alike(reported, value, step)]
    if not fitting:
        return None
    other, name = min(
        fitting, key=lambda one: (one[0].area != address.area, _apart(one[0].period, address.period))
    )
    if other.area == address.area:
        return Cause(f"与账上{other.period.title}的数一致，截止日期不同", explains=True, address=other)
    return Cause(f"与账上{name}的数一致，统计范围不同", explains=True, address=other)


def alike(reported: Decimal, value: Decimal, step: Decimal) -> bool:
    """Whether a value could be written as reported, rounding allowed, fuzzy words not."""
    return agreement(reported, value, step=step) in (Agreement.EQUAL, Agreement.ROUNDED)


def _apart(one: Period, other: Period) -> int:
    return abs(one.last.month - other.last.month)
