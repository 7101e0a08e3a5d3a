"""The numbers a figure is made of or compared with, each with its own address: where a trace goes on.

A ratio or formula leads to its parts, a growth to this period and the base it is measured against (of a
merged area: to each area it was merged from), a completion to value and target, a share to part and whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest

from zhenyu.areas.queries import registered, succession
from zhenyu.areas.succession import Succession
from zhenyu.core.errors import UsageError
from zhenyu.core.values.addresses import Aspect, FigureAddress
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.indicators.catalogue.indicator_definition import IndicatorKind
from zhenyu.indicators.figures.value_query import ValueQuery
from zhenyu.indicators.figures.value_results import results_of
from zhenyu.indicators.measures.reading_rights import may_read
from zhenyu.indicators.measures.registry import Feeds
from zhenyu.indicators.trace_types import TraceLink
from zhenyu.people.types import Reader

_AGAINST_LAST_YEAR = (Aspect.YOY, Aspect.YOY_POINTS)
ON_TARGET = (Aspect.TARGET, Aspect.COMPLETION, Aspect.PACE)


@dataclass(frozen=True, slots=True)
class _LinkTarget:
    role: str
    address: FigureAddress


def trace_links(reader: Reader, feeds: Feeds, address: FigureAddress, today: date) -> tuple[TraceLink, ...]:
    """What the number at an address leads to, with values; what the reader's grants do not open is left
    out."""
    targets = [
        target
        for target in _link_targets(feeds, address, today)
        if may_read(reader, feeds.catalogue[target.address.indicator], target.address.area)
    ]
    queries = {
        target.address: ValueQuery(target.address.indicator, target.address.area, target.address.period)
        for target in targets
        if target.address.aspect is Aspect.VALUE
    }
    found = results_of(feeds, queries.values(), today, reader.name)
    named = registered(str(target.address.area) for target in targets)
    links = []
    for target in targets:
        definition = feeds.catalogue[target.address.indicator]
        query = queries.get(target.address)
        result = found[query] if query else None
        area = named.get(str(target.address.area))
        links.append(
            TraceLink(
                role=target.role,
                address=target.address,
                title=definition.title,
                area_name=area.name_on(target.address.period.end) if area else str(target.address.area),
                value=result.value if result else None,
                absence=result.absence if result else None,
                unit=definition.unit,
            )
        )
    return tuple(links)


def _link_targets(feeds: Feeds, address: FigureAddress, today: date) -> Iterator[_LinkTarget]:
    plain = address.with_aspect(Aspect.VALUE)
    if address.aspect in _AGAINST_LAST_YEAR:
        yield _LinkTarget("本期", plain)
        yield from _earlier("上年同期", plain, Period.year_before, today)
    elif address.aspect is Aspect.PREVIOUS:
        yield from _earlier("上期", plain, Period.preceding, today)
    elif address.aspect in ON_TARGET:
        yield _LinkTarget("实绩", plain)
    elif address.aspect is Aspect.SHARE and address.area.parent:
        yield _LinkTarget("本级", plain)
        yield _LinkTarget("上级", plain.with_area(address.area.parent))
    elif address.aspect is Aspect.VALUE:
        yield from _parts(feeds, plain)


def _parts(feeds: Feeds, address: FigureAddress) -> Iterator[_LinkTarget]:
    definition = feeds.catalogue[address.indicator]
    roles = ("分子", "分母") if definition.kind is IndicatorKind.RATIO else ()
    for role, part in zip_longest(roles, definition.parts, fillvalue="组成"):
        yield _LinkTarget(role, replace(address, indicator=part))


def _earlier(
    role: str, address: FigureAddress, shift: Callable[[Period], Period], today: date
) -> Iterator[_LinkTarget]:
    """The same indicator in an earlier period, under the areas of that time."""
    try:
        period = shift(address.period)
    except UsageError:  # the calendar of periods begins in 1949
        return
    for area in _then(succession(), address.area, period, min(address.period.end, today)):
        yield _LinkTarget(role, replace(address, area=area, period=period))


def _then(in_time: Succession, area: AreaCode, period: Period, day: date) -> list[AreaCode]:
    """The areas that stood, at the end of an earlier period, where this one stands on a day."""
    constituents = (str(area), *in_time.absorbed(str(area), day))
    return [AreaCode(code) for code in constituents if in_time.exists_on(code, period.end)] or [area]
