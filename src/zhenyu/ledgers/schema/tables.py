"""Ledger tables: made from a definition, altered to a new one, never at the cost of data.

Everything here runs with the owner's rights; all identifiers come from checked definitions.
"""

from __future__ import annotations

import json
from typing import Any, Final

from django.db import connection
from django.db.utils import DataError, ProgrammingError
from psycopg import sql

from zhenyu.core.database.row_security import owner_rights, owner_session, protect
from zhenyu.ledgers.definition.formula_fields import compiled_check, misfit
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.schema import indexes
from zhenyu.ledgers.schema.columns import make_model
from zhenyu.ledgers.schema.deadlines import due_expression, start_days, working_limits


def create_table(definition: LedgerDefinition) -> None:
    """Make the table, its indexes, its row security and the grants of the application role."""
    with owner_rights() as cursor:
        with connection.schema_editor() as editor:
            editor.create_model(make_model(definition.whole))
        indexes.bring(cursor, definition)
        protect(cursor, definition.table, definition.domain)
        try_checks(cursor, definition)


_ROWS_AT_ONCE: Final = 1_000


def renew_due(definition: LedgerDefinition) -> int:
    """Set the due day of every row anew, as after a change of the calendar; returns how many moved. The
    caller sees all rows."""
    with connection.cursor() as cursor:
        return renew_due_of(cursor, definition, sql.SQL("TRUE"))


def renew_due_after(definition: LedgerDefinition, position: int) -> int | None:
    """The same for some rows in the order of their ids: the last one's, None when there are no more."""
    with connection.cursor() as cursor:
        next_ones = "SELECT max(id) FROM (SELECT id FROM {table} WHERE id > %(position)s ORDER BY id LIMIT %(rows)s) AS b"
        cursor.execute(on_table(definition, next_ones), {"position": position, "rows": _ROWS_AT_ONCE})
        (last,) = cursor.fetchone()
        if last is not None:
            span = sql.SQL("id > {} AND id <= {}").format(sql.Literal(position), sql.Literal(last))
            renew_due_of(cursor, definition, span)
        return None if last is None else int(last)


def refresh_statistics(definition: LedgerDefinition) -> None:
    """Tell the planner about a table that just grew, instead of waiting a minute for autovacuum."""
    columns = sql.SQL(", ").join(
        map(sql.Identifier, ("area", "state", "due", "batch", "deleted_at", *definition.key))
    )
    with owner_rights() as cursor:
        statement = sql.SQL("ANALYZE {} ({})").format(sql.Identifier(definition.table), columns)
        cursor.execute(statement.as_string(None))


def vacuum(definition: LedgerDefinition) -> None:
    """Vacuum a table that just grew; readers and writers go on. Outside any transaction.

    Counts then come from an index alone (those of a page to 10,000 rows take 12 ms instead of 65), and the
    search index takes in what imports left beside it. The database's own vacuum waits until a fifth of the
    table is new.
    """
    with owner_session() as cursor:
        cursor.execute(
            sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(definition.table)).as_string(None)
        )


def try_checks(cursor: Any, definition: LedgerDefinition) -> None:
    """Have the database check whether the rules fit the columns' types."""
    for constraint in definition.constraints:
        if constraint.check is None:
            continue
        test = sql.SQL("SELECT {check} FROM {table} LIMIT 0").format(
            check=sql.SQL(compiled_check(definition, constraint.check).sql()),
            table=sql.Identifier(definition.table),
        )
        try:
            cursor.execute(test.as_string(None))
        except (ProgrammingError, DataError):
            raise misfit(definition.title, constraint.check) from None


def renew_due_of(cursor: Any, definition: LedgerDefinition, span: sql.Composable) -> int:
    table = sql.Identifier(definition.table)
    days: set[Any] = set()
    for name in start_days(definition):
        found = sql.SQL("SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL AND {span}")
        cursor.execute(found.format(table=table, column=sql.Identifier(name), span=span).as_string(None))
        days.update(day for (day,) in cursor.fetchall())
    due = due_expression(definition, sql.Identifier)
    statement = sql.SQL("UPDATE {table} SET due = {due} WHERE due IS DISTINCT FROM {due} AND {span}")
    limits = json.dumps(working_limits(definition, days))
    cursor.execute(statement.format(table=table, due=due, span=span).as_string(None), {"limits": limits})
    return int(cursor.rowcount)


def on_table(definition: LedgerDefinition, statement: str) -> str:
    return sql.SQL(statement).format(table=sql.Identifier(definition.table)).as_string(None)
