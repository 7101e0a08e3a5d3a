"""Files people bring, opened: xlsx, xls, ods, CSV, tab text. What a file is, its content says, not its name.

Every door that takes a workbook opens it here, so that a password, damage and hidden sheets are told in the
same words everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Final

import python_calamine as calamine

from zhenyu.core.errors import UsageError
from zhenyu.workbooks.raw_tables import Merge, NumberedRows, RawTable
from zhenyu.workbooks.sheet_xml import cell_marks, marks_of
from zhenyu.workbooks.text_tables import text_table

_SHEET_LIMIT: Final = 500
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_WORKBOOK_NAMES: Final = (".xlsx", ".xlsm", ".xls", ".ods", ".et")
_LOCK_SEARCHED: Final = 4 * 2**20


@dataclass(frozen=True, slots=True)
class File:
    """A file that was opened: its visible sheets, and the names of the hidden ones."""

    name: str
    tables: tuple[RawTable, ...]
    hidden: tuple[str, ...] = ()


def open_file(path: Path) -> File:
    """The sheets of a file; each workbook is parsed once.

    Raises:
        UsageError: no such file, empty, not a table, damaged, locked by a password, or every sheet hidden.
    """
    if not path.is_file():
        raise UsageError(f"没有文件“{path}”", "请核对路径和文件名")
    with path.open("rb") as file:
        head = file.read(8)
    if not head:
        raise UsageError(f"“{path.name}”是空文件", "请重新导出或保存后再试")
    if head.startswith((_ZIP, _OLE)):
        return _workbook(path, f"“{path.name}”", None)
    if path.suffix.lower() in _WORKBOOK_NAMES:
        raise UsageError(
            f"“{path.name}”的内容不是 Excel 文件，扩展名可能是改出来的",
            "请用 Excel 或 WPS 打开后另存为 .xlsx；如果是文本，请把扩展名改成 .csv",
        )
    return File(path.name, (text_table(path),))


def open_bytes(data: bytes, most_cells: int) -> File:
    """The sheets of a workbook that came as bytes.

    Arguments:
        most_cells: cells of all visible sheets together that are still taken.

    Raises:
        UsageError: damaged, locked by a password, too many cells, or every sheet hidden.
    """
    return _workbook(data, "工作簿", most_cells)


def _workbook(source: Path | bytes, subject: str, most_cells: int | None) -> File:
    locked = UsageError(f"{subject}设了打开密码", "请用 Excel 或 WPS 去掉密码，另存后再试")
    if _is_locked(source):
        raise locked
    try:
        book = calamine.CalamineWorkbook.from_object(BytesIO(source) if isinstance(source, bytes) else source)
        sheets = [each for each in book.sheets_metadata if each.typ is calamine.SheetTypeEnum.WorkSheet]
        shown = [each.name for each in sheets if each.visible is calamine.SheetVisibleEnum.Visible]
        hidden = tuple(each.name for each in sheets if each.name not in shown)
        tables = tuple(_tables(source, book, shown[:_SHEET_LIMIT], subject, most_cells))
    except calamine.PasswordError:
        raise locked from None
    except (calamine.CalamineError, OSError, ValueError) as problem:
        if isinstance(problem, PermissionError):
            raise
        raise UsageError(
            f"{subject}打不开，文件可能不完整或已损坏",
            "请重新下载，或用 Excel、WPS 打开后另存为 .xlsx 再试",
        ) from problem
    if hidden and not tables:
        raise UsageError(
            f"{subject}的工作表全是隐藏的：{'、'.join(hidden)}",
            "请在 Excel 里取消隐藏要用的工作表，保存后再试",
        )
    return File(source.name if isinstance(source, Path) else "", tables, hidden)


def _is_locked(source: Path | bytes) -> bool:
    """An encrypted workbook is an OLE file with a stream of this name; calamine takes it for a broken xls."""
    if isinstance(source, bytes):
        head = source[:_LOCK_SEARCHED]
    else:
        with source.open("rb") as file:
            head = file.read(_LOCK_SEARCHED)
    return head.startswith(_OLE) and "EncryptedPackage".encode("utf-16-le") in head


def _tables(
    source: Path | bytes,
    book: calamine.CalamineWorkbook,
    names: list[str],
    subject: str,
    most_cells: int | None,
) -> Iterator[RawTable]:
    cells = 0
    for name in names:
        sheet = book.get_sheet_by_name(name)
        top, left = sheet.start or (0, 0)
        cells += (top + sheet.height) * (left + sheet.width)
        if most_cells is not None and cells > most_cells:
            raise UsageError(f"{subject}超过{most_cells}格", "请把数据导入台账，或只留下汇总表")
        yield _sheet_table(source, sheet)


def _sheet_table(source: Path | bytes, sheet: calamine.CalamineSheet) -> RawTable:
    top, left = sheet.start or (0, 0)
    merges = tuple(
        Merge(first, start - left, last, end - left)
        for (first, start), (last, end) in sheet.merged_cell_ranges or ()
        if start >= left
    )

    def values() -> NumberedRows:
        return enumerate(sheet.iter_rows(), start=1)

    def rows() -> NumberedRows:
        for number, cells in values():
            if True in cells or False in cells:
                cells = ["TRUE" if c is True else "FALSE" if c is False else c for c in cells]
            yield number, cells

    return RawTable(
        sheet.name,
        top + sheet.height,
        rows,
        path=source if isinstance(source, Path) else None,
        left=left,
        merges=merges,
        marks=lambda: marks_of(source, sheet.name),
        cell_marks=lambda: cell_marks(source, sheet.name),
        values=values,
    )
