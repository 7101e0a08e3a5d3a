"""Verbs that make a ledger or bring it to a new definition, in one transaction. See also
:mod:`zhenyu.ledgers.redefinition.redefine`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from zhenyu.core import clock
from zhenyu.core.errors import NotAllowed, RefusedError, StaleVersion
from zhenyu.core.jobs.deferral import defer
from zhenyu.ledgers import events
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.definition.diff import ChangeKind, definition_changes
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.models import Ledger, LedgerVersion
from zhenyu.ledgers.redefinition.alter_table import PendingWork, alter_table
from zhenyu.ledgers.redefinition.in_progress import check_none_under_way
from zhenyu.ledgers.redefinition.shadow_columns import ColumnMigration, takes_long
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
        TakesLong: so many rows are to be converted that :func:`zhenyu.ledgers.redefinition.redefine.redefine`
        has to do it.
    """
    definition = read_definition(raw, source or f"台账 {raw.get('code', '')}")
    standing_ledger, old = compared(definition, by=by, based_on=based_on)
    if standing_ledger is None:
        tables.create_table(definition)
        written_down(Ledger(code=definition.code, version=0), definition, by, why)
        if definition.measures:
            events.publish(events.RowsChanged(definition.code, None, None))
    elif old is not None:
        if takes_long(old, definition):
            raise TakesLong(
                f"台账“{old.title}”的记录很多，这样改要在后台办理", "请在台账的“定义和版本”页里改"
            )
        change_over(standing_ledger, old, definition, by=by, why=why)
    return definition


class TakesLong(RefusedError):  # noqa: N818 — reads as the sentence the user sees
    """A redefinition that would stop everybody for longer than a page may take."""


def compared(
    definition: LedgerDefinition, *, by: Reader, based_on: int | None
) -> tuple[Ledger | None, LedgerDefinition | None]:
    """The ledger, locked against others who define it, and its definition where that is another one.

    Raises:
        StaleVersion, NotAllowed: as :func:`define_ledger`. RefusedError: somebody else is defining it.
    """
    check_may_define(by, definition.domain)
    standing_ledger = Ledger.objects.select_for_update(skip_locked=True).filter(code=definition.code).first()
    if standing_ledger is None and Ledger.objects.filter(code=definition.code).exists():
        raise RefusedError(f"有人正在保存“{definition.title}”的定义", "过一会儿再保存")
    version = standing_ledger.version if standing_ledger else 0
    if based_on not in (None, version):
        raise StaleVersion(
            f"“{definition.title}”的定义刚被别人改过，现在是第{version}版", "请核对别人的改动，再保存"
        )
    if standing_ledger is None:
        return None, None
    old = ledger(definition.code)
    check_may_define(by, old.domain)
    if old == definition:
        return standing_ledger, None
    check_none_under_way(old)
    return standing_ledger, old


def change_over(
    standing_ledger: Ledger,
    old: LedgerDefinition,
    definition: LedgerDefinition,
    *,
    by: Reader,
    why: str,
    made: ColumnMigration | None = None,
) -> None:
    """Bring a locked ledger from one definition to the next. See
    :func:`zhenyu.ledgers.redefinition.alter_table.alter_table`."""
    left = alter_table(old, definition, made)
    _do_later(definition.code, left)
    written_down(standing_ledger, definition, by, why)
    measured = any(step.kind is ChangeKind.MEASURES for step in definition_changes(old, definition))
    if measured or _reads_otherwise(old, definition):
        events.publish(events.RowsChanged(definition.code, None, None))


def written_down(standing_ledger: Ledger, definition: LedgerDefinition, by: Reader, why: str) -> None:
    """Add a version of the definition."""
    standing_ledger.title, standing_ledger.domain = definition.title, definition.domain
    standing_ledger.version += 1
    standing_ledger.save()
    LedgerVersion.objects.create(
        ledger=standing_ledger,
        version=standing_ledger.version,
        at=clock.now(),
        why=why[:200],
        raw=json.dumps(definition.as_raw(), ensure_ascii=False),
        by_id=by.user_id,
        by_name=by.name,
    )


def _do_later(code: str, left: PendingWork) -> None:
    if left.indexes:
        defer("ledgers.bring_indexes", code=code)
    if left.due:
        defer("ledgers.renew_due", code=code)


def check_may_define(by: Reader, domain: str) -> None:
    """Raises NotAllowed where somebody may not define ledgers of a domain."""
    if not by.heads(domain):
        raise NotAllowed(
            f"只有负责“{domain}”的办所负责人可以定义这个领域的台账", "请办所负责人或系统管理员来做"
        )


def _reads_otherwise(old: LedgerDefinition, new: LedgerDefinition) -> bool:
    """Whether a field keeps its name and changes what is stored: the same measures then give other sums."""
    kept = [(field, new.by_name[field.name]) for field in old.fields if field.name in new.by_name]
    return any((was.type, was.kept_unit) != (now.type, now.kept_unit) for was, now in kept)
