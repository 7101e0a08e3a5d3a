"""How many rows a list is about, in all, in each state and past their day: counted as far as requested."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from typing import Any, Final

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet, Value
from django.db.models.expressions import RawSQL

from zhenyu.core import clock
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.rows.selection import Selection, in_state
from zhenyu.ledgers.types import Counted, Counts

_LATE: Final = ""
"""What late rows are counted under; no state is called so."""


class Extent(Enum):
    """How far to count.

    A page is made with its first counts; the grid asks for the further ones once its rows are seen, and for
    all when its user does. Among 200,000 rows of a town a filter no index serves costs 10, 44 and 74 ms.
    """

    NONE = 0
    FIRST = 1_000
    FURTHER = 10_000
    ALL = None

    def cut(self, count: int) -> Counted:
        """A count that stopped one beyond the limit, as it is shown."""
        return (
            Counted(count) if self.value is None or count <= self.value else Counted(self.value, capped=True)
        )

    def at_least(self, count: int) -> Counted:
        """What was met before another count stopped."""
        return self.cut(count)._replace(capped=True)


def count(
    any_state: QuerySet[Any], chosen: Selection, definition: LedgerDefinition, extent: Extent
) -> Counts:
    """Count the rows of a selection, ``any_state`` being those it finds in any state.

    Without conditions the indexes of states and of days answer, each state and what is late up to the limit.
    Conditions are answered by one scan of rows; if it stopped at the limit, what it met till then is the
    least there is.
    """
    by = _by_indexes if chosen.whole else _by_rows
    try:
        return by(any_state.order_by(), chosen, definition, extent)
    except EmptyResultSet:  # a condition that nothing can meet, such as a place nobody knows
        return _known({}, chosen, definition)


def _by_indexes(
    rows: QuerySet[Any], chosen: Selection, definition: LedgerDefinition, extent: Extent
) -> Counts:
    late_rows = rows.filter(due__lt=clock.today()) if definition.deadlines else None
    if not definition.states:
        whole = capped_count(rows, extent)
        return Counts(whole, whole, late=capped_count(late_rows, extent) if late_rows is not None else None)
    found = _each(rows, definition.states, late_rows, extent)
    states = {state: extent.cut(found[state]) for state in definition.states}
    whole = extent.cut(sum(found[state] for state in definition.states))
    late = extent.cut(found[_LATE]) if late_rows is not None else None
    return Counts(states[chosen.state] if chosen.state else whole, whole, states, late)


def _by_rows(rows: QuerySet[Any], chosen: Selection, definition: LedgerDefinition, extent: Extent) -> Counts:
    found = _first_by_state(rows, extent)
    known = _known(found, chosen, definition)
    whole = extent.cut(known.whole.number)
    if not whole.capped:
        return known
    return Counts(
        capped_count(in_state(rows, definition, chosen.state), extent) if chosen.state else whole,
        whole,
        {state: extent.at_least(met.number) for state, met in known.states.items()},
        known.late and extent.at_least(known.late.number),
    )


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


def _known(
    found: Mapping[str | None, tuple[int, int]], chosen: Selection, definition: LedgerDefinition
) -> Counts:
    """Every row of the selection was met."""
    by_state = {state: count for state, (count, _) in found.items()}
    whole = sum(by_state.values())
    return Counts(
        Counted(by_state.get(chosen.state, 0) if chosen.state else whole),
        Counted(whole),
        {state: Counted(by_state.get(state, 0)) for state in definition.states},
        Counted(sum(late for _, late in found.values())) if definition.deadlines else None,
    )


def _each(
    rows: QuerySet[Any], states: Iterable[str], late_rows: QuerySet[Any] | None, extent: Extent
) -> dict[str, int]:
    """Rows of each state and, as :data:`_LATE`, late ones, up to one beyond the limit, each from its index.

    One statement with the counting of a state in it once: planned for each of five, it took as long as
    the counting.
    """
    in_one, given = _sql(_cut(rows.filter(state=RawSQL("asked.state", ())).values_list(Value(1)), extent))
    pieces = (
        f"SELECT state, (SELECT count(*) FROM ({in_one}) counted) FROM unnest(%s::text[]) AS asked (state)"
    )
    values = [*given, list(states)]
    if late_rows is not None:
        late, given_late = _sql(_cut(late_rows.values_list(Value(1)), extent))
        pieces += f" UNION ALL SELECT %s, count(*) FROM ({late}) counted"
        values += [_LATE, *given_late]
    return dict(_run(pieces, values))


def _first_by_state(rows: QuerySet[Any], extent: Extent) -> dict[str | None, tuple[int, int]]:
    """The states of the first rows that come, up to one beyond the limit: how many, and how many of them are
    late."""
    counted, given = _sql(_cut(rows.values_list("state", "due"), extent))
    statement = (
        f"SELECT state, count(*), count(*) FILTER (WHERE due < %s) FROM ({counted}) counted GROUP BY state"
    )
    return {state: (count, late) for state, count, late in _run(statement, [clock.today(), *given])}


def _cut(rows: QuerySet[Any], extent: Extent) -> QuerySet[Any]:
    return rows if extent.value is None else rows[: extent.value + 1]


def _sql(rows: QuerySet[Any]) -> tuple[str, tuple[Any, ...]]:
    return rows.query.sql_with_params()


def _run(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
