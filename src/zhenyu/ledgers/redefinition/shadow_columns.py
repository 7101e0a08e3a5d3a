"""The shadow columns of a large ledger whose columns get another type while people go on reading and writing.

Beside each column a hidden one is made (nobody's definition names it), filled batch by batch
(:mod:`zhenyu.ledgers.redefinition.backfill`) and exchanged with the old one at the end. A trigger notes the
rows written meanwhile. The table is locked twice, each time for milliseconds. Decision 0011 gives the
reasons.

All of it survives a crash of its process; :func:`clear` takes it away again.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db import IntegrityError, connection
from psycopg import sql

from zhenyu.core.database import locks
from zhenyu.core.database.row_security import APP_ROLE, owner_rights, owner_session, scope_applied
from zhenyu.core.values.scope import EVERYTHING
from zhenyu.ledgers.definition.field_renames import origins
from zhenyu.ledgers.definition.ledger_definition import Field, LedgerDefinition
from zhenyu.ledgers.redefinition.column_types import column_kind, rekeyed, retyped
from zhenyu.ledgers.schema.retyped_values import keeps_values
from zhenyu.ledgers.schema.size import is_large

if TYPE_CHECKING:
    from collections.abc import Iterator

_HIDDEN: Final = r"^_new_[0-9]+_[0-9]+$"


@dataclass(frozen=True, slots=True)
class ShadowColumn:
    """A column being converted: ``hidden`` is filled beside ``before.name`` until it becomes ``after.name``.

    ``conversions`` is the table of converted values, None where a cast does.
    """

    before: Field
    after: Field
    hidden: str
    conversions: str | None


@dataclass(frozen=True, slots=True)
class ColumnMigration:
    """What is made anew for a definition to come; ``number`` (the job's) is in the names of all it makes."""

    number: int
    old: LedgerDefinition
    new: LedgerDefinition
    columns: tuple[ShadowColumn, ...]
    key: tuple[str, ...]
    """Columns of the new key as they are called meanwhile; empty where the key's index stays, or there is
    none to come."""

    def name(self, part: str) -> str:
        return f"_retyping_{self.number}_{part}"

    def cut_over(self, cursor: Any, after: Field) -> None:
        """Replace the field's column by the hidden one."""
        shadow = next(column for column in self.columns if column.after.name == after.name)
        self.run(cursor, "ALTER TABLE {table} DROP COLUMN {name}", name=after.name)
        self.run(
            cursor, "ALTER TABLE {table} RENAME {hidden} TO {name}", hidden=shadow.hidden, name=after.name
        )

    def cut_over_key(self, cursor: Any) -> None:
        """Replace the key's index by the one made for it."""
        if self.key:
            self.run(
                cursor,
                "ALTER INDEX {made} RENAME TO {key}",
                made=self.name("key"),
                key=f"{self.new.table}_key",
            )

    def run(self, cursor: Any, statement: str, **names: str | sql.Composable) -> None:
        """Execute a statement about the ledger's table; names are identifiers unless composed already."""
        pieces = {
            name: sql.Identifier(text) if isinstance(text, str) else text for name, text in names.items()
        }
        table = sql.Identifier(self.old.table)
        cursor.execute(sql.SQL(statement).format(table=table, **pieces).as_string(None))


def plan_migration(number: int, old: LedgerDefinition, new: LedgerDefinition) -> ColumnMigration:
    """What has to be made anew for a new definition."""
    columns = tuple(
        ShadowColumn(
            was, now, f"_new_{number}_{n}", None if keeps_values(was, now) else f"_retyping_{number}_{n}"
        )
        for n, (was, now) in enumerate(retyped(old, new))
    )
    hidden, source = {column.after.name: column.hidden for column in columns}, origins(old, new)
    key = (
        tuple(hidden.get(name) or source[name] for name in new.key if name in source)
        if rekeyed(old, new)
        else ()
    )
    return ColumnMigration(number, old, new, columns, key)


def takes_long(old: LedgerDefinition, new: LedgerDefinition) -> bool:
    """Whether a redefinition would hold up a large table if it were done in one transaction."""
    migration = plan_migration(0, old, new)
    return bool(migration.columns or migration.key) and is_large(old)


@contextmanager
def as_owner() -> Iterator[Any]:
    """A transaction with the owner's rights that sees every row."""
    with scope_applied(EVERYTHING, "系统"), owner_rights() as cursor:
        yield cursor


# --- beginning and end ----------------------------------------------------------------------------


def prepare(migration: ColumnMigration) -> bool:
    """Make the hidden columns and note from now on what is written; False when others held the table. Safe to
    run again."""
    if not migration.columns or is_prepared(migration):
        return True
    with as_owner() as cursor:
        migration.run(cursor, "SELECT count(*) FROM {table}")
        (total,) = cursor.fetchone()
        if not locks.try_lock_table(cursor, migration.old.table, "ACCESS EXCLUSIVE"):
            return False
        _clear(cursor, migration.old)
        for column in migration.columns:
            migration.run(
                cursor,
                "ALTER TABLE {table} ADD COLUMN {hidden} {kind}",
                hidden=column.hidden,
                kind=column_kind(column.after),
            )
        names = {
            "rows": migration.name("rows"),
            "place": migration.name("place"),
            "note": migration.name("note"),
        }
        for statement in _NOTING:
            migration.run(cursor, statement, **names, total=sql.Literal(total), app=APP_ROLE)
        return True


_NOTING: Final = (
    "CREATE TABLE {rows} (id bigint NOT NULL)",
    "GRANT INSERT ON {rows} TO {app}",
    "CREATE TABLE {place} AS SELECT 0::bigint AS id, 0::bigint AS done, {total}::bigint AS total",
    "CREATE FUNCTION {note}() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN INSERT INTO {rows} SELECT id FROM written; RETURN NULL; END $$",
    "CREATE TRIGGER {note} AFTER INSERT ON {table} REFERENCING NEW TABLE AS written FOR EACH STATEMENT"
    " EXECUTE FUNCTION {note}()",
    "CREATE TRIGGER {place} AFTER UPDATE ON {table} REFERENCING NEW TABLE AS written FOR EACH STATEMENT"
    " WHEN (current_setting('zhenyu.refilling', true) IS DISTINCT FROM 'on') EXECUTE FUNCTION {note}()",
)


def clear(migration: ColumnMigration) -> bool:
    """Take away what was made and will not be put in place; False when others held the table."""
    with as_owner() as cursor:
        if not _leftovers(cursor, migration.old, migration.number):
            return True
        if not locks.try_lock_table(cursor, migration.old.table, "ACCESS EXCLUSIVE"):
            return False
        _clear(cursor, migration.old, migration.number)
        return True


def _clear(cursor: Any, definition: LedgerDefinition, number: int | None = None) -> None:
    for kind, name in _leftovers(cursor, definition, number):
        drop = "ALTER TABLE {table} DROP COLUMN" if kind == "COLUMN" else f"DROP {kind}"
        names = {"table": sql.Identifier(definition.table), "name": sql.Identifier(name)}
        cursor.execute(sql.SQL(f"{drop} IF EXISTS {{name}} CASCADE").format(**names).as_string(None))


_LEFTOVERS: Final = """
WITH numbers AS (
  SELECT DISTINCT split_part(name, '_', 3) AS number FROM (
    SELECT attname::text AS name FROM pg_attribute WHERE attrelid = %(table)s::regclass AND attname ~ %(hidden)s
    UNION ALL
    SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE indrelid = %(table)s::regclass AND relname ~ '^_retyping_[0-9]+_key$') AS made)
SELECT 'COLUMN', attname FROM pg_attribute WHERE attrelid = %(table)s::regclass AND attname ~ %(hidden)s
UNION ALL
SELECT CASE relkind WHEN 'i' THEN 'INDEX' ELSE 'TABLE' END, relname FROM pg_class
WHERE relkind IN ('r', 'i') AND relname ~ '^_retyping_[0-9]+_(rows|place|key|[0-9]+)$'
  AND split_part(relname, '_', 3) IN (SELECT number FROM numbers)
UNION ALL
SELECT 'FUNCTION', proname FROM pg_proc
WHERE proname ~ '^_retyping_[0-9]+_note$' AND split_part(proname, '_', 3) IN (SELECT number FROM numbers)
"""


def _leftovers(cursor: Any, definition: LedgerDefinition, number: int | None) -> list[tuple[str, str]]:
    """Kind and name of everything made for a migration of this ledger, of any job where no number is
    given."""
    cursor.execute(_LEFTOVERS, {"table": definition.table, "hidden": _HIDDEN})
    return [
        (kind, name)
        for kind, name in cursor.fetchall()
        if number is None or name.split("_")[2] == str(number)
    ]


def is_prepared(migration: ColumnMigration) -> bool:
    """Whether the hidden columns are there."""
    with connection.cursor() as cursor:
        return exists(cursor, migration.name("rows"))


def exists(cursor: Any, table: str) -> bool:
    """Whether a table is there."""
    cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [table])
    return bool(cursor.fetchone()[0])


def drop_notes(cursor: Any, migration: ColumnMigration) -> None:
    """Stop noting; only the hidden columns and the key's index are left, to be put in place."""
    migration.run(cursor, "DROP FUNCTION IF EXISTS {note} CASCADE", note=migration.name("note"))
    tables = [
        migration.name("rows"),
        migration.name("place"),
        *(c.conversions for c in migration.columns if c.conversions),
    ]
    cursor.execute(
        sql.SQL("DROP TABLE IF EXISTS {}")
        .format(sql.SQL(", ").join(map(sql.Identifier, tables)))
        .as_string(None)
    )


# --- the key --------------------------------------------------------------------------------------


def index_key(migration: ColumnMigration) -> None:
    """Make the new key's index while others write, outside any transaction.

    Raises:
        IntegrityError: two rows have one key.
    """
    columns = sql.SQL(", ").join(map(sql.Identifier, ("area", *migration.key)))
    # what is left of a run that was killed, or of one that failed
    drop = "DROP INDEX CONCURRENTLY IF EXISTS {made}"
    with owner_session() as cursor:
        try:
            migration.run(cursor, drop, made=migration.name("key"))
            migration.run(
                cursor,
                "CREATE UNIQUE INDEX CONCURRENTLY {made} ON {table} ({columns}) WHERE deleted_at IS NULL",
                made=migration.name("key"),
                columns=columns,
            )
        except IntegrityError:
            migration.run(cursor, drop, made=migration.name("key"))
            raise
