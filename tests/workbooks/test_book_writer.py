"""Workbooks written: texts stay texts, and where rows come from stands beside them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from zhenyu.workbooks.book_writer import plain_book, put_row, table_book, write_book
from zhenyu.workbooks.sheets import open_file

ROWS = [["村", "造价"], ["东柳村", Decimal("1200.5")], ["=SUM(A1)", None]]
ORIGIN = [("台账", "农村改厕"), ("导出人", "张三")]


def test_a_plain_book_has_the_sheets_it_was_given(tmp_path: Path) -> None:
    plain_book({"一": ROWS, "二": [["村"]]}).save(tmp_path / "a.xlsx")
    file = open_file(tmp_path / "a.xlsx")
    assert [table.name for table in file.tables] == ["一", "二"]
    assert file.tables[0].first(2) == [["村", "造价"], ["东柳村", 1200.5]]


def test_a_text_that_begins_like_a_formula_stays_a_text(tmp_path: Path) -> None:
    plain_book({"一": ROWS}).save(tmp_path / "a.xlsx")
    assert openpyxl.load_workbook(tmp_path / "a.xlsx")["一"]["A3"].data_type == "s"
    assert open_file(tmp_path / "a.xlsx").tables[0].first(3)[2][0] == "=SUM(A1)"


def test_characters_no_cell_may_hold_are_dropped() -> None:
    sheet = plain_book({"一": []})["一"]
    put_row(sheet, 1, ["东\x00柳\x1f村", "\x07", "一行\n二行"])
    assert [cell.value for cell in sheet[1]] == ["东柳村", None, "一行\n二行"]


def test_blanks_leave_a_cell_as_it_is() -> None:
    sheet = Workbook().worksheets[0]
    sheet["B2"] = "旧"
    put_row(sheet, 2, ["新", None, ""])
    assert [cell.value for cell in sheet[2]] == ["新", "旧"]


def test_numbers_and_days_are_written_as_such() -> None:
    sheet = plain_book({"一": [[1, Decimal("0.5"), date(2025, 5, 1), True, 0]]})["一"]
    assert [cell.data_type for cell in sheet[1]] == ["n", "n", "d", "b", "n"]


def test_a_table_to_be_printed_is_as_wide_as_its_cells() -> None:
    book = table_book("对比", [["村", "说明"], ["东柳村", "很长" * 30]], ORIGIN)
    sheet = book["对比"]
    assert sheet["A1"].font.bold
    assert not sheet["A2"].font.bold
    assert (sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width) == (10, 40)
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.freeze_panes == "B2"


def test_where_a_table_comes_from_stands_on_a_sheet_of_its_own() -> None:
    book = table_book("对比", [["村"]], ORIGIN)
    assert [tuple(row) for row in book["说明"].iter_rows(values_only=True)] == [("项目", "内容"), *ORIGIN]


def test_a_long_table_is_written_with_its_origin(tmp_path: Path) -> None:
    write_book(tmp_path / "a.xlsx", "台账", [{"村": "东柳村", "户数": 12}], ORIGIN)
    rows, origin = open_file(tmp_path / "a.xlsx").tables
    assert rows.first(2) == [["村", "户数"], ["东柳村", 12.0]]
    assert origin.first(3) == [["项目", "内容"], ["台账", "农村改厕"], ["导出人", "张三"]]


@given(st.lists(st.text("东柳村=+-@'\"\n\t%1", min_size=1, max_size=12), min_size=1, max_size=6))
def test_what_was_put_is_what_is_read(texts: list[str]) -> None:
    sheet = plain_book({"一": [texts]})["一"]
    assert [cell.value for cell in sheet[1]] == texts
    assert {cell.data_type for cell in sheet[1]} == {"s"}
