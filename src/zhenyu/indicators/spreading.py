"""Whole tables of figures: addresses spread over areas below, months, quarters or cumulative months, asked at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from zhenyu.areas.queries import children
from zhenyu.core import clock
from zhenyu.core.addresses import FigureAddress
from zhenyu.core.area_codes import AreaCode
from zhenyu.core.errors import UsageError
from zhenyu.core.periods import Period, PeriodKind
from zhenyu.indicators.queries import figures
from zhenyu.indicators.types import Figure
from zhenyu.people.types import Reader

FIGURES_AT_MOST: Final = 50_000


def spread(reader: Reader, addresses: Iterable[FigureAddress | str], by: Sequence[str] = ()) -> list[Figure]:
    """The figures of all addresses, each split by every dimension of ``by`` in its order, by one batch of statements.

    Arguments:
        by: of ``area`` (one level below, as it is at the period's end), ``month``, ``quarter``, ``cumulative`` (January to
            each month); at most one of the last three.

    Raises:
        UsageError: an unknown or repeated dimension, more than :data:`FIGURES_AT_MOST` figures. Otherwise as ``figures``.
    """
    _check(by)
    found = [FigureAddress.parse(each) if isinstance(each, str) else each for each in addresses]
    for dimension in by:
        found = [part for address in found for part in _DIMENSIONS[dimension](address)]
    if len(found) > FIGURES_AT_MOST:
        raise UsageError(f"一次要{len(found)}个数，超过上限{FIGURES_AT_MOST}", "请分几次查询，或缩小区划和时间段")
    return figures(reader, found)


def _check(by: Sequence[str]) -> None:
    unknown = [dimension for dimension in by if dimension not in _DIMENSIONS]
    if unknown:
        raise UsageError(f"不能按“{unknown[0]}”展开", f"可以按 {'、'.join(_DIMENSIONS)} 展开")
    if len([dimension for dimension in by if dimension != "area"]) > 1 or len(set(by)) < len(by):
        raise UsageError(f"“{'、'.join(by)}”不能同时展开", "区划之外，月份、季度、累计只选一种")


def _areas(address: FigureAddress) -> list[FigureAddress]:
    below = children(address.area, min(clock.today(), address.period.end))
    return [address.with_area(AreaCode(area.code)) for area in below]


def _months(address: FigureAddress) -> list[FigureAddress]:
    return [address.with_period(Period.month_of(month)) for month in address.period.months]


def _quarters(address: FigureAddress) -> list[FigureAddress]:
    quarters = {(month.year, (month.month + 2) // 3) for month in address.period.months}
    return [address.with_period(Period.quarter_of(year, quarter)) for year, quarter in sorted(quarters)]


def _cumulative(address: FigureAddress) -> list[FigureAddress]:
    return [address.with_period(Period.cumulative(month.year, month.month)) for month in address.period.months]


_DIMENSIONS: Final[Mapping[str, Callable[[FigureAddress], list[FigureAddress]]]] = {
    "area": _areas,
    "month": _months,
    "quarter": _quarters,
    "cumulative": _cumulative,
}


def period_words(period: Period) -> str:
    """A period as a narrow column heads it: 2026年, 3月, 一季度, 1—3月."""
    if period.kind is PeriodKind.YEAR or period.first.year != period.last.year:
        return period.title
    return period.title.removeprefix(f"{period.first.year}年")
