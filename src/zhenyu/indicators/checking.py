"""Do the cells kept say what the rows say? A computation from nothing, beside what is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from zhenyu.core.db import EVERYTHING, scope_applied
from zhenyu.indicators.cells_sql import COLUMNS, TABLES, cells_of, in_towns
from zhenyu.indicators.measures import CompiledMeasure
from zhenyu.indicators.registry import measures_of_ledger


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
    """Compare all that is kept of a ledger with a computation from nothing; empty when they agree."""
    measures = measures_of_ledger(ledger)
    kept, truth = _kept(ledger), _truth(measures)
    return [
        CellDifference(key[0], key[1], key[2], key[3], kept.get(key), truth.get(key))
        for key in sorted(kept.keys() | truth.keys())
        if kept.get(key) != truth.get(key)
    ]


_Lines = dict[tuple[Any, ...], tuple[Any, ...]]


def _kept(ledger: str) -> _Lines:
    parts = (f"SELECT '{table}', {COLUMNS} FROM {table} WHERE ledger = %(ledger)s" for table in TABLES)
    return _lines(" UNION ALL ".join(parts), {"ledger": ledger})


def _truth(measures: tuple[CompiledMeasure, ...]) -> _Lines:
    if not measures:
        return {}
    parts = [
        f"SELECT '{table}', {COLUMNS} FROM {relation}"
        for table, relation in zip(TABLES, ("truth", in_towns("truth")), strict=True)
    ]
    statement = f"WITH truth AS ({cells_of(measures)}) {' UNION ALL '.join(parts)}"
    return _lines(statement, {"low": "", "high": ":"})


def _lines(statement: str, where: Mapping[str, Any]) -> _Lines:
    with scope_applied(EVERYTHING, "核对指标"), connection.cursor() as cursor:
        cursor.execute(statement, where)
        return {row[:5]: row[5:] for row in cursor.fetchall()}
