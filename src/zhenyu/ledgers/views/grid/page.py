"""The page of a ledger: its first rows as a plain table, and what the grid needs to take over from it."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Final
from urllib.parse import quote

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from zhenyu.areas.queries import subtree
from zhenyu.core.errors import UsageError
from zhenyu.core.values.area_codes import AreaCode, AreaLevel
from zhenyu.ledgers.definition.ledger_definition import Field, FieldType, LedgerDefinition, Transition
from zhenyu.ledgers.definition.lifecycle import may_take
from zhenyu.ledgers.exporting import row_export
from zhenyu.ledgers.history.as_of import ledger_as_of
from zhenyu.ledgers.models import SavedView
from zhenyu.ledgers.overviews import saved_views
from zhenyu.ledgers.rows import queries
from zhenyu.ledgers.rows.counts import Extent
from zhenyu.ledgers.schema import registry
from zhenyu.ledgers.types import Counted, Row, RowPage
from zhenyu.ledgers.values.cell_problems import CellProblem
from zhenyu.ledgers.values.days import read_day
from zhenyu.ledgers.values.shown_values import show_value
from zhenyu.ledgers.views.grid import saved_views as saved
from zhenyu.ledgers.views.grid import shapes
from zhenyu.ledgers.views.grid.grid_json import GridConfigJson, GridViewJson
from zhenyu.ledgers.views.list_query import PAGE_ROWS, ListQuery, list_query
from zhenyu.pages.area_period import place_query
from zhenyu.pages.requests import PlacedRequest
from zhenyu.people.types import Reader

LEVEL_WORDS: Final = {
    AreaLevel.COUNTY: "县",
    AreaLevel.TOWN: "乡镇",
    AreaLevel.VILLAGE: "村",
    AreaLevel.GRID: "网格",
}
"""What the places of a ledger are called above their column."""

PLAIN_COLUMNS: Final = 10
"""Fields of the plain table; the grid and the record show the rest."""


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab above the grid: all rows, one state, or what is overdue."""

    title: str
    state: str
    count: Counted
    current: bool
    overdue: bool = False


@registry.cached_for_request()
def grid(request: PlacedRequest, code: str) -> HttpResponse:
    """A ledger."""
    definition = registry.ledger(code)
    opened = saved.opened(request, definition, "grid")
    if opened.address:
        return redirect(opened.address)
    question = list_query(request, definition)
    page = _page(request, definition, question)
    query = place_query(request)
    context = {
        "ledger": definition,
        "level_word": LEVEL_WORDS.get(definition.level, definition.level.label),
        "page": page,
        "question": question,
        "tabs": _tabs(page, question, definition.states),
        "columns": definition.fields[:PLAIN_COLUMNS],
        "rows": _plain_rows(page.rows, definition, query),
        "config": config(request, definition, page, opened.view),
        "base_url": reverse("ledgers:grid", args=[code]),
        **saved.bar(request, definition, opened, "grid"),
        "may_write": request.reader.may_write(request.area, definition.domain),
        "asked": [
            (name, text)
            for name, text in request.GET.items()
            if name not in ("after", "before", "last", "view")
        ],
        "words": question.words,
    }
    return render(request, "ledgers/grid.html", context)


def _page(request: PlacedRequest, definition: LedgerDefinition, question: ListQuery) -> RowPage:
    return queries.page(
        request.reader,
        definition.code,
        area=question.area,
        filters=question.filters,
        sort=question.sort,
        state=question.state,
        overdue=question.overdue,
        words=question.words,
        after=request.GET.get("after"),
        before=request.GET.get("before"),
        last=request.GET.get("last") == "1",
        size=PAGE_ROWS,
        counted=Extent.FIRST,
    )


def _tabs(page: RowPage, question: ListQuery, states: Mapping[str, str]) -> list[Tab]:
    if not states or page.counts is None:
        return []
    tabs = [Tab("全部", "", page.counts.whole, not question.state and not question.overdue)]
    tabs += [
        Tab(title, state, page.counts.states[state], state == question.state)
        for state, title in states.items()
    ]
    if page.counts.late is not None:
        tabs.append(Tab("逾期", "", page.counts.late, question.overdue, overdue=True))
    return tabs


def _plain_rows(rows: Sequence[Row], definition: LedgerDefinition, query: str) -> SafeString:
    """The table a browser without JavaScript shows, as HTML: a template loop takes 25 ms for 60 rows, this
    takes two."""
    fields = [
        (field, '<td class="n">' if field.numeric else "<td>") for field in definition.fields[:PLAIN_COLUMNS]
    ]
    door = escape(query)
    lines = []
    for row in rows:
        cells = [f"{opening}{escape(_text(field, row))}</td>" for field, opening in fields]
        state = f"<td>{escape(row.state_title)}</td>" if definition.states else ""
        area = escape(row.area_name)
        lines.append(
            f'<tr><td>{area}</td>{"".join(cells)}{state}<td><a href="{row.id}/{door}">打开</a></td></tr>'
        )
    return mark_safe("".join(lines))  # noqa: S308 — every text in it went through escape


def _text(field: Field, row: Row) -> str:
    value = row.values.get(field.name)
    if field.name in row.masked or field.name in row.labels:
        return row.labels.get(field.name) or str(value or "")
    return show_value(field, value)


def config(
    request: PlacedRequest, definition: LedgerDefinition, page: RowPage, view: SavedView | None
) -> GridConfigJson:
    """What the grid island needs."""
    query = place_query(request)
    code = definition.code
    return {
        "code": code,
        "title": definition.title,
        "level": LEVEL_WORDS.get(definition.level, definition.level.label),
        "mayWrite": request.reader.may_write(request.area, definition.domain),
        "columns": [shapes.column(field, definition) for field in definition.fields],
        "states": [
            {"state": state, "title": title, "tone": shapes.tone(definition, state)}
            for state, title in definition.states.items()
        ],
        "transitions": [
            {
                "name": step.name,
                "title": step.title,
                "from": list(step.from_),
                "requires": list(step.requires),
            }
            for step in allowed_steps(request.reader, definition, request.area)
        ],
        "areas": _areas(request, definition),
        "place": str(request.area) if request.area.level == definition.level else None,
        "view": _view(view, definition),
        "urls": {
            "rows": reverse("ledgers:rows", args=[code]),
            "batch": reverse("ledgers:batch", args=[code]),
            "transition": reverse("ledgers:transition", args=[code]) + query,
            "delete": reverse("ledgers:delete", args=[code]) + query,
            "record": reverse("ledgers:record", args=[code, 0]) + query,
        },
        "first": shapes.page_json(page, definition),
    }


def allowed_steps(reader: Reader, definition: LedgerDefinition, area: AreaCode) -> list[Transition]:
    """The transitions the reader's duties allow in an area; the action decides again."""
    steps = definition.lifecycle.transitions if definition.lifecycle else ()
    return [step for step in steps if may_take(step, definition, area, reader)]


def _view(view: SavedView | None, definition: LedgerDefinition) -> GridViewJson | None:
    """The columns of the view that is open, in its order."""
    if view is None:
        return None
    columns = saved_views.valid_columns(view, definition)
    return {"id": view.pk, "columns": [{"name": column.name, "width": column.width} for column in columns]}


def _areas(request: PlacedRequest, definition: LedgerDefinition) -> dict[str, str]:
    """Names for the codes an area field may hold; nothing where the ledger has no such field."""
    if all(field.type is not FieldType.AREA for field in definition.fields):
        return {}
    return {area.code: area.name for area in subtree(request.area)}


def export(request: PlacedRequest, code: str) -> FileResponse:
    """The rows as seen, ``?columns=a,b&sort=-a`` included, as Excel or with ``?format=csv`` or ``parquet`` as
    such a file."""
    day = read_day(request.GET["day"]) if request.GET.get("day") else None
    if isinstance(day, CellProblem):
        raise UsageError(day.message, day.hint)
    definition = ledger_as_of(code, day).definition if day else registry.ledger(code)
    question = list_query(request, definition)
    ending = request.GET.get("format") or "xlsx"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"export.{Path(ending).name}"
        row_export.export_rows(
            request.reader,
            code,
            path,
            area=question.area,
            filters=question.filters,
            state=question.state,
            overdue=question.overdue,
            words=question.words,
            as_of=day,
            sort=question.sort,
            columns=list(filter(None, request.GET.get("columns", "").split(","))),
        )
        opened = path.open("rb")  # stays readable after the folder is gone
    name = quote(f"{definition.title}{f' {day}' if day else ''}{path.suffix}")
    response = FileResponse(opened, as_attachment=True)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response
