"""A ledger as of a day: server time of a page of 50 among 100,000 rows with 100,000 changes (bar: 50 ms).

The rows are imported on one day and all of them changed by an import two days later. A page of the first day
is read from the images in the log, a page of the last from the table. The present page, read by the same
person, is the floor.

    python benchmarks/past.py [ROWS]
"""

import csv
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median, quantiles
from typing import Any

if __package__:
    from benchmarks.import_ledger import TOWN, installation, write_rows
else:
    from import_ledger import TOWN, installation, write_rows

ROUNDS = 15
FIRST, SECOND, LAST = date(2026, 3, 2), date(2026, 3, 4), date(2026, 3, 6)


def run(count: int = 100_000) -> list[dict[str, Any]]:
    """Figures: median milliseconds of each kind of page."""
    with installation() as folder:
        from zhenyu.core.values.area_codes import AreaCode
        from zhenyu.ledgers.history.as_of import page_as_of
        from zhenyu.ledgers.rows.queries import page
        from zhenyu.ledgers.types import Filter
        from zhenyu.people.scopes import reading_as
        from zhenyu.people.types import Grant, Reader, Role

        _write_history(folder, count)
        town = AreaCode(TOWN)
        whole = Reader(user_id=1, name="业务员", grants=(Grant(Role.TOWN_CLERK, town),))
        of_domains = Reader(
            user_id=2,
            name="条线业务员",
            grants=tuple(Grant(Role.TOWN_CLERK, town, each) for each in ("民生", "计划")),
        )
        filters = [Filter("kind", "eq", "低保户"), Filter("amount", "gte", 500)]
        kinds: dict[str, tuple[Reader, Callable[[Reader], Any]]] = {
            "present page (floor)": (whole, lambda who: page(who, "bench", area=town)),
            "as of a day, all rows changed since": (
                whole,
                lambda who: page_as_of(who, "bench", FIRST, area=town),
            ),
            "the same for a clerk of two domains": (
                of_domains,
                lambda who: page_as_of(who, "bench", FIRST, area=town),
            ),
            "the same, one village": (
                whole,
                lambda who: page_as_of(who, "bench", FIRST, area=AreaCode(f"{TOWN}201")),
            ),
            "as of a day, no row changed since": (
                whole,
                lambda who: page_as_of(who, "bench", SECOND, area=town),
            ),
            "filter + sort, all rows changed since": (
                whole,
                lambda who: page_as_of(who, "bench", FIRST, area=town, filters=filters, sort="-amount"),
            ),
        }
        results = []
        for name, (who, read) in kinds.items():
            times = []
            for _ in range(ROUNDS):
                start = time.perf_counter()
                with reading_as(who):
                    assert read(who).rows
                times.append((time.perf_counter() - start) * 1000)
            note = f"{count:,} rows, as many changes; p95 {quantiles(times, n=20)[-1]:.0f} ms"
            results.append({"name": name, "value": round(median(times), 1), "unit": "ms", "note": note})
        return results


def _write_history(folder: Path, count: int) -> None:
    """Import the rows on the first day, and on the second the same with other amounts; leave the clock at the
    last."""
    from django.conf import settings

    from zhenyu.core.database.row_security import owner_rights
    from zhenyu.core.values.area_codes import AreaCode
    from zhenyu.ledgers.importing.file_import import import_file
    from zhenyu.people.scopes import reading_as
    from zhenyu.people.types import SYSTEM

    first, second = folder / "first.csv", folder / "second.csv"
    write_rows(first, count)
    with (
        first.open(encoding="utf-8", newline="") as old,
        second.open("w", encoding="utf-8", newline="") as new,
    ):
        rows, out = csv.reader(old), csv.writer(new)
        out.writerow(next(rows))
        out.writerows([*row[:6], f"{float(row[6]) + 1:.2f}", *row[7:]] for row in rows)
    for day, path in ((FIRST, first), (SECOND, second)):
        settings.ZHENYU_TODAY = day.isoformat()
        with reading_as(SYSTEM):
            report = import_file("bench", path, area=AreaCode(TOWN), by=SYSTEM)
        assert report.added + report.changed == count
    settings.ZHENYU_TODAY = LAST.isoformat()
    with owner_rights() as cursor:  # as autovacuum does within a minute
        cursor.execute("ANALYZE core_change (ledger, row_id, at, area)")


if __name__ == "__main__":
    for result in run(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000):
        print(f"{result['name']:<40} {result['value']:>8} {result['unit']:<3} {result['note']}")
