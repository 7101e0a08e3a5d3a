"""Reading a county-year: 20 towns × 118 indicators × 12 months, half of the indicators stocks, three years of
cells.

The values from the cells (limit 300 ms); what ``zhenyu figure all@county/year --by area --by month --values``
and the compare page's download call, with the writing of their files (limit 2 s each); a twelfth of it with
target, growth and place, which these tables go without; and one sum over the cells of villages against the
same over those of towns.

    python -m benchmarks.county_year
"""

import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.cells import COUNTY, TOWNS, VILLAGES, YEAR, cpu, register_county, took
from benchmarks.figures import installation, result

IN_VILLAGES = 30


def run() -> list[dict[str, Any]]:
    with installation():
        register_county()
        return _measured()


def _measured() -> list[dict[str, Any]]:
    from zhenyu.core import clock
    from zhenyu.core.values.addresses import FigureAddress
    from zhenyu.core.values.area_codes import AreaCode
    from zhenyu.core.values.periods import Period
    from zhenyu.indicators.figures.expansion import expand, parse_addresses
    from zhenyu.indicators.figures.value_tables import columns_of
    from zhenyu.indicators.measures.registry import current_feeds
    from zhenyu.indicators.output.formats import render
    from zhenyu.indicators.output.year_export import export_months
    from zhenyu.people.scopes import reading_as
    from zhenyu.people.types import SYSTEM

    codes = [f"c{number}" for number in range(118)]
    _dense_cells(codes)
    towns = [AreaCode(code) for code in TOWNS]
    addresses = parse_addresses(f"{','.join(codes)}@{COUNTY}/{YEAR}")
    january = [FigureAddress.parse(f"{code}@{town}/{YEAR}-01") for code in codes for town in towns]
    size = f"20 towns × 118 indicators × 12 months = {20 * 118 * 12:,} values"
    with tempfile.TemporaryDirectory() as folder, reading_as(SYSTEM):
        path = Path(folder) / "months.xlsx"
        months = [Period.parse(f"{YEAR}-{number:02d}") for number in range(1, 13)]
        fetched, fetched_cpu = _repeated(
            lambda: columns_of(current_feeds(), codes, towns, months, clock.today(), SYSTEM.name)
        )
        found = expand(SYSTEM, addresses, ["area", "month"], bare=True)
        assert len(found) == 20 * 118 * 12
        values, values_cpu = _repeated(lambda: expand(SYSTEM, addresses, ["area", "month"], bare=True))
        text, text_cpu = _repeated(lambda: render(found, "csv", bare=True))
        file, file_cpu = _repeated(
            lambda: export_months(SYSTEM, codes, towns, YEAR, path, seen_at=AreaCode(COUNTY))
        )
        compared = took(lambda: expand(SYSTEM, january))
        slow, quick = (
            statistics.median(took(lambda table=table: _summed(table, codes[:IN_VILLAGES])) for _ in range(5))  # type: ignore[misc]  # the default binds
            for table in ("indicators_cell", "indicators_town_cell")
        )
    base = f"{slow:.0f} ms to sum a year of {IN_VILLAGES} indicators by town and month from 800 villages"
    times = f"{compared:.0f} ms for one of the twelve months with target, growth and place"
    return [
        result(
            "all figures of a county-year from cells",
            round(fetched),
            "ms",
            f"{size}, or why there is none, and how fresh; {fetched_cpu:.0f} ms of CPU; limit 300 ms",
        ),
        result(
            "the same as zhenyu figure gets them, named and with their units",
            round(values),
            "ms",
            f"{size}; {values_cpu:.0f} ms of CPU; limit 2,000 ms",
        ),
        result("and writes them as CSV", round(text), "ms", f"{text_cpu:.0f} ms of CPU"),
        result(
            "a county-year as a workbook, as the compare page gives it",
            round(file),
            "ms",
            f"{size} and the year's; {file_cpu:.0f} ms of CPU; limit 2,000 ms",
        ),
        result("figures with growth and place ÷ values alone", round(12 * compared / values, 1), "×", times),
        result("cells of villages ÷ cells of towns", round(slow / quick, 1), "×", base),
    ]


def _repeated(work: Callable[[], Any], times: int = 5) -> tuple[float, float]:
    """Milliseconds and those of CPU, medians."""
    taken, spent = [], []
    for _ in range(times):
        began = cpu()
        taken.append(took(work))
        spent.append(cpu() - began)
    return statistics.median(taken), statistics.median(spent)


def _summed(table: str, codes: list[str]) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT indicator, left(area, 9), month, sum(value) FROM {table} WHERE indicator = ANY (%s::text[])"
            " AND area >= %s AND area < %s AND month BETWEEN %s AND %s GROUP BY 1, 2, 3",
            [codes, COUNTY, f"{COUNTY}:", f"{YEAR}-01-01", f"{YEAR}-12-01"],
        )
        cursor.fetchall()


def _dense_cells(codes: list[str]) -> None:
    """Cells as writes would leave them, put there at once."""
    from django.db import connection

    from zhenyu.indicators.actions.definitions import define_indicators
    from zhenyu.ledgers.actions.definitions import define_ledger
    from zhenyu.people.scopes import reading_as
    from zhenyu.people.types import SYSTEM

    raw = [
        {"code": code, "title": code, "unit": "件", "kind": "stock" if number % 2 else "flow"}
        for number, code in enumerate(codes)
    ]
    measures = [{"indicator": code, "value": "count()", "on": "done_on"} for code in codes]
    fields = [{"name": "done_on", "title": "日期", "type": "date"}]
    with reading_as(SYSTEM):
        define_indicators(raw, by=SYSTEM)
        define_ledger(
            {"code": "dense", "title": "dense", "domain": "测试", "fields": fields, "measures": measures},
            by=SYSTEM,
        )
        with connection.cursor() as cursor:
            sizes = (
                ("indicators_cell", VILLAGES, IN_VILLAGES, YEAR),
                ("indicators_town_cell", TOWNS, 118, YEAR - 2),
            )
            for table, areas, count, since in sizes:
                cursor.execute(
                    f"INSERT INTO {table} (indicator, area, month, ledger, level, total, divisor, rows, stated, moves,"
                    " computed_at) SELECT i, a, m::date, 'dense', false, n, 1, n, n, n, now()"
                    " FROM unnest(%s::text[]) i, unnest(%s::text[]) a, generate_series(%s::date, %s::date,"
                    " interval '1 month') m, (SELECT %s::int) AS k (n)",
                    [codes[:count], areas, f"{since}-01-01", f"{YEAR}-12-01", len(VILLAGES) // len(areas)],
                )
            cursor.execute(
                "INSERT INTO indicators_town_cell (indicator, area, month, ledger, level, total, divisor, rows, stated,"
                " moves, computed_at) SELECT '', a, DATE '2023-01-01', 'dense', false, 0, 1, 1, 0, 1, now()"
                " FROM unnest(%s::text[]) a",
                [TOWNS],
            )
    from zhenyu.core.database.row_security import owner_rights

    with owner_rights() as cursor:
        cursor.execute("ANALYZE indicators_cell; ANALYZE indicators_town_cell")


if __name__ == "__main__":
    for row in run():
        print(f"{row['name']}: {row['value']} {row['unit']}  ({row['note']})")
