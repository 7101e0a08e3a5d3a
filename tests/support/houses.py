"""Folders with a server's data in them: made once in a run of the tests, copied for each test that starts a
server of its own.

Making a cluster and migrating it takes seconds of processor; copying it takes none worth counting. The test
workers of one run find each other by the run's folder. Their test databases stay on a server each: the feed
of changes holds back what is younger than the oldest transaction of the whole server, another database's too.
"""

import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from zhenyu.config.embedded import EmbeddedPostgres

RUN = pytest.StashKey[Path]()


def pytest_configure(config: pytest.Config) -> None:
    given = getattr(config, "workerinput", {}).get("zhenyu_run")
    config.stash[RUN] = Path(given or new_folder("run"))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a test worker the folder of the run."""
    node.workerinput["zhenyu_run"] = str(node.config.stash[RUN])


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(config.stash[RUN], ignore_errors=True)


def new_folder(name: str) -> str:
    """A folder that the server's account, which is not root's, can walk into."""
    folder = tempfile.mkdtemp(prefix=f"zhenyu-{name}-", dir="/tmp")
    Path(folder).chmod(0o711)
    return folder


def made_once(folder: Path, make: Callable[[Path], None]) -> Path:
    """The folder as ``make`` left it; the first who asks in this run makes it, the others wait for it."""
    with folder.with_name(f"{folder.name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            making = folder.with_name(f"{folder.name}.making")
            shutil.rmtree(making, ignore_errors=True)
            making.mkdir(mode=0o711)
            make(making)
            making.rename(folder)
    return folder


def copy(house: Path, to: Path) -> None:
    """Copy a house nobody lives in, its owners too."""
    subprocess.run(["cp", "-a", "--reflink=auto", f"{house}/.", str(to)], check=True)


def run(var: Path, *command: str) -> None:
    """Run Python in a house until it ends; the database is stopped by then."""
    subprocess.run([sys.executable, *command], env={**os.environ, "ZHENYU_VAR": str(var)}, check=True)


@pytest.fixture(scope="session")
def run_folder(pytestconfig: pytest.Config) -> Path:
    """The folder all workers of this run share."""
    return pytestconfig.stash[RUN]


@pytest.fixture(scope="session")
def empty_house(run_folder: Path) -> Path:
    """A house with its schema and nothing in it."""
    return made_once(run_folder / "empty", lambda folder: run(folder, "-m", "zhenyu", "init"))


@pytest.fixture
def var(empty_house: Path) -> Iterator[Path]:
    """An empty house of this test's own."""
    folder = Path(new_folder("var"))
    copy(empty_house, folder)
    yield folder
    stopped(folder)
    shutil.rmtree(folder, ignore_errors=True)


def stopped(var: Path) -> None:
    """Stop the database of a house whose users were killed."""
    server = EmbeddedPostgres(var)
    if server._pid() is not None:
        server.start()
        server.stop()
