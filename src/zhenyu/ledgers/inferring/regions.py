"""A table inside a sheet: titles above, heading, rows of data; totals, groups, notes and a second table told apart. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from zhenyu.ledgers.headers import plain
from zhenyu.ledgers.inferring.grids import Grid
from zhenyu.ledgers.inferring.heading_rows import Heading, find_heading, heading_strength
from zhenyu.ledgers.inferring.labels import (
    SERIAL_WORDS,
    is_blank_row,
    is_example,
    is_note,
    is_numbering,
    is_total,
    is_units,
    text_of,
    unit_or_none,
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


_NOTABLE: Final = tuple(kind for kind in RowKind if kind not in (RowKind.DATA, RowKind.OTHER))


@dataclass(frozen=True)
class Region:
    """The table of a sheet.

    Arguments:
        above: texts of the rows over the heading, row by row.
        kinds: row index → kind, for the rows below the heading.
        units: column → unit from a row of units or from the heading's own line.
        twin: first column of a second copy of the same headings standing at the right, None when there is none.
    """

    grid: Grid
    heading: Heading
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


def find_region(grid: Grid) -> Region | None:
    """The table of a sheet; None when the sheet has none."""
    heading = find_heading(grid)
    if heading is None:
        return None
    twin = _twin(heading.titles)
    taken = [column for column in heading.titles if twin is None or column < twin]
    heading = Heading(heading.first, heading.last, {column: heading.parts[column] for column in taken})
    kinds = _kinds(grid, heading)
    units = {
        column: unit
        for row, kind in kinds.items()
        if kind is RowKind.UNITS
        for column in taken
        if (unit := unit_or_none(text_of(grid.cell(row, column)).strip("()")))
    }
    above = tuple(
        tuple(text_of(cell) for cell in cells if cell is not None) for cells in grid.rows[: heading.first] if cells
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


def listed(numbers: Sequence[int], most: int = 12) -> str:
    """Row numbers for people, neighbours as a range: 3—5、9."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    shown = "、".join(str(a) if a == b else f"{a}—{b}" for a, b in spans[:most])
    return shown if len(spans) <= most else f"{shown}等（共{len(numbers)}行）"


def _kinds(grid: Grid, heading: Heading) -> dict[int, RowKind]:
    columns = list(heading.titles)
    kinds: dict[int, RowKind] = {}
    rows = range(heading.last + 1, len(grid.rows))
    for row in rows:
        if _starts_another(grid, heading, row):
            kinds.update(dict.fromkeys(range(row, len(grid.rows)), RowKind.OTHER))
            break
        kinds[row] = _kind(grid, heading, row, columns)
    return _with_notes(grid, kinds)


def _kind(grid: Grid, heading: Heading, row: int, columns: Sequence[int]) -> RowKind:
    whole = grid.rows[row]
    cells = [grid.cell(row, column) for column in columns]
    filled = [cell for cell in cells if cell is not None]
    near = row - heading.last <= 2
    checks = (
        (RowKind.BLANK, not filled or is_blank_row(whole) or _only_serial(heading, grid, row)),
        (RowKind.NUMBERING, near and is_numbering(cells)),
        (RowKind.UNITS, near and is_units(cells)),
        (RowKind.EXAMPLE, near and is_example(whole)),
        (RowKind.TOTAL, is_total(cells)),
        (RowKind.REPEAT, _repeats(grid, heading, row)),
        (RowKind.GROUP, len(filled) == 1 and len(columns) > 2 and isinstance(filled[0], str)),
    )
    return next((kind for kind, holds in checks if holds), RowKind.DATA)


def _with_notes(grid: Grid, kinds: dict[int, RowKind]) -> dict[int, RowKind]:
    """Below the last row of data, single texts and signatures are notes, not groups or data."""
    for row in reversed(kinds):
        if kinds[row] in (RowKind.BLANK, RowKind.OTHER, RowKind.TOTAL):
            continue
        filled = [cell for cell in grid.rows[row] if cell is not None]
        if kinds[row] is RowKind.GROUP or (len(filled) <= 4 and is_note(filled[0])):
            kinds[row] = RowKind.NOTE
        else:
            break
    return kinds


def _only_serial(heading: Heading, grid: Grid, row: int) -> bool:
    filled = [column for column in heading.titles if grid.cell(row, column) is not None]
    return (
        len(filled) == 1
        and plain(heading.titles[filled[0]]) in SERIAL_WORDS
        and bool(re.fullmatch(r"\d{1,5}", text_of(grid.cell(row, filled[0]))))
    )


def _repeats(grid: Grid, heading: Heading, row: int) -> bool:
    """Whether a row is the heading again, as printed pages have it."""
    texts = {column: text_of(grid.cell(row, column)) for column in heading.titles}
    filled = {column: text for column, text in texts.items() if text}
    return len(filled) >= 2 and any(
        all(text == text_of(grid.cell(above, column)) for column, text in filled.items())
        for above in range(heading.first, heading.last + 1)
    )


def _starts_another(grid: Grid, heading: Heading, row: int) -> bool:
    """Whether another table begins: a blank row, perhaps a title, then a row of headings of its own."""
    above = [i for i in (row - 1, row - 2) if i > heading.last]
    if not above or not any(is_blank_row(grid.rows[i]) for i in above):
        return False
    labels, known = heading_strength(grid, row)
    return labels >= 3 and known >= 2 and known >= 0.5 * labels and not _repeats(grid, heading, row)


def _twin(titles: Mapping[int, str]) -> int | None:
    columns, names = list(titles), list(titles.values())
    for period in range(2, len(names) // 2 + 1):
        if names[:period] == names[period : 2 * period]:
            return columns[period]
    return None


def first_text(cells: Sequence[Any]) -> str:
    """The first text of a row; empty when there is none."""
    return next((text_of(cell) for cell in cells if cell is not None), "")
