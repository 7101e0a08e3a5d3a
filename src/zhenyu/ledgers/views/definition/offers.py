"""Newer definitions from content packs that wait for a choice: what differs, and which side to keep."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from zhenyu.core.errors import UsageError
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.definition.field_renames import keeping_retired
from zhenyu.ledgers.definition.three_way_merge import Side
from zhenyu.ledgers.redefinition import pack_upgrade
from zhenyu.ledgers.schema import registry
from zhenyu.ledgers.views.definition.pages import show_preview
from zhenyu.pages.requests import PlacedRequest


def waiting(request: PlacedRequest) -> HttpResponse:
    """The ledgers with an upgrade to decide."""
    return render(request, "ledgers/offers.html", {"offers": pack_upgrade.offers(request.reader)})


def decide(request: PlacedRequest, code: str) -> HttpResponse:
    """The conflicts of one ledger, a choice each; POST shows what the merged definition would do."""
    offer = pack_upgrade.offer(request.reader, code, {})
    problem = None
    if request.method == "POST":
        sides: dict[str, Side] = {
            conflict.key: "pack" if request.POST.get(f"choice.{conflict.key}") == "pack" else "local"
            for conflict in offer.merged.conflicts
        }
        try:
            merged = pack_upgrade.offer(request.reader, code, sides).merged.definition
            wanted = keeping_retired(offer.local, read_definition(merged))
            return show_preview(
                request, offer.local, wanted.as_raw(), registry.loaded_ledger(code).version, offer=True
            )
        except UsageError as refusal:
            problem = refusal
    context = {"offer": offer, "ledger": offer.local, "problem": problem}
    return render(request, "ledgers/offer.html", context, status=422 if problem else 200)
