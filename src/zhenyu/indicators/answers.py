"""Values in batch: any number of questions, a constant number of statements.

Three things are told apart. A **value**, zero included, where the books are kept: a feeding ledger has rows in the
area, begun in the period or before it. **Unknown** where nobody wrote a row, before the books began, in months yet to
come, and where the rows leave the amount blank. **Not applicable** where the question does not arise: an area smaller
than the ledger's rows, an area that did not exist then, a ratio over zero.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db import connection

from zhenyu.areas.queries import succession
from zhenyu.areas.succession import Succession
from zhenyu.core import clock
from zhenyu.core.area_codes import AreaCode
from zhenyu.core.db import scope_applied
from zhenyu.core.periods import Month, Period
from zhenyu.core.rounding import quotient
from zhenyu.indicators.asking_sql import asked_query, counts_rows
from zhenyu.indicators.definition import IndicatorKind
from zhenyu.indicators.measures import Role
from zhenyu.indicators.registry import Feeds
from zhenyu.indicators.sql import statement
from zhenyu.indicators.types import Absence


@dataclass(frozen=True, slots=True)
class Question:
    """The value of an indicator in an area and a period.

    ``as_of``: for a base of comparison, the day whose boundaries the area has; None: its own period's last day, or today.
    """

    indicator: str
    area: AreaCode
    period: Period
    as_of: date | None = None

    @property
    def day(self) -> date:
        """The day whose boundaries count."""
        return self.as_of or min(self.period.end, clock.today())


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
TORN = Answer(absence="not_applicable", note="区划调整，前后范围不同，不可比，不计算增速")
_SIBLINGS_TOGETHER = 3
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
    in_time = succession()
    found = {question: refused for question in plain if (refused := _inapplicable(feeds, question, in_time))}
    by_way: dict[str, list[Question]] = {}
    for question in plain:
        if question not in found:
            by_way.setdefault(way_of(feeds, question.indicator), []).append(question)
    found |= _from_cells(feeds, by_way.get(Way.CELLS, []), today, in_time)
    found |= _from_rows(feeds, by_way.get(Way.ROWS, []), today, actor, in_time)
    found |= _from_entries(feeds, by_way.get(Way.ENTERED, []), in_time)
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


def ground(question: Question, in_time: Succession) -> list[AreaCode]:
    """The areas whose rows a question counts: its own and those that had gone wholly into it."""
    return [question.area, *map(AreaCode, in_time.absorbed(str(question.area), question.day))]


def _is_ratio(feeds: Feeds, question: Question) -> bool:
    return feeds.catalogue[question.indicator].kind is IndicatorKind.RATIO


def _parts(feeds: Feeds, question: Question) -> tuple[Question, Question]:
    definition = feeds.catalogue[question.indicator]
    return (
        replace(question, indicator=definition.numerator or ""),
        replace(question, indicator=definition.denominator or ""),
    )


def _inapplicable(feeds: Feeds, question: Question, in_time: Succession) -> Answer | None:
    code, period = str(question.area), question.period
    span = in_time.by_code.get(code)
    if span is not None:
        gone = span.valid_to is not None and span.valid_to <= period.start
        to_come = span.valid_from is not None and span.valid_from > period.end
        if gone or (to_come and not in_time.absorbed(code, question.day)):
            return TORN if question.as_of and in_time.torn(code, period.start, question.day) else NOT_THERE
        if to_come and not question.as_of:
            return NOT_THERE
    if question.as_of and in_time.torn(code, period.start, question.day):
        return TORN
    if any(len(question.area) > measure.level.digits for measure in feeds.of(question.indicator)):
        return TOO_SMALL
    return None


def _from_cells(feeds: Feeds, questions: list[Question], today: date, in_time: Succession) -> dict[Question, Answer]:
    """Sums of cells. Siblings asked the same thing are asked once, by the area above them: a table of 40 indicators and 120
    villages is 40 questions to the database and not 4,800."""
    if not questions:
        return {}
    found: dict[Question, Answer] = dict.fromkeys(questions, NOBODY_WROTE)
    alike: dict[tuple[str, Period, AreaCode | None, int], list[tuple[Question, AreaCode]]] = {}
    for question in questions:
        for area in ground(question, in_time):
            key = (question.indicator, question.period, area.parent, len(area))
            alike.setdefault(key, []).append((question, area))
    asked: list[dict[str, Any]] = []
    askers: list[dict[str, list[Question]]] = []
    for (_, _, parent, digits), pairs in alike.items():
        together = parent is not None and len(pairs) >= _SIBLINGS_TOGETHER
        ranges = [parent] if together and parent is not None else list(dict.fromkeys(area for _, area in pairs))
        by_area: dict[str, list[Question]] = {}
        for question, area in pairs:
            by_area.setdefault(str(area), []).append(question)
        for low in ranges:
            wording = cell_question(feeds, pairs[0][0], today)
            asked.append({"n": len(asked), **wording, **bounds(low), "digits": digits})
            askers.append(by_area)
    with connection.cursor() as cursor:
        cursor.execute(statement("figures"), {"questions": json.dumps(asked)})
        for n, area, value, rows, computed_at in cursor.fetchall():
            for question in askers[n].get(area, ()):
                part = Answer(value, None, rows=int(rows), computed_at=computed_at)
                found[question] = _together(found[question], part)
    return found


def _together(one: Answer, other: Answer) -> Answer:
    """Two parts of one area; what nobody wrote adds nothing to what somebody did."""
    if one.value is None or other.value is None:
        return other if one.value is None else one
    moments = [each.computed_at for each in (one, other) if each.computed_at]
    return Answer(one.value + other.value, None, rows=one.rows + other.rows, computed_at=max(moments, default=None))


def _from_rows(
    feeds: Feeds, questions: list[Question], today: date, actor: str, in_time: Succession
) -> dict[Question, Answer]:
    """Ask the rows. A reader whose duty is another domain may know the count and not the rows: the scope of this one
    statement is the areas asked, in every domain."""
    if not questions:
        return {}
    asked = [
        {"n": n, **row_question(feeds, question), **bounds(area)}
        for n, question in enumerate(questions)
        for area in ground(question, in_time)
    ]
    measures = {code: feeds.of(code) for code in sorted({question.indicator for question in questions})}
    found: dict[Question, Answer] = dict.fromkeys(questions, NOBODY_WROTE)
    areas = sorted({str(area) for question in questions for area in ground(question, in_time)})
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


def _from_entries(feeds: Feeds, questions: list[Question], in_time: Succession) -> dict[Question, Answer]:
    """Entered values of exactly the areas asked, else reported ones; of an area yet to come, the sum of those it was merged
    from."""
    if not questions:
        return {}
    asked: list[tuple[Question, dict[str, Any]]] = []
    parts = dict.fromkeys(questions, 1)
    for question in questions:
        areas = [question.area]
        if question.as_of and not in_time.exists_on(str(question.area), question.period.end):
            areas = [area for area in ground(question, in_time) if in_time.exists_on(str(area), question.period.end)]
        parts[question] = len(areas)
        asked += [(question, {**entered_question(question), **bounds(area)}) for area in areas]
    numbered = [{**entry, "n": n} for n, (_, entry) in enumerate(asked)]
    entered: dict[Question, list[Answer]] = {}
    with connection.cursor() as cursor:
        cursor.execute(statement("entered_values"), {"questions": json.dumps(numbered)})
        for n, value, finality, source, at, status in cursor.fetchall():
            answer = Answer(value, None, status=status, computed_at=at, finality=finality, source=source)
            entered.setdefault(asked[n][0], []).append(answer)
    return {
        question: _entered(entered.get(question, []), parts[question], feeds.catalogue[question.indicator].unit)
        for question in questions
    }


def _entered(answers: list[Answer], parts: int, unit: str) -> Answer:
    """One entered value; or the sum of all parts' values, which a rate does not have."""
    if len(answers) < parts or not answers:
        return NOT_ENTERED
    if len(answers) == 1:
        return answers[0]
    if unit == "%":
        return TORN
    return replace(answers[0], value=sum((each.value or Decimal(0) for each in answers), Decimal(0)))


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
    value = quotient(numerator.value, denominator.value, factor)
    return Answer(value, None, rows=rows, computed_at=max(moments, default=None))
