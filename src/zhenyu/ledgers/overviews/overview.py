"""All ledgers at once: how many rows, how many late. One statement over every table, on behalf of a
reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import connection
from psycopg import sql

from zhenyu.core import clock
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.rows.counts import Extent
from zhenyu.ledgers.rows.selection import narrowed
from zhenyu.ledgers.schema.deadlines import horizon
from zhenyu.ledgers.schema.registry import ledgers
from zhenyu.people.types import Reader

_COUNTED: Final = Extent.FURTHER.value


@dataclass(frozen=True, slots=True)
class LastWritten:
    """When the newest row of a ledger was last written; None where it has no row."""

    code: str
    title: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class LedgerSummary:
    """A ledger in the list of ledgers; ``rows`` counts up to a cap, ``places`` are the areas it should be
    kept in."""

    code: str
    title: str
    domain: str
    office: str
    basis: str
    level: str
    rows: int
    rows_capped: bool
    overdue: int
    updated_at: datetime | None
    places: int
    places_kept: int

    @property
    def gaps(self) -> int:
        """Places of the ledger's level that have no row at all."""
        return self.places - self.places_kept


@dataclass(frozen=True, slots=True)
class DeadlineCount:
    """Rows of one ledger past their day, and rows whose warning time has begun."""

    ledger: str
    title: str
    overdue: int
    due_soon: int


def ledger_summaries(reader: Reader, area: AreaCode | None = None) -> tuple[LedgerSummary, ...]:
    """Every ledger with its row count (capped) and late rows below an area. Two statements.

    ``updated_at`` is the last change of the newest row. Ledgers of domains the reader has no part in are left
    out.
    """
    wanted = [each for each in ledgers() if reader.has_part_in(each.domain)]
    piece = sql.SQL(
        "SELECT (SELECT count(*) FROM (SELECT FROM {table} WHERE {within} LIMIT {cap}) counted),"
        " (SELECT count(*) FROM (SELECT FROM {table} WHERE {within} AND due < %(today)s LIMIT {cap}) late),"
        " (SELECT updated_at FROM {table} WHERE {within} ORDER BY id DESC LIMIT 1), places, kept"
        " FROM (SELECT count(*) AS places, count(*) FILTER ("
        "         WHERE EXISTS (SELECT FROM {table} WHERE area = code AND deleted_at IS NULL)) AS kept"
        "       FROM areas_area WHERE length(code) = {digits} AND {inside}"
        "         AND (valid_from IS NULL OR valid_from <= %(today)s) AND (valid_to IS NULL OR valid_to > %(today)s)) tree"
    )

    def own(each: LedgerDefinition) -> Mapping[str, sql.Composable]:
        inside = _inside(narrowed(reader, area, each), "code")
        return {"digits": sql.Literal(each.level.digits), "inside": inside}

    rows = for_each(reader, wanted, area, piece, {"cap": sql.Literal(_COUNTED + 1)}, own)
    return tuple(
        LedgerSummary(
            each.code,
            each.title,
            each.domain,
            each.office,
            each.basis,
            str(each.level),
            *Extent.FURTHER.cut(count),
            late,
            updated,
            places,
            kept,
        )
        for each, (count, late, updated, places, kept) in zip(wanted, rows, strict=True)
    )


def last_written(reader: Reader, area: AreaCode | None = None) -> tuple[LastWritten, ...]:
    """When each ledger the reader has a part in was last written below an area: the start page asks nothing
    else, and counting the rows of all ledgers took two thirds of its time. Two statements."""
    wanted = [each for each in ledgers() if reader.has_part_in(each.domain)]
    piece = sql.SQL("SELECT (SELECT updated_at FROM {table} WHERE {within} ORDER BY id DESC LIMIT 1)")
    rows = for_each(reader, wanted, area, piece, {})
    return tuple(LastWritten(each.code, each.title, at) for each, (at,) in zip(wanted, rows, strict=True))


def deadline_counts(reader: Reader, area: AreaCode | None = None) -> tuple[DeadlineCount, ...]:
    """Late rows and rows in their warning time, for each ledger with deadlines. Two statements."""
    wanted = [each for each in ledgers() if each.deadlines and reader.has_part_in(each.domain)]
    today = clock.today()
    piece = sql.SQL(
        "SELECT count(*) FILTER (WHERE due < %(today)s), count(*) FILTER (WHERE due >= %(today)s AND {soon})"
        " FROM {table} WHERE due IS NOT NULL AND {within}"
    )
    rows = for_each(reader, wanted, area, piece, {}, lambda each: {"soon": soon(each, today)})
    return tuple(
        DeadlineCount(each.code, each.title, *counts) for each, counts in zip(wanted, rows, strict=True)
    )


def soon(definition: LedgerDefinition, today: date) -> sql.Composable:
    """Rows whose warning time has begun, as SQL over a ledger's columns."""
    if definition.lifecycle is None:
        return sql.SQL("due <= {}").format(
            sql.Literal(horizon(today, definition.deadlines[0].warn).isoformat())
        )
    parts = [
        sql.SQL("(state = ANY({}) AND due <= {})").format(
            sql.Literal(list(deadline.while_)), sql.Literal(horizon(today, deadline.warn).isoformat())
        )
        for deadline in definition.deadlines
    ]
    return sql.SQL("({})").format(sql.SQL(" OR ").join(parts))


def for_each(
    reader: Reader,
    wanted: Sequence[LedgerDefinition],
    area: AreaCode | None,
    piece: sql.SQL,
    shared: Mapping[str, sql.Composable],
    own: Callable[[LedgerDefinition], Mapping[str, sql.Composable]] = lambda _: {},
    values: Mapping[str, Any] | None = None,
) -> list[tuple[Any, ...]]:
    """Run one piece of SQL over many ledgers in a single statement; one result row each, in order.

    Arguments:
        shared, own: what replaces the braces of the piece, for all ledgers and for each. values: its
        ``%(name)s``.
    """
    if not wanted:
        return []
    pieces = [
        sql.SQL("SELECT {position} AS position, each.* FROM ({piece}) each").format(
            position=sql.Literal(position),
            piece=piece.format(
                table=sql.Identifier(each.table),
                within=within(narrowed(reader, area, each)),
                **shared,
                **own(each),
            ),
        )
        for position, each in enumerate(wanted)
    ]
    statement = sql.SQL("{} ORDER BY position").format(sql.SQL(" UNION ALL ").join(pieces))
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(None), {"today": clock.today(), **(values or {})})
        return [found[1:] for found in cursor.fetchall()]


def within(area: AreaCode | None) -> sql.Composable:
    """Active rows below an area, as SQL over a ledger's columns."""
    return sql.SQL("deleted_at IS NULL AND {}").format(_inside(area, "area"))


def _inside(area: AreaCode | None, column: str) -> sql.Composable:
    if area is None:
        return sql.SQL("TRUE")
    return sql.SQL("{0} >= {1} AND {0} < {2}").format(
        sql.Identifier(column), sql.Literal(str(area)), sql.Literal(area.upper_bound)
    )
