"""How many rows a list is about, in all, in each state and past their day: as far as it was asked to count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from enum import Enum
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet, Value

from zhenyu.core import clock
from zhenyu.ledgers.counted import Counted, Counts
from zhenyu.ledgers.definition import LedgerDefinition
from zhenyu.ledgers.selecting import Selection, in_state

_ANY: Final = "\0"
"""Stands for a state while the statement that counts one is written; no text in the database can be it."""


class Extent(Enum):
    """How far to count.

    A page is made with its first counts; the grid asks for the further ones once its rows are seen, and for all when its
    user does. Among 200,000 rows of a town a filter no index serves costs 8 ms, 80 ms and 300 ms.
    """

    NONE = 0
    FIRST = 1_000
    FURTHER = 10_000
    ALL = None

    def cut(self, count: int) -> Counted:
        """A count that stopped one beyond the limit, as it may be said."""
        return Counted(count) if self.value is None or count <= self.value else Counted(self.value, capped=True)


def count(any_state: QuerySet[Any], chosen: Selection, definition: LedgerDefinition, extent: Extent) -> Counts:
    """Count the rows of a selection, ``any_state`` being those it finds in any state.

    One scan stops at the limit; if it did not, all is known. If it did, a selection without conditions counts each state from
    its index; with conditions, which no index of states answers, the states the scan met have at least so many.
    """
    try:
        return _count(any_state.order_by(), chosen, definition, extent)
    except EmptyResultSet:  # a condition that nothing can meet, such as a place nobody knows
        return _known({}, chosen, definition)


def _count(rows: QuerySet[Any], chosen: Selection, definition: LedgerDefinition, extent: Extent) -> Counts:
    keeps_days = bool(definition.deadlines)
    apart = chosen.whole and keeps_days  # two indexes answer what is in which state and what is late; none has both
    found = _first_by_state(rows, extent, with_due=keeps_days and not apart)
    if extent.value is None or sum(count for count, _ in found.values()) <= extent.value:
        known = _known(found, chosen, definition)
        return replace(known, late=_late(rows, extent)) if apart else known
    whole = Counted(extent.value, capped=True)
    if chosen.whole and definition.states:
        counts = {state: extent.cut(count) for state, count in _each_state(rows, definition.states, extent).items()}
    else:
        counts = {
            state: Counted(extent.cut(found.get(state, (0, 0))[0]).number, capped=True) for state in definition.states
        }
    total = whole
    if chosen.state:
        total = counts[chosen.state] if chosen.whole else capped_count(in_state(rows, definition, chosen.state), extent)
    return Counts(total, whole, counts, _late(rows, extent) if keeps_days else None)


def capped_count(rows: QuerySet[Any], extent: Extent = Extent.FURTHER) -> Counted:
    """How many rows, as far as asked."""
    try:
        counted, given = _sql(_cut(rows.order_by().values_list(Value(1)), extent))
    except EmptyResultSet:
        return Counted(0)
    return extent.cut(_run(f"SELECT count(*) FROM ({counted}) counted", given)[0][0])


def counted_records(records: Sequence[Mapping[str, Any]], definition: LedgerDefinition) -> Counts:
    """The counts of a selection in any state whose records are all at hand."""
    today, total = clock.today(), Counted(len(records))
    states = Counter(record["state"] for record in records)
    late = Counted(sum(record["due"] is not None and record["due"] < today for record in records))
    return Counts(
        total,
        total,
        {state: Counted(states[state]) for state in definition.states},
        late if definition.deadlines else None,
    )


def _late(rows: QuerySet[Any], extent: Extent) -> Counted:
    return capped_count(rows.filter(due__lt=clock.today()), extent)


def _known(found: Mapping[str | None, tuple[int, int]], chosen: Selection, definition: LedgerDefinition) -> Counts:
    """Every row of the selection was met."""
    by_state = {state: count for state, (count, _) in found.items()}
    whole = sum(by_state.values())
    return Counts(
        Counted(by_state.get(chosen.state, 0) if chosen.state else whole),
        Counted(whole),
        {state: Counted(by_state.get(state, 0)) for state in definition.states},
        Counted(sum(late for _, late in found.values())) if definition.deadlines else None,
    )


def _each_state(rows: QuerySet[Any], states: Mapping[str, str], extent: Extent) -> dict[str, int]:
    """Rows of each state up to one beyond the limit, each from the index by state and area. One statement."""
    counted, given = _sql(_cut(rows.filter(state=_ANY).values_list(Value(1)), extent))
    piece = f"SELECT %s, count(*) FROM ({counted}) counted"
    values = [state if value == _ANY else value for state in states for value in (_ANY, *given)]
    return dict(_run(" UNION ALL ".join([piece] * len(states)), values))


def _first_by_state(rows: QuerySet[Any], extent: Extent, *, with_due: bool) -> dict[str | None, tuple[int, int]]:
    """The states of the first rows that come, up to one beyond the limit: how many, and how many of them are late."""
    columns = ("state", "due") if with_due else ("state",)
    counted, given = _sql(_cut(rows.values_list(*columns), extent))
    late, today = ("count(*) FILTER (WHERE due < %s)", [clock.today()]) if with_due else ("0", list[date]())
    statement = f"SELECT state, count(*), {late} FROM ({counted}) counted GROUP BY state"
    return {state: (count, past) for state, count, past in _run(statement, [*today, *given])}


def _cut(rows: QuerySet[Any], extent: Extent) -> QuerySet[Any]:
    return rows if extent.value is None else rows[: extent.value + 1]


def _sql(rows: QuerySet[Any]) -> tuple[str, tuple[Any, ...]]:
    return rows.query.sql_with_params()


def _run(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
