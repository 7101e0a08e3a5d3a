"""Comparing the seals with the log: which changes were altered, added, removed or backdated since."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import connection

from zhenyu.core import clock
from zhenyu.core.changelog.images import layouts
from zhenyu.core.changelog.seals import BEGINNING, MARK, read_segment
from zhenyu.core.models import Change, Seal

_LATE: Final = timedelta(hours=1)
"""A change is dated when it is written; a seal that waited for a long import may follow it by some
minutes."""
_NAMED: Final = 20
"""Faults of one seal that are named one by one."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a segment of the log.

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
    """The outcome of comparing all seals. ``head`` is the last seal's digest: written down elsewhere, it
    guards the chain."""

    seals: int
    changes: int
    unsealed: int
    head: str
    sealed_at: datetime | None
    faults: tuple[Fault, ...]


def verify_seals(known: str = "") -> SealReport:
    """Walk along every seal and compare it with the log. The caller sees every row.

    Arguments:
        known: a digest written down earlier; when it is no seal's any more, the chain itself was replaced.
    """
    faults: list[Fault] = []
    previous, after_id, sealed_at = "", BEGINNING, None
    seals = changes = 0
    for seal in Seal.objects.order_by("number").iterator(chunk_size=100):
        faults += _chain_faults(seal, seals + 1, previous, after_id)
        faults += _segment_faults(seal, sealed_at)
        seals, changes = seal.number, changes + seal.count
        previous, after_id, sealed_at = seal.digest, seal.until_id, seal.at
    tail = read_segment(after_id, 2**63 - 1, not_before=sealed_at - _LATE if sealed_at else None)
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


def _segment_faults(seal: Seal, sealed_before: datetime | None) -> Iterator[Fault]:
    segment = read_segment(
        seal.after_id, seal.until_id, not_before=sealed_before - _LATE if sealed_before else None
    )
    yield from _backdated(seal.number, segment.early)
    if (
        segment.count == seal.count
        and segment.digest(seal.previous, seal.after_id, seal.until_id) == seal.digest
    ):
        return
    named = list(
        _differences(seal, dict(MARK.iter_unpack(seal.marks)), dict(MARK.iter_unpack(segment.marks)))
    )
    yield from named[:_NAMED]
    if len(named) > _NAMED:
        yield Fault(
            seal.number, "seal", f"第{seal.number}号封存内共有{len(named)}条变更对不上，只列出前{_NAMED}条"
        )
    if not named:
        yield Fault(seal.number, "seal", f"第{seal.number}号封存的摘要对不上：封存记录被改过")


def _differences(seal: Seal, sealed: dict[int, int], logged: dict[int, int]) -> Iterator[Fault]:
    wrong = {id for id in sealed.keys() | logged.keys() if sealed.get(id) != logged.get(id)}
    known = {
        change.id: change
        for change in Change.objects.filter(id__in=sorted(wrong)[: _NAMED + 1]).defer("before")
    }
    for id in sorted(wrong):
        if id not in logged:
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
    detailed = f"{message}（台账 {change.ledger}{row}，{change.actor} {at}）"
    return Fault(seal, kind, detailed, change.id, change.ledger, change.row_id, change.at)


def _between(id: int) -> str:
    """Between which moments a change that is gone was written, from its neighbours."""
    before = Change.objects.filter(id__lt=id).order_by("-id").values_list("at", flat=True).first()
    after = Change.objects.filter(id__gt=id).order_by("id").values_list("at", flat=True).first()
    words = [f"{at.astimezone(clock.CHINA):%Y-%m-%d %H:%M}" if at else "" for at in (before, after)]
    return f"写于 {words[0] or '开始'} 与 {words[1] or '现在'} 之间"
