"""The indexes of a ledger that follow from its definition, beside those of its model (key, place, due day,
batch):

* ``search``: the pairs of characters of every searched field (:mod:`zhenyu.ledgers.schema.search_terms`);
* ``sort``: one for the first field of the key and one for each field marked ``sort``, by pinyin where the
  field is a name or a text (:mod:`zhenyu.ledgers.schema.pinyin_sort`). It orders the whole ledger: a page of
  a large place walks it and skips other places' rows (20 towns: 20 entries a row), a page of a small place
  sorts its few rows; the planner's worst case between the two is some thousand rows;
* ``link``: fields that point to another ledger's row or share a data element with other ledgers;
* ``state``: counts of the state tabs.

The name of an index tells what it holds, so that bringing a table up to date is to compare names.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from django.db import connection
from psycopg import sql

from zhenyu.core.database.leakproof import MARKED, SEARCHING
from zhenyu.core.database.row_security import owner_session
from zhenyu.ledgers.definition.ledger_definition import FieldType, LedgerDefinition
from zhenyu.ledgers.schema.pinyin_sort import key_function, key_in_sql, sorted_fields
from zhenyu.ledgers.schema.search_terms import indexed_expression

_AT_ONCE: Final = 50_000
"""Rows up to which an index is made inside the transaction that defines the ledger: about a second."""
_OURS: Final = r"^{table}_(search|sort|state|link)_[0-9a-f]{{8}}$"
_PENDING_KIB: Final = 16 * 1024
"""Entries an import leaves in the search index before they are merged in: of 1, 4, 16 and 64 MiB the cheapest
for 100,000 rows, and few enough to be read by each search meanwhile."""


def wanted(definition: LedgerDefinition) -> Mapping[str, str]:
    """Name → what follows ``CREATE INDEX name``."""
    table = f'"{definition.table}"'
    found: dict[str, str] = {}
    expression = indexed_expression(definition)
    if expression:
        body = f"ON {table} USING gin (({expression})) WITH (gin_pending_list_limit = {_PENDING_KIB})"
        found[_name(definition, "search", expression)] = body
    for name in sorted_fields(definition):
        function = key_function(definition, name)
        order = key_in_sql(function, name) if function else f'"{name}"'
        holds = order if function else name
        found[_name(definition, "sort", holds)] = f"ON {table} ({order}, id) WHERE deleted_at IS NULL"
    for field in definition.fields:
        if field.element or field.type is FieldType.RECORD:
            body = f'ON {table} ("{field.name}") WHERE deleted_at IS NULL AND "{field.name}" IS NOT NULL'
            found[_name(definition, "link", field.name)] = body
    if definition.lifecycle:
        found[_name(definition, "state", "")] = f"ON {table} (state, area) WHERE deleted_at IS NULL"
    return found


def search_index(definition: LedgerDefinition) -> str:
    """The name of the search index for the present definition."""
    return _name(definition, "search", indexed_expression(definition))


def serves_searches(definition: LedgerDefinition) -> bool:
    """Whether the search index is ready and the planner may use it. One small statement.

    Without it the condition on pairs would be computed row by row, so that it must not be asked.
    """
    return definition.code in ready_searches([definition])


def ready_searches(definitions: Iterable[LedgerDefinition]) -> frozenset[str]:
    """The codes of the ledgers whose search index is ready. One small statement."""
    codes = {search_index(definition): definition.code for definition in definitions}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT c.relname FROM pg_class c JOIN pg_index i ON i.indexrelid = c.oid"
            f" WHERE c.relname = ANY(%(names)s) AND i.indisvalid AND ({MARKED})",
            {"names": list(codes), "functions": SEARCHING},
        )
        return frozenset(codes[name] for (name,) in cursor.fetchall())


def bring(cursor: Any, definition: LedgerDefinition) -> bool:
    """Make the missing indexes and drop those no longer wanted, as the owner, unless that would hold up a
    large table.

    Returns:
        False when the table is large and something is missing: :func:`bring_without_locks` has to follow.
    """
    existing, missing = _compared(cursor, definition)
    cursor.execute(
        "SELECT count(*) FROM (SELECT FROM {} LIMIT {}) counted".format(f'"{definition.table}"', _AT_ONCE + 1)
    )
    if missing and cursor.fetchone()[0] > _AT_ONCE:
        return False
    for statement in _statements(definition, existing, missing, concurrently=False):
        cursor.execute(statement)
    return True


def bring_without_locks(definition: LedgerDefinition) -> None:
    """The same while others write, outside any transaction; an index that a killed run left half made is made
    anew."""
    with owner_session() as cursor:
        existing, missing = _compared(cursor, definition)
        for statement in _statements(definition, existing, missing, concurrently=True):
            cursor.execute(statement)
        cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier(definition.table)).as_string(None))


def _compared(cursor: Any, definition: LedgerDefinition) -> tuple[list[str], list[str]]:
    """The indexes to drop and those to make."""
    cursor.execute(
        "SELECT c.relname, i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
        " WHERE i.indrelid = %s::regclass AND c.relname ~ %s",
        [definition.table, _OURS.format(table=definition.table)],
    )
    valid = dict(cursor.fetchall())
    names = wanted(definition)
    obsolete = [name for name, ready in valid.items() if name not in names or not ready]
    return obsolete, [name for name in names if not valid.get(name)]


def _statements(
    definition: LedgerDefinition, obsolete: list[str], missing: list[str], *, concurrently: bool
) -> Iterator[str]:
    how = "CONCURRENTLY " if concurrently else ""
    yield from (f'DROP INDEX {how}"{name}"' for name in obsolete)
    bodies = wanted(definition)
    yield from (f'CREATE INDEX {how}"{name}" {bodies[name]}' for name in missing)


def _name(definition: LedgerDefinition, kind: str, holds: str) -> str:
    """At most 63 characters, PostgreSQL's limit: a ledger's table has 47 at most."""
    return f"{definition.table}_{kind}_{hashlib.sha256(holds.encode()).hexdigest()[:8]}"
