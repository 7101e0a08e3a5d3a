"""A pasted list answers who of it is in which ledger: within the reader's scope, masked, and kept in the
log."""

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from tests.ledgers.inferring.ugly.invented import id_number
from tests.ledgers.samples import EAST, ID_NUMBER, WEST, load
from zhenyu.core.errors import RefusedError, UsageError
from zhenyu.core.models import Change
from zhenyu.ledgers.cli.ledger import ledger_group
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.overviews.name_list import MOST_ROWS, read_block, read_list
from zhenyu.ledgers.overviews.overlap import find_overlap, write_overlap
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Reader


@pytest.fixture
def people(ledger: LedgerDefinition) -> None:
    load(
        [
            {"household_no": "1", "area": str(EAST), "head": "张三丰", "id_number": ID_NUMBER},
            {"household_no": "2", "area": str(WEST), "head": "李四"},
            {"household_no": "3", "area": str(WEST), "head": "张三丰"},
        ]
    )


def found(reader: Reader, text: str) -> list[tuple[int, str, str]]:
    with reading_as(reader):
        return [
            (hit.listed.row, hit.area_name, hit.by) for hit in find_overlap(reader, read_block(text)).hits
        ]


def test_a_number_decides_and_a_name_alone_is_said(people: None) -> None:
    block = f"姓名\t身份证号\n王五 {ID_NUMBER}\n李四\n赵六"
    assert found(SYSTEM, block) == [(1, "东柳村", "身份证号"), (2, "西柳村", "仅户主相同")]


def test_a_namesake_with_another_number_is_no_hit(people: None) -> None:
    assert found(SYSTEM, f"张三丰 {ID_NUMBER}") == [(1, "东柳村", "身份证号"), (1, "西柳村", "仅户主相同")]
    assert found(SYSTEM, f"张三丰 {id_number(3)}") == [(1, "西柳村", "仅户主相同")]


def test_a_list_of_nobody_is_told() -> None:
    with pytest.raises(UsageError, match="没有读到姓名"):
        read_block("姓名 身份证号\n\n")


def test_a_reader_finds_only_what_he_may_see(
    people: None, reader_village: Reader, reader_other_village: Reader
) -> None:
    assert found(reader_village, "张三丰\n李四") == [(1, "东柳村", "仅户主相同")]
    assert found(reader_other_village, f"张三丰 {ID_NUMBER}") == [(1, "西柳村", "仅户主相同")]


def test_each_search_is_an_event_without_names(people: None, reader_town: Reader) -> None:
    found(reader_town, "张三丰\n赵六")
    event = Change.objects.get(action="overlap")
    assert (event.actor, event.ledger, event.why) == ("测试业务员", "toilets", "名单比对：2人（家），对上2条")


def test_a_list_from_excel_with_ruined_numbers_is_told(people: None, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in (["人员名单"], ["姓名", "身份证号"], ["张 三", 110105194912310021], ["李四", ID_NUMBER]):
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    ruined, good = read_list(tmp_path / "a.xlsx")
    assert (ruined.name, ruined.id_number) == ("张三", "")
    assert "科学计数法" in ruined.problem
    assert good.id_number == ID_NUMBER


def test_a_list_too_long_is_refused_whole(people: None) -> None:
    with pytest.raises(RefusedError, match=f"一次最多比对{MOST_ROWS}行"):
        read_block("李四\n" * (MOST_ROWS + 1))


def test_the_answer_is_masked_everywhere(
    people: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = find_overlap(SYSTEM, read_block(f"张三丰 {ID_NUMBER}\n赵六七"))
    write_overlap(answer, tmp_path / "a.xlsx", SYSTEM)
    rows = list(openpyxl.load_workbook(tmp_path / "a.xlsx")["名单比对"].iter_rows(values_only=True))
    assert rows[1][:5] == (1, "张*", "110105********002X", "农村改厕台账", "东柳村")
    assert rows[-1][3] == "没有找到"
    (tmp_path / "名单.csv").write_text(f"张三丰,{ID_NUMBER}\n", encoding="utf-8")
    printed = CliRunner().invoke(ledger_group, ["overlap", str(tmp_path / "名单.csv"), "--json"]).output
    assert [hit["by"] for hit in json.loads(printed)[0]["found"]] == ["身份证号", "仅户主相同"]
    assert ID_NUMBER not in printed + json.dumps(answer.as_json(), ensure_ascii=False)
