"""Doors of the frame: the cockpit and the area directory."""

from __future__ import annotations

from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from zhenyu.core import clock
from zhenyu.people.requests import PlacedRequest
from zhenyu.plans import queries as plans
from zhenyu.web import directory
from zhenyu.web.activity import upkeep, week, week_start
from zhenyu.web.keyfigures import key_figures
from zhenyu.web.places import Place
from zhenyu.web.searching import search as look_for

LONGEST_WORDS: Final = 60
"""Characters of a search; what is longer is no name."""


def cockpit(request: PlacedRequest) -> HttpResponse:
    """The year on one page: key figures, lights, projects, deadlines, and how the books are kept."""
    place = Place(request.area, request.period)
    context = {
        "figures": key_figures(request.reader, place),
        "wall": plans.wall(request.reader, request.area, request.period),
        "upkeep": upkeep(request.reader, place),
        "since": week_start(),
        "elapsed": place.year_elapsed(clock.today()),
    }
    return render(request, "web/cockpit.html", context)


def changes(request: PlacedRequest) -> HttpResponse:
    """What changed this week; a fragment for the cockpit, which fetches it after the figures stand."""
    entries = week(request.reader, Place(request.area, request.period))
    template = "web/cockpit/week_table.html" if request.htmx else "web/changes.html"
    return render(request, template, {"week": entries, "since": week_start(), "shown": ":8" if request.htmx else ":"})


def search(request: PlacedRequest) -> HttpResponse:
    """``?q=``: everything the words stand for, within what the reader may see."""
    words = " ".join(request.GET.get("q", "").split())[:LONGEST_WORDS]
    context = {"searched": words, "answer": look_for(request.reader, words, request.area)}
    return render(request, "web/search.html", context)


@login_not_required
def healthz(_request: HttpRequest) -> HttpResponse:
    """For the operator's watchdog: 200 when the server answers and the database does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return HttpResponse("ok", content_type="text/plain")


def areas(request: PlacedRequest) -> HttpResponse:
    """The area directory: a fragment for the switcher, a page of its own without JavaScript."""
    text = request.GET.get("q", "").strip()
    rows = (
        directory.find(request.reader, text, request.area)
        if text
        else directory.branch(request.reader, request.area, min(clock.today(), request.period.end))
    )
    context = {"rows": rows, "q": text, "back": _way_back(request)}
    return render(request, "web/frame/area_results.html" if request.htmx else "web/areas.html", context)


def _way_back(request: PlacedRequest) -> str:
    """The page to return to with another area: its own address without the area it had."""
    wanted = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return "/"
    path, _, query = wanted.partition("?")
    parts = [part for part in query.split("&") if part and part.partition("=")[0] not in ("area", "after", "before")]
    return f"{path}?{'&'.join(parts)}" if parts else path
