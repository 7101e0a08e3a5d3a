"""Working days by the State Council's holiday notices, with make-up days (调休) — the measure of every time
limit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, TypeVar

_SATURDAY: Final = 5
SEEDED_YEARS: Final = range(2004, 2100)
"""Years asked of the installed package; it answers for those whose notice it knows."""
_Day = TypeVar("_Day", bound=date)  # a datetime keeps its time of day


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Which days differ from the plain week.

    Arguments:
        holidays: days off that would be worked, or lie on a weekend inside a holiday.
        makeup_days: weekend days that are worked.
        known_until: last day the holiday notices cover; after it only the weekend rule is left, and pages
            should say so. None when no notice is known at all.
    """

    holidays: frozenset[date] = frozenset()
    makeup_days: frozenset[date] = frozenset()
    known_until: date | None = None

    def knows(self, day: date) -> bool:
        """Whether the holiday notices cover this day."""
        return self.known_until is not None and _plain(day) <= self.known_until


def is_workday(day: date, calendar: WorkCalendar) -> bool:
    """Whether offices work on that day."""
    plain = _plain(day)
    if plain in calendar.makeup_days:
        return True
    return plain not in calendar.holidays and plain.weekday() < _SATURDAY


def add_working_days(start: _Day, days: int, calendar: WorkCalendar) -> _Day:
    """The moment ``days`` working days after ``start``; before it when negative.

    The day of ``start`` itself is not counted (working-days §2), whether worked or not; zero days is
    ``start``. A datetime, to be given in local time, keeps its time of day and zone: a limit set at 16:00
    ends at 16:00.
    """
    step = timedelta(days=1 if days > 0 else -1)
    moment = start
    left = abs(days)
    while left:
        moment += step
        left -= is_workday(moment, calendar)
    return moment


def working_days_between(start: date, end: date, calendar: WorkCalendar) -> int:
    """Working days after ``start`` up to and including ``end``; negative when ``end`` is earlier."""
    first, last = sorted((_plain(start), _plain(end)))
    count = sum(is_workday(first + timedelta(days=n), calendar) for n in range(1, (last - first).days + 1))
    return count if _plain(start) <= _plain(end) else -count


def state_council_calendar(years: Iterable[int]) -> WorkCalendar:
    """The calendar of those years as the installed ``chinesecalendar`` package knows it.

    The package ends with the last published notice (usually the current year), so ``known_until`` may lie
    before the last year asked for; operators add later notices in the holiday table.
    """
    from chinese_calendar import constants  # big tables, needed only for seeding

    wanted = set(years)
    published = {day.year for day in constants.holidays}
    covered = wanted & published
    return WorkCalendar(
        holidays=frozenset(day for day in constants.holidays if day.year in covered),
        makeup_days=frozenset(day for day in constants.workdays if day.year in covered),
        known_until=date(max(covered), 12, 31) if covered else None,
    )


def last_day_late_by(today: date, days: int, calendar: WorkCalendar) -> date:
    """The latest due day that is ``days`` working days late by ``today``.

    The mirror of :func:`working_days_between`: that many working days lie after it, up to and including
    today.
    """
    day = _plain(today)
    left = days
    while left:
        left -= is_workday(day, calendar)
        day -= timedelta(days=1)
    return day


def holiday_names() -> dict[date, str]:
    """Day off or make-up day → the holiday it belongs to, as the installed ``chinesecalendar`` knows it."""
    from chinese_calendar import constants

    names = {
        "New Year's Day": "元旦",
        "Spring Festival": "春节",
        "Tomb-sweeping Day": "清明节",
        "Labour Day": "劳动节",
        "Dragon Boat Festival": "端午节",
        "Mid-autumn Festival": "中秋节",
        "National Day": "国庆节",
        "Anti-Fascist 70th Day": "抗战胜利纪念日",
    }
    return {
        day: names.get(name, name)
        for days in (constants.holidays, constants.workdays)
        for day, name in days.items()
    }


def _plain(day: date) -> date:
    """The date of a date or datetime (a datetime never equals a date, so sets of dates would miss it)."""
    return date(day.year, day.month, day.day)
