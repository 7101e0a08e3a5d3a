"""A table inside a sheet: titles above, heading, rows of data; totals, groups, notes and a second table told
apart. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from zhenyu.core.values.row_numbers import listed
from zhenyu.workbooks.grids import SheetGrid
from zhenyu.workbooks.heading_rows import HeadingRows, find_heading
from zhenyu.workbooks.labels import text_of, unit_or_none
from zhenyu.workbooks.row_kinds import RowKind, RowSorter

_NOTABLE: Final = tuple(kind for kind in RowKind if kind not in (RowKind.DATA, RowKind.OTHER))


@dataclass(frozen=True)
class Region:
    """The table of a sheet.

    Arguments:
        above: texts of the rows over the heading, row by row.
        kinds: row index → kind, for the rows below the heading.
        units: column → unit from a row of units or from the heading's own line.
        twin: first column of a second copy of the same headings standing at the right, None when there is
        none.
    """

    grid: SheetGrid
    heading: HeadingRows
    above: tuple[tuple[str, ...], ...]
    kinds: Mapping[int, RowKind]
    units: Mapping[int, str]
    twin: int | None = None

    @property
    def data(self) -> tuple[int, ...]:
        """Indices of the rows of data."""
        return tuple(row for row, kind in self.kinds.items() if kind is RowKind.DATA)

    def rows_of(self, kind: RowKind) -> tuple[int, ...]:
        """Indices of the rows of a kind."""
        return tuple(row for row, found in self.kinds.items() if found is kind)


def find_region(grid: SheetGrid) -> Region | None:
    """The table of a sheet; None when the sheet has none."""
    heading = find_heading(grid)
    if heading is None:
        return None
    twin = twin_column(heading.titles)
    taken = [column for column in heading.titles if twin is None or column < twin]
    heading = HeadingRows(heading.first, heading.last, {column: heading.parts[column] for column in taken})
    kinds = _kinds(grid, heading)
    units = {
        column: unit
        for row, kind in kinds.items()
        if kind is RowKind.UNITS
        for column in taken
        if (unit := unit_or_none(text_of(grid.cell(row, column)).strip("()")))
    }
    above = tuple(
        tuple(text_of(cell) for cell in cells if cell is not None)
        for cells in grid.rows[: heading.first]
        if cells
    )
    return Region(grid, heading, above, kinds, units, twin)


def row_notes(region: Region) -> list[str]:
    """Sentences on the rows that are not data, with their numbers."""
    notes = []
    for kind in _NOTABLE:
        rows = region.rows_of(kind)
        if kind is RowKind.BLANK:
            rows = tuple(row for row in rows if row < max(region.data, default=0))
        if rows:
            notes.append(f"{kind}未当作数据：第{listed([row + 1 for row in rows])}行")
    others = region.rows_of(RowKind.OTHER)
    if others:
        notes.append(f"第{others[0] + 1}行起是另一张表，没有读；请把它移到另一个工作表再推断")
    if region.twin is not None:
        notes.append(
            f"表头在{region.grid.letter(region.twin)}列起又重复一遍（左右并排），右边的没有读；请把右边的行接到左边下面"
        )
    return notes


def _kinds(grid: SheetGrid, heading: HeadingRows) -> dict[int, RowKind]:
    sorter = RowSorter(grid.rows[heading.first : heading.last + 1], heading.titles)
    below = enumerate(grid.rows[heading.last + 1 :], start=heading.last + 1)
    return {row: kind for row, _, kind in sorter.sort(below)}


def twin_column(titles: Mapping[int, str]) -> int | None:
    """Where the same titles begin anew, for tables printed in two halves side by side; None where they do
    not."""
    columns, names = list(titles), list(titles.values())
    for period in range(2, len(names) // 2 + 1):
        if names[:period] == names[period : 2 * period]:
            return columns[period]
    return None
