"""Server time of a ledger page of 50 rows among 100,000: first page, filtered and sorted, far down, with totals, by HTML-free API.

Peers on the same machine and rows (see ``../shared/bench/make_ledger.py``): a page of 50 takes 16–53 ms by their APIs, filter +
sort + count 103–376 ms, a page far down 18 ms (keyset) to 492 ms, a "contains" search 204–680 ms. Those include HTTP; ours
here is ``queries.page`` with its masks, area names, counts and states, without HTTP.

    python benchmarks/grid_page.py [ROWS]
"""

import sys
import time
from statistics import median
from typing import Any

if __package__:
    from benchmarks.import_ledger import TOWN, installation, write_rows
else:
    from import_ledger import TOWN, installation, write_rows

ROUNDS = 15


def run(count: int = 100_000) -> list[dict[str, Any]]:
    """Figures: median milliseconds of each kind of page."""
    with installation() as folder:
        from zhenyu.core.area_codes import AreaCode
        from zhenyu.ledgers.actions import save_rows
        from zhenyu.ledgers.importing import import_file
        from zhenyu.ledgers.queries import page
        from zhenyu.ledgers.types import Filter, RowEdit
        from zhenyu.people.scopes import reading_as
        from zhenyu.people.types import SYSTEM, Grant, Reader, Role

        town = AreaCode(TOWN)
        clerk = Reader(user_id=1, name="业务员", grants=(Grant(Role.TOWN_CLERK, town),))
        write_rows(folder / "ledger.csv", count)
        with reading_as(SYSTEM):
            import_file("bench", folder / "ledger.csv", area=town, by=SYSTEM)
        far = None
        with reading_as(clerk):
            for _ in range(20):
                far = page(clerk, "bench", area=town, size=500, after=far, sort="amount").next or far
        kinds: dict[str, dict[str, Any]] = {
            "first page": {},
            "one village": {"area": AreaCode(f"{TOWN}201")},
            "filter + sort + count": {
                "filters": [Filter("kind", "eq", "低保户"), Filter("amount", "gte", 500)],
                "sort": "-amount",
            },
            "sorted, 10,000 rows down": {"sort": "amount", "after": far},
            "contains": {"filters": [Filter("address", "contains", "泉村12")]},
            "first page with totals": {"with_totals": True},
        }
        results = []
        for name, options in kinds.items():
            times = []
            for _ in range(ROUNDS):
                start = time.perf_counter()
                with reading_as(clerk):
                    page(clerk, "bench", **{"area": town, **options})
                times.append((time.perf_counter() - start) * 1000)
            results.append({"name": name, "value": round(median(times), 1), "unit": "ms", "note": f"{count:,} rows"})
        times = []
        for _ in range(ROUNDS):
            with reading_as(clerk):
                row = page(clerk, "bench", area=town, size=1).rows[0]
                start = time.perf_counter()
                save_rows("bench", [RowEdit({"persons": row.values["persons"] % 7 + 1}, row.id, row.version)], by=clerk)
                times.append((time.perf_counter() - start) * 1000)
        results.append({"name": "save one row", "value": round(median(times), 1), "unit": "ms", "note": "with history"})
    return results


if __name__ == "__main__":
    for result in run(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000):
        print(f"{result['name']:<28} {result['value']:>8} {result['unit']:<3} {result['note']}")
