"""Progress of background work, kept in the database so that a page or terminal can come back to it."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db import connection
from procrastinate.contrib.django import app

from zhenyu.core import seals
from zhenyu.core.db import EVERYTHING, scope_applied
from zhenyu.core.errors import NotFound
from zhenyu.core.models import Job

SECONDS_BETWEEN = 0.4
"""Between two words of progress: the page asks about once a second."""


def start(kind: str, title: str, *, by_id: int | None, by_name: str, arguments: Mapping[str, Any] | None = None) -> Job:
    """Note a job that waits for a worker. The caller defers the task in the same transaction."""
    return Job.objects.create(kind=kind, title=title, by_id=by_id, by_name=by_name, arguments=dict(arguments or {}))


def of(job_id: int, *, by_id: int | None) -> Job:
    """The job, if it is the asker's own."""
    job = Job.objects.filter(id=job_id, by_id=by_id).first()
    if job is None:
        raise NotFound(f"没有编号为 {job_id} 的任务", "请从发起任务的页面重新打开，或重新提交")
    return job


@contextmanager
def reporter(job: Job) -> Iterator[Callable[[str, int, int | None], None]]:
    """Give a function ``report(stage, done, total)`` whose word others see while the work's transaction is still open.

    It speaks through a connection of its own, because the work commits all or nothing, and not more often than is read.
    """
    own = connection.copy()
    next_word = 0.0

    def report(stage: str, done: int, total: int | None) -> None:
        nonlocal next_word
        if time.monotonic() < next_word and done != total:
            return
        next_word = time.monotonic() + SECONDS_BETWEEN
        with own.cursor() as cursor:
            cursor.execute(
                "UPDATE core_job SET state = %s, stage = %s, done = %s, total = %s, updated_at = now() WHERE id = %s",
                [Job.RUNNING, stage[:60], done, total, job.id],
            )

    try:
        yield report
    finally:
        own.close()


def finish(job: Job, result: Mapping[str, Any]) -> None:
    Job.objects.filter(id=job.id).update(state=Job.DONE, result=dict(result))


def fail(job: Job, message: str) -> None:
    """Record why a job ended without its result; ``message`` is shown to the user and holds no personal data."""
    Job.objects.filter(id=job.id).update(state=Job.FAILED, error=message)


@app.periodic(cron="*/10 * * * *")
@app.task(name="core.seal", queueing_lock="core.seal")
def seal(timestamp: int) -> None:
    """Seal the change log as far as it is final."""
    with scope_applied(EVERYTHING, "系统"):
        seals.seal_log(wait_seconds=10)  # a worker has other work, too; the next run takes up what is left
    seals.keep_months_ahead()
