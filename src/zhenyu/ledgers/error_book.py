"""The answer to a refused import: the user's own workbook with the faulty cells red and commented, and a summary sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from zhenyu.core.safe_files import written_whole
from zhenyu.ledgers.headers import HeaderMatch
from zhenyu.ledgers.sheets import Table
from zhenyu.ledgers.types import ImportReport, RowProblem

SUMMARY: Final = "导入问题"
WHOLE_ROWS: Final = 20_000
"""Longer files that are not .xlsx come back with their faulty rows only; the summary says so."""
_RED: Final = PatternFill("solid", fgColor="FFFF9999")


def write_error_book(table: Table, match: HeaderMatch, report: ImportReport, target: Path) -> None:
    """Write the marked workbook whole or not at all.

    Raises:
        ZhenyuError: the target cannot be written (disk full, no folder, no permission).
    """
    book, sheet, places = _own_book(table) or _new_book(table, match, report)
    _mark(sheet, report.problems, places)
    _summarise(book, table, report, complete=places is None or len(places) >= table.total)
    with written_whole(target) as draft:
        book.save(draft)


def _own_book(table: Table) -> tuple[Workbook, Worksheet, None] | None:
    """The workbook itself, with its look; None for files that openpyxl does not read."""
    if table.is_csv or table.path.suffix.lower() not in (".xlsx", ".xlsm"):
        return None
    book = load_workbook(table.path)
    sheet = book[table.name]
    return (book, sheet, None) if isinstance(sheet, Worksheet) else None


def _new_book(table: Table, match: HeaderMatch, report: ImportReport) -> tuple[Workbook, Worksheet, dict[int, int]]:
    """A workbook with the rows of the file, or only the faulty ones of a long file; row of the file → row of the sheet."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)  # noqa: S101 — a new workbook has one
    sheet.title = "原表"
    faulty = {problem.row for problem in report.problems}
    places: dict[int, int] = {}
    for number, cells in table.rows():
        if number <= match.first_row or table.total <= WHOLE_ROWS or number in faulty:
            places[number] = len(places) + 1
            _put(sheet, places[number], cells)
    return book, sheet, places


def _put(sheet: Worksheet, row: int, cells: Iterable[Any]) -> None:
    """Write cells as what they are: a text that begins with ``=`` stays a text."""
    for column, value in enumerate(cells, start=1):
        if value in (None, ""):
            continue
        cell = sheet.cell(row, column, ILLEGAL_CHARACTERS_RE.sub("", value) if isinstance(value, str) else value)
        if isinstance(value, str):
            cell.data_type = "s"


def _mark(sheet: Worksheet, problems: Iterable[RowProblem], places: Mapping[int, int] | None) -> None:
    merged = {cell for span in sheet.merged_cells.ranges for cell in span.cells if cell != (span.min_row, span.min_col)}
    texts: dict[tuple[int, int], list[str]] = {}
    for problem in problems:
        row = problem.row if places is None else places.get(problem.row, 0)
        spot = (row, (problem.column or 0) + 1)
        if row and spot not in merged:
            texts.setdefault(spot, []).append(problem.message + (f"\n{problem.hint}" if problem.hint else ""))
    for (row, column), lines in texts.items():
        cell = sheet.cell(row, column)
        cell.fill = _RED
        cell.comment = Comment("\n".join(lines)[:2000], "镇域一本账", height=120, width=300)


def _summarise(book: Workbook, table: Table, report: ImportReport, *, complete: bool) -> None:
    if SUMMARY in book.sheetnames:
        del book[SUMMARY]
    sheet = book.create_sheet(SUMMARY)
    sheet.append(
        [
            f"共读取{report.read}行：新增{report.added}，更新{report.changed}，未变{report.unchanged}，未导入{report.refused}"
        ]
    )
    if not report.written:
        sheet.append(["本次没有写入任何数据。改正标红的格子后重新导入本文件即可（本页会被忽略）"])
    if not complete:
        sheet.append([f"原文件有{table.total}行，“原表”只列出有问题的行"])
    for note in report.notes:
        sheet.append([note])
    sheet.append([])
    sheet.append(["行号", "栏目", "填写的内容", "问题", "怎么改"])
    for row, problem in enumerate(report.problems, start=sheet.max_row + 1):
        _put(sheet, row, (problem.row, problem.field, problem.value, problem.message, problem.hint))
    for letter, width in zip("ABCDE", (10, 18, 26, 48, 60), strict=True):
        sheet.column_dimensions[letter].width = width
