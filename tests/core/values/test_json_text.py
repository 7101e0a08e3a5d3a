"""JSON of strangers: exact numbers, and nothing the database cannot keep."""

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenyu.core.errors import UsageError
from zhenyu.core.values.json_text import read_json, text_of


def test_decimals_stay_exact() -> None:
    assert read_json('{"cost": 0.10, "size": 1e2}') == {"cost": Decimal("0.10"), "size": Decimal("1E+2")}
    assert str(read_json("0.1000")) == "0.1000"


def test_whole_numbers_are_whole_however_long() -> None:
    assert read_json("123456789012345678901234567890") == 123456789012345678901234567890


@pytest.mark.parametrize(
    "text", ["", "{", "[1,]", "{'a': 1}", "NaN", "[Infinity]", "-Infinity", "[" * 100_000]
)
def test_what_is_no_json_is_refused_with_its_place(text: str) -> None:
    with pytest.raises(UsageError) as refusal:
        read_json(text, "第3行")
    assert refusal.value.message == "第3行不是 JSON"
    assert refusal.value.hint == "请核对括号、引号和逗号"


@pytest.mark.parametrize("text", [r'"a\u0000b"', r'{"\u0000": 1}', r'[[{"a": "\ud800"}]]', r'"\udfff"'])
def test_a_character_that_cannot_be_kept_is_refused_wherever_it_stands(text: str) -> None:
    with pytest.raises(UsageError, match="不能保存的字符"):
        read_json(text)


def test_a_whole_pair_of_surrogates_is_a_character() -> None:
    assert read_json(r'"\ud842\udfb7"') == "𠮷"


def test_an_escaped_backslash_before_u0000_is_text() -> None:
    assert read_json(r'"\\u0000"') == r"\u0000"


def test_a_body_may_begin_with_a_mark_of_order() -> None:
    assert text_of("\ufeff{}".encode()) == "{}"


def test_a_body_in_another_encoding_is_refused() -> None:
    with pytest.raises(UsageError) as refusal:
        text_of("村名".encode("gb18030"))
    assert refusal.value.message == "请求内容不是 UTF-8 文本"


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet=st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(alphabet="甲乙ab"), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(VALUES)
def test_what_can_be_kept_is_read_as_it_was_written(value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False)
    if "\0" in str(value) or "\\x00" in repr(value):
        with pytest.raises(UsageError):
            read_json(text)
    else:
        assert read_json(text) == value
