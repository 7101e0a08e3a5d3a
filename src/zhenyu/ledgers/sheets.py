"""Files people bring: xlsx, xls, ods or CSV, as numbered rows of cells. What a file is, its content says, not its name."""

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
from zhenyu.ledgers.definition import LedgerDefinition
from zhenyu.ledgers.headers import SEARCHED_ROWS, HeaderMatch, find_header, plain

NumberedRows = Iterator[tuple[int, list[Any]]]
SAMPLE_ROWS: Final = 20
_TOTALS: Final = frozenset(["合计", "总计", "小计", "共计", "累计", "总合计", "全镇合计", "全村合计", "合计数"])
_SHEET_LIMIT: Final = 500


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet of a file. ``rows()`` starts anew from the first row; numbers count as Excel does, from 1."""

    path: Path
    name: str
    total: int
    rows: Callable[[], NumberedRows]
    is_csv: bool = False

    def first(self, count: int) -> list[list[Any]]:
        return [cells for _, cells in islice(self.rows(), count)]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file seems to hold, for the user to confirm: ``mapping`` column → field name (or area, state, owner)."""

    name: str
    headers: tuple[str, ...]
    mapping: Mapping[int, str]
    sample: tuple[tuple[Any, ...], ...]
    first_row: int
    total: int


@dataclass
class Skipped:
    """Rows that are not data: their numbers, for the report."""

    blank: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    remarks: list[int] = field(default_factory=list)

    def notes(self) -> tuple[str, ...]:
        kinds = (("空行", self.blank), ("合计行", self.totals), ("说明行", self.remarks))
        return tuple(f"跳过{len(rows)}个{kind}：第{_listed(rows)}行" for kind, rows in kinds if rows)


def open_table(path: Path, definition: LedgerDefinition) -> tuple[Table, HeaderMatch]:
    """The sheet of a file that fits a ledger best, and its header.

    Raises:
        UsageError: not a table, damaged, locked by a password, or no header that names a field.
    """
    found = [(table, find_header(table.first(SEARCHED_ROWS + SAMPLE_ROWS), definition)) for table in _tables(path)]
    matched = [(table, match) for table, match in found if match is not None]
    if not matched:
        titles = "、".join(field.title for field in definition.fields[:12])
        raise UsageError(f"“{path.name}”里没有找到“{definition.title}”的表头", f"表头应写栏目名称，如：{titles}")
    return max(matched, key=lambda pair: len(pair[1].mapping))


def data_rows(table: Table, first_row: int, skipped: Skipped) -> NumberedRows:
    """The rows below the header, without blank rows, totals and the remarks of our own CSV exports, which are noted."""
    for number, cells in islice(table.rows(), first_row, None):
        first = next(
            (cell for cell in cells if cell not in (None, "") and (type(cell) is not str or cell.strip())), None
        )
        if first is None:
            skipped.blank.append(number)
        elif type(first) is str and len(first) < 12 and plain(first) in _TOTALS:
            skipped.totals.append(number)
        elif table.is_csv and first.startswith("# ") and not any(cells[1:]):
            skipped.remarks.append(number)
        else:
            yield number, cells


def _listed(numbers: Sequence[int]) -> str:
    shown = "、".join(map(str, numbers[:10]))
    return shown if len(numbers) <= 10 else f"{shown}等"


# --- kinds of files --------------------------------------------------------------------------------------------------


def _tables(path: Path) -> list[Table]:
    if not path.is_file():
        raise UsageError(f"没有文件“{path}”", "请核对路径和文件名")
    head = path.open("rb").read(8)
    if not head:
        raise UsageError(f"“{path.name}”是空文件", "请重新导出或保存后再导入")
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return _workbook_tables(path)
    if path.suffix.lower() in (".xlsx", ".xlsm", ".xls", ".ods", ".et"):
        raise UsageError(
            f"“{path.name}”的内容不是 Excel 文件，扩展名可能是改出来的",
            "请用 Excel 或 WPS 打开后另存为 .xlsx；如果是文本，请把扩展名改成 .csv",
        )
    return [_csv_table(path)]


def _workbook_tables(path: Path) -> list[Table]:
    if _is_locked(path):
        raise UsageError(f"“{path.name}”设了打开密码", "请在 Excel 或 WPS 中去掉密码，另存后再导入")
    try:
        book = calamine.CalamineWorkbook.from_path(path)
        names = [sheet.name for sheet in book.sheets_metadata if sheet.visible is calamine.SheetVisibleEnum.Visible]
        return [_sheet_table(path, book.get_sheet_by_name(name)) for name in names[:_SHEET_LIMIT]]
    except calamine.PasswordError:
        raise UsageError(f"“{path.name}”设了打开密码", "请在 Excel 或 WPS 中去掉密码，另存后再导入") from None
    except (calamine.CalamineError, OSError, ValueError) as problem:
        if isinstance(problem, PermissionError):
            raise
        raise UsageError(
            f"“{path.name}”打不开，文件可能不完整或已损坏", "请重新下载，或用 Excel、WPS 打开后另存为 .xlsx 再导入"
        ) from None


def _is_locked(path: Path) -> bool:
    """An encrypted workbook is an OLE file with a stream of this name; calamine takes it for a broken xls."""
    with path.open("rb") as file:
        return file.read(4) == b"\xd0\xcf\x11\xe0" and "EncryptedPackage".encode("utf-16-le") in file.read(4 * 2**20)


def _sheet_table(path: Path, sheet: calamine.CalamineSheet) -> Table:
    start = sheet.start or (0, 0)

    def rows() -> NumberedRows:
        for number, cells in enumerate(sheet.iter_rows(), start=1):
            if True in cells or False in cells:
                cells = ["TRUE" if c is True else "FALSE" if c is False else c for c in cells]
            yield number, cells

    return Table(path, sheet.name, start[0] + sheet.height, rows)


def _csv_table(path: Path) -> Table:
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        sample = file.readline(100_000)
    delimiter = max(",\t;|", key=sample.count)

    def rows() -> NumberedRows:
        with path.open(encoding=encoding, newline="") as file:
            try:
                yield from enumerate(csv.reader(file, delimiter=delimiter), start=1)
            except UnicodeDecodeError:
                raise UsageError(
                    f"“{path.name}”里混有不同的文字编码", "请用 Excel 或 WPS 打开后另存为 .xlsx 再导入"
                ) from None
            except csv.Error as problem:
                raise UsageError(f"“{path.name}”不是规范的 CSV 文件", f"多半是引号没有成对（{problem}）") from None

    with path.open("rb") as binary:
        total = sum(block.count(b"\n") for block in iter(lambda: binary.read(2**20), b""))
    return Table(path, path.stem, total, rows, is_csv=True)


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
