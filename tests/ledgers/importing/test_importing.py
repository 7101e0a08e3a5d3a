"""Importing files: counts that add up, all or nothing, the same workbook back with its faults marked."""

import csv
import errno
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import connection

from tests.ledgers.samples import EAST, ID_NUMBER, TOWN, WEST, households, load, toilets
from zhenyu.areas.actions import load_areas
from zhenyu.core.errors import NotAllowed, NotFound, UsageError, ZhenyuError
from zhenyu.ledgers.actions.definitions import define_ledger
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.importing.file_import import import_file, inspect
from zhenyu.ledgers.rows import queries
from zhenyu.ledgers.types import ImportReport, Progress
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Reader

HEAD = ["户编号", "所在村", "户主", "造价（元）", "完工日期"]
GOOD = [["001", "东柳村", "张三", 100, "2026-05-01"], ["002", "西柳村", "李四", 200, "2026.5.2"]]


def workbook(path: Path, rows: Sequence[Sequence[Any]], merges: Sequence[str] = ()) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for span in merges:
        book.active.merge_cells(span)
    book.save(path)
    return path


def take(path: Path, **options: Any) -> ImportReport:
    report = import_file("toilets", path, **{"area": TOWN, "by": SYSTEM, **options})
    assert report.read == report.added + report.changed + report.unchanged + report.refused
    return report


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.unchanged, report.refused


def standing() -> int:
    return queries.page(SYSTEM, "toilets").total


def test_the_same_file_again_changes_nothing(ledger: LedgerDefinition, tmp_path: Path) -> None:
    path = workbook(tmp_path / "改厕.xlsx", [HEAD, *GOOD])
    assert counts(take(path)) == (2, 0, 0, 0)
    assert counts(take(path)) == (0, 0, 2, 0)
    path = workbook(
        path, [HEAD, GOOD[0], ["002", "西柳村", "李四", 999, "2026.5.2"], ["003", "河湾村", "王五", 1, None]]
    )
    assert counts(take(path)) == (1, 1, 1, 0)
    changed = next(row for row in queries.page(SYSTEM, "toilets").rows if row.values["household_no"] == "002")
    newest = queries.history(SYSTEM, "toilets", changed.id)[0]
    assert [(change.before, change.after) for change in newest.changes] == [("200", "999")]
    assert newest.why == "导入 改厕.xlsx"


def test_rows_are_numbered_as_the_file_has_them_and_lie_together_by_village(ledger: LedgerDefinition) -> None:
    load([{"household_no": f"{n:02d}", "area": str(WEST if n % 2 else EAST)} for n in range(10)])
    with connection.cursor() as cursor:
        cursor.execute("SELECT household_no FROM ledger_toilets ORDER BY id")
        assert [number for (number,) in cursor.fetchall()] == [f"{n:02d}" for n in range(10)]
        cursor.execute("SELECT area FROM ledger_toilets ORDER BY ctid")
        assert [area for (area,) in cursor.fetchall()] == [EAST] * 5 + [WEST] * 5


def test_columns_that_did_not_come_stay_as_they_are(ledger: LedgerDefinition, tmp_path: Path) -> None:
    load(households(1, head="张三", kind="flush"))
    take(workbook(tmp_path / "a.xlsx", [["户编号", "所在村", "造价"], ["001", "东柳村", 5]]))
    (row,) = queries.page(SYSTEM, "toilets").rows
    assert (row.values["kind"], row.values["head"], str(row.values["cost"])) == ("flush", "张*", "5")


def test_titles_two_row_headers_totals_and_blank_rows_are_understood(
    ledger: LedgerDefinition, tmp_path: Path
) -> None:
    rows = [
        ["2026年农村改厕台账", None, None, None, None, None],
        ["户编号", "所在村", "农户信息", None, "改造费用（万元）", "序号"],
        [None, None, "户主", "身份证号", None, None],
        ["001", "东柳村", "张三", ID_NUMBER, 1.5, 1],
        [None, None, None, None, None, None],
        ["002", "东柳村", "李四", None, 2, 2],
        ["合计", None, None, None, 3.5, None],
    ]
    report = take(workbook(tmp_path / "a.xlsx", rows, merges=["A1:F1", "C2:D2"]))
    assert counts(report) == (2, 0, 0, 0)
    assert [str(row.values["cost"]) for row in queries.page(SYSTEM, "toilets").rows] == ["15000", "20000"]
    notes = "\n".join(report.notes)
    for told in (
        "跳过1个空行：第5行",
        "跳过1个合计行：第7行",
        "未导入的列：序号",
        "按表头的单位“万元”换算成元",
    ):
        assert told in notes


def test_refused_rows_keep_everything_out_until_the_good_are_accepted(
    ledger: LedgerDefinition, tmp_path: Path
) -> None:
    bad = ["003", "东村", "王五", "很多", "2026年5月"]
    path = workbook(
        tmp_path / "a.xlsx",
        [HEAD, *GOOD, bad, ["001", "东柳村", "重复", 1, None], [None, "东柳村", "无号", 1, None]],
    )
    report = take(path)
    assert (report.written, report.batch, counts(report)) == (False, None, (2, 0, 0, 3))
    assert standing() == 0
    told = {(problem.row, problem.field): f"{problem.message}{problem.hint}" for problem in report.problems}
    assert "东柳村" in told[4, "所在区划"]
    assert "只填数字" in told[4, "造价"]
    assert "补上哪一日" in told[4, "完工日期"]
    assert "与第2行重复" in told[5, "户编号"]
    assert "没有填" in told[6, "户编号"]
    report = take(path, accept_good=True)
    assert (report.written, counts(report)) == (True, (2, 0, 0, 3))
    assert standing() == 2


def test_a_dry_run_says_what_would_happen_and_writes_nothing(
    ledger: LedgerDefinition, tmp_path: Path
) -> None:
    load([{"household_no": "001", "area": str(EAST), "cost": 1}])
    report = take(workbook(tmp_path / "a.xlsx", [HEAD, *GOOD]), dry_run=True)
    assert (report.written, counts(report)) == (False, (1, 1, 0, 0))
    assert standing() == 1


def test_checks_of_the_definition_hold_for_merged_rows(ledger: LedgerDefinition, tmp_path: Path) -> None:
    report = take(workbook(tmp_path / "a.xlsx", [HEAD, ["001", "东柳村", "张三", -5, None]]))
    (problem,) = report.problems
    assert (problem.row, problem.field, problem.message) == (2, "造价", "造价不能为负")


def test_the_marked_workbook_is_the_users_own(ledger: LedgerDefinition, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["我的标题"], HEAD, *GOOD, ["003", "东柳村", "王五", "很多", None]])
    report = take(path, errors_to=tmp_path / "问题.xlsx")
    assert report.errors_file == str(tmp_path / "问题.xlsx")
    book = openpyxl.load_workbook(tmp_path / "问题.xlsx")
    sheet = book.worksheets[0]
    assert sheet["A1"].value == "我的标题"
    assert sheet["D5"].fill.fgColor.rgb == "FFFF9999"
    assert "只填数字" in sheet["D5"].comment.text
    assert sheet["D4"].comment is None
    assert "没有写入任何数据" in book["导入问题"]["A2"].value
    sheet["D5"] = 300
    book.save(path)
    assert counts(take(path)) == (3, 0, 0, 0)


def test_faults_of_a_csv_come_back_as_a_workbook(ledger: LedgerDefinition, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([HEAD, *GOOD, ["003", "东柳村", "=1+1", "很多", ""]])
    take(path, errors_to=tmp_path / "问题.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "问题.xlsx")["原表"]
    assert [cell.value for cell in sheet[4]][:4] == ["003", "东柳村", "=1+1", "很多"]
    assert sheet["C4"].data_type == "s"
    assert sheet["D4"].comment is not None


def test_a_disk_that_fills_up_leaves_no_half_file(
    ledger: LedgerDefinition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: openpyxl.Workbook, filename: Path) -> None:
        Path(filename).write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(openpyxl.Workbook, "save", full)
    path = tmp_path / "a.csv"
    path.write_text("户编号,所在村,造价\n1,东柳村,很多\n", encoding="utf-8")
    with pytest.raises(ZhenyuError, match=r"磁盘已满.*问题\.xlsx.*剩余"):
        take(path, errors_to=tmp_path / "问题.xlsx")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.csv"]


# --- what only the file's own XML tells -----------------------------------------------------------


def test_a_percent_column_means_percent(db: None, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (
        ["户编号", "村", "完成率"],
        ["001", "东柳村", 0.35],
        ["002", "东柳村", 1],
        ["003", "东柳村", "40%"],
    ):
        book.active.append(row)
    for row in (2, 3):
        book.active.cell(row, 3).number_format = "0.0%"
    book.save(tmp_path / "a.xlsx")
    fields = [
        {"name": "household_no", "title": "户编号", "type": "text"},
        {"name": "rate", "title": "完成率", "type": "percent"},
    ]
    with reading_as(SYSTEM):
        load_areas([{"code": str(EAST), "name": "东柳村"}])
        define_ledger(
            {
                "code": "toilets",
                "title": "台账",
                "domain": "人居环境",
                "key": ["household_no"],
                "fields": fields,
            },
            by=SYSTEM,
        )
        report = take(tmp_path / "a.xlsx", area=EAST)
        assert [str(row.values["rate"]) for row in queries.page(SYSTEM, "toilets").rows] == [
            "35",
            "100",
            "40",
        ]
    assert "“完成率”一列是百分比格式，0.35 按 35% 导入" in report.notes


def test_a_formula_without_its_result_is_no_blank(ledger: LedgerDefinition, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["说明"], HEAD, *GOOD, ["003", "东柳村", "王五", "=100*3", None]])
    report = take(path)
    (problem,) = report.problems
    assert (problem.row, problem.field, problem.rule) == (5, "造价", "formula")
    assert "保存一次再导入" in problem.hint


def test_numbers_beyond_fifteen_digits_are_refused_in_a_text_too(
    ledger: LedgerDefinition, tmp_path: Path
) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        [HEAD, [990101199001011234, "东柳村", "张三", 1, None], ["3.70112E+17", "东柳村", "李四", 1, None]],
    )
    assert [(problem.row, problem.rule) for problem in take(path).problems] == [(2, "excel"), (3, "excel")]


def test_money_takes_the_unit_written_above_the_table(ledger: LedgerDefinition, tmp_path: Path) -> None:
    rows = [
        ["农村改厕台账"],
        [None, None, "单位：万元"],
        ["户编号", "所在村", "造价"],
        ["001", "东柳村", 1.5],
    ]
    report = take(workbook(tmp_path / "a.xlsx", rows))
    assert str(queries.page(SYSTEM, "toilets").rows[0].values["cost"]) == "15000"
    assert "“造价”一列按表上方的单位“万元”换算成元" in report.notes


def test_problems_of_several_sheets_name_their_sheet(ledger: LedgerDefinition, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for name in ("东柳村", "西柳村"):
        sheet = book.create_sheet(name)
        for row in (["户编号", "造价"], ["001", 1], ["002", "很多"]):
            sheet.append(row)
    book.save(tmp_path / "a.xlsx")
    report = take(tmp_path / "a.xlsx", errors_to=tmp_path / "问题.xlsx")
    assert (report.added, [(p.sheet, p.row) for p in report.problems]) == (2, [("东柳村", 3), ("西柳村", 3)])
    marked = openpyxl.load_workbook(tmp_path / "问题.xlsx")
    assert marked["西柳村"]["B3"].comment is not None
    report = take(tmp_path / "a.xlsx", area=EAST, accept_good=True)
    assert (report.read, report.added) == (2, 1)
    assert "工作表“西柳村”不在本次导入的区划内，没有读" in report.notes


def test_a_table_that_begins_in_another_column_is_marked_where_it_stands(
    ledger: LedgerDefinition, tmp_path: Path
) -> None:
    path = workbook(
        tmp_path / "a.xlsx",
        [[None, None, *row] for row in (HEAD, *GOOD, ["003", "东柳村", "王五", "很多", None])],
    )
    take(path, errors_to=tmp_path / "问题.xlsx")
    assert openpyxl.load_workbook(tmp_path / "问题.xlsx").worksheets[0]["F4"].comment is not None


# --- files that are not what they seem ------------------------------------------------------------


def text_named_xlsx(path: Path) -> None:
    path.write_text("户编号,造价\n1,2\n", encoding="utf-8")


def cut_short(path: Path) -> None:
    workbook(path, [HEAD, *GOOD])
    path.write_bytes(path.read_bytes()[:3000])


def locked(path: Path) -> None:
    path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    )


FILES: dict[str, tuple[Callable[[Path], Any], str]] = {
    "a text renamed": (text_named_xlsx, "内容不是 Excel 文件"),
    "cut short": (cut_short, "不完整或已损坏"),
    "locked": (locked, "打开密码"),
    "empty": (lambda path: path.write_bytes(b""), "空文件"),
    "missing": (lambda path: None, "没有文件"),
    "no header": (lambda path: workbook(path, [["甲", "乙"], [1, 2]]), "没有找到“农村改厕台账”的表头"),
    "no key": (lambda path: workbook(path, [["所在村", "造价"], ["东柳村", 1]]), "没有主键“户编号”一列"),
    "no area": (lambda path: workbook(path, [["户编号", "造价"], ["1", 1]]), "没有写明每一行属于哪个村级"),
}


@pytest.mark.parametrize(("make", "told"), FILES.values(), ids=FILES)
def test_an_unusable_file_is_told_with_a_remedy(
    ledger: LedgerDefinition, tmp_path: Path, make: Callable[[Path], Any], told: str
) -> None:
    path = tmp_path / "表.xlsx"
    make(path)
    with pytest.raises(UsageError, match=told) as refusal:
        take(path)
    assert refusal.value.hint
    assert standing() == 0


def test_places_and_ledgers_that_are_not_there(
    ledger: LedgerDefinition, tmp_path: Path, reader_village: Reader
) -> None:
    path = workbook(tmp_path / "a.xlsx", [HEAD, *GOOD])
    with pytest.raises(NotFound, match="没有代码为“nothing”的台账"):
        import_file("nothing", path, area=TOWN, by=SYSTEM)
    with pytest.raises(NotAllowed, match="没有在柳河镇填写“农村改厕台账”的权限"):
        take(path, by=reader_village)
    with pytest.raises(UsageError, match="按村级登记"):
        take(path, area=type(TOWN)("990101100201001"))


def test_a_village_file_needs_no_area_column(
    ledger: LedgerDefinition, tmp_path: Path, reader_village: Reader
) -> None:
    path = workbook(tmp_path / "a.xlsx", [["户编号", "造价"], ["001", 5]])
    assert take(path, area=EAST, by=reader_village).added == 1
    assert queries.page(SYSTEM, "toilets").rows[0].area == EAST


def test_rows_of_another_village_are_refused(
    ledger: LedgerDefinition, tmp_path: Path, reader_village: Reader
) -> None:
    report = take(workbook(tmp_path / "a.xlsx", [HEAD, *GOOD]), area=EAST, by=reader_village)
    assert [(problem.row, problem.rule) for problem in report.problems] == [(3, "area")]


def test_an_import_is_no_way_round_the_life_cycle(
    ledger: LedgerDefinition, tmp_path: Path, reader_village: Reader
) -> None:
    load(households(1))
    head = ["户编号", "所在村", "完工日期", "状态"]
    path = workbook(
        tmp_path / "a.xlsx",
        [
            head,
            ["001", "东柳村", "2026-05-01", "已验收"],
            ["002", "东柳村", "2026-05-01", "已验收"],
            ["003", "东柳村", None, "已完工"],
            ["004", "东柳村", "2026-05-01", "已完工"],
        ],
    )
    report = take(path, area=EAST, by=reader_village)
    assert [(problem.row, problem.rule) for problem in report.problems] == [
        (2, "state"),
        (3, "state"),
        (4, "requires"),
    ]


# --- interruptions --------------------------------------------------------------------------------


def test_an_import_killed_half_way_leaves_nothing(ledger: LedgerDefinition) -> None:
    def interrupt(progress: Progress) -> None:
        if progress.stage == "写入台账" or progress.done >= 4000:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load(households(6000), progress=interrupt)
    assert standing() == 0
    assert load(households(5)).added == 5  # and the next import starts afresh


def test_an_import_whose_writing_fails_leaves_nothing(
    ledger: LedgerDefinition, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr("zhenyu.ledgers.writing.bulk_upsert.check_balances", fail)
    with pytest.raises(RuntimeError):
        load(households(5))
    assert standing() == 0


@pytest.mark.django_db(transaction=True)
def test_a_lost_database_connection_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("户编号\n" + "\n".join(map(str, range(9000))), encoding="utf-8")
    with reading_as(SYSTEM):
        load_areas([{"code": str(EAST), "name": "东柳村"}])
        define_ledger(toilets(), by=SYSTEM)
    backend = connection.connection.info.backend_pid

    def cut(_: Progress) -> None:
        other = connection.copy()
        with other.cursor() as cursor:
            cursor.execute("RESET ROLE")
            cursor.execute("SELECT pg_terminate_backend(%s)", [backend])
        other.close()

    with pytest.raises(ZhenyuError, match="连接中断，本次导入已全部撤回"), reading_as(SYSTEM):
        import_file("toilets", path, area=EAST, by=SYSTEM, progress=cut)
    connection.close()
    with reading_as(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_toilets")
        assert cursor.fetchone() == (0,)


# --- looking first --------------------------------------------------------------------------------


def test_inspecting_proposes_what_each_column_is(tmp_path: Path) -> None:
    definition = read_definition(toilets())
    rows = [
        ["户 编 号", "村（社区）", "*户主", "改造费用/万元", "证号"],
        *[[str(n), "东柳村", "张三", 1, ID_NUMBER] for n in range(5)],
    ]
    sheet = inspect(workbook(tmp_path / "a.xlsx", rows), definition)
    assert sheet.mapping == {0: "household_no", 1: "area", 2: "head", 3: "cost", 4: "id_number"}
    assert (sheet.first_row, sheet.total, len(sheet.sample)) == (1, 5, 5)


def test_the_user_decides_what_a_column_is(ledger: LedgerDefinition, tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", [["编码", "户编号", "村"], ["A1", "001", "东柳村"]])
    take(path, mapping={0: "household_no", 1: "remark", 2: "area"})
    values = queries.page(SYSTEM, "toilets").rows[0].values
    assert (values["household_no"], values["remark"]) == ("A1", "001")
    with pytest.raises(UsageError, match="有两列都对应到"):
        take(path, mapping={0: "household_no", 1: "household_no", 2: "area"})


def test_row_numbers_are_those_excel_shows(ledger: LedgerDefinition, tmp_path: Path) -> None:
    report = take(
        workbook(tmp_path / "a.xlsx", [[], [], HEAD, *GOOD, ["003", "东柳村", "王五", "很多", None]])
    )
    assert [problem.row for problem in report.problems] == [6]


def test_the_best_fitting_sheet_is_taken(ledger: LedgerDefinition, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["填表说明", "户编号填六位"])
    for row in (HEAD, *GOOD):
        book.create_sheet("数据") if "数据" not in book.sheetnames else None
        book["数据"].append(row)
    book.save(tmp_path / "a.xlsx")
    assert take(tmp_path / "a.xlsx").added == 2


def test_other_villages_keep_their_rows_of_the_same_key(ledger: LedgerDefinition) -> None:
    assert load([*households(2), *households(2, area=WEST)]).added == 4
