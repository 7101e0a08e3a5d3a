"""The list of ledgers, by domain."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render

from zhenyu.ledgers.overviews import overview
from zhenyu.ledgers.overviews.overview import LedgerSummary
from zhenyu.ledgers.redefinition import pack_upgrade
from zhenyu.pages.requests import PlacedRequest


@dataclass(frozen=True, slots=True)
class DomainGroup:
    """The ledgers of one domain and what they add up to."""

    domain: str
    ledgers: tuple[LedgerSummary, ...]

    @property
    def overdue(self) -> int:
        return sum(ledger.overdue for ledger in self.ledgers)


def index(request: PlacedRequest) -> HttpResponse:
    """Every ledger the reader may open, with rows, overdue, last change, and a warning where no basis is
    given."""
    summaries = overview.ledger_summaries(request.reader, request.area)
    groups = by_domain(summaries)
    context = {
        "groups": groups,
        "total": len(summaries),
        "overdue": sum(group.overdue for group in groups),
        "may_found": request.reader.heads(),
        "updates": len(pack_upgrade.offers(request.reader)),
        "without_basis": [summary for summary in summaries if not summary.basis],
    }
    return render(request, "ledgers/index.html", context)


def by_domain(summaries: Iterable[LedgerSummary]) -> list[DomainGroup]:
    """Group ledgers by domain, both in the order given."""
    grouped: dict[str, list[LedgerSummary]] = {}
    for summary in summaries:
        grouped.setdefault(summary.domain, []).append(summary)
    return [DomainGroup(domain, tuple(ledgers)) for domain, ledgers in grouped.items()]
