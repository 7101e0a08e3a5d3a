"""The board of a ledger: states as columns, cards that are taken further by dragging, by keyboard or as plain
links."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from zhenyu.core.errors import UsageError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers.definition.ledger_definition import Field, LedgerDefinition
from zhenyu.ledgers.overviews import kanban
from zhenyu.ledgers.schema import registry
from zhenyu.ledgers.types import Row
from zhenyu.ledgers.values.row_titles import naming_fields, row_title
from zhenyu.ledgers.values.shown_values import show_value
from zhenyu.ledgers.views.grid import saved_views, shapes
from zhenyu.ledgers.views.grid.page import allowed_steps
from zhenyu.ledgers.views.list_query import list_query
from zhenyu.pages.area_period import place_query
from zhenyu.pages.requests import PlacedRequest

FACTS: Final = 3
"""Fields a card shows beside its name."""


def board(request: PlacedRequest, code: str) -> HttpResponse:
    """A ledger as a board."""
    definition = registry.ledger(code)
    opened = saved_views.opened(request, definition, "board")
    if opened.address:
        return redirect(opened.address)
    columns = kanban.board(request.reader, code, list_query(request, definition).selection)
    context = {
        "ledger": definition,
        "columns": [_shown(request, definition, column) for column in columns],
        "config": _config(request, definition),
        "may_write": request.reader.may_write(request.area, definition.domain),
        "base_url": reverse("ledgers:grid", args=[code]),
        "total": sum(column.count or column.capped for column in columns),
        **saved_views.bar(request, definition, opened, "board"),
    }
    return render(request, "ledgers/board.html", context)


def cards(request: PlacedRequest, code: str) -> HttpResponse:
    """The next cards of one column, as a fragment."""
    definition = registry.ledger(code)
    state, after = request.GET.get("of", ""), request.GET.get("after", "")
    if state not in definition.states:
        raise UsageError(f"没有“{state}”这个状态", "请刷新页面后重试")
    column = kanban.cards(request.reader, code, list_query(request, definition).selection, state, after=after)
    return render(
        request,
        "ledgers/board_cards.html",
        {"ledger": definition, "column": _shown(request, definition, column)},
    )


def _shown(
    request: PlacedRequest, definition: LedgerDefinition, column: kanban.BoardColumn
) -> dict[str, Any]:
    return {
        "state": column.state,
        "title": column.title,
        "tone": shapes.tone(definition, column.state),
        "count": column.count,
        "capped": column.capped,
        "door": _address("ledgers:grid", request, definition, state=column.state, view="0"),
        "more": column.next
        and _address("ledgers:board_cards", request, definition, of=column.state, after=column.next),
        "cards": [_card(request, definition, row) for row in column.rows],
    }


def _address(page: str, request: PlacedRequest, definition: LedgerDefinition, **changes: str) -> str:
    query = {name: text for name, text in request.GET.items() if name != "of"} | changes
    return f"{reverse(page, args=[definition.code])}?{urlencode(query, safe=',')}"


def _card(request: PlacedRequest, definition: LedgerDefinition, row: Row) -> dict[str, Any]:
    steps = [
        step
        for step in allowed_steps(request.reader, definition, AreaCode(row.area))
        if row.state in step.from_
    ]
    return {
        "row": row,
        "title": row_title(definition, row.id, row.values, row.masked),
        "facts": [text for text in (_fact(field, row) for field in _fact_fields(definition)) if text],
        "steps": steps,
        "blank": ",".join(field.name for field in definition.fields if row.values.get(field.name) is None),
    }


def _fact_fields(definition: LedgerDefinition) -> list[Field]:
    """Choices first: they say most in least room; a name that is private comes masked."""
    names = {field.name for field in naming_fields(definition)}
    rest = [
        field
        for field in definition.fields
        if field.name not in names and field.type not in shapes.READ_ONLY_IN_GRID
    ]
    people = [field for field in rest if field.type == "person_name"]
    choices = [field for field in rest if field.type == "choice"]
    numbers = [field for field in rest if field.numeric]
    return [*people[:1], *choices[:1], *numbers[:1]][:FACTS]


def _fact(field: Field, row: Row) -> str:
    value = row.values.get(field.name)
    if value is None:
        return ""
    if field.name in row.masked:
        return str(value)
    text = show_value(field, value)
    return f"{field.title} {text}{field.kept_unit or ''}" if field.numeric else text


def _config(request: PlacedRequest, definition: LedgerDefinition) -> dict[str, Any]:
    """What the board island needs; see ``BoardConfig`` in ledger-board.ts."""
    return {
        "columns": [shapes.column(field, definition) for field in definition.fields],
        "transitions": [
            {
                "name": step.name,
                "title": step.title,
                "from": step.from_,
                "to": step.to,
                "requires": step.requires,
            }
            for step in allowed_steps(request.reader, definition, request.area)
        ],
        "states": definition.states,
        "urls": {"transition": reverse("ledgers:transition", args=[definition.code]) + place_query(request)},
    }
