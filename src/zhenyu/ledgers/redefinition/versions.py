"""The versions of a ledger's definition: locked, compared with a new one, applied to the table, written."""

from __future__ import annotations

import json

from zhenyu.core import clock
from zhenyu.core.errors import NotAllowed, RefusedError, StaleVersion
from zhenyu.core.jobs.deferral import defer
from zhenyu.ledgers import events
from zhenyu.ledgers.definition.diff import ChangeKind, definition_changes
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.models import Ledger, LedgerVersion
from zhenyu.ledgers.redefinition.alter_table import PendingWork, alter_table
from zhenyu.ledgers.redefinition.in_progress import check_none_in_progress
from zhenyu.ledgers.redefinition.shadow_columns import ColumnMigration
from zhenyu.ledgers.schema.registry import ledger
from zhenyu.people.types import Reader


def lock_and_compare(
    definition: LedgerDefinition, *, by: Reader, based_on: int | None
) -> tuple[Ledger | None, LedgerDefinition | None]:
    """The ledger, locked against others who define it, and its definition where that is another one.

    Raises:
        StaleVersion, NotAllowed: as :func:`zhenyu.ledgers.actions.definitions.define_ledger`.
        RefusedError: somebody else is defining it.
    """
    check_may_define(by, definition.domain)
    existing = Ledger.objects.select_for_update(skip_locked=True).filter(code=definition.code).first()
    if existing is None and Ledger.objects.filter(code=definition.code).exists():
        raise RefusedError(f"有人正在保存“{definition.title}”的定义", "过一会儿再保存")
    version = existing.version if existing else 0
    if based_on not in (None, version):
        raise StaleVersion(
            f"“{definition.title}”的定义刚被别人改过，现在是第{version}版", "请核对别人的改动，再保存"
        )
    if existing is None:
        return None, None
    old = ledger(definition.code)
    check_may_define(by, old.domain)
    if old == definition:
        return existing, None
    check_none_in_progress(old)
    return existing, old


def apply_definition(
    existing: Ledger,
    old: LedgerDefinition,
    definition: LedgerDefinition,
    *,
    by: Reader,
    why: str,
    migration: ColumnMigration | None = None,
) -> None:
    """Bring a locked ledger from one definition to the next. See
    :func:`zhenyu.ledgers.redefinition.alter_table.alter_table`."""
    pending = alter_table(old, definition, migration)
    _defer_rest(definition.code, pending)
    add_version(existing, definition, by, why)
    measured = any(change.kind is ChangeKind.MEASURES for change in definition_changes(old, definition))
    if measured or _stores_otherwise(old, definition):
        events.publish(events.RowsChanged(definition.code, None, None))


def add_version(existing: Ledger, definition: LedgerDefinition, by: Reader, why: str) -> None:
    """Add a version of the definition."""
    existing.title, existing.domain = definition.title, definition.domain
    existing.version += 1
    existing.save()
    LedgerVersion.objects.create(
        ledger=existing,
        version=existing.version,
        at=clock.now(),
        why=why[:200],
        raw=json.dumps(definition.as_raw(), ensure_ascii=False),
        by_id=by.user_id,
        by_name=by.name,
    )


def _defer_rest(code: str, pending: PendingWork) -> None:
    if pending.indexes:
        defer("ledgers.bring_indexes", code=code)
    if pending.due:
        defer("ledgers.renew_due", code=code)


def check_may_define(by: Reader, domain: str) -> None:
    """Raises NotAllowed where somebody may not define ledgers of a domain."""
    if not by.heads(domain):
        raise NotAllowed(
            f"只有负责“{domain}”的办所负责人可以定义这个领域的台账", "请办所负责人或系统管理员来做"
        )


def _stores_otherwise(old: LedgerDefinition, new: LedgerDefinition) -> bool:
    """Whether a field keeps its name and changes what is stored: the same measures then give other sums."""
    kept = [(field, new.by_name[field.name]) for field in old.fields if field.name in new.by_name]
    return any((was.type, was.kept_unit) != (now.type, now.kept_unit) for was, now in kept)
