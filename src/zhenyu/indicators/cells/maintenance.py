"""Keeping cells true: moved in the transaction that writes the rows, checked against a computation from
nothing.

A write of few rows adds to each cell what its rows bring and takes away what they brought before; sums are
exact, so the order of writers does not matter and each waits for another only at the very cell. A bulk write
computes the cells below its area again. The two keep apart by advisory locks on a ledger's towns: movers
share them, a computation holds them alone, so whatever is not yet in the rows it reads is added by its writer
afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.backends.utils import CursorWrapper
from procrastinate.contrib.django import app

from zhenyu.core import clock
from zhenyu.core.database.row_security import fetch_prepared, scope_applied
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.scope import EVERYTHING
from zhenyu.indicators.cells.statements import (
    TABLES,
    TOWN_DIGITS,
    apply_statement,
    cells_of,
    columns_needed,
    in_towns,
    stored,
)
from zhenyu.indicators.measures.registry import (
    MeasureSet,
    cached_measure_set,
    measure_set,
    measures_of_ledger,
)
from zhenyu.ledgers.events import RowImage, RowsChanged

AT_ONCE = 200_000
"""Rows up to which a redefined ledger is computed in the transaction that redefines it (about a second)."""

_WHOLE_TREE = ("", ":")
_ACTOR = "指标汇总"


def follow_rows(event: RowsChanged) -> None:
    """Subscriber of ``ledgers.events.rows_changed``: bring the cells the rows touch up to date."""
    if event.images is not None:
        _move(event.ledger, event.images)
    elif event.area is not None:
        recompute_below(event.ledger, event.area)
    else:
        recompute_redefined(event.ledger)


def _move(ledger: str, images: Sequence[RowImage]) -> None:
    """Move the cells by the difference of the rows before and after, in two statements.

    The measures are those this process knows; the statement that moves does nothing where they have been
    redefined, which shows once the locks are held: a redefinition that was under way has then ended.
    """
    areas = {str(image["area"]) for row in images for image in (row.before, row.after) if image is not None}
    outer = _share(ledger, areas)
    still, emptied = _moved(cached_measure_set(ledger) or measure_set(ledger), ledger, images, outer)
    while not still:
        still, emptied = _moved(measure_set(ledger), ledger, images, outer)
    if emptied:
        _sweep(ledger, areas)


def _moved(measured: MeasureSet, ledger: str, images: Sequence[RowImage], outer: str) -> tuple[bool, bool]:
    """Move, and go back to the outer scope. Whether the measures are the ledger's yet (else nothing was
    done), and whether cells are left that no row stands behind."""
    before, after = moving_images(images, columns_needed(measured.measures))
    marks = {"ledger": ledger, "version_id": measured.version_id, "fingerprint": measured.fingerprint}
    where = {**marks, "before": _json(before), "after": _json(after), "outer": outer, "now": clock.now()}
    ((still, emptied, _),) = fetch_prepared(apply_statement(measured.measures), where)
    return still, emptied


def moving_images(
    rows: Iterable[RowImage], columns: frozenset[str]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The rows before and after, cut to the columns that count; rows that do not differ in them are left out.
    Pure."""
    before: list[dict[str, Any]] = []
    after: list[dict[str, Any]] = []
    for row in rows:
        was, now = _cut(row.before, columns), _cut(row.after, columns)
        if was != now:
            before += [was] if was else []
            after += [now] if now else []
    return before, after


def _cut(image: Mapping[str, Any] | None, columns: frozenset[str]) -> dict[str, Any] | None:
    return {name: image.get(name) for name in columns} if image is not None and columns else None


def _json(rows: list[dict[str, Any]]) -> str:
    return json.dumps(rows, default=str, ensure_ascii=False)


_SHARE = """
WITH held AS MATERIALIZED (SELECT coalesce(current_setting('zhenyu.scope', true), '') AS scope),
     locked AS MATERIALIZED (SELECT count(pg_advisory_xact_lock_shared(hashtextextended(k, 0)))
                             FROM unnest(%(locks)s::text[]) AS k)
SELECT held.scope, set_config('zhenyu.scope', '{"": [""], "*": [""]}', true) FROM held, locked
"""


def _share(ledger: str, areas: Iterable[str]) -> str:
    """Keep computations of the ledger in these areas away until the transaction ends; other movers may come.

    The whole tree is in scope afterwards; returns the scope that was. An error undoes it with the writer's
    savepoint.
    """
    towns = sorted({area[:TOWN_DIGITS] for area in areas})
    locks = [_lock(ledger), *(_lock(ledger, town) for town in towns)]
    ((outer, _),) = fetch_prepared(_SHARE, {"locks": locks})
    return str(outer)


def _claim(cursor: CursorWrapper, ledger: str, area: AreaCode | str | None) -> None:
    """Keep all others of the ledger out of a town, or out of the ledger where the area is larger than a
    town."""
    town = area is not None and len(area) >= TOWN_DIGITS
    if town:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))", [_lock(ledger)])
    name = _lock(ledger, str(area)[:TOWN_DIGITS]) if town else _lock(ledger)
    cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def _lock(ledger: str, town: str = "") -> str:
    return f"cells {ledger}@{town}"


def _sweep(ledger: str, areas: Iterable[str]) -> None:
    """Take away what no row stands behind any more."""
    places = sorted({*areas, *(area[:TOWN_DIGITS] for area in areas)})
    with scope_applied(EVERYTHING, _ACTOR), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(
                f"DELETE FROM {table} WHERE ledger = %s AND area = ANY (%s) AND moves = 0", [ledger, places]
            )


def recompute_below(ledger: str, area: AreaCode | None) -> None:
    """Compute all cells of a ledger at and below an area again (None: everywhere); below a town its whole
    town."""
    if area is None:
        recompute_between(ledger, None, *_WHOLE_TREE)
        return
    whole = AreaCode(str(area)[:TOWN_DIGITS])
    recompute_between(ledger, whole, str(whole), whole.upper_bound)


def recompute_between(ledger: str, claimed: AreaCode | str | None, low: str, high: str) -> None:
    """Compute the cells of the areas in [low, high) again in one grouped pass.

    Arguments:
        claimed: the area to keep others out of meanwhile; holds the range.

    The pass fills a temporary table: only as a plain query may the server share it among its processes.
    """
    with scope_applied(EVERYTHING, _ACTOR), connection.cursor() as cursor:
        _claim(cursor, ledger, claimed)
        measures = measures_of_ledger(ledger)
        where: dict[str, Any] = {"low": low, "high": high, "ledger": ledger, "now": clock.now()}
        for table in TABLES:
            cursor.execute(
                f"DELETE FROM {table} WHERE ledger = %(ledger)s AND area >= %(low)s AND area < %(high)s",
                where,
            )
        if measures:
            cursor.execute(f"CREATE TEMPORARY TABLE computed_cells AS {cells_of(measures)}", where)
            cursor.execute(stored("indicators_cell", "computed_cells"), where)
            cursor.execute(stored("indicators_town_cell", in_towns("computed_cells")), where)
            cursor.execute("DROP TABLE computed_cells")


def repair_town(ledger: str, town: str, areas: Iterable[str]) -> None:
    """Compute the cells of some areas of a town again from their rows, and its town cells from its cells, in
    a transaction of its own: writers of one town wait as long as the rows from the first to the last of these
    areas take.

    Arguments:
        town: what cells of towns call it: a county, where rows stand above the towns.
    """
    found = sorted(areas)
    with scope_applied(EVERYTHING, _ACTOR), connection.cursor() as cursor:
        _claim(cursor, ledger, town)
        measures = measures_of_ledger(ledger)
        where: dict[str, Any] = {"ledger": ledger, "town": town, "now": clock.now()}
        if found:
            where |= {"low": found[0], "high": f"{found[-1]}0"}
            cursor.execute(
                "DELETE FROM indicators_cell WHERE ledger = %(ledger)s AND area >= %(low)s AND area < %(high)s",
                where,
            )
            if measures:
                cursor.execute(stored("indicators_cell", f"({cells_of(measures)}) AS computed"), where)
        cursor.execute(
            "DELETE FROM indicators_town_cell WHERE ledger = %(ledger)s AND area = %(town)s", where
        )
        of_town = f"(SELECT * FROM indicators_cell WHERE ledger = %(ledger)s AND left(area, {TOWN_DIGITS}) = %(town)s) AS c"
        cursor.execute(stored("indicators_town_cell", in_towns(of_town)), where)


# --- redefinitions of large ledgers ---------------------------------------------------------------


def recompute_redefined(ledger: str) -> None:
    """Compute a ledger's cells by its new measures: at once while it is small, else town by town in the
    background.

    Until a town's turn has come its figures are marked as being computed; writers of the ledger wait for one
    town at most.
    """
    with scope_applied(EVERYTHING, _ACTOR), connection.cursor() as cursor:
        table = measures_of_ledger(ledger)[0].table if measures_of_ledger(ledger) else None
        if table is None or not _is_large(cursor, table):
            recompute_below(ledger, None)
            cursor.execute("DELETE FROM indicators_pending WHERE ledger = %s", [ledger])
            return
        cursor.execute(_MARK_PENDING, {"ledger": ledger, "digits": TOWN_DIGITS})
    app.configure_task("indicators.recompute_pending").defer(timestamp=0)


_MARK_PENDING = """
INSERT INTO indicators_pending (ledger, area)
SELECT %(ledger)s, area FROM (SELECT left(code, %(digits)s) FROM areas_area UNION
                              SELECT left(area, %(digits)s) FROM indicators_cell WHERE ledger = %(ledger)s) AS a (area)
ON CONFLICT DO NOTHING
"""


def _is_large(cursor: CursorWrapper, table: str) -> bool:
    cursor.execute(f'SELECT count(*) FROM (SELECT 1 FROM "{table}" LIMIT %s) AS t', [AT_ONCE + 1])
    return bool(cursor.fetchone()[0] > AT_ONCE)


def recompute_next_pending() -> bool:
    """Compute one waiting town of one ledger in a transaction of its own; False when none waits."""
    with scope_applied(EVERYTHING, _ACTOR), connection.cursor() as cursor:
        cursor.execute(
            "SELECT ledger, area FROM indicators_pending ORDER BY ledger, area LIMIT 1 FOR UPDATE SKIP LOCKED"
        )
        found = cursor.fetchone()
        if found is None:
            return False
        ledger, area = found
        # of a county only what belongs to no town
        high = f"{area}:" if len(area) == TOWN_DIGITS else f"{area}0"
        recompute_between(ledger, AreaCode(area), area, high)
        cursor.execute("DELETE FROM indicators_pending WHERE ledger = %s AND area = %s", [ledger, area])
    return True
