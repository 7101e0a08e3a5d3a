"""Ledgers of content packs: made when new, merged with what was altered here when a newer pack comes, left
alone in conflict."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from zhenyu.core import clock
from zhenyu.core.errors import NotFound, UsageError
from zhenyu.ledgers.definition.checks import read_definition, read_kept_definition
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.definition.three_way_merge import DefinitionConflict, MergedDefinition, Side, merge
from zhenyu.ledgers.models import LedgerVersion, PackSource
from zhenyu.ledgers.redefinition.versions import check_may_define
from zhenyu.ledgers.schema.registry import ledger
from zhenyu.people.types import Reader


@dataclass(frozen=True, slots=True)
class Upgrade:
    """The outcome for one ledger of a pack. ``note`` says in Chinese why an undecided one was left as it
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


def reason(code: str) -> str:
    """The reason that is written beside a definition made from an offer."""
    return reason_of(PackSource.objects.get(ledger=code))


def reason_of(source: PackSource) -> str:
    return f"合并内容包 {source.pack} {source.offered_version}"


def close_offer(code: str) -> None:
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
        return Offer(source, local, merge(base_of(source.ledger_id), local, theirs, choices=choices))
    except UsageError as problem:
        return Offer(source, local, MergedDefinition(local.as_raw(), ()), str(problem))


def base_of(code: str) -> LedgerDefinition | None:
    """What the ledger was made from: the pack's definition last taken, or its first version when the operator
    made it."""
    source = PackSource.objects.filter(ledger=code).first()
    if source is not None and source.raw:
        return read_kept_definition(json.loads(source.raw), f"内容包 {source.pack} {source.version}")
    first = LedgerVersion.objects.filter(ledger=code, by_id=None).order_by("version").first()
    return read_kept_definition(first.declared) if first else None


def remember_source(taken: LedgerDefinition, pack: str, version: str) -> None:
    kept = {"pack": pack, "version": version, "raw": _text(taken)}
    PackSource.objects.update_or_create(
        ledger_id=taken.code, defaults={**kept, "offered": "", "offered_version": "", "offered_at": None}
    )


def keep_offer(local: LedgerDefinition, theirs: LedgerDefinition, pack: str, version: str) -> None:
    """Keep it as an offer; a ledger that never came from a pack has no base, and its ``raw`` stays empty."""
    base = base_of(local.code)
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
