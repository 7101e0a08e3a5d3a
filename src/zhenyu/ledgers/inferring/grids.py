"""The edge of the package: a file becomes grids of cells with their merged ranges; hidden sheets are named and not read."""

from __future__ import annotations

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from math import isfinite
from pathlib import Path
from typing import Any, Final

import python_calamine as calamine

from zhenyu.core.errors import UsageError
from zhenyu.ledgers import sheets
from zhenyu.ledgers.sheets import NumberedRows

ROWS_READ: Final = 20_000
"""Rows looked at in a sheet; how many more there are is told."""

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, inclusive, counted from 0 within the grid."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Grid:
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
    grids: tuple[Grid, ...]
    hidden: tuple[str, ...] = ()


def read_book(path: Path) -> Book:
    """Read the visible sheets of a workbook or CSV file.

    Raises:
        UsageError: no such file, empty, damaged, locked by a password, not a table, or every sheet hidden.
    """
    tables = sheets._tables(path)
    if tables and tables[0].is_csv:
        rows, unread = _rows(_delimited(path, tables[0].rows))
        return Book(path.name, (Grid(tables[0].name, rows, unread=unread),))
    book = calamine.CalamineWorkbook.from_path(path)
    hidden = tuple(
        sheet.name for sheet in book.sheets_metadata if sheet.visible is not calamine.SheetVisibleEnum.Visible
    )
    if hidden and not tables:
        raise UsageError(
            f"“{path.name}”的工作表全是隐藏的：{'、'.join(hidden)}", "请在 Excel 里取消隐藏要用的工作表，保存后再试"
        )
    return Book(path.name, tuple(_grid(table, book.get_sheet_by_name(table.name)) for table in tables), hidden)


def _delimited(path: Path, as_first_line: Callable[[], NumberedRows]) -> Callable[[], NumberedRows]:
    """The rows of a text file by the separator most of its first lines share; a title line has none."""
    encoding = sheets._encoding(path)
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        lines = list(islice(file, 30))
    best = max(
        ",\t;|", key=lambda mark: (sum(1 for line in lines if mark in line), sum(line.count(mark) for line in lines))
    )
    if not lines or best == max(",\t;|", key=lines[0].count):
        return as_first_line

    def rows() -> NumberedRows:
        with path.open(encoding=encoding, errors="replace", newline="") as file:
            yield from enumerate(csv.reader(file, delimiter=best), start=1)

    return rows


def _grid(table: sheets.Table, sheet: calamine.CalamineSheet) -> Grid:
    rows, unread = _rows(table.rows)
    left = sheet.start[1] if sheet.start else 0
    merges = tuple(
        Merge(top, first - left, bottom, last - left)
        for (top, first), (bottom, last) in sheet.merged_cell_ranges or ()
        if top < len(rows) and first >= left
    )
    return Grid(table.name, rows, merges, left, unread)


def _rows(source: Callable[[], NumberedRows]) -> tuple[tuple[Row, ...], int]:
    stream = (cells for _, cells in source())
    rows = [trimmed(cells) for cells in islice(stream, ROWS_READ)]
    unread = sum(1 for cells in stream if trimmed(cells))
    while rows and not rows[-1]:
        rows.pop()
    return tuple(rows), unread


def trimmed(cells: Sequence[Any]) -> Row:
    """Cells with blanks as None and none at the end; text keeps its inner spaces, what is no finite number is text."""
    row = [_cell(cell) for cell in cells]
    while row and row[-1] is None:
        row.pop()
    return tuple(row)


def _cell(cell: Any) -> Any:
    if cell is None or (isinstance(cell, str) and not cell.strip()):
        return None
    return str(cell) if isinstance(cell, float) and not isfinite(cell) else cell
