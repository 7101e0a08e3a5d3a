"""Deadlines of a ledger as SQL over a row's columns, and the days until which a warning reaches.

The rule lives in one place, the database expression, so that a single edit, an import of a million rows and a changed
definition give the same day. Working days come in as a small JSON table, because the calendar is known to Python only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from psycopg import sql

from zhenyu.core.workdays import WorkCalendar, add_working_days, state_council_calendar
from zhenyu.ledgers.definition import Deadline, LedgerDefinition, Span

Column = Callable[[str], sql.Composable]
CALENDAR_YEARS: Final = range(2004, 2100)


@lru_cache(maxsize=1)
def calendar() -> WorkCalendar:
    """The State Council's calendar as installed."""
    return state_council_calendar(CALENDAR_YEARS)


def horizon(today: date, warn: Span) -> date:
    """The last due day that is already in its warning time today."""
    return add_working_days(today, warn.days, calendar()) if warn.working else today + timedelta(days=warn.days)


def start_days(definition: LedgerDefinition) -> tuple[str, ...]:
    """Fields from which working days are counted; their distinct days are needed for :func:`working_limits`."""
    return tuple(
        {deadline.after: None for deadline in definition.deadlines if deadline.after and deadline.working_days}
    )


def working_limits(definition: LedgerDefinition, days: Iterable[date]) -> dict[str, dict[str, str]]:
    """``{"5": {"2026-11-02": "2026-11-09"}}``: for each length of limit, start day → due day."""
    lengths = {deadline.working_days for deadline in definition.deadlines if deadline.working_days}
    known = sorted(set(days))
    return {
        str(length): {day.isoformat(): add_working_days(day, length, calendar()).isoformat() for day in known}
        for length in lengths
    }


def due_expression(definition: LedgerDefinition, column: Column) -> sql.Composable:
    """The due day of a row as SQL; uses the parameter ``limits`` (:func:`working_limits` as JSON).

    Arguments:
        column: gives the SQL of a column of the row (``state`` and declared fields).
    """
    if not definition.deadlines:
        return sql.SQL("NULL::date")
    if definition.lifecycle is None:
        return _due(definition.deadlines[0], column)
    cases = [
        sql.SQL("WHEN {state} = ANY({states}) THEN {due}").format(
            state=column("state"), states=sql.Literal(list(deadline.while_)), due=_due(deadline, column)
        )
        for deadline in definition.deadlines
    ]
    return sql.SQL("CASE {} END").format(sql.SQL(" ").join(cases))


def _due(deadline: Deadline, column: Column) -> sql.Composable:
    if deadline.due is not None:
        return column(deadline.due)
    start = column(deadline.after or "")
    if deadline.working_days:
        return sql.SQL("(%(limits)s::jsonb -> {length} ->> {start}::text)::date").format(
            length=sql.Literal(str(deadline.working_days)), start=start
        )
    return sql.SQL("({start} + {days})").format(start=start, days=sql.Literal(deadline.days or 0))
