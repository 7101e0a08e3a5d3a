"""Quantities: like adds to like, and money is written by its magnitude."""

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from zhenyu.core.errors import NotFound, RefusedError
from zhenyu.core.values.quantities import Quantity, Unit, format_decimal, unit_of

amounts = st.decimals(-(10**9), 10**9, places=4)
DOMAIN_UNITS = (
    "元 万元 亿元 美元 万美元 亩 万亩 公顷 平方米 万平方米 平方公里 米 公里 公斤 吨 万吨 户 人 人次 户次 个 家 处 件 "
    "起 次 场 场次 盏 株 万株 只 万只 头 栋 条 项 份 期 位 % 千分 百分点 天 个月 年 千瓦时 万千瓦时"
)
units = st.sampled_from([unit_of(symbol) for symbol in DOMAIN_UNITS.split()])


@pytest.mark.parametrize("symbol", DOMAIN_UNITS.split())
def test_every_unit_of_the_indicator_catalogue_is_known(symbol: str) -> None:
    assert unit_of(symbol).symbol == symbol


@pytest.mark.parametrize(
    ("written", "symbol"),
    [
        ("平米", "平方米"),
        ("㎡", "平方米"),
        ("km", "公里"),
        ("％", "%"),
        ("度", "千瓦时"),
        ("个百分点", "百分点"),
        ("名", "人"),
    ],
)
def test_colloquial_units_become_the_official_one(written: str, symbol: str) -> None:
    assert unit_of(written).symbol == symbol


def test_an_unknown_unit_is_named() -> None:
    with pytest.raises(NotFound, match="“光年”"):
        unit_of("光年")


@pytest.mark.parametrize(
    ("value", "symbol", "target", "expected"),
    [
        ("1.35", "亿元", "万元", "13500万元"),
        ("3656", "万元", "元", "36560000元"),
        ("1", "公顷", "亩", "15亩"),
        ("10000", "平方米", "亩", "15亩"),
        ("2.6", "万亩", "亩", "26000亩"),
        ("1", "平方公里", "公顷", "100公顷"),
        ("12", "公里", "米", "12000米"),
        ("2", "年", "个月", "24个月"),
        ("3.2", "万株", "株", "32000株"),
        ("9", "处", "个", "9个"),
    ],
)
def test_units_of_one_family_convert_exactly(value: str, symbol: str, target: str, expected: str) -> None:
    assert str(Quantity.of(value, symbol).to(unit_of(target))) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("户", "人"),
        ("人", "人次"),
        ("户", "户次"),
        ("元", "美元"),
        ("天", "个月"),
        ("%", "百分点"),
        ("亩", "米"),
    ],
)
def test_unlike_things_are_never_added_compared_or_converted(one: str, other: str) -> None:
    left, right = Quantity.of(1, one), Quantity.of(1, other)
    with pytest.raises(RefusedError, match="不能相加"):
        left + right
    with pytest.raises(RefusedError, match="不能相减"):
        left - right
    with pytest.raises(RefusedError, match="不能比较"):
        assert left < right
    with pytest.raises(RefusedError, match="不能换算成"):
        left.to(right.unit)
    assert left != right


def test_ranks_compare_and_never_add() -> None:
    assert Quantity.of(2, "位") < Quantity.of(3, "位")
    with pytest.raises(RefusedError, match="位次不能相加"):
        Quantity.of(2, "位") + Quantity.of(3, "位")


def test_a_sum_keeps_the_unit_of_its_first_part() -> None:
    assert str(Quantity.of("1", "亿元") + Quantity.of("500", "万元")) == "1.05亿元"
    assert str(Quantity.of("500", "万元") - Quantity.of("1", "亿元")) == "-9500万元"


def test_amounts_are_equal_whatever_their_unit() -> None:
    assert Quantity.of(1, "万元") == Quantity.of(10000, "元")
    assert len({Quantity.of(1, "万元"), Quantity.of("10000.00", "元")}) == 1
    assert Quantity.of(1, "万元") != 10000


@pytest.mark.parametrize(
    ("value", "symbol", "written"),
    [
        ("36560000", "元", "3656万元"),
        ("99999999", "元", "9999.9999万元"),
        ("100000000", "元", "1亿元"),
        ("250880000", "元", "2.5088亿元"),
        ("-250880000", "元", "-2.5088亿元"),
        ("7352", "万元", "7352万元"),
        ("31000000", "千元", "310亿元"),
        ("800", "元", "800元"),
        ("0", "万元", "0元"),
        ("2296000", "美元", "229.6万美元"),
        ("26000", "亩", "2.6万亩"),
        ("140", "亩", "140亩"),
        ("214567", "平方米", "214567平方米"),
        ("11000", "户", "11000户"),
    ],
)
def test_money_below_a_hundred_million_is_written_in_wan(value: str, symbol: str, written: str) -> None:
    assert str(Quantity.of(value, symbol).humane()) == written


def test_rounding_is_asked_for_by_name() -> None:
    assert str(Quantity.of("36561250", "元").humane().rounded(1)) == "3656.1万元"


def test_a_float_is_not_an_amount() -> None:
    with pytest.raises(TypeError):
        Quantity(1.5, unit_of("元"))  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["NaN", "Infinity"])
def test_nothing_that_is_not_a_number_is_an_amount(text: str) -> None:
    with pytest.raises(RefusedError):
        Quantity(Decimal(text), unit_of("元"))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("1E+4", "10000"),
        ("1.50", "1.5"),
        ("100", "100"),
        ("-0.00", "0"),
        ("0.000001", "0.000001"),
        ("1E-9", "0.000000001"),
    ],
)
def test_numbers_are_written_without_exponent_and_trailing_zeros(value: str, text: str) -> None:
    assert format_decimal(Decimal(value)) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15))
def test_the_written_number_is_the_number(value: Decimal) -> None:
    text = format_decimal(value)
    assert Decimal(text) == value
    assert "E" not in text
    assert not (("." in text) and text.endswith(("0", ".")))


@given(amounts, units, units)
def test_a_conversion_there_and_back_changes_nothing_a_report_could_show(
    value: Decimal, one: Unit, other: Unit
) -> None:
    assume(one.family == other.family)
    quantity = Quantity(value, one)
    assert quantity.to(other).to(one).rounded(10) == quantity.rounded(10)


@given(amounts, amounts, units)
def test_what_is_added_can_be_taken_away(left: Decimal, right: Decimal, unit: Unit) -> None:
    assume(unit.family != "rank")
    assert Quantity(left, unit) + Quantity(right, unit) - Quantity(right, unit) == Quantity(left, unit)


@given(amounts, st.sampled_from(["元", "千元", "万元", "亿元"]))
def test_the_humane_form_is_the_same_amount(value: Decimal, symbol: str) -> None:
    quantity = Quantity(value, unit_of(symbol))
    assert quantity.humane() == quantity
