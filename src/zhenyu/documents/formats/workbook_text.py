"""A workbook (.xlsx, .xls, .ods) → its words, a row a line, and its tables. Values as Excel keeps them;
formulas as last computed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from typing import Any, Final

from zhenyu.core.errors import UsageError
from zhenyu.documents.formats.locations import (
    DocumentTable,
    Location,
    SourceBuilder,
    SourceText,
    TableCell,
    cell_name,
)
from zhenyu.documents.formats.table_grid import number_in

MAX_CELLS: Final = 1_000_000
_STYLED: Final = 50_000  # cells: the formats of larger workbooks are not looked at, it would take a minute
_OWN_NAMES: Final = ("sheet", "工作表")
_Merged = dict[tuple[int, int], tuple[int, int]]


def words(data: bytes) -> SourceText:
    """The visible sheets one after another.

    Raises:
        UsageError: damaged, locked by a password, or too many cells.
    """
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(data))
        metadata = book.sheets_metadata
    except python_calamine.PasswordError as error:
        raise UsageError("工作簿设了打开密码", "请用 WPS 或 Excel 去掉密码后另存，再试") from error
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise UsageError("工作簿已损坏，打不开", "请用 WPS 或 Excel 打开后另存为 .xlsx 再试") from error
    out = SourceBuilder()
    cells = 0
    for sheet in metadata:
        if sheet.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        if sheet.visible != python_calamine.SheetVisibleEnum.Visible:
            out.notes.append(f"隐藏的工作表“{sheet.name}”没有读")
            continue
        try:
            found = book.get_sheet_by_name(sheet.name)
            cells += found.total_height * found.total_width
            if cells > MAX_CELLS:
                raise UsageError(f"工作簿超过{MAX_CELLS}格", "请把数据导入台账，或只留下汇总表")
            rows = found.to_python(skip_empty_area=False)
        except (python_calamine.CalamineError, OSError, ValueError) as error:
            raise UsageError(
                f"工作表“{sheet.name}”已损坏", "请用 WPS 或 Excel 打开后另存为 .xlsx 再试"
            ) from error
        _write_sheet(
            sheet.name, rows, _spans(found.merged_cell_ranges), _percentages(data, sheet.name, cells), out
        )
    return out.finish()


def _spans(ranges: Iterable[tuple[tuple[int, int], tuple[int, int]]] | None) -> _Merged:
    """First cell of each merge → rows and columns it covers."""
    return {first: (last[0] - first[0] + 1, last[1] - first[1] + 1) for first, last in ranges or ()}


def _percentages(data: bytes, sheet: str, cells: int) -> Callable[[int, int], bool]:
    """Which cells of a sheet show a percentage: 0.417 with the format 0.0% is read as 41.7%.

    Only .xlsx says so; the other forms keep the format where it costs too much to look.
    """
    if not data.startswith(b"PK") or cells > _STYLED:
        return lambda row, column: False
    import openpyxl

    try:
        book = openpyxl.load_workbook(BytesIO(data), read_only=True)
        shown = {
            (cell.row - 1, cell.column - 1)
            for row in book[sheet].iter_rows()
            for cell in row
            if isinstance(cell.value, int | float) and "%" in cell.number_format
        }
    except Exception:
        return lambda row, column: False
    return lambda row, column: (row, column) in shown


def _write_sheet(
    name: str, rows: list[list[Any]], spans: _Merged, percent: Callable[[int, int], bool], out: SourceBuilder
) -> None:
    """The rows of a sheet as lines, and as tables parted by empty rows where a new heading follows."""
    title = [] if name.lower().startswith(_OWN_NAMES) else [name]
    block: list[list[TableCell]] = []
    parted = False
    for number, values in enumerate(rows):
        shown = {c: shown for c, value in enumerate(values) if (shown := _shown(value, percent(number, c)))}
        if not shown:
            parted = True
            continue
        cells = list(_write_row(name, number, shown, spans, out))
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


def _shown(value: Any, percent: bool) -> str:
    """A value as the sheet shows it; a line end inside a cell would break its row and becomes a space."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return f"{value * 100:.10g}%" if percent else f"{value:.15g}" if abs(value) < 1e15 else f"{value:.0f}"
    if isinstance(value, dt.date):
        return f"{value.year}年{value.month}月{value.day}日"
    return " ".join(str(value).split())
