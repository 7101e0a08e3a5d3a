"""What the frame needs on every page: navigation, switchers of area and period, the reader, the fixed date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, Final

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from zhenyu.areas import queries as areas
from zhenyu.areas.models import Area
from zhenyu.core.errors import ZhenyuError
from zhenyu.core.values import clock
from zhenyu.core.values.periods import Period
from zhenyu.ledgers.history.log_pages import may_look
from zhenyu.ledgers.writing.escalation import may_keep_calendar
from zhenyu.pages.area_period import Place, home_of, period_rows, same_months_in, with_query
from zhenyu.people.types import ROLE_TITLES, Reader

YEARS_SHOWN: Final = 5
_NOT_KEPT: Final = ("after", "before", "last", "period")


@dataclass(frozen=True, slots=True)
class Room:
    """An entry of the navigation."""

    title: str
    icon: str
    url: str


ROOMS: Final = (
    Room("总览", "layout-dashboard", "/"),
    Room("台账", "table", "/ledgers/"),
    Room("指标", "chart-line", "/indicators/"),
    Room("计划", "target-arrow", "/plans/"),
    Room("报告", "report", "/reports/"),
    Room("管理", "settings", "/manage/log/"),
)


class Frame:
    """The frame of one request; what needs the database is read when a template asks for it."""

    def __init__(self, request: HttpRequest, reader: Reader, place: Place | None) -> None:
        self.path = request.path
        self._query = request.GET
        self.reader = reader
        self.place = place
        self.today = clock.today()
        self.demo_date = clock.fixed_day()

    @property
    def rooms(self) -> list[dict[str, Any]]:
        looks = may_look(self.reader) or may_keep_calendar(self.reader)
        return [{"room": room, "current": self._is_in(room)} for room in ROOMS if looks or room.title != "管理"]

    @property
    def home(self) -> Place | None:
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

    def _is_in(self, room: Room) -> bool:
        return (
            self.path == "/"
            if room.url == "/"
            else self.path.startswith(f"/{room.url.split('/')[1]}/") or _is_trace(self.path, room)
        )


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


def _is_trace(path: str, room: Room) -> bool:
    return room.url == "/indicators/" and path.startswith("/trace/")


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``frame`` for the base template, ``area`` and ``period`` for every template."""
    reader = getattr(request, "reader", None) or Reader(user_id=None, name="")
    place = current_place(request, reader)
    return {
        "frame": Frame(request, reader, place),
        "area": place.area if place else None,
        "period": place.period if place else None,
    }


def current_place(request: HttpRequest, reader: Reader) -> Place | None:
    """The place the middleware resolved; on an error page the reader's home; None without a grant."""
    place = getattr(request, "place", None)
    if isinstance(place, Place):
        return place
    try:
        return home_of(reader, clock.today())
    except ZhenyuError:
        return None
