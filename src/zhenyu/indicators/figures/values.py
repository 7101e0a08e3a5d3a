"""Values alone, as figures without target, growth and rank: what tables of many numbers are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from zhenyu.areas.queries import registered
from zhenyu.core import clock
from zhenyu.core.errors import UsageError
from zhenyu.core.values.addresses import Aspect, FigureAddress
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.indicators.cells.pending_cells import Pending, pending
from zhenyu.indicators.figures.value_query import ValueQuery, ValueResult
from zhenyu.indicators.figures.value_results import results_of
from zhenyu.indicators.figures.value_tables import columns_of
from zhenyu.indicators.measures.reading_rights import check_may_read
from zhenyu.indicators.measures.registry import Feeds, current_feeds, found_in
from zhenyu.indicators.types import Figure
from zhenyu.people.types import Reader

TABLE_FROM: Final = 24
"""Values from which on a table is fetched as one; fewer are asked one by one, all in one batch."""

Key = tuple[str, Period]
Column = Mapping[AreaCode, ValueResult]


def values(reader: Reader, addresses: Sequence[FigureAddress], feeds: Feeds | None = None) -> list[Figure]:
    """The values of the addresses, in their order, by few statements for each table that they make up.

    Raises:
        UsageError: an address of another aspect. NotFound, NotAllowed: as ``figures``.
    """
    feeds = feeds or current_feeds()
    wanted: dict[Key, dict[AreaCode, None]] = {}
    for address in addresses:
        if address.aspect is not Aspect.VALUE:
            raise UsageError(f"{address} 不是数值本身", f"只取数值时地址不带“.{address.aspect}”")
        wanted.setdefault((address.indicator, address.period), {})[address.area] = None
    check_may_read_all(reader, feeds, wanted)
    columns = _answered(feeds, wanted, reader.name)
    names, waiting = names_of(wanted), pending()
    return [
        _figure(feeds, address, columns[address.indicator, address.period][address.area], names, waiting)
        for address in addresses
    ]


def check_may_read_all(reader: Reader, feeds: Feeds, wanted: Mapping[Key, Iterable[AreaCode]]) -> None:
    """Refuse what holds an indicator or an area that is not the reader's; each domain is asked once for each
    area.

    Raises: NotFound, NotAllowed.
    """
    asked: dict[tuple[str, AreaCode], str] = {}
    for (code, _), areas in wanted.items():
        domain = found_in(feeds.catalogue, code).domain
        asked |= {(domain, area): code for area in areas}
    for (_, area), code in asked.items():
        check_may_read(reader, feeds.catalogue[code], area)


def _figure(
    feeds: Feeds,
    address: FigureAddress,
    result: ValueResult,
    names: Mapping[Period, Mapping[str, str]],
    waiting: Pending,
) -> Figure:
    definition = feeds.catalogue[address.indicator]
    return Figure(
        address=address,
        title=definition.title,
        area_name=names[address.period][address.area],
        value=result.value,
        unit=definition.unit,
        status=result.status,
        absence=result.absence,
        note=result.note,
        finality=result.finality,
        source=result.source,
        computed_at=result.computed_at,
        recomputing=waiting.touches(feeds, address.indicator, address.area),
    )


def _answered(feeds: Feeds, wanted: Mapping[Key, Iterable[AreaCode]], actor: str) -> dict[Key, Column]:
    """Columns of the same areas are fetched together where they make up a table."""
    found: dict[Key, Column] = {}
    small: list[tuple[Key, AreaCode]] = []
    for codes, areas, periods in _tables(wanted):
        if len(codes) * len(areas) * len(periods) < TABLE_FROM:
            small += [((code, period), area) for code in codes for period in periods for area in areas]
            continue
        columns = columns_of(feeds, codes, areas, periods, clock.today(), actor)
        found |= {
            (code, period): dict(zip(areas, columns[code, period], strict=True))
            for code in codes
            for period in periods
        }
    queries = {(key, area): ValueQuery(key[0], area, key[1]) for key, area in small}
    results = results_of(feeds, queries.values(), clock.today(), actor) if queries else {}
    for (key, area), query in queries.items():
        found[key] = {**found.get(key, {}), area: results[query]}
    return found


def _tables(
    wanted: Mapping[Key, Iterable[AreaCode]],
) -> Iterator[tuple[tuple[str, ...], tuple[AreaCode, ...], tuple[Period, ...]]]:
    """Indicators × areas × periods that every column wanted is part of exactly once."""
    periods: dict[tuple[str, tuple[AreaCode, ...]], list[Period]] = {}
    for (code, period), areas in wanted.items():
        periods.setdefault((code, tuple(areas)), []).append(period)
    codes: dict[tuple[tuple[AreaCode, ...], tuple[Period, ...]], list[str]] = {}
    for (code, areas), own in periods.items():
        codes.setdefault((areas, tuple(own)), []).append(code)
    for (areas, when), together in codes.items():
        yield tuple(together), areas, when


def names_of(wanted: Mapping[Key, Iterable[AreaCode]]) -> dict[Period, dict[str, str]]:
    """What the areas were called at the end of the periods; the code of one that is not registered."""
    places: dict[Period, set[str]] = {}
    for (_, period), areas in wanted.items():
        places.setdefault(period, set()).update(areas)
    known = registered({code for codes in places.values() for code in codes})
    return {
        period: {code: known[code].name_on(period.end) if code in known else code for code in codes}
        for period, codes in places.items()
    }
