"""The holiday table as a calendar, and the verb that writes a year of it. The table is small and read
often."""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import date
from typing import Final

from django.db import transaction

from zhenyu.core import clock
from zhenyu.core.errors import UsageError
from zhenyu.core.models import CalendarDay, CalendarYear
from zhenyu.core.values.workdays import WorkCalendar

_KEPT_SECONDS: Final = 60
_known: list[tuple[float, WorkCalendar]] = []


def calendar(*, fresh: bool = False) -> WorkCalendar:
    """The calendar in force. For showing, one up to a minute old will do; what is written takes a ``fresh``
    one."""
    if not fresh and _known and time.monotonic() - _known[0][0] < _KEPT_SECONDS:
        return _known[0][1]
    days = dict(CalendarDay.objects.values_list("day", "works"))
    in_force = WorkCalendar(
        frozenset(day for day, works in days.items() if not works),
        frozenset(day for day, works in days.items() if works),
        _known_until(frozenset(CalendarYear.objects.values_list("year", flat=True))),
    )
    _known[:] = [(time.monotonic(), in_force)]
    return in_force


def _known_until(years: frozenset[int]) -> date | None:
    """The last day before the first gap after the earliest year."""
    if not years:
        return None
    year = min(years)
    while year + 1 in years:
        year += 1
    return date(year, 12, 31)


@transaction.atomic
def set_year(year: int, days: Mapping[date, tuple[bool, str]], *, source: str, by_name: str) -> bool:
    """Replace a year's days (day → whether it is worked, and the holiday's name); tells whether anything
    changed.

    Raises:
        UsageError: a day of another year, or one that says what the plain week says anyway; no source.
    """
    if not source.strip():
        raise UsageError("没有写明通知的文号", "写上国务院办公厅通知的名称或文号")
    for day, (works, _) in days.items():
        if day.year != year:
            raise UsageError(f"{day} 不是{year}年的日子", "请改成当年的日期")
        if works and day.weekday() < 5:
            raise UsageError(f"{day} 本来就是工作日，不用登记为调休上班", "只登记周末上班的日子")
    before = {each.day: (each.works, each.name) for each in CalendarDay.objects.filter(day__year=year)}
    known = CalendarYear.objects.filter(year=year).first()
    if known and before == dict(days) and known.source == source.strip():
        return False
    CalendarDay.objects.filter(day__year=year).delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(day=day, works=works, name=name) for day, (works, name) in days.items()
    )
    declared = {"source": source.strip(), "at": clock.now(), "by_name": by_name}
    CalendarYear.objects.update_or_create(year=year, defaults=declared)
    _known.clear()
    return True
