"""A clerk's file is opened by what it holds; what cannot be opened is refused with a remedy, in one set of
sentences."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from tests.ledgers.inferring.ugly.old_formats import write_ods, write_xls
from tests.workbooks.samples import locked_book, xlsx
from zhenyu.core.errors import UsageError
from zhenyu.workbooks.cells import CellKind
from zhenyu.workbooks.raw_tables import Merge
from zhenyu.workbooks.sheets import open_bytes, open_file

ROWS = [["村", "户数"], ["东柳村", 12], ["西柳村", 9]]


def refusal(path: Path) -> UsageError:
    with pytest.raises(UsageError) as caught:
        open_file(path)
    assert caught.value.hint, "a refusal says what to do"
    return caught.value


def values(path: Path, sheet: int = 0) -> list[list[object]]:
    return [list(cells) for _, cells in open_file(path).tables[sheet].rows()]


# --- each kind of file ----------------------------------------------------------------------------


def test_an_xlsx_gives_its_rows(tmp_path: Path) -> None:
    file = open_file(xlsx(tmp_path / "改厕.xlsx", {"一月": ROWS, "二月": ROWS[:1]}))
    assert file.name == "改厕.xlsx"
    assert [(table.name, table.total, table.is_csv) for table in file.tables] == [
        ("一月", 3, False),
        ("二月", 1, False),
    ]
    assert values(tmp_path / "改厕.xlsx") == [["村", "户数"], ["东柳村", 12.0], ["西柳村", 9.0]]


def test_an_xls_gives_its_rows_and_merges(tmp_path: Path) -> None:
    write_xls(tmp_path / "a.xls", "台账", [["村", "户数"], ["东柳村", 12], [None, 9]], [(1, 2, 0, 0)])
    table = open_file(tmp_path / "a.xls").tables[0]
    assert table.merges == (Merge(1, 0, 2, 0),)
    assert [list(cells) for _, cells in table.rows()] == [["村", "户数"], ["东柳村", 12.0], ["", 9.0]]


def test_an_ods_gives_its_rows(tmp_path: Path) -> None:
    write_ods(tmp_path / "a.ods", [("台账", [["村", "户数"], ["东柳村", 12]])])
    assert values(tmp_path / "a.ods") == [["村", "户数"], ["东柳村", 12.0]]


def test_a_workbook_is_known_by_its_content_whatever_its_name(tmp_path: Path) -> None:
    xlsx(tmp_path / "a.xlsx", ROWS)
    (tmp_path / "a.xlsx").rename(tmp_path / "台账.csv")
    assert values(tmp_path / "台账.csv")[1] == ["东柳村", 12.0]


def test_rows_start_anew_each_time_they_are_asked_for(tmp_path: Path) -> None:
    table = open_file(xlsx(tmp_path / "a.xlsx", ROWS)).tables[0]
    assert list(table.rows()) == list(table.rows())
    assert table.first(1) == [["村", "户数"]]


def test_rows_are_numbered_as_excel_does_and_empty_columns_at_the_left_are_counted(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["C4"] = "村"
    book.worksheets[0]["D5"] = 12
    book.save(tmp_path / "a.xlsx")
    table = open_file(tmp_path / "a.xlsx").tables[0]
    assert (table.left, table.total) == (2, 5)
    assert [(number, list(cells)) for number, cells in table.rows()][3:] == [(4, ["村", ""]), (5, ["", 12.0])]


def test_merges_are_counted_from_the_first_used_column(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["B1"] = "二〇二五年台账"
    sheet.merge_cells("B1:D2")
    book.save(tmp_path / "a.xlsx")
    table = open_file(tmp_path / "a.xlsx").tables[0]
    assert (table.left, table.merges) == (1, (Merge(0, 0, 1, 2),))


def test_truth_values_are_words_in_rows_and_themselves_in_cells(tmp_path: Path) -> None:
    table = open_file(xlsx(tmp_path / "a.xlsx", [["达标", True], ["达标", False]])).tables[0]
    assert [cells[1] for _, cells in table.rows()] == ["TRUE", "FALSE"]
    assert [(cells[1].kind, cells[1].value) for _, cells in table.cells()] == [
        (CellKind.BOOLEAN, True),
        (CellKind.BOOLEAN, False),
    ]


def test_days_stay_days(tmp_path: Path) -> None:
    table = open_file(xlsx(tmp_path / "a.xlsx", [["完工", date(2025, 5, 1)]])).tables[0]
    assert next(table.rows())[1][1] == date(2025, 5, 1)


# --- sheets that are not shown --------------------------------------------------------------------


def test_hidden_sheets_are_named_and_not_read(tmp_path: Path) -> None:
    file = open_file(xlsx(tmp_path / "a.xlsx", {"草稿": ROWS, "正式": ROWS}, hidden=["草稿"]))
    assert [table.name for table in file.tables] == ["正式"]
    assert file.hidden == ("草稿",)


def test_a_workbook_of_hidden_sheets_only_is_refused(tmp_path: Path) -> None:
    xlsx(tmp_path / "a.xlsx", {"草稿": ROWS, "封面": ROWS}, hidden=["草稿"])
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    book["封面"].sheet_state = "veryHidden"
    book.create_chartsheet("图")
    book.active = 2
    book.save(tmp_path / "a.xlsx")
    refused = refusal(tmp_path / "a.xlsx")
    assert refused.message == "“a.xlsx”的工作表全是隐藏的：草稿、封面"
    assert "取消隐藏" in refused.hint


def test_sheets_of_charts_are_no_tables(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["村"])
    book.create_chartsheet("图")
    book.save(tmp_path / "a.xlsx")
    file = open_file(tmp_path / "a.xlsx")
    assert ([table.name for table in file.tables], file.hidden) == (["Sheet"], ())


# --- files that cannot be opened ------------------------------------------------------------------


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert refusal(tmp_path / "没有.xlsx").message == f"没有文件“{tmp_path / '没有.xlsx'}”"


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert "没有文件" in refusal(tmp_path).message


def test_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "空.xlsx").write_bytes(b"")
    assert refusal(tmp_path / "空.xlsx").message == "“空.xlsx”是空文件"


@pytest.mark.parametrize("suffix", [".xlsx", ".XLSX", ".xls", ".ods", ".et", ".xlsm"])
def test_a_text_named_as_a_workbook(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"表{suffix}"
    path.write_text("村,户数\n东柳村,12\n", encoding="utf-8")
    refused = refusal(path)
    assert "的内容不是 Excel 文件" in refused.message
    assert ".csv" in refused.hint


def test_a_workbook_with_a_password(tmp_path: Path) -> None:
    (tmp_path / "密.xlsx").write_bytes(locked_book())
    refused = refusal(tmp_path / "密.xlsx")
    assert refused.message == "“密.xlsx”设了打开密码"
    assert "去掉密码" in refused.hint


def test_a_workbook_cut_short(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "半.xlsx", ROWS)
    path.write_bytes(path.read_bytes()[:2000])
    refused = refusal(path)
    assert refused.message == "“半.xlsx”打不开，文件可能不完整或已损坏"
    assert "另存为 .xlsx" in refused.hint


def test_an_archive_that_is_no_workbook(tmp_path: Path) -> None:
    (tmp_path / "图.xlsx").write_bytes(b"PK\x03\x04" + bytes(200))
    assert "打不开" in refusal(tmp_path / "图.xlsx").message


# --- workbooks that come as bytes -----------------------------------------------------------------


def test_bytes_are_opened_as_the_file_would_be(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", {"一": ROWS, "二": ROWS}, hidden=["二"])
    from_bytes, from_path = open_bytes(path.read_bytes(), 100), open_file(path)
    assert from_bytes.hidden == from_path.hidden == ("二",)
    assert list(from_bytes.tables[0].rows()) == list(from_path.tables[0].rows())
    assert from_bytes.tables[0].path is None


def test_bytes_with_a_password_and_damaged_bytes_are_refused_in_the_same_words() -> None:
    with pytest.raises(UsageError, match="工作簿设了打开密码") as locked:
        open_bytes(locked_book(), 100)
    assert locked.value.hint == "请用 Excel 或 WPS 去掉密码，另存后再试"
    with pytest.raises(UsageError, match="工作簿打不开，文件可能不完整或已损坏"):
        open_bytes(b"PK\x03\x04 broken", 100)


def test_more_cells_than_a_reader_takes_are_refused(tmp_path: Path) -> None:
    data = xlsx(tmp_path / "a.xlsx", {"一": ROWS, "二": ROWS}).read_bytes()
    assert len(open_bytes(data, 12).tables) == 2
    with pytest.raises(UsageError, match="工作簿超过11格"):
        open_bytes(data, 11)


def test_hidden_sheets_do_not_count_among_the_cells(tmp_path: Path) -> None:
    data = xlsx(tmp_path / "a.xlsx", {"一": ROWS, "二": ROWS * 9}, hidden=["二"]).read_bytes()
    assert [table.name for table in open_bytes(data, 6).tables] == ["一"]
