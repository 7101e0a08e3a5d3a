"""The noun phrase before a number and the one behind it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenyu.reading.passes.names_after import carrier, right_name
from zhenyu.reading.passes.phrases import Name, left_name
from zhenyu.reading.text.structure import masked


def before(text: str) -> Name:
    return left_name(text, masked(text), 0, len(text))


def after(text: str) -> str:
    return right_name(text, masked(text), 0, len(text))


@pytest.mark.parametrize(
    ("text", "noun", "action", "scope"),
    [
        ("全镇新建高标准农田", "高标准农田", "新建", "全镇"),
        ("财政收入达到", "财政收入", None, None),
        ("覆盖率达到", "覆盖率", None, None),
        ("引进项目", "引进项目", "引进", None),
        ("青禾镇有卫生院", "卫生院", None, None),
        ("在青石村流转土地", "流转土地", "流转", "青石村"),
    ],
)
def test_a_name_is_told_from_its_verb_and_its_owner(
    text: str, noun: str, action: str | None, scope: str | None
) -> None:
    found = before(text)
    assert (found.noun, found.action, found.scope) == (noun, action, scope)


@pytest.mark.parametrize("text", ["累计建成", "建立一个"])
def test_a_verb_alone_names_nothing(text: str) -> None:
    found = before(text)
    assert (found.noun, found.verb_only) == ("", True)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("招商专班已成立", "招商专班"),
        ("特色产业、示范基地", "特色产业"),
        ("村的拆迁工作", "村的拆迁工作"),
        ("", ""),
    ],
)
def test_the_name_behind_a_number_ends_at_its_predicate(text: str, name: str) -> None:
    assert after(text) == name


@pytest.mark.parametrize(
    ("text", "deed"),
    [
        ("村的拆迁工作", ("村", "拆迁")),
        ("村", ("村", "")),
        ("乡镇中最远的", ("乡镇", "")),
        ("村级网格", None),
        ("冷库", None),
    ],
)
def test_a_deed_may_be_counted_by_the_villages_it_was_done_in(
    text: str, deed: tuple[str, str] | None
) -> None:
    assert carrier(text) == deed


WORDS = st.lists(
    st.sampled_from(
        ["新建", "完成", "全镇", "青石村", "在", "的", "冷库", "“云上”", "(见图)", "等", "、", "率"]
    ),
    max_size=10,
).map("".join)


@given(WORDS)
def test_a_name_is_made_of_words_that_stand_there(text: str) -> None:
    assert set(before(text).noun) <= set(text)
    assert set(after(text)) <= set(text)
