"""Exports say where they come from, keep private values private, and come back unchanged."""

import csv
import errno
import json
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow
import pytest
import rustpy_xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from tests.ledgers.samples import EAST, ID_NUMBER, TOWN, WEST, households, load
from zhenyu.core.errors import NotAllowed, UsageError, ZhenyuError
from zhenyu.core.models import Change
from zhenyu.ledgers.actions.definitions import define_ledger
from zhenyu.ledgers.actions.imports import import_rows
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.exporting import row_export
from zhenyu.ledgers.exporting.files import write_xlsx
from zhenyu.ledgers.exporting.row_export import export_rows
from zhenyu.ledgers.importing.file_import import import_file
from zhenyu.ledgers.types import Filter
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Reader


def test_an_export_has_its_rows_and_where_they_come_from(ledger: LedgerDefinition, tmp_path: Path) -> None:
    load([*households(2, head="张三丰"), *households(1, area=WEST)])
    count = export_rows(
        SYSTEM, "toilets", tmp_path / "改厕.xlsx", area=EAST, filters=[Filter("cost", "gte", 150)]
    )
    book = openpyxl.load_workbook(tmp_path / "改厕.xlsx")
    header, row = book["台账"].iter_rows(values_only=True)
    cells = dict(zip(header, row, strict=True))
    assert count == 1
    assert (cells["户编号"], cells["造价（元）"], cells["区划名称"], cells["户主"]) == (
        "002",
        200,
        "东柳村",
        "张*",
    )
    origin = dict(book["说明"].iter_rows(min_row=2, values_only=True))
    assert origin["台账"] == "农村改厕台账（toilets，第1版）"
    assert (origin["区划"], origin["筛选"], origin["行数"]) == ("东柳村 990101100201", "造价不小于“150”", "1")


def test_an_export_is_an_event_in_the_log(
    ledger: LedgerDefinition, tmp_path: Path, reader_town: Reader
) -> None:
    load(households(1))
    with reading_as(reader_town):
        export_rows(reader_town, "toilets", tmp_path / "a.csv", area=EAST)
    event = Change.objects.get(action="export")
    assert (event.actor, event.area, event.why, event.row_id) == ("测试业务员", EAST, "导出1行", None)


def test_full_values_leave_only_with_a_right_and_a_reason(ledger: LedgerDefinition, tmp_path: Path) -> None:
    load(households(1, head="张三丰", id_number=ID_NUMBER))
    inspector = Reader(user_id=9, name="督查员")
    with pytest.raises(NotAllowed):
        export_rows(inspector, "toilets", tmp_path / "a.csv", area=EAST, reveal_reason="看看")
    export_rows(SYSTEM, "toilets", tmp_path / "a.csv", area=EAST, reveal_reason="一卡通发放")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        assert ID_NUMBER in next(iter(list(csv.reader(file))[1:2]))
    assert "完整个人信息：一卡通发放" in Change.objects.get(action="export").why


def test_an_empty_selection_still_has_its_header(ledger: LedgerDefinition, tmp_path: Path) -> None:
    assert export_rows(SYSTEM, "toilets", tmp_path / "a.xlsx", area=EAST) == 0
    assert openpyxl.load_workbook(tmp_path / "a.xlsx")["台账"]["C1"].value == "户编号"


def test_unknown_endings_and_unwritable_places_are_told(ledger: LedgerDefinition, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"以 \.xlsx、\.csv 或 \.parquet 结尾"):
        export_rows(SYSTEM, "toilets", tmp_path / "a.docx", area=EAST)
    with pytest.raises(ZhenyuError, match="没有文件夹"):
        export_rows(SYSTEM, "toilets", tmp_path / "nowhere" / "a.csv", area=EAST)


def test_a_full_disk_leaves_the_old_file_alone(
    ledger: LedgerDefinition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "a.csv"
    target.write_text("old")

    def full(draft: Path, *_: object) -> None:
        draft.write_text("half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(row_export, "_WRITERS", {".csv": full})
    with pytest.raises(ZhenyuError, match="磁盘已满"):
        export_rows(SYSTEM, "toilets", target, area=EAST)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]
    assert not Change.objects.filter(action="export").exists()


def test_a_panic_of_the_excel_writer_is_told_like_any_full_disk(
    ledger: LedgerDefinition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PanicException(BaseException):
        pass

    def panic(self: rustpy_xlsxwriter.FastExcel) -> None:
        raise PanicException('Os { code: 28, kind: StorageFull, message: "No space left on device" }')

    monkeypatch.setattr(rustpy_xlsxwriter.FastExcel, "save", panic)
    with pytest.raises(ZhenyuError, match="磁盘已满"):
        export_rows(SYSTEM, "toilets", tmp_path / "a.xlsx", area=EAST)
    assert list(tmp_path.iterdir()) == []


def test_an_export_is_as_the_list_was_seen(ledger: LedgerDefinition, tmp_path: Path) -> None:
    load(households(3))
    export_rows(
        SYSTEM, "toilets", tmp_path / "a.xlsx", area=EAST, sort="-cost", columns=["cost", "household_no"]
    )
    rows = list(openpyxl.load_workbook(tmp_path / "a.xlsx")["台账"].iter_rows(values_only=True))
    assert rows[0][:4] == ("区划代码", "区划名称", "造价（元）", "户编号")
    assert [row[2:4] for row in rows[1:]] == [(300, "003"), (200, "002"), (100, "001")]
    with pytest.raises(UsageError, match="没有“price”这个栏目"):
        export_rows(SYSTEM, "toilets", tmp_path / "a.xlsx", area=EAST, columns=["price"])


def test_a_field_with_one_of_our_titles_keeps_its_column(county: None, tmp_path: Path) -> None:
    fields = [
        {"name": "no", "title": "编号", "type": "text"},
        {"name": "chief", "title": "责任人", "type": "text"},
    ]
    with reading_as(SYSTEM):
        define_ledger(
            {"code": "toilets", "title": "台账", "domain": "人居环境", "key": ["no"], "fields": fields},
            by=SYSTEM,
        )
        load([{"no": "1", "chief": "甲", "area": str(EAST)}])
        export_rows(SYSTEM, "toilets", tmp_path / "a.xlsx", area=EAST)
        assert import_file("toilets", tmp_path / "a.xlsx", area=EAST, by=SYSTEM).unchanged == 1
    header, row = openpyxl.load_workbook(tmp_path / "a.xlsx")["台账"].iter_rows(values_only=True)
    assert dict(zip(header, row, strict=True))["责任人"] == "甲"
    assert "责任人（系统）" in header


def test_parquet_is_typed_and_says_where_it_comes_from(ledger: LedgerDefinition, tmp_path: Path) -> None:
    load(
        [
            {
                "household_no": "1",
                "area": str(EAST),
                "cost": Decimal("1.25"),
                "finished_on": date(2026, 5, 1),
                "head": "张三",
                "kind": "flush",
            }
        ]
    )
    load([{"household_no": "2", "area": str(EAST), "cost": Decimal("123456789012345.678")}])
    assert export_rows(SYSTEM, "toilets", tmp_path / "a.parquet", area=EAST) == 2
    table = parquet.read_table(tmp_path / "a.parquet")
    first, second = table.to_pylist()
    assert (first["cost"], first["finished_on"], first["head"], first["kind"]) == (
        Decimal("1.250"),
        date(2026, 5, 1),
        "张*",
        "flush",
    )
    assert second["cost"] == Decimal("123456789012345.678")
    assert json.loads(table.schema.metadata[b"zhenyu"])["台账"] == "农村改厕台账（toilets，第1版）"
    assert table.schema.field("cost").metadata == {b"title": "造价".encode()}
    assert Change.objects.filter(action="export").count() == 1


texts = st.one_of(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20),
    st.sampled_from(
        [
            "=1+1",
            "001",
            "1e5",
            "_x0041_",
            "'引号",
            '"',
            "a,b",
            "2023-05-01",
            "TRUE",
            "多行\n文字",
            "#说明",
            "-1",
        ]
    ),
)
rows = st.lists(
    st.fixed_dictionaries(
        {
            "cost": st.none() | st.decimals(0, 10**15, places=3),
            "finished_on": st.none() | st.dates(date(1900, 1, 1), date(2100, 12, 31)),
            "subsidised": st.none() | st.booleans(),
            "kind": st.sampled_from([None, "flush", "three_tank"]),
            "remark": st.none() | texts,
            "head": st.sampled_from([None, "张三", "阿依古丽·买买提", "𰻝先生"]),
            "state": st.sampled_from([None, "planned", "building"]),
        }
    ),
    max_size=5,
)


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@pytest.mark.parametrize("reason", ["", "核对"])
@settings(
    max_examples=12,
    deadline=timedelta(seconds=5),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(values=rows)
def test_an_export_imported_again_changes_nothing(
    ledger: LedgerDefinition, ending: str, reason: str, values: list[dict[str, Any]]
) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM ledger_toilets")
    loaded = [{**each, "household_no": f"{n:03d}", "area": str(EAST)} for n, each in enumerate(values)]
    assert import_rows("toilets", loaded, area=TOWN, by=SYSTEM).added == len(values) if values else True
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"a.{ending}"
        assert export_rows(SYSTEM, "toilets", path, area=TOWN, reveal_reason=reason) == len(values)
        if values:
            report = import_file("toilets", path, area=TOWN, by=SYSTEM)
            assert (report.unchanged, report.changed, report.refused) == (len(values), 0, 0), report


def test_numbers_longer_than_excel_keeps_stay_exact(ledger: LedgerDefinition, tmp_path: Path) -> None:
    load([{"household_no": "1", "area": str(EAST), "cost": Decimal("123456789012345.678")}])
    export_rows(SYSTEM, "toilets", tmp_path / "a.xlsx", area=EAST)
    assert import_file("toilets", tmp_path / "a.xlsx", area=EAST, by=SYSTEM).unchanged == 1


def test_a_column_that_leaves_as_texts_is_told_on_the_sheet_of_origin(
    ledger: LedgerDefinition, tmp_path: Path
) -> None:
    def origin() -> dict[str, str]:
        export_rows(SYSTEM, "toilets", tmp_path / "a.xlsx", area=EAST)
        return dict(
            openpyxl.load_workbook(tmp_path / "a.xlsx")["说明"].iter_rows(min_row=2, values_only=True)
        )

    load(households(1, finished_on=date(2026, 5, 1)))
    assert "按文本写出的列" not in origin()
    load([{"household_no": "2", "area": str(EAST), "cost": Decimal("123456789012345.678")}])
    assert origin()["按文本写出的列"].startswith("“造价”里有超过15位的数")
    load([{"household_no": "2", "area": str(EAST), "cost": 1, "finished_on": date(1900, 1, 15)}])
    assert origin()["按文本写出的列"].startswith("“完工日期”里有早于1900-03-01的日期")


def test_a_day_excel_does_not_know_makes_its_column_text_and_no_other(
    ledger: LedgerDefinition, tmp_path: Path
) -> None:
    days = [date(1900, 1, 15), date(2026, 5, 1)]
    load(
        [
            {"household_no": str(n), "area": str(EAST), "finished_on": day, "cost": n}
            for n, day in enumerate(days, start=1)
        ]
    )
    export_rows(SYSTEM, "toilets", tmp_path / "a.xlsx", area=EAST)
    header, *lines = openpyxl.load_workbook(tmp_path / "a.xlsx")["台账"].iter_rows(values_only=True)
    cells = [dict(zip(header, line, strict=True)) for line in lines]
    assert [(row["完工日期"], row["造价（元）"]) for row in cells] == [("1900-01-15", 1), ("2026-05-01", 2)]


def test_what_breaks_the_reading_of_rows_is_told_as_itself(tmp_path: Path) -> None:
    def broken() -> Iterator[pyarrow.RecordBatch]:
        raise OSError(errno.EPIPE, "server closed the connection")
        yield

    schema = pyarrow.schema([pyarrow.field("a", pyarrow.string(), metadata={"title": "甲"})])
    with pytest.raises(OSError, match="server closed the connection"):
        write_xlsx(tmp_path / "a.xlsx", schema, broken(), [("台账", "x")])
