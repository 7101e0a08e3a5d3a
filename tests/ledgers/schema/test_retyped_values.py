"""A field that gets another type: values are read again as an import would, never changed in meaning."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenyu.ledgers.definition.ledger_definition import Field, FieldType
from zhenyu.ledgers.schema.retyped_values import converted, keeps_values
from zhenyu.ledgers.values.cell_problems import CellProblem

CHOICES = {"a": "甲", "b": "乙"}


def field(kind: str) -> Field:
    more: dict[str, Any] = {"choices": CHOICES} if kind in ("choice", "choices") else {}
    if kind == "record":
        more["record"] = "x"
    return Field.model_validate({"name": "it", "title": "它", "type": kind, **more})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("integer", "decimal"),
        ("integer", "money"),
        ("money", "decimal"),
        ("percent", "money"),
        ("text", "long_text"),
        ("phone", "text"),
        ("person_name", "text"),
        ("user", "long_text"),
    ],
)
def test_some_types_take_the_values_of_another_unchanged(old: str, new: str) -> None:
    assert keeps_values(field(old), field(new))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("decimal", "integer"),
        ("text", "date"),
        ("choice", "text"),
        ("long_text", "text"),
        ("date", "text"),
        ("boolean", "text"),
        ("text", "phone"),
    ],
)
def test_others_have_to_be_read(old: str, new: str) -> None:
    assert not keeps_values(field(old), field(new))


@pytest.mark.parametrize(
    ("old", "new", "value", "expected"),
    [
        ("text", "date", "2023年5月1日", date(2023, 5, 1)),
        ("text", "money", "3.5万元", Decimal(35000)),
        ("text", "integer", "12", 12),
        ("text", "boolean", "是", True),
        ("text", "choice", "甲", "a"),
        ("text", "choices", "甲、乙", ("a", "b")),
        ("choice", "text", "a", "甲"),
        ("choices", "text", ("a", "b"), "甲、乙"),
        ("boolean", "text", True, "是"),
        ("date", "text", date(2023, 5, 1), "2023-05-01"),
        ("date", "month", date(2023, 5, 20), date(2023, 5, 1)),
        ("month", "text", date(2023, 5, 1), "2023-05"),
        ("decimal", "integer", Decimal("3.00"), 3),
    ],
)
def test_a_value_is_converted_as_people_read_it(old: str, new: str, value: Any, expected: Any) -> None:
    assert converted(field(old), field(new), value) == expected


@pytest.mark.parametrize(
    ("old", "new", "value", "rule", "message"),
    [
        ("text", "date", "春天", "date", "“春天”不是日期"),
        ("decimal", "integer", Decimal("3.5"), "integer", "“3.5”不是整数"),
        ("text", "integer", "007", "zeros", "“007”改成数字会丢掉开头的 0"),
        ("text", "area", "东柳村", "type", "“东柳村”不能自动转换"),
        ("text", "record", "1", "type", "“1”不能自动转换"),
        ("text", "attachment", "照片", "type", "“照片”不能自动转换"),
        ("attachment", "text", [{"name": "照片.jpg"}], "type", "“照片.jpg”不能自动转换"),
        ("month", "date", date(2023, 5, 1), "date", "“2023-05”只有年月，没有日"),
    ],
)
def test_what_would_change_its_meaning_is_refused(
    old: str, new: str, value: Any, rule: str, message: str
) -> None:
    found = converted(field(old), field(new), value)
    assert isinstance(found, CellProblem)
    assert (found.rule, found.message) == (rule, message)
    assert found.hint


@given(st.decimals(-(10**9), 10**9, places=2))
def test_a_number_goes_to_text_and_back(value: Decimal) -> None:
    text = converted(field("decimal"), field("text"), value)
    if not str(text).startswith(("0", "-0")):
        assert converted(field("text"), field("decimal"), text) == value


@pytest.mark.parametrize("new", [kind for kind in FieldType if kind is not FieldType.ATTACHMENT])
@given(text=st.text(min_size=1, max_size=20).filter(str.strip))
def test_no_text_makes_converting_fail(new: FieldType, text: str) -> None:
    converted(field("text"), field(new.value), text)
