"""Handing reports in: files dropped on the library, their progress, and the form that confirms what each
is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from zhenyu.areas import queries as areas
from zhenyu.core import clock
from zhenyu.core.errors import NotFound, RefusedError, UsageError
from zhenyu.core.models import Job
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.documents.actions import receipt
from zhenyu.documents.jobs import read_file
from zhenyu.documents.models import KINDS
from zhenyu.pages.area_period import place_query
from zhenyu.pages.requests import PlacedRequest

YEARS_BACK = 12


@dataclass(frozen=True, slots=True)
class UploadItem:
    """A file that came: its job, what the form is filled with, the areas it may be filed under, what was
    wrong with the form."""

    job: Job
    typed: dict[str, str]
    places: list[tuple[str, str]]
    problem: Exception | None = None


@require_POST
def upload(request: PlacedRequest) -> HttpResponse:
    """Take files: ``files``, several at once; each is an item of its own, and a bad one stops no other."""
    chosen = request.FILES.getlist("files")[: receipt.MOST_FILES]
    if not chosen:
        raise UsageError("没有选择文件", "请选择报告文件，可以一次选几个")
    came = []
    for file in chosen:
        job, slow = receipt.receive(file, area=request.area, by=request.reader)
        if slow:
            read_file.defer(job_id=job.pk)
        came.append(job)
    if request.htmx:
        return render(request, "documents/upload_items.html", {"items": items(request, came), **choices()})
    return redirect(reverse("documents:library") + place_query(request) + "#file-report")


@require_GET
def uploaded(request: PlacedRequest, job_id: int) -> HttpResponse:
    """One file that came: its progress, polled until it is read, then the form; a page of its own without
    htmx."""
    found = receipt.waiting(request.reader, job_id)
    if not found:
        raise NotFound(f"没有编号为 {job_id} 的上传", "请从报告库重新打开")
    return _shown(request, items(request, found))


@require_POST
def confirm(request: PlacedRequest, job_id: int) -> HttpResponse:
    """File it as the form says."""
    try:
        document = receipt.confirm(job_id, request.POST.dict(), by=request.reader)
    except (UsageError, RefusedError) as problem:
        found = receipt.waiting(request.reader, job_id)
        if not found:
            raise
        return _shown(request, items(request, found, problem), status=422)
    count = document.figures.count()
    if receipt.waiting(request.reader):
        messages.success(request, f"“{document.title}”已存入，读出 {count} 个数字。")
        return redirect(reverse("documents:library") + place_query(request) + "#file-report")
    messages.success(request, f"已存入，读出 {count} 个数字。")
    return redirect(reverse("documents:report", args=[document.pk]) + place_query(request))


@require_POST
def put_aside(request: PlacedRequest, job_id: int) -> HttpResponse:
    """Do without a file: it is not read on, not filed, and its copy is deleted."""
    receipt.put_aside(job_id, by=request.reader)
    return redirect(reverse("documents:library") + place_query(request) + "#file-report")


def items(request: PlacedRequest, found: Iterable[Job], problem: Exception | None = None) -> list[UploadItem]:
    """The jobs as the page shows them."""
    below = areas.children(request.area, clock.today()) if found else []
    near = [(str(request.area), areas.area(request.area).name), *((each.code, each.name) for each in below)]
    shown = []
    for job in found:
        typed = request.POST.dict() if problem else _proposed(job)
        chosen = typed.get("area", "")
        places = near if chosen in dict(near) or not chosen else [(chosen, _name(chosen)), *near]
        shown.append(
            UploadItem(
                job, typed, [each for each in places if request.reader.may_write(AreaCode(each[0]))], problem
            )
        )
    return shown


def _proposed(job: Job) -> dict[str, str]:
    """What the form is filled with; the year is this one where the report does not say."""
    said = {name: str(value) for name, value in (job.result or {}).items() if value is not None}
    return {**unsaid(), **said}


def unsaid() -> dict[str, str]:
    """What the form says before anybody did."""
    return {"year": str(clock.today().year), "month": "12", "kind": "annual"}


def _name(code: str) -> str:
    return areas.names([code]).get(code, code)


def choices() -> dict[str, Any]:
    """What the form offers."""
    this_year = clock.today().year
    return {
        "kinds": KINDS,
        "years": [(str(year), f"{year}年") for year in range(this_year + 1, this_year - YEARS_BACK, -1)],
        "months": [(str(month), "全年" if month == 12 else f"{month}月") for month in range(12, 0, -1)],
    }


def _shown(request: PlacedRequest, found: list[UploadItem], status: int = 200) -> HttpResponse:
    page = "documents/upload_items.html" if request.htmx else "documents/upload.html"
    return render(request, page, {"items": found, **choices()}, status=status)
