"""What the heading of a column says of the numbers below it."""

import pytest

from zhenyu.documents.formats.table_headings import heading_of, period_in, unit_named


@pytest.mark.parametrize(
    ("parts", "measure", "share", "unit"),
    [
        (["财政收入", "完成率"], "财政收入", "完成率", "%"),
        (["金额（万元）"], "", "", "万元"),
        (["2031年1-10月", "完成额"], "", "", ""),
        (["完成率（%）"], "", "完成率", "%"),
        (["就业率"], "就业率", "", "%"),
        (["户数"], "户数", "", ""),
    ],
)
def test_measure_share_and_unit_are_told_apart(parts: list[str], measure: str, share: str, unit: str) -> None:
    found = heading_of(parts)
    assert (found.measure, found.share, found.unit) == (measure, share, unit)


@pytest.mark.parametrize(
    ("part", "basis", "falls"),
    [
        ("同比增长%", "yoy", False),
        ("较上年增减±%", "yoy", False),
        ("环比增长", "mom", False),
        ("增长%", "unspecified", False),
        ("下降%", "unspecified", True),
    ],
)
def test_a_growth_says_against_what_and_whether_a_plain_number_is_a_fall(
    part: str, basis: str, falls: bool
) -> None:
    found = heading_of([part])
    assert found.growth
    assert (found.basis, found.falls) == (basis, falls)


def test_a_target_and_a_rank_are_known_by_their_words() -> None:
    assert heading_of(["全年目标"]).target
    assert heading_of(["排名"]).rank
    assert not heading_of(["年度目标", "完成率"]).target


def test_a_heading_that_only_says_how_it_is_counted_names_no_measure() -> None:
    assert heading_of(["全年累计"]).is_generic
    assert not heading_of(["改厕户数"]).is_generic


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("万元", "yuan"),
        ("亿元", "yuan"),
        ("户", "household"),
        ("%", "%"),
        ("单位:万元", "yuan"),
        ("元/亩", "yuan"),
    ],
)
def test_a_bracket_names_a_unit(text: str, base: str) -> None:
    found = unit_named(text)
    assert found is not None
    assert found.base == base


@pytest.mark.parametrize("text", ["", "备注", "见附表"])
def test_other_brackets_name_none(text: str) -> None:
    assert unit_named(text) is None


@pytest.mark.parametrize(
    ("text", "year", "otherwise", "period"),
    [
        ("2031年1-10月", None, None, "2031-01/2031-10"),
        ("2031年上半年", None, None, "2031-01/2031-06"),
        ("2031年第三季度", None, None, "2031-07/2031-09"),
        ("2031年6月", None, None, "2031-06"),
        ("前三季度", 2031, None, "2031-01/2031-09"),
        ("下半年", 2031, None, "2031-07/2031-12"),
        ("10月份", 2031, None, "2031-10"),
        ("10月份", None, None, "Y-10"),
        ("上年同期", 2031, "2031-01/2031-10", "2030-01/2030-10"),
        ("2031年", None, "2031-01/2031-10", "2031-01/2031-10"),
        ("2030年", None, "2031", "2030"),
        ("没有时间", 2031, None, None),
        ("没有时间", 2031, "2031", "2031"),
    ],
)
def test_a_heading_or_title_names_a_period(
    text: str, year: int | None, otherwise: str | None, period: str | None
) -> None:
    assert period_in(text, year, otherwise) == period
