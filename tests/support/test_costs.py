"""What the marks of cost promise: a pure test that costs more fails, and so does a test that is skipped."""

import multiprocessing
import socket
import subprocess
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from .skips import SHARED_IS_ABSENT, refuse_skip


def costs(request: pytest.FixtureRequest) -> set[str]:
    return {mark.name for mark in request.node.iter_markers()} & {"pure", "system", "database", "browser"}


def test_a_test_that_asks_for_nothing_is_pure(request: pytest.FixtureRequest) -> None:
    assert costs(request) == {"pure"}


@pytest.mark.django_db
def test_a_test_with_the_mark_of_django_costs_a_database(request: pytest.FixtureRequest) -> None:
    assert costs(request) == {"database"}


@pytest.mark.usefixtures("county")
def test_a_test_whose_fixture_needs_the_database_costs_it_too(request: pytest.FixtureRequest) -> None:
    assert costs(request) == {"database"}


def test_a_pure_test_starts_no_program_or_process() -> None:
    with pytest.raises(pytest.fail.Exception, match="starts a program"):
        subprocess.run(["true"], check=True)
    with pytest.raises(pytest.fail.Exception, match="starts a process"):
        multiprocessing.get_context("spawn").Process(target=print).start()


def test_a_pure_test_reaches_no_database_and_no_address() -> None:
    with pytest.raises(pytest.fail.Exception, match="connects to a database"):
        psycopg.connect("host=127.0.0.1")
    with pytest.raises(RuntimeError, match="Database access not allowed"):
        connection.cursor()
    with pytest.raises(pytest.fail.Exception, match="opens a connection"):
        socket.create_connection(("127.0.0.1", 9))


@pytest.mark.system
def test_a_system_test_may_start_programs() -> None:
    assert subprocess.run(["true"], check=False).returncode == 0


@pytest.mark.parametrize(
    ("reason", "outcome"), [("needs LibreOffice", "failed"), (f"Skipped: {SHARED_IS_ABSENT}", "skipped")]
)
def test_only_the_absence_of_the_reference_texts_excuses_a_skip(reason: str, outcome: str) -> None:
    skipped = pytest.TestReport(
        "a", ("a.py", 1, "a"), {}, "skipped", longrepr=(str(Path("a.py")), 1, reason), when="setup"
    )
    assert refuse_skip(skipped).outcome == outcome
