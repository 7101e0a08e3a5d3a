"""A ledger's table altered to a new definition, never at the cost of data. Runs with the owner's rights."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, models
from psycopg import sql

from zhenyu.core.database import locks
from zhenyu.core.database.row_security import owner_rights, protect, scope_applied
from zhenyu.core.errors import RefusedError
from zhenyu.core.values.scope import EVERYTHING
from zhenyu.ledgers.definition.diff import ChangeKind, definition_changes
from zhenyu.ledgers.definition.field_renames import origins
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.redefinition.column_types import rekeyed, retype, retyped
from zhenyu.ledgers.redefinition.impact import refused, sentence_of
from zhenyu.ledgers.redefinition.shadow_columns import ColumnMigration
from zhenyu.ledgers.schema import indexes, tables
from zhenyu.ledgers.schema.columns import make_model
from zhenyu.ledgers.schema.size import is_large


@dataclass(frozen=True, slots=True)
class PendingWork:
    """What is still to be done for a large table: :func:`zhenyu.ledgers.jobs.bring_indexes` and
    ``renew_due``."""

    indexes: bool
    due: bool


def alter_table(
    old: LedgerDefinition, new: LedgerDefinition, migration: ColumnMigration | None = None
) -> PendingWork:
    """Bring the table from one definition to the next.

    Arguments:
        migration: columns filled beforehand, of a table that is locked and whose rows were checked.

    Raises:
        RefusedError: the change would lose or reinterpret data; names the rows. Or others hold the table.
    """
    if migration is None:
        check_allowed(old, new)
    with scope_applied(EVERYTHING, "系统"), owner_rights() as cursor:
        large = migration is not None or is_large(old)
        states_wait = _states_wait(cursor, old) if new.lifecycle and not old.lifecycle else True
        alone = migration is not None or not _alters_table(old, new)
        if not alone and not locks.lock_table_with_retries(cursor, old.table, "ACCESS EXCLUSIVE"):
            raise RefusedError(
                f"有人正在导入、导出或统计“{old.title}”，这时不能改它的定义",
                "过几分钟再保存；没有写入任何修改",
            )
        _alter_columns(cursor, old.whole, new.whole, origins(old, new), migration)
        if old.domain != new.domain:
            protect(cursor, new.table, new.domain)
        if new.lifecycle and not old.lifecycle:
            _start_states(cursor, new, states_wait=states_wait)
        tables.try_checks(cursor, new)
        due_changes = old.deadlines != new.deadlines
        if due_changes and not large:
            tables.renew_due_of(cursor, new, sql.SQL("TRUE"))
        return PendingWork(
            indexes=migration is not None or not indexes.bring(cursor, new), due=due_changes and large
        )


def check_allowed(
    old: LedgerDefinition, new: LedgerDefinition, kinds: Container[ChangeKind] = frozenset(ChangeKind)
) -> None:
    """Raises RefusedError where changes of these kinds would lose or reinterpret data; names the rows."""
    if found := refused(old, new, kinds):
        message, hint = sentence_of(found)
        raise RefusedError(f"台账“{new.title}”的定义不能这样改：{message}", hint)


_ALTERING: Final = frozenset(
    {
        ChangeKind.ADD_FIELD,
        ChangeKind.RENAME_FIELD,
        ChangeKind.DROP_FIELD,
        ChangeKind.RETYPE_FIELD,
        ChangeKind.KEY,
        ChangeKind.DOMAIN,
        ChangeKind.START_STATES,
    }
)
"""Changes that need more than a new version of the definition."""


def _alters_table(old: LedgerDefinition, new: LedgerDefinition) -> bool:
    other_indexes = set(indexes.wanted(old)) != set(indexes.wanted(new))
    return other_indexes or any(change.kind in _ALTERING for change in definition_changes(old, new))


def _states_wait(cursor: Any, definition: LedgerDefinition) -> bool:
    """Whether any row has a state yet, though the ledger has none: a deleted one from before the ledger gave
    up its states."""
    cursor.execute(tables.on_table(definition, "SELECT EXISTS (SELECT FROM {table} WHERE state IS NOT NULL)"))
    return bool(cursor.fetchone()[0])


def _start_states(cursor: Any, definition: LedgerDefinition, *, states_wait: bool) -> None:
    """Put every row into the initial state. A new column that has it as its default takes no time, whatever
    the rows."""
    if states_wait:
        state = {"state": definition.initial_state}
        cursor.execute(
            tables.on_table(definition, "UPDATE {table} SET state = %(state)s WHERE state IS NULL"), state
        )
        return
    for statement in (
        "ALTER TABLE {table} DROP COLUMN state",
        "ALTER TABLE {table} ADD COLUMN state text DEFAULT {state}",
        "ALTER TABLE {table} ALTER COLUMN state DROP DEFAULT",
    ):
        names = {"table": sql.Identifier(definition.table), "state": sql.Literal(definition.initial_state)}
        cursor.execute(sql.SQL(statement).format(**names).as_string(None))


def _alter_columns(
    cursor: Any,
    old: LedgerDefinition,
    new: LedgerDefinition,
    source: dict[str, str],
    migration: ColumnMigration | None,
) -> None:
    """Columns go, are renamed, come and change their type. The key's index is made anew where its columns
    change."""
    old_model, new_model = make_model(old), make_model(new)
    key_changes = rekeyed(old, new)
    with connection.schema_editor() as editor:
        if key_changes:
            for constraint in old_model._meta.constraints:
                editor.remove_constraint(old_model, constraint)
        for field in old.fields:
            if field.name not in source.values():
                editor.remove_field(old_model, _column_of(old_model, field.name))
        _rename(cursor, new, {was: name for name, was in source.items() if was != name})
        for field in new.fields:
            if field.name not in source:
                editor.add_field(new_model, _column_of(new_model, field.name))
        for before, after in retyped(old, new):
            if migration is None:
                retype(cursor, new, before, after)
            else:
                migration.cut_over(cursor, after)
        if key_changes and migration is None:
            for constraint in new_model._meta.constraints:
                editor.add_constraint(new_model, constraint)
        elif key_changes and migration is not None:
            migration.cut_over_key(cursor)


def _rename(cursor: Any, new: LedgerDefinition, names: dict[str, str]) -> None:
    """Rename columns, old → new; two may swap their names, so all pass through one that no field can have."""
    for start, end in [(was, f"_{was}") for was in names] + [
        (f"_{was}", name) for was, name in names.items()
    ]:
        statement = sql.SQL("ALTER TABLE {} RENAME {} TO {}").format(
            *map(sql.Identifier, (new.table, start, end))
        )
        cursor.execute(statement.as_string(None))


def _column_of(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    found = model._meta.get_field(name)
    assert isinstance(found, models.Field)  # noqa: S101 — ledger tables have no reverse relations
    return found
