"""Values in batch: any number of questions, a constant number of statements.

Three things are told apart. A **value**, zero included, where the books are kept: a feeding ledger has rows in the
area, begun in the period or before it. **Unknown** where nobody wrote a row, before the books began, in months yet to
come, and where the rows leave the amount blank. **Not applicable** where the question does not arise: an area smaller
than the ledger's rows, an area that did not exist then, a ratio over zero.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db import connection

from zhenyu.areas.models import Area
from zhenyu.core.area_codes import AreaCode
from zhenyu.core.db import scope_applied
from zhenyu.core.periods import Month, Period
from zhenyu.indicators.asking_sql import asked_query, counts_rows
from zhenyu.indicators.definition import IndicatorKind
from zhenyu.indicators.measures import Role
from zhenyu.indicators.registry import Feeds
from zhenyu.indicators.sql import statement
from zhenyu.indicators.types import Absence


@dataclass(frozen=True, slots=True)
class Question:
    """The value of an indicator in an area and a period."""

    indicator: str
    area: AreaCode
    period: Period


@dataclass(frozen=True, slots=True)
class Answer:
    """The value asked for or why there is none; ``rows`` is how many rows stand behind it."""

    value: Decimal | None = None
    absence: Absence | None = "unknown"
    note: str = ""
    status: str = "derived"
    rows: int = 0
    computed_at: datetime | None = None
    finality: str = ""
    source: str = ""


NOBODY_WROTE = Answer(note="台账里没有记录")
NOT_ENTERED = Answer(note="还没有录入", status="entered")
TOO_SMALL = Answer(absence="not_applicable", note="这个指标不统计到这一级")
NOT_THERE = Answer(absence="not_applicable", note="这个区划在此期间不存在")
OVER_ZERO = Answer(absence="not_applicable", note="分母为0，不计算比率")


class Way(StrEnum):
    """How an indicator's value comes about."""

    CELLS = "cells"
    ROWS = "rows"
    ENTERED = "entered"
    RATIO = "ratio"


def way_of(feeds: Feeds, code: str) -> Way:
    """External indicators are only ever entered; so are those that no ledger feeds yet."""
    definition = feeds.catalogue[code]
    if definition.kind is IndicatorKind.RATIO:
        return Way.RATIO
    if not definition.computed or not feeds.of(code):
        return Way.ENTERED
    return Way.ROWS if definition.kind is IndicatorKind.DISTINCT else Way.CELLS


def answers(feeds: Feeds, questions: Iterable[Question], today: date, actor: str) -> dict[Question, Answer]:
    """Answer questions about areas the reader was already found to hold.

    Arguments:
        actor: the reader's name, for the database's own notes.
    """
    wanted = list(dict.fromkeys(questions))
    ratios = {question: _parts(feeds, question) for question in wanted if _is_ratio(feeds, question)}
    plain = list(
        dict.fromkeys([*(q for q in wanted if q not in ratios), *(q for pair in ratios.values() for q in pair)])
    )
    there = Area.objects.in_bulk([str(code) for code in {question.area for question in plain}])
    found = {question: refused for question in plain if (refused := _inapplicable(feeds, question, there))}
    by_way: dict[str, list[Question]] = {}
    for question in plain:
        if question not in found:
            by_way.setdefault(way_of(feeds, question.indicator), []).append(question)
    found |= _from_cells(feeds, by_way.get(Way.CELLS, []), today)
    found |= _from_rows(feeds, by_way.get(Way.ROWS, []), today, actor)
    found |= _from_entries(by_way.get(Way.ENTERED, []))
    for question, (numerator, denominator) in ratios.items():
        found[question] = _ratio(found[numerator], found[denominator], feeds.catalogue[question.indicator].factor)
    return {question: found[question] for question in wanted}


def cell_question(feeds: Feeds, question: Question, today: date) -> dict[str, Any]:
    """A question as ``indicators_totals`` takes it."""
    definition, measures = feeds.catalogue[question.indicator], feeds.of(question.indicator)
    period = question.period
    last = min(period.last, max(Month.of(today), period.first)) if definition.time_rule == "mean" else period.last
    roles = {measure.role for measure in measures}
    rule = "sum" if definition.kind is IndicatorKind.FLOW else str(definition.time_rule)
    return {
        "indicator": definition.code,
        "ledgers": sorted({measure.ledger for measure in measures}),
        "zero": Role.MOVEMENT in roles and period.first <= Month.of(today),
        "levels": Role.LEVEL in roles,
        **bounds(question.area),
        "first": period.start.isoformat(),
        "last": last.first_day.isoformat(),
        "rule": rule,
    }


def entered_question(question: Question) -> dict[str, Any]:
    """A question as ``indicators_entered`` takes it."""
    place = bounds(question.area)
    return {"indicator": question.indicator, **place, "period": str(question.period), "rule": "entered"}


def row_question(feeds: Feeds, question: Question) -> dict[str, Any]:
    """A question as :mod:`asking_sql` takes it."""
    ledgers = sorted({measure.ledger for measure in feeds.of(question.indicator)})
    return {
        "indicator": question.indicator,
        **bounds(question.area),
        "first": question.period.start.isoformat(),
        "last_day": question.period.end.isoformat(),
        "last": question.period.last.first_day.isoformat(),
        "ledgers": ledgers,
    }


def bounds(area: AreaCode) -> dict[str, Any]:
    """An area as the index range of its subtree and the length of its own code."""
    return {"low": str(area), "high": area.upper_bound, "digits": len(area)}


def _is_ratio(feeds: Feeds, question: Question) -> bool:
    return feeds.catalogue[question.indicator].kind is IndicatorKind.RATIO


def _parts(feeds: Feeds, question: Question) -> tuple[Question, Question]:
    definition = feeds.catalogue[question.indicator]
    return (
        replace(question, indicator=definition.numerator or ""),
        replace(question, indicator=definition.denominator or ""),
    )


def _inapplicable(feeds: Feeds, question: Question, there: Mapping[str, Area]) -> Answer | None:
    area = there.get(str(question.area))
    if area is not None:
        gone = area.valid_to is not None and area.valid_to <= question.period.start
        to_come = area.valid_from is not None and area.valid_from > question.period.end
        if gone or to_come:
            return NOT_THERE
    if any(len(question.area) > measure.level.digits for measure in feeds.of(question.indicator)):
        return TOO_SMALL
    return None


def _from_cells(feeds: Feeds, questions: list[Question], today: date) -> dict[Question, Answer]:
    if not questions:
        return {}
    asked = [{"n": n, **cell_question(feeds, question, today)} for n, question in enumerate(questions)]
    found: dict[Question, Answer] = dict.fromkeys(questions, NOBODY_WROTE)
    with connection.cursor() as cursor:
        cursor.execute(statement("figures"), {"questions": json.dumps(asked)})
        for n, value, rows, computed_at in cursor.fetchall():
            found[questions[n]] = Answer(value, None, rows=int(rows), computed_at=computed_at)
    return found


def _from_rows(feeds: Feeds, questions: list[Question], today: date, actor: str) -> dict[Question, Answer]:
    """Ask the rows. A reader whose duty is another domain may know the count and not the rows: the scope of this one
    statement is the areas asked, in every domain."""
    if not questions:
        return {}
    asked = [{"n": n, **row_question(feeds, question)} for n, question in enumerate(questions)]
    measures = {code: feeds.of(code) for code in sorted({question.indicator for question in questions})}
    found: dict[Question, Answer] = dict.fromkeys(questions, NOBODY_WROTE)
    areas = sorted({str(question.area) for question in questions})
    with scope_applied({"*": areas}, actor), connection.cursor() as cursor:
        cursor.execute(asked_query(list(measures.values())), {"questions": json.dumps(asked)})
        for n, value, rows, kept in cursor.fetchall():
            question = questions[n]
            begun = question.period.start <= today
            if value is None and kept and begun and counts_rows(measures[question.indicator]):
                value = Decimal(0)
            if value is not None:
                found[question] = Answer(value, None, rows=int(rows))
    return found


def _from_entries(questions: list[Question]) -> dict[Question, Answer]:
    if not questions:
        return {}
    asked = [{"n": n, **entered_question(question)} for n, question in enumerate(questions)]
    found: dict[Question, Answer] = dict.fromkeys(questions, NOT_ENTERED)
    with connection.cursor() as cursor:
        cursor.execute(statement("entered_values"), {"questions": json.dumps(asked)})
        for n, value, finality, source, at in cursor.fetchall():
            found[questions[n]] = Answer(
                value, None, status="entered", computed_at=at, finality=finality, source=source
            )
    return found


def _ratio(numerator: Answer, denominator: Answer, factor: int) -> Answer:
    """Σ numerator ÷ Σ denominator × factor; what is missing below is missing above."""
    for part in (numerator, denominator):
        if part.value is None:
            return replace(part, status="derived")
    assert numerator.value is not None and denominator.value is not None  # noqa: S101, PT018 — just checked
    rows, moments = (
        numerator.rows + denominator.rows,
        [p.computed_at for p in (numerator, denominator) if p.computed_at],
    )
    if denominator.value == 0:
        return replace(OVER_ZERO, rows=rows, computed_at=max(moments, default=None))
    value = numerator.value / denominator.value * factor
    return Answer(value, None, rows=rows, computed_at=max(moments, default=None))
