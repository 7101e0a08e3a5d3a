"""What a test costs decides when it is run: the pure ones while you work, all of them before a commit.

========  ==========================================================================================
pure      rules over values: no database, no other program, no connection (``make quick``)
system    starts other programs: LibreOffice, PostgreSQL, the server, worker processes; marked by hand
database  the test database, reached through the fixtures of Django
browser   Chromium before a running demonstration: everything below ``tests/browser``
========  ==========================================================================================

Every test gets exactly one of these marks when it is collected. A pure test that reaches for a database, a
program or a connection fails.
"""

import multiprocessing.process
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

BROWSER = Path(__file__).parents[1] / "browser"
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "django_db_reset_sequences"}


def pytest_configure(config: pytest.Config) -> None:
    for line in (
        "pure: rules over values, no database and no other program",
        "system: starts other programs",
        "database: uses the test database",
        "browser: drives a real browser",
    ):
        config.addinivalue_line("markers", line)


def pytest_itemcollected(item: pytest.Item) -> None:
    item.add_marker(cost_of(item))


def cost_of(item: pytest.Item) -> str:
    if item.path.is_relative_to(BROWSER):
        return "browser"
    if item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(getattr(item, "fixturenames", ())):
        return "database"
    return "system" if item.get_closest_marker("system") else "pure"


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    """Keep the tests of a file in one worker, where they share what the file made."""
    if getattr(config.option, "numprocesses", None) and config.option.dist == "no":
        config.option.dist = "loadfile"
        config.option.loadscopereorder = False


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Have the dear files run first and the pure ones last, so that all workers end at about the same time.

    One file of browser tests goes before all: it furnishes the house that the others copy.
    """
    if hasattr(config, "workerinput"):
        first = next((item.path for item in items if cost_of(item) == "browser"), None)
        order = ("system", "browser", "database", "pure")
        dearest: dict[Path, int] = {}
        for item in items:
            dearest[item.path] = min(order.index(cost_of(item)), dearest.get(item.path, len(order)))
        items.sort(key=lambda item: (item.path != first, dearest[item.path]))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    with kept_pure(item):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    with kept_pure(item):
        return (yield)


@contextmanager
def kept_pure(item: pytest.Item) -> Iterator[None]:
    """Refuse what a pure test may not do; not at its end, where the last of all stops the database of the
    others."""
    if not item.get_closest_marker("pure"):
        yield
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(psycopg, "connect", refusing("connects to a database"))
        patch.setattr(psycopg.Connection, "connect", refusing("connects to a database"))
        patch.setattr(socket.socket, "connect", refusing("opens a connection"))
        patch.setattr(subprocess.Popen, "__init__", refusing("starts a program; mark it `system`"))
        patch.setattr(
            multiprocessing.process.BaseProcess, "start", refusing("starts a process; mark it `system`")
        )
        yield


def refusing(what: str) -> Callable[..., Any]:
    def refuse(*_: Any, **__: Any) -> None:
        pytest.fail(f"a pure test {what}")

    return refuse
