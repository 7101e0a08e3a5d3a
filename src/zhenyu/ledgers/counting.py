"""How many rows a list is about, in all and in each state: up to a cap unless asked exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Count, QuerySet, Value

from zhenyu.ledgers.overview import COUNT_CAP
from zhenyu.ledgers.selecting import Selection
from zhenyu.ledgers.types import StateCount

STATE_CAP: Final = 1_000
"""Of one state, or of what is late, among more rows than are counted: five tabs counted to 10,000 took 60 ms."""
_ANY: Final = "\0"
"""Stands for a state while the statement that counts one is written; no text in the database can be it."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Rows asked for, and rows in each state whatever state is asked for."""

    total: int
    capped: bool
    states: tuple[StateCount, ...] = ()


def tally(rows: QuerySet[Any], chosen: Selection, states: Mapping[str, str], *, exact: bool = False) -> Tally:
    """Count the rows of a selection.

    Arguments:
        rows: the selection in any state.
        states: code → title, empty for a ledger without a life cycle.

    One scan stops at the cap; if it did not, all is known. If it did, each state is counted up to a smaller cap from its
    index; with conditions, which no index of states answers, the states the scan met have at least so many.
    """
    try:
        return _tally(rows.order_by(), chosen, states, exact=exact)
    except EmptyResultSet:  # a condition that nothing can meet, such as a place nobody knows
        return _exactly({}, chosen, states)


def _tally(rows: QuerySet[Any], chosen: Selection, states: Mapping[str, str], *, exact: bool) -> Tally:
    if exact:
        return _exactly(dict(rows.values_list("state").annotate(Count("id"))), chosen, states)
    found = _first_by_state(rows)
    if sum(found.values()) <= COUNT_CAP:
        return _exactly(found, chosen, states)
    total, capped = capped_count(rows.filter(state=chosen.state)) if chosen.state else (COUNT_CAP, True)
    if chosen.whole and states:
        counts = {state: _cut(count, STATE_CAP) for state, count in _each_state(rows, states).items()}
    else:
        counts = {state: (found.get(state, 0), True) for state in states}
    return Tally(total, capped, tuple(StateCount(state, title, *counts[state]) for state, title in states.items()))


def capped_count(rows: QuerySet[Any], cap: int | None = None) -> tuple[int, bool]:
    """How many rows, up to a cap (None: the cap of totals), and whether there are more."""
    cap = COUNT_CAP if cap is None else cap
    try:
        counted, given = _sql(rows.order_by().values_list(Value(1))[: cap + 1])
    except EmptyResultSet:  # a condition nothing can meet, such as a place that no area is called
        return 0, False
    return _cut(_run(f"SELECT count(*) FROM ({counted}) counted", given)[0][0], cap)


def _cut(count: int, cap: int) -> tuple[int, bool]:
    return min(count, cap), count > cap


def _exactly(found: Mapping[str | None, int], chosen: Selection, states: Mapping[str, str]) -> Tally:
    total = found.get(chosen.state, 0) if chosen.state else sum(found.values())
    return Tally(total, False, tuple(StateCount(state, title, found.get(state, 0)) for state, title in states.items()))


def _each_state(rows: QuerySet[Any], states: Mapping[str, str]) -> dict[str, int]:
    """Rows of each state up to one beyond its cap, each from the index by state and area. One statement."""
    counted, given = _sql(rows.filter(state=_ANY).values_list(Value(1))[: STATE_CAP + 1])
    piece = f"SELECT %s, count(*) FROM ({counted}) counted"
    values = [state if value == _ANY else value for state in states for value in (_ANY, *given)]
    return dict(_run(" UNION ALL ".join([piece] * len(states)), values))


def _first_by_state(rows: QuerySet[Any]) -> dict[str | None, int]:
    """The states of the first rows that come, up to one beyond the cap."""
    counted, given = _sql(rows.values_list("state")[: COUNT_CAP + 1])
    return dict(_run(f"SELECT state, count(*) FROM ({counted}) counted GROUP BY state", given))


def _sql(rows: QuerySet[Any]) -> tuple[str, tuple[Any, ...]]:
    return rows.query.sql_with_params()


def _run(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
