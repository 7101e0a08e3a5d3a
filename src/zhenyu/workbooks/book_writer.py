"""Workbooks written: rows on one sheet, where they come from on another. A text stays a text, whatever it
begins with."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from zhenyu.core.values.display_width import display_width

if TYPE_CHECKING:  # a quarter of a second at the start of every command
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

Origin = Sequence[tuple[str, str]]
"""Where rows come from, line by line: name, text."""

ORIGIN_SHEET: Final = "说明"
ORIGIN_HEADER: Final = ("项目", "内容")
_A4: Final = 9
_NARROWEST, _WIDEST = 8, 40
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Characters no cell may hold (XML 1.0, 2.2)."""


def write_book(draft: Path, sheet: str, rows: Any, origin: Origin) -> None:
    """Write a workbook of two sheets: rows, by the hundred thousand if need be, and where they come from.

    Arguments:
        rows: mappings header → cell, or a stream of Arrow.
    """
    from rustpy_xlsxwriter import FastExcel

    provenance = [dict(zip(ORIGIN_HEADER, line, strict=True)) for line in origin]
    book = FastExcel(str(draft)).format(datetime_format="yyyy-mm-dd", bold_headers=True).freeze(row=1)
    book.sheet(sheet, rows).sheet(ORIGIN_SHEET, provenance)
    try:
        book.save()
    except BaseException as panic:  # the writer panics where it should fail; Rust's panic is no Exception
        if type(panic).__name__ != "PanicException":
            raise
        full = "code: 28" in str(panic)
        raise OSError(errno.ENOSPC if full else errno.EIO, "写入 Excel 文件失败", str(draft)) from panic


def plain_book(sheets: Mapping[str, Iterable[Sequence[Any]]]) -> Workbook:
    """A workbook of unadorned sheets: name → rows."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for number, cells in enumerate(rows, start=1):
            put_row(sheet, number, cells)
    return book


def table_book(title: str, rows: Sequence[Sequence[Any]], origin: Origin) -> Workbook:
    """A workbook to be printed: one table, its first row the header, columns as wide as their cells; and a
    sheet 说明 with where it comes from."""
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    book = plain_book({title: rows, ORIGIN_SHEET: (ORIGIN_HEADER, *origin)})
    sheet, provenance = book[title], book[ORIGIN_SHEET]
    for column, cell in enumerate(sheet[1], start=1):
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="center")
        widest = max((display_width(str(row[column - 1] or "")) for row in rows[1:]), default=_NARROWEST)
        width = min(max(widest, _NARROWEST) + 2, _WIDEST)
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "B2"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", _A4
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr = 0, PageSetupProperties(fitToPage=True)
    provenance.column_dimensions["A"].width, provenance.column_dimensions["B"].width = 16, 80
    return book


def put_row(sheet: Worksheet, number: int, cells: Iterable[Any]) -> None:
    """Write the cells of a row as what they are: a text that begins with ``=`` stays a text; blanks are left
    out.

    Arguments:
        number: of the row, from 1.
    """
    for column, value in enumerate(cells, start=1):
        if value in (None, ""):
            continue
        if not isinstance(value, str):
            sheet.cell(number, column, value)
        elif text := _CONTROL.sub("", value):
            sheet.cell(number, column, text).data_type = "s"
