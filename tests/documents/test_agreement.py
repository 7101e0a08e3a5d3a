"""Does a report's figure agree with the books?"""

from decimal import Decimal

import pytest

from zhenyu.core.values.periods import Period
from zhenyu.documents.agreement import Agreement, agreement, in_unit, within, written_step
from zhenyu.documents.library.book_periods import books_period

D = Decimal


@pytest.mark.parametrize(
    ("reported", "ledger", "step", "approx", "found"),
    [
        ("3656", "3656", "1", "exact", Agreement.EQUAL),
        ("25100", "25088", "100", "exact", Agreement.ROUNDED),  # 2.51亿元 of 25088万元
        ("3656", "3655.5", "1", "exact", Agreement.ROUNDED),
        ("3656", "3655.4", "1", "exact", Agreement.DIFFERS),
        ("150", "153", "1", "over", Agreement.FUZZY),  # 150余万
        ("150", "149", "1", "over", Agreement.DIFFERS),
        ("150", "180", "1", "over", Agreement.DIFFERS),
        ("2000", "1950", "1", "under", Agreement.FUZZY),  # 近2000户
        ("2000", "2010", "1", "under", Agreement.DIFFERS),
        ("10", "10.4", "0", "about", Agreement.FUZZY),
        ("3656", None, "1", "exact", Agreement.UNKNOWN),
        ("0", "0", "1", "exact", Agreement.EQUAL),
    ],
)
def test_a_number_agrees_when_the_books_could_have_been_written_so(
    reported: str, ledger: str | None, step: str, approx: str, found: Agreement
) -> None:
    assert agreement(D(reported), None if ledger is None else D(ledger), step=D(step), approx=approx) is found


def test_a_range_agrees_with_what_lies_in_it() -> None:
    assert within(D(5), D(10), D(10)) is Agreement.FUZZY
    assert within(D(5), D(10), D(11)) is Agreement.DIFFERS
    assert within(D(5), D(10), None) is Agreement.UNKNOWN


def test_a_value_is_put_into_the_indicator_s_unit() -> None:
    assert in_unit(D("251000000"), "yuan", "万元") == D(25100)
    assert in_unit(D(15), "mu", "公顷") == D(1)
    assert in_unit(D(9), "item", "家") == D(9)
    assert in_unit(D("41.7"), "%", "%") == D("41.7")


def test_households_are_not_people() -> None:
    assert in_unit(D(171), "household", "人") is None


def test_the_last_digit_written_is_known_in_the_indicator_s_unit() -> None:
    assert written_step(D("2.51"), "亿元", "万元") == D(100)
    assert written_step(D("3656"), "万元", "万元") == D(1)


@pytest.mark.parametrize(
    ("read", "as_at", "asked"),
    [
        (None, False, "2026-01..2026-10"),
        ("2025", False, "2025"),
        ("2025-10", False, "2025-10"),
        ("2025-01/2025-10", False, "2025-01..2025-10"),
        ("/2025-11", True, "2025-11"),
        ("/2025-11", False, "2025-01..2025-11"),
        ("2026-05/", False, "2026-05..2026-10"),
        ("Y-01/Y-06", False, "2026-S1"),
        ("2024/2025", False, "2024-01..2025-12"),
        ("2025-10-31", False, None),
        ("十四五", False, None),
        ("2025-12/2025-01", False, None),
    ],
)
def test_the_period_of_a_reading_becomes_the_period_asked_for(
    read: str | None, as_at: bool, asked: str | None
) -> None:
    found = books_period(read, Period.parse("2026-01..2026-10"), as_at=as_at)
    assert (None if found is None else str(found)) == asked
