"""Places among sibling areas. Only the place and how many were compared are told, never the siblings'
values."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from zhenyu.areas.succession import Succession
from zhenyu.core.database.row_security import scope_applied
from zhenyu.core.database.statements import statement
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.indicators.catalogue.indicator_definition import Better, IndicatorKind
from zhenyu.indicators.figures.value_query import (
    ValueQuery,
    ValueSource,
    areas_below,
    bounds,
    cell_query,
    constituent_areas,
    source_of,
)
from zhenyu.indicators.figures.value_results import results_of
from zhenyu.indicators.measures.registry import Feeds
from zhenyu.indicators.types import Rank


def ranks(
    feeds: Feeds, queries: Iterable[ValueQuery], today: date, actor: str, in_time: Succession
) -> dict[ValueQuery, Rank]:
    """The place of each area among the areas of its level under the same parent, best first.

    Compared are the areas that exist at the period's end (or today) and whose value is known. What cells and
    ratios of cells say is compared in the database, the rest here.
    """
    wanted = [
        query
        for query in dict.fromkeys(queries)
        if query.area.parent is not None and in_time.exists_on(str(query.area), query.day)
    ]
    by_cells = [query for query in wanted if _of_cells(feeds, query.indicator)]
    others = [query for query in wanted if not _of_cells(feeds, query.indicator)]
    return {
        **_by_function(feeds, by_cells, today, in_time),
        **_by_answers(feeds, others, today, actor, in_time),
    }


def _of_cells(feeds: Feeds, code: str) -> bool:
    """Whether cells say it, or a ratio divides what cells say."""
    ratio = feeds.catalogue[code].kind is IndicatorKind.RATIO
    return all(
        source_of(feeds, part) is ValueSource.CELLS
        for part in (feeds.catalogue[code].parts if ratio else (code,))
    )


def _by_function(
    feeds: Feeds, queries: list[ValueQuery], today: date, in_time: Succession
) -> dict[ValueQuery, Rank]:
    """Ask ``indicators_places``; areas under one parent share the query about all of them."""
    if not queries:
        return {}
    groups: dict[ValueQuery, int] = {}
    asked = [
        {
            "n": n,
            "place": groups.setdefault(
                ValueQuery(query.indicator, _parent(query), query.period), len(groups)
            ),
            "area": str(query.area),
            "ratio": _ratio(feeds, query.indicator),
            "descending": feeds.catalogue[query.indicator].better is not Better.DOWN,
        }
        for n, query in enumerate(queries)
    ]
    digits = {
        group: len(query.area) for query, group in zip(queries, [a["place"] for a in asked], strict=True)
    }
    terms = [
        {**term, **bounds(area), "digits": digits[group]}
        for query, group in groups.items()
        for term in _terms(feeds, query, group, today)
        for area in constituent_areas(query, in_time)
    ]
    often = Counter(map(_stretch, terms))
    terms = [_up_to_its_end(term) if often[_stretch(term)] == 1 else term for term in terms]
    moved = [
        {"place": group, "area": span.code, "heir": in_time.successor_on(span.code, query.day)}
        for query, group in groups.items()
        for span in in_time.spans
        if len(span.code) == digits[group] and not span.exists_on(query.day)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            statement("zhenyu.indicators", "ranks"),
            {"questions": json.dumps(terms), "asked": json.dumps(asked), "moved": json.dumps(moved)},
        )
        return {queries[n]: Rank(position, compared) for n, position, compared in cursor.fetchall()}


def _stretch(term: dict[str, Any]) -> tuple[str, str, int]:
    return term["indicator"], term["low"], term["digits"]


def _up_to_its_end(term: dict[str, Any]) -> dict[str, Any]:
    """What stands at the end of one month alone is the sum of all months up to it; running totals serve
    several."""
    if term["rule"] != "last" or term["levels"]:
        return term
    return {**term, "rule": "sum", "first": "-infinity"}


def _parent(query: ValueQuery) -> AreaCode:
    return query.area.parent or query.area


def _ratio(feeds: Feeds, code: str) -> bool:
    return feeds.catalogue[code].kind is IndicatorKind.RATIO


def _terms(feeds: Feeds, whole: ValueQuery, group: int, today: date) -> list[dict[str, Any]]:
    """The queries about all areas below a parent: the values, and of a ratio the denominators too."""
    definition = feeds.catalogue[whole.indicator]
    terms = enumerate(definition.parts or (definition.code,))
    return [
        {**cell_query(feeds, ValueQuery(code, whole.area, whole.period), today), "n": 2 * group + position}
        for position, code in terms
    ]


def _by_answers(
    feeds: Feeds, queries: list[ValueQuery], today: date, actor: str, in_time: Succession
) -> dict[ValueQuery, Rank]:
    """Ask for the siblings' values in a scope that reaches them, and let go of all but the places."""
    if not queries:
        return {}
    below = areas_below(_parent(query) for query in queries)
    siblings = {
        query: [
            ValueQuery(query.indicator, area, query.period)
            for area in below[_parent(query)]
            if len(area) == len(query.area) and in_time.exists_on(str(area), query.day)
        ]
        for query in queries
    }
    asked = list(dict.fromkeys(each for group in siblings.values() for each in group))
    reach = {str(area) for each in asked for area in constituent_areas(each, in_time)}
    with scope_applied({"*": sorted(reach)}, actor):
        found = results_of(feeds, asked, today, None, in_time)
    ranks_by_area = {}
    for query, group in siblings.items():
        own = found.get(query)
        known = [value for each in group if (value := found[each].value) is not None]
        if own is not None and own.value is not None:
            down = feeds.catalogue[query.indicator].better is Better.DOWN
            ranks_by_area[query] = _place(own.value, known, down=down)
    return ranks_by_area


def _place(value: Decimal, known: list[Decimal], *, down: bool) -> Rank:
    """Equal values share a place."""
    ahead = sum(1 for other in known if (other < value if down else other > value))
    return Rank(ahead + 1, len(known))
