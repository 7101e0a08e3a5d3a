"""Imports as background work: their progress is kept in the job, their outcome is the job's result."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

import structlog
from django.db import OperationalError, close_old_connections
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from zhenyu.core import clock
from zhenyu.core.files import uploads
from zhenyu.core.jobs import progress as jobs
from zhenyu.core.models import Job
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers.actions import attachments, escalation
from zhenyu.ledgers.actions.imports import IMPORT
from zhenyu.ledgers.importing import file_import
from zhenyu.ledgers.importing.file_import import DatabaseLost
from zhenyu.ledgers.redefinition import background
from zhenyu.ledgers.schema import indexes, registry, tables
from zhenyu.ledgers.types import ImportReport
from zhenyu.people.models import User
from zhenyu.people.queries import reader_of
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM

PROBLEMS_SHOWN: Final = 200
"""Problems kept for the page; the workbook marks all of them."""

_AT_A_STRETCH: Final = 20.0
"""Seconds a redefinition may go on before it lets other jobs pass."""

log = structlog.get_logger()


_AGAIN: Final = RetryStrategy(max_attempts=10, wait=3, retry_exceptions={DatabaseLost, OperationalError})


@app.task(name="ledgers.run_import", queue="imports", pass_context=True, retry=_AGAIN)
def run_import(context: JobContext, job_id: int) -> None:
    """Check or import an uploaded workbook on behalf of the person who asked."""
    close_old_connections()  # the database may have been restarted since this worker's last job
    run_import_job(job_id, context.job.attempts or 0)


def run_import_job(job_id: int, beginnings: int = 0) -> None:
    """Do an import that was asked for; see :func:`zhenyu.core.jobs.progress.run_job`.

    Raises:
        DatabaseLost, OperationalError: the database went away; worth another try.
    """
    jobs.run_job(job_id, _import, label="导入", attempt=beginnings, retry_on=(DatabaseLost, OperationalError))


@app.periodic(cron="20 5 * * *")
@app.task(name="ledgers.escalate", queueing_lock="ledgers.escalate")
def report_overdue(timestamp: int) -> None:
    """Each morning: report what is long overdue to the roles the ledgers name. A second run of a day adds
    nothing."""
    with reading_as(SYSTEM):
        log.info("escalated", rows=escalation.escalate())


@app.task(name="ledgers.bring_indexes", queue="indexes", lock="indexes")
def bring_indexes(code: str) -> None:
    """Make the indexes a changed definition asks for on a large table, while people go on writing; safe to
    run again."""
    indexes.bring_without_locks(registry.ledger(code))


@app.task(name="ledgers.settle", queue="indexes", lock="indexes")
def vacuum(code: str) -> None:
    """Put a table in order after a large import; safe to run again."""
    tables.vacuum(registry.ledger(code))


@app.task(name="ledgers.run_redefinition", queue="indexes", pass_context=True, retry=_AGAIN)
def run_redefinition(context: JobContext, job_id: int) -> None:
    """Redefine a large ledger, for a while; others who wait for the worker have their turn before it goes
    on."""
    close_old_connections()
    try:
        background.run_redefinition_job(job_id, context.job.attempts or 0, seconds=_AT_A_STRETCH)
    except background.NotYet:
        run_redefinition.configure(schedule_in={"seconds": 1}).defer(job_id=job_id)


@app.task(name="ledgers.renew_due", queue="indexes", lock="due")
def renew_due(code: str) -> None:
    """Set the due days of a large ledger anew after its deadlines changed, in short transactions; safe to run
    again."""
    position: int | None = 0
    while position is not None:
        with reading_as(SYSTEM):
            position = tables.renew_due_after(registry.ledger(code), position)


def _import(job: Job) -> None:
    facts = job.arguments
    assert job.by_id is not None  # noqa: S101 — imports are started by people
    reader = reader_of(User.objects.get(id=job.by_id), clock.today())
    with jobs.reporter(job) as report, reading_as(reader):
        jobs.lock_job(job)
        if job.ended:
            return
        done = file_import.import_file(
            facts["ledger"],
            uploads.upload_path(facts["file"], by_id=job.by_id),
            area=AreaCode.parse(facts["area"]),
            by=reader,
            dry_run=bool(facts.get("dry_run")),
            accept_good=bool(facts.get("accept_good")),
            errors_to=uploads.result_path(job.id),
            mapping=_mapping(facts),
            uploaded=True,
            progress=lambda progress: report(progress.stage, progress.done, progress.total),
        )
        report("完成", done.read, done.read)  # the last chance to cancel
        jobs.finish(job, report_json(done))


@app.periodic(cron="30 3 * * *")
@app.task(name="ledgers.clean_files")
def clean_files(timestamp: int) -> None:
    """Delete uploads and marked workbooks that nobody came back for in :data:`uploads.KEPT_DAYS` days."""
    before = clock.now() - timedelta(days=uploads.KEPT_DAYS)
    recent = Job.objects.filter(kind=IMPORT, created_at__gte=before).values_list("arguments__file", flat=True)
    uploads.delete_old_uploads(before.timestamp(), set(recent))


@app.periodic(cron="50 3 * * *")
@app.task(name="ledgers.clear_attachments", queueing_lock="ledgers.clear_attachments")
def clear_attachments(timestamp: int) -> None:
    """Each night: delete files a day old that no row ever got, as ``zhenyu attachments clear`` does."""
    log.info("attachments cleared", files=attachments.clear_orphans())


def _mapping(facts: dict[str, Any]) -> dict[int, str] | None:
    """Column → field as confirmed; JSON keeps only texts as keys."""
    mapping = facts.get("mapping")
    return {int(position): name for position, name in mapping.items()} if mapping else None


def report_json(report: ImportReport) -> dict[str, Any]:
    """The report for the page, with the first problems and how many there are."""
    whole = report.as_json()
    return {**whole, "problems": whole["problems"][:PROBLEMS_SHOWN], "problem_count": len(whole["problems"])}
