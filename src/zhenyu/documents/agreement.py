"""Does a report's figure agree with the books? Pure.

A report prints rounded and fuzzy numbers on purpose (150余万, 近两千户). They agree when the books' exact
value could have been written that way; only otherwise do they differ.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Final

from zhenyu.core.errors import ZhenyuError
from zhenyu.core.values.quantities import Quantity, Unit, unit_of
from zhenyu.core.values.rounding import round_half_up

UNIT_OF_BASE: Final = {
    "yuan": "元",
    "usd": "美元",
    "mu": "亩",
    "ha": "公顷",
    "m2": "平方米",
    "m": "米",
    "kg": "公斤",
    "m3": "立方米",
    "person": "人",
    "person_time": "人次",
    "household": "户",
    "household_time": "户次",
    "times": "次",
    "item": "个",
    "%": "%",
    "permille": "千分",
    "pp": "百分点",
    "rank": "位",
}
"""The reading's base units (reading-scheme §18) in the house's words: the one bridge between the two schemes
of units."""
# “150余万” stands for less than a tenth above, “近” for less than a tenth below
_FUZZ: Final = Decimal("0.1")


class Agreement(StrEnum):
    """How a report's figure stands to the books."""

    EQUAL = "equal"
    ROUNDED = "rounded"
    FUZZY = "fuzzy"
    DIFFERS = "differs"
    UNKNOWN = "unknown"
    OTHER_UNIT = "other_unit"

    @property
    def label(self) -> str:
        """Chinese word for it."""
        return _LABELS[self]

    @property
    def agrees(self) -> bool:
        return self in (Agreement.EQUAL, Agreement.ROUNDED, Agreement.FUZZY)


_LABELS: Final = {
    Agreement.EQUAL: "一致",
    Agreement.ROUNDED: "四舍五入后一致",
    Agreement.FUZZY: "与概数相符",
    Agreement.DIFFERS: "不一致",
    Agreement.UNKNOWN: "台账无数据",
    Agreement.OTHER_UNIT: "单位不同，不能比较",
}


def in_unit(value_si: Decimal, unit_base: str, unit: str) -> Decimal | None:
    """A reading's value in the indicator's unit; None where the two measure different things."""
    try:
        return Quantity(value_si, unit_of(UNIT_OF_BASE.get(unit_base, unit_base))).to(unit_of(unit)).value
    except ZhenyuError:
        return None


def agreement(
    reported: Decimal, ledger: Decimal | None, *, step: Decimal, approx: str = "exact"
) -> Agreement:
    """How a reported value stands to the ledger's, both in one unit.

    Arguments:
        step: one in the last digit the report wrote: 0.01 for 2.51, 100 for 1.01万.
        approx: the reading's word for 余, 近, 约, 以上 …
    """
    if ledger is None:
        return Agreement.UNKNOWN
    if reported == ledger:
        return Agreement.EQUAL
    if step > 0 and round_half_up(ledger / step, 0) * step == reported:
        return Agreement.ROUNDED
    low, high = _range(reported, approx)
    return Agreement.FUZZY if low <= ledger <= high else Agreement.DIFFERS


def within(low: Decimal, high: Decimal | None, ledger: Decimal | None) -> Agreement:
    """How a range (5万—10万元) stands to the ledger's value."""
    if ledger is None or high is None:
        return Agreement.UNKNOWN
    return Agreement.FUZZY if low <= ledger <= high else Agreement.DIFFERS


def _range(reported: Decimal, approx: str) -> tuple[Decimal, Decimal]:
    """What a fuzzy number may stand for."""
    fuzz = abs(reported) * _FUZZ
    ranges = {
        "over": (reported, reported + fuzz),
        "under": (reported - fuzz, reported),
        "about": (reported - fuzz / 2, reported + fuzz / 2),
        "at_least": (reported, reported + fuzz),
        "at_most": (reported - fuzz, reported),
    }
    return ranges.get(approx, (reported, reported))


def written_step(value: Decimal, unit: str, indicator_unit: str) -> Decimal:
    """One in the last digit of a number as written, in the indicator's unit: 2.51亿元 → 100 (万元)."""
    exponent = value.as_tuple().exponent
    step = Decimal(1).scaleb(min(exponent, 0)) if isinstance(exponent, int) else Decimal(1)
    try:
        written: Unit = unit_of(unit)
        return Quantity(step, written).to(unit_of(indicator_unit)).value
    except ZhenyuError:
        return Decimal(0)
