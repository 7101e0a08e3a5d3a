"""Where the heading of a table is: one row, or two or three of them under merged groups, made into
“上级/下级” titles. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from zhenyu.workbooks.cells import text_of
from zhenyu.workbooks.grids import SheetGrid
from zhenyu.workbooks.labels import (
    is_example,
    is_label,
    is_note,
    is_numbering,
    is_total,
    is_units,
    known_labels,
)

SEARCHED_ROWS: Final = 60
DEEPEST: Final = 3


@dataclass(frozen=True, slots=True)
class HeadingRows:
    """The rows of a heading and the titles it gives.

    Arguments:
        first, last: row indices, inclusive.
        parts: column → the texts of its title from above downwards; columns without one are missing.
    """

    first: int
    last: int
    parts: dict[int, tuple[str, ...]]

    @property
    def titles(self) -> dict[int, str]:
        """Column → “上级/下级”."""
        return {column: "/".join(texts) for column, texts in self.parts.items()}


def find_heading(grid: SheetGrid, start: int = 0) -> HeadingRows | None:
    """The best heading at or below a row; None when no row reads as one."""
    best = max(_scored(grid, start), default=None)
    if best is None:
        return None
    row = -best[1]
    first, last = _upwards(grid, row, start), _downwards(grid, row)
    return compose(grid, first, last)


def row_strength(cells: Sequence[Any]) -> tuple[int, int]:
    """How many labels a row has and how many of them the lexicon knows; (0, 0) when it cannot be a
    heading."""
    filled = [cell for cell in cells if cell is not None]
    labels = [text_of(cell) for cell in filled if is_label(cell)]
    if len(labels) < 2 or len(labels) < 0.75 * len(filled) or len(set(labels)) < 0.4 * len(labels):
        return 0, 0
    if (
        is_total(cells)
        or (len(labels) < 3 and is_note(filled[0]))
        or is_example(cells)
        or is_units(cells)
        or is_numbering(cells)
    ):
        return 0, 0
    return len(labels), known_labels(cells)


def compose(grid: SheetGrid, first: int, last: int) -> HeadingRows:
    """The titles of heading rows ``first`` … ``last``: parts from above downwards, each part once."""
    width = max(len(grid.rows[row]) for row in range(first, last + 1))
    parts: dict[int, list[str]] = {column: [] for column in range(width)}
    for row in range(first, last + 1):
        group = ""
        for column in range(width):
            text = text_of(grid.spread(row, column))
            own = text_of(grid.cell(row, column))
            group = own or (group if row < last and _reaches(grid, row, column, last) else "")
            part = text or group
            if part and (not parts[column] or parts[column][-1] != part):
                parts[column].append(part)
    return HeadingRows(first, last, {column: tuple(texts) for column, texts in parts.items() if texts})


def _reaches(grid: SheetGrid, row: int, column: int, last: int) -> bool:
    """Whether a group's title reaches into a blank cell right of it: only above a lower title, in a sheet
    without merges."""
    if any(merge.top == row and merge.left != merge.right for merge in grid.merges):
        return False
    return grid.cell(row, column) is None and any(
        grid.cell(below, column) is not None for below in range(row + 1, last + 1)
    )


def _scored(grid: SheetGrid, start: int) -> Iterator[tuple[float, int]]:
    for row in range(start, min(len(grid.rows), start + SEARCHED_ROWS)):
        labels, known = row_strength(grid.rows[row])
        below = [_filled(cells) for cells in grid.rows[row + 1 : row + 12] if cells]
        widest = max(below, default=0)
        if labels and (widest >= 2 or known >= 3) and labels >= 0.4 * widest:
            yield labels + 2 * known - 0.05 * (row - start), -row


def _upwards(grid: SheetGrid, row: int, start: int) -> int:
    first = row
    while first > start and row - first < DEEPEST - 1 and _belongs_above(grid, first - 1, first):
        first -= 1
    return first


def _downwards(grid: SheetGrid, row: int) -> int:
    last = row
    while (
        last + 1 < len(grid.rows) and last - row < DEEPEST - 1 and _belongs_below(grid, last, last + 1, row)
    ):
        last += 1
    return last


def _belongs_above(grid: SheetGrid, upper: int, lower: int) -> bool:
    cells = grid.rows[upper]
    filled = [cell for cell in cells if cell is not None]
    labels = sum(1 for cell in filled if is_label(cell))
    if not labels or labels < len(filled):
        return False
    if any(merge.top <= upper and merge.bottom >= lower for merge in grid.merges):
        return True
    gaps = [column for column, cell in enumerate(grid.rows[lower]) if cell is None]
    return labels >= 2 and (not gaps or any(grid.cell(upper, column) is not None for column in gaps))


def _belongs_below(grid: SheetGrid, upper: int, lower: int, top: int) -> bool:
    cells = grid.rows[lower]
    filled = [column for column, cell in enumerate(cells) if cell is not None]
    if (
        not filled
        or is_total(cells)
        or is_units(cells)
        or not all(is_label(cells[column]) for column in filled)
    ):
        return False
    if any(merge.top <= upper and merge.bottom >= lower and merge.top >= top - 1 for merge in grid.merges):
        return True
    gaps = [column for column in filled if grid.cell(upper, column) is None]
    starts = [column for column, cell in enumerate(grid.rows[upper]) if cell is not None]
    return (
        bool(gaps) and bool(starts) and grid.cell(lower, starts[0]) is None and len(gaps) >= 0.3 * len(filled)
    )


def _filled(cells: Sequence[Any]) -> int:
    return sum(1 for cell in cells if cell is not None)
