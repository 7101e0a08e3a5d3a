"""A redefinition in the background survives the death of its worker: killed for real, it is gone on with, or
taken back."""

from pathlib import Path

import pytest

from tests.config.killed import (
    as_if_long_dead,
    ask,
    set_signals,
    standing_at_the_gate,
    told_through_restarts,
    work,
)
from tests.support.houses import copy, made_once, run

pytestmark = pytest.mark.system
ROWS = 30_000
PREPARE = """
from zhenyu.config.setup import setup_django
setup_django()
from django.db import connection
from zhenyu.areas.actions import load_areas
from zhenyu.ledgers.actions import definitions
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
    job = definitions.redefine(raw, by=SYSTEM, based_on=1)
    run_redefinition.defer(job_id=job.id)
""".replace("[ROWS]", f"[{ROWS}]")
ENDED = """SELECT state, error FROM core_job WHERE state IN ('done', 'failed', 'cancelled') AND NOT EXISTS (
    SELECT FROM procrastinate_jobs WHERE task_name = 'ledgers.run_redefinition' AND status IN ('todo', 'doing'))"""
DAYS = "SELECT count(*), count(day), min(day)::text, max(day)::text FROM ledger_kept"
LEFT = (
    "SELECT count(*) FROM pg_class FULL JOIN pg_attribute ON attname = relname"
    " WHERE relname ~ '^_retyping' OR attname ~ '^_new_'"
)


@pytest.fixture
def waiting(var: Path, empty_house: Path, run_folder: Path) -> Path:
    """A house with a redefinition that waits for its worker."""

    def make(folder: Path) -> None:
        copy(empty_house, folder)
        run(folder, "-c", PREPARE)

    copy(made_once(run_folder / "redefinition", make), var)
    return var


@pytest.mark.parametrize("then", ["goes on", "is cancelled"])
def test_a_redefinition_whose_worker_is_killed(waiting: Path, then: str) -> None:
    set_signals(waiting, "转换内容")
    worker = work(waiting)
    try:
        with standing_at_the_gate(waiting):
            worker.kill()
            worker.wait()
            assert ask(waiting, "SELECT max(version) FROM ledgers_ledgerversion") == (1,)
        if then == "is cancelled":
            ask(waiting, "UPDATE core_job SET state = 'cancelling' RETURNING id")
        as_if_long_dead(waiting)
        worker = work(waiting)
        ended = told_through_restarts(waiting, worker, ENDED)
        if then == "goes on":
            assert ended == ("done", "")
            assert ask(waiting, DAYS) == (ROWS, ROWS, "2023-01-01", "2023-12-01")
        else:
            assert ended == ("cancelled", "")
            assert ask(waiting, DAYS) == (ROWS, ROWS, "2023.1.1", "2023.9.1")
        assert ask(waiting, LEFT) == (0,)
    finally:
        worker.kill()
        worker.wait()
