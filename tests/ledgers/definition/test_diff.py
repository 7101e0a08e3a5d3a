"""Revisions of a definition: the steps between two versions, and what they carry along. Pure."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledgers.samples import toilets
from zhenyu.core.errors import UsageError
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.definition.diff import ChangeKind, definition_changes
from zhenyu.ledgers.definition.field_renames import brought_back, keeping_retired, origins, with_renames
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition


def defined(**changes: Any) -> LedgerDefinition:
    return read_definition(toilets(**changes))


def revised(change: Any) -> LedgerDefinition:
    raw = toilets()
    change(raw)
    return read_definition(raw)


def field(raw: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(item for item in raw["fields"] if item["name"] == name)
    return found


def retire(raw: dict[str, Any], name: str) -> None:
    raw["retired"] = [field(raw, name)]
    raw["fields"] = [item for item in raw["fields"] if item["name"] != name]


SAID = {
    "title": (
        lambda raw: raw.update(title="改厕台账"),
        ChangeKind.DESCRIBE,
        "名称由“农村改厕台账”改为“改厕台账”",
    ),
    "new field": (
        lambda raw: raw["fields"].append({"name": "phone", "title": "电话", "type": "phone"}),
        ChangeKind.ADD_FIELD,
        "新增栏目“电话”（电话）",
    ),
    "retired": (lambda raw: retire(raw, "remark"), ChangeKind.RETIRE_FIELD, "停用栏目“备注”"),
    "dropped": (lambda raw: raw["fields"].pop(), ChangeKind.DROP_FIELD, "删去栏目“备注”"),
    "type": (
        lambda raw: field(raw, "remark").update(type="date"),
        ChangeKind.RETYPE_FIELD,
        "栏目“备注”的类型由长文本改为日期",
    ),
    "unit": (
        lambda raw: field(raw, "cost").update(unit="万元"),
        ChangeKind.UNIT,
        "栏目“造价”的单位由元改为万元",
    ),
    "choice": (
        lambda raw: field(raw, "kind").update(choices={"three_tank": "三格化粪池"}),
        ChangeKind.DROP_CHOICES,
        "栏目“改厕类型”删去选项“水冲式”",
    ),
    "required": (
        lambda raw: field(raw, "cost").update(required=True),
        ChangeKind.REQUIRE_FIELD,
        "栏目“造价”改为必填",
    ),
    "order": (lambda raw: raw["fields"].reverse(), ChangeKind.DESCRIBE, "栏目的先后次序有调整"),
    "key": (
        lambda raw: raw.update(key=["household_no", "kind"]),
        ChangeKind.KEY,
        "主键改为：户编号、改厕类型",
    ),
    "state": (
        lambda raw: raw["lifecycle"]["states"].update(idle="停用"),
        ChangeKind.LIFECYCLE,
        "新增状态“停用”",
    ),
    "step": (
        lambda raw: raw["lifecycle"]["transitions"].pop(),
        ChangeKind.LIFECYCLE,
        "删去步骤“验收”",
    ),
    "check": (
        lambda raw: raw["constraints"].append({"check": "cost < 100000", "message": "造价过高"}),
        ChangeKind.ADD_CHECK,
        "新增规则“造价过高”",
    ),
    "measure": (lambda raw: raw.update(measures=[]), ChangeKind.MEASURES, "重新计算由本台账供数的指标"),
}


@pytest.mark.parametrize(("change", "kind", "told"), SAID.values(), ids=SAID)
def test_a_change_is_said_in_one_step(change: Any, kind: ChangeKind, told: str) -> None:
    found = [step for step in definition_changes(defined(), revised(change)) if step.sentence == told]
    assert [step.kind for step in found] == [kind]


def test_the_same_definition_has_no_steps() -> None:
    assert definition_changes(defined(), defined()) == ()


def test_a_renamed_field_continues_its_column_and_nothing_else_changes() -> None:
    old = defined()
    new = read_definition(with_renames(old.as_raw(), {"cost": "price", "finished_on": "done_on"}))
    assert origins(old, new)["price"] == "cost"
    assert [step.kind for step in definition_changes(old, new)] == [
        ChangeKind.RENAME_FIELD,
        ChangeKind.RENAME_FIELD,
    ]
    assert new.constraints[0].check == "price >= 0"
    assert new.measures[0].on == "done_on"
    assert new.lifecycle is not None
    assert new.lifecycle.transitions[1].requires == ("done_on",)
    assert new.by_name["price"].in_image({"cost": "3"}) == "3"


def test_texts_in_quotes_are_no_names() -> None:
    raw = toilets(constraints=[{"check": "kind <> 'cost' or cost > 0", "message": "x"}])
    assert with_renames(raw, {"cost": "price"})["constraints"][0]["check"] == "kind <> 'cost' or price > 0"


def test_two_fields_may_swap_their_names() -> None:
    old = defined()
    new = with_renames(old.as_raw(), {"due_on": "spare", "finished_on": "due_on"})
    with pytest.raises(UsageError, match="以前的代码"):
        read_definition(new)


def test_an_older_version_brought_back_keeps_later_fields_and_renames() -> None:
    older = defined()
    later_raw = with_renames(older.as_raw(), {"cost": "price"})
    later_raw["fields"].append({"name": "phone", "title": "电话", "type": "phone"})
    later = read_definition(later_raw)
    again = brought_back(later, older)
    assert origins(later, again)["cost"] == "price"
    assert [item.name for item in again.retired] == ["phone"]
    assert read_definition(again.as_raw()) == again


def test_a_field_left_out_can_be_kept_as_retired() -> None:
    new = keeping_retired(defined(), revised(lambda raw: raw["fields"].pop()))
    assert [step.kind for step in definition_changes(defined(), new)] == [ChangeKind.RETIRE_FIELD]


def test_a_retyped_field_touches_the_indicators_that_read_it() -> None:
    measures = [{"indicator": "toilet_cost", "value": "sum(cost)", "on": "finished_on"}]
    old = defined(measures=measures)
    raw = toilets(measures=measures)
    field(raw, "cost").update(type="decimal", unit="元")
    (touched,) = [
        step for step in definition_changes(old, read_definition(raw)) if step.kind is ChangeKind.MEASURES
    ]
    assert touched.names == ("toilet_cost",)


# --- laws -----------------------------------------------------------------------------------------

CHANGES = {name: change for name, (change, _, _) in SAID.items()}


@given(st.sets(st.sampled_from(sorted(CHANGES)), max_size=4))
def test_a_definition_does_not_differ_from_itself(names: set[str]) -> None:
    raw = toilets()
    try:
        for name in sorted(names):
            CHANGES[name](raw)
        definition = read_definition(raw)
    except (UsageError, StopIteration):
        return  # changes that do not fit each other
    assert definition_changes(definition, definition) == ()
    assert definition_changes(definition, read_definition(definition.as_raw())) == ()


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_has_a_sentence_and_a_way_back(change: Any) -> None:
    old, new = defined(), revised(change)
    assert all(each.sentence for each in definition_changes(old, new))
    assert definition_changes(new, old), "what changes one way changes the other"
