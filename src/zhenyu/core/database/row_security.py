"""Two rights and one scope: how the database itself keeps a reader to the rows of their places.

A connection logs in as the owner of the database and steps down to the application role at once, so that
row-level security binds it. The scope lives in the transaction (``SET LOCAL``): when it ends, nothing is
visible again. Decision 0002 gives the reasons and what was measured.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import psycopg
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from zhenyu.core.values.scope import Scope, normalised

APP_ROLE = "zhenyu_app"

_as_owner = ContextVar("_as_owner", default=False)


def become_application(sender: object, connection: Any, **kwargs: object) -> None:
    """Step down to the application role on each new connection, except while migrating (the role may not be
    there yet).

    What is prepared is planned once: the server would plan a statement's first five calls anew, and the plans
    of ours do not depend on what they are given. Those five calls were the slowest twentieth of sixty saves
    (15 ms instead of 2).
    """
    if not _as_owner.get():
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {APP_ROLE}; SET plan_cache_mode = force_generic_plan")


@contextmanager
def migrating() -> Iterator[None]:
    """Let this thread's new connections stay owners, for schema migrations only."""
    connection.close()
    token = _as_owner.set(True)
    try:
        yield
    finally:
        _as_owner.reset(token)
        connection.close()


@contextmanager
def owner_rights() -> Iterator[CursorWrapper]:
    """Act as the owner of the tables, for migrations and for altering ledger tables. Opens its own
    transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (before,) = cursor.fetchone()
        cursor.execute("SET LOCAL ROLE NONE")
        yield cursor
        cursor.execute(sql.SQL("SET LOCAL ROLE {}").format(sql.Identifier(before)))


@contextmanager
def owner_session() -> Iterator[CursorWrapper]:
    """Act as the owner outside any transaction, for what cannot run inside one: VACUUM, CREATE INDEX
    CONCURRENTLY."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (before,) = cursor.fetchone()
        cursor.execute("SET ROLE NONE")
        try:
            yield cursor
        finally:
            cursor.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(before)).as_string(None))


@contextmanager
def scope_applied(scope: Scope, actor: str) -> Iterator[None]:
    """Open a transaction in which exactly the rows of ``scope`` exist, and put the outer scope back
    afterwards.

    The outermost transaction has no scope to put back: its end takes this one away, as taking an inner one
    back does.

    :param scope: see :data:`zhenyu.core.values.scope.Scope`; an empty mapping shows nothing.
    :param actor: the name written beside changes made by database code.
    """
    inner = connection.in_atomic_block
    with transaction.atomic():
        with connection.cursor() as cursor:
            if inner:
                cursor.execute(
                    "SELECT current_setting('zhenyu.scope', true), current_setting('zhenyu.actor', true)"
                )
                outer_scope, outer_actor = cursor.fetchone()
            _set_scope(cursor, json.dumps(normalised(scope), ensure_ascii=False), actor)
        yield
        if inner and not connection.needs_rollback:
            with connection.cursor() as cursor:
                _set_scope(cursor, outer_scope or "", outer_actor or "")


def _set_scope(cursor: CursorWrapper, scope: str, actor: str) -> None:
    cursor.execute(
        "SELECT set_config('zhenyu.scope', %s, true), set_config('zhenyu.actor', %s, true)", [scope, actor]
    )


def fetch_prepared(statement: str, where: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Execute a long statement that the server shall plan once a connection, not once a call, and fetch its
    rows.

    Planning the statement that moves cells took 3.4 ms of 5.5. Ordinary cursors bind on our side and cannot
    prepare.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        connection.connection.prepare_threshold = 0
        cursor.execute(statement.encode(), where)
        return cursor.fetchall()


_SCOPE = "nullif(current_setting('zhenyu.scope', true), '')::jsonb"
_HELD = f"coalesce({_SCOPE} -> {{domain}}, {_SCOPE} -> '*')"
"""What ``zhenyu_held`` says, written out: parsing functions again for each statement cost a page of 50 rows a
seventh."""


def protect(
    cursor: Any,
    table: str,
    domain: str | None = None,
    *,
    area_column: str = "area",
    domain_column: str | None = None,
) -> None:
    """Put row-level security on a table whose rows belong to places, and let the application role use it.

    :param domain: the domain all rows belong to; None when any domain of the reader opens them.
    :param domain_column: the column that names the domain, for tables that hold rows of many.

    The policy tests the area against the first, the last and then all of the reader's areas; each is read at
    most once a statement, and most readers hold one. It stands inside CASE because the planner takes a bare
    prefix test for 0.5 % of any
    table: the first page of a town of 100,000 rows then sorted them all (142 ms) instead of walking the key
    (0.3 ms). The index is served by the range that every query names itself. The first is a range, too: over
    a million rows two comparisons cost half of what a prefix test does. The others are not: each more thing
    to read makes planning a page longer.
    """
    exact = "zhenyu_may_see({area}, {domain_column})" if domain_column else "TRUE"
    statement = (
        "ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; ALTER TABLE {table} FORCE ROW LEVEL SECURITY;"
        "DROP POLICY IF EXISTS in_scope ON {table}; CREATE POLICY in_scope ON {table} USING (CASE "
        f"WHEN {{area}} >= (SELECT {_HELD} ->> 0) AND {{area}} < (SELECT ({_HELD} ->> 0) || ':') THEN {exact} "
        f"WHEN {{area}} ^@ (SELECT {_HELD} ->> -1) THEN {exact} "
        f"WHEN {{area}} ^@ ANY ((SELECT translate(({_HELD})::text, '[]', '{{{{}}}}')::text[])::text[]) THEN {exact} "
        "ELSE FALSE END)"
    )
    names = {
        "table": sql.Identifier(table),
        "area": sql.Identifier(area_column),
        "domain": sql.Literal(domain or ""),
        "domain_column": sql.Identifier(domain_column or "domain"),
    }
    cursor.execute(sql.SQL(statement).format(**names).as_string(None))
    grant_application(cursor, table)


def show_below(cursor: Any, table: str, *, area_column: str = "area") -> None:
    """Let readers also read the rows of the areas above theirs: rules a county sets for its towns. Writing
    stays as it was."""
    statement = (
        "CREATE POLICY from_above ON {table} FOR SELECT USING (EXISTS (SELECT 1 FROM jsonb_array_elements_text("
        f"{_HELD}) AS held (place) WHERE held.place ^@ {{area}}))"
    )
    names = {"table": sql.Identifier(table), "area": sql.Identifier(area_column), "domain": sql.Literal("")}
    cursor.execute(sql.SQL(statement).format(**names).as_string(None))


def hide_below(cursor: Any, table: str) -> None:
    """Take `show_below` back."""
    cursor.execute(sql.SQL("DROP POLICY from_above ON {}").format(sql.Identifier(table)).as_string(None))


def grant_application(cursor: Any, table: str) -> None:
    """Let the application role read and write a table, within its row security."""
    cursor.execute(
        sql.SQL("GRANT SELECT, INSERT, UPDATE, DELETE ON {} TO {}")
        .format(sql.Identifier(table), sql.Identifier(APP_ROLE))
        .as_string(None)
    )


def grant_application_everywhere(cursor: Any) -> None:
    """After migrations: the application role may use every table and sequence, the change log and its seals
    only to append."""
    cursor.execute(
        f"GRANT USAGE ON SCHEMA public TO {APP_ROLE};"
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP_ROLE};"
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE};"
        f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {APP_ROLE};"
        f"REVOKE UPDATE, DELETE, TRUNCATE ON core_change, core_seal, core_layout FROM {APP_ROLE};"
    )
