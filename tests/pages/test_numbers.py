"""How numbers are written on pages."""

from decimal import Decimal

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from zhenyu.pages.numbers import arrow, signed, written


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        ("3656", "万元", "3656万元"),
        ("25088", "万元", "2.51亿元"),
        ("160264", "元", "16.03万元"),
        ("9800", "元", "9800元"),
        ("0", "户", "0户"),
        ("-1200.50", "元", "−1200.5元"),
        ("98.70", "%", "98.7%"),
        ("214567", "平方米", "214567平方米"),
    ],
)
def test_money_moves_to_the_unit_of_its_size_and_the_rest_keeps_its_own(
    value: str, unit: str, shown: str
) -> None:
    assert str(written(Decimal(value), unit)) == shown


def test_the_exact_value_stays_behind_the_short_one() -> None:
    assert written(Decimal("160264.00"), "元").exact == "160264元"


def test_digits_are_cut_in_threes_from_the_right() -> None:
    assert written(Decimal(1234567)).groups == ["1", "234", "567"]
    assert written(Decimal(123456)).groups == ["123", "456"]
    assert written(Decimal(12)).groups == ["12"]


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_a_plain_number_reads_back_as_itself(value: Decimal) -> None:
    shown = written(value)
    assert Decimal(shown.plain.replace("−", "-")) == value
    assert "".join(shown.groups) == shown.whole


@pytest.mark.parametrize(
    ("value", "text", "way"),
    [("12.34", "+12.3", "↑"), ("-4", "−4.0", "↓"), ("0", "0.0", "→"), ("-0.04", "0.0", "↓")],
)
def test_growth_carries_its_sign_and_points_its_way(value: str, text: str, way: str) -> None:
    assert signed(Decimal(value)) == text
    assert arrow(Decimal(value)) == way


@pytest.mark.parametrize(
    ("value", "shown"),
    [(Decimal("25904.125"), "25904.125"), (Decimal("1E+4"), "10000"), (1200, "1200"), (None, "—")],
)
def test_a_number_in_full_keeps_every_digit(value: Decimal | int | None, shown: str) -> None:
    drawn = Template("{% load figures %}{{ value|in_full|striptags }}").render(Context({"value": value}))
    assert drawn == shown
