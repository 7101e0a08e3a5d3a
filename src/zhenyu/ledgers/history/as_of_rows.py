"""The rows of a ledger that were current at a moment, as SQL: from its table and from the images logged
since.

See :mod:`zhenyu.ledgers.history.as_of` for which rows those are; this module computes each of their columns,
whatever became of the column since.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from psycopg import sql

from zhenyu.core import clock
from zhenyu.core.changelog.images import MOMENT, Layout, layouts
from zhenyu.ledgers.definition.ledger_definition import Field, LedgerDefinition
from zhenyu.ledgers.history import as_of_types
from zhenyu.ledgers.schema.columns import sql_type, system_columns

_SYSTEM_TYPES: Final[Mapping[str, str]] = {
    "state": "text",
    "created_at": MOMENT,
    "created_by": "text",
    "updated_by": "text",
    "batch": "bigint",
    "owner": "text",
    "due": "date",
    "deleted_at": MOMENT,
    "extra": "jsonb",
}
_CAST: Final = sql.SQL("({0})::{1}")
_ITEMS: Final = "CASE WHEN jsonb_typeof({0}) = 'array' THEN ARRAY(SELECT jsonb_array_elements_text({0})) END"
_PACKED: Final = {
    MOMENT: sql.SQL("zhenyu_moment({0})"),
    "text[]": sql.SQL(_ITEMS.replace("{0}", "({0})::jsonb")),
}
_NAMED: Final = {
    MOMENT: sql.SQL("(c.before ->> {0})::timestamptz"),
    "jsonb": sql.SQL("nullif(c.before -> {0}, 'null')"),
    "text[]": sql.SQL(_ITEMS.replace("{0}", "c.before -> {0}")),
}
"""How a value is read where a cast of its text does not do."""
_SINCE: Final = sql.SQL("coalesce(c.since, (c.before ->> 'updated_at')::timestamptz)")
_LOGGED: Final[Mapping[str, sql.Composable]] = {
    "id": sql.SQL("c.row_id"),
    "area": sql.SQL("c.area"),
    "version": sql.SQL("c.version"),
    "updated_at": _SINCE,
}
"""What the change itself has of the row; an image that is not packed has its moment inside."""


def rows_at(now: LedgerDefinition, then: LedgerDefinition, end: datetime) -> str:
    """SQL of the rows that were current at ``end``, deleted ones included, typed as the definition of then
    says."""
    declared = [*system_columns(), *then.by_name]
    packed = [layout for _, layout in layouts(now.code)]
    statement = sql.SQL(
        "SELECT {columns} FROM {table} t WHERE t.updated_at < {end}"
        " UNION ALL "
        "SELECT {images} FROM core_change c WHERE c.ledger = {ledger} AND c.at >= {end} AND c.at < {tomorrow}"
        " AND c.before IS NOT NULL AND {since} < {end}"
    ).format(
        columns=_listed(_standing(name, now, then) for name in declared),
        table=sql.Identifier(now.table),
        images=_listed(_imaged(name, now, then, packed) for name in declared),
        since=_SINCE,
        ledger=sql.Literal(now.code),
        end=_moment(end),
        # spares the planner the partitions of the months to come
        tomorrow=_moment(clock.now() + timedelta(days=1)),
    )
    return statement.as_string(None)


def _moment(at: datetime) -> sql.Composable:
    return sql.SQL("{}::timestamptz").format(sql.Literal(at.isoformat()))


def _listed(pieces: Iterable[sql.Composable]) -> sql.Composable:
    return sql.SQL(", ").join(pieces)


def _standing(name: str, now: LedgerDefinition, then: LedgerDefinition) -> sql.Composable:
    """A column of a row that nobody touched since. Only blank columns are ever dropped, so one that is gone
    was blank."""
    column = sql.Identifier(name)
    declared = then.by_name.get(name)
    if declared is None:
        return sql.SQL("t.{0} AS {0}").format(column)
    kind, present = sql.SQL(sql_type(declared)), _continued(name, now)
    if present is None:
        return sql.SQL("NULL::{} AS {}").format(kind, column)
    here = sql.SQL("t.{}").format(sql.Identifier(present.name))
    if as_of_types.is_other(declared, present):
        return sql.SQL("{} AS {}").format(as_of_types.from_column(here, declared, present), column)
    same = sql_type(present) == sql_type(declared)
    return sql.SQL("{} AS {}" if same else "{}::text::" + sql_type(declared) + " AS {}").format(here, column)


def _continued(name: str, now: LedgerDefinition) -> Field | None:
    """The field of today that goes on with a field of then, renamed and retired ones included."""
    fields = now.whole.fields
    same = next((field for field in fields if field.name == name), None)
    return same or next((field for field in fields if name in field.formerly), None)


def _imaged(
    name: str, now: LedgerDefinition, then: LedgerDefinition, packed: Sequence[Layout]
) -> sql.Composable:
    """A column of a logged image, which was written under the name the field had when it was logged."""
    column = sql.Identifier(name)
    if name in _LOGGED:
        return sql.SQL("{} AS {}").format(_LOGGED[name], column)
    declared = then.by_name.get(name)
    present = _continued(name, now) if declared else None
    names = dict.fromkeys((name, *((present.name, *present.formerly) if present else ())))
    kind = _SYSTEM_TYPES.get(name) or sql_type(then.by_name[name])
    retyped = (declared, present) if declared and present else None
    # who made a row never changed since is not told twice
    born = ["updated_by"] if name == "created_by" else []
    values = [
        *(_packed(each, kind, packed, retyped) for each in (list(names), born) if each and packed),
        *(_named(each, kind, retyped) for each in names),
        *([_SINCE] if name == "created_at" else []),
    ]
    return sql.SQL("coalesce({}) AS {}").format(_listed(values), column)


def _packed(
    names: Sequence[str], kind: str, layouts: Sequence[Layout], fields: tuple[Field, Field] | None
) -> sql.Composable:
    """The first of these columns that a packed image lists. Names of JSON objects find nothing in it, nor
    places in them.

    Arguments:
        fields: the field of then and what it is now.
    """
    places: dict[tuple[int, str] | None, list[int]] = {}
    for layout in layouts:
        position = next((found for each in names if (found := layout.place(each)) is not None), None)
        places.setdefault(None if position is None else (position, layout.kinds[position]), []).append(
            layout.id
        )
    values = {found: _value(*found, kind, fields) if found else sql.NULL for found in places}
    if len(places) == 1:
        return next(iter(values.values()))
    cases = (
        sql.SQL("WHEN c.layout IN ({}) THEN {}").format(_listed(map(sql.Literal, ids)), values[found])
        for found, ids in places.items()
    )
    return sql.SQL("CASE {} END").format(sql.SQL(" ").join(cases))


def _value(position: int, logged: str, kind: str, fields: tuple[Field, Field] | None) -> sql.Composable:
    """What a packed image lists at a place, where the column had the type ``logged``."""
    text = sql.SQL("(c.before ->> {})").format(sql.Literal(position))
    if fields and (logged != kind or as_of_types.is_other(*fields)):
        return as_of_types.from_image(text, logged, *fields)
    return _PACKED.get(kind, _CAST).format(text, sql.SQL(kind))


def _named(name: str, kind: str, fields: tuple[Field, Field] | None) -> sql.Composable:
    """A column of an image that was logged as an object of names and values."""
    if fields and as_of_types.is_other(*fields):
        return as_of_types.from_json(sql.SQL("(c.before -> {})").format(sql.Literal(name)), *fields)
    return _NAMED.get(kind, sql.SQL("(c.before ->> {0})::{1}")).format(sql.Literal(name), sql.SQL(kind))
