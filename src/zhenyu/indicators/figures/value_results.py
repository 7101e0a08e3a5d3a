"""Values in batch: any number of queries, a constant number of statements."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import nullcontext
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from django.db import connection

from zhenyu.areas.queries import succession
from zhenyu.areas.succession import Succession
from zhenyu.core.database.row_security import fetch_prepared, scope_applied
from zhenyu.core.database.statements import statement
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.core.values.rounding import quotient
from zhenyu.formulas.nodes import Term
from zhenyu.formulas.postgresql import decimal_text, divisor_of
from zhenyu.indicators.catalogue.calculation import Calculation, OverZeroError
from zhenyu.indicators.catalogue.indicator_definition import TreeRule
from zhenyu.indicators.figures.row_statements import asked_query, counts_rows
from zhenyu.indicators.figures.value_query import (
    BY_LEVEL,
    NOBODY_WROTE,
    NOT_ADDED,
    NOT_ENTERED,
    NOT_THERE,
    SERIES_BREAK,
    TOO_SMALL,
    ValueQuery,
    ValueResult,
    ValueSource,
    areas_below,
    bounds,
    cell_query,
    constituent_areas,
    row_query,
    source_of,
)
from zhenyu.indicators.measures.registry import Feeds

SIBLINGS_TOGETHER: Final = 3
Found = dict[ValueQuery, ValueResult]


def results_of(
    feeds: Feeds,
    queries: Iterable[ValueQuery],
    today: date,
    actor: str | None,
    in_time: Succession | None = None,
) -> Found:
    """Answer queries about areas the reader was already found to hold.

    Arguments:
        actor: the reader's name, for the database's own notes; None: the scope in force reaches every row
        asked.
        in_time: the succession of areas, where the caller has read it.
    """
    wanted = list(dict.fromkeys(queries))
    calculated = {q: feeds.calculations[q.indicator] for q in wanted if q.indicator in feeds.calculations}
    parts = (
        replace(q, indicator=leaf) for q, calculation in calculated.items() for leaf in calculation.leaves
    )
    plain = list(dict.fromkeys([*(q for q in wanted if q not in calculated), *parts]))
    in_time = in_time or succession()
    found = {query: refused for query in plain if (refused := _inapplicable(feeds, query, in_time))}
    by_source: dict[str, list[ValueQuery]] = {}
    for query in plain:
        if query not in found:
            by_source.setdefault(source_of(feeds, query.indicator), []).append(query)
    found |= _from_cells(feeds, by_source.get(ValueSource.CELLS, []), today, in_time)
    found |= _from_rows(feeds, by_source.get(ValueSource.ROWS, []), today, actor, in_time)
    found |= _from_entries(feeds, by_source.get(ValueSource.ENTERED, []), in_time)
    for query, calculation in calculated.items():
        leaves = {leaf: found[replace(query, indicator=leaf)] for leaf in calculation.leaves}
        found[query] = worked_out(feeds, calculation, leaves.__getitem__)
    return {query: found[query] for query in wanted}


def _inapplicable(feeds: Feeds, query: ValueQuery, in_time: Succession) -> ValueResult | None:
    refused = _not_there(query, in_time) if in_time.spans else None
    if refused:
        return refused
    digits, levels = len(query.area), feeds.digits_of(query.indicator)
    if levels and digits > levels[0]:
        return TOO_SMALL
    alone = levels and digits < levels[-1] and feeds.catalogue[query.indicator].tree is TreeRule.NONE
    return NOT_ADDED if alone else None


def _not_there(query: ValueQuery, in_time: Succession) -> ValueResult | None:
    code, period = str(query.area), query.period
    span = in_time.by_code.get(code)
    if span is not None:
        gone = span.valid_to is not None and span.valid_to <= period.start
        to_come = span.valid_from is not None and span.valid_from > period.end
        if gone or (to_come and not in_time.absorbed(code, query.day)):
            return (
                SERIES_BREAK
                if query.as_of and in_time.series_break(code, period.start, query.day)
                else NOT_THERE
            )
        if to_come and not query.as_of:
            return NOT_THERE
    return SERIES_BREAK if query.as_of and in_time.series_break(code, period.start, query.day) else None


def _from_cells(feeds: Feeds, queries: list[ValueQuery], today: date, in_time: Succession) -> Found:
    """Sums of cells. Siblings asked the same thing are asked once, by the area above them: a table of 40
    indicators and 120 villages is 40 queries to the database and not 4,800."""
    if not queries:
        return {}
    found: Found = dict.fromkeys(queries, NOBODY_WROTE)
    alike: dict[tuple[str, Period, AreaCode | None, int], list[tuple[ValueQuery, AreaCode]]] = {}
    for query in queries:
        for area in constituent_areas(query, in_time):
            key = (query.indicator, query.period, area.parent, len(area))
            alike.setdefault(key, []).append((query, area))
    asked: list[dict[str, Any]] = []
    askers: list[dict[str, list[ValueQuery]]] = []
    for (_, _, parent, digits), pairs in alike.items():
        as_siblings = parent is not None and len(pairs) >= SIBLINGS_TOGETHER
        ranges = (
            [parent] if as_siblings and parent is not None else list(dict.fromkeys(area for _, area in pairs))
        )
        by_area: dict[str, list[ValueQuery]] = {}
        for query, area in pairs:
            by_area.setdefault(str(area), []).append(query)
        for low in ranges:
            wording = cell_query(feeds, pairs[0][0], today)
            asked.append({"n": len(asked), **wording, **bounds(low), "digits": digits})
            askers.append(by_area)
    for n, area, value, rows, computed_at in fetch_prepared(
        statement("zhenyu.indicators", "figures"), {"questions": json.dumps(asked)}
    ):
        for query in askers[n].get(area, ()):
            part = ValueResult(value, None, rows=int(rows), computed_at=computed_at)
            found[query] = _added(found[query], part)
    return found


def _added(one: ValueResult, other: ValueResult) -> ValueResult:
    """Two parts of one area; what nobody wrote adds nothing to what somebody did."""
    if one.value is None or other.value is None:
        return other if one.value is None else one
    moments = [each.computed_at for each in (one, other) if each.computed_at]
    return ValueResult(
        one.value + other.value, None, rows=one.rows + other.rows, computed_at=max(moments, default=None)
    )


def _from_rows(
    feeds: Feeds, queries: list[ValueQuery], today: date, actor: str | None, in_time: Succession
) -> Found:
    """Ask the rows. A reader whose duty is another domain may know the count and not the rows: the scope of
    this one statement is the areas asked, in every domain."""
    if not queries:
        return {}
    asked = [
        {"n": n, **row_query(feeds, query), **bounds(area)}
        for n, query in enumerate(queries)
        for area in constituent_areas(query, in_time)
    ]
    measures = {code: feeds.of(code) for code in sorted({query.indicator for query in queries})}
    found: Found = dict.fromkeys(queries, NOBODY_WROTE)
    areas = sorted({str(area) for query in queries for area in constituent_areas(query, in_time)})
    reaching = scope_applied({"*": areas}, actor) if actor is not None else nullcontext()
    with reaching, connection.cursor() as cursor:
        cursor.execute(asked_query(list(measures.values())), {"questions": json.dumps(asked)})
        for n, value, rows, kept in cursor.fetchall():
            query = queries[n]
            begun = query.period.start <= today
            if value is None and kept and begun and counts_rows(measures[query.indicator]):
                value = Decimal(0)
            if value is not None:
                found[query] = ValueResult(value, None, rows=int(rows))
    return found


# --- entered values -------------------------------------------------------------------------------


def _from_entries(feeds: Feeds, queries: list[ValueQuery], in_time: Succession) -> Found:
    """Entered values of exactly the areas asked, else reported ones; of an area yet to come, the sum of those
    it was merged from; where the indicator adds up along the tree, of an area without a value the sum of
    those below it."""
    areas_of = {query: _entered_areas(query, in_time) for query in queries}
    found = _sums_of_entries(feeds, areas_of)
    for query, result in found.items():
        if result is NOT_ENTERED and feeds.catalogue[query.indicator].tree_rule is TreeRule.NONE:
            found[query] = BY_LEVEL
    open_ones = [query for query, result in found.items() if result is NOT_ENTERED]
    below = areas_below(query.area for query in open_ones)
    parts = {
        query: [area for area in below[query.area] if in_time.exists_on(str(area), query.day)]
        for query in open_ones
    }
    return found | _sums_of_entries(feeds, {query: areas for query, areas in parts.items() if areas})


def _entered_areas(query: ValueQuery, in_time: Succession) -> list[AreaCode]:
    if query.as_of and not in_time.exists_on(str(query.area), query.period.end):
        return [
            area
            for area in constituent_areas(query, in_time)
            if in_time.exists_on(str(area), query.period.end)
        ]
    return [query.area]


def _sums_of_entries(feeds: Feeds, areas_of: Mapping[ValueQuery, list[AreaCode]]) -> Found:
    """The sum of the entered values of some areas for each query; one statement, none without
    queries."""
    asked = [(query, area) for query, areas in areas_of.items() for area in areas]
    if not asked:
        return dict.fromkeys(areas_of, NOT_ENTERED)
    numbered = [
        {"n": n, "indicator": query.indicator, "area": str(area), "period": str(query.period)}
        for n, (query, area) in enumerate(asked)
    ]
    entered: dict[ValueQuery, list[ValueResult]] = {}
    with connection.cursor() as cursor:
        cursor.execute(statement("zhenyu.indicators", "entered_values"), {"questions": json.dumps(numbered)})
        for n, value, finality, source, at, status in cursor.fetchall():
            result = ValueResult(value, None, status=status, computed_at=at, finality=finality, source=source)
            entered.setdefault(asked[n][0], []).append(result)
    return {
        query: _entered(entered.get(query, []), len(areas), feeds.catalogue[query.indicator].is_rate)
        for query, areas in areas_of.items()
    }


def _entered(given: list[ValueResult], parts: int, is_rate: bool) -> ValueResult:
    """One entered value; or the sum of all parts' values, which a rate does not have."""
    if not given:
        return NOT_ENTERED
    if len(given) < parts:
        return NOT_ENTERED._replace(note=f"还没有录入；{parts}个区划中只有{len(given)}个已录入，不齐不相加")
    if parts == 1:
        return given[0]
    if is_rate:
        return SERIES_BREAK
    return ValueResult(
        sum((each.value or Decimal(0) for each in given), Decimal(0)),
        None,
        status="entered" if all(each.status == "entered" for each in given) else "reported",
        computed_at=max(each.computed_at for each in given if each.computed_at),
        finality="final" if all(each.finality == "final" for each in given) else "preliminary",
        source=f"{parts}个区划录入数的合计",
    )


# --- calculated values ----------------------------------------------------------------------------


def worked_out(
    feeds: Feeds, calculation: Calculation, answer_of: Callable[[str], ValueResult]
) -> ValueResult:
    """A ratio or formula from the results of its leaves; what is missing below is missing above and says so
    by name.

    Blank is not zero: a sum with one unknown part is unknown. What cannot be (a part that does not apply, a
    division by zero) does not apply.
    """
    parts = {leaf: answer_of(leaf) for leaf in calculation.leaves}
    missing = [leaf for leaf, part in parts.items() if part.value is None]
    missing.sort(key=lambda leaf: parts[leaf].absence != "not_applicable")
    if missing:
        first = parts[missing[0]]
        return ValueResult(absence=first.absence, note=f"{feeds.catalogue[missing[0]].title}：{first.note}")
    known = {leaf: Fraction(part.value) for leaf, part in parts.items() if part.value is not None}
    rows = sum(part.rows for part in parts.values())
    moment = max((part.computed_at for part in parts.values() if part.computed_at), default=None)
    try:
        value = calculation.worked_out(known)
    except OverZeroError as over:
        note = f"{over.divisor}为0，不能作除数，不计算"
        return ValueResult(absence="not_applicable", note=note, rows=rows, computed_at=moment)
    preliminary = any(part.finality == "preliminary" for part in parts.values())
    return ValueResult(
        _decimal(value, calculation.linear),
        None,
        rows=rows,
        computed_at=moment,
        finality="preliminary" if preliminary else "",
    )


def _decimal(value: Fraction, linear: bool) -> Decimal:
    """A sum to its last digit; a quotient, or a sum that never ends, rounded once."""
    if linear and divisor_of([Term(value, None)]) == 1:
        return Decimal(decimal_text(value))
    return quotient(Decimal(value.numerator), Decimal(value.denominator))
