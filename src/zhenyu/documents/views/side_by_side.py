"""Reports side by side: the page and its workbook."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from zhenyu.core import clock
from zhenyu.core.errors import UsageError
from zhenyu.core.values.rounding import round_half_up
from zhenyu.documents.library import queries
from zhenyu.documents.reconciliation.side_by_side import SideBySide, StatedValue, proposed, side_by_side
from zhenyu.documents.views.reconciliation import BOOK
from zhenyu.indicators.figures.area_comparison import divisors
from zhenyu.indicators.measures.registry import indicators
from zhenyu.indicators.output import formats
from zhenyu.pages.requests import PlacedRequest


def compare(request: PlacedRequest) -> HttpResponse:
    """Reports beside each other; ``documents`` by repetition or commas, ``per`` a divisor, ``as=xlsx`` what
    is seen."""
    chosen = _chosen(request) or proposed(request.reader, request.area)
    per, alone = request.GET.get("per", ""), bool(request.GET.get("alone"))
    found = side_by_side(request.reader, chosen, per=per, alone=alone)
    if request.GET.get("as") == "xlsx":
        return _book(request, found)
    around = (
        request.area.parent
        if request.area.parent and request.reader.sees(request.area.parent)
        else request.area
    )
    context = {
        "found": found,
        "chosen": chosen,
        "choices": queries.library(request.reader, area=around),
        "per": per,
        "divisors": divisors(indicators()),
        "alone": alone,
    }
    return render(request, "documents/compare.html", context)


def _chosen(request: PlacedRequest) -> list[int]:
    given = [
        part.strip() for text in request.GET.getlist("documents") for part in text.split(",") if part.strip()
    ]
    if not all(part.isdigit() and len(part) < 10 for part in given):
        raise UsageError("看不懂要对比哪几篇报告", "请在对比页面上重新选择")
    return list(dict.fromkeys(map(int, given)))


def _book(request: PlacedRequest, found: SideBySide) -> HttpResponse:
    heads: list[Any] = ["项目", "计量单位"]
    for column in found.columns:
        name = f"{column.area_name}{column.period.title}"
        heads += [name, f"{name} 原文", f"{name} 自报增速（%）", f"{name} 按两篇报告计算（%）"]
    rows = [
        [row.title, row.unit, *(part for cell in row.cells for part in _parts(cell))] for row in found.rows
    ]
    origin = [
        ("内容", "多篇报告对比"),
        *(("报告", f"{each.area_name} {each.period.title} {each.document.title}") for each in found.columns),
        ("导出人", request.reader.name),
        ("导出时间", f"{clock.now():%Y-%m-%d %H:%M}"),
        ("页面地址", request.build_absolute_uri()),
        ("说明", "空白是报告没有写，不是0；各列已换算为同一计量单位"),
    ]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        formats.write_book(path, [heads, *rows], origin, "对比")
        response = HttpResponse(path.read_bytes(), content_type=BOOK)
    response["Content-Disposition"] = content_disposition_header(True, "报告对比.xlsx") or "attachment"
    return response


def _parts(cell: StatedValue | None) -> list[Any]:
    if cell is None:
        return [None] * 4
    rates = [None if rate is None else round_half_up(rate, 2) for rate in (cell.stated, cell.computed)]
    return [cell.value, cell.figure.text, *rates]
