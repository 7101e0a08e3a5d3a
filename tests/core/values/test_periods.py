"""Months, periods and time progress."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenyu.core.errors import UsageError
from zhenyu.core.values.periods import Month, Period, PeriodKind
from zhenyu.core.values.rounding import round_half_up

months = st.builds(Month, st.integers(1960, 2900), st.integers(1, 12))
periods = st.builds(
    lambda first, length: Period.between(first, first.plus(length)), months, st.integers(0, 30)
)


@pytest.mark.parametrize(
    ("text", "kind", "title", "start", "end"),
    [
        ("2025", "year", "2025年", date(2025, 1, 1), date(2025, 12, 31)),
        ("2025-S1", "half", "2025年上半年", date(2025, 1, 1), date(2025, 6, 30)),
        ("2025-S2", "half", "2025年下半年", date(2025, 7, 1), date(2025, 12, 31)),
        ("2025-Q3", "quarter", "2025年三季度", date(2025, 7, 1), date(2025, 9, 30)),
        ("2025-Q4", "quarter", "2025年四季度", date(2025, 10, 1), date(2025, 12, 31)),
        ("2024-02", "month", "2024年2月", date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-01..2026-10", "range", "2026年1—10月", date(2026, 1, 1), date(2026, 10, 31)),
        ("2025-11..2026-02", "range", "2025年11月—2026年2月", date(2025, 11, 1), date(2026, 2, 28)),
    ],
)
def test_each_form_has_its_kind_its_title_and_its_days(
    text: str, kind: str, title: str, start: date, end: date
) -> None:
    period = Period.parse(text)
    assert (str(period), period.kind, period.title, period.start, period.end) == (
        text,
        kind,
        title,
        start,
        end,
    )


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("2025-01..2025-12", "2025"),
        ("2025-07..2025-12", "2025-S2"),
        ("2025-04..2025-06", "2025-Q2"),
        ("2025-04..2025-04", "2025-04"),
        ("2025-02..2025-04", "2025-02..2025-04"),
        (" 2025-q1 ", "2025-Q1"),
        ("2024-01..2025-12", "2024-01..2025-12"),
    ],
)
def test_a_range_that_is_a_whole_year_half_quarter_or_month_is_written_as_that(
    written: str, canonical: str
) -> None:
    assert str(Period.parse(written)) == canonical


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "看不懂"),
        ("去年", "看不懂"),
        ("2025-1", "看不懂"),
        ("2025-S3", "看不懂"),
        ("２０２５", "看不懂"),
        ("2025-13", "没有13月"),
        ("2025-00", "没有0月"),
        ("1948", "1948"),
        ("3000", "3000"),
        ("2025-10..2025-01", "起月晚于止月"),
        ("2025..2026", "两端要写月份"),
        ("2025-Q1..2025-Q2", "两端要写月份"),
        ("2025-01..", "看不懂"),
        ("2025-01..2025-02..2025-03", "看不懂"),
    ],
)
def test_a_wrong_period_is_named_and_shown_how_to_write(text: str, complaint: str) -> None:
    with pytest.raises(UsageError, match=complaint) as caught:
        Period.parse(text)
    assert "2026-01..2026-10" in caught.value.hint


def test_a_kind_that_does_not_fit_its_months_cannot_be_made() -> None:
    with pytest.raises(UsageError):
        Period(Month(2025, 1), Month(2025, 12), PeriodKind.QUARTER)


def test_the_named_constructors_make_what_they_say() -> None:
    assert str(Period.year_of(2025)) == "2025"
    assert str(Period.cumulative(2026, 10)) == "2026-01..2026-10"
    assert str(Period.cumulative(2026, 12)) == "2026"
    assert str(Period.month_of(Month.of(date(2026, 10, 8)))) == "2026-10"
    assert Month.parse("2026-10") == Month(2026, 10)


def test_a_year_is_not_a_month() -> None:
    with pytest.raises(UsageError, match="不是一个月份"):
        Month.parse("2026")


@pytest.mark.parametrize(
    ("text", "before", "preceding"),
    [
        ("2025", "2024", "2024"),
        ("2025-S1", "2024-S1", "2024-S2"),
        ("2025-Q1", "2024-Q1", "2024-Q4"),
        ("2025-01", "2024-01", "2024-12"),
        ("2026-01..2026-10", "2025-01..2025-10", "2025-03..2025-12"),
    ],
)
def test_the_bases_of_growth_are_last_year_and_the_adjacent_period(
    text: str, before: str, preceding: str
) -> None:
    period = Period.parse(text)
    assert (str(period.year_before()), str(period.preceding())) == (before, preceding)


def test_there_is_no_period_before_the_first_year() -> None:
    with pytest.raises(UsageError, match="1948"):
        Period.parse("1949").year_before()


@pytest.mark.parametrize(
    ("today", "percent"),
    [
        (date(2024, 12, 31), "0.00"),
        (date(2025, 10, 31), "83.33"),
        (date(2025, 11, 15), "87.50"),
        (date(2025, 12, 31), "100.00"),
        (date(2026, 3, 1), "100.00"),
    ],
)
def test_ten_months_of_twelve_are_83_33_percent_of_the_time(today: date, percent: str) -> None:
    share = Period.parse("2025").elapsed_share(today)
    assert str(round_half_up(share * 100, 2)) == percent


@given(periods)
def test_a_period_reads_back_what_it_writes(period: Period) -> None:
    assert Period.parse(str(period)) == period


@given(periods)
def test_the_months_of_a_period_fill_its_days_without_gaps(period: Period) -> None:
    assert period.months[0].first_day == period.start
    assert period.months[-1].last_day == period.end
    neighbours = pairwise(period.months)
    assert all(a.last_day + timedelta(days=1) == b.first_day for a, b in neighbours)
    assert len(period.months) == period.month_count


@given(periods)
def test_neighbours_touch_and_keep_their_kind(period: Period) -> None:
    assert period.preceding().end + timedelta(days=1) == period.start
    assert period.preceding().kind is period.kind
    assert period.year_before().kind is period.kind


@given(periods, st.integers(-40, 1000))
def test_time_progress_never_runs_backwards(period: Period, offset: int) -> None:
    today = period.start + timedelta(days=offset)
    share, tomorrow = period.elapsed_share(today), period.elapsed_share(today + timedelta(days=1))
    assert Decimal(0) <= share <= tomorrow <= Decimal(1)
    assert (share > 0) == (today >= period.start)
    assert (share == 1) == (today >= period.end)


@given(periods, st.dates(date(1960, 1, 1), date(2900, 1, 1)))
def test_a_day_is_in_a_period_when_its_month_is(period: Period, day: date) -> None:
    assert period.contains(day) == (Month.of(day) in period.months)


@given(months, st.integers(-100, 100))
def test_months_are_counted_there_and_back(month: Month, steps: int) -> None:
    assert month.plus(steps).plus(-steps) == month
    assert (month.plus(steps) > month) == (steps > 0)
