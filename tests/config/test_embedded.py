"""The embedded PostgreSQL starts anywhere, is shared, survives being killed and stops with its last user."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from zhenyu.config.embedded import EmbeddedPostgres

pytestmark = pytest.mark.system


@pytest.fixture
def var() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="镇域 var ", dir="/tmp"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_path_with_spaces_and_chinese_works_and_data_outlive_the_server(var: Path) -> None:
    server = EmbeddedPostgres(var)
    with psycopg.connect(server.start()) as connection:
        connection.execute("CREATE TABLE kept AS SELECT '镇' AS name")
    server.stop()
    with psycopg.connect(server.start()) as connection:
        assert connection.execute("SELECT name FROM kept").fetchone() == ("镇",)
    server.stop()


def test_the_text_order_is_by_code_point_and_trigrams_see_chinese(var: Path) -> None:
    server = EmbeddedPostgres(var)
    url = server.start()
    with psycopg.connect(server._url("postgres", "zhenyu"), autocommit=True) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
        assert connection.execute("SELECT cardinality(show_trgm('江苏省苏州市'))").fetchone() == (7,)
        assert connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = 'zhenyu'").fetchone() == (
            False,
        )
    assert "zhenyu:" in url
    server.stop()


def test_committed_rows_survive_a_killed_server_and_it_comes_back(var: Path) -> None:
    server = EmbeddedPostgres(var)
    url = server.start()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
    pid = server._pid()
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    server.ensure()
    with psycopg.connect(url) as connection:  # at the same address: others hold it
        assert connection.execute("SELECT count(*) FROM kept").fetchone() == (1000,)
    server.stop()


def test_the_last_user_stops_the_server_even_when_its_starter_was_killed(var: Path) -> None:
    starter = subprocess.Popen(
        [sys.executable, "-c", STARTER, str(var)], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert starter.stdout is not None
    assert starter.stdout.readline().strip() == "up"
    starter.kill()
    starter.wait()
    second = EmbeddedPostgres(var)
    with psycopg.connect(second.start()) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    pid = second._pid()
    assert pid is not None
    assert running(pid)
    second.stop()
    assert second._pid() is None


def test_a_user_who_leaves_first_does_not_stop_it_for_the_other(var: Path) -> None:
    first, second = EmbeddedPostgres(var), EmbeddedPostgres(var)
    first.start()
    url = second.start()
    first.stop()
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    second.stop()


STARTER = """
import sys, time
from pathlib import Path
from zhenyu.config.embedded import EmbeddedPostgres
EmbeddedPostgres(Path(sys.argv[1])).start()
print("up", flush=True)
time.sleep(60)
"""
