"""Verbs of definitions: make a ledger, bring it to a new definition, take what a content pack offers, stop a
redefinition.

What they do to tables and versions is done by :mod:`zhenyu.ledgers.redefinition`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from zhenyu.core.errors import NotFound, RefusedError, UsageError
from zhenyu.core.jobs import progress
from zhenyu.core.jobs.deferral import defer
from zhenyu.core.models import Job
from zhenyu.ledgers import events
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.definition.field_renames import keeping_retired
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.definition.three_way_merge import MergedDefinition, Side, merge
from zhenyu.ledgers.models import Ledger, PackSource
from zhenyu.ledgers.redefinition import background, in_progress, pack_upgrade, versions
from zhenyu.ledgers.redefinition.pack_upgrade import Upgrade
from zhenyu.ledgers.redefinition.shadow_columns import takes_long
from zhenyu.ledgers.schema import tables
from zhenyu.ledgers.schema.registry import ledger
from zhenyu.people.types import Reader


@transaction.atomic
def define_ledger(
    raw: Mapping[str, Any], *, by: Reader, source: str = "", based_on: int | None = None, why: str = ""
) -> LedgerDefinition:
    """Make a ledger, or bring it to a new definition; the same definition again changes nothing.

    Arguments:
        based_on: the version ``raw`` was made from, 0 for a ledger that is not there yet; None overwrites
        any.

    Raises:
        UsageError: a fault of the definition. RefusedError: the change would lose data, rows named.
        StaleVersion: somebody redefined the ledger since ``based_on``.
        NotAllowed: only the operator and heads of offices that keep the domain define its ledgers.
        TakesLong: so many rows are to be converted that :func:`redefine` has to do it.
    """
    definition = read_definition(raw, source or f"台账 {raw.get('code', '')}")
    existing, old = versions.lock_and_compare(definition, by=by, based_on=based_on)
    if existing is None:
        tables.create_table(definition)
        versions.add_version(Ledger(code=definition.code, version=0), definition, by, why)
        if definition.measures:
            events.publish(events.RowsChanged(definition.code, None, None))
    elif old is not None:
        if takes_long(old, definition):
            raise TakesLong(
                f"台账“{old.title}”的记录很多，这样改要在后台办理", "请在台账的“定义和版本”页里改"
            )
        versions.apply_definition(existing, old, definition, by=by, why=why)
    return definition


class TakesLong(RefusedError):  # noqa: N818 — reads as the sentence the user sees
    """A redefinition that would stop everybody for longer than a page may take."""


def redefine(
    raw: Mapping[str, Any], *, by: Reader, based_on: int | None, why: str = "", offer: bool = False
) -> LedgerDefinition | Job:
    """Bring a ledger to a new definition. Of a large ledger that is background work: the job is returned and
    the caller has it run.

    Arguments:
        offer: the definition was made from one that a content pack offered; the offer is closed with it.

    Raises:
        as :func:`define_ledger`, and of an offer :func:`take_offer`.
    """
    try:
        if offer:
            return take_offer(str(raw["code"]), raw, by=by, based_on=based_on)
        return define_ledger(raw, by=by, based_on=based_on, why=why)
    except TakesLong:
        return background.begin(
            raw, by, based_on, pack_upgrade.reason(str(raw["code"])) if offer else why, offer
        )


@transaction.atomic
def cancel_redefinition(code: str, *, by: Reader) -> None:
    """Stop a redefinition that is in progress; the ledger stays as it was.

    Raises:
        NotAllowed: as :func:`define_ledger`. NotFound: no such ledger.
    """
    versions.check_may_define(by, ledger(code).domain)
    job = in_progress.in_progress(code)
    if job is not None:
        progress.cancel(job)
        # where no process is working on it any more: to remove what it had made so far
        defer("ledgers.run_redefinition", job_id=job.id)


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
    """Make a pack's ledger, or bring the existing one up to it, keeping what was altered here.

    Raises:
        UsageError: a fault of the pack's definition. NotAllowed.
    """
    theirs = read_definition(raw, source or f"台账 {raw.get('code', '')}")
    existing = Ledger.objects.select_for_update().filter(code=theirs.code).first()
    if existing is None:
        define_ledger(raw, by=by, source=source, based_on=0, why=f"来自内容包 {pack} {version}")
        pack_upgrade.remember_source(theirs, pack, version)
        return Upgrade(theirs.code, theirs.title, "created")
    local = ledger(theirs.code)
    try:
        merged = merge(pack_upgrade.base_of(theirs.code), local, theirs, prefer=prefer)
        if not merged.conflicts:
            return _take_merged(local, theirs, merged, pack, version, by)
        conflicts, note = merged.conflicts, f"本地和内容包 {version} 都改过下面{len(merged.conflicts)}处"
    except (RefusedError, UsageError) as problem:
        conflicts, note = (), str(problem)
    pack_upgrade.keep_offer(local, theirs, pack, version)
    return Upgrade(local.code, local.title, "undecided", conflicts, note)


def _take_merged(
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
    pack_upgrade.remember_source(theirs, pack, version)
    return Upgrade(local.code, wanted.title, "changed" if wanted != local else "unchanged")


@transaction.atomic
def take_offer(code: str, raw: Mapping[str, Any], *, by: Reader, based_on: int | None) -> LedgerDefinition:
    """Define a ledger by a definition made from an offer, and close the offer.

    Raises:
        as :func:`define_ledger`; NotFound: no offer waits.
    """
    source = PackSource.objects.select_for_update().exclude(offered="").filter(ledger=code).first()
    if source is None:
        raise NotFound(f"台账“{code}”没有等待处理的更新", "可能已由同事处理，请回到台账列表查看")
    definition = define_ledger(raw, by=by, based_on=based_on, why=pack_upgrade.reason_of(source))
    pack_upgrade.close_offer(code)
    return definition
