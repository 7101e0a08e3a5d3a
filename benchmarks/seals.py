"""Sealing and verifying the change log: rows a second, against reading the same rows without hashing (the
floor) and SM3 alone.

python benchmarks/seals.py [CHANGES]
"""

import hashlib
import sys
import time
from collections.abc import Callable
from typing import Any

if __package__:
    from benchmarks.import_ledger import TOWN, installation
else:
    from import_ledger import TOWN, installation

ROUNDS = 5


def run(count: int = 100_000) -> list[dict[str, Any]]:
    """Figures: thousands of changes a second, and the ratio to the floor."""
    with installation():
        from django.db import connection

        from zhenyu.core.changelog import seals
        from zhenyu.core.changelog.seal_checks import verify_seals
        from zhenyu.people.scopes import reading_as
        from zhenyu.people.types import SYSTEM

        with reading_as(SYSTEM), connection.cursor() as cursor:
            _write_changes(cursor, count)
        with reading_as(SYSTEM), connection.cursor() as cursor:
            columns = seals._COLUMNS
            lines = []
            with cursor.copy(f"COPY (SELECT {columns} FROM core_change ORDER BY id) TO STDOUT") as copied:
                lines = [bytes(line) for line in copied]
            size = sum(map(len, lines))

            def read_only() -> None:
                with cursor.copy(f"COPY (SELECT {columns} FROM core_change ORDER BY id) TO STDOUT") as copied:
                    for _ in copied:
                        pass

            floor = _seconds(read_only)
            hashing = _seconds(lambda: hashlib.new("sm3", b"".join(lines)).hexdigest())
            start = time.perf_counter()
            seals.seal_log()
            sealing = time.perf_counter() - start
            verifying = _seconds(lambda: _whole(verify_seals()))
        note = f"{count:,} changes, {size / count:.0f} bytes each"
        return [
            _row("seal the log", count / sealing / 1000, "k changes/s", note),
            _row("verify the log", count / verifying / 1000, "k changes/s", note),
            _row("read it only (floor)", count / floor / 1000, "k changes/s", note),
            _row("SM3 alone", size / hashing / 2**20, "MiB/s", "hashlib"),
            _row("verify / (read + SM3)", verifying / (floor + hashing), "×", "time"),
        ]


def _whole(report: Any) -> None:
    assert not report.faults
    assert not report.unsealed


def _row(name: str, value: float, unit: str, note: str) -> dict[str, Any]:
    return {"name": name, "value": round(value, 2 if unit == "×" else 1), "unit": unit, "note": note}


def _seconds(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return sorted(times)[ROUNDS // 2]


def _write_changes(cursor: Any, count: int) -> None:
    """Changes with images of twelve columns, as an import over a ledger leaves them."""
    cursor.execute(
        "INSERT INTO core_change (at, ledger, row_id, area, domain, action, actor, why, version, before, batch)"
        " SELECT now(), 'bench', n, %s, '民生', 'import', '业务员', '导入 补贴.xlsx', 1, jsonb_build_object('id', n,"
        " 'area', %s::text, 'state', NULL, 'version', 1, 'created_at', now(), 'created_by', '业务员', 'updated_at', now(),"
        " 'updated_by', '业务员', 'batch', 1, 'owner', '', 'due', NULL, 'deleted_at', NULL, 'extra', '{}'::jsonb,"
        " 'code', 'TZ' || n, 'name', '某某', 'id_no', '37' || n, 'persons', n %% 7, 'kind', 'k1', 'amount', n * 1.5,"
        " 'reg_date', '2026-03-01', 'status', 's1', 'phone', '138' || n, 'address', '东王村' || n, 'remark', '情况属实'), 1"
        " FROM generate_series(1, %s) n",
        [f"{TOWN}201", f"{TOWN}201", count],
    )


if __name__ == "__main__":
    for result in run(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000):
        print(f"{result['name']:<28} {result['value']:>9} {result['unit']:<12} {result['note']}")
