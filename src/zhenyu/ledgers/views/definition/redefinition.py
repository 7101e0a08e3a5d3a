"""A redefinition that is done in the background: who began it, how far it is, and how to stop it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhenyu.ledgers.actions import definitions
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.redefinition import in_progress
from zhenyu.ledgers.schema import registry
from zhenyu.ledgers.views.imports import speed_of
from zhenyu.ledgers.views.list_query import check_seen
from zhenyu.pages.area_period import place_query
from zhenyu.pages.requests import PlacedRequest


def progress(request: PlacedRequest, code: str) -> HttpResponse:
    """How far it is, polled by the page; when it has ended the whole page is reloaded."""
    definition = registry.ledger(code)
    check_seen(request, definition)
    context = {"ledger": definition, **underway_context(request, definition)}
    answer = render(request, "ledgers/definition_underway.html", context)
    found = context["redefinition"]
    if found is None or found.ended:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
def cancel(request: PlacedRequest, code: str) -> HttpResponse:
    """Stop it; the ledger stays as it was."""
    definitions.cancel_redefinition(code, by=request.reader)
    return redirect(reverse("ledgers:definition_versions", args=[code]) + place_query(request))


def underway_context(request: PlacedRequest, definition: LedgerDefinition) -> dict[str, Any]:
    """The redefinition in progress, or the last one where it failed and the definition was not changed
    since."""
    found = in_progress.latest(definition.code)
    if (
        found is not None
        and found.ended
        and found.arguments["based_on"] != registry.loaded_ledger(definition.code).version
    ):
        found = None
    return {
        "redefinition": found,
        "redefinition_speed": speed_of(found) if found else "",
        "may_define": request.reader.heads(definition.domain),
    }
