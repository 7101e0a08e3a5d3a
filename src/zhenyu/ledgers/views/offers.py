"""Newer definitions from content packs that wait for a choice: what differs, and which side to keep."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from zhenyu.core.errors import UsageError
from zhenyu.ledgers import registry, upgrading
from zhenyu.ledgers.definition import LedgerDefinition
from zhenyu.ledgers.reconciling import Side
from zhenyu.ledgers.renaming import keeping_retired
from zhenyu.ledgers.views.definition import show_preview
from zhenyu.people.requests import PlacedRequest


def waiting(request: PlacedRequest) -> HttpResponse:
    """The ledgers with an upgrade to decide."""
    return render(request, "ledgers/offers.html", {"offers": upgrading.offers(request.reader)})


def decide(request: PlacedRequest, code: str) -> HttpResponse:
    """The conflicts of one ledger, a choice each; POST shows what the merged definition would do."""
    offer = upgrading.offer(request.reader, code, {})
    problem = None
    if request.method == "POST":
        sides: dict[str, Side] = {
            conflict.key: "pack" if request.POST.get(f"choice.{conflict.key}") == "pack" else "local"
            for conflict in offer.merged.conflicts
        }
        try:
            merged = upgrading.offer(request.reader, code, sides).merged.definition
            wanted = keeping_retired(offer.local, LedgerDefinition.from_raw(merged))
            return show_preview(request, offer.local, wanted.as_raw(), registry.entry(code).version, offer=True)
        except UsageError as refusal:
            problem = refusal
    context = {"offer": offer, "ledger": offer.local, "problem": problem}
    return render(request, "ledgers/offer.html", context, status=422 if problem else 200)
