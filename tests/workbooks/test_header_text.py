"""The words of headings: units in them, remarks around them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenyu.workbooks.header_text import clean_title, heading_unit, plain, unit_in, unit_or_none, units_above

WORDS = st.text("村户数造价完工日期面积补助", min_size=1, max_size=8)
BRACKETS = st.sampled_from(["（{}）", "({})", "[{}]", "【{}】", "〔{}〕"])
UNITS = ["元", "万元", "亩", "户", "人", "公里", "平方米"]


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("造价（万元）", "万元"),
        ("造价(单位：万元)", "万元"),
        ("造价/万元", "万元"),
        ("津贴（元/月）", "元"),
        ("租金（元每亩）", "元"),
        ("面积【亩】", "亩"),
        ("金额 单位：元", "元"),
        ("姓名（签字）", ""),
        ("造价", ""),
        ("甲/乙", ""),
        ("", ""),
    ],
)
def test_the_unit_a_header_names(header: str, unit: str) -> None:
    assert unit_in(header) == unit


@given(WORDS, BRACKETS, st.sampled_from(UNITS))
def test_a_unit_in_brackets_of_any_form_is_found_and_is_no_part_of_the_name(
    word: str, brackets: str, unit: str
) -> None:
    header = word + brackets.format(unit)
    assert heading_unit(header) == unit_in(f"造价（{unit}）")
    assert plain(header) == word
    assert clean_title([header]) == word


@given(WORDS, st.text(" 　*:：、", max_size=4))
def test_spaces_and_marks_around_a_heading_change_nothing(word: str, marks: str) -> None:
    assert plain(marks + word + marks) == word


@given(st.text("村户造价 　()（）:：*、,。_-aB１"))
def test_a_plain_heading_is_plain_already(text: str) -> None:
    assert plain(plain(text)) == plain(text)


def test_a_heading_may_be_a_number_or_nothing() -> None:
    assert plain(None) == ""
    assert plain(2025) == "2025"


@pytest.mark.parametrize(
    ("parts", "title"),
    [
        (["*造价（万元）"], "造价"),
        (["姓 名："], "姓名"),
        (["改厕", "计划（户）"], "改厕/计划"),
        (["改厕", "户"], "改厕"),
        (["户"], "户"),
        (["承包（承租）方"], "承包（承租）方"),
        (["是/否达标"], "是或否达标"),
        (["（必填）电话"], "电话"),
        (["ID (new)"], "ID"),
        ([], ""),
    ],
)
def test_a_title_is_clean_of_units_and_remarks(parts: list[str], title: str) -> None:
    assert clean_title(parts) == title


def test_a_title_never_outgrows_a_field() -> None:
    assert len(clean_title(["长" * 300])) == 110


def test_units_written_once_above_a_table_are_found_in_their_order() -> None:
    assert list(units_above([["望澜镇改厕台账"], ["填表:张三", "单位:万元、户"]])) == ["万元", "户"]
    assert list(units_above([["单位:望澜镇人民政府"]])) == []


@pytest.mark.parametrize(("text", "unit"), [("万元", "万元"), ("亩", "亩"), ("东柳村", None), ("", None)])
def test_a_text_is_a_unit_or_is_none(text: str, unit: str | None) -> None:
    assert unit_or_none(text) == unit
