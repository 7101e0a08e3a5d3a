"""An upload is parsed once, and reads the same afterwards."""

from __future__ import annotations

import shutil
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest

from tests.workbooks.samples import raw_xlsx, xlsx
from zhenyu.core.errors import UsageError
from zhenyu.workbooks import parsed_cache
from zhenyu.workbooks.parsed_cache import open_kept
from zhenyu.workbooks.sheets import open_file

ROWS = [["村", "户数"], ["东柳村", 12], ["西柳村", None]]


def test_a_kept_upload_reads_as_the_file_does(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", {"一": ROWS, "二": ROWS[:1]}, hidden=["二"])
    plain, kept = open_file(path), open_kept(path)
    assert (kept.name, kept.hidden) == (plain.name, plain.hidden)
    for ours, theirs in zip(kept.tables, plain.tables, strict=True):
        assert (ours.name, ours.total, ours.left, ours.merges) == (
            theirs.name,
            theirs.total,
            theirs.left,
            theirs.merges,
        )
        assert [list(cells) for _, cells in ours.rows()] == [list(cells) for _, cells in theirs.rows()]
        assert [number for number, _ in ours.rows()] == [1, 2, 3]


def test_the_second_time_the_workbook_is_not_parsed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = xlsx(tmp_path / "a.xlsx", ROWS)
    first = open_kept(path).tables[0].first(3)

    def parsed_again(_: Path) -> None:
        raise AssertionError("parsed a second time")

    monkeypatch.setattr(parsed_cache, "open_file", parsed_again)
    assert open_kept(path).tables[0].first(3) == first


def test_merges_marks_and_empty_columns_are_kept(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet["B1"], sheet["C1"], sheet["C2"] = "村", 0.35, "=C1*2"
    sheet["C1"].number_format = "0%"
    sheet.merge_cells("B1:B2")
    book.save(tmp_path / "a.xlsx")
    plain, kept = open_file(tmp_path / "a.xlsx").tables[0], open_kept(tmp_path / "a.xlsx").tables[0]
    assert kept.marks() == plain.marks()
    assert kept.marks().unsolved == {2: (2,)}
    assert (kept.left, kept.merges) == (1, plain.merges)


def test_days_and_times_become_the_text_the_ledgers_read(tmp_path: Path) -> None:
    values = [date(2025, 5, 1), datetime(2025, 5, 1, 8, 30), time(8, 30), timedelta(hours=30)]
    path = xlsx(tmp_path / "a.xlsx", [values])
    assert list(open_kept(path).tables[0].first(1)[0]) == [
        "2025-05-01",
        "2025-05-01 08:30:00",
        "08:30:00",
        "1 day, 6:00:00",
    ]


def test_text_files_are_read_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("村,户数\n东柳村,12\n", encoding="utf-8")
    assert open_kept(path).tables[0].is_csv
    assert list(tmp_path.iterdir()) == [path]


def test_a_workbook_that_cannot_be_read_leaves_nothing_behind(tmp_path: Path) -> None:
    path = raw_xlsx(
        tmp_path / "a.xlsx", '<row r="1"><c r="A1" s="2"><v>1</v></c></row>', styles="<styleSheet>"
    )
    with pytest.raises(UsageError):
        open_kept(path)
    assert [each.name for each in tmp_path.iterdir()] == ["a.xlsx"]


def test_another_process_that_was_quicker_is_no_trouble(tmp_path: Path) -> None:
    path = xlsx(tmp_path / "a.xlsx", ROWS)
    open_kept(path)
    parsed_cache._keep(open_file(path), tmp_path / "a.xlsx.sheets")
    assert open_kept(path).tables[0].first(1) == [["村", "户数"]]
    shutil.rmtree(tmp_path / "a.xlsx.sheets")
    assert [each.name for each in tmp_path.iterdir()] == ["a.xlsx"]
