"""The rows of data of a table that was picked: merged cells filled down, and everything that is no data told
apart and named."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import Any, Final

from zhenyu.core.values.row_numbers import listed
from zhenyu.ledgers.importing.table_selection import TablePart
from zhenyu.ledgers.values.cell_problems import CellProblem
from zhenyu.workbooks.grids import SheetGrid
from zhenyu.workbooks.labels import text_of
from zhenyu.workbooks.row_kinds import RowKind, RowSorter
from zhenyu.workbooks.sheets import NumberedRows

_UNSOLVED: Final = CellProblem(
    "formula",
    "这一格是公式，文件里没有存它算出的结果",
    "用 Excel 或 WPS 打开文件，保存一次再导入；或改填数值",
)


@dataclass
class LeftOut:
    """Rows of a part that are not data, and columns without a heading that hold something."""

    rows: dict[RowKind, list[int]] = field(default_factory=dict)
    columns: set[int] = field(default_factory=set)
    last: int = 0

    def notes(self, part: TablePart, prefix: str) -> Iterator[str]:
        for kind, numbers in self.rows.items():
            shown = [n for n in numbers if kind is not RowKind.BLANK or n < self.last]
            if kind is RowKind.OTHER:
                yield f"{prefix}第{shown[0]}行起是另一张表，没有读；请把它移到另一个工作表再导入"
            elif shown:
                yield f"{prefix}跳过{len(shown)}个{kind}：第{listed(shown)}行"
        if self.columns:
            letters = "、".join(
                _letter(part.table.left + part.start + column) for column in sorted(self.columns)
            )
            yield f"{prefix}没有表头、未导入的列：{letters}"


def data_rows(
    part: TablePart, left_out: LeftOut, place_of: Callable[[str], str | None] | None = None
) -> NumberedRows:
    """The rows of data of a part; everything else goes to ``left_out``.

    Cells of vertically merged ranges are filled down, formulas without a result become problems.

    Arguments:
        place_of: the place a group row names, None when it names none; each row then gets, in
            :func:`group_column`, the place it stands under.
    """
    width = group_column(part)
    stray = [column for column in range(width) if column not in part.heading.titles]
    sorter = RowSorter(part.heading_rows, part.heading.titles)
    place = None
    for number, cells, kind in sorter.sort(_solved(part, _filled_down(part, _cut(part)))):
        if kind is not RowKind.DATA:
            left_out.rows.setdefault(kind, []).append(number)
            if place_of is not None and kind is RowKind.GROUP:
                place = place_of(_only_text(cells)) or place
            continue
        left_out.last = number
        if stray or len(cells) > width:
            beyond = (*stray, *range(width, len(cells)))
            left_out.columns.update(c for c in beyond if c < len(cells) and cells[c] not in ("", None))
        yield number, cells if place_of is None else [*cells, *[None] * (width - len(cells)), place]


def group_texts(part: TablePart) -> list[str]:
    """Texts of the group rows among the first rows (“一、张庄村”)."""
    sorter = RowSorter(part.heading_rows, part.heading.titles)
    numbered = enumerate((cells[part.start : part.stop] for cells in part.sample), start=part.first_row + 1)
    return [_only_text(cells) for _, cells, kind in sorter.sort(numbered) if kind is RowKind.GROUP]


def group_column(part: TablePart) -> int:
    """Behind the last column: where :func:`data_rows` puts the place of the group."""
    widest = max((len(cells[part.start : part.stop]) for cells in part.sample), default=0)
    return max(widest, *(column + 1 for column in part.heading.titles))


def written_once(part: TablePart) -> bool:
    """Whether the area stands only in the first row of those it holds for, without being merged over them."""
    column = next((column for column, name in part.mapping.items() if name == "area"), None)
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
    return sorted({merge.left - part.start for merge in _merges_of(part)})


def _cut(part: TablePart) -> NumberedRows:
    rows = islice(part.table.rows(), part.first_row, None)
    if not part.start and part.stop is None:
        return rows
    return ((number, cells[part.start : part.stop]) for number, cells in rows)


def _merges_of(part: TablePart) -> list[Any]:
    wanted = {column + part.start for column in part.mapping}
    return [m for m in part.table.merges if m.bottom > m.top >= part.first_row and m.left in wanted]


def _filled_down(part: TablePart, rows: NumberedRows) -> NumberedRows:
    """Give every row of a vertically merged range its value, and every row the area that is written once for
    several."""
    starts: dict[int, list[tuple[int, int]]] = {}
    for merge in _merges_of(part):
        starts.setdefault(merge.top + 1, []).append((merge.left - part.start, merge.bottom + 1))
    area = (
        next((c for c, name in part.mapping.items() if name == "area"), None) if written_once(part) else None
    )
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
                held[area] = cells[area], 2**62
            elif area in lasting and sum(1 for cell in cells if text_of(cell)) > 1:
                cells = _with(cells, {area: lasting[area]})
        merged = {c: v for c, v in lasting.items() if c != area and c < len(cells) and not text_of(cells[c])}
        yield number, _with(cells, merged) if merged and filled else cells


def _with(cells: Sequence[Any], values: Mapping[int, Any]) -> list[Any]:
    return [values.get(column, cell) for column, cell in enumerate(cells)]


def _solved(part: TablePart, rows: NumberedRows) -> NumberedRows:
    """Formulas without a result must not pass for blanks."""
    unsolved = part.table.marks().unsolved
    if not unsolved:
        yield from rows
        return
    for number, cells in rows:
        columns = [column - part.table.left - part.start for column in unsolved.get(number, ())]
        yield number, _with(cells, dict.fromkeys(columns, _UNSOLVED)) if columns else cells


def _only_text(cells: Sequence[Any]) -> str:
    return next((text_of(cell) for cell in cells if text_of(cell)), "")


def _letter(column: int) -> str:
    return SheetGrid("", (), first_column=column).letter(0)
