"""Giving a column another type: a new column is filled in sets from a table of converted values, then
replaces the old one. Rewriting the column in place would lock the table throughout and could not read Chinese
dates; each distinct value is read once. Of a large ledger :mod:`zhenyu.ledgers.redefinition.shadow_columns`
does it while others read and write.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from psycopg import sql

from zhenyu.core.database.copy_text import copy_text
from zhenyu.ledgers.definition.field_renames import origins
from zhenyu.ledgers.definition.ledger_definition import Field, FieldType, LedgerDefinition
from zhenyu.ledgers.schema.columns import sql_type
from zhenyu.ledgers.schema.retyped_values import converted, keeps_values
from zhenyu.ledgers.values.cell_problems import CellProblem
from zhenyu.ledgers.values.stored_values import from_column

_NEW: Final = "_retyped"


def retype(cursor: Any, definition: LedgerDefinition, before: Field, after: Field) -> None:
    """Convert the column ``after.name``, which holds values of ``before``'s type.

    A value of a deleted row that cannot be converted is kept as text in its ``extra``; active rows have none.
    """
    if keeps_values(before, after):
        source, kept = sql.SQL("{column}::{kind}"), sql.SQL("extra")
        from_table = sql.SQL("")
    else:
        _fill_conversions(cursor, definition, before, after)
        source = sql.SQL("c.new")
        kept = sql.SQL(
            "CASE WHEN c.new IS NULL THEN t.extra || jsonb_build_object({name}, c.old) ELSE t.extra END"
        )
        from_table = sql.SQL("FROM conversions c WHERE t.{column}::text = c.old")
    names = {
        "table": sql.Identifier(definition.table),
        "column": sql.Identifier(after.name),
        "new": sql.Identifier(_NEW),
        "kind": column_kind(after),
        "name": sql.Literal(before.name),
    }
    for text in (
        sql.SQL("ALTER TABLE {table} ADD COLUMN {new} {kind}"),
        sql.SQL("UPDATE {table} t SET {new} = ")
        + source
        + sql.SQL(", extra = ")
        + kept
        + sql.SQL(" ")
        + from_table,
        sql.SQL("ALTER TABLE {table} DROP COLUMN {column}"),
        sql.SQL("ALTER TABLE {table} RENAME {new} TO {column}"),
        sql.SQL("DROP TABLE IF EXISTS conversions"),
    ):
        cursor.execute(sql.SQL(text.as_string(None)).format(**names).as_string(None))


def retyped(old: LedgerDefinition, new: LedgerDefinition) -> list[tuple[Field, Field]]:
    """The fields whose columns have to be made anew, retired ones among them: as they were and as they will
    be."""
    source, before = origins(old, new), old.whole.by_name
    pairs = [(before[source[field.name]], field) for field in new.whole.fields if field.name in source]
    return [(was, now) for was, now in pairs if was.type != now.type and not stands_as_it_is(was, now)]


def rekeyed(old: LedgerDefinition, new: LedgerDefinition) -> bool:
    """Whether the key's index has to be made anew: other columns, or a column of another type."""
    source = origins(old, new)
    remade = {after.name for _, after in retyped(old, new)}
    return [source.get(name) for name in new.key] != list(old.key) or bool(remade & set(new.key))


def stands_as_it_is(before: Field, after: Field) -> bool:
    """Whether the column need not be touched."""
    return keeps_values(before, after) and sql_type(before) == sql_type(after)


def _fill_conversions(cursor: Any, definition: LedgerDefinition, before: Field, after: Field) -> None:
    """Every distinct text of the column with its value under the new type, NULL where there is none."""
    column, kind = sql.Identifier(after.name), column_kind(after)
    cursor.execute(
        sql.SQL("CREATE TEMPORARY TABLE conversions (old text, new {}) ON COMMIT DROP")
        .format(kind)
        .as_string(None)
    )
    cursor.execute(
        sql.SQL("SELECT DISTINCT {0}::text, {0} FROM {1} WHERE {0} IS NOT NULL")
        .format(column, sql.Identifier(definition.table))
        .as_string(None)
    )
    copy_conversions(cursor, "conversions", before, after, cursor.fetchall())
    cursor.execute("ANALYZE conversions")


def copy_conversions(
    cursor: Any, table: str, before: Field, after: Field, values: Iterable[tuple[str, Any]]
) -> None:
    """Texts of the column, each with its value under the new type, into a table of ``old`` and ``new``."""
    lines = [f"{copy_text(text)}\t{_converted_text(before, after, value)}\n" for text, value in values]
    statement = sql.SQL("COPY {} (old, new) FROM STDIN").format(sql.Identifier(table))
    with cursor.copy(statement.as_string(None)) as copy:
        copy.write("".join(lines))


def _converted_text(before: Field, after: Field, value: Any) -> str:
    answer = converted(before, after, from_column(before, value))
    return copy_text(None if isinstance(answer, CellProblem) else answer)


def column_kind(field: Field) -> sql.Composable:
    """The type of the field's column as a table declares it."""
    return sql.SQL(sql_type(field) + (' COLLATE "C"' if field.type is FieldType.AREA else ""))
