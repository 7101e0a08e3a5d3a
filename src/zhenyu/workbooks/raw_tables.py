"""A sheet of a file as it is: numbered rows of cells, merged ranges, what the format says of the cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from zhenyu.workbooks.cells import GENERAL, CellKind, SheetCell, cell_of
from zhenyu.workbooks.sheet_xml import CellMarks, Marks

NumberedRows = Iterator[tuple[int, Sequence[Any]]]


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, inclusive, counted from 0 within the sheet's used columns."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class RawTable:
    """One sheet of a file. ``rows()`` starts anew from the first row; numbers count as Excel does, from 1.

    Arguments:
        total: rows, title and header included; for CSV its lines.
        rows: the values; truth values as ``TRUE`` and ``FALSE``.
        path: the file, None when it came as bytes.
        left: how many columns of the sheet stand empty before the first cell.
        marks: what an import must know of the sheet; ``cell_marks`` the same of each cell.
        values: the rows with truth values as they are; None where they are the same.
    """

    name: str
    total: int
    rows: Callable[[], NumberedRows]
    path: Path | None = None
    is_csv: bool = False
    left: int = 0
    merges: tuple[Merge, ...] = ()
    marks: Callable[[], Marks] = Marks
    cell_marks: Callable[[], CellMarks] = CellMarks
    values: Callable[[], NumberedRows] | None = None

    def first(self, count: int) -> list[Sequence[Any]]:
        """The first rows."""
        return [cells for _, cells in islice(self.rows(), count)]

    def cells(self) -> Iterator[tuple[int, tuple[SheetCell, ...]]]:
        """Every row with its cells typed, beginning at the first used column."""
        marks = self.cell_marks()
        for number, values in (self.values or self.rows)():
            yield (
                number,
                tuple(
                    _typed(value, (number, column), marks)
                    for column, value in enumerate(values, start=self.left)
                ),
            )


def _typed(value: Any, at: tuple[int, int], marks: CellMarks) -> SheetCell:
    number_format = marks.formats.get(at, GENERAL)
    if at in marks.errors:
        return SheetCell(None, CellKind.ERROR, number_format)
    if at in marks.unsolved:
        return SheetCell(None, CellKind.UNSOLVED, number_format)
    return cell_of(value, number_format)
