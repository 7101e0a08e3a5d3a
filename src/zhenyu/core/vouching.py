"""Functions of the database that are vouched for: they tell nobody what a row holds.

Under row-level security PostgreSQL uses an index or its statistics only for conditions whose functions are marked
``LEAKPROOF`` (an error or a notice could carry the hidden value outside). Those below are plain comparisons and text
functions that raise no error about a value, but are not marked: without the mark, searches and deep pages read every row of
the reader's area. Only a superuser may set it; the embedded server does so at its start, and a database of one's own gets it
once by :data:`STATEMENT`, which ``zhenyu doctor`` prints. Decision 0006 gives the reasons.
"""

from __future__ import annotations

from typing import Any, Final

VOUCHED: Final = [
    "pg_catalog.arraycontains(anyarray, anyarray)",
    "pg_catalog.array_cat(anycompatiblearray, anycompatiblearray)",
    "pg_catalog.string_to_array(text, text)",
    "pg_catalog.regexp_replace(text, text, text, text)",
    "pg_catalog.lower(text)",
    "pg_catalog.textlike(text, text)",
    "pg_catalog.texticlike(text, text)",
    "pg_catalog.numeric_eq(numeric, numeric)",
    "pg_catalog.numeric_lt(numeric, numeric)",
    "pg_catalog.numeric_le(numeric, numeric)",
    "pg_catalog.numeric_gt(numeric, numeric)",
    "pg_catalog.numeric_ge(numeric, numeric)",
]
STATEMENT: Final = " ".join(f"ALTER FUNCTION {function} LEAKPROOF;" for function in VOUCHED)
MARKED: Final = "SELECT bool_and(proleakproof) FROM pg_proc WHERE oid = ANY(%(vouched)s::text[]::regprocedure[]::oid[])"
"""Whether all are marked; takes :data:`VOUCHED`."""


def is_vouched(connection: Any) -> bool:
    """Whether this database has the marks. ``connection`` has ``execute``: a connection of psycopg, a cursor of Django."""
    return bool(connection.execute(MARKED, {"vouched": VOUCHED}).fetchone()[0])


def vouch(connection: Any) -> None:
    """Set the marks, as a superuser; nothing happens where they are set."""
    if not is_vouched(connection):
        connection.execute(STATEMENT)
