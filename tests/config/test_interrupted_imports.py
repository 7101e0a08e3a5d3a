"""An import survives the death of its worker and of the database: killed for real, it ends with every row
once."""

import os
import signal
from pathlib import Path

import pytest

from tests.config.killed import (
    as_if_long_dead,
    ask,
    serve,
    set_signals,
    standing_at_the_gate,
    told_through_restarts,
)
from tests.support.houses import copy, made_once, run
from zhenyu.config.embedded import EmbeddedPostgres

pytestmark = pytest.mark.system
ROWS = 40_000
PREPARE = """
import hashlib
from zhenyu.config.setup import setup_django
setup_django()
from django.conf import settings
from django.db import connection
from zhenyu.areas.actions import load_areas
from zhenyu.core.jobs import progress as jobs
from zhenyu.core.values.area_codes import AreaCode
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


ENDED = "SELECT state, error, (result->>'added')::int FROM core_job WHERE state IN ('done', 'failed')"
TWICE = "SELECT count(*), count(DISTINCT number), (SELECT count(*) FROM ledgers_batch) FROM ledger_kept"


@pytest.fixture
def waiting(var: Path, empty_house: Path, run_folder: Path) -> Path:
    """A house with an import that waits for its worker."""

    def make(folder: Path) -> None:
        copy(empty_house, folder)
        run(folder, "-c", PREPARE)

    copy(made_once(run_folder / "import", make), var)
    return var


@pytest.mark.parametrize(("killed", "at"), [("server", "写入台账"), ("database", "读取并核对")])
def test_an_import_whose_server_or_database_is_killed_ends_with_every_row_once(
    waiting: Path, killed: str, at: str
) -> None:
    set_signals(waiting, at)
    server = serve(waiting)
    try:
        with standing_at_the_gate(waiting):
            if killed == "server":
                server.kill()
                server.wait()
                assert ask(waiting, TWICE) == (0, 0, 0)
                as_if_long_dead(waiting)
                server = serve(waiting)
            else:
                postmaster = EmbeddedPostgres(waiting)._pid()
                assert postmaster is not None
                os.kill(postmaster, signal.SIGKILL)
        assert told_through_restarts(waiting, server, ENDED) == ("done", "", ROWS)
        assert ask(waiting, TWICE) == (ROWS, ROWS, 1)
    finally:
        server.send_signal(signal.SIGINT)
        server.wait()
