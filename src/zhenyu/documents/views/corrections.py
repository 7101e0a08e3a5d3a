"""Setting the reading of a report right: the form of a figure, of a missed one, and what was set right as
examples."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhenyu.core.errors import NotFound, RefusedError, StaleVersion, UsageError
from zhenyu.core.values.pinyin import initials
from zhenyu.documents.actions import corrections
from zhenyu.documents.actions.receipt import start_second_reading
from zhenyu.documents.actions.second_reading import read_again as reread
from zhenyu.documents.actions.second_reading import takes_long
from zhenyu.documents.jobs import read_file
from zhenyu.documents.library import queries
from zhenyu.documents.library.misreadings import FIELDS, proposal, words_of
from zhenyu.documents.models import Correction, Document, ReportedFigure
from zhenyu.documents.words import FIELD_TITLES, KIND_TITLES, STATUS_TITLES, period_words
from zhenyu.indicators.measures.registry import catalogue, indicators
from zhenyu.pages.area_period import place_query
from zhenyu.pages.requests import PlacedRequest

_AROUND = 40
"""Characters shown on either side of a figure's words."""


@dataclass(frozen=True, slots=True)
class CorrectionEntry:
    """A correction as its history shows it."""

    correction: Correction
    changes: tuple[tuple[str, str, str], ...]

    @property
    def deed(self) -> str:
        if self.correction.right is None:
            return "标为不是数字"
        return "补录" if self.correction.read is None else "改正"


def figure(request: PlacedRequest, document_id: int, figure_id: int) -> HttpResponse:
    """The form of one figure, for the side panel or as a page; POST saves it, or withdraws it
    (``act=withdraw``)."""
    report = queries.accessible_document(request.reader, document_id)
    found = report.figures.filter(id=figure_id).first()
    if found is None:
        raise NotFound("没有这个数字，报告可能刚被重新读过", "请刷新报告页面再试")
    if request.method != "POST":
        return _form(request, report, found.start, found.end, words_of(found.raw), found)
    try:
        _save(request, found)
    except (UsageError, RefusedError) as problem:
        found.refresh_from_db()
        stale = isinstance(problem, StaleVersion)
        typed = words_of(found.raw) if stale else {**words_of(found.raw), **_said(request)}
        return _form(request, report, found.start, found.end, typed, found, problem)
    messages.success(request, "已改正，并留作例子。")
    return _back(request, document_id, figure_id)


def missed(request: PlacedRequest, document_id: int) -> HttpResponse:
    """The form of a figure that no reading found; ``start`` and ``end`` are where the marked words stand."""
    report = queries.accessible_document(request.reader, document_id)
    start, end = (_number(request, name) for name in ("start", "end"))
    if request.method != "POST":
        return _form(request, report, start, end, proposal(report.text[start:end]))
    try:
        why = request.POST.get("why", "")
        added = corrections.add_figure(
            document_id, start, end, said=_said(request), by=request.reader, why=why
        )
    except (UsageError, RefusedError) as problem:
        return _form(request, report, start, end, request.POST.dict(), problem=problem)
    messages.success(request, "已补录，并留作例子。")
    return _back(request, document_id, added.pk)


@require_POST
def read_again(request: PlacedRequest, document_id: int) -> HttpResponse:
    """Read the report with today's reader; what takes long is done in the background."""
    document = queries.accessible_document(request.reader, document_id)
    if takes_long(document):
        job = start_second_reading(document, by=request.reader)
        read_file.defer(job_id=job.pk)
        return redirect(reverse("documents:uploaded", args=[job.pk]) + place_query(request))
    done = reread(document_id, by=request.reader)
    count = document.figures.filter(withdrawn=False).count()
    messages.success(request, f"已重新读数，共 {count} 个数字；人工改正过的照旧保留。")
    if done.lost:
        messages.warning(request, f"改正过的这些文字现在读不到了，没有带过来：{'、'.join(done.lost)}")
    return redirect(reverse("documents:report", args=[document_id]) + place_query(request))


def examples(request: PlacedRequest) -> HttpResponse:
    """What was set right in the area, one JSON a line, in the form of the reader's own examples."""
    found = corrections.examples(request.reader, request.area)
    lines = "".join(f"{json.dumps(each, ensure_ascii=False)}\n" for each in found)
    response = HttpResponse(lines, content_type="application/x-ndjson; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="corrections.jsonl"'
    return response


def history_of(document: Document, **stretch: int) -> list[CorrectionEntry]:
    """The corrections of a document, or of a stretch of its text, latest first."""
    titles = {code: each.title for code, each in catalogue().items()}
    return [
        CorrectionEntry(each, tuple(_change(titles, *change) for change in corrections.differences(each)))
        for each in document.corrections.filter(**stretch).order_by("-id")
    ]


def _change(titles: Mapping[str, str], name: str, before: str, after: str) -> tuple[str, str, str]:
    words = {"kind": KIND_TITLES, "status": STATUS_TITLES, "indicator": titles}.get(name, {})
    shown = [period_words(text) if name == "period" else words.get(text, text) for text in (before, after)]
    return FIELD_TITLES[name], shown[0] or "空", shown[1] or "空"


def _save(request: PlacedRequest, found: ReportedFigure) -> None:
    version, why = _number(request, "version"), request.POST.get("why", "")
    if request.POST.get("act") == "withdraw":
        corrections.withdraw_figure(found.pk, version=version, by=request.reader, why=why)
    else:
        corrections.correct_figure(found.pk, version=version, said=_said(request), by=request.reader, why=why)


def _said(request: PlacedRequest) -> dict[str, str]:
    """The fields the form sent; an indicator may be named by its title."""
    said = {name: request.POST[name].strip() for name in FIELDS if name in request.POST}
    if said.get("indicator"):
        named = said["indicator"]
        codes = [each.code for each in indicators() if named in (each.code, each.title)]
        if not codes:
            raise UsageError(f"没有“{named}”这个指标", "请从列出的指标中选择，或留空")
        said["indicator"] = codes[0]
    return said


def _form(
    request: PlacedRequest,
    report: Document,
    start: int,
    end: int,
    typed: Mapping[str, str],
    found: ReportedFigure | None = None,
    problem: Exception | None = None,
) -> HttpResponse:
    known = catalogue()
    chosen = typed.get("indicator", "")
    near = [found.indicator, *(code for code, _ in found.reading.runners_up)] if found else []
    periods = {each.period for each in report.figures.all() if each.period}
    context: dict[str, Any] = {
        "document": report,
        "figure": found,
        "start": start,
        "end": end,
        "before": report.text[max(start - _AROUND, 0) : start].rpartition("\n")[2],
        "words": report.text[start:end],
        "after": report.text[end : end + _AROUND].partition("\n")[0],
        "typed": {**typed, "indicator": known[chosen].title if chosen in known else chosen},
        "kinds": KIND_TITLES,
        "statuses": STATUS_TITLES,
        "near": [known[code].title for code in near if code in known],
        "catalogue": [(each.title, initials(each.title)) for each in indicators()],
        "periods": [(each, period_words(each)) for each in sorted(periods)],
        "may_correct": corrections.may_correct(request.reader, report),
        "history": history_of(report, start=start, end=end),
        "problem": problem,
    }
    page = "documents/figure_fragment.html" if request.htmx else "documents/figure.html"
    status = 200 if problem is None else 409 if isinstance(problem, StaleVersion) else 422
    return render(request, page, context, status=status)


def _back(request: PlacedRequest, document_id: int, figure_id: int) -> HttpResponse:
    address = reverse("documents:report", args=[document_id])
    return redirect(f"{address}{place_query(request)}#f{figure_id}")


def _number(request: PlacedRequest, name: str) -> int:
    text = request.POST.get(name) or request.GET.get(name, "")
    if not text.isdigit() or len(text) > 9:
        raise UsageError("没有标出原文中的数字", "请在正文中选中那个数字的几个字")
    return int(text)
