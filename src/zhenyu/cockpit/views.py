"""Pages over all rooms: the cockpit, what changed this week, search; and the operator's probe."""

from __future__ import annotations

from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhenyu.cockpit.activity import upkeep, week, week_start
from zhenyu.cockpit.key_figures import key_figures
from zhenyu.cockpit.search import search as look_for
from zhenyu.core import clock
from zhenyu.pages.area_period import AreaPeriod
from zhenyu.pages.requests import PlacedRequest
from zhenyu.plans import queries as plans

LONGEST_WORDS: Final = 60
"""Characters of a search; what is longer is no name."""


def cockpit(request: PlacedRequest) -> HttpResponse:
    """The year on one page: key figures, lights, projects, deadlines, and how the books are kept."""
    place = AreaPeriod(request.area, request.period)
    context = {
        "figures": key_figures(request.reader, place),
        "wall": plans.wall(request.reader, request.area, request.period),
        "upkeep": upkeep(request.reader, place),
        "since": week_start(),
        "elapsed": place.year_elapsed(clock.today()),
    }
    return render(request, "cockpit/cockpit.html", context)


def changes(request: PlacedRequest) -> HttpResponse:
    """What changed this week; a fragment for the cockpit, which fetches it after the figures stand."""
    entries = week(request.reader, AreaPeriod(request.area, request.period))
    template = "cockpit/week_table.html" if request.htmx else "cockpit/changes.html"
    return render(
        request, template, {"week": entries, "since": week_start(), "shown": ":8" if request.htmx else ":"}
    )


def search(request: PlacedRequest) -> HttpResponse:
    """``?q=``: everything the words stand for, within what the reader may see."""
    words = " ".join(request.GET.get("q", "").split())[:LONGEST_WORDS]
    context = {"searched": words, "answer": look_for(request.reader, words, request.area)}
    return render(request, "cockpit/search.html", context)


@login_not_required
def healthz(_request: HttpRequest) -> HttpResponse:
    """For the operator's watchdog: 200 when the server answers and the database does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")
