"""The rows of data of a selected table: merged cells filled down, and everything that is no data separated
and named."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import Any, Final

from zhenyu.ledgers.importing.table_selection import TablePart
from zhenyu.ledgers.values.cell_problems import CellProblem
from zhenyu.workbooks.cells import text_of
from zhenyu.workbooks.raw_tables import NumberedRows
from zhenyu.workbooks.row_kinds import RowKind
from zhenyu.workbooks.sheet_tables import first_text

UNSOLVED: Final = CellProblem(
    "formula",
    "这一格是公式，文件里没有存它算出的结果",
    "用 Excel 或 WPS 打开文件，保存一次再导入；或改填数值",
)
_TO_THE_END: Final = 2**62


@dataclass
class LeftOut:
    """Rows of a part that are not data, and columns without a heading that hold something."""

    rows: dict[RowKind, list[int]] = field(default_factory=dict)
    columns: set[int] = field(default_factory=set)
    last: int = 0


def data_rows(
    part: TablePart, left_out: LeftOut, area_of: Callable[[str], str | None] | None = None
) -> NumberedRows:
    """The rows of data of a part; everything else goes to ``left_out`` while they are read.

    Cells of vertically merged ranges are filled down, formulas without a result become problems.

    Arguments:
        area_of: the name of the area a group row heads, None when it heads none; each row then gets, in
            :func:`group_column`, the area it stands under.
    """
    width = group_column(part)
    stray = [column for column in range(width) if column not in part.table.heading.titles]
    area = None
    for number, cells, kind in part.table.sort(_solved(part, _filled_down(part, _cut(part)))):
        if kind is not RowKind.DATA:
            left_out.rows.setdefault(kind, []).append(number)
            if area_of is not None and kind is RowKind.GROUP:
                area = area_of(first_text(cells)) or area
            continue
        left_out.last = number
        if stray or len(cells) > width:
            beyond = (*stray, *range(width, len(cells)))
            left_out.columns.update(c for c in beyond if c < len(cells) and cells[c] not in ("", None))
        yield number, cells if area_of is None else [*cells, *[None] * (width - len(cells)), area]


def group_column(part: TablePart) -> int:
    """Behind the last column: where :func:`data_rows` puts the area of the group."""
    widest = max((len(part.table.cut(cells)) for cells in part.sample), default=0)
    return max(widest, *(column + 1 for column in part.table.heading.titles))


def written_once(part: TablePart) -> bool:
    """Whether the area stands only in the first row of those it holds for, without being merged over them."""
    column = _area_column(part)
    if column is None:
        return False
    cells = [
        text_of(row[column]) if column < len(row) else "" for row in part.sample if any(map(text_of, row))
    ]
    named = [text for text in cells if text]
    again = any(one and one == two for one, two in pairwise(cells))
    return len(cells) > 2 and bool(cells[0]) and len(named) <= 0.7 * len(cells) and not again


def merged_columns(part: TablePart) -> list[int]:
    """Mapped columns with cells merged over several rows of data."""
    return sorted({merge.left - part.table.start for merge in part.table.merged_down(part.mapping)})


def _area_column(part: TablePart) -> int | None:
    return next((column for column, name in part.mapping.items() if name == "area"), None)


def _cut(part: TablePart) -> NumberedRows:
    rows = islice(part.source.rows(), part.table.first_row, None)
    if not part.table.start and part.table.stop is None:
        return rows
    return ((number, part.table.cut(cells)) for number, cells in rows)


def _filled_down(part: TablePart, rows: NumberedRows) -> NumberedRows:
    """Give every row of a vertically merged range its value, and every row the area that is written once for
    several."""
    starts: dict[int, list[tuple[int, int]]] = {}
    for merge in part.table.merged_down(part.mapping):
        starts.setdefault(merge.top + 1, []).append((merge.left - part.table.start, merge.bottom + 1))
    area = _area_column(part) if written_once(part) else None
    if not starts and area is None:
        yield from rows
        return
    held: dict[int, tuple[Any, int]] = {}
    for number, cells in rows:
        for column, until in starts.get(number, ()):
            held[column] = cells[column] if column < len(cells) else None, until
        lasting = {column: value for column, (value, until) in held.items() if number <= until}
        filled = any(text_of(cell) for cell in cells)
        if area is not None and filled and area < len(cells):
            if text_of(cells[area]):
                held[area] = cells[area], _TO_THE_END
            elif area in lasting and sum(1 for cell in cells if text_of(cell)) > 1:
                cells = _with(cells, {area: lasting[area]})
        merged = {c: v for c, v in lasting.items() if c != area and c < len(cells) and not text_of(cells[c])}
        yield number, _with(cells, merged) if merged and filled else cells


def _with(cells: Sequence[Any], values: Mapping[int, Any]) -> list[Any]:
    return [values.get(column, cell) for column, cell in enumerate(cells)]


def _solved(part: TablePart, rows: NumberedRows) -> NumberedRows:
    """Formulas without a result must not pass for blanks."""
    unsolved = part.source.marks().unsolved
    if not unsolved:
        yield from rows
        return
    for number, cells in rows:
        columns = [column - part.left for column in unsolved.get(number, ())]
        yield number, _with(cells, dict.fromkeys(columns, UNSOLVED)) if columns else cells
