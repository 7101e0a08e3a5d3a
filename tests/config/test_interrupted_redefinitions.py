"""A redefinition in the background survives the death of its worker: killed for real, it is gone on with, or
taken back."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.config.test_interrupted_imports import ask, serve, var, wait_for

__all__ = ["var"]  # a fixture

ROWS = 30_000
PREPARE = """
from zhenyu.config.setup import setup_django, migrate
setup_django(); migrate()
from django.db import connection
from zhenyu.areas.actions import load_areas
from zhenyu.ledgers import redefining
from zhenyu.ledgers.actions.definitions import define_ledger
from zhenyu.ledgers.jobs import run_redefinition
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM
fields = [{"name": "number", "title": "编号", "type": "text"}, {"name": "day", "title": "日期", "type": "text"}]
raw = {"code": "kept", "title": "台账", "domain": "民生保障", "level": "village", "key": ["number"], "fields": fields}
with reading_as(SYSTEM):
    load_areas([{"code": "990101100", "name": "望澜镇"}, {"code": "990101100201", "name": "东岭村"}])
    define_ledger(raw, by=SYSTEM)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_kept (area, version, created_at, created_by, updated_at, updated_by, owner, extra, number, day)"
            " SELECT '990101100201', 1, now(), '', now(), '', '', '{}', n::text, '2023.' || 1 + n %% 12 || '.1'"
            " FROM generate_series(1, %s) n", [ROWS])
    fields[1]["type"] = "date"
    job = redefining.redefine(raw, by=SYSTEM, based_on=1)
    run_redefinition.defer(job_id=job.id)
""".replace("[ROWS]", f"[{ROWS}]")
HALF_WAY = (
    f"SELECT done FROM core_job WHERE state = 'running' AND stage = '转换内容' AND done < {ROWS - 5000}"
)
ENDED = "SELECT state, error FROM core_job WHERE state IN ('done', 'failed', 'cancelled')"
DAYS = "SELECT count(*), count(day), min(day)::text, max(day)::text FROM ledger_kept"
LEFT = (
    "SELECT count(*) FROM pg_class FULL JOIN pg_attribute ON attname = relname"
    " WHERE relname ~ '^_retyping' OR attname ~ '^_new_'"
)


@pytest.mark.parametrize("then", ["goes on", "is cancelled"])
def test_a_redefinition_whose_server_is_killed(var: Path, then: str) -> None:
    subprocess.run([sys.executable, "-c", PREPARE], env={**os.environ, "ZHENYU_VAR": str(var)}, check=True)
    server = serve(var)
    try:
        wait_for(var, HALF_WAY)
        server.kill()
        server.wait()
        assert ask(var, "SELECT max(version) FROM ledgers_ledgerversion") == (1,)
        if then == "is cancelled":
            ask(var, "UPDATE core_job SET state = 'cancelling' RETURNING id")
        server = serve(var)
        if then == "goes on":
            assert wait_for(var, ENDED) == ("done", "")
            assert ask(var, DAYS) == (ROWS, ROWS, "2023-01-01", "2023-12-01")
        else:
            assert wait_for(var, ENDED) == ("cancelled", "")
            assert ask(var, DAYS) == (ROWS, ROWS, "2023.1.1", "2023.9.1")
        assert wait_for(var, f"SELECT 1 WHERE ({LEFT}) = 0") == (1,)
    finally:
        server.kill()
        server.wait()
