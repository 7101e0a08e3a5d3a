"""What each row below a heading is: data, a total, a group, a note, the heading printed again, another table.
Pure, in one pass.

Rows may come by the million, so a row that is plainly data is recognised by a few cheap looks; only the
others are read closely.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

from zhenyu.workbooks.cells import text_of
from zhenyu.workbooks.grids import trimmed
from zhenyu.workbooks.header_text import plain
from zhenyu.workbooks.heading_rows import row_strength
from zhenyu.workbooks.labels import (
    SERIAL_WORDS,
    is_blank_row,
    is_example,
    is_note,
    is_numbering,
    is_total,
    is_units,
)


class RowKind(StrEnum):
    """What a row below the heading is."""

    DATA = "data"
    BLANK = "空行"
    NUMBERING = "列号行"
    UNITS = "计量单位行"
    EXAMPLE = "示例行"
    TOTAL = "合计行"
    GROUP = "分组行"
    REPEAT = "重复的表头"
    NOTE = "表下说明"
    OTHER = "另一张表"


Row = Sequence[Any]
NumberedRow = tuple[int, Row]
_NEAR: Final = 2
"""Rows below the heading that may number the columns, name units or show an example."""
_NARROW: Final = 4
"""A note or a signature fills at most so many cells."""
_LONGEST_NOTES: Final = 40
"""Rows that notes at the foot of a table take at most; more than that are data that look like notes."""


class RowSorter:
    """Tells the kinds of the rows below one heading.

    Arguments:
        heading_rows: the cells of the heading, row by row.
        titles: column → title, for the columns of the table.
    """

    def __init__(self, heading_rows: Sequence[Row], titles: Mapping[int, str]) -> None:
        self._columns = list(titles)
        self._first = self._columns[0]
        self._heads = [{column: text_of(_at(row, column)) for column in titles} for row in heading_rows]
        self._words = {word for row in heading_rows for word in row} | {"", None}
        self._serials = {column for column, title in titles.items() if plain(title) in SERIAL_WORDS}

    def sort(self, rows: Iterable[NumberedRow]) -> Iterator[tuple[int, Row, RowKind]]:
        """Each row with its kind. Rows that may be notes at the foot wait until it is known whether data
        follow."""
        waiting: list[tuple[int, Row, RowKind]] = []
        for number, cells, kind in self._kinds(rows):
            if kind is RowKind.DATA and (
                len(cells) - _blanks(cells) > _NARROW or not _may_be_note(kind, cells)
            ):
                yield from waiting
                waiting = []
                yield number, cells, kind
            elif waiting or _may_be_note(kind, cells):
                waiting.append((number, cells, kind))
                if len(waiting) > _LONGEST_NOTES or kind in _FIRM:
                    yield from waiting
                    waiting = []
            else:
                yield number, cells, kind
        for number, cells, kind in waiting:
            yield number, cells, RowKind.NOTE if _may_be_note(kind, cells) else kind

    def _kinds(self, rows: Iterable[NumberedRow]) -> Iterator[tuple[int, Row, RowKind]]:
        depth, blank_at, another = 0, -_NEAR, False
        for number, cells in rows:
            depth += 1
            if another:
                yield number, cells, RowKind.OTHER
                continue
            near_blank = depth - blank_at <= _NEAR
            if depth > _NEAR and not near_blank and self._is_plainly_data(cells):
                yield number, cells, RowKind.DATA
                continue
            row = trimmed(cells)
            another = near_blank and self._starts_another(row)
            kind = RowKind.OTHER if another else self._kind(row, depth)
            if is_blank_row(row):
                blank_at = depth
            yield number, cells, kind

    def _is_plainly_data(self, cells: Row) -> bool:
        """A row that no rule below could take for anything else: its first column filled with no word of the
        heading, many cells filled or no note, nothing that sums."""
        first = cells[self._first] if self._first < len(cells) else None
        filled = len(cells) - _blanks(cells)
        if filled < 2 or (first.__class__ is str and first in self._words) or not _is_filled(first):
            return False
        if filled <= _NARROW and is_note(first):
            return False
        return not any(cell.__class__ is str and "计" in cell for cell in cells)

    def _kind(self, row: Row, depth: int) -> RowKind:
        cells = [_at(row, column) for column in self._columns]
        filled = [cell for cell in cells if cell is not None]
        near = depth <= _NEAR
        checks: tuple[tuple[RowKind, Callable[[], bool]], ...] = (
            (RowKind.BLANK, lambda: not filled or is_blank_row(row) or self._only_serial(row)),
            (RowKind.NUMBERING, lambda: near and is_numbering(cells)),
            (RowKind.UNITS, lambda: near and is_units(cells)),
            (RowKind.EXAMPLE, lambda: near and is_example(row)),
            (RowKind.TOTAL, lambda: is_total(cells)),
            (RowKind.REPEAT, lambda: self._repeats(row)),
            (RowKind.GROUP, lambda: len(filled) == 1 and len(cells) > 2 and isinstance(filled[0], str)),
        )
        return next((kind for kind, holds in checks if holds()), RowKind.DATA)

    def _only_serial(self, row: Row) -> bool:
        filled = [column for column in self._columns if _at(row, column) is not None]
        return (
            len(filled) == 1
            and filled[0] in self._serials
            and bool(re.fullmatch(r"\d{1,5}", text_of(_at(row, filled[0]))))
        )

    def _repeats(self, row: Row) -> bool:
        """Whether a row is the heading again, as printed pages have it."""
        filled = {column: text for column in self._columns if (text := text_of(_at(row, column)))}
        return len(filled) >= 2 and any(
            all(text == head[column] for column, text in filled.items()) for head in self._heads
        )

    def _starts_another(self, row: Row) -> bool:
        """Whether another table begins: behind a blank row, perhaps a title, a row of headings of its own."""
        labels, known = row_strength(row)
        return labels >= 3 and known >= 2 and known >= 0.5 * labels and not self._repeats(row)


_FIRM: Final = frozenset({RowKind.NUMBERING, RowKind.UNITS, RowKind.EXAMPLE, RowKind.REPEAT})


def _may_be_note(kind: RowKind, cells: Row) -> bool:
    """A line that is a note if no data follow: a single text, or few cells of which the first reads as a
    remark."""
    if kind is RowKind.GROUP:
        return True
    if kind is not RowKind.DATA or len(cells) - _blanks(cells) > _NARROW:
        return False
    return is_note(next((cell for cell in cells if _is_filled(cell)), None))


def _blanks(cells: Row) -> int:
    return cells.count("") + cells.count(None)


def _is_filled(cell: Any) -> bool:
    return cell is not None and (cell.__class__ is not str or bool(cell.strip()))


def _at(row: Row, column: int) -> Any:
    return row[column] if column < len(row) else None
