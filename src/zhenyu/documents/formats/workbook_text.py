"""A workbook (.xlsx, .xls, .ods) → its words, a row a line, and its tables. Values as Excel keeps them;
formulas as last computed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from zhenyu.documents.formats.locations import (
    DocumentTable,
    Location,
    SourceBuilder,
    SourceText,
    TableCell,
    cell_name,
)
from zhenyu.documents.formats.table_grid import number_in
from zhenyu.workbooks.cells import CellKind, SheetCell
from zhenyu.workbooks.raw_tables import RawTable
from zhenyu.workbooks.sheets import open_bytes

MAX_CELLS: Final = 1_000_000
_OWN_NAMES: Final = ("sheet", "工作表")
_Merged = dict[tuple[int, int], tuple[int, int]]


def words(data: bytes) -> SourceText:
    """The visible sheets one after another.

    Raises:
        UsageError: damaged, locked by a password, too many cells, or every sheet hidden.
    """
    file = open_bytes(data, MAX_CELLS)
    out = SourceBuilder()
    out.notes += (f"隐藏的工作表“{name}”没有读" for name in file.hidden)
    for table in file.tables:
        _write_sheet(table, out)
    return out.finish()


def _spans(table: RawTable) -> _Merged:
    """First cell of each merge → rows and columns it covers."""
    return {
        (merge.top, table.left + merge.left): (merge.bottom - merge.top + 1, merge.right - merge.left + 1)
        for merge in table.merges
    }


def _write_sheet(table: RawTable, out: SourceBuilder) -> None:
    """The rows of a sheet as lines, and as tables parted by empty rows where a new heading follows."""
    name, spans = table.name, _spans(table)
    title = [] if name.lower().startswith(_OWN_NAMES) else [name]
    block: list[list[TableCell]] = []
    parted = False
    for number, row in table.cells():
        shown = {c: text for c, cell in enumerate(row, start=table.left) if (text := _shown(cell))}
        if not shown:
            parted = True
            continue
        cells = list(_write_row(name, number - 1, shown, spans, out))
        if block and parted and not any(number_in(cell.text) for cell in cells):
            title = _close(block, title, out)
            block = []
        parted = False
        block.append(cells)
    _close(block, title, out)


def _close(block: list[list[TableCell]], title: list[str], out: SourceBuilder) -> list[str]:
    """Keep the block as a table; rows of one cell above it are its title. Answers the title for what
    follows."""
    while block and len(block[0]) == 1:
        title = [*title[-2:], block.pop(0)[0].text]
    if block:
        out.tables.append(DocumentTable(tuple(cell for row in block for cell in row), "\n".join(title)))
        return [
            line for line in title if "单位" not in line
        ]  # a unit holds for its own table, a period for those below
    return title


def _write_row(
    name: str, number: int, shown: dict[int, str], spans: _Merged, out: SourceBuilder
) -> Iterator[TableCell]:
    for order, (column, text) in enumerate(shown.items()):
        out.add("\t" if order else "")
        start = out.add(text, Location(sheet=name, cell=cell_name(number, column)))
        yield TableCell(text, start, number, column, *spans.get((number, column), (1, 1)))
    out.add("\n")


def _shown(cell: SheetCell) -> str:
    """A cell as the sheet shows it; a line end inside a cell would break its row and becomes a space."""
    value = cell.value
    match cell.kind:
        case CellKind.BOOLEAN:
            return "是" if value else "否"
        case CellKind.NUMBER if cell.is_percent:
            return f"{value * 100:.10g}%"
        case CellKind.NUMBER:
            return f"{value:.15g}" if abs(value) < 1e15 else f"{value:.0f}"
        case CellKind.DAY | CellKind.MOMENT:
            return f"{value.year}年{value.month}月{value.day}日"
        case _:
            return "" if value is None else " ".join(str(value).split())
