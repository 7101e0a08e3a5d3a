"""Locks on tables are waited for briefly, so that nobody queues behind them."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection, transaction

from zhenyu.core.database import locks
from zhenyu.core.database.locks import (
    LOCK_TIMEOUT,
    is_busy,
    lock_table_with_retries,
    try_lock_table,
    wait_at_most,
)

pytestmark = pytest.mark.django_db(transaction=True)
TABLE = "people_office"
EXCLUSIVE = "ACCESS EXCLUSIVE"


@pytest.fixture
def other() -> Iterator[Any]:
    """The connection of somebody else."""
    connection.ensure_connection()
    somebody = connection.copy()
    yield somebody
    somebody.close()


def _as_owner(cursor: Any) -> None:
    """Tables are locked by who alters them."""
    cursor.execute("SET LOCAL ROLE NONE")


def test_a_free_table_is_locked_until_the_transaction_ends(other: Any) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        _as_owner(cursor)
        assert try_lock_table(cursor, TABLE, EXCLUSIVE)
        with other.cursor() as reading:
            reading.execute("SET lock_timeout = '20ms'")
            with pytest.raises(OperationalError) as refusal:
                reading.execute(f"SELECT FROM {TABLE}")
            assert is_busy(refusal.value)
    with other.cursor() as reading:
        reading.execute(f"SELECT FROM {TABLE}")


def test_a_table_others_hold_is_given_up_and_the_transaction_goes_on(other: Any) -> None:
    with other.cursor() as holding, transaction.atomic(), connection.cursor() as cursor:
        holding.execute(f"BEGIN; SELECT FROM {TABLE}")
        _as_owner(cursor)
        assert not try_lock_table(cursor, TABLE, EXCLUSIVE)
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
        holding.execute("COMMIT")


def test_a_lock_is_attempted_again_while_those_who_wait_get_their_turn(
    other: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pauses: list[float] = []
    with other.cursor() as holding, transaction.atomic(), connection.cursor() as cursor:
        holding.execute(f"BEGIN; SELECT FROM {TABLE}")

        def pause(seconds: float) -> None:
            pauses.append(seconds)
            holding.execute("COMMIT")

        monkeypatch.setattr(locks.time, "sleep", pause)
        _as_owner(cursor)
        assert lock_table_with_retries(cursor, TABLE, EXCLUSIVE)
    assert len(pauses) == 1


def test_a_table_that_is_never_free_is_given_up(other: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "LOCK_TIMEOUT", "5ms")
    monkeypatch.setattr(locks.time, "sleep", lambda _: None)
    with other.cursor() as holding, transaction.atomic(), connection.cursor() as cursor:
        holding.execute(f"BEGIN; SELECT FROM {TABLE}")
        _as_owner(cursor)
        assert not lock_table_with_retries(cursor, TABLE, EXCLUSIVE)
        holding.execute("COMMIT")


def test_other_faults_are_no_busy_table() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        _as_owner(cursor)
        with pytest.raises(Exception, match="no_such_table"):
            try_lock_table(cursor, "no_such_table", EXCLUSIVE)
        transaction.set_rollback(True)


def test_the_timeout_ends_with_the_transaction() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        wait_at_most(cursor)
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == (LOCK_TIMEOUT,)
    with connection.cursor() as cursor:
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)


@pytest.mark.parametrize(
    ("cause", "busy"),
    [
        (psycopg.errors.LockNotAvailable(), True),
        (psycopg.errors.DeadlockDetected(), True),
        (psycopg.errors.DiskFull(), False),
        (None, False),
    ],
)
def test_only_a_lock_waited_for_in_vain_is_busy(cause: Exception | None, busy: bool) -> None:
    error = OperationalError()
    error.__cause__ = cause
    assert is_busy(error) is busy
