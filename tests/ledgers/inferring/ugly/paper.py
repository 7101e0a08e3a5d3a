"""Sheets of cells, written as a clerk leaves them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

Rows = Sequence[Sequence[Any]]


def sheet(
    book: Workbook, name: str, rows: Rows, merges: Sequence[str] = (), at: tuple[int, int] = (1, 1)
) -> Worksheet:
    """A sheet with its cells, the first of them ``at`` a row and column."""
    sheet = book.create_sheet(name)
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell is not None:
                sheet.cell(at[0] + r, at[1] + c, cell)
    for merge in merges:
        sheet.merge_cells(merge)
    return sheet


def save(book: Workbook, path: Path) -> Path:
    """Write a book without the sheet openpyxl begins with."""
    del book["Sheet"]
    book.save(path)
    return path


def one(path: Path, name: str, rows: Rows, merges: Sequence[str] = (), at: tuple[int, int] = (1, 1)) -> Path:
    """Write a book of one sheet."""
    book = Workbook()
    sheet(book, name, rows, merges, at)
    return save(book, path)
