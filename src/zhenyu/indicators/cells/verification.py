"""Do the cells kept say what the rows say? A computation from nothing, beside what is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from zhenyu.core.database.row_security import scope_applied
from zhenyu.core.values.scope import EVERYTHING
from zhenyu.indicators.cells.statements import COLUMNS, KEY, TABLES, cells_of, in_towns
from zhenyu.indicators.measures.measure import CompiledMeasure
from zhenyu.indicators.measures.registry import measures_of_ledger


@dataclass(frozen=True, slots=True)
class CellDifference:
    """A cell (of the books, where it has no indicator) that is not what the rows say; its numbers or None."""

    table: str
    indicator: str
    area: str
    month: date
    stored: tuple[Any, ...] | None
    recomputed: tuple[Any, ...] | None


def check_cells(ledger: str) -> list[CellDifference]:
    """Compare all that is kept of a ledger with a computation from nothing; empty when they agree.

    One statement, and so one moment: a write and what it moves are seen together or not at all, and no writer
    waits.
    """
    measures = measures_of_ledger(ledger)
    with scope_applied(EVERYTHING, "核对指标"), connection.cursor() as cursor:
        cursor.execute(_comparison(measures), {"ledger": ledger, "low": "", "high": ":"})
        return [_difference(row) for row in cursor.fetchall()]


_KEYS = ("place", *KEY.split(", "))
_NUMBERS = COLUMNS.removeprefix(f"{KEY}, ").split(", ")


def _comparison(measures: tuple[CompiledMeasure, ...]) -> str:
    """SELECT the key, the numbers kept and the numbers computed of each cell where they differ; NULL where
    there is none."""
    kept = " UNION ALL ".join(
        f"SELECT '{table}' AS place, {COLUMNS}, TRUE AS there FROM {table} WHERE ledger = %(ledger)s"
        for table in TABLES
    )
    relations = zip(TABLES, ("truth", in_towns("truth")), strict=True)
    computed = " UNION ALL ".join(
        f"SELECT '{table}' AS place, {COLUMNS}, TRUE AS there FROM {relation}"
        for table, relation in relations
    )
    truth = f"truth AS MATERIALIZED ({cells_of(measures)}), " if measures else ""
    nothing = f"SELECT '' AS place, {COLUMNS}, TRUE AS there FROM {TABLES[0]} WHERE FALSE"
    numbers = [", ".join(f"{side}.{name}" for name in _NUMBERS) for side in ("kept", "computed")]
    return (
        f"WITH {truth}kept AS ({kept}), computed AS ({computed if measures else nothing})\n"
        f"SELECT {', '.join(_KEYS)}, kept.there, {numbers[0]}, computed.there, {numbers[1]}\n"
        f"FROM kept FULL JOIN computed USING ({', '.join(_KEYS)})\n"
        f"WHERE (kept.there, {numbers[0]}) IS DISTINCT FROM (computed.there, {numbers[1]})\n"
        f"ORDER BY {', '.join(_KEYS)}"
    )


def _difference(row: tuple[Any, ...]) -> CellDifference:
    keys, half = len(_KEYS), len(_NUMBERS) + 1
    stored, recomputed = (
        side[1:] if side[0] else None
        for side in (row[keys : keys + half], row[keys + half : keys + 2 * half])
    )
    table, indicator, area, month, _ = row[:keys]
    return CellDifference(table, indicator, area, month, stored, recomputed)
