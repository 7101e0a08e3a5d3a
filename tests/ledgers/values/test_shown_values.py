"""Typed values as people read them, as the database gives them back, as JSON; what a row is called."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.ledgers.samples import toilets
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.definition.ledger_definition import Field
from zhenyu.ledgers.values.json_values import json_value, sums_json
from zhenyu.ledgers.values.row_titles import naming_fields, row_title
from zhenyu.ledgers.values.shown_values import is_mask, mask, show_value
from zhenyu.ledgers.values.stored_values import from_column, from_json

LEDGER = read_definition(toilets())


def field(kind: str, **more: Any) -> Field:
    return Field.model_validate({"name": "it", "title": "它", "type": kind, **more})


CHOICES = {"choices": {"a": "甲", "b": "乙"}}


@pytest.mark.parametrize(
    ("declared", "value", "text"),
    [
        (field("text"), None, ""),
        (field("text"), "一户", "一户"),
        (field("boolean"), True, "是"),
        (field("boolean"), False, "否"),
        (field("money"), Decimal("1200.50"), "1200.5"),
        (field("money"), Decimal("1E+3"), "1000"),
        (field("integer"), 12, "12"),
        (field("date"), date(2026, 5, 1), "2026-05-01"),
        (field("month"), date(2026, 5, 1), "2026-05"),
        (field("choice", **CHOICES), "a", "甲"),
        (field("choice", **CHOICES), "gone", "gone"),
        (field("choices", **CHOICES), ("a", "b"), "甲、乙"),
        (field("choices", **CHOICES), "旧文字", "旧文字"),
        (field("area"), "990101100201", "东柳村"),
        (field("area"), "990101100299", "990101100299"),
        (field("record", record="x"), 12, "#12"),
        (field("point"), {"lon": 116.38, "lat": 39.9}, "116.38,39.9"),
        (field("attachment"), [{"name": "照片.jpg"}, {"name": "合同.pdf"}], "照片.jpg、合同.pdf"),
    ],
)
def test_a_value_is_shown_as_people_write_it(declared: Field, value: Any, text: str) -> None:
    assert show_value(declared, value, {"990101100201": "东柳村"}) == text


@pytest.mark.parametrize(
    ("declared", "raw", "masked"),
    [
        (field("id_number"), "110105********002X", True),
        (field("id_number"), "11010519491231002X", False),
        (field("person_name", privacy="personal"), "张*", True),
        (field("person_name"), "张*", False),
        (field("text", privacy="sensitive"), 7, False),
    ],
)
def test_a_mask_is_known_by_its_star_in_a_private_field(declared: Field, raw: Any, masked: bool) -> None:
    assert is_mask(declared, raw) is masked


@pytest.mark.parametrize(
    ("declared", "value", "shown"),
    [
        (field("text", privacy="personal"), "东", "*"),
        (field("text", privacy="personal"), "东柳", "东***"),
        (field("user", privacy="personal"), "李红", "李*"),
        (field("integer", privacy="sensitive"), 123, "1***"),
    ],
)
def test_what_has_no_mask_of_its_own_shows_its_first_character(
    declared: Field, value: Any, shown: str
) -> None:
    assert mask(declared, value) == shown


# --- from the database ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("declared", "stored", "value"),
    [
        (field("date"), "2026-05-01", date(2026, 5, 1)),
        (field("month"), "2026-05-01", date(2026, 5, 1)),
        (field("money"), 1200.5, Decimal("1200.5")),
        (field("integer"), 12, 12),
        (field("choices", **CHOICES), ["a"], ("a",)),
        (field("text"), None, None),
        (field("date"), "春天", "春天"),
        (field("money"), "很贵", "很贵"),
    ],
)
def test_an_image_gives_typed_values_and_leaves_what_is_none(
    declared: Field, stored: Any, value: Any
) -> None:
    assert from_json(declared, stored) == value


def test_a_cursor_gives_files_and_points_as_text() -> None:
    assert from_column(field("point"), '{"lon": 1, "lat": 2}') == {"lon": 1, "lat": 2}
    assert from_column(field("attachment"), "[]") == []
    assert from_column(field("choices", **CHOICES), ["b"]) == ("b",)
    assert from_column(field("text"), "一户") == "一户"


# --- JSON -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("declared", "value", "answer"),
    [
        (field("money"), Decimal("10.50"), "10.5"),
        (field("integer"), 10, 10),
        (field("boolean"), False, False),
        (field("date"), date(2026, 5, 1), "2026-05-01"),
        (field("month"), date(2026, 5, 1), "2026-05"),
        (field("choices", **CHOICES), ("a", "b"), ["a", "b"]),
        (field("record", record="x"), 12, "#12"),
        (field("point"), {"lon": 1.5, "lat": 2.5}, "1.5,2.5"),
        (field("text"), None, None),
    ],
)
def test_an_editor_gets_a_value_it_can_send_back(declared: Field, value: Any, answer: Any) -> None:
    assert json_value(declared, value) == answer


def test_a_masked_value_is_passed_on_as_it_is() -> None:
    assert json_value(field("id_number"), "110105********002X", masked=True) == "110105********002X"


def test_sums_are_texts_and_blank_sums_are_left_out() -> None:
    assert sums_json({"cost": Decimal("10.50"), "count": 3, "none": None}) == {"cost": "10.5", "count": "3"}


# --- what a row is called -------------------------------------------------------------------------


def test_a_row_is_called_by_its_key_and_not_by_a_private_name() -> None:
    assert [each.name for each in naming_fields(LEDGER)] == ["household_no"]
    assert row_title(LEDGER, 12, {"household_no": "001", "head": "张三"}) == "001"


def test_a_row_without_its_names_is_called_by_its_number() -> None:
    assert row_title(LEDGER, 12, {}) == "编号 12"


def test_a_ledger_whose_names_are_all_private_calls_a_row_by_a_mask() -> None:
    raw = toilets(key=["head"])
    raw["fields"] = [each for each in raw["fields"] if each["name"] not in ("household_no",)]
    people = read_definition(raw)
    assert row_title(people, 1, {"head": "张三丰"}) == "张*"
    assert row_title(people, 1, {"head": "张*"}, frozenset({"head"})) == "张*"


def test_a_ledger_without_key_and_name_calls_a_row_by_its_first_field() -> None:
    raw = toilets(key=[])
    raw["fields"] = [each for each in raw["fields"] if each["name"] not in ("household_no", "head")]
    raw["fields"].reverse()
    assert [each.name for each in naming_fields(read_definition(raw))] == ["remark"]
