"""The statement that asks the rows themselves: distinct counts, minima and maxima, at the level required.
Pure."""

from __future__ import annotations

from collections.abc import Sequence

from zhenyu.core.errors import UsageError
from zhenyu.formulas.postgresql import ROW, column, literal
from zhenyu.indicators.measures.measure import CompiledMeasure, stands_at_end

QUERIES = (
    "q AS (SELECT * FROM jsonb_to_recordset(%(questions)s::jsonb) AS q (n integer, indicator text, low text, high text,"
    " first date, last_day date, ledgers text[], last date))"
)
"""The queries, joined by every branch: areas [low, high), days first..last_day.

A query about an area and those that were merged into it comes once for each, under one number."""


def when_sql(measure: CompiledMeasure, first: str, last_day: str) -> str:
    """The rows that count in a period, given SQL for its first and last day."""
    entry = measure.entry_sql
    if not stands_at_end(measure):
        return f"{entry} >= {first} AND {entry} <= {last_day}"
    leaving = measure.leaving_sql
    stays = f" AND ({leaving} IS NULL OR {leaving} > {last_day})" if leaving else ""
    return f"{entry} <= {last_day}{stays}"


def asked_query(by_indicator: Sequence[Sequence[CompiledMeasure]]) -> str:
    """SELECT n, value, rows, kept for each question; needs the parameter ``questions``.

    ``kept`` says whether the books are kept there: a count without rows is then zero, not unknown.

    Raises:
        UsageError: measures of one indicator ask different things of their rows.
    """
    branches = "\n  UNION ALL\n".join(_indicator(measures) for measures in by_indicator)
    return (
        f"WITH {QUERIES},\nanswer AS (\n{branches}\n)\n"
        "SELECT q.n, a.value, coalesce(a.rows, 0), bool_or(EXISTS (SELECT 1 FROM indicators_cell b"
        " WHERE b.indicator = '' AND b.ledger = ANY (q.ledgers) AND b.area >= q.low AND b.area < q.high"
        " AND b.month <= q.last)) AS kept\n"
        "FROM q LEFT JOIN answer a ON a.n = q.n GROUP BY q.n, a.value, a.rows"
    )


def counts_rows(measures: Sequence[CompiledMeasure]) -> bool:
    """Whether no rows mean zero (a distinct count) rather than nothing to say (min, max)."""
    return measures[0].value.distinct_field is not None


def _indicator(measures: Sequence[CompiledMeasure]) -> str:
    functions = {measure.value.extreme or "count" for measure in measures}
    if len(functions) > 1:
        code = measures[0].indicator.code
        raise UsageError(
            f"指标 {code} 的统计项有的计数、有的取最大最小", "同一个指标的各个统计项要用同一种算法"
        )
    (function,) = functions
    branches = "\n    UNION ALL\n".join(_branch(measure) for measure in measures)
    value = "count(DISTINCT s.v)::numeric" if function == "count" else f"{function}(s.v)"
    return f"  SELECT s.n, {value} AS value, count(*) AS rows FROM (\n{branches}\n  ) AS s GROUP BY s.n"


def _branch(measure: CompiledMeasure) -> str:
    field = measure.value.distinct_field
    counted = f"{column(field.name)}::text" if field else measure.contribution_sql
    return (
        f'    SELECT q.n, {counted} AS v FROM q JOIN "{measure.table}" AS {ROW}'
        f" ON {ROW}.area >= q.low AND {ROW}.area < q.high AND {when_sql(measure, 'q.first', 'q.last_day')}"
        f" WHERE q.indicator = {literal(measure.indicator.code)} AND {ROW}.deleted_at IS NULL"
        f" AND {measure.condition_sql}"
    )
