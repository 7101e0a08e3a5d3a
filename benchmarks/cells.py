"""Keeping cells at the size of a county; :mod:`benchmarks.county_year` reads from them.

* One row changed on a ledger of 40 indicators: what the cells add to the save (limit 5 ms p95).
* 1,000 rows changed at once on a ledger of 200 indicators, 44 villages, 12 months (limit 1 s).
* All cells of a ledger from nothing against the hand-written grouped SQL of the same measures (limit 1.3 ×).
  The peer is what an analyst would write: one grouped query into a table with its key, without row security,
  by the owner of the database, without town cells, books and counts.

    python -m benchmarks.cells [--rows 1000000]
"""

import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.figures import installation, result

ROWS = 10_000_000
PAIRS = 3
COUNTY = "990108"
TOWNS = [f"{COUNTY}{number}" for number in range(100, 120)]
VILLAGES = [f"{town}{number}" for town in TOWNS for number in range(201, 241)]
ONE_TOWN = [f"{TOWNS[0]}{number}" for number in range(201, 245)]
YEAR = 2025
KINDS = 10
BARE = "area, version, created_at, created_by, updated_at, updated_by, owner, extra, kind, cost, done_on"


def run(rows: int = ROWS) -> list[dict[str, Any]]:
    with installation():
        register_county()
        return [*_one_row(), *_many_rows(), *_from_nothing(rows)]


def _one_row() -> list[dict[str, Any]]:
    from zhenyu.ledgers import events
    from zhenyu.ledgers.actions.rows import save_rows
    from zhenyu.ledgers.rows.queries import page
    from zhenyu.ledgers.types import RowEdit
    from zhenyu.people.scopes import reading_as
    from zhenyu.people.types import SYSTEM

    _ledger("forty", 40)
    _fill("forty", 100_000, VILLAGES[:40])
    added: list[float] = []
    whole: list[float] = []
    subscribers = list(events.rows_changed)
    spent: list[float] = []

    def timed(event: events.RowsChanged) -> None:
        before = cpu()
        added.append(took(lambda: [publish(event) for publish in subscribers]))
        spent.append(cpu() - before)

    events.rows_changed[:] = [timed]
    for number in range(200):
        with reading_as(SYSTEM):
            row = page(SYSTEM, "forty", size=1).rows[0]
            edit = RowEdit({"cost": number + 1}, id=row.id, version=row.version)
            whole.append(took(lambda edit=edit: save_rows("forty", [edit], by=SYSTEM)))  # type: ignore[misc]  # the default binds
    events.rows_changed[:] = subscribers
    _right("forty")
    typical = f"median {statistics.median(added):.1f} ms, first on its connection {added[0]:.0f} ms"
    note = f"{typical}, of {statistics.median(whole):.0f} ms for the save; 40 indicators; limit 5 ms"
    alone = f"median {statistics.median(spent):.1f} ms; time that others on the machine took is not in it"
    return [
        result("one changed row: added by cells, p95", _p95(added), "ms", note),
        result("one changed row: CPU added by cells, p95", _p95(spent), "ms", alone),
    ]


def _many_rows() -> list[dict[str, Any]]:
    from zhenyu.ledgers.events import RowImage, RowsChanged, publish
    from zhenyu.people.scopes import reading_as
    from zhenyu.people.types import SYSTEM

    _ledger("hundreds", 200)
    _fill("hundreds", 20_000, ONE_TOWN, days=365)
    taken, spent = [], []
    for _ in range(5):
        with reading_as(SYSTEM):
            images = [RowImage(before["id"], before, after) for before, after in _dearer("hundreds", 1000)]
            began = cpu()
            taken.append(took(lambda images=images: publish(RowsChanged("hundreds", images, None))))  # type: ignore[misc]  # the default binds
            spent.append(cpu() - began)
    _right("hundreds")
    note = f"{statistics.median(spent):.0f} ms of CPU; 200 indicators, 44 villages, 12 months; limit 1,000 ms"
    return [result("1,000 rows changed at once: the cells", round(statistics.median(taken)), "ms", note)]


def _dearer(code: str, count: int) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Raise the cost of some rows, past the actions: only the cells are measured."""
    from django.db import connection

    columns = "id, area, kind, cost, done_on, state, due, created_at"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns} FROM ledger_{code} ORDER BY random() LIMIT %s", [count])
        names = columns.split(", ")
        before = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        cursor.execute(
            f"UPDATE ledger_{code} SET cost = cost + 1 WHERE id = ANY (%s)", [[row["id"] for row in before]]
        )
    return [(row, {**row, "cost": row["cost"] + 1}) for row in before]


def _from_nothing(rows: int) -> list[dict[str, Any]]:
    from zhenyu.core.database.row_security import owner_rights
    from zhenyu.indicators.actions.recompute import recompute
    from zhenyu.indicators.models import Cell
    from zhenyu.people.scopes import reading_as
    from zhenyu.people.types import SYSTEM

    _ledger("large", KINDS)
    _fill("large", rows, VILLAGES[:120])
    with owner_rights() as cursor:
        # the owner's own query is free of it
        cursor.execute("ALTER TABLE ledger_large NO FORCE ROW LEVEL SECURITY")

    def ours() -> None:
        with reading_as(SYSTEM):
            recompute("large")

    def peers() -> None:
        with owner_rights() as cursor:
            # the server may share it among processes
            cursor.execute(f"CREATE TABLE by_hand AS {_by_hand('large')}")
            cursor.execute("ALTER TABLE by_hand ADD PRIMARY KEY (indicator, area, month)")
            cursor.execute("DROP TABLE by_hand")

    peers()
    pairs = [(took(ours), took(peers)) for _ in range(PAIRS)]
    _right("large")
    seconds = statistics.median(pair[0] for pair in pairs) / 1000
    ratio = statistics.median(pair[0] / pair[1] for pair in pairs)
    with reading_as(SYSTEM):
        cells = Cell.objects.filter(ledger="large").count()
    note = f"{rows:,} rows → {cells:,} cells of {KINDS} measures in {seconds:.1f} s; limit 1.3"
    return [result("every cell from nothing ÷ hand-written grouped SQL", round(ratio, 2), "×", note)]


def _by_hand(code: str) -> str:
    """One scan with an aggregate for each measure, then a line for each measure, area and month that has
    any."""
    columns = ", ".join(
        f"count(*) FILTER (WHERE kind = 'k{number}') AS v{number}"
        if number % 2
        else f"sum(cost) FILTER (WHERE kind = 'k{number}') / 10000 AS v{number}"
        for number in range(KINDS)
    )
    lines = ", ".join(f"('{code}_{number}', v{number})" for number in range(KINDS))
    return (
        f"SELECT u.indicator, g.area, g.month, u.value FROM (SELECT area,"
        f" date_trunc('month', done_on)::date AS month, {columns} FROM ledger_{code}"
        " WHERE deleted_at IS NULL AND done_on IS NOT NULL GROUP BY 1, 2) AS g"
        f" CROSS JOIN LATERAL (VALUES {lines}) AS u (indicator, value) WHERE u.value <> 0"
    )


# --- furnishing -----------------------------------------------------------------------------------


def register_county() -> None:
    from zhenyu.areas.actions import load_areas
    from zhenyu.people.scopes import reading_as
    from zhenyu.people.types import SYSTEM

    with reading_as(SYSTEM):
        load_areas([{"code": code, "name": code} for code in (COUNTY, *TOWNS, *VILLAGES, *ONE_TOWN[40:])])


def _ledger(code: str, count: int) -> None:
    from zhenyu.indicators.actions.definitions import define_indicators
    from zhenyu.ledgers.actions.definitions import define_ledger
    from zhenyu.people.scopes import reading_as
    from zhenyu.people.types import SYSTEM

    kinds = {f"k{number}": f"类别{number}" for number in range(KINDS)}
    fields = [
        {"name": "kind", "title": "类别", "type": "choice", "choices": kinds},
        {"name": "cost", "title": "金额", "type": "money"},
        {"name": "done_on", "title": "日期", "type": "date"},
    ]
    measures = [
        {
            "indicator": f"{code}_{number}",
            "value": "count()" if number % 2 else "sum(cost)",
            "on": "done_on",
            "where": f"kind = 'k{number % KINDS}'",
        }
        for number in range(count)
    ]
    indicators = [
        {
            "code": each["indicator"],
            "title": each["indicator"],
            "unit": "件" if "count" in each["value"] else "万元",
            "kind": "flow",
        }
        for each in measures
    ]
    with reading_as(SYSTEM):
        define_indicators(indicators, by=SYSTEM)
        define_ledger(
            {"code": code, "title": code, "domain": "测试", "fields": fields, "measures": measures}, by=SYSTEM
        )


def _fill(code: str, rows: int, areas: list[str], days: int = 1399) -> None:
    """Rows past the actions, then their cells."""
    from zhenyu.core.database.row_security import owner_rights
    from zhenyu.indicators.actions.recompute import recompute
    from zhenyu.people.scopes import reading_as
    from zhenyu.people.types import SYSTEM

    with owner_rights() as cursor:
        cursor.execute("SELECT set_config('zhenyu.scope', '{\"*\": [\"\"]}', true)")
        cursor.execute(
            f"INSERT INTO ledger_{code} ({BARE}) SELECT (%s::text[])[1 + (n / 7 %% %s)], 1, now(), 'x', now(), 'x', '', '{{}}',"
            f" 'k' || (n %% {KINDS}), (n %% 9973) + 0.25, DATE '{YEAR}-12-31' - (n %% {days})::int"
            " FROM generate_series(1, %s::bigint) AS n",
            [areas, len(areas), rows],
        )
        cursor.execute(f"ANALYZE ledger_{code}")
    with reading_as(SYSTEM):
        recompute(code)


def _right(code: str) -> None:
    from zhenyu.indicators.cells.verification import check_cells
    from zhenyu.people.scopes import reading_as
    from zhenyu.people.types import SYSTEM

    with reading_as(SYSTEM):
        if check_cells(code):
            raise AssertionError(f"the cells of {code} are wrong")


def cpu() -> float:
    """CPU milliseconds that this process and its database session have used; Linux only.

    To the microsecond, by the scheduler's own count: ticks of 10 ms say nothing about one save.
    """
    from django.db import connection

    connection.ensure_connection()
    session = connection.connection.info.backend_pid
    return time.process_time() * 1000 + int(Path(f"/proc/{session}/schedstat").read_text().split()[0]) / 1e6


def took(work: Callable[[], Any]) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def _p95(taken: list[float]) -> float:
    return round(statistics.quantiles(taken, n=20)[-1], 1)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    wanted = int(arguments[arguments.index("--rows") + 1]) if "--rows" in arguments else ROWS
    results = run(wanted)
    for row in results:
        print(f"{row['name']}: {row['value']} {row['unit']}  ({row['note']})")
