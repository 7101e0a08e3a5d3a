"""How long readers and writers of a large ledger wait while one of its columns gets another type.

1,000,000 rows × 12 columns with all their indexes. The column of telephone numbers becomes a number (a
million different values to read) and that of days becomes text (a thousand). A second process reads a page
every 20 ms and a third saves a row every 50 ms the whole time; told is the longest that one of them took, and
what they took before.

The claim: neither waits for as much as a second.

    python -m benchmarks.redefine [ROWS]
"""

import json
import subprocess
import sys
import time
from copy import deepcopy
from statistics import median
from typing import Any

from benchmarks.big_ledger import BIG, CODE, TOWN, fill
from benchmarks.import_ledger import installation

RETYPED = (("reg_date", "text"), ("phone", "integer"))
_PAUSES = {"read": 0.02, "write": 0.05}
_QUIET = 5.0
"""Seconds that readers and writers have to themselves before."""


def run(count: int = 1_000_000) -> list[dict[str, Any]]:
    """Seconds the redefinition took, and the longest wait of a page and of a saved row before and during
    it."""
    with installation():
        fill(count)
        others = {deed: _other(deed, count) for deed in _PAUSES}
        for other in others.values():
            assert other.stdout is not None
            other.stdout.readline()
        time.sleep(_QUIET)
        began = time.time()
        _redefine()
        ended = time.time()
        time.sleep(1)
        waits = {deed: _told(other) for deed, other in others.items()}
    rows = [
        {
            "name": f"{count:,} rows, two columns",
            "value": round(ended - began, 1),
            "unit": "s",
            "note": "in all",
        }
    ]
    for deed, told in waits.items():
        before = [taken for at, taken, _ in told if at < began]
        during = [taken for at, taken, _ in told if at + taken > began]
        _, way = max((taken, (at - began) / (ended - began)) for at, taken, _ in told if at + taken > began)
        faults = {fault for _, _, fault in told if fault}
        note = (
            f"at {way:.0%} of the way; median {median(during) * 1000:.1f} ms of {len(during)};"
            f" before: {median(before) * 1000:.1f} ms, at most"
        )
        rows.append(
            {
                "name": f"longest {deed}",
                "value": round(max(during) * 1000),
                "unit": "ms",
                "note": f"{note} {max(before) * 1000:.0f} ms" + "".join(f"; {fault}" for fault in faults),
            }
        )
    return rows


def _redefine() -> None:
    from zhenyu.core.models import Job
    from zhenyu.ledgers.actions import definitions
    from zhenyu.ledgers.redefinition import background
    from zhenyu.people.scopes import reading_as
    from zhenyu.people.types import SYSTEM

    raw: dict[str, Any] = deepcopy(BIG)
    for name, kind in RETYPED:
        next(field for field in raw["fields"] if field["name"] == name).update(type=kind)
    with reading_as(SYSTEM):
        job = definitions.redefine(raw, by=SYSTEM, based_on=1)
    assert isinstance(job, Job)
    background.run_redefinition_job(job.id)
    job.refresh_from_db()
    assert job.state == Job.DONE, job.error


def _other(deed: str, count: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "benchmarks.redefine", deed, str(count)]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def _told(other: "subprocess.Popen[str]") -> list[tuple[float, float, str]]:
    out, _ = other.communicate("", timeout=600)
    return [tuple(each) for each in json.loads(out.splitlines()[-1])]


def _poll(deed: str, count: int) -> None:
    """What the second and third process do until their input ends."""
    import random
    import threading

    from zhenyu.config.setup import setup_django

    setup_django()
    from zhenyu.ledgers.actions import rows as actions
    from zhenyu.ledgers.rows import queries
    from zhenyu.ledgers.types import RowEdit
    from zhenyu.people.scopes import reading_as
    from zhenyu.people.types import SYSTEM, Grant, Reader, Role

    reader = Reader(user_id=1, name="测试业务员", grants=(Grant(Role.TOWN_CLERK, TOWN),))

    def read() -> None:
        with reading_as(reader):
            queries.page(reader, CODE, area=TOWN)

    def write() -> None:
        with reading_as(SYSTEM):
            (row,) = queries.rows_by_ids(SYSTEM, CODE, [random.randint(1, count)])
            edit = RowEdit({"persons": row.values["persons"] % 7 + 1}, id=row.id, version=row.version)
            actions.save_rows(CODE, [edit], by=SYSTEM)

    told: list[tuple[float, float, str]] = []
    stopping = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), stopping.set()), daemon=True).start()
    print("ready", flush=True)
    while not stopping.is_set():
        began, fault = time.time(), ""
        try:
            {"read": read, "write": write}[deed]()
        except Exception as error:  # whatever a reader or writer runs into is told in the note
            fault = f"{type(error).__name__}: {error}"[:100]
        told.append((began, time.time() - began, fault))
        stopping.wait(_PAUSES[deed])
    print(json.dumps(told))


if __name__ == "__main__":
    if sys.argv[1:2] and sys.argv[1] in _PAUSES:
        _poll(sys.argv[1], int(sys.argv[2]))
    else:
        for result in run(*map(int, sys.argv[1:])):
            print(f"{result['name']:<36} {result['value']:>8} {result['unit']:<4} {result['note']}")
