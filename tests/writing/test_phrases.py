"""Figures in the words of reports."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenyu.core.values.addresses import FigureAddress
from zhenyu.indicators.types import Figure, Rank
from zhenyu.writing.phrases import PHRASE_TITLES, PHRASES, amount, percent, phrase


def figure(
    value: str | None = "102", unit: str = "户", period: str = "2026-01..2026-10", **more: Any
) -> Figure:
    decimals = {"yoy", "yoy_points", "completion"}
    given = {
        name: Decimal(each) if name in decimals and each is not None else each for name, each in more.items()
    }
    return Figure(
        address=FigureAddress.parse(f"toilets@990101100/{period}"),
        title="卫生改厕户数",
        area_name="柳河镇",
        value=None if value is None else Decimal(value),
        unit=unit,
        status="derived",
        **given,
    )


def said(name: str, of: Figure) -> str:
    made = phrase(name, of, among="全县")
    assert not made.problem
    return made.text


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        ("36560000", "元", "3656万元"),
        ("3656", "万元", "3656万元"),
        ("25088", "万元", "2.51亿元"),
        ("0.5", "亿元", "5000万元"),
        ("9999.996", "万元", "1亿元"),
        ("850", "元", "850元"),
        ("-25088", "万元", "-2.51亿元"),
        ("26000", "亩", "2.6万亩"),
        ("1.005", "公里", "1.01公里"),
        ("12088", "户", "12088户"),
        ("98.7013", "%", "98.7%"),
        ("2", "位", "第2"),
        ("5", "块地", "5块地"),
        ("0", "户", "0户"),
    ],
)
def test_an_amount_is_written_in_the_unit_a_report_would_choose(value: str, unit: str, words: str) -> None:
    assert amount(Decimal(value), unit) == words


def test_work_is_completed_and_a_level_is_reached() -> None:
    assert said("completed", figure("3656", "万元")) == "完成3656万元"
    assert said("completed", figure("91", "%")) == "达到91%"


@pytest.mark.parametrize(
    ("growth", "words"),
    [
        ("41.74", "同比增长41.7%"),
        ("15.05", "同比增长15.1%"),
        ("-14.2", "同比下降14.2%"),
        ("12", "同比增长12%"),
        ("0", "同比持平"),
        ("0.04", "同比基本持平"),
        ("-0.04", "同比基本持平"),
    ],
)
def test_growth_says_its_direction(growth: str, words: str) -> None:
    assert said("yoy", figure(yoy=growth)) == words


def test_a_rate_changes_by_points_and_not_by_per_cent() -> None:
    assert said("completed_yoy", figure("91", "%", yoy="3.4", yoy_points="3")) == "达到91%，同比提高3个百分点"
    assert said("yoy", figure("91", "%", yoy_points="-1.25")) == "同比降低1.25个百分点"


def test_growth_that_is_not_computed_says_why_where_the_reader_sees_it() -> None:
    made = phrase("completed_yoy", figure(yoy_note="上年同期为0，不计算增速"))
    assert made.text == "完成102户，〔同比未计算：上年同期为0，不计算增速〕"
    assert "卫生改厕户数" in made.problem


def test_a_missing_value_is_never_a_zero() -> None:
    made = phrase("completed", figure(None, absence="unknown", note="台账里没有记录"))
    assert made.text == "〔暂无数据〕"
    assert made.problem == "柳河镇2026年1—10月“卫生改厕户数”没有数据（台账里没有记录）"


def test_not_applicable_is_not_missing() -> None:
    assert phrase("value", figure(None, absence="not_applicable")).text == "〔不适用〕"


def test_completion_of_the_year_s_target() -> None:
    assert said("of_target", figure(completion="62.54")) == "完成年度目标的62.5%"
    assert said("of_target", figure(completion="108.3")) == "完成年度目标的108.3%"
    assert said("of_target", figure(period="2026-Q3", completion="50")) == "完成目标的50%"


def test_a_limit_is_kept_or_exceeded() -> None:
    assert said("of_target", figure(completion="100", target_mode="at_most")) == "控制在年度目标以内"
    assert said("of_target", figure(completion="80", target_mode="at_most")) == "超出年度目标控制数"


def test_without_a_target_no_completion_is_made_up() -> None:
    made = phrase("of_target", figure())
    assert made.text == "〔未设目标〕"
    assert made.problem


@pytest.mark.parametrize(
    ("value", "words"), [("99.96", "99.96%"), ("99.99999", "99.9999%"), ("100", "100%"), ("100.04", "100%")]
)
def test_what_is_not_complete_is_never_rounded_up_to_complete(value: str, words: str) -> None:
    assert percent(Decimal(value)) == words


@given(st.decimals(min_value=0, max_value=200, allow_nan=False, places=8))
def test_a_hundred_per_cent_is_printed_only_from_a_hundred_on(value: Decimal) -> None:
    printed = Decimal(percent(value).removesuffix("%"))
    assert (printed >= 100) == (value >= 100)


def test_a_rank_names_whom_it_is_among() -> None:
    assert said("rank", figure(rank=Rank(2, 12))) == "位列全县第2"
    assert phrase("rank", figure()).text == "〔没有位次〕"


def test_an_unknown_phrase_is_shown_and_lists_the_known_ones() -> None:
    made = phrase("boast", figure())
    assert made.text == "〔没有“boast”这种写法〕"
    assert "completed_yoy" in made.problem


@pytest.mark.parametrize(
    ("aspect", "value", "unit", "words"),
    [
        ("yoy", "15.13", "%", "同比增长15.1%"),
        ("yoy_points", "-2", "百分点", "同比降低2个百分点"),
        ("pace", "13.87", "百分点", "超时间进度13.9个百分点"),
        ("pace", "-3", "百分点", "欠时间进度3个百分点"),
        ("pace", "0.01", "百分点", "与时间进度持平"),
        ("completion", "97.2", "%", "97.2%"),
        ("rank", "2", "位", "第2"),
        ("target", "1200", "户", "1200户"),
    ],
)
def test_an_aspect_is_written_in_its_own_words(aspect: str, value: str, unit: str, words: str) -> None:
    assert said("value", figure(value, unit, period=f"2026.{aspect}")) == words


def test_growth_asked_for_by_address_says_why_it_is_not_there() -> None:
    made = phrase("value", figure(None, "%", period="2026.yoy", absence="unknown", yoy_note="没有上年同期数"))
    assert made.text == "〔同比未计算：没有上年同期数〕"


def test_every_phrase_has_a_title_for_the_page() -> None:
    assert set(PHRASES) == set(PHRASE_TITLES)
