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
    cell_question,
    constituent_areas,
    source_of,
)
from zhenyu.indicators.figures.value_results import answers
from zhenyu.indicators.measures.registry import Feeds
from zhenyu.indicators.types import Rank


def ranks(
    feeds: Feeds, questions: Iterable[ValueQuery], today: date, actor: str, in_time: Succession
) -> dict[ValueQuery, Rank]:
    """The place of each area among the areas of its level under the same parent, best first.

    Compared are the areas that exist at the period's end (or today) and whose value is known. What cells and
    ratios of cells say is compared in the database, the rest here.
    """
    wanted = [
        question
        for question in dict.fromkeys(questions)
        if question.area.parent is not None and in_time.exists_on(str(question.area), question.day)
    ]
    by_cells = [question for question in wanted if _of_cells(feeds, question.indicator)]
    others = [question for question in wanted if not _of_cells(feeds, question.indicator)]
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
    feeds: Feeds, questions: list[ValueQuery], today: date, in_time: Succession
) -> dict[ValueQuery, Rank]:
    """Ask ``indicators_places``; areas under one parent share the question about all of them."""
    if not questions:
        return {}
    groups: dict[ValueQuery, int] = {}
    asked = [
        {
            "n": n,
            "place": groups.setdefault(
                ValueQuery(question.indicator, _parent(question), question.period), len(groups)
            ),
            "area": str(question.area),
            "ratio": _ratio(feeds, question.indicator),
            "descending": feeds.catalogue[question.indicator].better is not Better.DOWN,
        }
        for n, question in enumerate(questions)
    ]
    digits = {
        group: len(question.area)
        for question, group in zip(questions, [a["place"] for a in asked], strict=True)
    }
    sides = [
        {**side, **bounds(area), "digits": digits[group]}
        for question, group in groups.items()
        for side in _sides(feeds, question, group, today)
        for area in constituent_areas(question, in_time)
    ]
    often = Counter(map(_stretch, sides))
    sides = [_up_to_its_end(side) if often[_stretch(side)] == 1 else side for side in sides]
    moved = [
        {"place": group, "area": span.code, "heir": in_time.successor_on(span.code, question.day)}
        for question, group in groups.items()
        for span in in_time.spans
        if len(span.code) == digits[group] and not span.exists_on(question.day)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            statement("zhenyu.indicators", "ranks"),
            {"questions": json.dumps(sides), "asked": json.dumps(asked), "moved": json.dumps(moved)},
        )
        return {questions[n]: Rank(place, compared) for n, place, compared in cursor.fetchall()}


def _stretch(side: dict[str, Any]) -> tuple[str, str, int]:
    return side["indicator"], side["low"], side["digits"]


def _up_to_its_end(side: dict[str, Any]) -> dict[str, Any]:
    """What stands at the end of one month alone is the sum of all months up to it; running totals serve
    several."""
    if side["rule"] != "last" or side["levels"]:
        return side
    return {**side, "rule": "sum", "first": "-infinity"}


def _parent(question: ValueQuery) -> AreaCode:
    return question.area.parent or question.area


def _ratio(feeds: Feeds, code: str) -> bool:
    return feeds.catalogue[code].kind is IndicatorKind.RATIO


def _sides(feeds: Feeds, whole: ValueQuery, group: int, today: date) -> list[dict[str, Any]]:
    """The questions about all areas below a parent: the values, and of a ratio the denominators too."""
    definition = feeds.catalogue[whole.indicator]
    sides = enumerate(definition.parts or (definition.code,))
    return [
        {**cell_question(feeds, ValueQuery(code, whole.area, whole.period), today), "n": 2 * group + place}
        for place, code in sides
    ]


def _by_answers(
    feeds: Feeds, questions: list[ValueQuery], today: date, actor: str, in_time: Succession
) -> dict[ValueQuery, Rank]:
    """Ask for the siblings' values in a scope that reaches them, and let go of all but the places."""
    if not questions:
        return {}
    below = areas_below(_parent(question) for question in questions)
    siblings = {
        question: [
            ValueQuery(question.indicator, area, question.period)
            for area in below[_parent(question)]
            if len(area) == len(question.area) and in_time.exists_on(str(area), question.day)
        ]
        for question in questions
    }
    asked = list(dict.fromkeys(each for group in siblings.values() for each in group))
    reach = {str(area) for each in asked for area in constituent_areas(each, in_time)}
    with scope_applied({"*": sorted(reach)}, actor):
        found = answers(feeds, asked, today, None, in_time)
    places = {}
    for question, group in siblings.items():
        own = found.get(question)
        known = [value for each in group if (value := found[each].value) is not None]
        if own is not None and own.value is not None:
            down = feeds.catalogue[question.indicator].better is Better.DOWN
            places[question] = _place(own.value, known, down=down)
    return places


def _place(value: Decimal, known: list[Decimal], *, down: bool) -> Rank:
    """Equal values share a place."""
    ahead = sum(1 for other in known if (other < value if down else other > value))
    return Rank(ahead + 1, len(known))
