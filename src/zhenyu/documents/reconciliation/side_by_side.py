"""Reports of several towns and years side by side: what each says of one thing, in one unit. Missing stays
missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from zhenyu.areas import queries as areas
from zhenyu.core.errors import UsageError
from zhenyu.core.values.addresses import Aspect, FigureAddress
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.documents.agreement import UNIT_OF_BASE, agreement, in_unit, written_step
from zhenyu.documents.library import queries
from zhenyu.documents.models import Document, ReportedFigure
from zhenyu.documents.types import BooksComparison
from zhenyu.indicators.figures.area_comparison import divisors
from zhenyu.indicators.figures.comparisons import growth
from zhenyu.indicators.figures.queries import figures
from zhenyu.indicators.measures.registry import indicator, indicators
from zhenyu.people.types import Reader

MOST: Final = 12
"""Reports that stand side by side at most; beyond, nobody reads the table."""
_FIRST: Final = 6
_NOT_DIVIDED: Final = ("%", "permille", "pp", "rank")
_Key = tuple[str, str]  # (indicator code, "") or (measure, base unit)


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """A report; ``population`` divides its figures where that was asked for and is known."""

    document: Document
    area_name: str
    period: Period
    population: Decimal | None = None


@dataclass(frozen=True, slots=True)
class StatedValue:
    """What a report says of a row's subject.

    Arguments:
        value: in the row's unit, per head where asked; None where that cannot be (no population known).
        others: how many further figures of the same report say another number.
        stated, computed: growth in percent, as the report says and against the other report of the same
        area.
        contradicts: the two cannot both be true.
    """

    figure: ReportedFigure
    value: Decimal | None
    others: int = 0
    stated: Decimal | None = None
    computed: Decimal | None = None
    contradicts: bool = False


@dataclass(frozen=True, slots=True)
class StatedRow:
    """One thing that is compared; ``cells`` follow the columns, None where a report is silent."""

    title: str
    unit: str
    indicator: str
    cells: tuple[StatedValue | None, ...]

    @property
    def known(self) -> int:
        return sum(cell is not None for cell in self.cells)


@dataclass(frozen=True, slots=True)
class SideBySide:
    columns: tuple[ReportColumn, ...]
    rows: tuple[StatedRow, ...]
    left_out: int
    """How many rows only one report knows, where those were not asked for."""


@dataclass(frozen=True, slots=True)
class _Said:
    """The figures of one report by what they speak of; growth by indicator."""

    levels: Mapping[_Key, list[ReportedFigure]]
    growths: Mapping[str, ReportedFigure]


def side_by_side(
    reader: Reader, documents: Sequence[int], *, per: str = "", alone: bool = False
) -> SideBySide:
    """The reports by area and period.

    Arguments:
        per: the code of an indicator of people or households to divide by, empty for none.
        alone: also what only one of the reports speaks of.

    Raises:
        NotFound: a report the reader does not see. UsageError: too many, or nothing one divides by.
    """
    if len(documents) > MOST:
        raise UsageError(f"一次最多对比{MOST}篇报告", "请少选几篇")
    if per and per not in {each.code for each in divisors(indicators())}:
        raise UsageError(f"不能按“{per}”平均", "请选择人数或户数一类的指标")
    reports = [queries.report(reader, number) for number in documents]
    reports.sort(key=lambda one: (one.document.area, Period.parse(one.document.period)))
    said = [_said(one.document, one.figures, one.comparisons) for one in reports]
    columns = _columns(reader, [one.document for one in reports], said, per)
    keys = dict.fromkeys(key for each in said for key in each.levels)
    rows = [_row(key, columns, said, per) for key in keys]
    shown = [row for row in rows if alone or row.known > 1]
    shown.sort(key=lambda row: (-row.known, not row.indicator))
    return SideBySide(tuple(columns), tuple(shown), len(rows) - len(shown))


def proposed(reader: Reader, area: AreaCode) -> list[int]:
    """The latest reports of an area and its neighbours, for a comparison nobody has chosen yet."""
    around = area.parent if area.parent and reader.sees(area.parent) else area
    return [entry.id for entry in queries.library(reader, area=around)[:_FIRST]]


def _said(document: Document, read: Iterable[ReportedFigure], compared: Iterable[BooksComparison]) -> _Said:
    """Results of the report's own area and period; what the catalogue does not know goes by its words."""
    period = Period.parse(document.period)
    levels: dict[_Key, list[ReportedFigure]] = {}
    growths: dict[str, ReportedFigure] = {}
    known = {each.reported_figure.pk: each for each in compared}
    own = queries.own_scopes(document)
    for figure in read:
        found = known.get(figure.pk)
        if found is None:
            plain = (
                figure.status == "actual" and figure.scope in own and figure.kind not in ("growth", "rank")
            )
            if (
                plain
                and figure.measure
                and not figure.indicator
                and queries.period_of(document, figure) == period
            ):
                levels.setdefault((figure.measure, figure.unit_base), []).append(figure)
        elif found.address.period.last != period.last or found.reported is None:
            continue
        elif found.address.aspect is Aspect.VALUE:
            levels.setdefault((found.address.indicator, ""), []).append(figure)
        elif found.address.aspect is Aspect.YOY:
            growths.setdefault(found.address.indicator, figure)
    return _Said(levels, growths)


def _columns(
    reader: Reader, documents: Sequence[Document], said: Sequence[_Said], per: str
) -> list[ReportColumn]:
    names = areas.names(document.area for document in documents)
    periods = [Period.parse(document.period) for document in documents]
    books: dict[FigureAddress, Decimal | None] = {}
    if per and documents:
        asked = [
            FigureAddress(per, AreaCode(one.area), period)
            for one, period in zip(documents, periods, strict=True)
        ]
        books = {each.address: each.value for each in figures(reader, asked, open_to_area=True)}
    return [
        ReportColumn(
            document,
            names.get(document.area, document.area),
            period,
            _population(document, period, each, per, books),
        )
        for document, period, each in zip(documents, periods, said, strict=True)
    ]


def _population(
    document: Document, period: Period, said: _Said, per: str, books: Mapping[FigureAddress, Decimal | None]
) -> Decimal | None:
    """How many people or households: as the report itself says, else as the books do; none of nobody."""
    if not per:
        return None
    own = said.levels.get((per, ""))
    found = own[0].value_si if own else books.get(FigureAddress(per, AreaCode(document.area), period))
    return found or None


def _row(key: _Key, columns: Sequence[ReportColumn], said: Sequence[_Said], per: str) -> StatedRow:
    first = next(each.levels[key][0] for each in said if key in each.levels)
    code = "" if key[1] else key[0]
    title, unit = (indicator(code).title, indicator(code).unit) if code else (first.measure, first.unit)
    divided = bool(per) and per != code and first.unit_base not in _NOT_DIVIDED
    if divided:
        unit = f"{UNIT_OF_BASE.get(first.unit_base, first.unit_base)}/{indicator(per).unit}"
    cells = [
        _cell(each.levels[key], unit, column, divided) if key in each.levels else None
        for column, each in zip(columns, said, strict=True)
    ]
    grown = [_grown(n, code, columns, said, key, cell) for n, cell in enumerate(cells)]
    return StatedRow(title, unit, code, tuple(grown))


def _cell(found: Sequence[ReportedFigure], unit: str, column: ReportColumn, divided: bool) -> StatedValue:
    figure = found[0]
    others = len({each.value_si for each in found} - {figure.value_si})
    if not divided:
        value = in_unit(figure.value_si, figure.unit_base, unit)
        return StatedValue(figure, figure.value if value is None and figure.unit == unit else value, others)
    return StatedValue(figure, figure.value_si / column.population if column.population else None, others)


def _grown(
    n: int,
    code: str,
    columns: Sequence[ReportColumn],
    said: Sequence[_Said],
    key: _Key,
    cell: StatedValue | None,
) -> StatedValue | None:
    """The cell with its growth: as stated, and recomputed from a report of the same area a year before that
    knows it."""
    if cell is None:
        return None
    growing = said[n].growths.get(code)
    stated = growing.value_si if growing else None
    wanted = (columns[n].document.area, columns[n].period.year_before())
    bases = (
        each.levels[key][0]
        for each, one in zip(said, columns, strict=True)
        if (one.document.area, one.period) == wanted and key in each.levels
    )
    before = next(bases, None)
    computed = None
    if before and cell.figure.unit_base not in _NOT_DIVIDED:
        computed, _ = growth(cell.figure.value_si, before.value_si)
    contradicts = False
    if growing is not None and computed is not None and before is not None:
        contradicts = not _could_be(growing, computed, cell.figure, before)
    return StatedValue(cell.figure, cell.value, cell.others, stated, computed, contradicts)


def _could_be(
    growing: ReportedFigure, computed: Decimal, now: ReportedFigure, before: ReportedFigure
) -> bool:
    """Whether two rounded levels can have the growth stated: each level may be half a last digit off."""
    reading = growing.reading
    step = written_step(reading.low, "%", "%")
    if agreement(growing.value_si, computed, step=step, approx=reading.approx).agrees:
        return True
    slack = (_half_step(now) + _half_step(before)) * 100 + step / 2
    return abs(growing.value_si - computed) <= slack


def _half_step(figure: ReportedFigure) -> Decimal:
    """Half of the last digit written, as a part of the value."""
    written = figure.reading.low
    return written_step(written, "%", "%") / 2 / abs(written) if written else Decimal(0)
