"""Whole tables of figures: addresses spread over areas below, months, quarters or cumulative months, asked at
once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Final

from zhenyu.areas.queries import children
from zhenyu.core import clock
from zhenyu.core.errors import UsageError
from zhenyu.core.values.addresses import FigureAddress
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period, PeriodKind
from zhenyu.indicators.figures.queries import figures
from zhenyu.indicators.figures.values import values
from zhenyu.indicators.measures.registry import catalogue
from zhenyu.indicators.types import Figure
from zhenyu.people.types import Reader

FIGURES_AT_MOST: Final = 50_000
VALUES_AT_MOST: Final = 500_000
EVERY: Final = "all"
"""Stands for every indicator before the ``@`` of an address that is asked for many at once."""


def expand(
    reader: Reader, addresses: Iterable[FigureAddress], by: Sequence[str] = (), *, bare: bool = False
) -> list[Figure]:
    """The figures of all addresses, each split by every dimension of ``by`` in its order, by one batch of
    statements.

    Arguments:
        by: of ``area`` (one level below, as it is at the period's end), ``month``, ``quarter``,
            ``cumulative`` (January to each month); at most one of the last three.
        bare: values alone, without target, growth and rank; a table of thousands takes a fraction of the
        time.

    Raises:
        UsageError: an unknown or repeated dimension, more than :data:`FIGURES_AT_MOST` figures or
            :data:`VALUES_AT_MOST` values, another aspect of a value asked for bare. Otherwise as ``figures``.
    """
    _check(by)
    found = list(addresses)
    for dimension in by:
        found = _DIMENSIONS[dimension](found)
    most = VALUES_AT_MOST if bare else FIGURES_AT_MOST
    if len(found) > most:
        only = "" if bare else "，或只取数值"
        raise UsageError(f"一次要{len(found)}个数，超过上限{most}", f"请分几次查询，或缩小区划和时间段{only}")
    return values(reader, found) if bare else figures(reader, found)


def parse_addresses(text: str) -> list[FigureAddress]:
    """The addresses that one with several indicators stands for: ``a,b@990101100/2025``,
    ``all@990101100/2025``.

    Raises: UsageError: as :meth:`FigureAddress.parse`.
    """
    codes, at, rest = text.strip().partition("@")
    listed = list(catalogue()) if codes == EVERY else [code.strip() for code in codes.split(",")]
    if len(listed) < 2:
        return [FigureAddress.parse(text)]
    whole = FigureAddress.parse(f"{listed[0]}{at}{rest}")
    return [FigureAddress(code, whole.area, whole.period, whole.aspect) for code in listed]


def _check(by: Sequence[str]) -> None:
    unknown = [dimension for dimension in by if dimension not in _DIMENSIONS]
    if unknown:
        raise UsageError(f"不能按“{unknown[0]}”展开", f"可以按 {'、'.join(_DIMENSIONS)} 展开")
    if len([dimension for dimension in by if dimension != "area"]) > 1 or len(set(by)) < len(by):
        raise UsageError(f"“{'、'.join(by)}”不能同时展开", "区划之外，月份、季度、累计只选一种")


def _by_area(addresses: Sequence[FigureAddress]) -> list[FigureAddress]:
    ends = {(each.area, min(clock.today(), each.period.end)) for each in addresses}
    below = {(area, day): [AreaCode(each.code) for each in children(area, day)] for area, day in ends}
    return [
        address.with_area(area)
        for address in addresses
        for area in below[address.area, min(clock.today(), address.period.end)]
    ]


def _by_period(
    parts: Callable[[Period], list[Period]], addresses: Sequence[FigureAddress]
) -> list[FigureAddress]:
    """Each period is cut once: the addresses of a table share its parts."""
    cut = {period: parts(period) for period in {address.period for address in addresses}}
    return [address.with_period(part) for address in addresses for part in cut[address.period]]


def _months(period: Period) -> list[Period]:
    return [Period.month_of(month) for month in period.months]


def _quarters(period: Period) -> list[Period]:
    quarters = {(month.year, (month.month + 2) // 3) for month in period.months}
    return [Period.quarter_of(year, quarter) for year, quarter in sorted(quarters)]


def _cumulative(period: Period) -> list[Period]:
    return [Period.cumulative(month.year, month.month) for month in period.months]


_DIMENSIONS: Final[Mapping[str, Callable[[Sequence[FigureAddress]], list[FigureAddress]]]] = {
    "area": _by_area,
    "month": partial(_by_period, _months),
    "quarter": partial(_by_period, _quarters),
    "cumulative": partial(_by_period, _cumulative),
}


def period_words(period: Period) -> str:
    """A period as a narrow column heads it: 2026年, 3月, 一季度, 1—3月."""
    if period.kind is PeriodKind.YEAR or period.first.year != period.last.year:
        return period.title
    return period.title.removeprefix(f"{period.first.year}年")
