"""The statements that find the rows behind a figure. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from zhenyu.formulas.postgresql import ROW, column, literal
from zhenyu.indicators.figures.row_statements import when_sql
from zhenyu.indicators.measures.measure import CompiledMeasure, MeasureRole

FIRST, LAST_DAY, LAST = "%(first)s::date", "%(last_day)s::date", "%(last)s::date"


def rows_query(measures: Sequence[CompiledMeasure], areas: int = 1) -> str:
    """SELECT branch, id, contributes, one page after (branch, id), in that order; ``branch`` counts the
    measures."""
    branches = "\nUNION ALL\n".join(
        _branch(number, measure, areas) for number, measure in enumerate(measures)
    )
    return (
        f"SELECT t.branch, t.id, t.contributes FROM (\n{branches}\n) AS t\n"
        "WHERE (t.branch, t.id) > (%(branch)s, %(id)s) ORDER BY t.branch, t.id LIMIT %(limit)s"
    )


def count_query(measures: Sequence[CompiledMeasure], areas: int = 1) -> str:
    """SELECT the number of rows behind a figure that the present scope shows."""
    counts = "\nUNION ALL\n".join(
        f'SELECT count(*) AS rows FROM "{measure.table}" AS {ROW} WHERE {_behind(measure, areas)}'
        for measure in measures
    )
    return f"SELECT coalesce(sum(c.rows), 0) FROM (\n{counts}\n) AS c"


def _branch(number: int, measure: CompiledMeasure, areas: int) -> str:
    return (
        f'SELECT {number} AS branch, {ROW}.id, {_contributes(measure)} AS contributes FROM "{measure.table}" AS {ROW}'
        f" WHERE {_behind(measure, areas)}"
    )


def _contributes(measure: CompiledMeasure) -> str:
    """Of rows with the same counted value the first one counts."""
    field = measure.value.distinct_field
    if field:
        name = column(field.name)
        return f"(row_number() OVER (PARTITION BY {name} ORDER BY {ROW}.id) = 1 AND {name} IS NOT NULL)::int::numeric"
    return measure.contribution_sql


def _behind(measure: CompiledMeasure, areas: int) -> str:
    when = _level_month(measure) if measure.role is MeasureRole.LEVEL else when_sql(measure, FIRST, LAST_DAY)
    return f"{_on_ground(areas)} AND {ROW}.deleted_at IS NULL AND {measure.condition_sql} AND {when}"


def _on_ground(areas: int) -> str:
    """Rows in one of the areas; written out one by one, because the planner walks an index for constants
    only."""
    ranges = (
        f"{ROW}.area >= (%(lows)s::text[])[{n}] AND {ROW}.area < (%(highs)s::text[])[{n}]"
        for n in range(1, areas + 1)
    )
    return f"({' OR '.join(ranges)})"


def _level_month(measure: CompiledMeasure) -> str:
    """Rows of the last month stated up to the period's end, area by area."""
    return (
        f"{measure.entry_sql} = (SELECT max(c.month) FROM indicators_cell c WHERE c.level"
        f" AND c.indicator = {literal(measure.indicator.code)} AND c.ledger = {literal(measure.ledger)}"
        f" AND c.area = {ROW}.area AND c.month <= {LAST})"
    )
