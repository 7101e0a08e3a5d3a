"""Seals: each stretch of the change log is hashed (SM3, GB/T 32905-2016) onto the seal before it, so that a
later change of any part shows. What is hashed is the stretch as PostgreSQL's COPY writes it
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
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection, transaction

from zhenyu.core import clock
from zhenyu.core.changelog.images import layouts
from zhenyu.core.database.row_security import owner_rights
from zhenyu.core.models import Change, Seal

STRETCH: Final = 10_000
"""Changes of one seal at most."""
_BEGINNING: Final = -(2**63)
_MARK: Final = struct.Struct(">qI")
_LATE: Final = timedelta(hours=1)
"""A change is dated when it is written; a seal that waited for a long import may follow it by some
minutes."""
_NAMED: Final = 20
_LOCK: Final = 5_171_357
_COLUMNS: Final = (
    "id, (extract(epoch FROM at) * 1000000)::bigint, ledger, row_id, area, domain, action, actor_id, actor, why, version,"
    " CASE WHEN layout IS NULL THEN before"
    " ELSE jsonb_build_array(layout, (extract(epoch FROM since) * 1000000)::bigint, before) END, batch"
)
_MONTHS_AHEAD: Final = 3


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a stretch of the log.

    ``kind``: ``altered``, ``added``, ``removed`` or ``backdated`` for one change (``change`` its id;
    ``ledger``, ``row`` and ``at`` where they are still known), ``seal`` for the seal itself, ``layout`` for
    the names of the columns of images.
    """

    seal: int | None
    kind: str
    message: str
    change: int | None = None
    ledger: str = ""
    row: int | None = None
    at: datetime | None = None

    def as_json(self) -> dict[str, Any]:
        at = self.at.astimezone(clock.CHINA).isoformat(timespec="seconds") if self.at else None
        return {
            "seal": self.seal,
            "kind": self.kind,
            "message": self.message,
            "change": self.change,
            "ledger": self.ledger,
            "row": self.row,
            "at": at,
        }


@dataclass(frozen=True, slots=True)
class SealReport:
    """What a walk along the seals found. ``head`` is the last seal's digest: written down elsewhere, it
    guards the chain."""

    seals: int
    changes: int
    unsealed: int
    head: str
    sealed_at: datetime | None
    faults: tuple[Fault, ...]


@dataclass
class _LogSegment:
    """A stretch as read from the log."""

    hash: Any = field(default_factory=lambda: hashlib.new("sm3"))
    marks: bytearray = field(default_factory=bytearray)
    count: int = 0
    last_id: int = _BEGINNING
    early: list[int] = field(default_factory=list)

    def digest(self, previous: str, after_id: int, until_id: int) -> str:
        """Sealed onto the digest before, with the stretch's own bounds and length."""
        self.hash.update(f"{previous} {after_id} {until_id} {self.count}".encode())
        return str(self.hash.hexdigest())


# --- sealing --------------------------------------------------------------------------------------


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
    after_id = last.until_id if last else _BEGINNING
    if top <= after_id:
        return False
    stretch = _read(after_id, top, limit=STRETCH)
    if not stretch.count:
        return False
    until_id = stretch.last_id if stretch.count == STRETCH else top
    previous = last.digest if last else ""
    Seal.objects.create(
        number=last.number + 1 if last else 1,
        after_id=after_id,
        until_id=until_id,
        count=stretch.count,
        digest=stretch.digest(previous, after_id, until_id),
        previous=previous,
        at=clock.now(),
        marks=bytes(stretch.marks),
    )
    return True


def _read(
    after_id: int, until_id: int, *, limit: int | None = None, not_before: datetime | None = None
) -> _LogSegment:
    """Walk along a stretch, a line at a time; ``early`` lists changes dated before ``not_before``."""
    floor = int(not_before.timestamp() * 1_000_000) if not_before else None
    stretch = _LogSegment()
    statement = (
        f"COPY (SELECT {_COLUMNS} FROM core_change WHERE id > {int(after_id)} AND id <= {int(until_id)} ORDER BY id"
        f"{f' LIMIT {limit}' if limit else ''}) TO STDOUT"
    )
    with connection.cursor() as cursor, cursor.copy(statement) as lines:
        for line in lines:
            data = bytes(line)
            id, micros = map(int, data.split(b"\t", 2)[:2])
            stretch.hash.update(data)
            stretch.marks += _MARK.pack(id, zlib.crc32(data))
            stretch.count += 1
            stretch.last_id = id
            if floor is not None and micros < floor:
                stretch.early.append(id)
    return stretch


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


# --- verifying ------------------------------------------------------------------------------------


def verify_seals(known: str = "") -> SealReport:
    """Walk along every seal and compare it with the log. The caller sees every row.

    Arguments:
        known: a digest written down earlier; when it is no seal's any more, the chain itself was replaced.
    """
    faults: list[Fault] = []
    previous, after_id, sealed_at = "", _BEGINNING, None
    seals = changes = 0
    for seal in Seal.objects.order_by("number").iterator(chunk_size=100):
        faults += _chain_faults(seal, seals + 1, previous, after_id)
        faults += _stretch_faults(seal, sealed_at)
        seals, changes = seal.number, changes + seal.count
        previous, after_id, sealed_at = seal.digest, seal.until_id, seal.at
    tail = _read(after_id, 2**63 - 1, not_before=sealed_at - _LATE if sealed_at else None)
    faults += _backdated(None, tail.early)
    if known and not Seal.objects.filter(digest=known.strip().lower()).exists():
        faults.append(Fault(None, "seal", f"抄录的摘要 {known[:16]}… 不在现有封存链中：整条链可能被换过"))
    faults += _layout_faults()
    return SealReport(seals, changes, tail.count, previous, sealed_at, tuple(faults))


def _chain_faults(seal: Seal, number: int, previous: str, after_id: int) -> Iterator[Fault]:
    if seal.number != number:
        yield Fault(seal.number, "seal", f"第{number}号封存不见了，下一个是第{seal.number}号")
    elif (seal.previous, seal.after_id) != (previous, after_id):
        yield Fault(seal.number, "seal", f"第{seal.number}号封存接不上前一号：封存记录被改过")


def _stretch_faults(seal: Seal, sealed_before: datetime | None) -> Iterator[Fault]:
    found = _read(seal.after_id, seal.until_id, not_before=sealed_before - _LATE if sealed_before else None)
    yield from _backdated(seal.number, found.early)
    if found.count == seal.count and found.digest(seal.previous, seal.after_id, seal.until_id) == seal.digest:
        return
    named = list(
        _differences(seal, dict(_MARK.iter_unpack(seal.marks)), dict(_MARK.iter_unpack(found.marks)))
    )
    yield from named[:_NAMED]
    if len(named) > _NAMED:
        yield Fault(
            seal.number, "seal", f"第{seal.number}号封存内共有{len(named)}条变更对不上，只列出前{_NAMED}条"
        )
    if not named:
        yield Fault(seal.number, "seal", f"第{seal.number}号封存的摘要对不上：封存记录被改过")


def _differences(seal: Seal, sealed: dict[int, int], found: dict[int, int]) -> Iterator[Fault]:
    wrong = {id for id in sealed.keys() | found.keys() if sealed.get(id) != found.get(id)}
    known = {
        change.id: change
        for change in Change.objects.filter(id__in=sorted(wrong)[: _NAMED + 1]).defer("before")
    }
    for id in sorted(wrong):
        if id not in found:
            yield Fault(seal.number, "removed", f"变更 {id} 被删除（{_between(id)}）", id)
            continue
        kind, word = ("altered", "被改过") if id in sealed else ("added", "是封存后塞进来的")
        yield _fault_of(seal.number, kind, f"变更 {id} {word}", known.get(id))


def _layout_faults() -> Iterator[Fault]:
    """Names of columns that are not those the images were sealed with. An image names its layout, the
    layout's number its names."""
    kept = layouts()
    yield from (
        Fault(
            None,
            "layout",
            f"台账 {layout.ledger} 的栏目表 {id} 被改过：变更日志里的旧内容会读错栏",
            ledger=layout.ledger,
        )
        for id, layout in kept
        if layout.id != id
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ledger, layout, count(*) FROM core_change WHERE layout IS NOT NULL AND layout <> ALL (%s)"
            " GROUP BY ledger, layout ORDER BY layout",
            [[id for id, _ in kept]],
        )
        for ledger, id, count in cursor.fetchall():
            yield Fault(
                None,
                "layout",
                f"台账 {ledger} 的栏目表 {id} 不见了：{count} 条变更的旧内容读不出栏目",
                ledger=ledger,
            )


def _backdated(seal: int | None, ids: list[int]) -> Iterator[Fault]:
    for change in Change.objects.filter(id__in=ids[:_NAMED]).defer("before").order_by("id"):
        yield _fault_of(seal, "backdated", f"变更 {change.id} 写入时倒填了日期", change)


def _fault_of(seal: int | None, kind: str, message: str, change: Change | None) -> Fault:
    if change is None:
        return Fault(seal, kind, message)
    at = f"{change.at.astimezone(clock.CHINA):%Y-%m-%d %H:%M:%S}"
    row = f" 编号 {change.row_id}" if change.row_id is not None else ""
    told = f"{message}（台账 {change.ledger}{row}，{change.actor} {at}）"
    return Fault(seal, kind, told, change.id, change.ledger, change.row_id, change.at)


def _between(id: int) -> str:
    """Between which moments a change that is gone was written, from its neighbours."""
    before = Change.objects.filter(id__lt=id).order_by("-id").values_list("at", flat=True).first()
    after = Change.objects.filter(id__gt=id).order_by("id").values_list("at", flat=True).first()
    words = [f"{at.astimezone(clock.CHINA):%Y-%m-%d %H:%M}" if at else "" for at in (before, after)]
    return f"写于 {words[0] or '开始'} 与 {words[1] or '现在'} 之间"
