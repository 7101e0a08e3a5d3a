"""Redefining a ledger with rows in it: what is told before, what happens to the values, what is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction

from tests.ledgers.definition.test_diff import field, retire
from tests.ledgers.samples import EAST, WEST, households, load, toilets
from zhenyu.core.errors import NotAllowed, RefusedError, StaleVersion
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers.actions.definitions import define_ledger
from zhenyu.ledgers.actions.deletion import delete_rows, undo_batch
from zhenyu.ledgers.actions.rows import save_rows
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.definition.field_renames import brought_back, with_renames
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.models import Ledger, LedgerVersion
from zhenyu.ledgers.redefinition.impact import Impact, Severity, impacts
from zhenyu.ledgers.rows import queries
from zhenyu.ledgers.schema import registry
from zhenyu.ledgers.types import RowEdit, RowRef
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Grant, Reader, Role


def values(name: str) -> list[Any]:
    return [row.values[name] for row in sorted(queries.page(SYSTEM, "toilets").rows, key=lambda row: row.id)]


def foreseen(raw: dict[str, Any]) -> dict[str, Impact]:
    found = impacts(registry.ledger("toilets"), read_definition(raw))
    return {each.change.sentence: each for each in found}


def test_a_retired_field_keeps_its_values_and_comes_back(ledger: LedgerDefinition) -> None:
    load(households(2, remark="靠路"))
    raw = toilets()
    retire(raw, "remark")
    assert foreseen(raw)["停用栏目“备注”"].rows == 2
    define_ledger(raw, by=SYSTEM)
    assert "remark" not in queries.page(SYSTEM, "toilets").rows[0].values
    load([{"household_no": "003", "area": str(EAST)}])
    define_ledger(toilets(), by=SYSTEM)
    assert values("remark") == ["靠路", "靠路", None]


def test_a_renamed_field_keeps_its_values_its_history_and_its_undo(ledger: LedgerDefinition) -> None:
    load(households(1))
    (row,) = queries.page(SYSTEM, "toilets").rows
    save_rows("toilets", [RowEdit({"cost": "250"}, id=row.id, version=row.version)], by=SYSTEM)
    define_ledger(with_renames(toilets(), {"cost": "price"}), by=SYSTEM)
    assert values("price") == [Decimal(250)]
    changes = [change for entry in queries.history(SYSTEM, "toilets", row.id) for change in entry.changes]
    assert [(change.title, change.before, change.after) for change in changes] == [("造价", "100", "250")]
    batch = load([{"household_no": "001", "area": str(EAST), "price": 300}]).batch
    assert batch is not None
    define_ledger(with_renames(registry.ledger("toilets").as_raw(), {"price": "outlay"}), by=SYSTEM)
    undo_batch(batch, by=SYSTEM)
    assert values("outlay") == [Decimal(250)]


def test_texts_become_days_as_an_import_would_read_them(ledger: LedgerDefinition) -> None:
    load(
        [
            {"household_no": str(n), "area": str(EAST), "remark": text}
            for n, text in enumerate(["2023.5.1", "2023年6月2日", "", "2023-07-03"])
        ]
    )
    raw = toilets()
    field(raw, "remark").update(type="date")
    assert foreseen(raw)["栏目“备注”的类型由长文本改为日期"].severity is Severity.FINE
    define_ledger(raw, by=SYSTEM)
    assert values("remark") == [date(2023, 5, 1), date(2023, 6, 2), None, date(2023, 7, 3)]
    (row, *_) = queries.page(SYSTEM, "toilets").rows
    assert queries.history(SYSTEM, "toilets", row.id)


def test_texts_that_are_no_days_are_counted_and_named(ledger: LedgerDefinition) -> None:
    load(
        [{"household_no": str(n), "area": str(EAST), "remark": "不详"} for n in range(12)]
        + households(1, remark="2023.5.1")
    )
    raw = toilets()
    field(raw, "remark").update(type="date")
    told = foreseen(raw)["栏目“备注”的类型由长文本改为日期"]
    assert (told.severity, told.rows, len(told.examples)) == (Severity.REFUSED, 12, 10)
    assert told.examples[0].text == "不详"
    with pytest.raises(RefusedError, match="12条，如编号"), transaction.atomic():
        define_ledger(raw, by=SYSTEM)


def test_a_number_with_leading_zeros_stays_a_text(ledger: LedgerDefinition) -> None:
    load(households(1))
    raw = toilets(key=[])
    field(raw, "household_no").update(type="integer")
    assert foreseen(raw)["栏目“户编号”的类型由文本改为整数"].severity is Severity.REFUSED


def test_choices_become_words_and_words_choices(ledger: LedgerDefinition) -> None:
    load(households(2, kind="flush"))
    raw = toilets()
    chosen = dict(field(raw, "kind"))
    field(raw, "kind").update(type="text", choices={})
    define_ledger(raw, by=SYSTEM)
    assert values("kind") == ["水冲式", "水冲式"]
    field(raw, "kind").update(chosen)
    define_ledger(raw, by=SYSTEM)
    assert values("kind") == ["flush", "flush"]


def test_an_import_from_before_a_retyping_is_not_undone_into_something_else(ledger: LedgerDefinition) -> None:
    load(households(1, kind="flush", remark="甲"))
    batch = load(households(1, kind="three_tank")).batch
    added = load([{"household_no": "9", "area": str(EAST)}]).batch
    assert batch
    assert added
    raw = toilets()
    field(raw, "kind").update(type="text", choices={})
    define_ledger(raw, by=SYSTEM)
    with pytest.raises(RefusedError, match="栏目“改厕类型”改过类型"), transaction.atomic():
        undo_batch(batch, by=SYSTEM)
    assert values("kind") == ["三格化粪池", None]
    undo_batch(added, by=SYSTEM)
    assert values("kind") == ["三格化粪池"]


def test_a_number_that_became_another_kind_of_number_is_undone(ledger: LedgerDefinition) -> None:
    load(households(1))
    batch = load(households(1, cost=7)).batch
    assert batch
    raw = toilets()
    field(raw, "cost").update(type="decimal")
    define_ledger(raw, by=SYSTEM)
    undo_batch(batch, by=SYSTEM)
    assert values("cost") == [Decimal(100)]


def test_what_a_deleted_row_held_is_kept_beside_it(ledger: LedgerDefinition) -> None:
    load(households(1, remark="不详"))
    (row,) = queries.page(SYSTEM, "toilets").rows
    delete_rows("toilets", [RowRef(row.id, row.version)], by=SYSTEM, why="重复")
    raw = toilets()
    field(raw, "remark").update(type="date")
    define_ledger(raw, by=SYSTEM)
    with connection.cursor() as cursor:
        cursor.execute("SELECT extra ->> 'remark' FROM ledger_toilets")
        assert cursor.fetchone() == ("不详",)


def test_rows_that_break_a_new_rule_are_named_and_stand(ledger: LedgerDefinition) -> None:
    load(households(3))
    raw = toilets(constraints=[{"check": "cost >= 200", "message": "造价偏低"}])
    field(raw, "head").update(required=True)
    told = foreseen(raw)
    assert (told["新增规则“造价偏低”"].rows, told["新增规则“造价偏低”"].severity) == (1, Severity.WARNING)
    assert told["栏目“户主”改为必填"].rows == 3
    define_ledger(raw, by=SYSTEM)
    assert len(values("cost")) == 3


def test_examples_are_of_rows_the_reader_may_see_and_private_ones_are_masked(
    ledger: LedgerDefinition,
) -> None:
    load(households(1, head="张三", remark="机密") + households(1, WEST, head="李四", remark="邻村"))
    raw = toilets()
    field(raw, "remark").update(type="integer")
    field(raw, "head").update(type="integer")
    east = Reader(9, "东柳", (Grant(Role.OFFICE_HEAD, EAST),))
    with reading_as(east):
        told = foreseen(raw)["栏目“备注”的类型由长文本改为整数"]
        private = foreseen(raw)["栏目“户主”的类型由姓名改为整数"]
    assert (told.rows, [each.text for each in told.examples]) == (2, ["机密"])
    assert [each.text for each in private.examples] == ["张*"]


def test_an_older_version_is_brought_back_as_a_new_one(ledger: LedgerDefinition) -> None:
    load(households(1))
    define_ledger(with_renames(toilets(title="改名"), {"cost": "price"}), by=SYSTEM)
    again = brought_back(registry.ledger("toilets"), ledger)
    define_ledger(again.as_raw(), by=SYSTEM, why="恢复第1版")
    assert values("cost") == [Decimal(100)]
    assert Ledger.objects.get(code="toilets").version == 3
    assert LedgerVersion.objects.get(ledger="toilets", version=3).why == "恢复第1版"


def test_a_definition_based_on_an_older_version_is_a_conflict(ledger: LedgerDefinition) -> None:
    define_ledger(toilets(title="甲改"), by=SYSTEM, based_on=1)
    with pytest.raises(StaleVersion, match="第2版"), transaction.atomic():
        define_ledger(toilets(title="乙改"), by=SYSTEM, based_on=1)
    with pytest.raises(StaleVersion), transaction.atomic():
        define_ledger(toilets(title="新建"), by=SYSTEM, based_on=0)
    assert registry.ledger("toilets").title == "甲改"


def test_a_head_defines_ledgers_of_the_domains_held_only(ledger: LedgerDefinition) -> None:
    town = AreaCode("990101100")
    other = Reader(
        7, "民政办主任", (Grant(Role.OFFICE_HEAD, town, "民生保障"), Grant(Role.TOWN_CLERK, town, "人居环境"))
    )
    with pytest.raises(NotAllowed), transaction.atomic():
        define_ledger(toilets(title="别人的"), by=other)
    with pytest.raises(NotAllowed), transaction.atomic():
        define_ledger(toilets(domain="民生保障"), by=other)
    own = Reader(8, "村镇办主任", (Grant(Role.OFFICE_HEAD, town, "人居环境"),))
    assert define_ledger(toilets(title="自己的"), by=own).title == "自己的"
