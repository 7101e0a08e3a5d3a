"""Imports as background work: their progress is kept in the job, their outcome is the job's result."""

from __future__ import annotations

from typing import Any, Final

import structlog
from procrastinate.contrib.django import app

from zhenyu.core import clock, jobs, uploads
from zhenyu.core.area_codes import AreaCode
from zhenyu.core.errors import ZhenyuError
from zhenyu.core.models import Job
from zhenyu.ledgers import escalating, importing, indexes, registry
from zhenyu.ledgers.types import ImportReport
from zhenyu.people.models import User
from zhenyu.people.queries import reader_of
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM

IMPORT: Final = "ledgers.import"
PROBLEMS_SHOWN: Final = 200
"""Problems kept for the page; the workbook marks all of them."""

log = structlog.get_logger()


@app.task(name="ledgers.run_import", queue="imports")
def run_import(job_id: int) -> None:
    """Check or take over an uploaded workbook on behalf of the person who asked. A job that has ended is left alone."""
    job = Job.objects.get(id=job_id)
    if job.ended:
        return
    try:
        report = _import(job)
    except ZhenyuError as error:
        jobs.fail(job, str(error))
        return
    except Exception:
        jobs.fail(job, "导入时出了意外，什么都没有写入。请稍后重试；仍不行请把任务编号告诉系统管理员")
        log.exception("import failed", job=job_id)
        return
    jobs.finish(job, report_json(report))


@app.periodic(cron="20 5 * * *")
@app.task(name="ledgers.escalate", queueing_lock="ledgers.escalate")
def report_overdue(timestamp: int) -> None:
    """Each morning: report what is long overdue to the roles the ledgers name. A second run of a day adds nothing."""
    with reading_as(SYSTEM):
        log.info("escalated", rows=escalating.escalate())


@app.task(name="ledgers.bring_indexes", queue="indexes", lock="indexes")
def bring_indexes(code: str) -> None:
    """Make the indexes a changed definition asks for on a large table, while people go on writing; safe to run again."""
    indexes.bring_without_locks(registry.ledger(code))


def _import(job: Job) -> ImportReport:
    facts = job.arguments
    assert job.by_id is not None  # noqa: S101 — imports are started by people
    reader = reader_of(User.objects.get(id=job.by_id), clock.today())
    with jobs.reporter(job) as report, reading_as(reader):
        return importing.import_file(
            facts["ledger"], uploads.path_of(facts["file"], by_id=job.by_id), area=AreaCode.parse(facts["area"]), by=reader,
            dry_run=bool(facts.get("dry_run")), accept_good=bool(facts.get("accept_good")),
            errors_to=uploads.result_path(job.id), mapping=_mapping(facts),
            progress=lambda progress: report(progress.stage, progress.done, progress.total),
        )  # fmt: skip


def _mapping(facts: dict[str, Any]) -> dict[int, str] | None:
    """Column → field as confirmed; JSON keeps only texts as keys."""
    mapping = facts.get("mapping")
    return {int(place): name for place, name in mapping.items()} if mapping else None


def report_json(report: ImportReport) -> dict[str, Any]:
    """The report for the page, with the first problems and how many there are."""
    whole = report.as_json()
    return {**whole, "problems": whole["problems"][:PROBLEMS_SHOWN], "problem_count": len(whole["problems"])}
