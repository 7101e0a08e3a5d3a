"""Figures of a table: no sentence names them, the heading and the label of their row do. Pure.

A row's label is what its text cells say (东柳村; 财政收入), a column's heading all the heading cells above it
(财政收入 ▸ 完成率). One of the two is the measure: the label, where the heading only says how it is counted
(数量, 2025年, 增长%) or names a place; else the heading, and the label is the scope.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from zhenyu.documents.formats.locations import DocumentTable, TableCell
from zhenyu.documents.formats.table_grid import SERIAL, TableGrid, number_in
from zhenyu.documents.formats.table_headings import TableHeading, period_in, unit_named, unit_of
from zhenyu.reading.figure import Compare, Figure, Rank
from zhenyu.reading.scan.units import NONE, Unit, kind_of

_PROSE: Final = re.compile("[。；！？]")
_LONG: Final = 40  # characters: a longer cell is prose and read as such
_TOTAL: Final = re.compile(r"合\s*计|总\s*计|小\s*计|共\s*计|总数|全镇合计")
_PLACE: Final = re.compile(r".{1,10}(?:村|社区|居委会|镇|街道|乡|县|区|市|片区|管区)|全[镇乡县区市]")
_PART: Final = re.compile(r"(?:其中|#)[:：、]?")


@dataclass(frozen=True, slots=True)
class TableFigures:
    """The figures of a table in order of position (``parent`` and ``of_idx`` count among them), and what
    prose need not read."""

    figures: tuple[Figure, ...]
    spans: tuple[tuple[int, int], ...]


def read_table(table: DocumentTable, *, doc: str = "", year: int | None = None) -> TableFigures:
    """The figures of a table; none when it has no heading above its numbers.

    Arguments:
        year: the year of the report, for 本年 and 上年, and for headings that name a month alone.
    """
    grid = TableGrid(table)
    if not grid.columns or not grid.data:
        return TableFigures((), ())
    figures = tuple(_with_links(list(_figures(grid, doc, year))))
    if not figures:
        return TableFigures((), ())
    spans = tuple(
        (cell.start, cell.start + len(cell.text))
        for cell in table.cells
        if cell.text and len(cell.text) <= _LONG and not _PROSE.search(cell.text)
    )
    return TableFigures(figures, spans)


_Found = tuple[int, int, bool, Figure]  # row, column, whether its row is a part of one above


def _figures(grid: TableGrid, doc: str, year: int | None) -> Iterator[_Found]:
    """Every number that has a heading."""
    titled = period_in(grid.title, year)
    for row in grid.data:
        label, row_unit = grid.label(row), grid.row_unit(row)
        for cell in grid.own(row):
            number, heading = number_in(cell.text), grid.heading(cell.column)
            if (
                number is None
                or heading is None
                or SERIAL.search(heading.text)
                or cell.column == grid.unit_column
            ):
                continue
            measure, scope = _named(heading, label)
            unit_text, unit, scale = unit_of(number[1], heading, label, row_unit, measure, grid.title)
            period = period_in(heading.text, year, titled)
            if heading.target and period == titled and period:
                period = period[:4]  # targets are set for the year
            dated, united = (period, titled), (unit_text, unit, scale)
            figure = _figure(cell, number[0], doc, heading, (measure, scope), united, dated)
            yield row, cell.column, _PART.match(label) is not None, figure


def _named(heading: TableHeading, label: str) -> tuple[str, str | None]:
    """What a number measures, and whose it is."""
    name = unit_free(_PART.sub("", label))
    if not name:
        return heading.measure or heading.text, None
    if heading.is_generic or _PLACE.fullmatch(heading.measure):
        scope = None if heading.is_generic else heading.measure
        return name + heading.share, scope
    total = _TOTAL.fullmatch(name)
    return heading.measure + heading.share, None if total else name


def unit_free(label: str) -> str:
    """A label without the unit in its brackets and without the number it begins with: 1.财政收入（万元） →
    财政收入."""
    label = re.sub(
        r"[(（][^()（）]{1,8}[)）]$", lambda found: "" if unit_named(found[0][1:-1]) else found[0], label
    )
    return re.sub(
        r"^(?:[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十\d]{1,2}[)）]|\d{1,2}[.、．](?!\d))",
        "",
        label,
    )


def _figure(
    cell: TableCell,
    value: Decimal,
    doc: str,
    heading: TableHeading,
    named: tuple[str, str | None],
    united: tuple[str, Unit, Decimal],
    dated: tuple[str | None, str | None],
) -> Figure:
    measure, scope = named
    unit_text, unit, scale = united
    start = cell.start + len(cell.text) - len(cell.text.lstrip())
    text = cell.text.strip()
    growth = heading.growth and not heading.share
    value_si = value * scale * unit.factor
    if heading.rank:
        unit_text, unit, value_si = "", NONE, value
    if growth and heading.falls:
        value_si = -value_si
    kind = "rank" if heading.rank else "growth" if growth else kind_of(unit)
    base = "rank" if heading.rank else unit.base
    form = "pct" if unit.base == "%" else "delta"
    return Figure(
        doc=doc,
        start=start,
        end=start + len(text),
        text=text,
        value=value,
        unit=unit_text,
        value_si=value_si,
        unit_base=base,
        kind=kind,  # type: ignore[arg-type]  # one of Kind
        measure=measure,
        action=None,
        scope=scope,
        period=dated[0],
        period_src=None if dated[0] is None else "inherited" if dated[0] == dated[1] else "stated",
        status="target" if heading.target else "actual",
        approx="exact",
        compare=Compare(heading.basis, measure, None, form) if growth else None,
        rank=Rank(int(value), None, None) if heading.rank and value == int(value) else None,
        note=None if unit is NONE or number_in(text) == (value, unit_text) else "单位出自表头",
    )


def _with_links(found: Sequence[_Found]) -> Iterator[Figure]:
    """Growth and rank point to the level beside them, parts (其中) to the row they are part of."""
    levels: dict[tuple[int, str, str | None], int] = {}
    for index, (row, _, _, figure) in enumerate(found):
        if figure.compare is None and figure.rank is None and figure.status == "actual":
            levels.setdefault((row, figure.measure, figure.scope), index)
    totals: dict[int, int] = {}
    for index, (row, column, part, figure) in enumerate(found):
        level = levels.get((row, figure.measure, figure.scope))
        if not part:
            totals[column] = index
        yield replace(
            figure,
            compare=replace(figure.compare, of_idx=level) if figure.compare else None,
            rank=replace(figure.rank, of_idx=level) if figure.rank else None,
            parent=totals.get(column) if part else None,
        )
