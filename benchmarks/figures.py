"""What keeping cells costs a write, and what it saves a reader: 3 towns × 40 indicators over four ledgers.

The limits: a changed row costs at most 50 ms more with cells than without; the 120 figures of a cockpit of
three towns (value, last year, previous period, target, place among siblings) come in under a second by a
constant number of statements. The peer: the same 120 values grouped from the rows themselves, one statement
for each indicator and town, as a report over tables without cells would.

    python -m benchmarks.figures [ROWS_A_LEDGER]
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROWS = 100_000
TOWNS = [f"990108{number}" for number in (100, 101, 102)]
VILLAGES = [f"{town}{number}" for town in TOWNS for number in range(201, 241)]
LEDGERS = [f"works_{number}" for number in range(4)]
MEASURES = 10
YEAR = 2025


def run(rows: int = ROWS) -> list[dict[str, Any]]:
    """All figures of this page; ``rows`` in each of the four ledgers."""
    with installation():
        from zhenyu.people.scopes import reading_as
        from zhenyu.people.types import SYSTEM

        with reading_as(SYSTEM):
            _furnish(rows)
            return [*_recomputation(rows), *_one_row(rows), *_cockpit(rows), *_comparison(), *_trace()]


def _recomputation(rows: int) -> list[dict[str, Any]]:
    from zhenyu.indicators.actions.recompute import recompute
    from zhenyu.indicators.cells.verification import check_cells
    from zhenyu.indicators.models import Cell

    seconds = _median(lambda: recompute(LEDGERS[0]), 3) / 1000
    for ledger in LEDGERS:
        recompute(ledger)
        if check_cells(ledger):
            raise AssertionError(f"the cells of {ledger} are wrong")
    note = f"{rows:,} rows → {Cell.objects.filter(ledger=LEDGERS[0]).count():,} cells of {MEASURES} measures"
    return [result("recompute a ledger from nothing", round(seconds, 2), "s", note)]


def _one_row(rows: int) -> list[dict[str, Any]]:
    """Time the subscriber itself: on a shared machine two medians of whole saves say little about their
    difference."""
    from zhenyu.ledgers import events
    from zhenyu.ledgers.actions.rows import save_rows
    from zhenyu.ledgers.rows.queries import page
    from zhenyu.ledgers.types import RowEdit
    from zhenyu.people.types import SYSTEM

    added: list[float] = []

    def timed(event: events.RowsChanged) -> None:
        added.append(_median(lambda: [tell(event) for tell in subscribers], 1))

    def change() -> None:
        row = page(SYSTEM, LEDGERS[0], size=1).rows[0]
        cost = (row.values["cost"] or 0) + 1
        save_rows(LEDGERS[0], [RowEdit({"cost": cost}, id=row.id, version=row.version)], by=SYSTEM)

    subscribers, events.rows_changed[:] = list(events.rows_changed), [timed]
    whole = _median(change, 21)
    events.rows_changed[:] = subscribers
    note = f"of {whole:.0f} ms for the whole save; {rows // len(VILLAGES):,} rows in the village"
    return [result("one changed row: added by cells", round(statistics.median(added), 1), "ms", note)]


def _cockpit(rows: int) -> list[dict[str, Any]]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from zhenyu.indicators.figures.queries import figures
    from zhenyu.people.types import SYSTEM

    codes = [f"i{number}" for number in range(len(LEDGERS) * MEASURES)]
    addresses = [f"{code}@{town}/{YEAR}" for town in TOWNS for code in codes]
    with CaptureQueriesContext(connection) as captured:
        values = [item.value for item in figures(SYSTEM, addresses)]
    fast = _median(lambda: figures(SYSTEM, addresses), 5)
    slow = _median(lambda: _from_rows(codes), 3)
    if _from_rows(codes) != values:
        raise AssertionError("cells and rows differ")
    note = f"{len(captured)} statements; with last year, previous period, target and place"
    peer = f"{slow:.0f} ms for the bare values grouped from {rows * len(LEDGERS):,} rows"
    return [
        result(f"{len(addresses)} figures of 3 towns", round(fast), "ms", note),
        result("the bare values from the rows ÷ the figures from cells", round(slow / fast, 1), "×", peer),
    ]


def _from_rows(codes: list[str]) -> list[Any]:
    """The peer: one statement a figure over the ledger."""
    from django.db import connection

    found = []
    with connection.cursor() as cursor:
        for town in TOWNS:
            for number, _ in enumerate(codes):
                value = "count(*)" if number % 2 else "sum(cost) / 10000"
                cursor.execute(
                    f"SELECT {value} FROM ledger_{LEDGERS[number // MEASURES]} WHERE area >= %s AND area < %s"
                    " AND done_on BETWEEN %s AND %s AND kind = %s AND deleted_at IS NULL",
                    [town, town + ":", f"{YEAR}-01-01", f"{YEAR}-12-31", f"k{number % MEASURES}"],
                )
                found.append(cursor.fetchone()[0])
    return found


def _comparison() -> list[dict[str, Any]]:
    """The compare page's numbers against their floor: one grouped statement over the cells."""
    from django.db import connection

    from zhenyu.core.values.area_codes import AreaCode
    from zhenyu.core.values.periods import Period
    from zhenyu.indicators.figures.area_comparison import compare
    from zhenyu.people.types import SYSTEM

    codes = [f"i{number}" for number in range(len(LEDGERS) * MEASURES)]
    villages = [AreaCode(code) for code in VILLAGES]

    def floor() -> list[Any]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT indicator, area, sum(value) FROM indicators_cell WHERE month BETWEEN %s AND %s GROUP BY 1, 2",
                [f"{YEAR}-01-01", f"{YEAR}-12-31"],
            )
            return list(cursor.fetchall())

    ours = _median(lambda: compare(SYSTEM, codes, villages, Period.year_of(YEAR)), 5)
    bare = _median(floor, 5)
    size = f"{len(codes)} indicators × {len(villages)} villages"
    return [
        result("compare page: its numbers", round(ours), "ms", size),
        result(
            "compare page ÷ one grouped statement over the cells",
            round(ours / bare, 1),
            "×",
            f"{bare:.0f} ms",
        ),
    ]


def _trace() -> list[dict[str, Any]]:
    from zhenyu.indicators.figures.queries import trace
    from zhenyu.people.types import SYSTEM

    address = f"i1@{TOWNS[0]}/{YEAR}"
    count = trace(SYSTEM, address).row_count
    return [
        result(
            "first page of a trace",
            round(_median(lambda: trace(SYSTEM, address), 5)),
            "ms",
            f"of {count:,} rows",
        )
    ]


# --- furnishing -----------------------------------------------------------------------------------


@contextmanager
def installation() -> Iterator[None]:
    with tempfile.TemporaryDirectory(prefix="zhenyu-bench-") as folder:
        Path(folder).chmod(0o711)
        os.environ["ZHENYU_VAR"] = folder
        os.environ["ZHENYU_TODAY"] = "2026-11-21"
        os.environ.pop("DATABASE_URL", None)
        from zhenyu.config.setup import migrate, setup_django

        server = setup_django()
        migrate()
        yield
        from django.db import connections

        connections.close_all()
        if server is not None:
            server.stop()


def _furnish(rows: int) -> None:
    from django.db import connection

    from zhenyu.areas.actions import load_areas
    from zhenyu.indicators.actions.definitions import define_indicators
    from zhenyu.ledgers.actions.definitions import define_ledger
    from zhenyu.people.types import SYSTEM

    load_areas([{"code": code, "name": code} for code in ("990108", *TOWNS, *VILLAGES)])
    kinds = {f"k{number}": f"类别{number}" for number in range(MEASURES)}
    define_indicators([_indicator(number) for number in range(len(LEDGERS) * MEASURES)], by=SYSTEM)
    for place, code in enumerate(LEDGERS):
        measures = [_measure(place * MEASURES + number) for number in range(MEASURES)]
        define_ledger(
            {
                "code": code,
                "title": code,
                "domain": "测试",
                "measures": measures,
                "fields": [
                    {"name": "kind", "title": "类别", "type": "choice", "choices": kinds},
                    {"name": "cost", "title": "金额", "type": "money"},
                    {"name": "done_on", "title": "日期", "type": "date"},
                ],
            },
            by=SYSTEM,
        )
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO ledger_{code} (area, version, created_at, created_by, updated_at, updated_by, owner, extra,"
                " kind, cost, done_on) SELECT (%s::text[])[1 + (n / 7 %% %s)], 1, now(), 'x', now(), 'x', '', '{}',"
                " 'k' || (n %% 10), (n %% 9973) + 0.25, DATE '2023-01-01' + (n %% 1399)::int"
                " FROM generate_series(1, %s::bigint) AS n",
                [VILLAGES, len(VILLAGES), rows],
            )
            cursor.execute(f"ANALYZE ledger_{code}")


def _indicator(number: int) -> dict[str, Any]:
    unit = "件" if number % 2 else "万元"
    return {"code": f"i{number}", "title": f"指标{number}", "unit": unit, "kind": "flow", "better": "up"}


def _measure(number: int) -> dict[str, Any]:
    value = "count()" if number % 2 else "sum(cost)"
    return {
        "indicator": f"i{number}",
        "value": value,
        "where": f"kind = 'k{number % MEASURES}'",
        "on": "done_on",
    }


def _median(work: Callable[[], Any], times: int) -> float:
    """Milliseconds, the median of several runs."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append((time.perf_counter() - began) * 1000)
    return statistics.median(taken)


def result(name: str, value: Any, unit: str, note: str) -> dict[str, Any]:
    return {"name": name, "value": value, "unit": unit, "note": note}


if __name__ == "__main__":
    arguments = sys.argv[1:]
    rows_a_ledger = next((int(argument) for argument in arguments if argument.isdecimal()), ROWS)
    results = run(rows_a_ledger)
    for row in results:
        print(f"{row['name']}: {row['value']} {row['unit']}  ({row['note']})")
