"""Seals: each segment of the change log is hashed (SM3, GB/T 32905-2016) onto the seal before it, so that a
later change of any part shows. What is hashed is the segment as PostgreSQL's COPY writes it
(:data:`_COLUMNS`, in order of id), which needs no cursor and no second encoding.

Ids are given before their transaction ends, so a late transaction may bring a small one. :func:`seal_log`
therefore seals up to an id that nobody still writing can hold: it notes the sequence, then waits for those
who hold the log's write lock.
"""

from __future__ import annotations

import hashlib
import struct
import time
import zlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db import connection, transaction

from zhenyu.core import clock
from zhenyu.core.database.row_security import owner_rights
from zhenyu.core.models import Seal

SEGMENT_CHANGES: Final = 10_000
"""Changes of one seal at most."""
BEGINNING: Final = -(2**63)
MARK: Final = struct.Struct(">qI")
"""Id and check sum of a change."""
_LOCK: Final = 5_171_357
_COLUMNS: Final = (
    "id, (extract(epoch FROM at) * 1000000)::bigint, ledger, row_id, area, domain, action, actor_id, actor, why, version,"
    " CASE WHEN layout IS NULL THEN before"
    " ELSE jsonb_build_array(layout, (extract(epoch FROM since) * 1000000)::bigint, before) END, batch"
)
_MONTHS_AHEAD: Final = 3


@dataclass
class LogSegment:
    """A segment as read from the log."""

    hash: Any = field(default_factory=lambda: hashlib.new("sm3"))
    marks: bytearray = field(default_factory=bytearray)
    count: int = 0
    last_id: int = BEGINNING
    early: list[int] = field(default_factory=list)

    def digest(self, previous: str, after_id: int, until_id: int) -> str:
        """Sealed onto the digest before, with the segment's own bounds and length."""
        self.hash.update(f"{previous} {after_id} {until_id} {self.count}".encode())
        return str(self.hash.hexdigest())


@transaction.atomic
def seal_log(*, wait_seconds: float = 60) -> int:
    """Seal what is not sealed yet; returns how many seals were made. The caller sees every row.

    Nothing is sealed when somebody still writes after ``wait_seconds``; the next run takes it up.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    top = _settled_id(wait_seconds)
    made = 0
    while top is not None and _seal_next(top):
        made += 1
    return made


def _settled_id(wait_seconds: float) -> int | None:
    """An id up to which the log is final: given out, and everybody who was writing then has ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM core_change_id_seq")
        (top,) = cursor.fetchone()
        writing = _writers(cursor)
        give_up = time.monotonic() + wait_seconds
        while writing:
            if time.monotonic() >= give_up:
                return None
            time.sleep(0.05)
            writing &= _writers(cursor)
    return int(top)


def _writers(cursor: Any) -> set[str]:
    """Transactions that hold the lock every INSERT takes before it draws an id, and keeps until after its
    commit shows."""
    cursor.execute(
        "SELECT virtualtransaction FROM pg_locks WHERE relation = 'core_change'::regclass AND mode = 'RowExclusiveLock'"
        " AND granted AND pid IS DISTINCT FROM pg_backend_pid()"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    return {name for (name,) in cursor.fetchall()}


def _seal_next(top: int) -> bool:
    last = Seal.objects.defer("marks").order_by("-number").first()
    after_id = last.until_id if last else BEGINNING
    if top <= after_id:
        return False
    segment = read_segment(after_id, top, limit=SEGMENT_CHANGES)
    if not segment.count:
        return False
    until_id = segment.last_id if segment.count == SEGMENT_CHANGES else top
    previous = last.digest if last else ""
    Seal.objects.create(
        number=last.number + 1 if last else 1,
        after_id=after_id,
        until_id=until_id,
        count=segment.count,
        digest=segment.digest(previous, after_id, until_id),
        previous=previous,
        at=clock.now(),
        marks=bytes(segment.marks),
    )
    return True


def read_segment(
    after_id: int, until_id: int, *, limit: int | None = None, not_before: datetime | None = None
) -> LogSegment:
    """Walk along a segment, a line at a time; ``early`` lists changes dated before ``not_before``."""
    floor = int(not_before.timestamp() * 1_000_000) if not_before else None
    segment = LogSegment()
    statement = (
        f"COPY (SELECT {_COLUMNS} FROM core_change WHERE id > {int(after_id)} AND id <= {int(until_id)} ORDER BY id"
        f"{f' LIMIT {limit}' if limit else ''}) TO STDOUT"
    )
    with connection.cursor() as cursor, cursor.copy(statement) as lines:
        for line in lines:
            data = bytes(line)
            id, micros = map(int, data.split(b"\t", 2)[:2])
            segment.hash.update(data)
            segment.marks += MARK.pack(id, zlib.crc32(data))
            segment.count += 1
            segment.last_id = id
            if floor is not None and micros < floor:
                segment.early.append(id)
    return segment


def keep_months_ahead() -> None:
    """Make the partitions of this month and the coming ones; a month without one would land in the default
    partition.

    Making one needs the log for itself for a moment: rather than let writers queue behind a long import, the
    next run tries.
    """
    with owner_rights() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '2s'")
        cursor.execute(
            "SELECT zhenyu_change_month(m::date) FROM generate_series(date_trunc('month', %s::date),"
            " %s::date + make_interval(months => %s), '1 month') m",
            [clock.today(), clock.today(), _MONTHS_AHEAD],
        )
