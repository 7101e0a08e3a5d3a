"""Whether a ledger's table is too large to write all of its rows in one transaction."""

from __future__ import annotations

from typing import Final

from django.db import connection
from psycopg import sql

from zhenyu.core.database.row_security import scope_applied
from zhenyu.core.values.scope import EVERYTHING
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition

AT_ONCE: Final = 20_000
"""Rows up to which a column is converted in one transaction: some three seconds with ten indexes."""


def is_large(definition: LedgerDefinition) -> bool:
    """Whether a table has too many rows to write them all in one transaction."""
    with scope_applied(EVERYTHING, "系统"), connection.cursor() as cursor:
        table = sql.Identifier(definition.table).as_string(None)
        cursor.execute(f"SELECT count(*) FROM (SELECT FROM {table} LIMIT {AT_ONCE + 1}) AS counted")
        return bool(cursor.fetchone()[0] > AT_ONCE)
