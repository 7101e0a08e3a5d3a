"""A real server that is killed at a known moment of its work.

Nothing is polled. A trigger on the table of jobs is the gate: the work's own connection comes to it with its
word of progress, wakes the test, and stands there until the test opens or the work is dead. Triggers also
tell of every change of a job, so the end of the work is told, too.
"""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

from zhenyu.config.embedded import EmbeddedPostgres

FOR_EVER = 600
"""Seconds after which a test that is told nothing gives up: no machine is so slow."""

EVERYTHING = """SELECT set_config('zhenyu.scope', '{"*": [""]}', false)"""
SIGNALS = """
CREATE FUNCTION told() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_notify('told', ''); RETURN NULL; END $$;
CREATE TRIGGER told AFTER UPDATE ON core_job EXECUTE FUNCTION told();
CREATE TRIGGER told AFTER INSERT OR UPDATE ON procrastinate_jobs EXECUTE FUNCTION told();
"""
GATE = """
CREATE FUNCTION gate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'waiting' THEN  -- its first word: from now on the test can wait for this lock
        PERFORM pg_advisory_lock(1);
    ELSIF NEW.stage = '{stage}' AND OLD.stage <> '{stage}' THEN
        PERFORM pg_advisory_unlock(1);  -- the test has it now
        PERFORM pg_advisory_xact_lock(2);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER gate BEFORE UPDATE ON core_job FOR EACH ROW EXECUTE FUNCTION gate();
"""


def serve(var: Path) -> "subprocess.Popen[bytes]":
    """``zhenyu serve`` in a house, its words in the file ``log``."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return _started(var, "serve", "--port", str(port), "--workers", "1")


def work(var: Path) -> "subprocess.Popen[bytes]":
    """``zhenyu worker`` in a house: the jobs without the pages."""
    return _started(var, "worker")


def _started(var: Path, *command: str) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, "ZHENYU_VAR": str(var)}
    with (var / "log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "zhenyu", *command], env=environment, stdout=log, stderr=log
        )


@contextmanager
def database(var: Path) -> "Iterator[psycopg.Connection[Any]]":
    """The house's database as its owner sees it, with every row; started, or joined."""
    server = EmbeddedPostgres(var)
    connection = psycopg.connect(server.start(), autocommit=True)
    try:
        connection.execute(EVERYTHING)
        yield connection
    finally:
        connection.close()
        server.stop()


def ask(var: Path, statement: str) -> "tuple[object, ...] | None":
    with database(var) as connection:
        return connection.execute(statement).fetchone()


def set_signals(var: Path, stage: str) -> None:
    """Have the jobs of a house tell what they do, and stop at the first word of a stage."""
    with database(var) as connection:
        connection.execute(SIGNALS + GATE.format(stage=stage))


@contextmanager
def standing_at_the_gate(var: Path) -> Iterator[None]:
    """Wait until the work has come to the gate; it stands there while the block runs, or dies there."""
    with database(var) as connection:
        connection.execute(f"SET lock_timeout = '{FOR_EVER}s'")
        connection.execute("SELECT pg_advisory_lock(2)")
        told(connection, var, "SELECT 1 FROM core_job WHERE state = 'running'")
        connection.execute("SELECT pg_advisory_lock(1)")
        yield


def told(connection: "psycopg.Connection[Any]", var: Path, statement: str) -> tuple[object, ...]:
    """The row once the statement gives one; it is asked again whenever a job has changed."""
    connection.execute("LISTEN told")
    while (found := connection.execute(statement).fetchone()) is None:
        if not list(connection.notifies(timeout=FOR_EVER, stop_after=1)):
            raise AssertionError((var / "log").read_text()[-3000:])
    return tuple(found)


def told_through_restarts(var: Path, alive: "subprocess.Popen[bytes]", statement: str) -> tuple[object, ...]:
    """As :func:`told`; while the database is away, which can tell nothing, it is knocked at as long as this
    process lives."""
    while True:
        with (
            suppress(psycopg.OperationalError),
            psycopg.connect(EmbeddedPostgres(var)._database_url()) as connection,
        ):
            connection.autocommit = True
            return told(connection, var, statement)
        with suppress(subprocess.TimeoutExpired):
            alive.wait(0.2)
            raise AssertionError((var / "log").read_text()[-3000:])


def as_if_long_dead(var: Path) -> None:
    """Set back the last sign of life of the worker that was killed: its jobs are given to others at once."""
    ask(
        var,
        "UPDATE procrastinate_workers SET last_heartbeat = last_heartbeat - interval '1 hour' RETURNING id",
    )
