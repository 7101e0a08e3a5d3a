"""The chart of a ledger: pick what to group by and what to measure, see bars, a line or a table, take it away
as Excel."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Final
from urllib.parse import quote, urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from zhenyu.areas.queries import names as area_names
from zhenyu.core import clock
from zhenyu.ledgers.actions import disclosures
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.exporting.row_export import check_may_take_away
from zhenyu.ledgers.overviews import charts
from zhenyu.ledgers.overviews.charts import Bar, Chart
from zhenyu.ledgers.schema import registry
from zhenyu.ledgers.views.grid import saved_views
from zhenyu.ledgers.views.list_query import ListQuery, list_query
from zhenyu.pages.requests import PlacedRequest
from zhenyu.workbooks.book_writer import ORIGIN_HEADER, ORIGIN_SHEET, plain_book

SHAPES: Final[Mapping[str, str]] = {"bar": "柱形", "line": "折线", "table": "表格"}
_OF_CHART: Final = ("by", "measure", "as", "view", "after", "before", "sort")


def chart(request: PlacedRequest, code: str) -> HttpResponse:
    """A ledger as a chart; without a choice the first grouping and the number of rows."""
    definition = registry.ledger(code)
    opened = saved_views.opened(request, definition, "chart")
    if opened.address:
        return redirect(opened.address)
    question = list_query(request, definition)
    drawn = _drawn(request, definition, question)
    shape = request.GET.get("as", "")
    shape = shape if shape in SHAPES else "line" if drawn.in_time else "bar"
    bars = [(bar, _door(request, definition, bar)) for bar in drawn.bars]
    context = {
        "ledger": definition,
        "chart": drawn,
        "bars": bars,
        "left_out": [bar for bar in drawn.bars if not bar.drawn],
        "total": drawn.total,
        "shape": shape,
        "shapes": SHAPES.items(),
        "groupings": charts.groupings(definition),
        "measures": charts.measures(definition),
        "kept": [
            (name, text) for name, text in request.GET.items() if name not in ("by", "measure", "as", "view")
        ],
        "data": {
            "shape": shape,
            "unit": drawn.unit,
            "title": f"{drawn.measure.title}，按{drawn.by.title}",
            "labels": [bar.label for bar in drawn.bars if bar.drawn],
            "values": [None if bar.value is None else float(bar.value) for bar in drawn.bars if bar.drawn],
            "doors": [conditions for bar, conditions in bars if bar.drawn],
        },
        "query": request.GET.urlencode(),
        "base_url": reverse("ledgers:grid", args=[code]),
        **saved_views.bar(request, definition, opened, "chart"),
    }
    return render(request, "ledgers/chart.html", context)


def _drawn(request: PlacedRequest, definition: LedgerDefinition, question: ListQuery) -> Chart:
    by = request.GET.get("by") or charts.groupings(definition)[0].code
    measure = request.GET.get("measure") or "count"
    return charts.chart(request.reader, definition.code, question.selection, by=by, measure=measure)


def _door(request: PlacedRequest, definition: LedgerDefinition, bar: Bar) -> str | None:
    """The grid with just the rows of a bar; the period and the other conditions stay."""
    if bar.conditions is None:
        return None
    query = {name: text for name, text in request.GET.items() if name not in _OF_CHART and text}
    query = {"area": str(request.area), **query, **bar.conditions, "view": "0"}
    return f"{reverse('ledgers:grid', args=[definition.code])}?{urlencode(query, safe=',')}"


# --- taken away -----------------------------------------------------------------------------------


def download(request: PlacedRequest, code: str) -> HttpResponse:
    """The bars as a workbook, with a sheet that says where they come from; an event in the log like every
    export."""
    definition = registry.ledger(code)
    check_may_take_away(request.reader, definition)
    question = list_query(request, definition)
    drawn = _drawn(request, definition, question)
    unit = f"（{drawn.unit}）" if drawn.unit else ""
    total = None if drawn.measure.code.startswith("mean") else drawn.total
    rows = [
        (drawn.by.title, f"{drawn.measure.title}{unit}", "行数"),
        *((bar.label, bar.value, bar.rows) for bar in drawn.bars),
        ("合计", total, drawn.rows),
    ]
    origin = _origin(request, definition, question, drawn)
    book = plain_book({"图表数据": rows, ORIGIN_SHEET: (ORIGIN_HEADER, *origin)})
    disclosures.hand_out_chart(request.reader, definition, drawn, area=request.area)
    content = BytesIO()
    book.save(content)
    response = HttpResponse(
        content.getvalue(), content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )
    name = quote(f"{definition.title}-按{drawn.by.title}.xlsx")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def _origin(
    request: PlacedRequest, definition: LedgerDefinition, question: ListQuery, drawn: Chart
) -> list[tuple[str, str]]:
    titles = {field.name: field.title for field in definition.fields}
    conditions = [f"{titles.get(name, name)}：{text}" for name, text in question.typed.items()]
    if question.state:
        conditions.append(f"状态：{definition.states[question.state]}")
    if question.overdue:
        conditions.append("已超期")
    code = str(request.area)
    return [
        ("台账", f"{definition.title}（{definition.code}）"),
        ("区划", f"{area_names([code]).get(code, '')} {code}".strip()),
        ("筛选", "；".join(conditions) or "无"),
        ("分组", drawn.by.title),
        ("数值", drawn.measure.title),
        ("导出人", request.reader.name),
        ("导出时间", f"{clock.now():%Y-%m-%d %H:%M:%S}"),
    ]
