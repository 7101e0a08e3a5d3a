"""Every numeral of a paragraph is a figure, or something else with its reason."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenyu.reading.scan.scanner import scan
from zhenyu.reading.text.numerals import NUMERAL


@pytest.mark.parametrize(
    ("text", "words", "kind", "reason"),
    [
        ("一、农业", "一、", "list_ordinal", ""),
        ("一是修路", "一是", "list_ordinal", ""),
        ("(二)林业", "二)", "list_ordinal", ""),
        ("3.水利", "3.", "list_ordinal", ""),
        ("2031年12月", "2031年12月", "date", ""),
        ("1+3+N", "1+3+N", "code", ""),
        ("1357工作体系", "1357", "code", ""),
        ("进一步", "一步", "not_a_figure", "lexical"),
        ("二维码", "二维码", "not_a_figure", "lexical"),
        ("百花齐放", "百花", "not_a_figure", "lexical"),
        ("两委", "两委", "not_a_figure", "abbrev"),
        ("五保户", "五保户", "not_a_figure", "abbrev"),
        ("一村一品", "一村一品", "not_a_figure", "abbrev"),
        ("“两山”", "两山", "not_a_figure", "abbrev"),
        ("8号楼", "8号", "not_a_figure", "id"),
        ("13800001234", "13800001234", "not_a_figure", "id"),
        ("3.0版", "3.0", "not_a_figure", "version"),
        ("5G基站", "5G", "not_a_figure", "name"),
        ("A4纸", "4", "not_a_figure", "name"),
        ("第一书记", "一书记", "not_a_figure", "name"),
        ("一座桥", "一座", "not_a_figure", "name"),
        ("一期", "一期", "not_a_figure", "phase"),
        ("60周年", "60周年", "not_a_figure", "anniversary"),
        ("过5000万元项目", "过5000万元", "not_a_figure", "threshold"),
        ("200亩以上基地", "200亩以上", "not_a_figure", "threshold"),
        ("连续五次", "五次", "not_a_figure", "streak"),
    ],
)
def test_what_is_no_figure_says_why(text: str, words: str, kind: str, reason: str) -> None:
    mentions, marks = scan(text)
    assert mentions == []
    assert [(text[mark.start : mark.end], mark.kind, mark.reason) for mark in marks] == [
        (words, kind, reason)
    ]


@pytest.mark.parametrize("text", ["2:1", "3:30"])
def test_a_proportion_and_a_time_of_day_are_no_figures(text: str) -> None:
    mentions, marks = scan(text)
    assert mentions == []
    assert {mark.reason for mark in marks} == {"proportion"}


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        ("新建公园一处", "一处", "count"),
        ("四项措施", "四项", "count"),
        ("拉长到5天", "5天", "duration"),
        ("征收0.5元", "0.5元", "amount"),
        ("排名全县第二位", "第二位", "rank"),
    ],
)
def test_what_counts_something_is_a_figure(text: str, words: str, kind: str) -> None:
    (mention,), marks = scan(text)
    assert (text[mention.start : mention.end], mention.kind) == (words, kind)
    assert marks == []


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("培训党员85,", "person"),
        ("投资500万,", "yuan"),
        ("占年度任务的71.5,", "%"),
        ("同比增长18.3,", "%"),
    ],
)
def test_a_unit_left_out_is_restored_and_noted(text: str, base: str) -> None:
    (mention,), _ = scan(text)
    assert (mention.unit.base, mention.note) == (base, "原文缺单位")


def test_furniture_holds_no_figures() -> None:
    mentions, marks = scan("第3页 共12户", furniture=True)
    assert mentions == []
    assert {mark.reason for mark in marks} == {"furniture"}


def test_a_row_shares_the_unit_of_its_last_number() -> None:
    mentions, _ = scan("分别增长0.15、-5.64、1.34个百分点")
    assert [str(mention.value_si) for mention in mentions] == ["0.15", "-5.64", "1.34"]
    assert {mention.unit.base for mention in mentions} == {"pp"}


def test_a_row_of_years_is_no_row_of_numbers() -> None:
    mentions, _ = scan("分别为2030、2031年")
    assert mentions == []


PIECES = st.sampled_from(
    [
        *"一二三十百千万亿两0123456789.,、%:()+-第个户人亩元年月日号余近约的",
        "百分之",
        "2031年",
        "以上",
        "投资",
    ]
)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_figures_and_marks_are_in_order_and_none_overlap(text: str) -> None:
    mentions, marks = scan(text)
    for found in (mentions, marks):
        assert all(one.end <= other.start for one, other in itertools.pairwise(found))
    taken = [(each.start, each.end) for each in (*mentions, *marks)]
    assert all(0 <= start < end <= len(text) for start, end in taken)


@given(st.lists(PIECES, max_size=30).map("".join))
def test_no_numeral_is_passed_over_in_silence(text: str) -> None:
    mentions, marks = scan(text)
    covered = {place for each in (*mentions, *marks) for place in range(each.start, each.end)}
    for numeral in NUMERAL.finditer(text):
        assert covered & set(range(*numeral.span())), text
