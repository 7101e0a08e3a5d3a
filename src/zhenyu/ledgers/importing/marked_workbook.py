"""The answer to a refused import: the user's own workbook with the faulty cells red and commented, and a
summary sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from zhenyu.core.files.safe_files import written_whole
from zhenyu.ledgers.importing.table_selection import TablePart
from zhenyu.ledgers.types import ImportReport, RowProblem
from zhenyu.workbooks.book_writer import plain_book, put_row
from zhenyu.workbooks.raw_tables import RawTable

SUMMARY: Final = "导入问题"
WHOLE_ROWS: Final = 20_000
"""Longer files come back with their faulty rows only (openpyxl takes a minute for 100,000 × 12); the summary
says so."""
ORIGINAL: Final = "原表"
"""What the sheet of a text file is called."""
_RED: Final = PatternFill("solid", fgColor="FFFF9999")

RowNumbers = Mapping[int, int]
"""Row of the file → row of the answer."""


def write_error_book(parts: Sequence[TablePart], report: ImportReport, target: Path) -> None:
    """Write the marked workbook whole or not at all.

    Raises:
        ZhenyuError: the target cannot be written (disk full, no folder, no permission).
    """
    tables = {part.name: part for part in parts}
    whole = all(part.source.total <= WHOLE_ROWS for part in parts)
    book = _own_book(parts[0].source) if whole else None
    numbers: dict[str, RowNumbers | None] = dict.fromkeys(tables)
    if book is None:
        book = plain_book({})
        numbers = {name: _put_rows(book, part, report, whole=whole) for name, part in tables.items()}
    for name in tables:
        sheet = book[name if name in book.sheetnames else ORIGINAL]
        own = [problem for problem in report.problems if problem.sheet in (name, "")]
        if isinstance(sheet, Worksheet):
            _mark(sheet, own, numbers[name])
    _summarise(book, report, 0 if whole else sum(part.source.total for part in tables.values()))
    with written_whole(target) as draft:
        book.save(draft)


def _own_book(table: RawTable) -> Workbook | None:
    """The workbook itself, with its look; None for files that openpyxl does not read."""
    if table.is_csv or table.path is None or table.path.suffix.lower() not in (".xlsx", ".xlsm"):
        return None
    return load_workbook(table.path)


def _put_rows(book: Workbook, part: TablePart, report: ImportReport, *, whole: bool) -> RowNumbers:
    """A sheet with the rows of the file, or only the faulty ones of a long file."""
    source = part.source
    sheet = book.create_sheet(ORIGINAL if source.is_csv else source.name)
    faulty = {problem.row for problem in report.problems if problem.sheet in (source.name, "")}
    numbers: dict[int, int] = {}
    for number, cells in source.rows():
        if number <= part.table.first_row or whole or number in faulty:
            numbers[number] = len(numbers) + 1
            put_row(sheet, numbers[number], [*[None] * source.left, *cells])
    return numbers


def _mark(sheet: Worksheet, problems: Iterable[RowProblem], numbers: RowNumbers | None) -> None:
    merged = {
        cell
        for span in sheet.merged_cells.ranges
        for cell in span.cells
        if cell != (span.min_row, span.min_col)
    }
    texts: dict[tuple[int, int], list[str]] = {}
    for problem in problems:
        row = problem.row if numbers is None else numbers.get(problem.row, 0)
        spot = (row, (problem.column or 0) + 1)
        if row and spot not in merged:
            texts.setdefault(spot, []).append(problem.message + (f"\n{problem.hint}" if problem.hint else ""))
    for (row, column), lines in texts.items():
        cell = sheet.cell(row, column)
        cell.fill = _RED
        cell.comment = Comment("\n".join(lines)[:2000], "镇域一本账", height=120, width=300)


def _summarise(book: Workbook, report: ImportReport, cut_from: int) -> None:
    """A sheet that tells the counts, the notes and each problem; ``cut_from``: rows of a file too long to be
    given whole."""
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
    if cut_from:
        sheet.append([f"原文件有{cut_from}行，前面只列出有问题的行"])
    for note in report.notes:
        sheet.append([note])
    sheet.append([])
    sheet.append(["工作表", "行号", "栏目", "填写的内容", "问题", "怎么改"])
    for row, problem in enumerate(report.problems, start=sheet.max_row + 1):
        put_row(
            sheet,
            row,
            (problem.sheet, problem.row, problem.field, problem.value, problem.message, problem.hint),
        )
    for letter, width in zip("ABCDEF", (14, 10, 18, 26, 48, 60), strict=True):
        sheet.column_dimensions[letter].width = width
