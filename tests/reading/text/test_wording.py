"""Known words of a clause, and names trimmed to what a ledger would head a column with."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenyu.reading.text.structure import masked
from zhenyu.reading.text.wording import cut, tokens, without_tails


def tagged(text: str) -> list[tuple[str, str]]:
    return [(each.tag, text[each.start : each.end]) for each in tokens(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("建成高标准农田", [("strong", "建成"), ("n", "高标准农田")]),
        ("完成了道路硬化", [("strong", "完成了"), ("n", "道路"), ("content", "硬化")]),
        ("新建“十里花堤”项目", [("strong", "新建"), ("n", "“十里花堤”项目")]),
    ],
)
def test_verbs_are_told_from_names_and_a_quotation_is_whole(text: str, words: list[tuple[str, str]]) -> None:
    assert tagged(text) == words


@pytest.mark.parametrize(
    ("name", "trimmed"),
    [("脱贫攻坚工作", "脱贫攻坚"), ("环境整治等", "环境整治"), ("任务", "任务"), ("水库", "水库")],
)
def test_abstract_words_at_the_end_go_while_a_name_is_left(name: str, trimmed: str) -> None:
    assert without_tails(name) == trimmed


def test_a_name_is_cut_without_what_a_bracket_adds() -> None:
    text = "、便民桥(见附图)的"
    assert cut(text, masked(text), 0, len(text)) == "便民桥"


@given(st.text(alphabet="建成高标准农田了的、“”完新道路硬化在村", max_size=30))
def test_words_follow_one_another_inside_the_stretch(text: str) -> None:
    found = tokens(text, 0, len(text))
    assert all(one.end <= other.start for one, other in itertools.pairwise(found))
    assert all(0 <= each.start < each.end <= len(text) for each in found)
