"""Growth, completion, pace and share: the rules of official statistics, without a database."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenyu.core.values.periods import Period
from zhenyu.core.values.rounding import quotient
from zhenyu.indicators.catalogue.calculation import accumulates
from zhenyu.indicators.catalogue.indicator_definition import read_indicator
from zhenyu.indicators.figures.comparisons import (
    TargetValue,
    completion,
    growth,
    pace,
    points,
    share,
    target_periods,
    wanted,
)

YEAR = Period.parse("2026")
TEN_MONTHS = Period.parse("2026-01..2026-10")


def test_growth_is_over_the_same_period_a_year_before() -> None:
    assert growth(Decimal(115), Decimal(100)) == (Decimal(15), "")
    assert growth(Decimal(80), Decimal(100)) == (Decimal(-20), "")


@pytest.mark.parametrize(
    ("value", "base", "reason"),
    [
        (Decimal(5), Decimal(0), "上年同期为0，不计算增速"),
        (Decimal(5), Decimal(-3), "上年同期为负，由负转正，不计算增速"),
        (Decimal(-5), Decimal(-3), "上年同期为负，不计算增速"),
        (Decimal(5), None, "没有上年同期数"),
        (None, Decimal(5), "本期没有数"),
    ],
)
def test_a_base_of_zero_or_below_has_no_growth_and_says_so(
    value: Decimal | None, base: Decimal | None, reason: str
) -> None:
    assert growth(value, base) == (None, reason)


def test_two_rates_differ_by_points() -> None:
    assert points(Decimal("91.5"), Decimal("88")) == Decimal("3.5")
    assert points(Decimal("91.5"), None) is None


def test_a_wanted_growth_amounts_to_a_value_only_on_a_base_above_zero() -> None:
    target = TargetValue(Decimal(20), "growth", YEAR)
    assert wanted(target, Decimal(100)) == Decimal(120)
    assert wanted(target, Decimal(0)) is None
    assert wanted(target, None) is None


def test_completion_is_value_over_target() -> None:
    assert completion(Decimal(599), Decimal(1000), "at_least") == Decimal("59.9")
    assert completion(Decimal(5), Decimal(0), "at_least") is None
    assert completion(None, Decimal(5), "at_least") is None


def test_a_limit_is_complete_while_it_is_kept() -> None:
    assert completion(Decimal(0), Decimal(0), "at_most") == 100
    assert completion(Decimal(3), Decimal(0), "at_most") == 0
    assert completion(Decimal(4), Decimal(2), "at_most") == 50


def test_pace_of_ten_months_is_judged_at_ten_twelfths_of_the_year() -> None:
    target = TargetValue(Decimal(1200), "at_least", YEAR)
    found = pace(Decimal(100), target, TEN_MONTHS, date(2026, 11, 21))
    assert found is not None
    assert abs(found - (Decimal(100) - Decimal(1000) / 12)) < Decimal("0.000001")


def test_pace_of_the_running_year_is_judged_today() -> None:
    target = TargetValue(Decimal(1200), "at_least", YEAR)
    found = pace(Decimal(50), target, YEAR, date(2026, 6, 30))
    assert found == 0


def test_a_limit_has_no_pace() -> None:
    assert pace(Decimal(100), TargetValue(Decimal(3), "at_most", YEAR), YEAR, date(2026, 6, 30)) is None


def test_share_needs_a_whole_above_zero() -> None:
    assert share(Decimal(1), Decimal(4)) == 25
    assert share(Decimal(1), Decimal(0)) is None


def test_months_from_january_look_for_the_target_of_the_year() -> None:
    assert target_periods(TEN_MONTHS) == (TEN_MONTHS, YEAR)
    assert target_periods(Period.parse("2026-03")) == (Period.parse("2026-03"),)
    assert target_periods(YEAR) == (YEAR,)


@given(st.decimals(-1000, 1000, places=2), st.decimals("0.01", 1000, places=2))
def test_growth_can_be_undone(value: Decimal, base: Decimal) -> None:
    rate, _ = growth(value, base)
    assert rate is not None
    assert abs(base * (100 + rate) / 100 - value) <= base / 100 * Decimal("0.000001")


def test_a_level_or_a_rate_has_no_pace() -> None:
    """Where a stock stands on the last day of June says nothing of half a year's work."""
    target = TargetValue(Decimal(1200), "at_least", YEAR)
    assert pace(Decimal(100), target, TEN_MONTHS, date(2026, 11, 21), works_off=False) is None
    kinds = (("flow", "", "户"), ("stock", "", "户"), ("external", "", "%"), ("external", "last", "人"))
    catalogue = {
        kind + unit: read_indicator(
            {"code": "x", "title": "x", "kind": kind, "unit": unit, **({"time": time} if time else {})}
        )
        for kind, time, unit in kinds
    }
    assert [accumulates(catalogue, {}, key) for key in catalogue] == [True, False, False, False]


def test_quotients_are_rounded_half_up_once_at_six_places() -> None:
    assert growth(Decimal(2), Decimal(3))[0] == Decimal("-33.333333")
    assert share(Decimal(2), Decimal(3)) == Decimal("66.666667")
    assert quotient(Decimal("0.0000005"), Decimal(1)) == Decimal("0.000001")
    assert str(quotient(Decimal(1), Decimal(4), 100)) == "25"
