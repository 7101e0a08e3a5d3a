"""Functions of the database that are vouched for: they tell nobody what a row holds.

Under row-level security PostgreSQL uses an index or its statistics only for conditions whose functions are marked
``LEAKPROOF`` (an error or a notice could carry the hidden value outside). Those below are plain comparisons and text
functions that raise no error about a value, but are not marked: without the mark, searches and deep pages read every row of
the reader's area. Only a superuser may set it; the embedded server does so at its start, and a database of one's own gets it
once by :data:`STATEMENT`, which ``zhenyu doctor`` prints. Decision 0006 gives the reasons.
"""

from __future__ import annotations

from typing import Any, Final

VOUCHED: Final = (
    "arraycontains(anyarray, anyarray)",
    "array_cat(anycompatiblearray, anycompatiblearray)",
    "string_to_array(text, text)",
    "regexp_replace(text, text, text, text)",
    "lower(text)",
    "textlike(text, text)",
    "texticlike(text, text)",
    "numeric_eq(numeric, numeric)",
    "numeric_lt(numeric, numeric)",
    "numeric_le(numeric, numeric)",
    "numeric_gt(numeric, numeric)",
    "numeric_ge(numeric, numeric)",
)
STATEMENT: Final = " ".join(f"ALTER FUNCTION pg_catalog.{function} LEAKPROOF;" for function in VOUCHED)
_WANTING: Final = "SELECT bool_or(NOT proleakproof) FROM pg_proc WHERE oid = ANY(%s::text[]::regprocedure[]::oid[])"


def is_vouched(connection: Any) -> bool:
    """Whether this database has the marks. ``connection`` is anything with ``execute`` (a connection of psycopg, a cursor of Django)."""
    names = [f"pg_catalog.{function}" for function in VOUCHED]
    return not connection.execute(_WANTING, [names]).fetchone()[0]


def vouch(connection: Any) -> None:
    """Set the marks, as a superuser; nothing happens where they are set."""
    if not is_vouched(connection):
        connection.execute(STATEMENT)
