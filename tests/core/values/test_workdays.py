"""Working days with holidays and make-up days."""

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenyu.core.values.workdays import (
    WorkCalendar,
    add_working_days,
    is_workday,
    state_council_calendar,
    working_days_between,
)

WEEK_ONLY = WorkCalendar()
NOTICES = state_council_calendar(range(2024, 2027))
days = st.dates(date(2024, 1, 1), date(2028, 12, 31))


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 10, 1), False),
        (date(2026, 10, 8), True),
        (date(2026, 10, 10), True),
        (date(2026, 10, 11), False),
        (date(2025, 1, 26), True),
    ],
)
def test_a_make_up_saturday_is_worked_and_national_day_is_not(day: date, worked: bool) -> None:
    assert is_workday(day, NOTICES) is worked


def test_a_limit_set_before_the_holiday_ends_after_it() -> None:
    assert add_working_days(date(2026, 9, 30), 1, NOTICES) == date(2026, 10, 8)
    assert add_working_days(date(2026, 9, 30), 3, NOTICES) == date(2026, 10, 10)


def test_a_moment_keeps_its_time_of_day_and_zone() -> None:
    start = datetime(2026, 9, 30, 16, 0, tzinfo=timezone(timedelta(hours=8)))
    assert add_working_days(start, 1, NOTICES) == start + timedelta(days=8)


def test_a_limit_that_begins_on_a_sunday_counts_from_monday() -> None:
    assert add_working_days(date(2026, 11, 1), 1, NOTICES) == date(2026, 11, 2)
    assert add_working_days(date(2026, 11, 1), 0, NOTICES) == date(2026, 11, 1)


def test_a_reminder_counts_working_days_backwards() -> None:
    assert add_working_days(date(2026, 10, 8), -1, NOTICES) == date(2026, 9, 30)


def test_beyond_the_notices_the_week_is_left_and_the_calendar_says_so() -> None:
    calendar = state_council_calendar([2026, 2099])
    assert calendar.known_until is not None
    assert calendar.known_until.year < 2099
    assert calendar.knows(date(2026, 5, 1))
    assert not calendar.knows(date(2099, 10, 1))
    assert is_workday(date(2099, 10, 1), calendar)  # a Thursday


def test_a_calendar_without_notices_knows_nothing_and_keeps_the_week() -> None:
    assert state_council_calendar([]).known_until is None
    assert not WEEK_ONLY.knows(date(2026, 1, 1))
    assert not is_workday(date(2026, 10, 10), WEEK_ONLY)


@given(days, st.integers(1, 60))
def test_adding_and_counting_agree(start: date, count: int) -> None:
    end = add_working_days(start, count, NOTICES)
    assert is_workday(end, NOTICES)
    assert working_days_between(start, end, NOTICES) == count
    assert working_days_between(end, start, NOTICES) == -count
