"""The edge of the package: a file becomes grids of cells with their merged ranges; hidden sheets are named
and not read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from math import isfinite
from pathlib import Path
from typing import Any, Final

from zhenyu.workbooks.raw_tables import Merge, NumberedRows, RawTable
from zhenyu.workbooks.sheets import open_file

ROWS_READ: Final = 20_000
"""Rows looked at in a sheet; the others are counted."""

Row = tuple[Any, ...]


@dataclass(frozen=True)
class SheetGrid:
    """One sheet: ragged rows of cells, None where blank; row ``i`` is row ``i + 1`` of Excel.

    Arguments:
        first_column: how many columns of the sheet stand empty before the first cell.
        unread: rows with content below those that were read.
    """

    name: str
    rows: tuple[Row, ...]
    merges: tuple[Merge, ...] = ()
    first_column: int = 0
    unread: int = 0

    def cell(self, row: int, column: int) -> Any:
        """The cell as it stands (a merged range holds its value top left only); None outside."""
        return self.rows[row][column] if row < len(self.rows) and column < len(self.rows[row]) else None

    def spread(self, row: int, column: int) -> Any:
        """The cell, or the value of the merged range it belongs to."""
        value = self.cell(row, column)
        home = self._homes.get((row, column)) if value is None else None
        return self.cell(*home) if home else value

    def letter(self, column: int) -> str:
        """The letters Excel shows above a column: 0 → A, 26 → AA, with ``first_column`` counted."""
        number, letters = column + self.first_column + 1, ""
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        return letters

    @cached_property
    def _homes(self) -> dict[tuple[int, int], tuple[int, int]]:
        return {
            (row, column): (merge.top, merge.left)
            for merge in self.merges
            for row in range(merge.top, min(merge.bottom, len(self.rows) - 1) + 1)
            for column in range(merge.left, min(merge.right, merge.left + 256) + 1)
        }


@dataclass(frozen=True, slots=True)
class Book:
    """A file: its visible sheets, and the names of the hidden ones."""

    file: str
    grids: tuple[SheetGrid, ...]
    hidden: tuple[str, ...] = ()


def read_book(path: Path) -> Book:
    """Read the visible sheets of a workbook or CSV file.

    Raises:
        UsageError: no such file, empty, damaged, locked by a password, not a table, or every sheet hidden.
    """
    file = open_file(path)
    return Book(file.name, tuple(grid_of(table) for table in file.tables), file.hidden)


def grid_of(table: RawTable) -> SheetGrid:
    """The first rows of a sheet as a grid."""
    rows, unread = _rows(table.rows)
    return SheetGrid(
        table.name, rows, tuple(merge for merge in table.merges if merge.top < len(rows)), table.left, unread
    )


def _rows(source: Callable[[], NumberedRows]) -> tuple[tuple[Row, ...], int]:
    stream = (cells for _, cells in source())
    rows = [trimmed(cells) for cells in islice(stream, ROWS_READ)]
    unread = sum(1 for cells in stream if trimmed(cells))
    while rows and not rows[-1]:
        rows.pop()
    return tuple(rows), unread


def trimmed(cells: Sequence[Any]) -> Row:
    """Cells with blanks as None and none at the end; text keeps its inner spaces, what is no finite number is
    text."""
    row = [_cell(cell) for cell in cells]
    while row and row[-1] is None:
        row.pop()
    return tuple(row)


def _cell(cell: Any) -> Any:
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    return str(cell) if isinstance(cell, float) and not isfinite(cell) else cell
