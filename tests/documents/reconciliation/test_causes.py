"""Why a report and the books differ, where the numbers themselves show it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenyu.core.values.addresses import FigureAddress
from zhenyu.core.values.periods import Period
from zhenyu.documents.reconciliation.causes import (
    alike,
    of_books_elsewhere,
    of_target,
    of_unit,
    other_days,
    telling,
)

ADDRESS = FigureAddress.parse("tax@990101100/2026-01..2026-10")
STEP = Decimal(1)


@pytest.mark.parametrize(
    ("reported", "ledger", "size"),
    [("36560", "3656", "10倍"), ("3656", "36560000", "一万倍"), ("365.6", "3656", "10倍")],
)
def test_the_same_digits_at_another_magnitude_are_a_slip_of_unit_or_point(
    reported: str, ledger: str, size: str
) -> None:
    found = of_unit(Decimal(reported), Decimal(ledger), Decimal("0.1"))
    assert found is not None
    assert size in found.text
    assert not found.explains


def test_other_digits_are_no_slip() -> None:
    assert of_unit(Decimal(3656), Decimal(3700), STEP) is None


def test_a_plan_written_as_a_result_is_named() -> None:
    found = of_target(Decimal(4000), Decimal(4000), STEP, ADDRESS)
    assert found is not None
    assert "目标" in found.text
    assert found.address == ADDRESS
    assert of_target(Decimal(4000), None, STEP, ADDRESS) is None
    assert of_target(Decimal(4000), Decimal(4100), STEP, ADDRESS) is None


def elsewhere(*others: tuple[str, int, str]) -> str | None:
    found = of_books_elsewhere(
        Decimal(3600),
        STEP,
        ADDRESS,
        [(FigureAddress.parse(address), Decimal(value), name) for address, value, name in others],
    )
    return found.text if found else None


def test_another_day_of_the_books_explains_the_difference() -> None:
    assert elsewhere(("tax@990101100/2026-S1", 3600, "柳河镇")) == "与账上2026年上半年的数一致，截止日期不同"


def test_another_area_of_the_books_explains_the_difference() -> None:
    said = elsewhere(("tax@990101100201/2026-01..2026-10", 3600, "东柳村"))
    assert said == "与账上东柳村的数一致，统计范围不同"


def test_the_same_area_comes_before_another_and_the_nearer_day_before_the_farther() -> None:
    said = elsewhere(
        ("tax@990101100201/2026-01..2026-10", 3600, "东柳村"),
        ("tax@990101100/2026-01..2026-03", 3600, "柳河镇"),
        ("tax@990101100/2026-01..2026-09", 3600, "柳河镇"),
    )
    assert said is not None
    assert "9月" in said or "三季度" in said


def test_books_that_say_something_else_explain_nothing() -> None:
    assert elsewhere(("tax@990101100/2026-S1", 3500, "柳河镇")) is None


def test_rounding_is_allowed_and_fuzzy_words_are_not() -> None:
    assert alike(Decimal(3656), Decimal("3655.6"), STEP)
    assert not alike(Decimal(3656), Decimal("3655.4"), STEP)


@pytest.mark.parametrize(("value", "tells"), [("5", False), ("300", False), ("36", True), ("3.6", True)])
def test_numbers_of_one_digit_are_alike_by_chance(value: str, tells: bool) -> None:
    assert telling(Decimal(value)) is tells


@given(st.integers(1, 12), st.integers(1, 12))
def test_other_days_never_name_the_report_s_own(first: int, last: int) -> None:
    if first > last:
        return
    period = Period.parse(f"2026-{first:02d}..2026-{last:02d}")
    assert period not in other_days(period)
    assert all(each.last.year == 2026 for each in other_days(period))


def test_a_period_over_two_years_has_no_other_days() -> None:
    assert other_days(Period.parse("2025-06..2026-05")) == []


@given(st.decimals(min_value=11, max_value=10**6, places=1), st.sampled_from([-4, -1, 1, 2, 4, 8]))
def test_every_slip_of_magnitude_is_found(ledger: Decimal, power: int) -> None:
    reported = ledger.scaleb(power)
    found = of_unit(reported, ledger, Decimal(0))
    assert (found is not None) == telling(reported)
