"""An export of 100,000 rows × 12 to .xlsx with its sheet of origin, against what the fastest writer needs for
the bare rows.

The claim: at most 1.5 ×. The bare rows are the cells of the same export, given to rustpy-xlsxwriter ready
made; ours are read from the database within the reader's scope, masked and worded.

    python benchmarks/export_ledger.py [ROWS]
"""

import statistics
import sys
from pathlib import Path
from typing import Any

from benchmarks.import_ledger import TOWN, Clock, installation, write_rows

ROUNDS = 5


def run(count: int = 100_000) -> list[dict[str, Any]]:
    """Medians of CPU and wall seconds and their ratio."""
    with installation() as folder:
        from zhenyu.core.values.area_codes import AreaCode
        from zhenyu.ledgers.exporting.row_export import export_rows
        from zhenyu.ledgers.importing.file_import import import_file
        from zhenyu.people.scopes import reading_as
        from zhenyu.people.types import SYSTEM

        path = folder / "ledger.csv"
        write_rows(path, count)
        with reading_as(SYSTEM):
            import_file("bench", path, area=AreaCode(TOWN), by=SYSTEM)
            export_rows(SYSTEM, "bench", folder / "ours.xlsx", area=AreaCode(TOWN))
        rows = _cells(folder / "ours.xlsx")
        bare, ours, parquet = [], [], []
        for _ in range(ROUNDS):
            with Clock() as clock:
                _write(folder / "bare.xlsx", rows)
            bare.append(clock)
            for kind, clocks in (("xlsx", ours), ("parquet", parquet)):
                with Clock() as clock, reading_as(SYSTEM):
                    done = export_rows(SYSTEM, "bench", folder / f"ours.{kind}", area=AreaCode(TOWN))
                assert done == count
                clocks.append(clock)
    named = {"bare rows to .xlsx": bare, "export to .xlsx": ours, "export to .parquet": parquet}
    results = [
        {
            "name": name,
            "value": round(_wall(clocks), 2),
            "unit": "s",
            "note": f"{_cpu(clocks):.2f} s CPU; {count:,} rows",
        }
        for name, clocks in named.items()
    ]
    ratio = round(_wall(ours) / _wall(bare), 2)
    note = f"CPU {_cpu(ours) / _cpu(bare):.2f} ×; claim ≤ 1.5"
    return [*results, {"name": "export / bare rows", "value": ratio, "unit": "×", "note": note}]


def _cells(path: Path) -> list[dict[str, Any]]:
    """The very cells of our export, ready made."""
    from python_calamine import CalamineWorkbook

    header, *rows = CalamineWorkbook.from_path(path).get_sheet_by_name("台账").to_python()
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def _write(target: Path, rows: list[dict[str, Any]]) -> None:
    from rustpy_xlsxwriter import FastExcel

    FastExcel(str(target)).sheet("台账", rows).save()


def _wall(clocks: list[Clock]) -> float:
    return statistics.median(clock.wall for clock in clocks)


def _cpu(clocks: list[Clock]) -> float:
    return statistics.median(clock.cpu for clock in clocks)


if __name__ == "__main__":
    for result in run(*map(int, sys.argv[1:])):
        print(f"{result['name']:<22} {result['value']:>8} {result['unit']:<2} {result['note']}")
