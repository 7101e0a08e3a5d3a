"""Reports that exist already: the library, and the reader that lights up their figures beside the books."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhenyu.areas.queries import names
from zhenyu.core.errors import NotAllowed, RefusedError, UsageError
from zhenyu.core.files.kinds import READABLE_KINDS, endings_of
from zhenyu.core.values.periods import Period
from zhenyu.documents.actions import receipt, reports
from zhenyu.documents.actions.corrections import may_correct
from zhenyu.documents.agreement import Agreement
from zhenyu.documents.formats.document_figures import UNCLEAR
from zhenyu.documents.library import queries
from zhenyu.documents.library.indicator_match import SURE
from zhenyu.documents.library.reader_pages import pages_of
from zhenyu.documents.models import ReportedFigure
from zhenyu.documents.types import BooksComparison, LibraryReport, Segment
from zhenyu.documents.views import upload
from zhenyu.documents.views.corrections import history_of
from zhenyu.documents.words import KIND_TITLES, STATUS_TITLES, period_words
from zhenyu.indicators.measures.registry import catalogue
from zhenyu.pages.area_period import place_query
from zhenyu.pages.requests import PlacedRequest

LINK_TITLES: Final[Mapping[str, str]] = {
    "unclear": "扫描不清",
    "unmatched": "未对上指标",
    "unsure": "把握不大",
}


@dataclass(frozen=True, slots=True)
class ReaderSpan:
    """A stretch of a line: plain text, or a figure by its number in the table beside; ``start`` is where it
    stands in the text."""

    text: str
    start: int
    figure: ReportedFigure | None = None
    comparison: BooksComparison | None = None


@dataclass(slots=True)
class ReaderLine:
    """A line of the text; ``level`` counts the signs ``#`` before a heading, 0 for body."""

    spans: list[ReaderSpan] = field(default_factory=list)
    level: int = 0

    @property
    def blank(self) -> bool:
        return not any(span.text.strip() for span in self.spans)


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A figure in the table: words for its kind and status, and what the books say."""

    figure: ReportedFigure
    comparison: BooksComparison | None
    indicator_title: str = ""

    @property
    def link(self) -> str:
        """How well the figure was recognised and is tied to the catalogue; empty where it is."""
        if self.figure.reading.note == UNCLEAR:
            return "unclear"
        if not self.figure.indicator:
            return "unmatched"
        return "unsure" if (self.figure.confidence or 0) < SURE else ""

    @property
    def kind_title(self) -> str:
        return KIND_TITLES.get(self.figure.kind, self.figure.kind)

    @property
    def status_title(self) -> str:
        return STATUS_TITLES.get(self.figure.status, self.figure.status)

    @property
    def gap(self) -> Decimal | None:
        """By how much report and books differ, without sign."""
        difference = self.comparison.difference if self.comparison else None
        return None if difference is None else abs(difference)

    @property
    def gap_unit(self) -> str:
        """Two rates differ by points."""
        unit = self.comparison.unit if self.comparison else ""
        return "个百分点" if unit == "%" else unit

    @property
    def period_title(self) -> str:
        return period_words(self.figure.period)

    @property
    def verdict(self) -> str:
        """How the figure stands to the books: ``agrees``, ``differs``, ``unknown``, or empty where they say
        nothing."""
        if self.comparison is None:
            return ""
        if self.comparison.agreement is Agreement.DIFFERS:
            return "differs"
        return "agrees" if self.comparison.agreement.agrees else "unknown"


def library(request: PlacedRequest) -> HttpResponse:
    """The reports of an area, latest first, and the files that wait to be confirmed; POST files a pasted
    text."""
    if request.method == "POST":
        return _file(request)
    return _library(request)


def _library(request: PlacedRequest, problem: Exception | None = None, status: int = 200) -> HttpResponse:
    before = request.GET.get("before", "")
    entries = queries.library(
        request.reader, area=request.area, before=int(before) if before.isdigit() else None
    )
    may_file = request.reader.may_write(request.area)
    context = {
        "entries": entries,
        "older": entries[-1].id if len(entries) == queries.PAGE else None,
        "may_file": may_file,
        "items": upload.items(request, receipt.waiting(request.reader)) if may_file else [],
        "accept": ",".join(endings_of(READABLE_KINDS)),
        **upload.choices(),
        "problem": problem,
        "typed": request.POST or upload.unsaid(),
    }
    return render(request, "documents/library.html", context, status=status)


def _file(request: PlacedRequest) -> HttpResponse:
    posted = request.POST
    try:
        if not posted.get("text", "").strip():
            raise UsageError("没有粘贴文字", "请把报告全文粘贴进来，或把文件拖到上面的框里")
        document = reports.file_report(
            posted["text"],
            title=posted.get("title", ""),
            area=request.area,
            period=receipt.period_said(posted.get("year", ""), posted.get("month", "12")),
            by=request.reader,
            kind=posted.get("kind", "other"),
        )
    except (UsageError, RefusedError, NotAllowed) as problem:
        return _library(request, problem, status=422)
    messages.success(request, f"已存入，读出 {document.figures.count()} 个数字。")
    return redirect(reverse("documents:report", args=[document.id]) + place_query(request))


def report(request: PlacedRequest, document_id: int) -> HttpResponse:
    """One report: its text with figures lit up, the figures as a table, and what the books say to each."""
    found = queries.report(request.reader, document_id)
    compared = {comparison.reported_figure.id: comparison for comparison in found.comparisons}
    known = catalogue()
    rows = [
        FigureRow(each, compared.get(each.id), known[each.indicator].title if each.indicator in known else "")
        for each in found.figures
    ]
    document = found.document
    pages = pages_of(document.pages, found.figures) if document.original else []
    context = {
        "pages": pages,
        "shown": "pages" if pages and request.GET.get("view") != "text" else "text",
        "document": document,
        "place": _area_name(found),
        "document_period": Period.parse(document.period).title,
        "lines": list(lines_of(found.segments(), compared)),
        "rows": rows,
        "kinds": _present(KIND_TITLES, (figure.kind for figure in found.figures)),
        "statuses": _present(STATUS_TITLES, (figure.status for figure in found.figures)),
        "verdicts": _verdicts(rows),
        "links": _present(LINK_TITLES, (row.link for row in rows if row.link)),
        "history": history_of(document),
        "may_correct": may_correct(request.reader, document),
    }
    return render(request, "documents/report.html", context)


def _area_name(found: LibraryReport) -> str:
    return names([found.document.area]).get(found.document.area, found.document.area)


def _present(titles: Mapping[str, str], codes: Iterable[str]) -> list[tuple[str, str, int]]:
    """The codes that occur, with title and count, in the order of titles."""
    counted: dict[str, int] = {}
    for code in codes:
        counted[code] = counted.get(code, 0) + 1
    return [(code, title, counted[code]) for code, title in titles.items() if code in counted]


def _verdicts(rows: Sequence[FigureRow]) -> list[tuple[str, str, int]]:
    titles = {"agrees": "与账一致", "differs": "与账不一致", "unknown": "账上无数"}
    return _present(titles, (row.verdict for row in rows if row.verdict))


def lines_of(segments: Iterable[Segment], compared: Mapping[int, BooksComparison]) -> Iterator[ReaderLine]:
    """Cut segments at line ends, so that paragraphs and headings can be set as such."""
    line = ReaderLine()
    position = 0
    for segment in segments:
        if segment.figure is not None:
            line.spans.append(
                ReaderSpan(segment.text, position, segment.figure, compared.get(segment.figure.id))
            )
            position += len(segment.text)
            continue
        for text in segment.text.splitlines(keepends=True):
            _append(line, text.rstrip("\n"), position)
            position += len(text)
            if text.endswith("\n"):
                if not line.blank:
                    yield line
                line = ReaderLine()
    if not line.blank:
        yield line


def _append(line: ReaderLine, text: str, start: int) -> None:
    if not line.spans and text.startswith("#"):
        line.level = len(text) - len(text.lstrip("#"))
        shown = text.lstrip("# ")
        text, start = shown, start + len(text) - len(shown)
    if text:
        line.spans.append(ReaderSpan(text, start))


@require_POST
def delete(request: PlacedRequest, document_id: int) -> HttpResponse:
    """Take a report out of the library, with a reason."""
    reports.delete_report(document_id, why=request.POST.get("why", ""), by=request.reader)
    messages.success(request, "报告已删除。")
    return redirect(reverse("documents:library") + place_query(request))


def original(request: PlacedRequest, document_id: int) -> HttpResponse:
    """The text as it was handed in."""
    document = queries.accessible_document(request.reader, document_id)
    return HttpResponse(document.text, content_type="text/plain; charset=utf-8")
