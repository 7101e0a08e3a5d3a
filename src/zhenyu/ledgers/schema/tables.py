"""Ledger tables: made from a definition, altered to a new one, never at the cost of data.

Everything here runs with the owner's rights; all identifiers come from checked definitions.
"""

from __future__ import annotations

import json
from collections.abc import Container
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection, models
from django.db.utils import DataError, ProgrammingError
from psycopg import sql

from zhenyu.core.database import locks
from zhenyu.core.database.row_security import EVERYTHING, owner_rights, owner_session, protect, scope_applied
from zhenyu.core.errors import RefusedError
from zhenyu.ledgers.definition.diff import StepKind, steps
from zhenyu.ledgers.definition.expressions import check_expression, misfit
from zhenyu.ledgers.definition.field_renames import origins
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.redefinition.column_types import rekeyed, retype, retyped
from zhenyu.ledgers.redefinition.impact import refused, sentence_of
from zhenyu.ledgers.redefinition.shadow_columns import Refill, is_large
from zhenyu.ledgers.schema import indexes
from zhenyu.ledgers.schema.columns import make_model
from zhenyu.ledgers.schema.deadlines import due_expression, start_days, working_limits


def create_table(definition: LedgerDefinition) -> None:
    """Make the table, its indexes, its row security and the grants of the application role."""
    with owner_rights() as cursor:
        with connection.schema_editor() as editor:
            editor.create_model(make_model(definition.whole))
        indexes.bring(cursor, definition)
        protect(cursor, definition.table, definition.domain)
        _try_checks(cursor, definition)


_ROWS_AT_ONCE: Final = 1_000


@dataclass(frozen=True, slots=True)
class Left:
    """What is still to be done for a large table: :func:`zhenyu.ledgers.jobs.bring_indexes` and ``renew_due``."""

    indexes: bool
    due: bool


def alter_table(old: LedgerDefinition, new: LedgerDefinition, made: Refill | None = None) -> Left:
    """Bring the table from one definition to the next.

    Arguments:
        made: columns filled beforehand, of a table that is locked and whose rows were judged.

    Raises:
        RefusedError: the change would lose or reinterpret data; names the rows. Or others hold the table.
    """
    if made is None:
        check_allowed(old, new)
    with scope_applied(EVERYTHING, "系统"), owner_rights() as cursor:
        large = made is not None or is_large(old)
        states_wait = _states_wait(cursor, old) if new.lifecycle and not old.lifecycle else True
        alone = made is not None or not _alters_table(old, new)
        if not alone and not locks.taken_between_others(cursor, old.table, "ACCESS EXCLUSIVE"):
            raise RefusedError(
                f"有人正在导入、导出或统计“{old.title}”，这时不能改它的定义", "过几分钟再保存；没有写入任何修改"
            )
        _alter_columns(cursor, old.whole, new.whole, origins(old, new), made)
        if old.domain != new.domain:
            protect(cursor, new.table, new.domain)
        if new.lifecycle and not old.lifecycle:
            _start_states(cursor, new, states_wait=states_wait)
        _try_checks(cursor, new)
        due_changes = old.deadlines != new.deadlines
        if due_changes and not large:
            _renew_due(cursor, new, sql.SQL("TRUE"))
        return Left(indexes=made is not None or not indexes.bring(cursor, new), due=due_changes and large)


def check_allowed(
    old: LedgerDefinition, new: LedgerDefinition, kinds: Container[StepKind] = frozenset(StepKind)
) -> None:
    """Raises RefusedError where steps of these kinds would lose or reinterpret data; names the rows."""
    if found := refused(old, new, kinds):
        message, hint = sentence_of(found)
        raise RefusedError(f"台账“{new.title}”的定义不能这样改：{message}", hint)


def renew_due(definition: LedgerDefinition) -> int:
    """Set the due day of every row anew, as after a change of the calendar; returns how many moved. The caller sees all rows."""
    with connection.cursor() as cursor:
        return _renew_due(cursor, definition, sql.SQL("TRUE"))


def renew_due_after(definition: LedgerDefinition, position: int) -> int | None:
    """The same for some rows in the order of their ids: the last one's, None when there are no more."""
    with connection.cursor() as cursor:
        next_ones = (
            "SELECT max(id) FROM (SELECT id FROM {table} WHERE id > %(position)s ORDER BY id LIMIT %(rows)s) AS b"
        )
        cursor.execute(_on(definition, next_ones), {"position": position, "rows": _ROWS_AT_ONCE})
        (last,) = cursor.fetchone()
        if last is not None:
            span = sql.SQL("id > {} AND id <= {}").format(sql.Literal(position), sql.Literal(last))
            _renew_due(cursor, definition, span)
        return None if last is None else int(last)


def refresh_statistics(definition: LedgerDefinition) -> None:
    """Tell the planner about a table that just grew, instead of waiting a minute for autovacuum."""
    columns = sql.SQL(", ").join(map(sql.Identifier, ("area", "state", "due", "batch", "deleted_at", *definition.key)))
    with owner_rights() as cursor:
        statement = sql.SQL("ANALYZE {} ({})").format(sql.Identifier(definition.table), columns)
        cursor.execute(statement.as_string(None))


def settle(definition: LedgerDefinition) -> None:
    """Vacuum a table that just grew; readers and writers go on. Outside any transaction.

    Counts then come from an index alone (those of a page to 10,000 rows take 12 ms instead of 65), and the search index takes in
    what imports left beside it. The database's own vacuum waits until a fifth of the table is new.
    """
    with owner_session() as cursor:
        cursor.execute(sql.SQL("VACUUM (ANALYZE) {}").format(sql.Identifier(definition.table)).as_string(None))


_ALTERING: Final = frozenset({
    StepKind.ADD_FIELD, StepKind.RENAME_FIELD, StepKind.DROP_FIELD, StepKind.RETYPE_FIELD, StepKind.KEY, StepKind.DOMAIN,
    StepKind.START_STATES,
})  # fmt: skip
"""Steps that take more than a new version of the definition."""


def _alters_table(old: LedgerDefinition, new: LedgerDefinition) -> bool:
    other_indexes = set(indexes.wanted(old)) != set(indexes.wanted(new))
    return other_indexes or any(step.kind in _ALTERING for step in steps(old, new))


def _states_wait(cursor: Any, definition: LedgerDefinition) -> bool:
    """Whether any row has a state yet, though the ledger has none: a deleted one from before they were given up."""
    cursor.execute(_on(definition, "SELECT EXISTS (SELECT FROM {table} WHERE state IS NOT NULL)"))
    return bool(cursor.fetchone()[0])


def _start_states(cursor: Any, definition: LedgerDefinition, *, states_wait: bool) -> None:
    """Let every row begin in the first state. A new column that has it as its default takes no time, whatever the rows."""
    if states_wait:
        state = {"state": definition.initial_state}
        cursor.execute(_on(definition, "UPDATE {table} SET state = %(state)s WHERE state IS NULL"), state)
        return
    for statement in (
        "ALTER TABLE {table} DROP COLUMN state",
        "ALTER TABLE {table} ADD COLUMN state text DEFAULT {state}",
        "ALTER TABLE {table} ALTER COLUMN state DROP DEFAULT",
    ):
        names = {"table": sql.Identifier(definition.table), "state": sql.Literal(definition.initial_state)}
        cursor.execute(sql.SQL(statement).format(**names).as_string(None))


def _alter_columns(
    cursor: Any, old: LedgerDefinition, new: LedgerDefinition, source: dict[str, str], made: Refill | None
) -> None:
    """Columns go, are renamed, come and change their type. The key's index is made anew where its columns change."""
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
            if made is None:
                retype(cursor, new, before, after)
            else:
                made.put_in_place(cursor, after)
        if key_changes and made is None:
            for constraint in new_model._meta.constraints:
                editor.add_constraint(new_model, constraint)
        elif key_changes and made is not None:
            made.put_key_in_place(cursor)


def _rename(cursor: Any, new: LedgerDefinition, names: dict[str, str]) -> None:
    """Rename columns, old → new; two may swap their names, so all pass through one that no field can have."""
    for start, end in [(was, f"_{was}") for was in names] + [(f"_{was}", name) for was, name in names.items()]:
        statement = sql.SQL("ALTER TABLE {} RENAME {} TO {}").format(*map(sql.Identifier, (new.table, start, end)))
        cursor.execute(statement.as_string(None))


def _column_of(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    found = model._meta.get_field(name)
    assert isinstance(found, models.Field)  # noqa: S101 — ledger tables have no reverse relations
    return found


# --- checks and deadlines --------------------------------------------------------------------------------------------


def _try_checks(cursor: Any, definition: LedgerDefinition) -> None:
    """Let the database itself say whether the checks fit the columns' types."""
    titles = {field.name: field.title for field in definition.fields}
    for constraint in definition.constraints:
        if constraint.check is None:
            continue
        test = sql.SQL("SELECT ({check})::boolean FROM {table} LIMIT 0").format(
            check=sql.SQL(check_expression(constraint.check, titles)),
            table=sql.Identifier(definition.table),
        )
        try:
            cursor.execute(test.as_string(None))
        except (ProgrammingError, DataError):
            raise misfit(definition.title, constraint.check) from None


def _renew_due(cursor: Any, definition: LedgerDefinition, span: sql.Composable) -> int:
    table = sql.Identifier(definition.table)
    days: set[Any] = set()
    for name in start_days(definition):
        found = sql.SQL("SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL AND {span}")
        cursor.execute(found.format(table=table, column=sql.Identifier(name), span=span).as_string(None))
        days.update(day for (day,) in cursor.fetchall())
    due = due_expression(definition, sql.Identifier)
    statement = sql.SQL("UPDATE {table} SET due = {due} WHERE due IS DISTINCT FROM {due} AND {span}")
    limits = json.dumps(working_limits(definition, days))
    cursor.execute(statement.format(table=table, due=due, span=span).as_string(None), {"limits": limits})
    return int(cursor.rowcount)


def _on(definition: LedgerDefinition, statement: str) -> str:
    return sql.SQL(statement).format(table=sql.Identifier(definition.table)).as_string(None)
