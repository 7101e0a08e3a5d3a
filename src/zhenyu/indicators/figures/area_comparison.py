"""Areas beside each other: by several indicators of one period, or by one indicator over the months."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import groupby, product
from operator import itemgetter
from typing import Final

from zhenyu.areas.queries import children
from zhenyu.core import clock
from zhenyu.core.errors import UsageError
from zhenyu.core.values.addresses import FigureAddress
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.indicators.catalogue.indicator_definition import Better, IndicatorDefinition, IndicatorKind
from zhenyu.indicators.figures.expansion import FIGURES_AT_MOST, period_words
from zhenyu.indicators.figures.values import values
from zhenyu.indicators.measures.registry import current_feeds, found_in
from zhenyu.indicators.types import Figure
from zhenyu.people.types import Reader

SHADES: Final = 5


@dataclass(frozen=True, slots=True)
class ComparedValue:
    """A figure in its column.

    Arguments:
        rank: among the areas shown, best first, ties share a place; None without a value or without better
        and worse.
        shade: 1 (pale) to :data:`SHADES` (deep): the better the deeper, of indicators without better and
        worse the larger.
        mark: ``best`` or ``worst``, where the area and those that share its value fit into that quarter; else
        empty.
    """

    figure: Figure
    rank: int | None = None
    shade: int = 0
    mark: str = ""


@dataclass(frozen=True, slots=True)
class ComparisonColumn:
    """What is compared: an indicator in a period."""

    key: str
    title: str
    unit: str
    definition: IndicatorDefinition
    cells: tuple[ComparedValue, ...]


@dataclass(frozen=True, slots=True)
class AreaComparison:
    """Areas by columns; every column's cells are in the order of ``areas``."""

    areas: tuple[tuple[AreaCode, str], ...]
    columns: tuple[ComparisonColumn, ...]
    period: Period
    per: IndicatorDefinition | None

    @property
    def rows(self) -> list[tuple[AreaCode, str, list[ComparedValue]]]:
        return [
            (code, name, [column.cells[n] for column in self.columns])
            for n, (code, name) in enumerate(self.areas)
        ]

    @property
    def figures(self) -> list[Figure]:
        return [cell.figure for _, _, cells in self.rows for cell in cells]


def compare(
    reader: Reader,
    codes: Sequence[str],
    areas: Sequence[AreaCode],
    period: Period,
    *,
    by: str = "indicators",
    per: str = "",
    sort: str = "",
) -> AreaComparison:
    """Compare areas by indicators (``by="indicators"``), or by the first indicator's months or cumulative
    months.

    Arguments:
        per: an indicator that amounts are divided by (households, residents); rates stay as they are.
        sort: a column's key, best first; ``-`` before it turns the order; empty keeps the order of ``areas``.

    Raises:
        UsageError: an unknown ``by`` or ``sort``, too many figures. NotFound, NotAllowed: as ``figures``.
    """
    feeds = current_feeds()
    known = [found_in(feeds.catalogue, code) for code in dict.fromkeys(codes)]
    asked = _asked(known, period, by)
    divisor = found_in(feeds.catalogue, per) if per else None
    if len(asked) * len(areas) > FIGURES_AT_MOST:
        raise UsageError("一次对比的数太多", "请少选几个指标或区划")
    addresses = [
        FigureAddress(definition.code, area, when) for (_, _, definition, when), area in product(asked, areas)
    ]
    below = [FigureAddress(divisor.code, area, period) for area in areas] if divisor else []
    found = values(reader, [*addresses, *below], feeds)
    base = {figure.address.area: figure.value for figure in found[len(addresses) :]}
    columns = []
    for n, (key, title, definition, _) in enumerate(asked):
        own = found[n * len(areas) : (n + 1) * len(areas)]
        shared = divisor is not None and not feeds.is_quotient(definition.code)
        if divisor is not None and shared:
            own = [_per_unit(figure, base.get(figure.address.area), divisor.unit) for figure in own]
        unit = f"{definition.unit}/{divisor.unit}" if divisor is not None and shared else definition.unit
        columns.append(ComparisonColumn(key, title, unit, definition, judged(own, definition.better)))
    names = {figure.address.area: figure.area_name for figure in found}
    whole = AreaComparison(
        tuple((area, names.get(area, area)) for area in areas), tuple(columns), period, divisor
    )
    return _sorted(whole, sort) if sort else whole


def areas_to_compare(reader: Reader, area: AreaCode, period: Period) -> list[AreaCode]:
    """The areas one level below at the period's end (or today); where there are none, the area itself."""
    below = children(area, min(clock.today(), period.end))
    return [AreaCode(each.code) for each in below if reader.sees(AreaCode(each.code))] or [area]


def divisors(definitions: Iterable[IndicatorDefinition]) -> list[IndicatorDefinition]:
    """Indicators that amounts may be divided by: stocks of households and of people."""
    return [
        each for each in definitions if each.kind is IndicatorKind.STOCK and each.unit in ("户", "人", "万人")
    ]


def judged(figures: Sequence[Figure], better: Better) -> tuple[ComparedValue, ...]:
    """A column's cells with places, shades and marks; equal values are judged alike."""
    known = sorted(
        ((figure.value, n) for n, figure in enumerate(figures) if figure.value is not None),
        reverse=better is not Better.DOWN,
    )
    cells = [ComparedValue(figure) for figure in figures]
    above = 0
    for _, alike in groupby(known, key=itemgetter(0)):
        places = [n for _, n in alike]
        below = len(known) - above - len(places)
        rank, shade, mark = _judgement(above, below, len(known), better)
        for n in places:
            cells[n] = ComparedValue(figures[n], rank, shade, mark)
        above += len(places)
    return tuple(cells)


def _judgement(above: int, below: int, count: int, better: Better) -> tuple[int | None, int, str]:
    """Place, shade and mark of what so many are above and below of."""
    shade = 1 + (SHADES - 1) * below // (above + below) if above + below else 0
    if better is Better.NONE:
        return None, shade, ""
    mark = "best" if (count - below) * 4 <= count else "worst" if (count - above) * 4 <= count else ""
    return above + 1, shade, mark


def _asked(
    known: Sequence[IndicatorDefinition], period: Period, by: str
) -> list[tuple[str, str, IndicatorDefinition, Period]]:
    """Key, title, definition and period of each column."""
    if by == "indicators":
        return [(each.code, each.title, each, period) for each in known]
    if by not in ("months", "cumulative"):
        raise UsageError(
            f"不能按“{by}”对比", "可以按 indicators（指标）、months（月份）、cumulative（累计）对比"
        )
    periods = [
        Period.month_of(month) if by == "months" else Period.cumulative(month.year, month.month)
        for month in period.months
    ]
    return [(str(when), period_words(when), known[0], when) for when in periods] if known else []


def _per_unit(figure: Figure, base: Decimal | None, unit: str) -> Figure:
    """The figure divided by its area's base; its address still leads to the amount."""
    if figure.value is None:
        return figure
    if not base:
        why = "没有换算的基数" if base is None else f"{unit}数为0"
        return replace(figure, value=None, absence="unknown" if base is None else "not_applicable", note=why)
    return replace(figure, value=figure.value / base, unit=f"{figure.unit}/{unit}")


def _sorted(whole: AreaComparison, sort: str) -> AreaComparison:
    key, turned = sort.removeprefix("-"), sort.startswith("-")
    column = next((each for each in whole.columns if each.key == key), None)
    if column is None:
        raise UsageError(f"表里没有“{key}”这一列", "请点列名排序")
    down = (column.definition.better is Better.DOWN) == turned
    known = [n for n, cell in enumerate(column.cells) if cell.figure.value is not None]
    known.sort(key=lambda n: column.cells[n].figure.value or Decimal(0), reverse=down)
    order = [*known, *(n for n, cell in enumerate(column.cells) if cell.figure.value is None)]
    columns = tuple(replace(each, cells=tuple(each.cells[n] for n in order)) for each in whole.columns)
    return replace(whole, areas=tuple(whole.areas[n] for n in order), columns=columns)
