"""Locks on whole tables, waited for briefly: while one waits, everybody who comes later waits behind it."""

from __future__ import annotations

import time
from typing import Any, Final

import psycopg
from django.db import OperationalError, transaction
from psycopg import sql

LOCK_TIMEOUT: Final = "200ms"
"""How long a lock that stops readers is waited for, and readers behind it."""
_PAUSES: Final = (0.3, 0.5, 0.7, 1.0, 1.0, 1.0)
"""Seconds between the attempts for somebody whose page is waiting."""


def try_lock_table(cursor: Any, table: str, mode: str) -> bool:
    """Lock a table until the transaction ends; False when others held it for as long as one may wait."""
    try:
        with transaction.atomic():
            wait_at_most(cursor)
            cursor.execute(
                sql.SQL(f"LOCK TABLE {{}} IN {mode} MODE").format(sql.Identifier(table)).as_string(None)
            )
            cursor.execute("SET LOCAL lock_timeout = DEFAULT")
    except OperationalError as problem:
        if not is_busy(problem):
            raise
        return False
    return True


def lock_table_with_retries(cursor: Any, table: str, mode: str) -> bool:
    """The same, attempted again for some seconds in which those who wait get their turn."""
    for pause in (*_PAUSES, 0):
        if try_lock_table(cursor, table, mode):
            return True
        time.sleep(pause)
    return False


def wait_at_most(cursor: Any) -> None:
    """Give up waiting for any lock after :data:`LOCK_TIMEOUT`, until the transaction ends or its savepoint is
    rolled back to."""
    cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")


def is_busy(problem: BaseException) -> bool:
    """Whether an error of the database says no more than that a lock was waited for in vain."""
    return isinstance(problem.__cause__, psycopg.errors.LockNotAvailable | psycopg.errors.DeadlockDetected)
