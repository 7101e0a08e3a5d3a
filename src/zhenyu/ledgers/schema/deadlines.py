"""Deadlines of a ledger as SQL over a row's columns, and the days until which a warning reaches.

The rule lives in one place, the database expression, so that a single edit, an import of a million rows, a
changed definition and a changed calendar give the same day. Working days come in as a small JSON table, one
entry for each start day that occurs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Final

from psycopg import sql

from zhenyu.core.database.holidays import calendar
from zhenyu.core.values.workdays import WorkCalendar, add_working_days, last_day_late_by, working_days_between
from zhenyu.ledgers.definition.ledger_definition import DayLimit, Deadline, LedgerDefinition

Column = Callable[[str], sql.Composable]
_NEVER: Final = sql.SQL("NULL::date")


def horizon(today: date, warn: DayLimit) -> date:
    """The last due day that is already in its warning time today."""
    return (
        add_working_days(today, warn.days, calendar()) if warn.working else today + timedelta(days=warn.days)
    )


def late_by(today: date, span: DayLimit, days: WorkCalendar) -> date:
    """The latest due day that is late by a span today."""
    return last_day_late_by(today, span.days, days) if span.working else today - timedelta(days=span.days)


def working_days_late(due: date, today: date) -> int:
    """Working days from the due day to today; negative while there is time."""
    return working_days_between(due, today, calendar())


def start_days(definition: LedgerDefinition) -> tuple[str, ...]:
    """Fields from which working days are counted; their distinct days are needed for
    :func:`working_limits`."""
    counted = (each for each in definition.deadlines if any(span.working for span in each.spans))
    return tuple(dict.fromkeys(each.from_ for each in counted if each.from_))


def working_limits(definition: LedgerDefinition, days: Iterable[date]) -> dict[str, dict[str, str]]:
    """``{"5": {"2026-11-02": "2026-11-09"}}``: for each length of limit, start day → due day."""
    lengths = {span.days for deadline in definition.deadlines for span in deadline.spans if span.working}
    if not lengths:
        return {}
    known, in_force = sorted(set(days)), calendar(fresh=True)
    return {
        str(length): {day.isoformat(): add_working_days(day, length, in_force).isoformat() for day in known}
        for length in lengths
    }


def due_expression(definition: LedgerDefinition, column: Column) -> sql.Composable:
    """The due day of a row as SQL; uses the parameter ``limits`` (:func:`working_limits` as JSON).

    Arguments:
        column: gives the SQL of a column of the row (``state`` and declared fields).
    """
    if not definition.deadlines:
        return _NEVER
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
    start = column(deadline.from_ or "")
    if deadline.limit is not None:
        return _after(start, deadline.limit)
    cases = [
        sql.SQL("WHEN {} THEN {}").format(sql.Literal(choice), _after(start, span))
        for choice, span in deadline.limits.items()
    ]
    return sql.SQL("CASE {} {} END").format(column(deadline.by or ""), sql.SQL(" ").join(cases))


def _after(start: sql.Composable, span: DayLimit) -> sql.Composable:
    if not span.working:
        return sql.SQL("({} + {})").format(start, sql.Literal(span.days))
    return sql.SQL("(%(limits)s::jsonb -> {} ->> {}::text)::date").format(sql.Literal(str(span.days)), start)
