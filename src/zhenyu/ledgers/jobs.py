"""Imports as background work: their progress is kept in the job, their outcome is the job's result."""

from __future__ import annotations

import time
from typing import Any, Final

import structlog
from django.db import connection
from procrastinate.contrib.django import app

from zhenyu.core import clock, jobs, uploads
from zhenyu.core.area_codes import AreaCode
from zhenyu.core.errors import ZhenyuError
from zhenyu.core.models import Job
from zhenyu.ledgers import importing
from zhenyu.ledgers.types import ImportReport, Progress
from zhenyu.people.models import User
from zhenyu.people.queries import reader_of
from zhenyu.people.scopes import reading_as

IMPORT: Final = "ledgers.import"
PROBLEMS_SHOWN: Final = 200
"""Problems kept for the page; the workbook marks all of them."""

_SECONDS_BETWEEN: Final = 0.4
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


def _import(job: Job) -> ImportReport:
    facts = job.arguments
    assert job.by_id is not None  # noqa: S101 — imports are started by people
    reader = reader_of(User.objects.get(id=job.by_id), clock.today())
    progress = ProgressOutside(job)
    try:
        with reading_as(reader):
            return importing.import_file(
                facts["ledger"], uploads.path_of(facts["file"]), area=AreaCode.parse(facts["area"]), by=reader,
                dry_run=bool(facts.get("dry_run")), accept_good=bool(facts.get("accept_good")),
                errors_to=uploads.result_path(job.id), mapping=_mapping(facts), progress=progress,
            )  # fmt: skip
    finally:
        progress.close()


def _mapping(facts: dict[str, Any]) -> dict[int, str] | None:
    """Column → field as confirmed; JSON keeps only texts as keys."""
    mapping = facts.get("mapping")
    return {int(place): name for place, name in mapping.items()} if mapping else None


def report_json(report: ImportReport) -> dict[str, Any]:
    """The report for the page, with the first problems and how many there are."""
    whole = report.as_json()
    return {**whole, "problems": whole["problems"][:PROBLEMS_SHOWN], "problem_count": len(whole["problems"])}


class ProgressOutside:
    """Write a job's progress through a connection of its own: the import's transaction shows nothing until it ends."""

    def __init__(self, job: Job) -> None:
        self._job_id = job.id
        self._connection = connection.copy()
        self._next = 0.0

    def __call__(self, progress: Progress) -> None:
        if time.monotonic() < self._next and progress.done != progress.total:
            return
        self._next = time.monotonic() + _SECONDS_BETWEEN
        with self._connection.cursor() as cursor:
            cursor.execute(
                "UPDATE core_job SET state = %s, stage = %s, done = %s, total = %s, updated_at = now() WHERE id = %s",
                [Job.RUNNING, progress.stage[:60], progress.done, progress.total, self._job_id],
            )

    def close(self) -> None:
        self._connection.close()
