"""A workbook as words: what a cell shows is what is read, and what cannot be read is said."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest

from tests.workbooks.samples import locked_book, raw_xlsx
from zhenyu.core.errors import UsageError
from zhenyu.documents.formats import workbook_text


def words(cells: list[list[object]], number_format: str = "General") -> str:
    book, out = openpyxl.Workbook(), BytesIO()
    sheet = book.worksheets[0]
    for row in cells:
        sheet.append(row)
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, int | float):
                cell.number_format = number_format
    book.save(out)
    return workbook_text.words(out.getvalue()).text.rstrip()


def test_a_number_shown_as_a_percentage_is_read_as_one() -> None:
    assert words([["完成率", 0.417]], "0.0%") == "完成率\t41.7%"
    assert words([["完成率", 0.417]]) == "完成率\t0.417"


def test_percentages_of_a_long_sheet_are_read_as_such() -> None:
    rows: list[list[object]] = [["村", "完成率"], *([f"村{n}", 0.25, 1, 2, 3, 4] for n in range(10_000))]
    assert words(rows, "0%").splitlines()[-1].startswith("村9999\t25%")


def test_formats_that_cannot_be_read_refuse_the_workbook_instead_of_misreading_it(tmp_path: Path) -> None:
    path = raw_xlsx(
        tmp_path / "a.xlsx",
        '<row r="1"><c r="A1" s="2"><v>0.417</v></c></row>',
        styles='<styleSheet><numFmts><numFmt numFmtId="x" formatCode="0.0%"/></numFmts></styleSheet>',
    )
    with pytest.raises(UsageError, match="数字格式读不出来") as refused:
        workbook_text.words(path.read_bytes())
    assert "百分数会读成小数" in refused.value.hint


def test_days_truth_values_and_whole_numbers_are_read_as_people_say_them() -> None:
    assert (
        words([["完工", date(2025, 5, 1), True, False, 12, 1e15]])
        == "完工\t2025年5月1日\t是\t否\t12\t1000000000000000"
    )


def test_a_line_end_inside_a_cell_breaks_no_row() -> None:
    assert words([["一行\n二行", "村"]]) == "一行 二行\t村"


def test_errors_and_formulas_without_result_are_not_read_as_figures(tmp_path: Path) -> None:
    path = raw_xlsx(
        tmp_path / "a.xlsx",
        '<row r="1"><c r="A1" t="str"><v>户数</v></c><c r="B1" t="e"><v>#N/A</v></c><c r="C1"><f>1+1</f></c></row>',
    )
    assert workbook_text.words(path.read_bytes()).text == "户数\n"


def test_cells_keep_their_addresses_in_a_sheet_that_begins_at_the_right() -> None:
    book, out = openpyxl.Workbook(), BytesIO()
    book.worksheets[0]["C3"] = "东柳村"
    book.save(out)
    source = workbook_text.words(out.getvalue())
    location = source.location_of(0, 3)
    assert location.as_json() == {"sheet": "Sheet", "cell": "C3"}


def test_locked_and_damaged_workbooks_are_refused_with_a_remedy() -> None:
    for data, message in ((locked_book(), "设了打开密码"), (b"PK\x03\x04 broken", "打不开")):
        with pytest.raises(UsageError, match=message) as refused:
            workbook_text.words(data)
        assert refused.value.hint
