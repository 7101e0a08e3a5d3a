"""Keeping cells true: recomputed in the transaction that writes the rows, checked against a computation from nothing.

Two writers in one village wait for each other (an advisory lock on ledger and area) before either computes, so that the
later one sees the earlier one's rows; a pass over a whole ledger waits for all of its writers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from zhenyu.core import clock
from zhenyu.core.area_codes import AreaCode
from zhenyu.core.db import EVERYTHING, scope_applied
from zhenyu.indicators.cells_sql import TOUCHED, books_query, cells_query, movements
from zhenyu.indicators.measures import RECORDED, CompiledMeasure
from zhenyu.indicators.registry import measures_of_ledger
from zhenyu.ledgers.events import RowsChanged

Pair = tuple[str, date]
"""An area and a month (its first day)."""

_WHOLE_TREE = ("", ":")
_TOUCHED = f"WITH {TOUCHED} AS (SELECT * FROM unnest(%(areas)s::text[], %(months)s::date[]) AS t (area, month))\n"
_STORE_CELLS = "INSERT INTO indicators_cell (indicator, area, month, level, value, rows, ledger, computed_at)\n"
_STORE_BOOKS = "INSERT INTO indicators_books (area, rows, since, ledger)\n"
_ACTOR = "指标汇总"


def follow_rows(event: RowsChanged) -> None:
    """Subscriber of ``ledgers.events.rows_changed``: bring the cells the rows touch up to date."""
    measures = measures_of_ledger(event.ledger)
    if not measures:
        return
    if event.images is None:
        recompute_below(event.ledger, event.area)
        return
    images = [image for row in event.images for image in (row.before, row.after) if image is not None]
    recompute_pairs(event.ledger, pairs_touched_by(images, measures))


def pairs_touched_by(images: Iterable[Mapping[str, Any]], measures: Iterable[CompiledMeasure]) -> set[Pair]:
    """The (area, month) pairs that rows with these images count in, before or after; pure.

    An image that no date places in a month still touches its area: the books of the area may have begun.
    """
    fields = {(measure.on.name if measure.on else RECORDED) for measure in measures}
    fields |= {measure.until.name for measure in measures if measure.until}
    pairs: set[Pair] = set()
    for image in images:
        days = [_day(image.get(name)) for name in (*fields, RECORDED)]
        pairs |= {(str(image["area"]), day.replace(day=1)) for day in days if day is not None}
    return pairs


def recompute_pairs(ledger: str, pairs: Iterable[Pair]) -> None:
    """Recompute a ledger's cells of these areas and months, and the books of these areas."""
    ordered = sorted(set(pairs))
    if not ordered:
        return
    areas = sorted({area for area, _ in ordered})
    where: dict[str, Any] = {
        "areas": [area for area, _ in ordered],
        "months": [month for _, month in ordered],
        "ledger": ledger,
    }
    with scope_applied(EVERYTHING, _ACTOR), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(hashtext('cells'), hashtext(%s))", [ledger])
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s || '@' || area, 0)) FROM unnest(%s::text[]) AS area",
            [ledger, areas],
        )
        cursor.execute(
            _TOUCHED + f"DELETE FROM indicators_cell c USING {TOUCHED} t"
            " WHERE c.ledger = %(ledger)s AND c.area = t.area AND c.month = t.month",
            where,
        )
        cursor.execute("DELETE FROM indicators_books WHERE ledger = %s AND area = ANY (%s)", [ledger, areas])
        _store(cursor, measures_of_ledger(ledger), where, touched=True)


def recompute_below(ledger: str, area: AreaCode | None) -> None:
    """Recompute all cells of a ledger at and below an area (None: everywhere) in one grouped pass."""
    low, high = (str(area), area.upper_bound) if area else _WHOLE_TREE
    where = {"low": low, "high": high, "ledger": ledger}
    with scope_applied(EVERYTHING, _ACTOR), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('cells'), hashtext(%s))", [ledger])
        for table in ("indicators_cell", "indicators_books"):
            cursor.execute(
                f"DELETE FROM {table} WHERE ledger = %(ledger)s AND area >= %(low)s AND area < %(high)s", where
            )
        measures = measures_of_ledger(ledger)
        if measures:
            _store(cursor, measures, where, touched=False)


@dataclass(frozen=True, slots=True)
class CellDifference:
    """A cell or a book (``indicator`` empty) whose stored value is not what the rows say; (value, rows) or None."""

    indicator: str
    area: str
    month: date
    stored: tuple[Any, ...] | None
    recomputed: tuple[Any, ...] | None


def check_cells(ledger: str) -> list[CellDifference]:
    """Compare the stored cells and books of a ledger with a computation from nothing; empty when they agree."""
    measures = measures_of_ledger(ledger)
    where = {"low": _WHOLE_TREE[0], "high": _WHOLE_TREE[1], "ledger": ledger}
    with scope_applied(EVERYTHING, _ACTOR), connection.cursor() as cursor:
        cursor.execute(
            "SELECT indicator, area, month, level, value, rows FROM indicators_cell WHERE ledger = %(ledger)s"
            " UNION ALL SELECT '', area, since, false, NULL, rows FROM indicators_books WHERE ledger = %(ledger)s",
            where,
        )
        stored = {row[:4]: row[4:] for row in cursor.fetchall()}
        truth: dict[tuple[Any, ...], tuple[Any, ...]] = {}
        if measures:
            table = measures[0].table
            if movements(measures):
                cursor.execute(cells_query(table, measures, touched=False), where)
                truth |= {row[:4]: row[4:] for row in cursor.fetchall()}
            cursor.execute(books_query(table, measures, touched=False), where)
            truth |= {("", area, since, False): (None, rows) for area, rows, since in cursor.fetchall()}
    return [
        CellDifference(key[0], key[1], key[2], stored.get(key), truth.get(key))
        for key in sorted(stored.keys() | truth.keys())
        if stored.get(key) != truth.get(key)
    ]


def _store(cursor: Any, measures: tuple[CompiledMeasure, ...], where: Mapping[str, Any], *, touched: bool) -> None:
    table, parameters = measures[0].table, {**where, "now": clock.now()}
    pairs = _TOUCHED if touched else ""
    if movements(measures):
        query = cells_query(table, measures, touched=touched)
        cursor.execute(f"{pairs}{_STORE_CELLS}SELECT q.*, %(ledger)s, %(now)s FROM ({query}) AS q", parameters)
    query = books_query(table, measures, touched=touched)
    cursor.execute(f"{pairs}{_STORE_BOOKS}SELECT q.*, %(ledger)s FROM ({query}) AS q", parameters)


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.astimezone(clock.CHINA).date()
    if isinstance(value, str) and value:
        return date.fromisoformat(value[:10])
    return value if isinstance(value, date) else None
