"""Places among sibling areas. The database compares; only the place and how many were compared come out of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from itertools import count
from typing import Any

from django.db import connection

from zhenyu.areas.models import Area
from zhenyu.areas.queries import succession
from zhenyu.areas.succession import Succession
from zhenyu.core.area_codes import AreaCode
from zhenyu.core.db import scope_applied
from zhenyu.indicators.answers import (
    Question,
    Way,
    bounds,
    cell_question,
    entered_question,
    ground,
    row_question,
    way_of,
)
from zhenyu.indicators.asking_sql import ranked_query
from zhenyu.indicators.definition import Better, IndicatorKind
from zhenyu.indicators.registry import Feeds
from zhenyu.indicators.sql import statement
from zhenyu.indicators.types import Rank


def ranks(feeds: Feeds, questions: Iterable[Question], today: date, actor: str) -> dict[Question, Rank]:
    """The place of each area among the areas of its level under the same parent, best first.

    Compared are the areas that exist at the period's end (or today) and whose value is known. Ratios over distinct counts
    have no rank. At most five statements.
    """
    in_time = succession()
    wanted = [
        question
        for question in dict.fromkeys(questions)
        if question.area.parent is not None and in_time.exists_on(str(question.area), question.day)
    ]
    by_rows = [question for question in wanted if way_of(feeds, question.indicator) is Way.ROWS]
    by_cells = [question for question in wanted if question not in set(by_rows) and _askable(feeds, question)]
    return {**_by_function(feeds, by_cells, today, in_time), **_by_rows(feeds, by_rows, actor, in_time)}


def _askable(feeds: Feeds, question: Question) -> bool:
    definition = feeds.catalogue[question.indicator]
    parts = [part for part in (definition.numerator, definition.denominator) if part]
    return all(way_of(feeds, part) in (Way.CELLS, Way.ENTERED) for part in parts)


def _by_function(feeds: Feeds, questions: list[Question], today: date, in_time: Succession) -> dict[Question, Rank]:
    """Ask ``indicators_places``; areas under one parent share the question about all of them."""
    if not questions:
        return {}
    groups: dict[Question, int] = {}
    asked = [
        {
            "n": n,
            "place": groups.setdefault(Question(question.indicator, _parent(question), question.period), len(groups)),
            "area": str(question.area),
            "ratio": _ratio(feeds, question.indicator),
            "descending": feeds.catalogue[question.indicator].better is not Better.DOWN,
        }
        for n, question in enumerate(questions)
    ]
    digits = {group: len(question.area) for question, group in zip(questions, [a["place"] for a in asked], strict=True)}
    sides = [
        {**side, **bounds(area), "digits": digits[group]}
        for question, group in groups.items()
        for side in _sides(feeds, question, group, today)
        for area in ground(question, in_time)
    ]
    moved = [
        {"place": group, "area": span.code, "heir": in_time.heir(span.code, question.day)}
        for question, group in groups.items()
        for span in in_time.spans
        if len(span.code) == digits[group] and not span.exists_on(question.day)
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            statement("ranks"),
            {"questions": json.dumps(sides), "asked": json.dumps(asked), "moved": json.dumps(moved)},
        )
        return {questions[n]: Rank(place, compared) for n, place, compared in cursor.fetchall()}


def _parent(question: Question) -> AreaCode:
    return question.area.parent or question.area


def _ratio(feeds: Feeds, code: str) -> bool:
    return feeds.catalogue[code].kind is IndicatorKind.RATIO


def _sides(feeds: Feeds, whole: Question, group: int, today: date) -> list[dict[str, Any]]:
    """The questions about all areas below a parent: the values, and of a ratio the denominators too."""
    definition = feeds.catalogue[whole.indicator]
    codes = [part for part in (definition.numerator, definition.denominator) if part] or [definition.code]
    asked = [(place, Question(code, whole.area, whole.period)) for place, code in enumerate(codes)]
    return [
        {
            **(
                entered_question(side)
                if way_of(feeds, side.indicator) is Way.ENTERED
                else cell_question(feeds, side, today)
            ),
            "n": 2 * group + place,
        }
        for place, side in asked
    ]


def _by_rows(feeds: Feeds, questions: list[Question], actor: str, in_time: Succession) -> dict[Question, Rank]:
    """Distinct counts: the siblings are asked in one statement whose scope reaches them and whose answer names none."""
    if not questions:
        return {}
    reach = {str(question.area.parent) for question in questions}
    siblings = _siblings(questions, in_time)
    asked: list[dict[str, Any]] = []
    own: dict[int, Question] = {}
    numbers = count()
    for question in questions:
        definition = feeds.catalogue[question.indicator]
        best = 1 if definition.better is Better.DOWN else -1
        for area, number in zip(siblings[question], numbers, strict=False):
            sibling = Question(question.indicator, area, question.period)
            counted = ground(sibling, in_time)
            reach.update(map(str, counted))
            asked += [
                {"n": number, **row_question(feeds, sibling), **bounds(part), "place": _group(question), "best": best}
                for part in counted
            ]
            if area == question.area:
                own[number] = question
    measures = [feeds.of(code) for code in sorted({question.indicator for question in questions})]
    with scope_applied({"*": sorted(reach)}, actor), connection.cursor() as cursor:
        cursor.execute(ranked_query(measures), {"questions": json.dumps(asked), "own": list(own)})
        return {own[n]: Rank(place, compared) for n, place, compared in cursor.fetchall()}


def _group(question: Question) -> str:
    return f"{question.indicator} {question.area} {question.period}"


def _siblings(questions: list[Question], in_time: Succession) -> dict[Question, list[AreaCode]]:
    """Areas of a question's level under its parent that exist on its day."""
    bounding = sorted({str(question.area.parent) for question in questions})
    codes = Area.objects.filter(code__gte=bounding[0], code__lt=AreaCode(bounding[-1]).upper_bound)
    known = [AreaCode(code) for code in codes.values_list("code", flat=True)]
    return {
        question: [
            code
            for code in known
            if code.parent == question.area.parent
            and len(code) == len(question.area)
            and in_time.exists_on(str(code), question.day)
        ]
        for question in questions
    }
