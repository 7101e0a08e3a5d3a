"""A ledger as a board: its states as columns, in each the most urgent rows first. Reads only; transitions go
through actions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from zhenyu.core.errors import UsageError
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.rows import queries
from zhenyu.ledgers.rows.counts import Extent
from zhenyu.ledgers.rows.selection import Selection
from zhenyu.ledgers.schema.registry import ledger
from zhenyu.ledgers.types import Row
from zhenyu.people.types import Reader

CARDS: Final = 20
"""Rows of a column that come at once."""


@dataclass(frozen=True, slots=True)
class BoardColumn:
    """A state with how many rows are in it and the first of them; ``next`` is the cursor of further ones.

    ``capped``: at least so many are in it.
    """

    state: str
    title: str
    count: int
    rows: tuple[Row, ...]
    next: str | None
    capped: bool = False


def board(reader: Reader, code: str, chosen: Selection) -> tuple[BoardColumn, ...]:
    """All columns of a ledger for a selection (its ``state`` is not asked).

    Raises:
        UsageError: the ledger has no states, or a filter makes no sense.
    """
    definition = ledger(code)
    if not definition.states:
        raise UsageError(f"“{definition.title}”没有办理状态，不能按看板看", "请用表格或图表")
    counts = queries.counts(reader, code, replace(chosen, state=None), Extent.FURTHER)
    return tuple(
        replace(cards(reader, code, chosen, state), count=counted.number, capped=counted.capped)
        if any(counted)
        else BoardColumn(state, definition.states[state], 0, (), None)
        for state, counted in counts.states.items()
    )


def cards(
    reader: Reader, code: str, chosen: Selection, state: str, *, after: str | None = None
) -> BoardColumn:
    """The next rows of one column; ``count`` says how many of them these are.

    Raises:
        UsageError: no such state, or a cursor of another order.
    """
    definition = ledger(code)
    page = queries.page(
        reader,
        code,
        area=chosen.area,
        filters=chosen.filters,
        overdue=chosen.overdue,
        state=state,
        words=chosen.words,
        sort=_order(definition, state),
        after=after,
        size=CARDS,
        counted=Extent.NONE,
    )
    return BoardColumn(state, definition.states[state], len(page.rows), page.rows, page.next)


def _order(definition: LedgerDefinition, state: str) -> str:
    """By day due where a time limit runs; otherwise the newest first, which the primary key serves however
    many there are."""
    return "due" if definition.deadline_of(state) else "-id"
