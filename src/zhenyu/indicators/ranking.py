"""Places among sibling areas. The database compares; only the place and how many were compared come out of it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection

from zhenyu.areas.models import Area
from zhenyu.core.area_codes import AreaCode
from zhenyu.core.db import scope_applied
from zhenyu.indicators.answers import Question, Way, bounds, cell_question, row_question, way_of
from zhenyu.indicators.asking_sql import ranked_query
from zhenyu.indicators.definition import Better, IndicatorKind
from zhenyu.indicators.registry import Feeds
from zhenyu.indicators.sql import statement
from zhenyu.indicators.types import Rank


def ranks(feeds: Feeds, questions: Iterable[Question], today: date, actor: str) -> dict[Question, Rank]:
    """The place of each area among the areas of its level under the same parent, best first.

    Areas whose value is unknown are not compared. Ratios over distinct counts have no rank. At most four statements.
    """
    wanted = [question for question in dict.fromkeys(questions) if question.area.parent is not None]
    by_rows = [question for question in wanted if way_of(feeds, question.indicator) is Way.ROWS]
    by_cells = [question for question in wanted if question not in set(by_rows) and _askable(feeds, question)]
    return {**_by_function(feeds, by_cells, today), **_by_rows(feeds, by_rows, actor)}


def _askable(feeds: Feeds, question: Question) -> bool:
    definition = feeds.catalogue[question.indicator]
    parts = [part for part in (definition.numerator, definition.denominator) if part]
    return all(way_of(feeds, part) in (Way.CELLS, Way.ENTERED) for part in parts)


def _by_function(feeds: Feeds, questions: list[Question], today: date) -> dict[Question, Rank]:
    if not questions:
        return {}
    asked = [{"n": n, **_place_question(feeds, question, today)} for n, question in enumerate(questions)]
    with connection.cursor() as cursor:
        cursor.execute(statement("ranks"), [json.dumps(asked)])
        return {questions[n]: Rank(place, compared) for n, place, compared in cursor.fetchall()}


def _place_question(feeds: Feeds, question: Question, today: date) -> dict[str, Any]:
    definition = feeds.catalogue[question.indicator]
    parent = question.area.parent or question.area
    ratio = definition.kind is IndicatorKind.RATIO
    upper = _side(feeds, question, definition.numerator or definition.code, today)
    lower = _side(feeds, question, definition.denominator or definition.code, today)
    return {
        **upper,
        **bounds(parent),
        "digits": len(question.area),
        "area": str(question.area),
        "period": str(question.period),
        "descending": definition.better is not Better.DOWN,
        "numerator": upper["indicator"],
        "denominator": lower["indicator"] if ratio else None,
        "denominator_rule": lower["rule"],
        "denominator_zero": lower["zero"],
        "denominator_ledgers": lower["ledgers"],
    }


def _side(feeds: Feeds, question: Question, code: str, today: date) -> dict[str, Any]:
    side = cell_question(feeds, Question(code, question.area, question.period), today)
    return {**side, "rule": "entered"} if way_of(feeds, code) is Way.ENTERED else side


def _by_rows(feeds: Feeds, questions: list[Question], actor: str) -> dict[Question, Rank]:
    """Distinct counts: the siblings are asked in one statement whose scope reaches them and whose answer names none."""
    if not questions:
        return {}
    parents = sorted({str(question.area.parent) for question in questions})
    siblings = _siblings(questions)
    asked: list[dict[str, Any]] = []
    own: dict[int, Question] = {}
    for question in questions:
        definition = feeds.catalogue[question.indicator]
        best = 1 if definition.better is Better.DOWN else -1
        for area in siblings[question]:
            number = len(asked)
            sibling = Question(question.indicator, area, question.period)
            asked.append({"n": number, **row_question(feeds, sibling), "place": _group(question), "best": best})
            if area == question.area:
                own[number] = question
    measures = [feeds.of(code) for code in sorted({question.indicator for question in questions})]
    with scope_applied({"*": parents}, actor), connection.cursor() as cursor:
        cursor.execute(ranked_query(measures), {"questions": json.dumps(asked), "own": list(own)})
        return {own[n]: Rank(place, compared) for n, place, compared in cursor.fetchall()}


def _group(question: Question) -> str:
    return f"{question.indicator} {question.area} {question.period}"


def _siblings(questions: list[Question]) -> dict[Question, list[AreaCode]]:
    bounding = sorted({str(question.area.parent) for question in questions})
    codes = Area.objects.filter(code__gte=bounding[0], code__lt=AreaCode(bounding[-1]).upper_bound)
    known = [AreaCode(code) for code in codes.values_list("code", flat=True)]
    return {
        question: [code for code in known if code.parent == question.area.parent and len(code) == len(question.area)]
        for question in questions
    }
