"""Functions of the database that are marked ``LEAKPROOF``: none of them lets out what a row holds.

Under row-level security PostgreSQL uses an index or its statistics only for conditions whose functions are
marked ``LEAKPROOF`` (an error or a notice could carry the hidden value outside). Those below are plain
comparisons and text functions that raise no error about a value, but are not marked: without the mark,
searches and deep pages read every row of the reader's area. Only a superuser may set it; the embedded server
does so at its start, and a database of one's own gets it once by :data:`STATEMENT`, which ``zhenyu doctor``
prints. Decision 0006 gives the reasons.
"""

from __future__ import annotations

from typing import Any, Final

SEARCHING: Final = [
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
_SORTING: Final = [
    "pg_catalog.ascii(text)",
    "pg_catalog.encode(bytea, text)",
    "pg_catalog.int4and(integer, integer)",
    "pg_catalog.int4or(integer, integer)",
    "pg_catalog.int4shl(integer, integer)",
    "pg_catalog.int4shr(integer, integer)",
    "pg_catalog.length(text)",
    "pg_catalog.octet_length(text)",
    "pg_catalog.substr(text, integer)",
    "pg_catalog.substr(text, integer, integer)",
    "pg_catalog.substring(bytea, integer, integer)",
    "pg_catalog.textcat(text, text)",
    "pg_catalog.translate(text, text, text)",
]
"""What keys of pinyin are made of (``0007_pinyin.sql``). Some complain of a length or the name of a format,
which no row holds."""
LEAKPROOF_FUNCTIONS: Final = [*SEARCHING, *_SORTING]
STATEMENT: Final = " ".join(f"ALTER FUNCTION {function} LEAKPROOF;" for function in LEAKPROOF_FUNCTIONS)
MARKED: Final = (
    "SELECT bool_and(proleakproof) FROM pg_proc WHERE oid = ANY(%(functions)s::text[]::regprocedure[]::oid[])"
)
"""Whether all are marked; takes :data:`LEAKPROOF_FUNCTIONS` or :data:`SEARCHING` as ``functions``."""


def is_marked(connection: Any) -> bool:
    """Whether this database has the marks. ``connection`` has ``execute``: a connection of psycopg, a cursor
    of Django."""
    return bool(connection.execute(MARKED, {"functions": LEAKPROOF_FUNCTIONS}).fetchone()[0])


def mark_leakproof(connection: Any) -> None:
    """Set the marks, as a superuser; nothing happens where they are set."""
    if not is_marked(connection):
        connection.execute(STATEMENT)
