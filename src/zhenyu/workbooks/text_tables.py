"""A text file as a table: comma, tab, semicolon or bar between the cells, in whatever encoding it is."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

from zhenyu.core.errors import UsageError
from zhenyu.core.files.encodings import table_encoding
from zhenyu.workbooks.raw_tables import NumberedRows, RawTable

_SEPARATORS: Final = ",\t;|"
_HEAD: Final = 2**20
_HEAD_LINES: Final = 30


def text_table(path: Path) -> RawTable:
    """The one table of a text file; its name is the file's.

    Raises:
        UsageError: no text. While rows are read: another encoding further down, quotes that do not pair.
    """
    encoding = _encoding(path)
    delimiter = _separator(path, encoding)

    def rows() -> NumberedRows:
        with path.open(encoding=encoding, newline="") as file:
            try:
                yield from enumerate(csv.reader(file, delimiter=delimiter), start=1)
            except UnicodeDecodeError:
                raise UsageError(
                    f"“{path.name}”里混有不同的文字编码", "请用 Excel 或 WPS 打开后另存为 .xlsx 再试"
                ) from None
            except csv.Error as problem:
                raise UsageError(
                    f"“{path.name}”不是规范的 CSV 文件", f"多半是引号没有成对（{problem}）"
                ) from None

    with path.open("rb") as binary:
        total = sum(block.count(b"\n") for block in iter(lambda: binary.read(_HEAD), b""))
    return RawTable(path.stem, total, rows, path=path, is_csv=True)


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(_HEAD)
        encoding = table_encoding(head, is_cut=len(head) == _HEAD)
    if encoding is None:
        raise UsageError(f"“{path.name}”不是表格文件", "请换成 .xlsx、.xls、.ods 或 .csv 文件")
    return encoding


def _separator(path: Path, encoding: str) -> str:
    """The mark most of the first lines share; a title line has none."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        lines = [file.readline(100_000) for _ in range(_HEAD_LINES)]
    return max(
        _SEPARATORS,
        key=lambda mark: (sum(mark in line for line in lines), sum(line.count(mark) for line in lines)),
    )
