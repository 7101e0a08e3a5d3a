"""Where and when a page looks: the area and period of its address, kept through every link.

``?area=990101100&period=2026-01..2026-10``. Without them a page opens at the reader's home, from January to
now.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.http import HttpRequest

from zhenyu.core.errors import NotAllowed
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Month, Period
from zhenyu.people.types import Reader

PLACE: Final = ("area", "period")
HOME_HINT = "请从左上角换成您负责的区划，或联系安全管理员增加授权"


@dataclass(frozen=True, slots=True)
class AreaPeriod:
    """The area and the period a page is about."""

    area: AreaCode
    period: Period

    def year_elapsed(self, today: date) -> Decimal:
        """Share of the year gone (0–1) at the period's end, or today if that is earlier."""
        return Period.year_of(self.period.last.year).elapsed_share(min(today, self.period.end))

    @property
    def query(self) -> dict[str, str]:
        return {"area": str(self.area), "period": str(self.period)}


def home_of(reader: Reader, today: date) -> AreaPeriod:
    """Where pages open: the reader's first area, from January to the running month.

    Raises:
        NotAllowed: the reader holds no grant today.
    """
    if reader.home is None:
        raise NotAllowed("您的账号还没有授权任何区划", "请联系安全管理员授予区划和职责")
    return AreaPeriod(reader.home, Period.cumulative(today.year, today.month))


def place_of(query: Mapping[str, str], reader: Reader, today: date) -> AreaPeriod:
    """Read ``area`` and ``period`` of an address.

    Raises:
        UsageError: a code or period that cannot be read.
        NotAllowed: an area outside the reader's grants.
    """
    home = home_of(reader, today)
    area = AreaCode.parse(query["area"]) if query.get("area") else home.area
    period = Period.parse(query["period"]) if query.get("period") else home.period
    if not reader.sees(area):
        raise NotAllowed(f"区划 {area} 不在您的授权范围内", HOME_HINT)
    return AreaPeriod(area, period)


def with_query(url: str, additions: Mapping[str, object]) -> str:
    """The url with parameters added. What the url says itself wins; None and empty text leave one out."""
    wanted = tuple((key, str(value)) for key, value in additions.items() if value not in (None, ""))
    if "?" not in url and "#" not in url:
        added = _encoded(wanted)
        return f"{url}?{added}" if added else url
    scheme, host, path, query, fragment = urlsplit(url)
    own = {part.partition("=")[0] for part in query.split("&") if part}
    added = _encoded(tuple(pair for pair in wanted if pair[0] not in own))
    return urlunsplit((scheme, host, path, "&".join(part for part in (query, added) if part), fragment))


def place_query(request: HttpRequest) -> str:
    """``?area=…&period=…`` as in this request's address, to be kept by links; empty when the address has
    neither."""
    kept = [f"{name}={request.GET[name]}" for name in PLACE if request.GET.get(name)]
    return f"?{'&'.join(kept)}" if kept else ""


@lru_cache(maxsize=256)
def _encoded(pairs: tuple[tuple[str, str], ...]) -> str:
    """Kept: the hundreds of links of a page carry the same area and period."""
    return urlencode(pairs, safe=",")


@dataclass(frozen=True, slots=True)
class PeriodChoice:
    """A period one can switch to, as a short word in the switcher."""

    period: Period
    word: str
    title: str
    is_later: bool


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A row of the period switcher."""

    title: str
    choices: tuple[PeriodChoice, ...]

    @property
    def columns(self) -> int:
        return min(len(self.choices), 6)


def period_rows(year: int, today: date) -> tuple[PeriodRow, ...]:
    """The year, halves, quarters, months and cumulative ranges of a year."""
    quarters = [(Period.quarter_of(year, n), f"{'一二三四'[n - 1]}季度") for n in range(1, 5)]
    halves = [(Period.half_of(year, 1), "上半年"), (Period.half_of(year, 2), "下半年")]
    months = [(Period.month_of(Month(year, n)), f"{n}月") for n in range(1, 13)]
    ranges = [(Period.cumulative(year, n), f"1—{n}月") for n in range(2, 12)]
    rows = (
        ("年、半年", [(Period.year_of(year), "全年"), *halves]),
        ("季", quarters),
        ("月", months),
        ("累计", ranges),
    )
    return tuple(
        PeriodRow(
            title,
            tuple(PeriodChoice(period, word, period.title, period.start > today) for period, word in choices),
        )
        for title, choices in rows
    )


def same_months_in(period: Period, year: int) -> Period:
    """The same months in another year: what a year's link in the switcher opens."""
    shift = (year - period.first.year) * 12
    return Period.between(period.first.plus(shift), period.last.plus(shift))
