"""A million rows of CSV against a hundred thousand: time per row, and the peak memory of our own process.

The claims: at most 1.3 × the time per row, at most 400 MiB. Nothing that grows with the file is kept in our
process: rows stream into a staging table, and the database finds repeated keys.

    python benchmarks/import_million.py [ROWS]
"""

import resource
import sys
from typing import Any

from benchmarks.import_ledger import TOWN, Clock, installation, write_rows


def run(count: int = 1_000_000) -> list[dict[str, Any]]:
    """Microseconds a row of both, their ratio, and MiB at the peak."""
    with installation() as folder:
        from zhenyu.core.database.row_security import owner_rights
        from zhenyu.core.values.area_codes import AreaCode
        from zhenyu.ledgers.importing.file_import import import_file
        from zhenyu.people.scopes import reading_as
        from zhenyu.people.types import SYSTEM

        path = folder / "ledger.csv"
        clocks = []
        for rows in (count // 10, count):
            write_rows(path, rows)
            with owner_rights() as cursor:
                cursor.execute("TRUNCATE ledger_bench")
            with Clock() as clock, reading_as(SYSTEM):
                report = import_file("bench", path, area=AreaCode(TOWN), by=SYSTEM)
            assert report.added == rows, report
            clocks.append((rows, clock))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    (few, small), (many, large) = clocks
    wall, cpu = (large.wall / many) / (small.wall / few), (large.cpu / many) / (small.cpu / few)
    return [
        {
            "name": f"{few:,} rows",
            "value": round(small.wall, 1),
            "unit": "s",
            "note": f"{small.cpu:.1f} s CPU",
        },
        {
            "name": f"{many:,} rows",
            "value": round(large.wall, 1),
            "unit": "s",
            "note": f"{large.cpu:.1f} s CPU",
        },
        {"name": "time a row", "value": round(wall, 2), "unit": "×", "note": f"CPU {cpu:.2f} ×; claim ≤ 1.3"},
        {"name": "peak memory of our process", "value": round(peak), "unit": "MiB", "note": "claim ≤ 400"},
    ]


if __name__ == "__main__":
    for result in run(*map(int, sys.argv[1:])):
        print(f"{result['name']:<28} {result['value']:>9} {result['unit']:<4} {result['note']}")
