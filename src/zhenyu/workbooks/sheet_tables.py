"""A table inside a sheet, answered once for whoever takes its rows: titles above, heading, units, merged
ranges, what each row is. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from zhenyu.core.values.row_numbers import listed
from zhenyu.workbooks.cells import text_of
from zhenyu.workbooks.grids import SheetGrid
from zhenyu.workbooks.header_text import heading_unit, unit_or_none
from zhenyu.workbooks.heading_rows import HeadingRows, compose, find_heading
from zhenyu.workbooks.raw_tables import Merge
from zhenyu.workbooks.row_kinds import NumberedRow, Row, RowKind, RowSorter

_NOTABLE: Final = tuple(kind for kind in RowKind if kind not in (RowKind.DATA, RowKind.OTHER))
_SEARCHED_ROWS: Final = 20


@dataclass(frozen=True)
class SheetTable:
    """The table of a sheet under one heading.

    Arguments:
        grid: the rows looked at: the whole sheet for a proposal, its beginning for an import.
        heading: its rows and titles; columns are counted from ``start``.
        start, stop: the columns of the grid it takes; None takes all to the right.
        merges: the merged ranges of the whole sheet, columns counted as in the grid.
    """

    grid: SheetGrid
    heading: HeadingRows
    start: int = 0
    stop: int | None = None
    merges: tuple[Merge, ...] = ()

    @property
    def first_row(self) -> int:
        """How many rows there are up to and with the heading: the index of the first row below it."""
        return self.heading.last + 1

    @property
    def headers(self) -> tuple[str, ...]:
        """The heading of each column, empty where there is none."""
        titles = self.heading.titles
        return tuple(titles.get(column, "") for column in range(max(titles, default=-1) + 1))

    @cached_property
    def heading_rows(self) -> tuple[Row, ...]:
        """The cells of the heading, row by row."""
        return tuple(self.cut(self.grid.rows[row]) for row in range(self.heading.first, self.first_row))

    @cached_property
    def above(self) -> tuple[tuple[str, ...], ...]:
        """The texts over the heading, row by row; blank rows are left out."""
        rows = self.grid.rows[: self.heading.first]
        return tuple(tuple(text_of(cell) for cell in cells if cell is not None) for cells in rows if cells)

    @cached_property
    def kinds(self) -> Mapping[int, RowKind]:
        """Row index → kind, for the rows of the grid below the heading."""
        below = enumerate(self.grid.rows[self.first_row :], start=self.first_row)
        return {row: kind for row, _, kind in self.sort((row, self.cut(cells)) for row, cells in below)}

    @cached_property
    def units(self) -> Mapping[int, str]:
        """Column → its unit, as the heading names it, else the row of units below."""
        rows = [self.cut(self.grid.rows[row]) for row in self.rows_of(RowKind.UNITS)]
        units = {column: _unit(parts, rows, column) for column, parts in self.heading.parts.items()}
        return {column: unit for column, unit in units.items() if unit}

    @property
    def data(self) -> tuple[int, ...]:
        """Indices of the rows of data in the grid."""
        return self.rows_of(RowKind.DATA)

    def rows_of(self, kind: RowKind) -> tuple[int, ...]:
        """Indices of the rows of a kind in the grid."""
        return tuple(row for row, each in self.kinds.items() if each is kind)

    @property
    def group_texts(self) -> tuple[str, ...]:
        """The texts of the rows that only head a group (“一、张庄村”)."""
        return tuple(first_text(self.cut(self.grid.rows[row])) for row in self.rows_of(RowKind.GROUP))

    def sort(self, rows: Iterable[NumberedRow]) -> Iterator[tuple[int, Row, RowKind]]:
        """Rows below the heading with their kinds, in one pass; they come :meth:`cut`."""
        return RowSorter(self.heading_rows, self.heading.titles).sort(rows)

    def cut(self, cells: Sequence[Any]) -> Row:
        """The cells of a row of the sheet that are of this table."""
        return cells if not self.start and self.stop is None else cells[self.start : self.stop]

    def merged_down(self, columns: Iterable[int]) -> tuple[Merge, ...]:
        """The ranges merged over several rows below the heading that begin in one of the table's columns."""
        wanted = {column + self.start for column in columns}
        return tuple(m for m in self.merges if m.bottom > m.top >= self.first_row and m.left in wanted)

    def letter(self, column: int) -> str:
        """The letters Excel shows above a column of the table."""
        return self.grid.letter(self.start + column)

    def halves(self) -> tuple[SheetTable, ...]:
        """The table and its twin when a sheet is printed in two halves side by side; else the table alone."""
        twin = twin_column(self.heading.titles)
        if twin is None:
            return (self,)
        parts = {column: parts for column, parts in self.heading.parts.items() if column < twin}
        half = replace(self, heading=HeadingRows(self.heading.first, self.heading.last, parts), stop=twin)
        return half, replace(half, start=twin, stop=2 * twin)


def find_table(grid: SheetGrid) -> SheetTable | None:
    """The table a sheet shows by itself, of two halves the left; None when nothing reads as a heading."""
    heading = find_heading(grid)
    return None if heading is None else SheetTable(grid, heading, merges=grid.merges).halves()[0]


def possible_tables(grid: SheetGrid, merges: tuple[Merge, ...]) -> Iterator[SheetTable]:
    """What may be the table: what reads as one by itself, then any of the first rows as its heading, alone or
    with the next.

    Arguments:
        merges: of the whole sheet, of which the grid may hold but the beginning.
    """
    if (heading := find_heading(grid)) is not None:
        yield SheetTable(grid, heading, merges=merges)
    for row in range(min(len(grid.rows), _SEARCHED_ROWS)):
        yield SheetTable(grid, compose(grid, row, row), merges=merges)
        if row + 1 < len(grid.rows):
            yield SheetTable(grid, compose(grid, row, row + 1), merges=merges)


def row_notes(table: SheetTable) -> list[str]:
    """Sentences on the rows that are not data, with their numbers."""
    notes = []
    for kind in _NOTABLE:
        rows = table.rows_of(kind)
        if kind is RowKind.BLANK:
            rows = tuple(row for row in rows if row < max(table.data, default=0))
        if rows:
            notes.append(f"{kind}未当作数据：第{listed([row + 1 for row in rows])}行")
    others = table.rows_of(RowKind.OTHER)
    if others:
        notes.append(f"第{others[0] + 1}行起是另一张表，没有读；请把它移到另一个工作表再推断")
    if table.stop is not None:
        notes.append(
            f"表头在{table.grid.letter(table.stop)}列起又重复一遍（左右并排），右边的没有读；请把右边的行接到左边下面"
        )
    return notes


def twin_column(titles: Mapping[int, str]) -> int | None:
    """Where the same titles begin anew, for tables printed in two halves side by side; None where they do
    not."""
    columns, names = list(titles), list(titles.values())
    for period in range(2, len(names) // 2 + 1):
        if names[:period] == names[period : 2 * period]:
            return columns[period]
    return None


def first_text(cells: Sequence[Any]) -> str:
    """The first text of a row; empty when the row is blank."""
    return next((text for cell in cells if (text := text_of(cell))), "")


def _unit(parts: Sequence[str], unit_rows: Sequence[Row], column: int) -> str:
    named = next(filter(None, map(heading_unit, reversed(parts))), "")
    below = (text_of(cells[column]).strip("()") for cells in unit_rows if column < len(cells))
    return named or next((unit for text in below if (unit := unit_or_none(text))), "")
