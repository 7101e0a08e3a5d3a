"""Filling the shadow columns: every distinct value is read once, then the rows are converted in batches, then
those written meanwhile.

Each batch is a short transaction or is repeated after a crash; none blocks a reader.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from psycopg import sql

from zhenyu.core.database import locks
from zhenyu.ledgers.redefinition.column_types import column_kind, copy_conversions
from zhenyu.ledgers.redefinition.shadow_columns import ColumnMigration, ShadowColumn, as_owner, exists

BATCH: Final = 500
"""Rows of one short transaction, whose writers wait for it: about a tenth of a second."""
_READ: Final = 20_000

Report = Callable[[str, int, int | None], None]
"""Stage, done and total; raises when the work is cancelled."""


class Unreadable(Exception):  # noqa: N818 — never shown: the rows are named by ``consequences``
    """An active row holds a value that cannot be converted."""


def read_values(migration: ColumnMigration, report: Report) -> None:
    """Read every distinct value with what it becomes, NULL where it cannot be converted.

    Raises:
        Unreadable: an active row holds one that cannot.
    """
    for column in migration.columns:
        if column.conversions is None:
            continue
        with as_owner() as cursor:
            if not exists(cursor, column.conversions):
                _read_values(cursor, migration, column, column.conversions, report)
            table = sql.Identifier(column.conversions)
            migration.run(
                cursor,
                "SELECT EXISTS (SELECT FROM {table} WHERE deleted_at IS NULL"
                " AND {name}::text = ANY(ARRAY(SELECT old FROM {conversions} WHERE new IS NULL)))",
                name=column.before.name,
                conversions=table,
            )
            if cursor.fetchone()[0]:
                raise Unreadable


def _read_values(
    cursor: Any, migration: ColumnMigration, column: ShadowColumn, table: str, report: Report
) -> None:
    names: dict[str, str | sql.Composable] = {
        "conversions": table,
        "name": column.before.name,
        "kind": column_kind(column.after),
        "index": f"{table}_old",
    }
    migration.run(cursor, "CREATE TABLE {conversions} (old text NOT NULL, new {kind})", **names)
    migration.run(cursor, "ALTER TABLE {conversions} ENABLE ROW LEVEL SECURITY", **names)  # the owner's alone
    migration.run(
        cursor,
        "DECLARE originals CURSOR FOR SELECT DISTINCT {name}::text, {name} FROM {table} WHERE {name} IS NOT NULL",
        **names,
    )
    read = 0
    while True:
        cursor.execute(f"FETCH {_READ} FROM originals")
        values = cursor.fetchall()
        if not values:
            break
        copy_conversions(cursor, table, column.before, column.after, values)
        read += len(values)
        report(f"核对“{column.before.title}”的内容", read, None)
    cursor.execute("CLOSE originals")
    # a text may be long
    migration.run(cursor, "CREATE INDEX {index} ON {conversions} USING hash (old)", **names)
    migration.run(cursor, "ANALYZE {conversions}", **names)


def backfill_rows(migration: ColumnMigration, report: Report) -> bool:
    """Convert row by row in the order of their ids, from where a run before this one stopped. True: the end
    was reached."""
    while True:
        with as_owner() as cursor:
            position, done, total = _progress(cursor, migration)
            migration.run(
                cursor,
                "SELECT max(id), count(*) FROM (SELECT id FROM {table} WHERE id > {place} ORDER BY id LIMIT {batch}) b",
                place=sql.Literal(position),
                batch=sql.Literal(BATCH),
            )
            last, rows = cursor.fetchone()
            if last is None:
                return True
            blank = sql.SQL(" AND ").join(
                sql.SQL("t.{} IS NULL").format(sql.Identifier(c.before.name)) for c in migration.columns
            )
            span = sql.SQL("t.id > {} AND t.id <= {} AND NOT ({})").format(
                sql.Literal(position), sql.Literal(last), blank
            )
            _convert(cursor, migration, span)
            migration.run(
                cursor,
                "UPDATE {place} SET id = {last}, done = done + {rows}",
                place=migration.name("place"),
                last=sql.Literal(last),
                rows=sql.Literal(rows),
            )
        report("转换内容", done + rows, max(total, done + rows))


def _progress(cursor: Any, migration: ColumnMigration) -> tuple[int, int, int]:
    """The last id converted, how many rows that makes, and of how many."""
    migration.run(cursor, "SELECT id, done, total FROM {place}", place=migration.name("place"))
    position, done, total = cursor.fetchone()
    return position, done, total


def _convert(cursor: Any, migration: ColumnMigration, which: sql.Composable) -> None:
    """Convert rows. Sub-selects, not a join: a row changed by somebody else meanwhile is then converted as it
    is now."""
    assigned = (sql.SQL("{} = {}").format(sql.Identifier(c.hidden), _becomes(c)) for c in migration.columns)
    locks.wait_at_most(cursor)
    cursor.execute("SELECT set_config('zhenyu.refilling', 'on', true)")
    migration.run(
        cursor,
        "UPDATE {table} t SET {assigned} WHERE {which}",
        assigned=sql.SQL(", ").join(assigned),
        which=which,
    )
    cursor.execute("SELECT set_config('zhenyu.refilling', '', true)")


def _becomes(column: ShadowColumn) -> sql.Composable:
    name = sql.Identifier(column.before.name)
    if column.conversions is None:
        return sql.SQL("t.{}::{}").format(name, column_kind(column.after))
    return sql.SQL("(SELECT c.new FROM {} c WHERE c.old = t.{}::text LIMIT 1)").format(
        sql.Identifier(column.conversions), name
    )


# --- what is written meanwhile --------------------------------------------------------------------


def catch_up(cursor: Any, migration: ColumnMigration) -> list[int]:
    """Convert some of the rows noted since, in the caller's transaction: their ids, none when no row is left.

    Raises:
        Unreadable: one of them holds what cannot be converted.
    """
    if not migration.columns:
        return []
    migration.run(
        cursor,
        "WITH taken AS (DELETE FROM {rows} WHERE ctid = ANY(ARRAY(SELECT ctid FROM {rows} LIMIT {batch})) RETURNING id)"
        " SELECT array_agg(DISTINCT id) FROM taken",
        rows=migration.name("rows"),
        batch=sql.Literal(BATCH),
    )
    (ids,) = cursor.fetchone()
    if not ids:
        return []
    noted = _among(ids)
    for column in migration.columns:
        if column.conversions is not None:
            _read_new_values(cursor, migration, column, column.conversions, noted)
    if migration.key:
        _unconvert(cursor, migration, noted)
    _convert(cursor, migration, noted)
    for column in migration.columns:
        migration.run(
            cursor,
            "SELECT EXISTS (SELECT FROM {table} t"
            " WHERE {noted} AND deleted_at IS NULL AND {name} IS NOT NULL AND {hidden} IS NULL)",
            noted=noted,
            name=column.before.name,
            hidden=column.hidden,
        )
        if cursor.fetchone()[0]:
            raise Unreadable
    return list(ids)


def has_noted_rows(cursor: Any, migration: ColumnMigration) -> bool:
    """Whether rows still wait to be converted again."""
    if migration.columns:
        migration.run(cursor, "SELECT EXISTS (SELECT FROM {rows})", rows=migration.name("rows"))
        return bool(cursor.fetchone()[0])
    return False


def _among(ids: list[int]) -> sql.Composable:
    return sql.SQL("t.id = ANY({}::bigint[])").format(sql.Literal(ids))


def _unconvert(cursor: Any, migration: ColumnMigration, noted: sql.Composable) -> None:
    """Blank what every row noted became before: of two rows that swapped their keys one would else have the
    other's."""
    blank = sql.SQL(", ").join(
        sql.SQL("{} = NULL").format(sql.Identifier(c.hidden)) for c in migration.columns
    )
    cursor.execute("SELECT set_config('zhenyu.refilling', 'on', true)")
    migration.run(
        cursor,
        "UPDATE {table} t SET {blank} WHERE {noted} OR id IN (SELECT id FROM {rows})",
        blank=blank,
        noted=noted,
        rows=migration.name("rows"),
    )
    cursor.execute("SELECT set_config('zhenyu.refilling', '', true)")


def _read_new_values(
    cursor: Any, migration: ColumnMigration, column: ShadowColumn, table: str, noted: sql.Composable
) -> None:
    migration.run(
        cursor,
        "SELECT DISTINCT t.{name}::text, t.{name} FROM {table} t WHERE {noted} AND t.{name} IS NOT NULL"
        " AND NOT EXISTS (SELECT FROM {conversions} c WHERE c.old = t.{name}::text)",
        name=column.before.name,
        noted=noted,
        conversions=table,
    )
    if values := cursor.fetchall():
        copy_conversions(cursor, table, column.before, column.after, values)


def deleted_unreadable(cursor: Any, migration: ColumnMigration) -> list[int]:
    """Deleted rows that hold what cannot be converted; looked for before readers have to wait."""
    ids: list[int] = []
    for column in migration.columns:
        if column.conversions is not None:
            migration.run(
                cursor,
                "SELECT coalesce(array_agg(id), ARRAY[]::bigint[]) FROM {table} WHERE deleted_at IS NOT NULL"
                " AND EXISTS (SELECT FROM {conversions} WHERE new IS NULL)"
                " AND {name} IS NOT NULL AND {hidden} IS NULL",
                name=column.before.name,
                hidden=column.hidden,
                conversions=column.conversions,
            )
            ids += cursor.fetchone()[0]
    return ids


def keep_texts(cursor: Any, migration: ColumnMigration, ids: list[int]) -> None:
    """What those of these rows that are deleted hold and cannot be converted is kept as text in their
    ``extra``."""
    for column in migration.columns if ids else ():
        migration.run(
            cursor,
            "UPDATE {table} t SET extra = extra || jsonb_build_object({title}, {name}::text)"
            " WHERE {noted} AND deleted_at IS NOT NULL AND {name} IS NOT NULL AND {hidden} IS NULL",
            title=sql.Literal(column.before.name),
            noted=_among(ids),
            name=column.before.name,
            hidden=column.hidden,
        )
