"""A sheet as a grid: merged ranges, letters of columns, what was not read."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from tests.workbooks.samples import grid, raw_table, xlsx
from zhenyu.workbooks import grids
from zhenyu.workbooks.grids import SheetGrid, grid_of, read_book, trimmed


def test_a_cell_outside_the_sheet_is_blank() -> None:
    sheet = grid([["村"], ["东柳村", 12]])
    assert sheet.cell(1, 1) == 12
    assert sheet.cell(0, 1) is None
    assert sheet.cell(9, 0) is None


def test_every_cell_of_a_merged_range_spreads_its_value() -> None:
    sheet = grid([["改厕", None, "备注"], [None, None, None]], [(0, 0, 1, 1)])
    assert [sheet.spread(row, column) for row in (0, 1) for column in (0, 1)] == ["改厕"] * 4
    assert sheet.cell(1, 1) is None
    assert sheet.spread(1, 2) is None


def test_a_merged_range_that_reaches_below_the_rows_read_does_no_harm() -> None:
    assert grid([["东柳村"], [None, 1]], [(0, 0, 5000, 0)]).spread(1, 0) == "东柳村"


def test_a_value_inside_a_merged_range_stays_its_own() -> None:
    assert grid([["东柳村"], ["西柳村"]], [(0, 0, 1, 0)]).spread(1, 0) == "西柳村"


@given(st.integers(0, 16_383 - 5), st.integers(0, 5))
def test_letters_of_columns_are_those_of_excel(column: int, left: int) -> None:
    assert SheetGrid("表", (), first_column=left).letter(column) == get_column_letter(column + left + 1)


def test_trimming_keeps_inner_blanks_and_spaces_and_drops_those_at_the_end() -> None:
    assert trimmed([" 东 柳 ", "", None, 0, " ", None]) == (" 东 柳 ", None, None, 0)
    assert trimmed(["", None]) == ()


def test_what_is_no_finite_number_becomes_a_text() -> None:
    assert trimmed([float("inf"), float("nan")]) == ("inf", "nan")


def test_rows_beyond_those_looked_at_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grids, "ROWS_READ", 3)
    sheet = grid_of(raw_table([["村"], ["甲"], ["乙"], ["丙"], [None], ["丁"]], [(1, 0, 2, 0), (4, 0, 5, 0)]))
    assert (len(sheet.rows), sheet.unread) == (3, 2)
    assert [merge.top for merge in sheet.merges] == [1]


def test_blank_rows_at_the_end_are_no_rows() -> None:
    assert grid_of(raw_table([["村"], ["甲"], [None], [""]])).rows == (("村",), ("甲",))


def test_a_book_has_its_visible_sheets_and_names_the_others(tmp_path: Path) -> None:
    book = read_book(xlsx(tmp_path / "台账.xlsx", {"一": [["村"]], "二": [["村"]]}, hidden=["二"]))
    assert (book.file, [each.name for each in book.grids], book.hidden) == ("台账.xlsx", ["一"], ("二",))


def test_a_sheet_that_begins_at_the_right_tells_its_letters(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["D2"] = "村"
    book.save(tmp_path / "a.xlsx")
    sheet = read_book(tmp_path / "a.xlsx").grids[0]
    assert (sheet.cell(1, 0), sheet.letter(0)) == ("村", "D")
