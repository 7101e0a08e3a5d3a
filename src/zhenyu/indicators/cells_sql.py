"""The statements that compute cells from rows, printed from compiled measures. Pure.

One grouped pass over the ledger for each date column its measures use (``on``, and ``until`` for leaving): every
measure is one FILTER aggregate of that pass. The passes are added up per indicator, area and month.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from zhenyu.indicators.formula_sql import ROW, literal
from zhenyu.indicators.measures import CompiledMeasure, Role

TOUCHED = "touched"
"""Name of the (area, month) pairs a recomputation is limited to."""


@dataclass(frozen=True, slots=True)
class Movement:
    """Rows of one measure moving at one date: in at ``on``, out at ``until``."""

    measure: CompiledMeasure
    day_sql: str
    leaving: bool

    @property
    def condition_sql(self) -> str:
        """A row leaves only what it entered: without an entry day it never counted."""
        return f"({self.measure.condition_sql} AND {self.measure.entry_sql} IS NOT NULL)"


def cell_measures(measures: Iterable[CompiledMeasure]) -> list[CompiledMeasure]:
    """Those kept in cells; the others are asked of the rows."""
    return [measure for measure in measures if measure.role is not Role.ASKED]


def movements(measures: Iterable[CompiledMeasure]) -> list[Movement]:
    """Every way a row can move a cell, by date column."""
    kept = cell_measures(measures)
    entering = [Movement(measure, measure.entry_sql, False) for measure in kept]
    leaving = [Movement(measure, measure.leaving_sql, True) for measure in kept if measure.leaving_sql]
    return sorted([*entering, *leaving], key=lambda move: move.day_sql)


def cells_query(table: str, measures: Sequence[CompiledMeasure], *, touched: bool) -> str:
    """SELECT indicator, area, month, level, value, rows of the cells of one ledger, computed from its rows.

    Parameters of the statement: with ``touched`` a preceding CTE of that name (area, month) and ``%(places)s``, its areas;
    without it ``%(low)s`` and ``%(high)s``, the bounds of the areas.
    """
    passes = [
        _pass(table, day_sql, list(moves), touched=touched)
        for day_sql, moves in groupby(movements(measures), key=lambda move: move.day_sql)
    ]
    union = "\n  UNION ALL\n".join(passes)
    return (
        "SELECT m.indicator, m.area, m.month, m.level, sum(m.value) AS value, sum(m.rows) AS rows\n"
        f"FROM (\n{union}\n) AS m\nGROUP BY m.indicator, m.area, m.month, m.level"
    )


def books_query(table: str, measures: Sequence[CompiledMeasure], *, touched: bool) -> str:
    """SELECT area, rows, since of the books kept; limited as :func:`cells_query`."""
    days = sorted({measure.entry_sql for measure in measures})
    recorded = f"({ROW}.created_at AT TIME ZONE 'Asia/Shanghai')::date"
    first = f"least({', '.join([*days, recorded])})"
    place = _among() if touched else _below()
    return (
        f"SELECT {ROW}.area, count(*) AS rows, date_trunc('month', min({first}))::date AS since\n"
        f'FROM "{table}" AS {ROW} WHERE {ROW}.deleted_at IS NULL AND {place} GROUP BY {ROW}.area'
    )


def _pass(table: str, day_sql: str, moves: list[Movement], *, touched: bool) -> str:
    totals = ",\n           ".join(_totals(number, move) for number, move in enumerate(moves))
    values = ", ".join(_value(number, move) for number, move in enumerate(moves))
    month = f"date_trunc('month', {day_sql})::date"
    source = f'"{table}" AS {ROW}'
    if touched:
        source += (
            f" JOIN {TOUCHED} t ON {ROW}.area = t.area AND {day_sql} >= t.month"
            f" AND {day_sql} < (t.month + interval '1 month')::date"
        )
    place = _among() if touched else _below()
    return (
        f"  SELECT g.area, g.month, u.indicator, u.level, u.value, u.rows FROM (\n"
        f"    SELECT {ROW}.area, {month} AS month,\n           {totals}\n"
        f"    FROM {source}\n"
        f"    WHERE {ROW}.deleted_at IS NULL AND {day_sql} IS NOT NULL AND {place}\n"
        f"    GROUP BY 1, 2) AS g\n"
        f"  CROSS JOIN LATERAL (VALUES {values}) AS u (indicator, level, value, rows, counted)\n"
        f"  WHERE u.counted > 0"
    )


def _totals(number: int, move: Movement) -> str:
    value = move.measure.scaled(move.measure.value.grouped_sql(move.condition_sql))
    return f"{value} AS v{number}, count(*) FILTER (WHERE {move.condition_sql}) AS n{number}"


def _value(number: int, move: Movement) -> str:
    sign = "-" if move.leaving else ""
    level = "TRUE" if move.measure.role is Role.LEVEL else "FALSE"
    return f"({literal(move.measure.indicator.code)}, {level}, {sign}g.v{number}, {sign}g.n{number}, g.n{number})"


def _among() -> str:
    """Says again what the join with the pairs says, in the form an index on the area serves."""
    return f"{ROW}.area = ANY (%(places)s)"


def _below() -> str:
    return f"{ROW}.area >= %(low)s AND {ROW}.area < %(high)s"
