"""Reading as background work: scans, old Word files and large PDFs."""

from __future__ import annotations

from django.db import OperationalError, close_old_connections
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from zhenyu.core import clock
from zhenyu.core.jobs import progress as jobs
from zhenyu.core.models import Job
from zhenyu.documents.actions import receipt
from zhenyu.documents.actions.originals import delete_orphaned_originals
from zhenyu.documents.actions.second_reading import read_again
from zhenyu.people.models import User
from zhenyu.people.queries import reader_of
from zhenyu.people.scopes import reading_as

_AGAIN = RetryStrategy(max_attempts=10, wait=3, retry_exceptions={OperationalError})


@app.task(name="documents.read", queue="documents", pass_context=True, retry=_AGAIN)
def read_file(context: JobContext, job_id: int) -> None:
    """Read a file, or a filed report again, on behalf of the person who asked."""
    close_old_connections()  # the database may have been restarted since this worker's last job
    carry_out(job_id, context.job.attempts or 0)


@app.periodic(cron="40 3 * * *")
@app.task(name="documents.forget_orphans", queueing_lock="documents.forget_orphans")
def delete_orphans(timestamp: int) -> None:
    """Each night: delete originals that no report has."""
    delete_orphaned_originals()


def carry_out(job_id: int, beginnings: int = 0) -> None:
    """Do a reading that was asked for; see :func:`zhenyu.core.jobs.progress.run_job`."""
    jobs.run_job(job_id, _read, label="读取", attempt=beginnings)


def _read(job: Job) -> None:
    assert job.by_id is not None  # noqa: S101 — files are handed in by people
    reader = reader_of(User.objects.get(id=job.by_id), clock.today())
    with jobs.reporter(job) as report, reading_as(reader):
        jobs.lock_job(job)
        if job.ended:
            return
        report("打开文件", 0, None)

        def progress(done: int, of: int) -> None:
            report("已读页", done, of)

        if filed := job.arguments.get("document"):
            done = read_again(filed, by=reader, progress=progress)
            figures = done.document.figures.filter(withdrawn=False).count()
            jobs.finish(job, {"figures": figures, "lost": list(done.lost)})
        else:
            receipt.read(job, by=reader, progress=progress)
