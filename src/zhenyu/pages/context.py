"""What the frame needs on every page: navigation, switchers of area and period, the reader, the fixed
date."""

from __future__ import annotations

from datetime import date
from functools import cached_property, lru_cache
from typing import Any, Final

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from zhenyu.areas import queries as areas
from zhenyu.areas.models import Area
from zhenyu.core import clock
from zhenyu.core.errors import ZhenyuError
from zhenyu.core.values.periods import Period
from zhenyu.pages.area_period import AreaPeriod, home_of, period_rows, same_months_in, with_query
from zhenyu.pages.navigation import entries_of
from zhenyu.people.types import ROLE_TITLES, Reader

YEARS_SHOWN: Final = 5
_NOT_KEPT: Final = ("after", "before", "last", "period")


class Frame:
    """The frame of one request; what needs the database is read when a template asks for it."""

    def __init__(self, request: HttpRequest, reader: Reader, place: AreaPeriod | None) -> None:
        self.path = request.path
        self._query = request.GET
        self.reader = reader
        self.place = place
        self.today = clock.today()
        self.demo_date = clock.fixed_day()

    @property
    def rooms(self) -> list[dict[str, Any]]:
        return [{"room": entry, "current": entry.holds(self.path)} for entry in entries_of(self.reader)]

    @property
    def home(self) -> AreaPeriod | None:
        return self.place and home_of(self.reader, self.today)

    @property
    def is_elsewhere(self) -> bool:
        """Whether the page looks at another area or period than it opens with."""
        return self.place != self.home

    @cached_property
    def area_name(self) -> str:
        if self.place is None:
            return ""
        return self._names.get(str(self.place.area), str(self.place.area))

    @cached_property
    def area_path(self) -> list[Area]:
        """The areas above the present one that the reader may look at, the largest first."""
        if self.place is None:
            return []
        codes = [str(code) for code in self.place.area.ancestors if self.reader.sees(code)]
        return list(Area.objects.filter(code__in=codes).order_by("code")) if codes else []

    @property
    def period_sheet(self) -> SafeString:
        """The periods this page can be switched to, each a link to it."""
        if self.place is None:
            return SafeString()
        query = {name: text for name, text in self._query.items() if name not in _NOT_KEPT}
        here = with_query(self.path, {**query, "area": self.place.area})
        sheet = _period_sheet(self.place.period, self.today)
        return mark_safe(sheet.replace("LEAD", escape(f"{here}&period=")))  # noqa: S308 — the address is escaped

    @property
    def roles(self) -> list[str]:
        """The reader's duties in words, each once."""
        return list(dict.fromkeys(ROLE_TITLES[grant.role] for grant in self.reader.grants))

    @cached_property
    def _names(self) -> dict[str, str]:
        return areas.names([str(self.place.area)]) if self.place else {}


@lru_cache(maxsize=64)
def _period_sheet(period: Period, today: date) -> SafeString:
    """Forty links that differ from page to page only by their lead; drawing them took 5 ms of every page."""
    shown = period.last.year
    newest = max(today.year, shown)
    years = [
        {"year": year, "period": same_months_in(period, year), "current": year == shown}
        for year in range(min(newest - YEARS_SHOWN + 1, shown), newest + 1)
    ]
    context = {"years": years, "rows": period_rows(shown, today), "period": period}
    return render_to_string("pages/frame/period_sheet.html", context)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``frame`` for the base template, ``area`` and ``period`` for every template."""
    reader = getattr(request, "reader", None) or Reader(user_id=None, name="")
    place = current_place(request, reader)
    return {
        "frame": Frame(request, reader, place),
        "area": place.area if place else None,
        "period": place.period if place else None,
    }


def current_place(request: HttpRequest, reader: Reader) -> AreaPeriod | None:
    """The place the middleware resolved; on an error page the reader's home; None without a grant."""
    place = getattr(request, "place", None)
    if isinstance(place, AreaPeriod):
        return place
    try:
        return home_of(reader, clock.today())
    except ZhenyuError:
        return None
