"""What is late and what soon will be, over all ledgers."""

from __future__ import annotations

from typing import Any, Final, get_args

from django.http import HttpResponse
from django.shortcuts import render

from zhenyu.core import clock
from zhenyu.core.database.holidays import calendar
from zhenyu.ledgers.overviews import due, overview
from zhenyu.ledgers.schema.registry import ledgers
from zhenyu.ledgers.views.record.page import title_of
from zhenyu.pages.requests import PlacedRequest

_WORDS: Final = {"overdue": "逾期", "soon": "临期", "told": "报给我的"}


def index(request: PlacedRequest) -> HttpResponse:
    """Rows past their day, in their warning time, or reported to the reader; by ledger, office, owner and
    area."""
    asked = request.GET
    kind: Any = asked.get("kind") if asked.get("kind") in get_args(due.Kind) else "overdue"
    counts = [
        each
        for each in overview.deadline_counts(request.reader, request.area)
        if each.overdue or each.due_soon
    ]
    page = due.due_page(
        request.reader,
        request.area,
        kind,
        ledger=asked.get("ledger", ""),
        office=asked.get("office", ""),
        owner=asked.get("owner", "").strip(),
        after=asked.get("after"),
    )
    totals = {
        "overdue": sum(each.overdue for each in counts),
        "soon": sum(each.due_soon for each in counts),
        "told": due.escalated_count(request.reader, request.area),
    }
    by_code = {each.code: each for each in ledgers()}
    context = {
        "tabs": [(each, _WORDS[each], totals[each], each == kind) for each in _WORDS],
        "kind": kind,
        "page": page,
        "rows": [(each, title_of(each.ledger, each.row)) for each in page.rows],
        "counts": sorted(counts, key=lambda each: (-each.overdue, -each.due_soon)),
        "offices": sorted({by_code[each.ledger].office for each in counts if by_code[each.ledger].office}),
        "areas": due.late_by_area(request.reader, request.area),
        "asked": asked,
        "unknown": None if calendar().knows(clock.today()) else clock.today().year,
    }
    return render(request, "ledgers/due.html", context)


def count(request: PlacedRequest) -> HttpResponse:
    """The top bar's to-do: how many rows of the reader's places are late; a fragment."""
    late = sum(each.overdue for each in overview.deadline_counts(request.reader, request.reader.home))
    context = {"late": late, "told": due.escalated_count(request.reader, request.reader.home)}
    return render(request, "ledgers/due_count.html", context)
