"""What a value is compared with: last year, the target, the time gone by, the parent area. Pure rules.

同比 = (本期 − 上年同期) ÷ 上年同期; a base of zero or below has no growth (statistical practice writes 扭亏,
由负转正 or “—”). 百分点 is the difference of two rates. Pace is completion less the share of time gone, in
percentage points.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zhenyu.core.values.periods import Period, PeriodKind
from zhenyu.core.values.rounding import QUOTIENT_PLACES, quotient, round_half_up
from zhenyu.indicators.types import TargetMode

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class TargetValue:
    """A wanted value. ``value`` is in the indicator's unit, for ``growth`` in per cent over the year
    before."""

    value: Decimal
    mode: TargetMode
    period: Period


def growth(value: Decimal | None, base: Decimal | None) -> tuple[Decimal | None, str]:
    """Growth in per cent and, where there is none, the reason in Chinese."""
    if value is None:
        return None, "本期没有数"
    if base is None:
        return None, "没有上年同期数"
    if base <= 0:
        return None, _no_growth(value, base)
    return quotient(value - base, base, HUNDRED), ""


def _no_growth(value: Decimal, base: Decimal) -> str:
    if base == 0:
        return "上年同期为0，不计算增速"
    turned = "由负转正，" if value > 0 else ""
    return f"上年同期为负，{turned}不计算增速"


def points(rate: Decimal | None, base: Decimal | None) -> Decimal | None:
    """Difference of two rates in percentage points; both in per cent."""
    return None if rate is None or base is None else rate - base


def wanted(target: TargetValue, base: Decimal | None) -> Decimal | None:
    """The value a target amounts to; a growth target needs a base above zero."""
    if target.mode != "growth":
        return target.value
    return quotient(base * (HUNDRED + target.value), HUNDRED) if base is not None and base > 0 else None


def completion(value: Decimal | None, wanted_value: Decimal | None, mode: TargetMode) -> Decimal | None:
    """How much of the target is reached, in per cent.

    at_least and growth: value ÷ target; None for a target of zero or below. at_most: 100 while the limit is
    kept, then target ÷ value (a limit of zero that is broken is 0).
    """
    if value is None or wanted_value is None:
        return None
    if mode == "at_most":
        return HUNDRED if value <= wanted_value else quotient(max(wanted_value, Decimal(0)), value, HUNDRED)
    return quotient(value, wanted_value, HUNDRED) if wanted_value > 0 else None


def pace(
    completed: Decimal | None,
    target: TargetValue | None,
    asked: Period,
    today: date,
    *,
    works_off: bool = True,
) -> Decimal | None:
    """Completion less elapsed time (超/欠时间进度), in percentage points.

    Time is judged at the end of the period asked or today, whichever is earlier, over the target's own
    period: January to October against the year's target is judged at ten twelfths. A limit (at_most) is not
    worked off over time: None; nor is a level or a rate (``works_off`` False), which stands where it stands
    on every day of the year.
    """
    if completed is None or target is None or target.mode == "at_most" or not works_off:
        return None
    elapsed = target.period.elapsed_share(min(today, asked.end))
    return round_half_up(completed - elapsed * HUNDRED, QUOTIENT_PLACES)


def share(value: Decimal | None, whole: Decimal | None) -> Decimal | None:
    """Per cent of the whole; None where the whole is zero or below."""
    return None if value is None or whole is None or whole <= 0 else quotient(value, whole, HUNDRED)


def target_periods(asked: Period) -> tuple[Period, ...]:
    """Where a target of a period is looked for: the period itself, and for months from January the whole
    year."""
    from_january = asked.first.month == 1 and asked.first.year == asked.last.year
    if asked.kind is PeriodKind.YEAR or not from_january:
        return (asked,)
    return (asked, Period.year_of(asked.first.year))
