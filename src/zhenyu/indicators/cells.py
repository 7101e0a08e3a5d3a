"""Keeping cells true: recomputed in the transaction that writes the rows, checked against a computation from nothing.

Two writers in one village wait for each other (an advisory lock on ledger and area) before either computes, so that the
later one sees the earlier one's rows; a pass over a whole ledger waits for all of its writers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
from zhenyu.ledgers.events import RowImage, RowsChanged

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
    _recompute(measures, pairs_touched_by(images, measures), books_touched_by(event.images, measures))


def pairs_touched_by(images: Iterable[Mapping[str, Any]], measures: Iterable[CompiledMeasure]) -> set[Pair]:
    """The (area, month) pairs that rows with these images count in, before or after; pure."""
    fields = _entry_fields(measures) | {measure.until.name for measure in measures if measure.until}
    return {
        (str(image["area"]), day.replace(day=1))
        for image in images
        for name in fields
        if (day := _day(image.get(name)))
    }


def books_touched_by(rows: Iterable[RowImage], measures: Iterable[CompiledMeasure]) -> set[str]:
    """The areas whose books may begin at another month or hold another number of rows; pure."""
    fields = ("area", *sorted(_entry_fields(measures)))
    moved = [
        row
        for row in rows
        if row.before is None
        or row.after is None
        or any(row.before.get(name) != row.after.get(name) for name in fields)
    ]
    return {str(image["area"]) for row in moved for image in (row.before, row.after) if image is not None}


def _entry_fields(measures: Iterable[CompiledMeasure]) -> set[str]:
    return {measure.on.name if measure.on else RECORDED for measure in measures}


def _recompute(measures: Sequence[CompiledMeasure], pairs: set[Pair], books: set[str]) -> None:
    """Recompute a ledger's cells of these areas and months, and its books of these areas."""
    areas = sorted({area for area, _ in pairs} | books)
    if not areas:
        return
    ledger, ordered = measures[0].ledger, sorted(pairs)
    where: dict[str, Any] = {
        "ledger": ledger,
        "now": clock.now(),
        "places": areas,
        "areas": [area for area, _ in ordered],
        "months": [month for _, month in ordered],
    }
    with scope_applied(EVERYTHING, _ACTOR), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(hashtext('cells'), hashtext(%s))", [ledger])
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s || '@' || area, 0)) FROM unnest(%s::text[]) AS area",
            [ledger, areas],
        )
        if ordered and movements(measures):
            cursor.execute(
                _TOUCHED + "DELETE FROM indicators_cell c WHERE c.ledger = %(ledger)s AND c.area = ANY (%(places)s)"
                f" AND (c.area, c.month) IN (SELECT t.area, t.month FROM {TOUCHED} t)",
                where,
            )
            cursor.execute(_TOUCHED + _store_cells(measures, touched=True), where)
        if books:
            where["places"] = sorted(books)
            cursor.execute("DELETE FROM indicators_books WHERE ledger = %(ledger)s AND area = ANY (%(places)s)", where)
            cursor.execute(_store_books(measures, touched=True), where)


def recompute_below(ledger: str, area: AreaCode | None) -> None:
    """Recompute all cells of a ledger at and below an area (None: everywhere) in one grouped pass."""
    low, high = (str(area), area.upper_bound) if area else _WHOLE_TREE
    measures = measures_of_ledger(ledger)
    where: dict[str, Any] = {"low": low, "high": high, "ledger": ledger, "now": clock.now()}
    with scope_applied(EVERYTHING, _ACTOR), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('cells'), hashtext(%s))", [ledger])
        for table in ("indicators_cell", "indicators_books"):
            cursor.execute(
                f"DELETE FROM {table} WHERE ledger = %(ledger)s AND area >= %(low)s AND area < %(high)s", where
            )
        if movements(measures):
            cursor.execute(_store_cells(measures, touched=False), where)
        if measures:
            cursor.execute(_store_books(measures, touched=False), where)


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


def _store_cells(measures: Sequence[CompiledMeasure], *, touched: bool) -> str:
    query = cells_query(measures[0].table, measures, touched=touched)
    return f"{_STORE_CELLS}SELECT q.*, %(ledger)s, %(now)s FROM ({query}) AS q"


def _store_books(measures: Sequence[CompiledMeasure], *, touched: bool) -> str:
    query = books_query(measures[0].table, measures, touched=touched)
    return f"{_STORE_BOOKS}SELECT q.*, %(ledger)s FROM ({query}) AS q"


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.astimezone(clock.CHINA).date()
    if isinstance(value, str) and value:
        return date.fromisoformat(value[:10])
    return value if isinstance(value, date) else None
