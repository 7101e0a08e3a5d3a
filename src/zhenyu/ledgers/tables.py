"""Ledger tables: made from a definition, altered to a new one, never at the cost of data.

Everything here runs with the owner's rights; all identifiers come from checked definitions.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection, models
from django.db.utils import DataError, ProgrammingError
from psycopg import sql

from zhenyu.core.db import EVERYTHING, owner_rights, protect, scope_applied
from zhenyu.core.errors import RefusedError, UsageError
from zhenyu.ledgers.columns import make_model, sql_type
from zhenyu.ledgers.deadlines import due_expression, start_days, working_limits
from zhenyu.ledgers.definition import Field, FieldType, LedgerDefinition
from zhenyu.ledgers.expressions import check_expression


def create_table(definition: LedgerDefinition) -> None:
    """Make the table, its indexes, its row security and the grants of the application role."""
    with owner_rights() as cursor:
        with connection.schema_editor() as editor:
            editor.create_model(make_model(definition))
        protect(cursor, definition.table, definition.domain)
        _try_checks(cursor, definition)


def alter_table(old: LedgerDefinition, new: LedgerDefinition) -> None:
    """Bring the table from one definition to the next.

    Raises:
        RefusedError: the change would lose or reinterpret data; names the rows.
    """
    with scope_applied(EVERYTHING, "系统"), owner_rights() as cursor:
        for message, hint in _losses(cursor, old, new):
            raise RefusedError(f"台账“{new.title}”的定义不能这样改：{message}", hint)
        _alter_columns(cursor, old, new)
        if old.domain != new.domain:
            protect(cursor, new.table, new.domain)
        if new.lifecycle and not old.lifecycle:
            _run(cursor, new, "UPDATE {table} SET state = %(state)s WHERE state IS NULL", {"state": new.initial_state})
        _try_checks(cursor, new)
        if old.deadlines != new.deadlines:
            _renew_due(cursor, new)


def renew_due(definition: LedgerDefinition) -> int:
    """Set the due day of every row anew, as after a change of the calendar; returns how many moved. The caller sees all rows."""
    with connection.cursor() as cursor:
        return _renew_due(cursor, definition)


def refresh_statistics(definition: LedgerDefinition) -> None:
    """Tell the planner about a table that just grew, instead of waiting a minute for autovacuum."""
    columns = sql.SQL(", ").join(map(sql.Identifier, ("area", "state", "due", "batch", "deleted_at", *definition.key)))
    with owner_rights() as cursor:
        statement = sql.SQL("ANALYZE {} ({})").format(sql.Identifier(definition.table), columns)
        cursor.execute(statement.as_string(None))


def _alter_columns(cursor: Any, old: LedgerDefinition, new: LedgerDefinition) -> None:
    old_model, new_model = make_model(old), make_model(new)
    with connection.schema_editor() as editor:
        if old.key != new.key:
            for constraint in old_model._meta.constraints:
                editor.remove_constraint(old_model, constraint)
        for field in new.fields:
            before = old.by_name.get(field.name)
            if before is None:
                editor.add_field(new_model, _column_of(new_model, field.name))
            elif sql_type(before) != sql_type(field):
                _retype(cursor, new, field)
        for field in old.fields:
            if field.name not in new.by_name:
                editor.remove_field(old_model, _column_of(old_model, field.name))
        if old.key != new.key:
            for constraint in new_model._meta.constraints:
                editor.add_constraint(new_model, constraint)


def _column_of(model: type[models.Model], name: str) -> models.Field[Any, Any]:
    found = model._meta.get_field(name)
    assert isinstance(found, models.Field)  # noqa: S101 — ledger tables have no reverse relations
    return found


def _retype(cursor: Any, definition: LedgerDefinition, field: Field) -> None:
    """Only reached when the old values survive: to text, between numbers, or when there are none."""
    kind = sql.SQL(sql_type(field))
    name = sql.Identifier(field.name)
    if field.type is FieldType.CHOICES or sql_type(field) in ("date", "jsonb", "boolean"):
        statement = sql.SQL("ALTER TABLE {table} ALTER {name} TYPE {kind} USING NULL::{kind}")
    else:
        statement = sql.SQL("ALTER TABLE {table} ALTER {name} TYPE {kind} USING {name}::text::{kind}")
    cursor.execute(statement.format(table=sql.Identifier(definition.table), name=name, kind=kind).as_string(None))


# --- what would be lost ----------------------------------------------------------------------------------------------

Loss = tuple[str, str]


def _losses(cursor: Any, old: LedgerDefinition, new: LedgerDefinition) -> Iterator[Loss]:
    for field in old.fields:
        after = new.by_name.get(field.name)
        if after is None:
            rows = _rows_where(cursor, old, "{column} IS NOT NULL", field.name)
            if rows:
                yield f"栏目“{field.title}”里还有数据（{rows}）", "先导出并清空这一栏，或保留这一栏"
        else:
            yield from _field_losses(cursor, old, field, after)
    gone = [state for state in old.states if state not in new.states]
    rows = _rows_where(cursor, old, "state = ANY({values})", "state", gone) if gone else ""
    if rows:
        yield (
            f"状态“{'、'.join(old.states[state] for state in gone)}”还有记录在用（{rows}）",
            "先把这些记录办到别的状态",
        )
    if old.level != new.level:
        rows = _rows_where(cursor, old, "TRUE", "id")
        if rows:
            yield f"已有按{old.level.label}登记的记录（{rows}），不能改成{new.level.label}", "另建一个台账"
    if old.key != new.key and new.key:
        yield from _key_losses(cursor, old, new)


def _field_losses(cursor: Any, definition: LedgerDefinition, old: Field, new: Field) -> Iterator[Loss]:
    if old.type != new.type and not _survives(old, new):
        rows = _rows_where(cursor, definition, "{column} IS NOT NULL", old.name)
        if rows:
            yield (
                f"栏目“{old.title}”从 {old.type} 改成 {new.type} 会丢失数据（{rows}）",
                "新加一个栏目，核对后逐条转过去",
            )
    if old.numeric and new.numeric and old.kept_unit != new.kept_unit:
        rows = _rows_where(cursor, definition, "{column} IS NOT NULL", old.name)
        if rows:
            was, now = old.kept_unit or "无单位", new.kept_unit or "无单位"
            yield (
                f"栏目“{old.title}”的单位从{was}改成{now}，已有的数会变了意思（{rows}）",
                "新加一个栏目，换算后再停用旧栏目",
            )
    if (new.choices and set(old.choices) - set(new.choices)) or (new.choices and not old.choices):
        condition = "NOT {column} <@ {values}" if new.type is FieldType.CHOICES else "{column} <> ALL({values})"
        rows = _rows_where(cursor, definition, condition, old.name, list(new.choices)) if _same_column(old, new) else ""
        if rows:
            yield f"栏目“{old.title}”有记录用着要删的选项（{rows}）", "先把这些记录改成别的选项，或保留原选项"


def _same_column(old: Field, new: Field) -> bool:
    return sql_type(old) == sql_type(new)


def _survives(old: Field, new: Field) -> bool:
    """Whether every value of the old type is one of the new."""
    plain_text = new.type in (FieldType.TEXT, FieldType.LONG_TEXT)
    if plain_text and old.type is not FieldType.LONG_TEXT:
        return True
    if new.type is FieldType.LONG_TEXT or (new.type is FieldType.CHOICE and sql_type(old) == "text"):
        return True  # values outside the choices are found apart
    return new.numeric and old.numeric and (new.type is not FieldType.INTEGER)


def _key_losses(cursor: Any, old: LedgerDefinition, new: LedgerDefinition) -> Iterator[Loss]:
    if any(name not in old.by_name for name in new.key):
        if _rows_where(cursor, old, "TRUE", "id"):
            yield "新的主键栏目在已有记录里还是空的", "先加栏目、补齐数据，再改主键"
        return
    key = sql.SQL(", ").join(sql.Identifier(name) for name in ("area", *new.key))
    statement = sql.SQL(
        "SELECT array_agg(id ORDER BY id) FROM {table} WHERE deleted_at IS NULL GROUP BY {key} HAVING count(*) > 1 LIMIT 1"
    ).format(table=sql.Identifier(old.table), key=key)
    cursor.execute(statement.as_string(None))
    found = cursor.fetchone()
    if found:
        yield f"按新的主键有重复的记录（编号 {'、'.join(map(str, found[0][:5]))}）", "先合并或改正重复的记录"
    for name in new.key:
        rows = _rows_where(cursor, old, "{column} IS NULL", name)
        if rows:
            yield f"主键栏目“{new.by_name[name].title}”有空值（{rows}）", "先补齐这一栏"


def _rows_where(
    cursor: Any, definition: LedgerDefinition, condition: str, name: str, values: list[str] | None = None
) -> str:
    """``12条，如编号 3、8、9`` of standing rows, or an empty text. Deleted rows keep their data in the change log."""
    statement = sql.SQL(
        "SELECT count(*), (array_agg(id ORDER BY id))[1:5] FROM {table} WHERE deleted_at IS NULL AND ("
        + condition
        + ")"
    ).format(table=sql.Identifier(definition.table), column=sql.Identifier(name), values=sql.Literal(values))
    cursor.execute(statement.as_string(None))
    count, ids = cursor.fetchone()
    return f"{count}条，如编号 {'、'.join(map(str, ids))}" if count else ""


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
            raise UsageError(
                f"台账“{definition.title}”的规则“{constraint.check}”与栏目类型不符",
                "文字要加单引号，数值栏目才能比大小",
            ) from None


def _renew_due(cursor: Any, definition: LedgerDefinition) -> int:
    days: set[Any] = set()
    for name in start_days(definition):
        cursor.execute(_on(definition, "SELECT DISTINCT {column} FROM {table} WHERE {column} IS NOT NULL", name))
        days.update(day for (day,) in cursor.fetchall())
    due = due_expression(definition, sql.Identifier)
    statement = sql.SQL("UPDATE {table} SET due = {due} WHERE due IS DISTINCT FROM {due}").format(
        table=sql.Identifier(definition.table), due=due
    )
    cursor.execute(statement.as_string(None), {"limits": json.dumps(working_limits(definition, days))})
    return int(cursor.rowcount)


def _on(definition: LedgerDefinition, statement: str, column: str = "id") -> str:
    return (
        sql.SQL(statement).format(table=sql.Identifier(definition.table), column=sql.Identifier(column)).as_string(None)
    )


def _run(cursor: Any, definition: LedgerDefinition, statement: str, parameters: dict[str, Any]) -> None:
    cursor.execute(_on(definition, statement), parameters)
