"""How long a ledger of 100,000 rows × 12 columns takes to import, against the floor and against COPY alone.

The rows are those of ``../shared/bench/make_ledger.py`` (fixed seed), which the peers named there were given:
NocoDB 215 s, NocoBase 181 s, Directus 461 s, django-import-export 140 s, sqlite-utils 26 s without checks or
history (wall, same machine).

The floor parses the CSV, casts each cell, and COPYs the rows and one history row each, with no check, no
index, no matching. The claim: checked, matched, with history and undo, an import stays within 3 × the floor.

django-import-export in bulk mode, with a tenth of the rows (its time is linear), runs here too.

    python benchmarks/import_ledger.py [ROWS [ROWS OF THE PEER]]
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
from contextlib import contextmanager, suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

VILLAGES = [f"{a}{b}村" for a in "东西南北上下" for b in ("王", "李", "张家", "刘", "高", "泉", "汶")] + [
    "桃园村"
]
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
        {
            "name": "kind",
            "title": "类别",
            "type": "choice",
            "choices": {f"k{n}": kind for n, kind in enumerate(KINDS)},
        },
        {"name": "amount", "title": "金额", "type": "money", "unit": "元"},
        {"name": "reg_date", "title": "登记日期", "type": "date"},
        {
            "name": "status",
            "title": "办理",
            "type": "choice",
            "choices": {f"s{n}": s for n, s in enumerate(STATES)},
        },
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
            name = (
                rnd.choice(SURNAMES) + rnd.choice(GIVEN) + (rnd.choice(GIVEN) if rnd.random() < 0.6 else "")
            )
            out.writerow(
                [
                    f"TZ{i:07d}",
                    v,
                    name,
                    f"37{rnd.randrange(10**16):016d}",
                    rnd.randrange(1, 8),
                    rnd.choice(KINDS),
                    round(rnd.uniform(100, 9000), 2),
                    (day0 + datetime.timedelta(days=rnd.randrange(1050))).isoformat(),
                    rnd.choice(STATES),
                    f"1{rnd.randrange(3, 10)}{rnd.randrange(10**9):09d}",
                    f"{v}{rnd.randrange(1, 400)}号",
                    "经入户核查，情况属实。" if rnd.random() < 0.3 else "",
                ]
            )


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
        from zhenyu.ledgers.actions.definitions import define_ledger
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
        self._servers = dict.fromkeys((postmaster, *postmaster.children()), 0.0)

    def __enter__(self) -> "Clock":
        self._cpu0, self._start = self._cpu(), time.perf_counter()
        return self

    def __exit__(self, *_: object) -> None:
        self.wall, self.cpu = time.perf_counter() - self._start, self._cpu() - self._cpu0

    def _cpu(self) -> float:
        import psutil

        for server in self._servers:
            with suppress(psutil.NoSuchProcess):  # a worker of autovacuum that ended keeps what it had
                self._servers[server] = sum(server.cpu_times()[:2])
        return time.process_time() + sum(self._servers.values())


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
            typed = [
                [*r[:4], int(r[4]), r[5], Decimal(r[6]), datetime.date.fromisoformat(r[7]), *r[8:]]
                for r in rows
            ]
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


def write_workbook(source: Path, target: Path) -> None:
    """The rows of a CSV as a workbook, numbers as numbers."""
    from rustpy_xlsxwriter import FastExcel

    with source.open(encoding="utf-8", newline="") as file:
        rows = [
            {**row, "persons": int(row["persons"]), "amount": float(row["amount"])}
            for row in csv.DictReader(file)
        ]
    FastExcel(str(target)).sheet("台账", rows).save()


def _calamine(path: Path) -> None:
    from python_calamine import CalamineWorkbook

    for _ in CalamineWorkbook.from_path(path).get_sheet_by_index(0).iter_rows():
        pass


def _fastexcel(path: Path) -> None:
    """Every cell as text: a clerk's column holds numbers and words alike, and a typed column would lose one
    of them."""
    import fastexcel

    sheet = fastexcel.read_excel(path).load_sheet(0, dtypes="string")
    batch = sheet.to_arrow()
    for _ in zip(*(column.to_pylist() for column in batch.columns), strict=True):
        pass


def _peer(path: Path) -> None:
    """The same rows through django-import-export in bulk mode, into a table of its own."""
    import tablib
    from django.apps.registry import Apps
    from django.db import connection, models
    from import_export import resources

    from zhenyu.core.database.row_security import owner_rights

    kinds: dict[str, models.Field[Any, Any]] = dict.fromkeys(HEAD, models.TextField(null=True))
    kinds |= {"persons": models.BigIntegerField(null=True), "reg_date": models.DateField(null=True)}
    kinds |= {"amount": models.DecimalField(max_digits=14, decimal_places=2, null=True)}
    meta = type("Meta", (), {"app_label": "peer", "apps": Apps(), "db_table": "peer_rows"})
    fields = {name: kind.clone() for name, kind in kinds.items()}
    model = type("PeerRow", (models.Model,), {"__module__": __name__, "Meta": meta, **fields})
    with owner_rights(), connection.schema_editor() as editor:
        editor.create_model(model)
    with owner_rights() as cursor:
        cursor.execute("GRANT ALL ON peer_rows, peer_rows_id_seq TO zhenyu_app")
    options = {"use_bulk": True, "batch_size": 1000, "skip_diff": True, "import_id_fields": ["code"]}
    resource = resources.modelresource_factory(model, meta_options=options)()
    data = tablib.Dataset().load(path.read_text(encoding="utf-8"), format="csv")
    done = resource.import_data(data, raise_errors=True)
    assert done.totals["new"] == len(data), done.totals


def _bytes_of(table: str) -> tuple[int, int]:
    """Bytes of a table's rows, and with its indexes."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_table_size(%s), pg_total_relation_size(%s)", [table, table])
        rows, whole = cursor.fetchone()
    return int(rows), int(whole)


def run(count: int = 100_000, peer: int = 10_000) -> list[dict[str, Any]]:
    """Figures: seconds of wall and CPU time, and ratios to the floor; the peer gets fewer rows, its CPU is
    told per row."""
    results: list[dict[str, Any]] = []

    def say(name: str, value: float, unit: str, remark: str) -> None:
        results.append({"name": name, "value": round(value, 2), "unit": unit, "note": remark})

    def note(name: str, clock: Clock, remark: str) -> None:
        say(name, clock.wall, "s", remark)
        say(f"{name}, CPU", clock.cpu, "s", "Python + PostgreSQL")

    with installation() as folder:
        from zhenyu.core.values.area_codes import AreaCode
        from zhenyu.ledgers.actions.definitions import define_ledger
        from zhenyu.ledgers.importing.file_import import import_file
        from zhenyu.people.scopes import reading_as
        from zhenyu.people.types import SYSTEM

        def load(path: Path, expected: str, rows: int = count, ledger: str = "bench") -> Clock:
            with Clock() as clock, reading_as(SYSTEM):
                report = import_file(ledger, path, area=AreaCode(TOWN), by=SYSTEM)
            assert getattr(report, expected) == rows, report
            return clock

        path, book, fewer = folder / "ledger.csv", folder / "ledger.xlsx", folder / "fewer.csv"
        write_rows(path, count)
        write_workbook(path, book)
        write_rows(fewer, peer)
        with reading_as(SYSTEM):
            define_ledger({**LEDGER, "code": "of_book"}, by=SYSTEM)
            with Clock() as bare:
                _copy_only(path)
            note("COPY alone", bare, "texts, no checks")
            with Clock() as floor:
                _floor(path)
            note("floor", floor, "parse, cast, COPY of rows and one history row each")
        first = load(path, "added")
        note("first import", first, f"{count:,} rows, added")
        say("first import / floor", first.cpu / floor.cpu, "×", "CPU; claim ≤ 3")
        data_rows, data = _bytes_of("ledger_bench")
        again = load(path, "unchanged")
        note("same file again", again, f"{count:,} rows, unchanged")
        say("same file again / first", again.cpu / first.cpu, "×", "CPU; claim ≤ 1")
        with Clock() as calamine:
            _calamine(book)
        note("reading .xlsx, python-calamine", calamine, "cells as they are; the reader used here")
        with Clock() as fast:
            _fastexcel(book)
        note("reading .xlsx, fastexcel", fast, "cells as text, then rows")
        workbook = load(book, "added", ledger="of_book")
        note("first import of the .xlsx", workbook, f"{count:,} rows, added")
        reading = min(calamine.cpu, fast.cpu)
        say(
            "(.xlsx - reading) / floor",
            (workbook.cpu - reading) / floor.cpu,
            "×",
            "CPU, the faster reader; claim ≤ 3",
        )
        say(
            ".xlsx - reading - .csv",
            workbook.cpu - reading - first.cpu,
            "s",
            "CPU; no second read: claim ≤ 0",
        )
        with Clock() as other, reading_as(SYSTEM):
            _peer(fewer)
        note("django-import-export, bulk mode", other, f"{peer:,} rows, no checks of ours, no history")
        say("its CPU a row / ours", other.cpu / peer / (first.cpu / count), "×", "claim ≥ 10")
        for result in _history(folder, path, count, (data_rows, data)):
            say(*result)
    return results


def _history(
    folder: Path, path: Path, count: int, data: tuple[int, int]
) -> Iterator[tuple[str, float, str, str]]:
    """What an import leaves in the change log, against the bytes of the data."""
    from django.db import connection

    from zhenyu.core.values.area_codes import AreaCode
    from zhenyu.ledgers.importing.file_import import import_file
    from zhenyu.people.scopes import reading_as
    from zhenyu.people.types import SYSTEM

    with reading_as(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM core_change WHERE ledger = 'bench'")
        yield "change rows of the first import", cursor.fetchone()[0], "", "a created row points to its batch"
    altered = folder / "altered.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    altered.write_text("\n".join([lines[0], *(f"{line}。" for line in lines[1:])]) + "\n", encoding="utf-8")
    with Clock() as clock, reading_as(SYSTEM):
        report = import_file("bench", altered, area=AreaCode(TOWN), by=SYSTEM)
    assert report.changed == count, report
    yield "every row changed", clock.wall, "s", f"{count:,} rows, each with its full image before"
    with reading_as(SYSTEM), connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM core_change WHERE ledger = 'bench' LIMIT 1")
        (log,) = cursor.fetchone()
    rows, whole = _bytes_of(log)
    yield (
        "its history / the data, with indexes",
        whole / data[1],
        "×",
        f"{whole / count:.0f} bytes a row; claim ≤ 1.1",
    )
    yield (
        "its history / the data, rows alone",
        rows / data[0],
        "×",
        f"{rows / count:.0f} against {data[0] / count:.0f} bytes",
    )


if __name__ == "__main__":
    for result in run(*map(int, sys.argv[1:])):
        print(f"{result['name']:<36} {result['value']:>9} {result['unit']:<2} {result['note']}")
