"""Reads: figures of any area and period on behalf of a reader. All run inside the caller's ``reading_as``.

A reader asks about areas within their grants. Beyond them only a place among siblings is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

from django.db import connection

from zhenyu.areas import queries as areas
from zhenyu.core import clock
from zhenyu.core.database.statements import statement
from zhenyu.core.errors import NotFound, UsageError
from zhenyu.core.values.addresses import Aspect, FigureAddress
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.indicators.catalogue.indicator_definition import IndicatorDefinition
from zhenyu.indicators.cells.pending_cells import pending
from zhenyu.indicators.figures import comparisons
from zhenyu.indicators.figures.aspects import as_aspect, why_shareless
from zhenyu.indicators.figures.comparisons import TargetValue
from zhenyu.indicators.figures.ranks import ranks
from zhenyu.indicators.figures.trace import trace
from zhenyu.indicators.figures.value_query import ValueQuery, ValueResult
from zhenyu.indicators.figures.value_results import results_of
from zhenyu.indicators.measures.lineage import fed_by, feeds
from zhenyu.indicators.measures.reading_rights import check_address
from zhenyu.indicators.measures.registry import Feeds, current_feeds, found_in
from zhenyu.indicators.types import Figure, Rank
from zhenyu.people.types import Reader

__all__ = ["fed_by", "feeds", "figure", "figures", "series", "trace"]

_TargetKey = tuple[str, str, str]


def figure(reader: Reader, address: FigureAddress | str) -> Figure:
    """One figure; see :func:`figures`."""
    return figures(reader, [address])[0]


def figures(
    reader: Reader, addresses: Sequence[FigureAddress | str], *, open_to_area: bool = False
) -> list[Figure]:
    """The figures of the addresses, in their order, by a constant number of statements however many they are.

    Arguments:
        open_to_area: the figures stand in something every duty of the area may see (the cockpit, a task on
            the wall, a filed report): the reader's domains do not matter then.

    Raises:
        UsageError: a malformed address. NotFound: no such indicator or area.
        NotAllowed: an area or domain outside the reader's grants (for ``.share``, the area above it too).
    """
    parsed = [FigureAddress.parse(item) if isinstance(item, str) else item for item in addresses]
    if not parsed:
        return []
    feeds = current_feeds()
    for address in parsed:
        check_address(
            reader, found_in(feeds.catalogue, address.indicator), address, open_to_area=open_to_area
        )
    return _Assembly(reader, feeds, parsed).figures()


def series(reader: Reader, address: FigureAddress | str, by: str = "month") -> list[Figure]:
    """The figure split: ``by="month"`` each month of its period, ``by="area"`` the areas one level below.

    Raises: UsageError: another ``by``. Otherwise as :func:`figures`.
    """
    whole = FigureAddress.parse(address) if isinstance(address, str) else address
    if by == "month":
        return figures(reader, [whole.with_period(Period.month_of(month)) for month in whole.period.months])
    if by == "area":
        below = areas.children(whole.area, min(clock.today(), whole.period.end))
        return figures(reader, [whole.with_area(AreaCode(area.code)) for area in below])
    raise UsageError(f"不能按“{by}”展开", "可以按 month（月份）或 area（下级区划）展开")


@dataclass(frozen=True, slots=True)
class _Around:
    """The queries one address gives rise to; None where the calendar or the tree ends."""

    now: ValueQuery
    year_before: ValueQuery | None
    previous: ValueQuery | None
    parent: ValueQuery | None


class _Assembly:
    """One batch of figures: gather every query, ask them together, put the figures together."""

    def __init__(self, reader: Reader, feeds: Feeds, addresses: list[FigureAddress]) -> None:
        self.reader = reader
        self.feeds = feeds
        self.addresses = addresses
        self.today = clock.today()
        self.pending = pending()

    def figures(self) -> list[Figure]:
        names = _names(self.addresses)
        around = [_around(address) for address in self.addresses]
        targets = _targets(self.addresses)
        chosen = [_target_of(address, targets) for address in self.addresses]
        bases = [
            _growth_base(address, target) for address, target in zip(self.addresses, chosen, strict=True)
        ]
        queries = [query for item in around for query in _all(item)] + [base for base in bases if base]
        in_time = areas.succession()
        results = results_of(self.feeds, queries, self.today, self.reader.name, in_time)
        known = [item.now for item in around if results[item.now].value is not None]
        ranks_found = ranks(self.feeds, known, self.today, self.reader.name, in_time)
        return [
            self._figure(address, _name(names, address), item, target, base, results, ranks_found)
            for address, item, target, base in zip(self.addresses, around, chosen, bases, strict=True)
        ]

    def _figure(
        self,
        address: FigureAddress,
        area_name: str,
        around: _Around,
        target: TargetValue | None,
        base: ValueQuery | None,
        results: dict[ValueQuery, ValueResult],
        ranks_found: dict[ValueQuery, Rank],
    ) -> Figure:
        definition = self.feeds.catalogue[address.indicator]
        now = results[around.now]
        earlier = results[around.year_before] if around.year_before else None
        before = earlier.value if earlier else None
        yoy, yoy_note = _growth(definition, now.value, before)
        if earlier is not None and earlier.absence == "not_applicable" and now.value is not None:
            yoy_note = earlier.note
        wanted = comparisons.wanted(target, _value(results, base)) if target else None
        completed = comparisons.completion(now.value, wanted, target.mode) if target else None
        parent = _value(results, around.parent)
        works_off = self.feeds.accumulates(address.indicator)
        shareless = why_shareless(definition, quotient=self.feeds.is_quotient(address.indicator))
        whole = Figure(
            address=address,
            title=definition.title,
            area_name=area_name,
            value=now.value,
            unit=definition.unit,
            status=now.status,
            absence=now.absence,
            note=now.note,
            target=wanted,
            target_mode=target.mode if target else None,
            completion=completed,
            pace=comparisons.pace(completed, target, address.period, self.today, works_off=works_off),
            yoy=yoy,
            yoy_note=yoy_note,
            yoy_points=comparisons.points(now.value, before) if definition.is_rate else None,
            rank=ranks_found.get(around.now),
            previous=_value(results, around.previous),
            share=None if shareless else comparisons.share(now.value, parent),
            finality=now.finality,
            source=now.source,
            computed_at=now.computed_at,
            recomputing=self.pending.touches(self.feeds, address.indicator, address.area),
        )
        return as_aspect(whole, shareless)


def _around(address: FigureAddress) -> _Around:
    now = ValueQuery(address.indicator, address.area, address.period)
    parent = address.area.parent if address.aspect is Aspect.SHARE else None
    return _Around(
        now,
        _shifted(now, _year_before(address.period)),
        _shifted(now, _preceding(address.period)),
        ValueQuery(address.indicator, parent, address.period) if parent else None,
    )


def _all(around: _Around) -> Iterable[ValueQuery]:
    return (query for query in (around.now, around.year_before, around.previous, around.parent) if query)


def _shifted(query: ValueQuery, period: Period | None) -> ValueQuery | None:
    return ValueQuery(query.indicator, query.area, period, as_of=query.day) if period else None


@lru_cache(maxsize=256)
def _year_before(period: Period) -> Period | None:
    return _or_none(period.year_before)


@lru_cache(maxsize=256)
def _preceding(period: Period) -> Period | None:
    return _or_none(period.preceding)


def _or_none(shift: Callable[[], Period]) -> Period | None:
    try:
        return shift()
    except UsageError:  # the calendar of periods begins in 1949
        return None


def _value(results: dict[ValueQuery, ValueResult], query: ValueQuery | None) -> Decimal | None:
    return results[query].value if query else None


def _names(addresses: Iterable[FigureAddress]) -> dict[tuple[str, date], str]:
    """What the areas were called at the end of the periods asked."""
    wanted = {(str(address.area), address.period.end) for address in addresses}
    found = areas.registered(code for code, _ in wanted)
    return {(code, day): found[code].name_on(day) for code, day in wanted if code in found}


def _name(names: dict[tuple[str, date], str], address: FigureAddress) -> str:
    name = names.get((str(address.area), address.period.end))
    if name is None:
        raise NotFound(f"没有代码为 {address.area} 的区划", "请核对区划代码")
    return name


def _growth(
    definition: IndicatorDefinition, value: Decimal | None, before: Decimal | None
) -> tuple[Decimal | None, str]:
    if definition.is_rate:
        return None, "比率比较百分点，不计算增速"
    if definition.is_rank:
        return None, "位次不计算增速"
    return comparisons.growth(value, before)


# --- targets --------------------------------------------------------------------------------------


def _targets(addresses: list[FigureAddress]) -> dict[_TargetKey, TargetValue]:
    """Current targets of the periods asked and of the years around them; one statement."""
    keys = sorted(
        {
            (address.indicator, str(address.area), str(period))
            for address in addresses
            for period in comparisons.target_periods(address.period)
        }
    )
    indicators, codes, periods = ([key[place] for key in keys] for place in range(3))
    with connection.cursor() as cursor:
        cursor.execute(
            statement("zhenyu.indicators", "targets"),
            {"indicators": indicators, "areas": codes, "periods": periods},
        )
        return {
            (indicator, area, period): TargetValue(value, mode, Period.parse(period))
            for indicator, area, period, value, mode in cursor.fetchall()
            if value is not None
        }


def _target_of(address: FigureAddress, targets: dict[_TargetKey, TargetValue]) -> TargetValue | None:
    for period in comparisons.target_periods(address.period):
        found = targets.get((address.indicator, str(address.area), str(period)))
        if found:
            return found
    return None


def _growth_base(address: FigureAddress, target: TargetValue | None) -> ValueQuery | None:
    if target is None or target.mode != "growth":
        return None
    return _shifted(ValueQuery(address.indicator, address.area, target.period), _year_before(target.period))
