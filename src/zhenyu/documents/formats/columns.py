"""The reading order of a page: columns are found, headlines across them cut them into bands. Pure.

A gutter is a strip that (nearly) no fragment crosses, with running text on both sides; the few fragments that
do cross it (headlines, wide pictures' captions) divide the page into bands, each read column by column. Cells
of a table stand apart too, but are short: a side whose lines do not fill it is no column.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from zhenyu.documents.formats.fragments import Fragment, joined
from zhenyu.reading.text.layout import columns as width_of

_FILLED: Final = 0.55  # of a column's width its middle line fills at least
_LEAST: Final = 3  # lines on each side of a gutter
_CROSSING: Final = 0.34  # of all fragments that may cross a gutter
_NARROWEST: Final = 5  # characters in a column
_CELL_GAP: Final = 1.6  # characters between two cells of a table row; less is a justified line's gap
_DEPTH: Final = 6  # gutters within gutters


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of a page: its cells (one, unless it is a table row), and the column it stands in.

    Arguments:
        page: from 1.
        left, right: edges of the column's text.
        size: width of a Han character in this line.
        column: number of the column on its page; of_lines: how many lines that has.
    """

    cells: tuple[Fragment, ...]
    page: int
    left: float
    right: float
    size: float
    column: int
    of_lines: int

    @property
    def whole(self) -> Fragment:
        return joined(self.cells, "\t")


def size_of(fragments: Sequence[Fragment]) -> float:
    """The width of a Han character, in the page's units: the median over the fragments."""
    widths = [
        2 * (each.right - each.left) / max(width_of(each.text), 1) for each in fragments if len(each.text) > 1
    ]
    return median(widths) if widths else 10.0


def lines_of(fragments: Sequence[Fragment], page: int) -> list[TextLine]:
    """The lines of a page in reading order."""
    lines: list[TextLine] = []
    for number, block in enumerate(_blocks(list(fragments), size_of(fragments), 0)):
        rows = rows_of(block)
        left = min(row[0].left for row in rows)
        right = max(row[-1].right for row in rows)
        for row in rows:
            size = size_of(row)
            lines.append(TextLine(_cells(row, size), page, left, right, size, number, len(rows)))
    return lines


def rows_of(fragments: Sequence[Fragment]) -> list[list[Fragment]]:
    """Fragments that stand on one line, from top to bottom, each row from left to right."""
    rows: list[list[Fragment]] = []
    for each in sorted(fragments, key=lambda each: each.middle):
        if rows and any(_beside(other, each) for other in rows[-1][-3:]):
            rows[-1].append(each)
        else:
            rows.append([each])
    return [sorted(row, key=lambda each: each.left) for row in rows]


def _beside(one: Fragment, other: Fragment) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    apart = one.right <= other.left + 1 or other.right <= one.left + 1
    return apart and overlap >= 0.5 * min(one.height, other.height)


def _cells(row: list[Fragment], size: float) -> tuple[Fragment, ...]:
    cells = [[row[0]]]
    for each in row[1:]:
        if each.left - cells[-1][-1].right > _CELL_GAP * size:
            cells.append([each])
        else:
            cells[-1].append(each)
    return tuple(joined(cell) for cell in cells)


def _blocks(fragments: list[Fragment], size: float, depth: int) -> Iterator[list[Fragment]]:
    """Columns and what stands across them, in reading order."""
    if not fragments:
        return
    gutter = _gutter(fragments, size) if depth < _DEPTH else None
    if gutter is None:
        yield fragments
        return
    across = [each for each in fragments if each.left < gutter < each.right]
    rest = [each for each in fragments if not each.left < gutter < each.right]
    for row in [*rows_of(across), None]:
        bottom = row[0].middle if row else float("inf")
        band = [each for each in rest if each.middle < bottom]
        rest = [each for each in rest if each.middle >= bottom]
        yield from _blocks([each for each in band if each.right <= gutter], size, depth + 1)
        yield from _blocks([each for each in band if each.left >= gutter], size, depth + 1)
        if row:
            yield row


def _gutter(fragments: list[Fragment], size: float) -> float | None:
    """Where a strip runs down between two columns: the candidate that the fewest fragments cross; none if
    there is none."""
    starts = sorted({round(each.left - size / 4, 1) for each in fragments})
    candidates = []
    for x in starts:
        left = [each for each in fragments if each.right <= x]
        right = [each for each in fragments if each.left >= x]
        crossing = len(fragments) - len(left) - len(right)
        if crossing <= _CROSSING * len(fragments) and _is_column(left, size) and _is_column(right, size):
            candidates.append((crossing, -_gap(left, right), x))
    return min(candidates)[2] if candidates else None


def _gap(left: list[Fragment], right: list[Fragment]) -> float:
    return min(each.left for each in right) - max(each.right for each in left)


def _is_column(fragments: list[Fragment], size: float) -> bool:
    """Whether lines of running text stand one below the other: several, and filling the width they share."""
    if len(fragments) < _LEAST:
        return False
    rows = rows_of(fragments)
    if len(rows) < _LEAST:
        return False
    width = max(row[-1].right for row in rows) - min(row[0].left for row in rows)
    filled = median(sum(each.right - each.left for each in row) for row in rows)
    return width >= _NARROWEST * size and filled >= _FILLED * width
