"""Numerals of every script become exact decimals; units bring their base and factor."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenyu.reading.scan.units import kind_of, unit_at
from zhenyu.reading.text.numerals import arabic, chinese, magnitude, neighbours


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百二十三", 123),
        ("两千三", 2300),
        ("一百零五", 105),
        ("三千", 3000),
        ("一万二千", 12000),
        ("两万", 20000),
        ("一亿五千万", 150_000_000),
        ("二〇二三", 2023),
        ("百", 100),
        ("百亿", 10_000_000_000),
    ],
)
def test_a_chinese_numeral_is_read_as_spoken(text: str, value: int) -> None:
    assert chinese(text) == value


def test_a_chinese_decimal_point_is_read() -> None:
    assert chinese("三点五") == Decimal("3.5")


def test_two_neighbouring_digits_are_a_range() -> None:
    assert neighbours("三四") == (3, 4)
    assert neighbours("十二三") == (12, 13)
    assert neighbours("三五") is None


def test_thousands_separators_do_not_change_the_value() -> None:
    assert arabic("1,234,567.8") == Decimal("1234567.8")


def test_magnitudes_multiply() -> None:
    assert magnitude("千万") == 10_000_000
    assert magnitude("") == 1


@given(st.integers(min_value=1, max_value=9999))
def test_every_number_written_out_reads_back(number: int) -> None:
    digits = "零一二三四五六七八九"
    written, zero = "", False
    for place, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            written += ("零" if zero and written else "") + digits[digit] + unit
            zero = False
        else:
            zero = True
    assert chinese(written) == number


def test_the_longest_unit_wins() -> None:
    unit = unit_at("平方公里", 0)
    assert unit is not None
    assert (unit.base, unit.factor) == ("m2", 1_000_000)
    points = unit_at("个百分点", 0)
    assert points is not None
    assert points.base == "pp"


def test_people_and_households_are_counts() -> None:
    for word in ("人", "户", "人次", "场次", "座"):
        unit = unit_at(word, 0)
        assert unit is not None
        assert kind_of(unit) == "count"
