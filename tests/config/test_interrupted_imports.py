"""An import survives the death of its worker and of the database: killed for real, it ends with every row
once."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from zhenyu.config.embedded import EmbeddedPostgres

ROWS = 40_000
PREPARE = """
import hashlib
from zhenyu.config.setup import setup_django, migrate
setup_django(); migrate()
from django.conf import settings
from django.db import connection
from zhenyu.areas.actions import load_areas
from zhenyu.core import jobs
from zhenyu.core.area_codes import AreaCode
from zhenyu.ledgers.actions.definitions import define_ledger
from zhenyu.ledgers.actions.imports import IMPORT
from zhenyu.ledgers.jobs import run_import
from zhenyu.people.actions import create_user
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Grant, Role
fields = [{"name": n, "title": n, "type": "text"} for n in ("number", "a", "b", "d")]
with reading_as(SYSTEM):
    load_areas([{"code": "990101100", "name": "望澜镇"}, {"code": "990101100201", "name": "东岭村"}])
    define_ledger({"code": "kept", "title": "台账", "domain": "民生保障", "level": "village", "fields": fields}, by=SYSTEM)
    user = create_user(username="kept", name="测试", password="long-enough-7", grants=[Grant(Role.TOWN_CLERK, AreaCode("990101100"))])
text = "number,a,b,d\\n" + "".join(f"{n},a{n},b{n},c{n}\\n" for n in range(40_000))
key = hashlib.sha256(text.encode()).hexdigest() + f"/{user.id}/a.csv"
path = settings.ZHENYU_VAR / "uploads" / key
path.parent.mkdir(parents=True)
path.write_text(text)
facts = {"ledger": "kept", "area": "990101100201", "file": key, "accept_good": True}
task = jobs.start(IMPORT, "导入", by_id=user.id, by_name="测试", arguments=facts)
run_import.defer(job_id=task.id)
"""


@pytest.fixture
def var() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="zhenyu-kept-", dir="/tmp"))
    folder.chmod(0o711)
    yield folder
    EmbeddedPostgres(folder).stop()
    shutil.rmtree(folder, ignore_errors=True)


def serve(var: Path) -> "subprocess.Popen[bytes]":
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "zhenyu", "serve", "--port", str(port), "--workers", "1"]
    with (var / "log").open("ab") as log:
        return subprocess.Popen(command, env={**os.environ, "ZHENYU_VAR": str(var)}, stdout=log, stderr=log)


def ask(var: Path, statement: str) -> tuple[object, ...] | None:
    """One row as the owner sees it; None while the database is away."""
    try:
        with psycopg.connect(EmbeddedPostgres(var)._database_url(), connect_timeout=2) as connection:
            connection.execute("SELECT set_config('zhenyu.scope', '{\"*\": [\"\"]}', false)")
            return connection.execute(statement).fetchone()
    except psycopg.Error:
        return None


def wait_for(var: Path, statement: str, seconds: int = 90) -> tuple[object, ...]:
    """The row once the statement gives one."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := ask(var, statement):
            return found
        time.sleep(0.05)
    raise AssertionError((var / "log").read_text()[-3000:])


UNDER_WAY = "SELECT done FROM core_job WHERE state = 'running' AND done > 0 AND done < 30000"
ENDED = "SELECT state, error, (result->>'added')::int FROM core_job WHERE state IN ('done', 'failed')"
TWICE = "SELECT count(*), count(DISTINCT number), (SELECT count(*) FROM ledgers_batch) FROM ledger_kept"


@pytest.mark.parametrize("killed", ["server", "database"])
def test_an_import_whose_server_or_database_is_killed_ends_with_every_row_once(
    var: Path, killed: str
) -> None:
    subprocess.run([sys.executable, "-c", PREPARE], env={**os.environ, "ZHENYU_VAR": str(var)}, check=True)
    server = serve(var)
    try:
        wait_for(var, UNDER_WAY)
        if killed == "server":
            server.kill()
            server.wait()
            assert ask(var, TWICE) == (0, 0, 0)
            server = serve(var)
        else:
            postmaster = EmbeddedPostgres(var)._pid()
            assert postmaster is not None
            os.kill(postmaster, signal.SIGKILL)
        assert wait_for(var, ENDED) == ("done", "", ROWS)
        assert ask(var, TWICE) == (ROWS, ROWS, 1)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=60)
