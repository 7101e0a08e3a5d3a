"""Fields that go on under other names: which column continues which, wherever a name is used."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledgers.samples import toilets
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.definition.field_renames import (
    brought_back,
    in_expression,
    keeping_retired,
    origins,
    with_renames,
    words_in,
)
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition

OLD = read_definition(toilets())


def renamed(**names: str) -> LedgerDefinition:
    return read_definition(with_renames(OLD.as_raw(), names))


def without(name: str) -> LedgerDefinition:
    raw = toilets()
    raw["fields"] = [field for field in raw["fields"] if field["name"] != name]
    return read_definition(raw)


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("cost >= 0", {"cost": "price"}, "price >= 0"),
        ("cost >= costs", {"cost": "price"}, "price >= costs"),
        ("kind = 'cost'", {"cost": "price"}, "kind = 'cost'"),
        ("kind = 'it''s cost'", {"cost": "price"}, "kind = 'it''s cost'"),
        ("a + b", {"a": "b", "b": "a"}, "b + a"),
        ("", {"a": "b"}, ""),
    ],
)
def test_names_are_replaced_in_expressions_and_texts_stay(
    text: str, names: dict[str, str], expected: str
) -> None:
    assert in_expression(text, names) == expected


def test_the_words_of_an_expression_hold_the_names_of_its_fields() -> None:
    assert {"cost", "kind"} <= words_in("cost >= 0 and kind = 'flush'")


def test_a_renamed_field_is_renamed_in_every_part() -> None:
    new = renamed(cost="price", finished_on="done_on", due_on="deadline_on", household_no="number")
    assert new.key == ("number",)
    assert new.deadlines[0].due == "deadline_on"
    assert new.constraints[0].check == "price >= 0"
    assert new.measures[0].on == "done_on"
    assert new.lifecycle is not None
    assert new.lifecycle.transitions[1].requires == ("done_on",)
    assert new.by_name["price"].formerly == ("cost",)


def test_a_name_is_remembered_through_two_renames() -> None:
    twice = read_definition(with_renames(renamed(cost="price").as_raw(), {"price": "amount"}))
    assert twice.by_name["amount"].formerly == ("price", "cost")
    assert origins(OLD, twice)["amount"] == "cost"


def test_a_name_that_comes_back_is_not_its_own_former_name() -> None:
    back = read_definition(with_renames(renamed(cost="price").as_raw(), {"price": "cost"}))
    assert back.by_name["cost"].formerly == ("price",)


def test_no_renames_change_nothing() -> None:
    assert with_renames(OLD.as_raw(), {}) == OLD.as_raw()


def test_a_new_field_continues_no_column() -> None:
    raw = toilets()
    raw["fields"].append({"name": "phone", "title": "电话", "type": "phone"})
    found = origins(OLD, read_definition(raw))
    assert "phone" not in found
    assert found["cost"] == "cost"


def test_a_field_that_takes_over_a_name_still_in_use_continues_its_own() -> None:
    raw = toilets()
    raw["fields"].append({"name": "price", "title": "单价", "type": "money", "formerly": ["cost"]})
    raw["fields"][4]["title"] = "总造价"
    found = origins(OLD, LedgerDefinition.model_validate(raw))
    assert found["cost"] == "cost"
    assert "price" not in found


def test_a_dropped_field_is_kept_as_a_retired_one() -> None:
    kept = keeping_retired(OLD, without("remark"))
    assert [field.name for field in kept.retired] == ["remark"]
    assert kept.whole.by_name.keys() == OLD.by_name.keys()


def test_nothing_is_retired_when_nothing_is_dropped() -> None:
    assert keeping_retired(OLD, OLD) is OLD


def test_an_older_version_comes_back_with_its_names_and_their_data() -> None:
    current = renamed(cost="price")
    back = brought_back(current, OLD)
    assert back.by_name["cost"].formerly[0] == "price"
    assert origins(current, back)["cost"] == "price"


def test_a_field_added_since_is_retired_when_an_older_version_comes_back() -> None:
    raw = toilets()
    raw["fields"].append({"name": "phone", "title": "电话", "type": "phone"})
    assert [field.name for field in brought_back(read_definition(raw), OLD).retired] == ["phone"]


@given(st.sampled_from(["cost", "remark", "kind", "finished_on", "due_on", "household_no"]))
def test_a_rename_and_its_reverse_give_the_same_fields(name: str) -> None:
    there = renamed(**{name: "another_name"})
    back = read_definition(with_renames(there.as_raw(), {"another_name": name}))

    def forgotten(definition: LedgerDefinition) -> dict[str, Any]:
        raw = definition.as_raw()
        for field in raw["fields"]:
            field.pop("formerly", None)
        return raw

    assert forgotten(back) == forgotten(OLD)
