"""Ledgers of content packs: made when new, merged with what was altered here when a newer pack comes, left
alone in conflict."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.db import transaction

from zhenyu.core import clock
from zhenyu.core.errors import NotFound, RefusedError, UsageError
from zhenyu.ledgers.definition.checks import read_definition, read_kept_definition
from zhenyu.ledgers.definition.field_renames import keeping_retired
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.definition.three_way_merge import DefinitionConflict, MergedDefinition, Side, merge
from zhenyu.ledgers.models import Ledger, LedgerVersion, PackSource
from zhenyu.ledgers.redefinition.define import check_may_define, define_ledger
from zhenyu.ledgers.schema.registry import ledger
from zhenyu.people.types import Reader


@dataclass(frozen=True, slots=True)
class Upgrade:
    """What became of one ledger of a pack. ``note`` says in Chinese why an undecided one was left as it
    is."""

    code: str
    title: str
    outcome: Literal["created", "changed", "unchanged", "undecided"]
    conflicts: tuple[DefinitionConflict, ...] = ()
    note: str = ""

    @property
    def undecided(self) -> bool:
        return self.outcome == "undecided"


@dataclass(frozen=True, slots=True)
class Offer:
    """A newer definition from a pack that waits for choices."""

    source: PackSource
    local: LedgerDefinition
    merged: MergedDefinition
    problem: str = ""
    """Why the two fit each other no longer, where merging says so."""


@transaction.atomic
def take_from_pack(
    raw: Mapping[str, Any],
    *,
    pack: str,
    version: str,
    by: Reader,
    source: str = "",
    prefer: Side | None = None,
) -> Upgrade:
    """Make a pack's ledger, or bring the one that stands up to it, keeping what was altered here.

    Raises:
        UsageError: a fault of the pack's definition. NotAllowed.
    """
    theirs = read_definition(raw, source or f"台账 {raw.get('code', '')}")
    standing = Ledger.objects.select_for_update().filter(code=theirs.code).first()
    if standing is None:
        define_ledger(raw, by=by, source=source, based_on=0, why=f"来自内容包 {pack} {version}")
        _remember(theirs, pack, version)
        return Upgrade(theirs.code, theirs.title, "created")
    local = ledger(theirs.code)
    try:
        merged = merge(_base(theirs.code), local, theirs, prefer=prefer)
        if not merged.conflicts:
            return _taken(local, theirs, merged, pack, version, by)
        conflicts, note = merged.conflicts, f"本地和内容包 {version} 都改过下面{len(merged.conflicts)}处"
    except (RefusedError, UsageError) as problem:
        conflicts, note = (), str(problem)
    _keep_offer(local, theirs, pack, version)
    return Upgrade(local.code, local.title, "undecided", conflicts, note)


def _taken(
    local: LedgerDefinition,
    theirs: LedgerDefinition,
    merged: MergedDefinition,
    pack: str,
    version: str,
    by: Reader,
) -> Upgrade:
    wanted = keeping_retired(local, read_definition(merged.definition))
    if wanted != local:
        define_ledger(wanted.as_raw(), by=by, why=f"合并内容包 {pack} {version}")
    _remember(theirs, pack, version)
    return Upgrade(local.code, wanted.title, "changed" if wanted != local else "unchanged")


def offers(reader: Reader) -> list[Offer]:
    """The definitions waiting for a choice that this reader may make, by ledger."""
    waiting = PackSource.objects.exclude(offered="").select_related("ledger").order_by("ledger")
    return [_offer(source, {}) for source in waiting if reader.heads(source.ledger.domain)]


def offer(reader: Reader, code: str, choices: Mapping[str, Side]) -> Offer:
    """One waiting definition, merged by the choices made so far (conflict key → side).

    Raises:
        NotFound: nothing waits for this ledger. NotAllowed. UsageError: the choices do not fit each other.
    """
    found = PackSource.objects.exclude(offered="").select_related("ledger").filter(ledger=code).first()
    if found is None:
        raise NotFound(f"台账“{code}”没有等待处理的更新", "可能已由同事处理，请回到台账列表查看")
    check_may_define(reader, found.ledger.domain)
    return _offer(found, choices)


@transaction.atomic
def settle(code: str, raw: Mapping[str, Any], *, by: Reader, based_on: int | None) -> LedgerDefinition:
    """Take a definition made from an offer, and the offer as dealt with.

    Raises:
        as :func:`zhenyu.ledgers.redefinition.define.define_ledger`; NotFound: no offer waits.
    """
    found = PackSource.objects.select_for_update().exclude(offered="").filter(ledger=code).first()
    if found is None:
        raise NotFound(f"台账“{code}”没有等待处理的更新", "可能已由同事处理，请回到台账列表查看")
    definition = define_ledger(raw, by=by, based_on=based_on, why=_why(found))
    dealt_with(code)
    return definition


def why(code: str) -> str:
    """The reason that is written beside a definition made from an offer."""
    return _why(PackSource.objects.get(ledger=code))


def _why(found: PackSource) -> str:
    return f"合并内容包 {found.pack} {found.offered_version}"


def dealt_with(code: str) -> None:
    """Take the offer that waits for a ledger as what it was made from."""
    found = PackSource.objects.get(ledger=code)
    if found.offered:
        found.raw, found.version = found.offered, found.offered_version
        found.offered, found.offered_version, found.offered_at = "", "", None
        found.save()


def _offer(source: PackSource, choices: Mapping[str, Side]) -> Offer:
    local = ledger(source.ledger_id)
    theirs = read_definition(json.loads(source.offered), f"内容包 {source.pack} {source.offered_version}")
    try:
        return Offer(source, local, merge(_base(source.ledger_id), local, theirs, choices=choices))
    except UsageError as problem:
        return Offer(source, local, MergedDefinition(local.as_raw(), ()), str(problem))


def _base(code: str) -> LedgerDefinition | None:
    """What the ledger was made from: the pack's definition last taken, or its first version when the operator
    made it."""
    source = PackSource.objects.filter(ledger=code).first()
    if source is not None and source.raw:
        return read_kept_definition(json.loads(source.raw), f"内容包 {source.pack} {source.version}")
    first = LedgerVersion.objects.filter(ledger=code, by_id=None).order_by("version").first()
    return read_kept_definition(first.declared) if first else None


def _remember(taken: LedgerDefinition, pack: str, version: str) -> None:
    kept = {"pack": pack, "version": version, "raw": _text(taken)}
    PackSource.objects.update_or_create(
        ledger_id=taken.code, defaults={**kept, "offered": "", "offered_version": "", "offered_at": None}
    )


def _keep_offer(local: LedgerDefinition, theirs: LedgerDefinition, pack: str, version: str) -> None:
    """Let it wait; a ledger that never came from a pack has no base, and its ``raw`` stays empty."""
    base = _base(local.code)
    PackSource.objects.update_or_create(
        ledger_id=local.code,
        defaults={"offered": _text(theirs), "offered_version": version, "offered_at": clock.now()},
        create_defaults={
            "pack": pack,
            "version": "",
            "raw": _text(base) if base else "",
            "offered": _text(theirs),
            "offered_version": version,
            "offered_at": clock.now(),
        },
    )


def _text(definition: LedgerDefinition) -> str:
    return json.dumps(definition.as_raw(), ensure_ascii=False)
