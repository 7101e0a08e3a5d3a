"""One quantity: its number, magnitude, unit, and the words that make it approximate."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenyu.reading.scan.quantities import Quantity, quantity_at
from zhenyu.reading.text.numerals import NUMERAL


def quantity(text: str) -> Quantity:
    """The quantity at the first numeral of a text."""
    numeral = NUMERAL.search(text)
    assert numeral is not None
    found = quantity_at(text, numeral)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "value", "base"),
    [
        ("300亩", "300", "mu"),
        ("5公顷", "5", "ha"),
        ("3万平方米", "30000", "m2"),
        ("18.6公里", "18600", "m"),
        ("3千克", "3", "kg"),
        ("2斤", "1", "kg"),
        ("3担", "150", "kg"),
        ("4200吨", "4200000", "kg"),
        ("6立方米", "6", "m3"),
        ("1.5亿元", "150000000", "yuan"),
        ("1,234,500元", "1234500", "yuan"),
        ("1亿5000万元", "150000000", "yuan"),
        ("300美元", "300", "usd"),
        ("三百二十户", "320", "household"),
        ("2万人次", "20000", "person_time"),
        ("85名", "85", "person"),
        ("4场", "4", "times"),
        ("5台", "5", "item"),
        ("60千瓦", "60", "item"),
        ("四成", "40", "%"),
        ("1.2倍", "1.2", "x"),
        ("3番", "3", "doubling"),
        ("百分之十五", "15", "%"),
    ],
)
def test_magnitudes_are_multiplied_out_in_the_base_unit(text: str, value: str, base: str) -> None:
    found = quantity(text)
    assert found.value_si == Decimal(value)
    assert found.unit.base == base
    assert (found.start, found.end) == (0, len(text))


@pytest.mark.parametrize(
    ("text", "approx"),
    [
        ("300亩", "exact"),
        ("约300亩", "about"),
        ("85人左右", "about"),
        ("近2万户", "under"),
        ("超1.5亿元", "over"),
        ("3000余人", "over"),
        ("12多万元", "over"),
        ("3个多月", "over"),
        ("不低于60%", "at_least"),
        ("至少3个", "at_least"),
        ("7名以上", "at_least"),
        ("最多4场", "at_most"),
    ],
)
def test_modifiers_belong_to_the_quantity_and_say_how_exact_it_is(text: str, approx: str) -> None:
    found = quantity(text)
    assert found.approx == approx
    assert (found.start, found.end) == (0, len(text))


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("5-8公里", "5000", "8000"),
        ("6万-8万元", "60000", "80000"),
        ("5-10万亩", "50000", "100000"),
        ("8000-1万元", "8000", "10000"),
        ("两三天", "2", "3"),
    ],
)
def test_a_range_has_two_ends_in_one_unit(text: str, low: str, high: str) -> None:
    found = quantity(text)
    assert found.value_si == (Decimal(low), Decimal(high))
    assert found.approx == "range"


def test_from_and_to_are_two_quantities_and_no_range() -> None:
    found = quantity("由5亩到8亩")
    assert (found.value_si, found.approx) == (Decimal(5), "exact")


def test_a_sign_counts_only_before_a_rate() -> None:
    assert quantity("-3.1个百分点").value_si == Decimal("-3.1")
    assert quantity("+2.5%").value_si == Decimal("2.5")
    assert quantity("-5亩").value_si == Decimal(5)


def test_a_price_keeps_what_it_is_the_price_of() -> None:
    found = quantity("120元/亩")
    assert (found.end, found.unit.base) == (6, "yuan")


def test_a_compound_noun_takes_its_first_character_back() -> None:
    found = quantity("2500台多功能设备")
    assert (found.approx, found.end) == ("exact", 5)


def test_a_number_without_a_unit_is_bare() -> None:
    assert quantity("10A").bare
    assert quantity("5万").bare
    assert not quantity("5万元").bare


def test_a_magnitude_alone_is_told_from_a_number() -> None:
    assert quantity("亿元").magnitude_only
    assert not quantity("十亿元").magnitude_only


@given(
    st.decimals(min_value=0, max_value=99999, places=2),
    st.sampled_from([("", 1), ("万", 10_000), ("亿", 100_000_000)]),
)
def test_every_amount_of_money_is_exact(number: Decimal, scale: tuple[str, int]) -> None:
    word, factor = scale
    found = quantity(f"{number}{word}元")
    assert found.value == number
    assert found.value_si == number * factor
