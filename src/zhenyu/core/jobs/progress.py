"""Progress of background work, kept in the database so that a page or terminal can come back to it."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import structlog
from django.db import OperationalError, connection
from procrastinate.contrib.django import app

from zhenyu.core.changelog import seals
from zhenyu.core.database.row_security import scope_applied
from zhenyu.core.errors import NotFound, ZhenyuError
from zhenyu.core.models import Job
from zhenyu.core.values.scope import EVERYTHING

SECONDS_BETWEEN = 0.4
"""Between two reports of progress: the page asks about once a second."""
MOST_ATTEMPTS = 4
"""Times a job is begun before it is given up."""

log = structlog.get_logger()


class Cancelled(ZhenyuError):  # noqa: N818 — reads as the sentence the user sees
    """Somebody cancelled the job; what it did is taken back with its transaction."""


def start(
    kind: str, title: str, *, by_id: int | None, by_name: str, arguments: Mapping[str, Any] | None = None
) -> Job:
    """Note a job that waits for a worker. The caller defers the task in the same transaction."""
    return Job.objects.create(
        kind=kind, title=title, by_id=by_id, by_name=by_name, arguments=dict(arguments or {})
    )


def job_of(job_id: int, *, by_id: int | None) -> Job:
    """The job, if it is the asker's own."""
    job = Job.objects.filter(id=job_id, by_id=by_id).first()
    if job is None:
        raise NotFound(f"没有编号为 {job_id} 的任务", "请从发起任务的页面重新打开，或重新提交")
    return job


@contextmanager
def reporter(job: Job) -> Iterator[Callable[[str, int, int | None], None]]:
    """Give a function ``report(stage, done, total)`` whose reports others see while the work's transaction is
    still open.

    It writes through a connection of its own, because the work commits all or nothing, and not more often
    than is read. The function raises :class:`Cancelled` when somebody cancelled the job.
    """
    own = connection.copy()
    next_report = 0.0

    def report(stage: str, done: int, total: int | None) -> None:
        nonlocal next_report
        if time.monotonic() < next_report and done != total:
            return
        next_report = time.monotonic() + SECONDS_BETWEEN
        with own.cursor() as cursor:
            cursor.execute(
                "UPDATE core_job SET state = CASE WHEN state = %s THEN state ELSE %s END, stage = %s, done = %s, total = %s,"
                " updated_at = now() WHERE id = %s RETURNING state",
                [Job.CANCELLING, Job.RUNNING, stage[:60], done, total, job.id],
            )
            if cursor.fetchone() == (Job.CANCELLING,):
                raise Cancelled("已取消，什么都没有写入")

    try:
        yield report
    finally:
        own.close()


def run_job(
    job_id: int,
    work: Callable[[Job], None],
    *,
    label: str,
    attempt: int = 0,
    retry_on: tuple[type[Exception], ...] = (OperationalError,),
) -> None:
    """Do a job, and record how it ended; one that has ended is left alone.

    It may be begun as often as workers and databases die: what was half done went with its transaction.

    Arguments:
        work: does it, and finishes the job in the transaction of what it wrote.
        label: what it is called, as in 导入时出了意外.
        attempt: how often it was begun before.
        retry_on: the errors that are raised on, because another attempt is worth it.
    """
    job = Job.objects.get(id=job_id)
    if job.ended:
        return
    try:
        if attempt >= MOST_ATTEMPTS:
            raise ZhenyuError(
                f"开始了{MOST_ATTEMPTS}次都在中途断掉，什么都没有写入",
                "多半是内存不足：请把文件拆小，或请系统管理员查看",
            )
        work(job)
    except Cancelled:
        cancelled(job)
    except retry_on:
        raise
    except ZhenyuError as error:
        fail(job, str(error))
    except Exception:
        fail(job, f"{label}时出了意外，什么都没有写入。请稍后重试；仍不行请把任务编号告诉系统管理员")
        log.exception("job failed", kind=job.kind, job=job_id)


def lock_job(job: Job) -> None:
    """Make the job this transaction's alone, and read it again; waits for another that is still at it.

    A worker that was killed leaves its transaction behind for a moment, and one that was only slow is taken
    for dead: so long as it lives its lock keeps the next from doing the work twice.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('zhenyu job'), %s::integer)", [job.id])
    job.refresh_from_db()


def cancel(job: Job) -> None:
    """Stop a job: at once while it waits, else at its next report of progress. One that has ended stays as it
    is."""
    mine = Job.objects.filter(id=job.id)
    if not mine.filter(state=Job.WAITING).update(state=Job.CANCELLED):
        mine.filter(state=Job.RUNNING).update(state=Job.CANCELLING)


def cancelled(job: Job) -> None:
    """Record that a job ended because it was cancelled."""
    Job.objects.filter(id=job.id).update(state=Job.CANCELLED)


def finish(job: Job, result: Mapping[str, Any]) -> None:
    Job.objects.filter(id=job.id).update(state=Job.DONE, result=dict(result))


def fail(job: Job, message: str) -> None:
    """Record why a job ended without its result; ``message`` is shown to the user and holds no personal
    data."""
    Job.objects.filter(id=job.id).update(state=Job.FAILED, error=message)


@app.periodic(cron="*/10 * * * *")
@app.task(name="core.seal", queueing_lock="core.seal")
def seal(timestamp: int) -> None:
    """Seal the change log as far as it is final."""
    with scope_applied(EVERYTHING, "系统"):
        seals.seal_log(wait_seconds=10)  # a worker has other work, too; the next run takes up what is left
    seals.keep_months_ahead()
