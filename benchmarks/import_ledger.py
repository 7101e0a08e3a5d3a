"""How long a ledger of 100,000 rows × 12 columns takes to import, against the floor and against COPY alone.

The rows are those of ``../shared/bench/make_ledger.py`` (fixed seed), which the peers named there were given: NocoDB 215 s,
NocoBase 181 s, Directus 461 s, django-import-export 140 s, sqlite-utils 26 s without checks or history (wall, same machine).

The floor parses the CSV, casts each cell, and COPYs the rows and one history row each, with no check, no index, no matching.
The claim: checked, matched, with history and undo, an import stays within 3 × the floor.

    python benchmarks/import_ledger.py [ROWS]
"""

import csv
import datetime
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

VILLAGES = [f"{a}{b}村" for a in "东西南北上下" for b in ("王", "李", "张家", "刘", "高", "泉", "汶")] + ["桃园村"]
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗", "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英"
KINDS = ["低保户", "特困供养", "残疾补贴", "高龄津贴", "临时救助"]
STATES = ["待核实", "已核实", "公示中", "已发放", "已停发"]
HEAD = [
    "code",
    "village",
    "name",
    "id_no",
    "persons",
    "kind",
    "amount",
    "reg_date",
    "status",
    "phone",
    "address",
    "remark",
]
TOWN = "990109100"
LEDGER = {
    "code": "bench",
    "title": "惠民补贴台账",
    "domain": "民生",
    "key": ["code"],
    "fields": [
        {"name": "code", "title": "编号", "type": "text"},
        {"name": "name", "title": "姓名", "type": "person_name", "privacy": "personal"},
        {"name": "id_no", "title": "身份证号", "type": "text", "privacy": "sensitive"},
        {"name": "persons", "title": "人数", "type": "integer", "unit": "人"},
        {"name": "kind", "title": "类别", "type": "choice", "choices": {f"k{n}": kind for n, kind in enumerate(KINDS)}},
        {"name": "amount", "title": "金额", "type": "money", "unit": "元"},
        {"name": "reg_date", "title": "登记日期", "type": "date"},
        {"name": "status", "title": "办理", "type": "choice", "choices": {f"s{n}": s for n, s in enumerate(STATES)}},
        {"name": "phone", "title": "电话", "type": "phone", "privacy": "personal"},
        {"name": "address", "title": "住址", "type": "text"},
        {"name": "remark", "title": "备注", "type": "long_text"},
    ],
    "constraints": [{"check": "amount >= 0", "message": "金额不能为负"}],
}


def write_rows(path: Path, count: int) -> None:
    """The CSV of make_ledger.py, row for row."""
    rnd = random.Random(20261121)
    day0 = datetime.date(2023, 1, 1)
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEAD)
        for i in range(1, count + 1):
            v = rnd.choice(VILLAGES)
            name = rnd.choice(SURNAMES) + rnd.choice(GIVEN) + (rnd.choice(GIVEN) if rnd.random() < 0.6 else "")
            out.writerow(
                [f"TZ{i:07d}", v, name, f"37{rnd.randrange(10**16):016d}", rnd.randrange(1, 8), rnd.choice(KINDS),
                 round(rnd.uniform(100, 9000), 2), (day0 + datetime.timedelta(days=rnd.randrange(1050))).isoformat(),
                 rnd.choice(STATES), f"1{rnd.randrange(3, 10)}{rnd.randrange(10**9):09d}", f"{v}{rnd.randrange(1, 400)}号",
                 "经入户核查，情况属实。" if rnd.random() < 0.3 else ""]
            )  # fmt: skip


@contextmanager
def installation() -> Iterator[Path]:
    """A private database with the benchmark's town and ledger; a scratch folder."""
    with tempfile.TemporaryDirectory(prefix="zhenyu-bench-") as folder:
        var = Path(folder)
        var.chmod(0o711)
        os.environ["ZHENYU_VAR"] = str(var)
        os.environ.pop("DATABASE_URL", None)
        from zhenyu.config.setup import migrate, setup_django

        server = setup_django()
        migrate()
        from zhenyu.areas.actions import load_areas
        from zhenyu.ledgers.actions import define_ledger
        from zhenyu.people.scopes import reading_as
        from zhenyu.people.types import SYSTEM

        places = [{"code": TOWN, "name": "样例镇"}]
        places += [{"code": f"{TOWN}{n:03d}", "name": name} for n, name in enumerate(VILLAGES, start=201)]
        with reading_as(SYSTEM):
            load_areas(places)
            define_ledger(LEDGER, by=SYSTEM)
        yield var
        from django.db import connections

        connections.close_all()
        if server is not None:
            server.stop()


class Clock:
    """Wall time, and CPU time of this process and of every process of the database."""

    def __init__(self) -> None:
        import psutil
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            backend = psutil.Process(cursor.fetchone()[0])
        postmaster = backend.parent()
        assert postmaster is not None
        self._servers = [postmaster, *postmaster.children()]

    def __enter__(self) -> "Clock":
        self._cpu0, self._start = self._cpu(), time.perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        self.wall, self.cpu = time.perf_counter() - self._start, self._cpu() - self._cpu0

    def _cpu(self) -> float:
        return time.process_time() + sum(sum(server.cpu_times()[:2]) for server in self._servers)


def _floor(path: Path) -> None:
    """Parse, cast, COPY rows and a history row each: what no import can do without."""
    from django.db import connection, transaction

    columns = "code text, village text, name text, id_no text, persons bigint, kind text, amount numeric, reg_date date"
    columns += ", status text, phone text, address text, remark text"
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE floor_rows ({columns})")
        cursor.execute("CREATE TEMP TABLE floor_history (at timestamptz, row_id bigint, image jsonb)")
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            next(rows)
            typed = [[*r[:4], int(r[4]), r[5], Decimal(r[6]), datetime.date.fromisoformat(r[7]), *r[8:]] for r in rows]
        with cursor.copy("COPY floor_rows FROM STDIN") as copy:
            for row in typed:
                copy.write_row(row)
        now = datetime.datetime.now(datetime.UTC)
        with cursor.copy("COPY floor_history FROM STDIN") as copy:
            for number, row in enumerate(typed):
                copy.write_row(
                    (now, number, json.dumps(dict(zip(HEAD, map(str, row), strict=True)), ensure_ascii=False))
                )
        cursor.execute("DROP TABLE floor_rows, floor_history")


def _copy_only(path: Path) -> None:
    """The bytes of the file into a table of texts: the speed of the wire."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMP TABLE bare ({', '.join(f'{name} text' for name in HEAD)})")
        with cursor.copy("COPY bare FROM STDIN (FORMAT csv, HEADER)") as copy, path.open("rb") as file:
            while block := file.read(2**20):
                copy.write(block)
        cursor.execute("DROP TABLE bare")


def run(count: int = 100_000) -> list[dict[str, Any]]:
    """Figures: seconds of wall and CPU time, and ratios to the floor."""
    results: list[dict[str, Any]] = []

    def note(name: str, clock: Clock, remark: str) -> None:
        results.append({"name": name, "value": round(clock.wall, 2), "unit": "s", "note": remark})
        results.append(
            {"name": f"{name}, CPU", "value": round(clock.cpu, 2), "unit": "s", "note": "Python + PostgreSQL"}
        )

    with installation() as folder:
        from zhenyu.core.area_codes import AreaCode
        from zhenyu.ledgers.importing import import_file
        from zhenyu.people.scopes import reading_as
        from zhenyu.people.types import SYSTEM

        path = folder / "ledger.csv"
        write_rows(path, count)
        with reading_as(SYSTEM):
            with Clock() as bare:
                _copy_only(path)
            note("COPY alone", bare, "texts, no checks")
            with Clock() as floor:
                _floor(path)
            note("floor", floor, "parse, cast, COPY of rows and one history row each")
        for name, expected in (("first import", "added"), ("same file again", "unchanged")):
            with Clock() as clock, reading_as(SYSTEM):
                report = import_file("bench", path, area=AreaCode(TOWN), by=SYSTEM)
            assert getattr(report, expected) == count, report
            note(name, clock, f"{count:,} rows, {expected}")
            results.append(
                {
                    "name": f"{name} / floor",
                    "value": round(clock.cpu / floor.cpu, 2),
                    "unit": "×",
                    "note": "CPU; claim ≤ 3",
                }
            )
        altered = folder / "altered.csv"
        altered.write_text(path.read_text(encoding="utf-8").replace("待核实", "已核实"), encoding="utf-8")
        with Clock() as clock, reading_as(SYSTEM):
            report = import_file("bench", altered, area=AreaCode(TOWN), by=SYSTEM)
        note("a fifth changed", clock, f"{report.changed:,} rows changed, each with its image before")
    return results


if __name__ == "__main__":
    for result in run(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000):
        print(f"{result['name']:<24} {result['value']:>8} {result['unit']:<2} {result['note']}")
