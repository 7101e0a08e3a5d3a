"""What a printed number leaves open, so that no rounding is called an error."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenyu.auditing.bounds import Bounds, as_printed, exact, half_step, printed, significant, single
from zhenyu.reading import Figure, read


def the(text: str) -> Figure:
    return read(text, year=2031)[0]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("税收12.2亿元", "1215000000", "1225000000"),
        ("税收3.5万元", "34500", "35500"),
        ("改厕1.2万户", "11500", "12500"),
        ("亩产1500公斤", "1499.5", "1500.5"),
        ("企业46家", "46", "46"),
    ],
)
def test_a_printed_number_stands_for_everything_that_rounds_to_it(text: str, low: str, high: str) -> None:
    assert printed(the(text)) == Bounds(Decimal(low), Decimal(high))


@pytest.mark.parametrize("text", ["约300亩", "发放6万—8万元"])
def test_a_fuzzy_number_has_no_bounds_and_no_exact_value(text: str) -> None:
    assert printed(the(text)) is None
    assert exact(the(text)) is None


def test_one_fuzzy_number_is_still_one_number_and_a_range_is_not() -> None:
    assert single(the("约300亩")) == 300
    assert single(the("发放6万—8万元")) is None


def test_intervals_add_up_and_are_subtracted_end_against_end() -> None:
    one, other = Bounds(Decimal(1), Decimal(2)), Bounds(Decimal(10), Decimal(20))
    assert one + other == Bounds(Decimal(11), Decimal(22))
    assert other - one == Bounds(Decimal(8), Decimal(19))


def test_intervals_that_touch_meet() -> None:
    assert Bounds(Decimal(1), Decimal(2)).meets(Bounds(Decimal(2), Decimal(3)))
    assert not Bounds(Decimal(1), Decimal(2)).meets(Bounds(Decimal("2.1"), Decimal(3)))


def test_a_rate_of_intervals_is_as_wide_as_both_allow() -> None:
    part, whole = Bounds(Decimal(49), Decimal(51)), Bounds(Decimal(100), Decimal(100))
    assert part.ratio(whole) == Bounds(Decimal(49), Decimal(51))


@pytest.mark.parametrize(("value", "half"), [("12.2", "0.05"), ("35.80", "0.005"), ("1500", "0.5")])
def test_half_a_step_is_half_of_the_last_digit(value: str, half: str) -> None:
    assert half_step(Decimal(value)) == Decimal(half)


@pytest.mark.parametrize(("value", "digits"), [("6120", 3), ("35.80", 4), ("0.05", 1), ("100", 1)])
def test_zeros_at_the_end_of_a_whole_number_are_not_significant(value: str, digits: int) -> None:
    assert significant(Decimal(value)) == digits


def test_a_value_is_written_in_the_unit_of_its_neighbour() -> None:
    assert as_printed(Decimal(9_240_000), the("税收850万元")) == "924万元"


@given(st.decimals(min_value=1, max_value=10**6, places=2), st.sampled_from(["", "万", "亿"]))
def test_what_was_rounded_lies_within_its_bounds(value: Decimal, scale: str) -> None:
    found = printed(the(f"税收{value}{scale}元"))
    assert found is not None
    true = the(f"税收{value}{scale}元").low_si
    assert found.low <= true <= found.high
