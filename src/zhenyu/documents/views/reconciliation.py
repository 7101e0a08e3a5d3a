"""A report against the books: the page, its workbook, and the reason a person gives."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from zhenyu.core import clock
from zhenyu.core.errors import RefusedError, UsageError
from zhenyu.core.values.rounding import round_half_up
from zhenyu.documents.actions import reports
from zhenyu.documents.actions.corrections import may_correct
from zhenyu.documents.models import REASONS
from zhenyu.documents.reconciliation.reconcile import Reconciliation, ReconciliationLine, reconcile
from zhenyu.indicators.output import formats
from zhenyu.pages.area_period import place_query
from zhenyu.pages.requests import PlacedRequest

BOOK: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEADER: Final = (
    "报告中的数字",
    "说的是",
    "指标",
    "时间",
    "计量单位",
    "报告",
    "账上",
    "相差",
    "相差（%）",
    "结论",
    "原因",
    "说明人",
    "数字地址",
)


def reconciliation(request: PlacedRequest, document_id: int) -> HttpResponse:
    """Every figure the catalogue knows beside the books; ``state`` narrows, ``as=xlsx`` gives what is seen as
    a file."""
    return _page(request, document_id)


@require_POST
def explain(request: PlacedRequest, document_id: int, figure_id: int) -> HttpResponse:
    """Keep the reason a person gives for a difference."""
    seen = request.POST.get("seen", "")
    try:
        reports.explain(
            figure_id,
            reason=request.POST.get("reason", ""),
            words=request.POST.get("words", ""),
            seen=int(seen) if seen.isdigit() else None,
            by=request.reader,
        )
    except (UsageError, RefusedError) as problem:
        return _page(request, document_id, problem)
    messages.success(request, "原因已记下。")
    address = reverse("documents:reconciliation", args=[document_id])
    return redirect(f"{address}{place_query(request)}#f{figure_id}")


def _page(request: PlacedRequest, document_id: int, problem: Exception | None = None) -> HttpResponse:
    found = reconcile(request.reader, document_id)
    wanted = request.GET.get("state", "")
    lines = [line for line in found.lines if wanted in ("", line.state)]
    if request.GET.get("as") == "xlsx":
        return _book(request, found, lines)
    context = {
        "found": found,
        "document": found.document,
        "lines": lines,
        "wanted": wanted,
        "states": [(state, state.label, count) for state, count in found.counts.items() if count],
        "reasons": REASONS,
        "may_explain": may_correct(request.reader, found.document),
        "problem": problem,
    }
    return render(request, "documents/reconciliation.html", context, status=422 if problem else 200)


def _book(request: PlacedRequest, found: Reconciliation, lines: list[ReconciliationLine]) -> HttpResponse:
    document = found.document
    origin = [
        ("内容", f"“{document.title}”与台账核对"),
        ("报告存入", f"{document.added_by} {document.added_at:%Y-%m-%d}"),
        ("结果", "，".join(f"{state.label}{count}个" for state, count in found.counts.items())),
        ("没有对上指标", f"{found.unmatched}个"),
        ("导出人", request.reader.name),
        ("导出时间", f"{clock.now():%Y-%m-%d %H:%M}"),
        ("页面地址", request.build_absolute_uri()),
    ]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        formats.write_book(path, [_HEADER, *map(_row, lines)], origin, "核对")
        response = HttpResponse(path.read_bytes(), content_type=BOOK)
    response["Content-Disposition"] = (
        content_disposition_header(True, f"{document.title}核对.xlsx") or "attachment"
    )
    return response


def _row(line: ReconciliationLine) -> list[Any]:
    compared, read, said = line.comparison, line.comparison.reported_figure, line.explanation
    reason = (
        f"{said.get_reason_display()} {said.words}".strip() if said else line.cause.text if line.cause else ""
    )
    numbers: list[Decimal | None] = [compared.reported, compared.ledger, compared.difference]
    return [
        read.text,
        read.measure,
        compared.title,
        compared.address.period.title,
        compared.unit,
        *numbers,
        None if line.percent is None else round_half_up(line.percent, 2),
        line.state.label,
        reason,
        said.by if said else "",
        str(compared.address),
    ]
