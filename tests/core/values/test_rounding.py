"""Rounding as official statistics write it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenyu.core.values.rounding import round_half_up

numbers = st.decimals(-(10**20), 10**20, places=8)


@pytest.mark.parametrize(
    ("value", "places", "expected"),
    [
        ("0.125", 2, "0.13"),
        ("-0.125", 2, "-0.13"),
        ("2.5", 0, "3"),
        ("98.701298", 1, "98.7"),
        ("13.866", 1, "13.9"),
        ("1", 2, "1.00"),
        ("1250", -2, "1300"),
        ("-0.001", 2, "0.00"),
    ],
)
def test_a_half_goes_away_from_zero(value: str, places: int, expected: str) -> None:
    assert str(round_half_up(Decimal(value), places)) == expected


def test_a_number_longer_than_the_default_precision_is_rounded_too() -> None:
    assert (
        str(round_half_up(Decimal("12345678901234567890123456789.125"), 2))
        == "12345678901234567890123456789.13"
    )


@given(numbers, st.integers(0, 6))
def test_rounding_is_symmetric_and_moves_by_half_a_unit_at_most(value: Decimal, places: int) -> None:
    rounded = round_half_up(value, places)
    assert round_half_up(-value, places) == -rounded
    assert abs(rounded - value) <= Decimal(5).scaleb(-places - 1)
    assert round_half_up(rounded, places) == rounded
