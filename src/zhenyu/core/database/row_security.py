"""Two rights and one scope: how the database itself keeps a reader to the rows of their areas.

A connection logs in as the owner of the database and steps down to the application role at once, so that
row-level security binds it. The scope lives in the transaction (``SET LOCAL``): when it ends, nothing is
visible again. Decision 0002 gives the reasons and what was measured.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

import psycopg
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from zhenyu.core.database.statements import statement
from zhenyu.core.values.scope import Scope, normalised

APP_ROLE = "zhenyu_app"

_SCOPE: Final = "nullif(current_setting('zhenyu.scope', true), '')::jsonb"
_HELD: Final = f"coalesce({_SCOPE} -> {{domain}}, {_SCOPE} -> '*')"
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

    Arguments:
        scope: see :data:`zhenyu.core.values.scope.Scope`; an empty mapping shows nothing.
        actor: the name written beside changes made by database code.
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


def fetch_prepared(query: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Execute a long statement that the server shall plan once a connection, not once a call, and fetch its
    rows.

    Planning the statement that moves cells took 3.4 ms of 5.5. Ordinary cursors bind on our side and cannot
    prepare.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
        connection.connection.prepare_threshold = 0
        cursor.execute(query.encode(), parameters)
        return cursor.fetchall()


def protect(cursor: Any, table: str, domain: str | None = None) -> None:
    """Put row-level security on a table whose rows belong to areas, and let the application role use it.

    Migrations do the same for their tables by frozen copies (``sql/schema``), a ledger's table by this.

    Arguments:
        domain: the domain all rows belong to; None when any domain of the reader opens them.
    """
    cursor.execute(row_policy(table, domain))


def row_policy(table: str, domain: str | None, exact: str = "TRUE") -> str:
    """The statement of :func:`protect`; ``exact`` is what else must hold of a row, as an expression."""
    condition: Any = exact
    return statement(
        "zhenyu.core",
        "row_policy",
        table=table,
        role=APP_ROLE,
        held=sql.SQL(_HELD).format(domain=sql.Literal(domain or "")),
        exact=sql.SQL(condition),
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
