"""Verbs of handing in: a file comes, is checked and read, and a person confirms what it is before it is
filed.

Each file is a job (:mod:`zhenyu.core.jobs.progress`), whether it is read at once or in the background: its
result is the proposal that waits for the person, its error the sentence that says why it cannot be read.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from zhenyu.areas import queries as areas
from zhenyu.core import clock
from zhenyu.core.errors import NotFound, RefusedError, UsageError, ZhenyuError
from zhenyu.core.files import store, uploads
from zhenyu.core.files.kinds import READABLE_KINDS, endings_of, kind_of
from zhenyu.core.jobs import progress as jobs
from zhenyu.core.models import Job
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.documents.actions.corrections import READINGS
from zhenyu.documents.actions.reports import file_report
from zhenyu.documents.formats.sandbox import Progress
from zhenyu.documents.formats.source import MAX_SCAN_BYTES, is_slow, source_of
from zhenyu.documents.library.proposal import proposal
from zhenyu.documents.models import Document
from zhenyu.people.access import require_write
from zhenyu.people.types import Reader

READ: Final = "documents.read"
MOST_FILES: Final = 50
"""Handed in at once."""
MOST_WAITING: Final = 100
"""Files of one person that are shown as waiting."""
_WITH_MACROS: Final = (".docm", ".xlsm")  # let through to be told what is wrong with them


def waiting(by: Reader, job_id: int | None = None) -> list[Job]:
    """The reader's files that are being read, wait to be confirmed, or could not be read; the earliest
    first."""
    own = Job.objects.filter(kind=READ, by_id=by.user_id).exclude(state=Job.CANCELLED)
    wanted = own.filter(id=job_id) if job_id else own.exclude(arguments__has_key="settled")
    return list(wanted.order_by("id")[:MOST_WAITING])


def receive(upload: UploadedFile[bytes], *, area: AreaCode, by: Reader) -> tuple[Job, bool]:
    """Take a file: checked, and read at once unless that takes long.

    Returns:
        Its job, and whether it is left to be read in the background. A file that is refused is a job that
        failed, with the sentence that names it.

    Raises:
        NotAllowed: the actor files no reports there.
    """
    require_write(by, area, None, of="报告库")
    name = store.harmless_name(upload.name or "")
    facts = {"name": name, "area": str(area)}
    job = jobs.start(READ, f"读取报告：{name}"[:200], by_id=by.user_id, by_name=by.name, arguments=facts)
    try:
        key = _staged(upload, name, by)
        Job.objects.filter(id=job.pk).update(arguments={**facts, "file": key})
        job.refresh_from_db()
        slow = is_slow(uploads.upload_path(key, by_id=by.user_id).read_bytes())
        if not slow:
            read(job, by=by)
    except ZhenyuError as problem:
        jobs.fail(job, _naming(name, problem))
        slow = False
    job.refresh_from_db()
    return job, slow


def _staged(upload: UploadedFile[bytes], name: str, by: Reader) -> str:
    """The upload kept as this person's, checked as attachments are: by its content, for bombs and macros, for
    viruses."""
    key = uploads.store_upload(
        upload,
        (*endings_of(READABLE_KINDS), *_WITH_MACROS),
        by_id=by.user_id,
        largest=MAX_SCAN_BYTES,
        too_large="请把它分成几份",
    )
    path = uploads.upload_path(key, by_id=by.user_id)
    try:
        kind_of(path, name, READABLE_KINDS)
        store.scan(path, name)
    except ZhenyuError:
        uploads.delete_upload(key, by_id=by.user_id)
        raise
    return key


def _naming(name: str, problem: ZhenyuError) -> str:
    return str(problem) if name in problem.message else f"“{name}”：{problem}"


def read(job: Job, *, by: Reader, progress: Progress | None = None) -> None:
    """Read a file that came and finish its job with what it seems to be.

    Raises:
        UsageError: it cannot be read; names it and the remedy.
    """
    name, asked = str(job.arguments["name"]), AreaCode(job.arguments["area"])
    source = source_of(uploads.upload_path(job.arguments["file"], by_id=by.user_id), progress, name)
    known = [(each.code, each.name) for each in areas.subtree(asked, clock.today())]
    proposed = proposal(source.text, Path(name).stem, known)
    counted = {"characters": len(source.text), "pages": len(source.sheets), "notes": list(source.notes)}
    jobs.finish(job, {**proposed.as_json(), "area": proposed.area or str(asked), **counted})


@transaction.atomic
def confirm(job_id: int, said: Mapping[str, str], *, by: Reader) -> Document:
    """File what was read, as the person says it is.

    Arguments:
        said: ``title``, ``area``, ``year``, ``month``, ``kind``.

    Raises:
        NotFound: not theirs, or already settled. NotAllowed, RefusedError, UsageError: as ``file_report``.
    """
    job = _own(job_id, by)
    if job.state != Job.DONE:
        raise UsageError("这个文件还没有读完", "请等读完再确认")
    key = job.arguments["file"]
    document = file_report(
        uploads.upload_path(key, by_id=by.user_id),
        title=said.get("title", ""),
        area=AreaCode.parse(said.get("area", "")),
        period=period_said(said.get("year", ""), said.get("month", "")),
        by=by,
        kind=said.get("kind", "other"),
        filename=str(job.arguments["name"]),
    )
    _settle(job, document=document.pk)
    transaction.on_commit(lambda: uploads.delete_upload(key, by_id=by.user_id))
    return document


@transaction.atomic
def put_aside(job_id: int, *, by: Reader) -> None:
    """Do without a file that waits or could not be read, or stop reading it."""
    job = _own(job_id, by)
    jobs.cancel(job)
    _settle(job)
    if key := job.arguments.get("file"):
        transaction.on_commit(lambda: uploads.delete_upload(key, by_id=by.user_id))


def start_second_reading(document: Document, *, by: Reader) -> Job:
    """The job of reading a filed report again in the background.

    Raises:
        NotAllowed: the actor only reads there.
    """
    require_write(by, AreaCode(document.area), None, of=READINGS)
    facts: dict[str, Any] = {
        "name": document.title,
        "area": document.area,
        "document": document.pk,
        "settled": True,
    }
    title = f"重新读数：{document.title}"[:200]
    return jobs.start(READ, title, by_id=by.user_id, by_name=by.name, arguments=facts)


def _own(job_id: int, by: Reader) -> Job:
    """A file of theirs that still waits.

    Raises:
        NotFound, RefusedError.
    """
    jobs.job_of(job_id, by_id=by.user_id)
    job = Job.objects.select_for_update().get(id=job_id)
    if job.kind != READ:
        raise NotFound(f"没有编号为 {job_id} 的上传", "请从报告库重新打开")
    if "settled" in job.arguments and "document" in job.arguments:
        raise RefusedError(f"“{job.arguments['name']}”已经存入了", "请在报告库中打开它")
    return job


def _settle(job: Job, **more: int) -> None:
    Job.objects.filter(id=job.pk).update(arguments={**job.arguments, **more, "settled": True})


def period_said(year: str, month: str) -> Period:
    """The year as far as a month, as the form asks for it."""
    if not (year.isdigit() and month.isdigit()):
        raise UsageError("没有写明报告说的是哪一段时间", "请选择年份和截至月份")
    return Period.cumulative(int(year), int(month))
