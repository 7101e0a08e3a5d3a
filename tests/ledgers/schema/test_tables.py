"""Ledger tables: typed, keyed, kept to their readers; altered without losing data."""

import json
import re
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tests.ledgers.samples import EAST, households, load, toilets
from zhenyu.core.errors import NotAllowed, NotFound, RefusedError, UsageError
from zhenyu.ledgers.actions.definitions import define_ledger
from zhenyu.ledgers.actions.deletion import delete_rows
from zhenyu.ledgers.actions.rows import save_rows
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.models import Ledger, LedgerVersion
from zhenyu.ledgers.rows import queries
from zhenyu.ledgers.schema import registry
from zhenyu.ledgers.types import RowEdit, RowRef
from zhenyu.people.types import SYSTEM, Reader


def columns() -> dict[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute"
            " WHERE attrelid = 'ledger_toilets'::regclass AND attnum > 0 AND NOT attisdropped"
        )
        return dict(cursor.fetchall())


def test_a_definition_becomes_a_typed_table(ledger: LedgerDefinition) -> None:
    found = columns()
    assert found["cost"] == "numeric"
    assert found["finished_on"] == "date"
    assert found["subsidised"] == "boolean"
    assert found["area"] == "character varying(15)"
    assert {
        "id",
        "state",
        "version",
        "created_by",
        "updated_at",
        "batch",
        "owner",
        "due",
        "deleted_at",
        "extra",
    } <= set(found)


def test_states_and_choices_keep_their_order(ledger: LedgerDefinition) -> None:
    registry._cache.clear()
    assert list(registry.ledger("toilets").states) == ["planned", "building", "finished", "accepted"]


def test_two_standing_rows_cannot_share_a_key(ledger: LedgerDefinition) -> None:
    load(households(1))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_toilets (area, household_no, version, created_at, created_by, updated_at, updated_by, owner, extra)"
            " SELECT area, household_no, 1, now(), '', now(), '', '', '{}' FROM ledger_toilets"
        )


def test_the_key_of_a_deleted_row_is_free_again(ledger: LedgerDefinition) -> None:
    load(households(1))
    (first,) = queries.page(SYSTEM, "toilets").rows
    delete_rows("toilets", [RowRef(first.id, first.version)], by=SYSTEM, why="重复登记")
    assert load(households(1)).added == 1


def test_a_new_field_is_a_new_column(ledger: LedgerDefinition) -> None:
    load(households(2))
    raw = toilets()
    raw["fields"].append({"name": "phone", "title": "电话", "type": "phone"})
    define_ledger(raw, by=SYSTEM)
    assert columns()["phone"] == "text"
    assert Ledger.objects.get(code="toilets").version == 2
    assert [row.values["phone"] for row in queries.page(SYSTEM, "toilets").rows] == [None, None]


def test_the_same_definition_again_changes_nothing(ledger: LedgerDefinition) -> None:
    define_ledger(toilets(), by=SYSTEM)
    assert Ledger.objects.get(code="toilets").version == 1


def test_a_new_deadline_dates_the_rows_there_are(ledger: LedgerDefinition) -> None:
    load(households(1, finished_on="2026-09-30"))
    define_ledger(
        toilets(deadlines=[{"while": ["planned"], "from": "finished_on", "limit": "5wd", "warn": "1d"}]),
        by=SYSTEM,
    )
    (row,) = queries.page(SYSTEM, "toilets").rows
    # National Day 2026 is 1–7 October, made up for on 10 October (a Saturday): 8, 9, 10, 12, 13 October.
    assert str(row.due) == "2026-10-13"


def drop_cost(raw: dict[str, Any]) -> None:
    raw["fields"] = [field for field in raw["fields"] if field["name"] != "cost"]
    raw["constraints"] = []


def drop_planned(raw: dict[str, Any]) -> None:
    cycle = raw["lifecycle"]
    del cycle["states"]["planned"]
    cycle["initial"] = "building"
    cycle["transitions"] = cycle["transitions"][1:]
    raw["deadlines"][0]["while"] = ["building"]


LOSSES = {
    "a field with data": (drop_cost, "删去栏目“造价”：这一栏里还有数据，不能删去（2条，如编号 "),
    "a type that cannot hold it": (
        lambda raw: raw["fields"][0].update(type="integer"),
        "栏目“户编号”的类型由文本改为整数：这些内容不能转换，会丢失数据（2条，如编号 ",
    ),
    "another unit": (lambda raw: raw["fields"][4].update(unit="万元"), "改了单位，已有的数会变了意思"),
    "a choice in use": (
        lambda raw: raw["fields"][3].update(choices={"three_tank": "三格"}),
        "用着要删的选项",
    ),
    "a state in use": (drop_planned, "删去状态“待改”：还有记录在用"),
    "another level": (lambda raw: raw.update(level="town"), "不能改层级"),
    "a key that is not unique": (lambda raw: raw.update(key=["kind"]), "有重复的记录"),
}


@pytest.mark.parametrize(("change", "told"), LOSSES.values(), ids=LOSSES)
def test_a_change_that_loses_data_is_refused_with_the_rows_named(
    ledger: LedgerDefinition, change: Any, told: str
) -> None:
    load(households(2, kind="flush"))
    raw = toilets()
    change(raw)
    with pytest.raises(RefusedError, match=re.escape(told)) as refusal, transaction.atomic():
        define_ledger(raw, by=SYSTEM)
    assert refusal.value.hint
    assert registry.ledger("toilets") == ledger


def test_an_empty_field_may_go_and_a_number_may_become_text(ledger: LedgerDefinition) -> None:
    load(households(1))
    raw = toilets(constraints=[])
    raw["fields"] = [field for field in raw["fields"] if field["name"] != "remark"]
    raw["fields"][4] = {"name": "cost", "title": "造价", "type": "text"}
    define_ledger(raw, by=SYSTEM)
    assert "remark" not in columns()
    assert queries.page(SYSTEM, "toilets").rows[0].values["cost"] == "100"


def test_a_check_that_does_not_fit_its_column_is_refused(ledger: LedgerDefinition) -> None:
    with pytest.raises(UsageError, match=r"constraints\[0\].check 规则.*第1个字：日期不能和数字比较"):
        define_ledger(toilets(constraints=[{"check": "finished_on > 5", "message": "x"}]), by=SYSTEM)


def test_a_check_only_the_database_can_judge_is_refused_by_it(ledger: LedgerDefinition) -> None:
    raw = toilets(constraints=[{"check": "photos <> 'none'", "message": "x"}])
    raw["fields"].append({"name": "photos", "title": "照片", "type": "attachment"})
    with pytest.raises(UsageError, match="规则“photos <> 'none'”与栏目类型不符"):
        define_ledger(raw, by=SYSTEM)


def test_a_check_kept_by_an_older_version_closes_the_ledger_to_nobody_but_writers(
    ledger: LedgerDefinition,
) -> None:
    load(households(1))
    version = LedgerVersion.objects.get(ledger="toilets", version=1)
    version.raw = json.dumps(toilets(constraints=[{"check": "cost <> null", "message": "x"}]))
    version.pk = None
    version.version = 2
    version.save()
    Ledger.objects.filter(code="toilets").update(version=2)
    assert len(queries.page(SYSTEM, "toilets").rows) == 1
    with pytest.raises(UsageError, match="空值不能比较和计算"):
        load(households(2))


def test_only_office_heads_define_ledgers(ledger: LedgerDefinition, reader_town: Reader) -> None:
    with pytest.raises(NotAllowed):
        define_ledger(toilets(title="改名"), by=reader_town)


def test_an_unknown_ledger_names_the_nearest(ledger: LedgerDefinition) -> None:
    with pytest.raises(NotFound, match="toilets（农村改厕台账）"):
        registry.ledger("toilet")


def test_a_rolled_back_definition_is_forgotten(ledger: LedgerDefinition) -> None:
    with transaction.atomic():
        define_ledger(toilets(title="作废的名字"), by=SYSTEM)
        assert registry.ledger("toilets").title == "作废的名字"
        transaction.set_rollback(True)
    assert registry.ledger("toilets").title == "农村改厕台账"


def test_a_running_sum_may_not_fall_below_its_floor(ledger: LedgerDefinition) -> None:
    raw = toilets(key=[], constraints=[{"balance": "cost", "by": ["head"], "min": 0, "message": "积分不够"}])
    define_ledger(raw, by=SYSTEM)
    save_rows("toilets", [RowEdit({"household_no": "1", "head": "张三", "cost": 10}, area=EAST)], by=SYSTEM)
    with pytest.raises(RefusedError, match="积分不够"), transaction.atomic():
        save_rows(
            "toilets", [RowEdit({"household_no": "2", "head": "张三", "cost": -11}, area=EAST)], by=SYSTEM
        )
    save_rows("toilets", [RowEdit({"household_no": "2", "head": "张三", "cost": -10}, area=EAST)], by=SYSTEM)
