"""The compare page: areas by indicators or months, on the screen, on paper and as files; all months of a year
as a file."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header

from zhenyu.areas.queries import registered
from zhenyu.core import clock
from zhenyu.core.errors import UsageError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.indicators.figures.area_comparison import AreaComparison, areas_to_compare, compare, divisors
from zhenyu.indicators.measures import registry
from zhenyu.indicators.measures.reading_rights import may_read
from zhenyu.indicators.output import formats
from zhenyu.indicators.output.year_export import export_months
from zhenyu.indicators.types import Figure
from zhenyu.pages.requests import PlacedRequest

BY: Final = {"indicators": "各项指标", "months": "一项指标各月", "cumulative": "一项指标累计"}
_KINDS: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "sdmx-csv": "text/csv; charset=utf-8",
}


def compare_page(request: PlacedRequest) -> HttpResponse:
    """Areas beside each other; ``codes`` and ``areas`` by repetition or commas, ``as`` for a file of what is
    seen."""
    codes = _listed(request, "codes")
    below = areas_to_compare(request.reader, request.area, request.period)
    areas = [AreaCode(code) for code in _listed(request, "areas")] or below
    by, per, sort = (request.GET.get(name, "") for name in ("by", "per", "sort"))
    found = compare(request.reader, codes, areas, request.period, by=by or "indicators", per=per, sort=sort)
    if request.GET.get("as"):
        return _file(request, found, request.GET["as"])
    definitions = [each for each in registry.indicators() if may_read(request.reader, each, request.area)]
    context = {
        "comparison": found,
        "turned": _turned(found) if request.GET.get("turned") else None,
        "codes": codes,
        "codes_text": ",".join(codes),
        "areas_text": ",".join(_listed(request, "areas")) or None,
        "by": by or "indicators",
        "ways": BY,
        "per": per,
        "divisors": divisors(definitions),
        "sort": sort,
        "domains": [
            {"name": name or "其他", "entries": list(entries)}
            for name, entries in groupby(
                sorted(definitions, key=lambda each: each.domain), key=lambda each: each.domain
            )
        ],
        "areas": [
            {"area": area, "chosen": area.code in areas} for area in registered(map(str, below)).values()
        ],
        "all_areas": not _listed(request, "areas"),
    }
    return render(request, "indicators/compare.html", context)


def months_file(request: PlacedRequest) -> FileResponse:
    """Every month of the year of the areas and indicators compared, or of all indicators: ``as`` xlsx or
    csv."""
    areas = [AreaCode(code) for code in _listed(request, "areas")]
    areas = areas or areas_to_compare(request.reader, request.area, request.period)
    readable = (each.code for each in registry.indicators() if may_read(request.reader, each, request.area))
    year = request.period.last.year
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"months.{Path(request.GET.get('as', 'xlsx')).name}"
        export_months(
            request.reader,
            _listed(request, "codes") or list(readable),
            areas,
            year,
            path,
            seen_at=request.area,
        )
        opened = path.open("rb")  # stays readable after the folder is gone
    return FileResponse(opened, as_attachment=True, filename=f"各月指标{year}{path.suffix}")


def figures_file(figures: list[Figure], name: str, kind: str, origin: list[tuple[str, str]]) -> HttpResponse:
    """Figures as an attachment: ``xlsx``, ``csv`` or ``sdmx-csv``."""
    ending = "xlsx" if kind == "xlsx" else "csv"
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"figures.{ending}"
        formats.write_file(figures, path, kind, origin)
        return _attachment(path.read_bytes(), f"{name}.{ending}", kind)


def origin_of(request: PlacedRequest, about: str) -> list[tuple[str, str]]:
    """What the provenance sheet says: content, place, time, who, when, and the address of the page."""
    return [
        ("内容", about),
        ("时间段", request.period.title),
        ("导出人", request.reader.name),
        ("导出时间", f"{clock.now():%Y-%m-%d %H:%M}"),
        ("页面地址", request.build_absolute_uri()),
        ("说明", "空白是没有数，0 是有记录而为零，不适用是这里不该有数"),
    ]


def _listed(request: PlacedRequest, name: str) -> list[str]:
    given = (part.strip() for text in request.GET.getlist(name) for part in text.split(","))
    return list(dict.fromkeys(part for part in given if part))


def _turned(found: AreaComparison) -> list[dict[str, Any]]:
    """The table on its side: a line for each column."""
    return [{"column": column, "cells": column.cells} for column in found.columns]


def _file(request: PlacedRequest, found: AreaComparison, kind: str) -> HttpResponse:
    if kind not in _KINDS:
        raise UsageError(f"不能下载为“{kind}”", "可以下载为 xlsx、csv 或 sdmx-csv")
    origin = origin_of(
        request, "区划对比：" + "、".join(dict.fromkeys(column.title for column in found.columns))
    )
    if kind == "sdmx-csv":
        return figures_file(found.figures, "对比", kind, origin)
    rows = _as_seen(found, turned=bool(request.GET.get("turned")))
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"table.{kind}"
        if kind == "xlsx":
            formats.write_book(path, rows, origin, "对比")
        else:
            formats.write_rows(path, rows)
        return _attachment(path.read_bytes(), f"对比.{kind}", kind)


def _as_seen(found: AreaComparison, *, turned: bool) -> list[list[Any]]:
    heads = [f"{column.title}（{column.unit}）" if column.unit else column.title for column in found.columns]
    rows: list[list[Any]] = [["区划", *heads]]
    rows += [[name, *(formats.cell_of(cell.figure) for cell in cells)] for _, name, cells in found.rows]
    return [list(row) for row in zip(*rows, strict=True)] if turned else rows


def _attachment(content: bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=_KINDS[kind])
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
