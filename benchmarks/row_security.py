"""What row-level security costs: the same statement as the owner without a policy and as the application role
with it.

Both name the ranges of the reader's areas themselves, as every query of ours does. 1,000,000 rows in five
towns. Bars: page queries ≤ 1.10 ×, grouped queries ≤ 1.3 ×.

    python benchmarks/row_security.py [ROWS]
"""

import sys
import time
from statistics import median
from typing import Any

if __package__:
    from benchmarks.big_ledger import COUNTY, TOWNS, VILLAGE, fill
    from benchmarks.import_ledger import installation
else:
    from big_ledger import COUNTY, TOWNS, VILLAGE, fill
    from import_ledger import installation

READERS = {
    "village": [VILLAGE],
    "town": [TOWNS[2]],
    "county": [COUNTY],
    "two towns": [TOWNS[1], TOWNS[3]],
}
STATEMENTS = {
    "page": (200, "SELECT * FROM ledger_big WHERE deleted_at IS NULL AND {range} ORDER BY id LIMIT 51"),
    "sorted page": (
        200,
        "SELECT * FROM ledger_big WHERE deleted_at IS NULL AND {range} AND amount IS NOT NULL"
        " ORDER BY amount DESC, id DESC LIMIT 51",
    ),
    "grouped": (
        5,
        "SELECT date_trunc('month', reg_date), kind, count(*), sum(amount) FROM ledger_big"
        " WHERE deleted_at IS NULL AND {range} GROUP BY 1, 2",
    ),
}


def run(count: int = 1_000_000) -> list[dict[str, Any]]:
    """Figures: time with row security ÷ time without, medians of rounds that take turns."""
    with installation():
        fill(count)
        return [
            _ratio(reader, areas, name, rounds, statement)
            for reader, areas in READERS.items()
            for name, (rounds, statement) in STATEMENTS.items()
        ]


def _ratio(reader: str, areas: list[Any], name: str, rounds: int, statement: str) -> dict[str, Any]:
    from zhenyu.core.database.row_security import owner_rights, scope_applied

    named = " OR ".join(f"area >= '{area}' AND area < '{area.upper_bound}'" for area in areas)
    bare, bound = [], []
    with scope_applied({"*": [str(area) for area in areas]}, "测"), owner_rights() as cursor:
        cursor.execute("ALTER TABLE ledger_big NO FORCE ROW LEVEL SECURITY")
        cursor.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        for _ in range(rounds):
            cursor.execute("SET LOCAL ROLE NONE")
            bare.append(_time(cursor, statement.format(range=f"({named})")))
            cursor.execute("SET LOCAL ROLE zhenyu_app")
            bound.append(_time(cursor, statement.format(range=f"({named})")))
        cursor.execute("SET LOCAL ROLE NONE")
        cursor.execute("ALTER TABLE ledger_big FORCE ROW LEVEL SECURITY")
    note = f"{median(bound):.2f} ms against {median(bare):.2f} ms; bar {1.3 if name == 'grouped' else 1.1} ×"
    return {
        "name": f"{name}: {reader}",
        "value": round(median(bound) / median(bare), 2),
        "unit": "×",
        "note": note,
    }


def _time(cursor: Any, statement: str) -> float:
    start = time.perf_counter()
    cursor.execute(statement)
    cursor.fetchall()
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    for result in run(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000):
        print(f"{result['name']:<28} {result['value']:>8} {result['unit']:<3} {result['note']}")
