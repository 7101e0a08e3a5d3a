"""A workbook written: rows on one sheet, where they come from on another."""

from __future__ import annotations

import errno
from collections.abc import Sequence
from pathlib import Path
from typing import Any

Origin = Sequence[tuple[str, str]]
"""Where rows come from, line by line: name, text."""


def write_book(draft: Path, sheet: str, rows: Any, origin: Origin) -> None:
    """Write a workbook of two sheets: rows, and where they come from.

    Arguments:
        rows: mappings header → cell, or a stream of Arrow.
    """
    from rustpy_xlsxwriter import FastExcel

    provenance = [{"项目": name, "内容": text} for name, text in origin]
    book = FastExcel(str(draft)).format(datetime_format="yyyy-mm-dd", bold_headers=True).freeze(row=1)
    book.sheet(sheet, rows).sheet("说明", provenance)
    try:
        book.save()
    except BaseException as panic:  # the writer panics where it should fail; Rust's panic is no Exception
        if type(panic).__name__ != "PanicException":
            raise
        full = "code: 28" in str(panic)
        raise OSError(errno.ENOSPC if full else errno.EIO, "写入 Excel 文件失败", str(draft)) from panic
