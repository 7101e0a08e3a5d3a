"""The area directory, behind the switcher of every page."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from zhenyu.core import clock
from zhenyu.pages import area_directory
from zhenyu.pages.requests import PlacedRequest


def areas(request: PlacedRequest) -> HttpResponse:
    """The area directory: a fragment for the switcher, a page of its own without JavaScript."""
    text = request.GET.get("q", "").strip()
    rows = (
        area_directory.find(request.reader, text, request.area)
        if text
        else area_directory.branch(request.reader, request.area, min(clock.today(), request.period.end))
    )
    context = {"rows": rows, "q": text, "back": _way_back(request)}
    return render(request, "pages/frame/area_results.html" if request.htmx else "pages/areas.html", context)


def _way_back(request: PlacedRequest) -> str:
    """The page to return to with another area: its own address without the area it had."""
    wanted = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        return "/"
    path, _, query = wanted.partition("?")
    parts = [
        part
        for part in query.split("&")
        if part and part.partition("=")[0] not in ("area", "after", "before")
    ]
    return f"{path}?{'&'.join(parts)}" if parts else path
