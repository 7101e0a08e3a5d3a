"""A ledger is proposed from any clerk's workbook: told with reasons, never guessed. Twenty ugly ones stand in
``ugly/``."""

from __future__ import annotations

import json
import string
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ledgers.inferring.ugly.make_workbooks import MAKERS
from zhenyu.core.errors import UsageError
from zhenyu.ledgers.cli.infer import infer_command
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.inferring import LedgerProposal, infer
from zhenyu.ledgers.inferring.columns import SourceColumn
from zhenyu.ledgers.inferring.inference import propose
from zhenyu.ledgers.inferring.tables import choose_table
from zhenyu.ledgers.values.cell_problems import CellProblem
from zhenyu.ledgers.values.typed_values import read_value
from zhenyu.workbooks.grids import Book, SheetGrid, read_book, trimmed

UGLY = Path(__file__).parent / "ugly"
NAMES = [path.stem for path in sorted((UGLY / "expected").glob("*.yaml"))]


@pytest.fixture(scope="module")
def workbooks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("ugly")
    return {path.stem: path for path in (make(folder) for make in MAKERS)}


def sheet(rows: list[list[Any]], name: str = "表") -> LedgerProposal:
    """The proposal for one sheet of cells."""
    return propose(Book("试.xlsx", (SheetGrid(name, tuple(trimmed(row) for row in rows)),)))


def field(proposal: LedgerProposal, title: str) -> dict[str, Any]:
    return next(raw for raw in proposal.definition["fields"] if raw["title"] == title)


def questions(proposal: LedgerProposal, about: str) -> list[str]:
    return [question.text for question in proposal.questions if question.about == about]


# --- the twenty workbooks -------------------------------------------------------------------------


def test_every_workbook_has_its_expectation(workbooks: dict[str, Path]) -> None:
    assert len(workbooks) == 20
    assert sorted(workbooks) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_an_ugly_workbook_is_understood(name: str, workbooks: dict[str, Path]) -> None:
    expected = yaml.safe_load((UGLY / "expected" / f"{name}.yaml").read_text(encoding="utf-8"))
    assert summary(infer(workbooks[name])) == expected


def summary(proposal: LedgerProposal) -> dict[str, Any]:
    """What the expectations state, by the titles people read."""
    raw = proposal.definition
    titles = {f["name"]: f["title"] for f in raw["fields"]}
    steps = raw.get("lifecycle", {}).get("transitions", ())
    told: dict[str, list[int]] = {}
    for item in proposal.unfit:
        told[item.column] = sorted([*told.get(item.column, []), *(row for _, row in item.rows)])
    parts: dict[str, Any] = {
        **{name: raw[name] for name in ("title", "code", "domain", "level")},
        "key": [titles[name] for name in raw["key"]],
        "fields": {f["title"]: _words(f) for f in raw["fields"]},
        "choices": {f["title"]: list(f["choices"].values()) for f in raw["fields"] if "choices" in f},
        "states": list(raw.get("lifecycle", {}).get("states", {}).values()),
        "requires": {s["title"]: [titles[n] for n in s["requires"]] for s in steps if "requires" in s},
        "deadline": next((titles[d["due"]] for d in raw.get("deadlines", ())), None),
    }
    return {
        **{name: part for name, part in parts.items() if part or name == "key"},
        "area": next((position for position, name in proposal.mapping.items() if name == "area"), None),
        "told": told,
        "notes": list(proposal.notes) or None,
        "questions": [question.text for question in proposal.questions[1:]] or None,
    }


def _words(raw: dict[str, Any]) -> str:
    words = (raw["type"], raw.get("unit"), raw.get("privacy"), "required" if raw.get("required") else None)
    return " ".join(word for word in words if word)


@pytest.mark.parametrize("name", NAMES)
def test_a_proposal_is_a_valid_definition_and_its_yaml_says_the_same(
    name: str, workbooks: dict[str, Path]
) -> None:
    proposal = infer(workbooks[name])
    again = yaml.safe_load(proposal.as_yaml())
    assert again == proposal.definition
    assert read_definition(again) == read_definition(proposal.definition)


@pytest.mark.parametrize("name", NAMES)
def test_every_field_says_why(name: str, workbooks: dict[str, Path]) -> None:
    proposal = infer(workbooks[name])
    paths = {"title", "level", "key", *(f"fields.{raw['name']}" for raw in proposal.definition["fields"])}
    assert paths <= {path for path, reason in proposal.reasons.items() if reason}


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_that_was_not_told_is_accepted_by_the_ledgers_own_reading(
    name: str, workbooks: dict[str, Path]
) -> None:
    book = read_book(workbooks[name])
    assert refused(propose(book), choose_table(book).columns) == []


def refused(proposal: LedgerProposal, columns: tuple[SourceColumn, ...]) -> list[str]:
    """Cells that the proposed fields do not take although nobody was told."""
    definition = read_definition(proposal.definition)
    told = {(item.column, place) for item in proposal.unfit for place in item.rows}
    return [
        f"{column.title} {place}: {cell!r}"
        for column in columns
        if (declared := definition.by_name.get(proposal.mapping[column.position])) is not None
        for place, cell in column.cells
        if isinstance(read_value(declared, cell), CellProblem) and (column.title, place) not in told
    ]


@pytest.mark.parametrize("name", ["subsistence", "elder_allowance", "pasted_people"])
def test_a_proposal_repeats_nobodys_number_or_name(name: str, workbooks: dict[str, Path]) -> None:
    text = infer(workbooks[name]).as_yaml()
    assert "990101" not in text
    assert "试" not in text
    assert "1990000" not in text


# --- single rules ---------------------------------------------------------------------------------


def test_mixed_days_are_days_and_those_without_a_day_are_told() -> None:
    cells = ["2023.5.1", "2023年5月3日", 45047.0, date(2023, 5, 9), "2023年5月"]
    proposal = sheet(
        [["姓名", "开工时间"], *([f"王试{n}", cell] for n, cell in zip("一二三四五", cells, strict=True))]
    )
    assert field(proposal, "开工时间")["type"] == "date"
    assert [item.rows for item in proposal.unfit] == [(("", 6),)]
    assert "只写到年月" in questions(proposal, "fields.started_on")[0]


def test_a_column_of_months_stays_months() -> None:
    proposal = sheet([["项目名称", "开工时间"], *([f"项目{n}", f"2023年{n}月"] for n in range(1, 6))])
    assert field(proposal, "开工时间") == {
        "name": "started_month",
        "title": "开工时间",
        "type": "month",
        "required": True,
    }


@pytest.mark.parametrize(
    ("header", "cells", "type_", "unit"),
    [
        ("造价（万元）", [1.2, 3.4, 5], "money", "万元"),
        ("造价", ["1.2万元", "3.4万元", "5000元"], "money", "万元"),
        ("占地（公顷）", [1.5, 2, 3], "mu", "公顷"),
        ("津贴标准（元/月）", [100, 100, 200], "money", "元"),
        ("长度（公里）", [1.5, 2, 3], "length", "公里"),
        ("完成率", ["35%", "40%", "100%"], "percent", None),
        ("户数", [12, 30, 7], "integer", "户"),
        ("功率（瓦）", [60, 60, 100], "integer", None),
    ],
)
def test_units_come_from_the_heading_or_the_cells(
    header: str, cells: list[Any], type_: str, unit: str | None
) -> None:
    proposal = sheet([["项目名称", header], *([f"项目{n}", cell] for n, cell in enumerate(cells))])
    raw = proposal.definition["fields"][1]
    assert (raw["type"], raw.get("unit")) == (type_, unit)


def test_money_without_a_unit_is_asked_about() -> None:
    proposal = sheet([["项目名称", "造价"], ["一", 3], ["二", 4], ["三", 5]])
    assert questions(proposal, "fields.cost") == ["“造价”没有写单位，暂按元；是不是万元？"]


def test_codes_with_leading_zeros_are_no_numbers() -> None:
    proposal = sheet([["名目", "代码甲"], ["一", "001"], ["二", "002"], ["三", "003"]])
    assert field(proposal, "代码甲")["type"] == "text"


def test_choices_keep_their_words_and_get_codes() -> None:
    rows = [[f"王试{n}", ("男", "女")[n % 2]] for n in range(6)]
    assert field(sheet([["姓名", "性别"], *rows]), "性别")["choices"] == {"male": "男", "female": "女"}


def test_a_number_that_repeats_is_no_key_and_is_told() -> None:
    numbers = ["A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9", "A9"]
    proposal = sheet([["合同编号", "面积"], *([number, 3] for number in numbers)])
    assert proposal.definition["key"] == []
    assert any("第10、11行有重复" in text for text in questions(proposal, "key"))


def test_a_key_need_only_be_unique_within_its_village() -> None:
    rows = [[village, number] for village in ("东岭村", "西河村") for number in ("01", "02", "03")]
    assert sheet([["村", "户编号"], *rows]).definition["key"] == ["household_no"]


def test_names_are_ascii_unique_and_no_system_columns() -> None:
    proposal = sheet(
        [
            ["项目名称", "编 号", "责任单位所属镇村", "2023", "备注", "备注"],
            *([f"甲{n}", "a", "b", "c", "d", "e"] for n in range(3)),
        ]
    )
    names = [raw["name"] for raw in proposal.definition["fields"]]
    assert len(set(names)) == len(names)
    assert all(set(name) <= set(string.ascii_lowercase + string.digits + "_") for name in names)


def test_a_hidden_sheet_is_named_and_not_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book["Sheet"].append(["姓名", "金额（元）"])
    book["Sheet"].append(["王试一", 100])
    secret = book.create_sheet("底数")
    secret.append(["姓名", "身份证号", "电话", "住址"])
    secret.append(["李试二", "x", "y", "z"])
    secret.sheet_state = "hidden"
    book.save(tmp_path / "甲.xlsx")
    proposal = infer(tmp_path / "甲.xlsx")
    assert "隐藏的工作表没有读：底数" in proposal.notes[0]
    assert [raw["title"] for raw in proposal.definition["fields"]] == ["姓名", "金额"]


# --- what cannot be used --------------------------------------------------------------------------


def unusable(path: Path) -> UsageError:
    with pytest.raises(UsageError) as caught:
        infer(path)
    assert caught.value.hint
    return caught.value


def test_an_empty_file_says_so(tmp_path: Path) -> None:
    (tmp_path / "空.xlsx").write_bytes(b"")
    assert "空文件" in unusable(tmp_path / "空.xlsx").message


def test_an_empty_workbook_says_so(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "空.xlsx")
    assert "没有内容" in unusable(tmp_path / "空.xlsx").message


def test_a_workbook_without_a_table_says_what_a_table_is(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for text in ("关于做好改厕工作的通知", "各村：", "请于10月底前完成。"):
        book["Sheet"].append([text])
    book.save(tmp_path / "通知.xlsx")
    assert "没有找到表格" in unusable(tmp_path / "通知.xlsx").message


def test_a_broken_workbook_says_so(tmp_path: Path) -> None:
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04" + b"0" * 400)
    assert "打不开" in unusable(tmp_path / "坏.xlsx").message


def test_an_archive_that_is_no_workbook_says_so(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "压缩.xlsx", "w") as archive:
        archive.writestr("a.txt", "a")
    assert "打不开" in unusable(tmp_path / "压缩.xlsx").message


def test_a_locked_workbook_says_so(tmp_path: Path) -> None:
    (tmp_path / "密.xlsx").write_bytes(
        b"\xd0\xcf\x11\xe0" + bytes(600) + "EncryptedPackage".encode("utf-16-le")
    )
    assert "密码" in unusable(tmp_path / "密.xlsx").message


def test_a_web_page_named_xls_says_so(tmp_path: Path) -> None:
    (tmp_path / "网页.xls").write_text("<html><table></table></html>", encoding="utf-8")
    assert "不是 Excel" in unusable(tmp_path / "网页.xls").message


# --- any grid -------------------------------------------------------------------------------------

CELLS = st.one_of(
    st.none(),
    st.text(alphabet="村姓名金额编号合计日期√是否/、.-123年月日万元 E+", max_size=8),
    st.sampled_from(
        [
            "序号",
            "姓名",
            "村",
            "金额（万元）",
            "身份证号",
            "状态",
            "已完工",
            "未开工",
            "合计",
            "3.70112E+17",
            "单位：万元",
        ]
    ),
    st.floats(allow_nan=True, allow_infinity=True),
    st.integers(-(10**20), 10**20),
    st.dates(),
    st.datetimes(),
    st.booleans(),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(CELLS, max_size=6), max_size=9))
def test_any_grid_gives_a_proposal_or_a_message(rows: list[list[Any]]) -> None:
    check(Book("任意.xlsx", (SheetGrid("表", tuple(trimmed(row) for row in rows)),)))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(CELLS, min_size=4, max_size=4), min_size=1, max_size=12))
def test_any_cells_under_a_heading_give_a_proposal_whose_cells_are_accepted_or_told(
    rows: list[list[Any]],
) -> None:
    head = ("姓名", "开工时间", "造价（元）", "类别")
    check(Book("任意.xlsx", (SheetGrid("表", (head, *(trimmed(row) for row in rows))),)))


def check(book: Book) -> None:
    try:
        proposal = propose(book)
    except UsageError:
        return
    read_definition(proposal.definition)
    assert yaml.safe_load(proposal.as_yaml()) == proposal.definition
    assert refused(proposal, choose_table(book).columns) == []


# --- the command ----------------------------------------------------------------------------------


def test_the_command_writes_yaml_and_never_overwrites(tmp_path: Path, workbooks: dict[str, Path]) -> None:
    target = tmp_path / "改厕.yaml"
    result = CliRunner().invoke(
        infer_command, [str(workbooks["toilets"]), "-o", str(target)], catch_exceptions=False
    )
    assert result.exit_code == 0
    assert read_definition(yaml.safe_load(target.read_text(encoding="utf-8"))).code == "toilet_renovation"
    again = CliRunner().invoke(infer_command, [str(workbooks["toilets"]), "-o", str(target)])
    assert isinstance(again.exception, UsageError)


def test_the_command_speaks_json_to_machines(workbooks: dict[str, Path]) -> None:
    result = CliRunner().invoke(infer_command, [str(workbooks["hazards"]), "--json"], catch_exceptions=False)
    answer = json.loads(result.output)
    assert answer["definition"]["code"] == "hazards"
    assert answer["reasons"]["key"]
