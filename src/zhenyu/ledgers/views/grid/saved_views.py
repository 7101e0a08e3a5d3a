"""Saved views: opening one by ``?view=12``, keeping the present look under a name, renaming, sharing,
deleting.

``?view=12`` alone is redirected to the address with all conditions of the view, so that grid, board, chart
and export read addresses only. Conditions beside ``view`` win over the view's; ``view=0`` asks for no view,
not even the default one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from zhenyu.core.errors import UsageError
from zhenyu.ledgers.actions import saved_views as actions
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.models import SavedView
from zhenyu.ledgers.overviews import saved_views
from zhenyu.ledgers.overviews.saved_views import AUDIENCES, DISPLAYS, ShownColumn
from zhenyu.ledgers.schema import registry
from zhenyu.pages.area_period import PLACE, place_query
from zhenyu.pages.requests import PlacedRequest

PAGES: Final = {"grid": "ledgers:grid", "board": "ledgers:board", "chart": "ledgers:chart"}
_PAGING: Final = ("after", "before")


@dataclass(frozen=True, slots=True)
class Opened:
    """What a page of a ledger was opened with: a view or none, and the address that says it in full when this
    one does not."""

    view: SavedView | None
    views: tuple[SavedView, ...]
    address: str | None = None


def opened(request: PlacedRequest, definition: LedgerDefinition, display: str) -> Opened:
    """The view of an address.

    Raises:
        NotFound: a view that is not for this reader. UsageError: no number.
    """
    views = tuple(saved_views.views_of(request.reader, definition))
    named = request.GET.get("view", "")
    if named and not named.isdigit():
        raise UsageError(f"“{named}”不是视图的编号", "请从“视图”里另选一个")
    asked = any(name in request.GET for name in (*saved_views.ASKED, *_PAGING)) or any(
        name.startswith(saved_views.CONDITION) for name in request.GET
    )
    if named == "0" or (not named and (asked or display != "grid")):
        return Opened(None, views)
    view = (
        saved_views.view_for(request.reader, definition, int(named))
        if named
        else saved_views.default_view(views)
    )
    if view is None or (named and asked):
        return Opened(view, views)
    address = address_of(request, definition, view)
    return Opened(view, views, None if address == request.get_full_path() else address)


def address_of(request: PlacedRequest, definition: LedgerDefinition, view: SavedView) -> str:
    """The address that says in full what a view asks, at the request's place and time."""
    place = {name: request.GET[name] for name in PLACE if request.GET.get(name)}
    query = {**place, "view": str(view.pk), **saved_views.valid_question(view, definition)}
    return f"{reverse(PAGES[view.display], args=[definition.code])}?{urlencode(query, safe=',')}"


def bar(request: PlacedRequest, definition: LedgerDefinition, found: Opened, display: str) -> dict[str, Any]:
    """What ``view_bar.html`` shows: the displays, the views, the one that is open, the form to keep a new
    one."""
    view = found.view
    question = saved_views.question_in(request.GET.dict())
    kept = saved_views.valid_question(view, definition) if view else {}
    return {
        "display": display,
        "displays": [
            (name, title, _display_address(request, definition, name))
            for name, title in DISPLAYS.items()
            if name != "board" or definition.states
        ],
        "view": view,
        "view_changed": view is not None and {**question, "state": ""} != {**kept, "state": ""},
        "view_missing": saved_views.missing(view, definition) if view else [],
        "view_mine": view is not None and saved_views.may_change(view, request.reader, definition),
        "views": [
            (title, [each for each in found.views if each.audience == audience])
            for audience, title in AUDIENCES.items()
        ],
        "audiences": audiences(request, definition),
        "question_text": urlencode(question),
        "all_states": "*" if view else None,
    }


def audiences(request: PlacedRequest, definition: LedgerDefinition) -> list[tuple[str, str]]:
    """Whom the reader may keep views for."""
    shared = saved_views.may_share(request.reader, definition)
    return [(name, title) for name, title in AUDIENCES.items() if name == "own" or shared]


def _display_address(request: PlacedRequest, definition: LedgerDefinition, display: str) -> str:
    """The same rows in another display."""
    query = {name: text for name, text in request.GET.items() if name not in _PAGING and text}
    if "view" not in query:
        query["view"] = "0"
    return f"{reverse(PAGES[display], args=[definition.code])}?{urlencode(query, safe=',')}"


# --- pages ----------------------------------------------------------------------------------------


def views(request: PlacedRequest, code: str) -> HttpResponse:
    """All views of a ledger one may open; POST keeps a new one."""
    definition = registry.ledger(code)
    if request.method == "POST":
        return _keep(request, definition)
    found = saved_views.views_of(request.reader, definition)
    context = {
        "ledger": definition,
        "items": [
            {
                "view": view,
                "address": address_of(request, definition, view),
                "mine": saved_views.may_change(view, request.reader, definition),
                "missing": saved_views.missing(view, definition),
                "audience": AUDIENCES[view.audience],
                "display": DISPLAYS[view.display],
            }
            for view in found
        ],
        "audiences": audiences(request, definition),
    }
    return render(request, "ledgers/views.html", context)


def _keep(request: PlacedRequest, definition: LedgerDefinition) -> HttpResponseRedirect:
    form = request.POST
    columns = _columns(form.get("columns", ""))
    question = dict(_pairs(form.get("question", "")))
    view = actions.save_view(
        definition,
        title=form.get("title", ""),
        audience=form.get("audience", "own"),
        display=form.get("display", "grid"),
        question=question,
        columns=columns,
        is_default=form.get("default") == "1",
        by=request.reader,
    )
    messages.success(request, f"已保存视图“{view.title}”。")
    return redirect(address_of(request, definition, view))


@require_POST
def change(request: PlacedRequest, code: str, view_id: int) -> HttpResponse:
    """Rename, share, make default (``act=keep``) or delete (``act=delete``) a view."""
    definition = registry.ledger(code)
    view = saved_views.view_for(request.reader, definition, view_id)
    form = request.POST
    if form.get("act") == "delete":
        actions.delete_view(view, definition, by=request.reader)
        messages.success(request, f"已删除视图“{view.title}”，台账里的数据没有变动。")
    else:
        actions.change_view(
            view,
            definition,
            title=form.get("title", ""),
            audience=form.get("audience", view.audience),
            is_default=form.get("default") == "1",
            by=request.reader,
        )
        messages.success(request, f"已保存视图“{view.title}”。")
    back = form.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = reverse("ledgers:views", args=[code]) + place_query(request)
    return redirect(back)


def _pairs(text: str) -> Mapping[str, str]:
    from django.http import QueryDict

    return QueryDict(text.removeprefix("?")).dict()


def _columns(text: str) -> list[ShownColumn]:
    """Columns as the grid sends them: ``[{"name": "cost", "width": 120}]``; nothing without JavaScript."""
    if not text:
        return []
    try:
        raw = json.loads(text)
        return [
            ShownColumn(str(item["name"])[:60], int(item["width"]) if item.get("width") else None)
            for item in raw
        ]
    except (ValueError, TypeError, KeyError, AttributeError):
        raise UsageError("看不懂网页发来的列", "请刷新页面后重试") from None
