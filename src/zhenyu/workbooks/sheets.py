"""Files people bring: xlsx, xls, ods or CSV, as numbered rows of cells. What a file is, its content says, not
its name."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, Final

import python_calamine as calamine

from zhenyu.core.errors import UsageError
from zhenyu.workbooks.sheet_xml import Marks, marks_of

NumberedRows = Iterator[tuple[int, Sequence[Any]]]
_SHEET_LIMIT: Final = 500
_SEPARATORS: Final = ",\t;|"


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, inclusive, counted from 0 within the sheet's used columns."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class RawTable:
    """One sheet of a file. ``rows()`` starts anew from the first row; numbers count as Excel does, from 1.

    Arguments:
        left: how many columns of the sheet stand empty before the first cell.
        total: rows, title and header included; for CSV its lines.
    """

    path: Path
    name: str
    total: int
    rows: Callable[[], NumberedRows]
    is_csv: bool = False
    left: int = 0
    merges: tuple[Merge, ...] = ()
    marks: Callable[[], Marks] = Marks

    def first(self, count: int) -> list[Sequence[Any]]:
        return [cells for _, cells in islice(self.rows(), count)]


@dataclass(frozen=True, slots=True)
class File:
    """A file that was opened: its visible sheets, and the names of the hidden ones."""

    path: Path
    tables: tuple[RawTable, ...]
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file seems to hold, for the user to confirm: ``mapping`` column → field name (or area, state,
    owner).

    Arguments:
        headers, sample, first_row: of the sheet that fits best; ``total`` counts the rows of all that are
        taken.
        notes: which sheets are taken together, and which are not.
    """

    name: str
    headers: tuple[str, ...]
    mapping: Mapping[int, str]
    sample: tuple[tuple[Any, ...], ...]
    first_row: int
    total: int
    notes: tuple[str, ...] = field(default=())


def open_file(path: Path) -> File:
    """The sheets of a file; each workbook is parsed once.

    Raises:
        UsageError: not a table, damaged, locked by a password, or every sheet hidden.
    """
    if not path.is_file():
        raise UsageError(f"没有文件“{path}”", "请核对路径和文件名")
    head = path.open("rb").read(8)
    if not head:
        raise UsageError(f"“{path.name}”是空文件", "请重新导出或保存后再导入")
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _workbook(path)
    if path.suffix.lower() in (".xlsx", ".xlsm", ".xls", ".ods", ".et"):
        raise UsageError(
            f"“{path.name}”的内容不是 Excel 文件，扩展名可能是改出来的",
            "请用 Excel 或 WPS 打开后另存为 .xlsx；如果是文本，请把扩展名改成 .csv",
        )
    return File(path, (_csv_table(path),))


# --- workbooks ------------------------------------------------------------------------------------


def _workbook(path: Path) -> File:
    if _is_locked(path):
        raise UsageError(f"“{path.name}”设了打开密码", "请在 Excel 或 WPS 中去掉密码，另存后再导入")
    try:
        book = calamine.CalamineWorkbook.from_path(path)
        shown = [
            sheet.name for sheet in book.sheets_metadata if sheet.visible is calamine.SheetVisibleEnum.Visible
        ]
        hidden = tuple(sheet.name for sheet in book.sheets_metadata if sheet.name not in shown)
        tables = tuple(_sheet_table(path, book.get_sheet_by_name(name)) for name in shown[:_SHEET_LIMIT])
    except calamine.PasswordError:
        raise UsageError(f"“{path.name}”设了打开密码", "请在 Excel 或 WPS 中去掉密码，另存后再导入") from None
    except (calamine.CalamineError, OSError, ValueError) as problem:
        if isinstance(problem, PermissionError):
            raise
        raise UsageError(
            f"“{path.name}”打不开，文件可能不完整或已损坏",
            "请重新下载，或用 Excel、WPS 打开后另存为 .xlsx 再导入",
        ) from None
    if hidden and not tables:
        raise UsageError(
            f"“{path.name}”的工作表全是隐藏的：{'、'.join(hidden)}",
            "请在 Excel 里取消隐藏要用的工作表，保存后再试",
        )
    return File(path, tables, hidden)


def _is_locked(path: Path) -> bool:
    """An encrypted workbook is an OLE file with a stream of this name; calamine takes it for a broken xls."""
    with path.open("rb") as file:
        return file.read(4) == b"\xd0\xcf\x11\xe0" and "EncryptedPackage".encode("utf-16-le") in file.read(
            4 * 2**20
        )


def _sheet_table(path: Path, sheet: calamine.CalamineSheet) -> RawTable:
    top, left = sheet.start or (0, 0)
    merges = tuple(
        Merge(first, start - left, last, end - left)
        for (first, start), (last, end) in sheet.merged_cell_ranges or ()
        if start >= left
    )

    def rows() -> NumberedRows:
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            if True in cells or False in cells:
                cells = ["TRUE" if c is True else "FALSE" if c is False else c for c in cells]
            yield number, cells

    return RawTable(
        path,
        sheet.name,
        top + sheet.height,
        rows,
        left=left,
        merges=merges,
        marks=lambda: marks_of(path, sheet.name),
    )


# --- text files -----------------------------------------------------------------------------------


def _csv_table(path: Path) -> RawTable:
    encoding = _encoding(path)
    delimiter = _separator(path, encoding)

    def rows() -> NumberedRows:
        with path.open(encoding=encoding, newline="") as file:
            try:
                yield from enumerate(csv.reader(file, delimiter=delimiter), start=1)
            except UnicodeDecodeError:
                raise UsageError(
                    f"“{path.name}”里混有不同的文字编码", "请用 Excel 或 WPS 打开后另存为 .xlsx 再导入"
                ) from None
            except csv.Error as problem:
                raise UsageError(
                    f"“{path.name}”不是规范的 CSV 文件", f"多半是引号没有成对（{problem}）"
                ) from None

    with path.open("rb") as binary:
        total = sum(block.count(b"\n") for block in iter(lambda: binary.read(2**20), b""))
    return RawTable(path, path.stem, total, rows, is_csv=True)


def _separator(path: Path, encoding: str) -> str:
    """The mark most of the first lines share; a title line has none."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        lines = [file.readline(100_000) for _ in range(30)]
    return max(
        _SEPARATORS,
        key=lambda mark: (sum(mark in line for line in lines), sum(line.count(mark) for line in lines)),
    )


def _encoding(path: Path) -> str:
    """utf-8 (with or without mark) or utf-16 by their marks and form, else the national GB 18030."""
    with path.open("rb") as file:
        head = file.read(2**20)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in head:
        raise UsageError(f"“{path.name}”不是表格文件", "请导入 .xlsx、.xls、.ods 或 .csv 文件")
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig"
