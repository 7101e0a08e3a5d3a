"""What is late and what soon will be, over every ledger a reader sees. One statement for the list, on behalf
of a reader."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from django.db import connection
from psycopg import sql

from zhenyu.areas.queries import names as area_names
from zhenyu.core import clock
from zhenyu.core.errors import UsageError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.overviews.overview import soon, within
from zhenyu.ledgers.rows import queries
from zhenyu.ledgers.rows.selection import narrowed
from zhenyu.ledgers.schema.deadlines import working_days_late
from zhenyu.ledgers.schema.registry import ledgers
from zhenyu.ledgers.types import Row
from zhenyu.people.types import Reader

PAGE: Final = 50
Kind = Literal["overdue", "soon", "told"]


@dataclass(frozen=True, slots=True)
class DueRow:
    """A row with a day to keep. ``late``: working days past it, negative while there is time."""

    ledger: LedgerDefinition
    row: Row
    due: date
    late: int

    @property
    def left(self) -> int:
        """Working days that are left."""
        return -self.late


@dataclass(frozen=True, slots=True)
class DuePage:
    """Rows by due day, the oldest first; ``next`` is the cursor of the page after."""

    rows: tuple[DueRow, ...]
    next: str | None


def due_page(
    reader: Reader,
    area: AreaCode | None,
    kind: Kind,
    *,
    ledger: str = "",
    office: str = "",
    owner: str = "",
    after: str | None = None,
) -> DuePage:
    """A page of rows that are overdue, due soon, or were escalated to the reader, narrowed as asked.

    Raises:
        UsageError: a cursor that is none.
    """
    wanted = [
        each
        for each in ledgers()
        if each.deadlines
        and reader.has_part_in(each.domain)
        and ledger in ("", each.code)
        and office in ("", each.office)
    ]
    if not wanted:
        return DuePage((), None)
    parameters = {"today": clock.today(), "owner": owner, "size": PAGE + 1, **_edge(after)}
    pieces = [_piece(reader, area, kind, each) for each in wanted]
    statement = sql.SQL("SELECT * FROM ({}) dated ORDER BY due, ledger, id LIMIT %(size)s").format(
        sql.SQL(" UNION ALL ").join(pieces)
    )
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(None), parameters)
        found = cursor.fetchall()
    last = found[PAGE - 1] if len(found) > PAGE else None
    token = f"{last[0].isoformat()}_{last[1]}_{last[2]}" if last else None
    return DuePage(_rows(reader, {each.code: each for each in wanted}, found[:PAGE]), token)


def _piece(reader: Reader, area: AreaCode | None, kind: Kind, each: LedgerDefinition) -> sql.Composable:
    conditions = {
        "overdue": sql.SQL("due < %(today)s"),
        "soon": sql.SQL("due >= %(today)s AND {}").format(soon(each, clock.today())),
        "told": _escalated(reader, each),
    }
    return sql.SQL(
        "(SELECT due, {code}::text AS ledger, id FROM {table} WHERE {within} AND due IS NOT NULL AND {kind}"
        " AND (%(owner)s = '' OR owner = %(owner)s)"
        " AND (%(after_due)s::date IS NULL OR (due, {code}::text, id) > (%(after_due)s, %(after_ledger)s, %(after_id)s))"
        " ORDER BY due, id LIMIT %(size)s)"
    ).format(
        code=sql.Literal(each.code),
        table=sql.Identifier(each.table),
        kind=conditions[kind],
        within=within(narrowed(reader, area, each)),
    )


def _escalated(reader: Reader, each: LedgerDefinition) -> sql.Composable:
    """Rows escalated to the reader for the due day they have now."""
    return sql.SQL(
        'EXISTS (SELECT FROM ledgers_escalation e WHERE e.ledger = {code} AND e."row" = {table}.id'
        " AND e.due = {table}.due AND ({mine}))"
    ).format(code=sql.Literal(each.code), table=sql.Identifier(each.table), mine=_mine(reader, each))


def _mine(reader: Reader, each: LedgerDefinition) -> sql.Composable:
    """Escalations to a role the reader holds there."""
    held = [
        sql.SQL("(e.role = {} AND e.area >= {} AND e.area < {})").format(
            sql.Literal(str(grant.role)), sql.Literal(str(grant.area)), sql.Literal(grant.area.upper_bound)
        )
        for grant in reader.grants
        if grant.domain in (None, each.domain)
    ]
    return sql.SQL(" OR ").join(held) if held else sql.SQL("FALSE")


def _edge(after: str | None) -> dict[str, Any]:
    if not after:
        return {"after_due": None, "after_ledger": "", "after_id": 0}
    try:
        due, rest = after.split("_", 1)
        ledger, row = rest.rsplit("_", 1)
        return {"after_due": date.fromisoformat(due), "after_ledger": ledger, "after_id": int(row)}
    except ValueError:
        raise UsageError("翻页标记无效或已过时", "请回到第一页重新翻") from None


def _rows(
    reader: Reader, definitions: dict[str, LedgerDefinition], found: Sequence[tuple[date, str, int]]
) -> tuple[DueRow, ...]:
    """The rows as the reader sees them; one statement for each ledger on the page."""
    by_ledger: dict[str, list[int]] = {}
    for _, code, id in found:
        by_ledger.setdefault(code, []).append(id)
    rows = {
        (code, row.id): row
        for code, ids in by_ledger.items()
        for row in queries.rows_by_ids(reader, code, ids)
    }
    today = clock.today()
    return tuple(
        DueRow(definitions[code], rows[code, id], due, working_days_late(due, today))
        for due, code, id in found
        if (code, id) in rows
    )


def late_by_area(reader: Reader, area: AreaCode) -> list[tuple[str, str, int]]:
    """(code, name, overdue rows) of the areas one level below, the latest first. Two statements."""
    wanted = [each for each in ledgers() if each.deadlines and reader.has_part_in(each.domain)]
    below = area.level.below
    if not wanted or below is None:
        return []
    pieces = [
        sql.SQL(
            "SELECT left(area, {}) AS place, count(*) FROM {} WHERE {} AND due < %(today)s GROUP BY 1"
        ).format(sql.Literal(below.digits), sql.Identifier(each.table), within(narrowed(reader, area, each)))
        for each in wanted
        if each.level.digits >= below.digits
    ]
    counts: Counter[str] = Counter()
    if pieces:
        with connection.cursor() as cursor:
            cursor.execute(sql.SQL(" UNION ALL ").join(pieces).as_string(None), {"today": clock.today()})
            for position, count in cursor.fetchall():
                counts[position] += count
    names = area_names(counts)
    return [(code, names.get(code, code), count) for code, count in counts.most_common()]


def escalated_count(reader: Reader, area: AreaCode | None) -> int:
    """Open rows that were escalated to the reader. One statement over the ledgers that escalate."""
    wanted = [
        each
        for each in ledgers()
        if reader.has_part_in(each.domain) and any(deadline.escalate for deadline in each.deadlines)
    ]
    if not wanted:
        return 0
    pieces = [
        sql.SQL("SELECT count(*) FROM {} WHERE {} AND due IS NOT NULL AND {}").format(
            sql.Identifier(each.table), within(narrowed(reader, area, each)), _escalated(reader, each)
        )
        for each in wanted
    ]
    statement = sql.SQL("SELECT sum(count) FROM ({}) told").format(sql.SQL(" UNION ALL ").join(pieces))
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(None))
        return int(cursor.fetchone()[0])
