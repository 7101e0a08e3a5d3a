"""Staged rows, before they are merged: a temporary table filled by COPY, or for few rows a JSON parameter.

Both look the same to :mod:`zhenyu.ledgers.writing.merge`: ``n`` (the row's number), ``id`` (edits), ``area``,
``state``, ``owner``, ``keep`` (private fields that came masked and stay unchanged), and the fields that came.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection
from psycopg import sql

from zhenyu.core.database.copy_text import json_of
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.schema.columns import sql_type

STAGE: Final = "waiting_rows"
_FRAME: Final = 'n bigint, id bigint, area varchar(15) COLLATE "C", state text, owner text, keep text[]'


@dataclass(frozen=True, slots=True)
class Source:
    """Staged rows: a FROM item with the alias ``s``, the fields it brings, and its parameters."""

    relation: sql.Composable
    fields: tuple[str, ...]
    by_key: bool
    parameters: Mapping[str, Any] = field(default_factory=dict)


def json_source(definition: LedgerDefinition, rows: Sequence[Mapping[str, Any]]) -> Source:
    """Whole rows (all fields) as one JSON parameter; matched by ``id``. For edits, up to some thousands."""
    names = tuple(definition.by_name)
    # the limit tells the planner how many rows come; it expects a hundred of any recordset and would read the
    # whole ledger
    relation = sql.SQL(
        "(SELECT * FROM jsonb_to_recordset(%(rows)s::jsonb) AS waiting ({columns}) LIMIT %(count)s) AS s"
    ).format(columns=_columns(definition, names))
    return Source(
        relation,
        names,
        by_key=False,
        parameters={"rows": json.dumps(rows, default=json_of), "count": len(rows)},
    )


@contextmanager
def staged(definition: LedgerDefinition, fields: tuple[str, ...]) -> Iterator[Source]:
    """A temporary table for one import, dropped at its end; matched by the ledger's key."""
    table = sql.Identifier(STAGE)
    with connection.cursor() as cursor:
        create = sql.SQL("CREATE TEMPORARY TABLE {} ({}) ON COMMIT DROP").format(
            table, _columns(definition, fields)
        )
        cursor.execute(create.as_string(None))
    yield Source(sql.SQL("{} AS s").format(table), fields, by_key=True)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("DROP TABLE {}").format(table).as_string(None))


def copy_lines(definition: LedgerDefinition, fields: tuple[str, ...], chunks: Iterable[str]) -> None:
    """COPY text lines (``n, area, state, owner, keep, fields…``, tab-separated) into the staging table.

    Of the staged rows the planner needs to know what they are matched by; a look at all columns took three
    times as long.
    """
    names = ("n", "area", "state", "owner", "keep", *fields)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(STAGE), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    with connection.cursor() as cursor:
        with cursor.copy(statement.as_string(None)) as copy:
            for chunk in chunks:
                copy.write(chunk)
        matched = sql.SQL(", ").join(map(sql.Identifier, dict.fromkeys(("area", *definition.key))))
        cursor.execute(sql.SQL("ANALYZE {} ({})").format(sql.Identifier(STAGE), matched).as_string(None))


def repeated(definition: LedgerDefinition) -> list[tuple[int, int, str]]:
    """Waiting rows whose key an earlier one has: row number, that of the first, the key as text.

    The database finds them: a set of a million keys in our own process would be a quarter of a gigabyte.
    """
    if not definition.key:
        return []
    key = sql.SQL(", ").join(map(sql.Identifier, ("area", *definition.key)))
    shown = sql.SQL(", ").join(map(sql.Identifier, definition.key))
    statement = sql.SQL(
        "SELECT n, _first, concat_ws(' ', {shown}) FROM ("
        "SELECT *, min(n) OVER (PARTITION BY {key}) AS _first FROM {stage}"
        " WHERE ({key}) IN (SELECT {key} FROM {stage} GROUP BY {key} HAVING count(*) > 1)"
        ") twice WHERE n > _first ORDER BY n"
    ).format(shown=shown, key=key, stage=sql.Identifier(STAGE))
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(None))
        return list(cursor.fetchall())


def discard(numbers: Sequence[int]) -> None:
    """Take rows out of the staging table: those refused by rules that only the database could judge."""
    with connection.cursor() as cursor:
        statement = sql.SQL("DELETE FROM {} WHERE n = ANY(%s)").format(sql.Identifier(STAGE))
        cursor.execute(statement.as_string(None), [list(numbers)])


def _columns(definition: LedgerDefinition, names: Iterable[str]) -> sql.Composable:
    declared = [
        sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(sql_type(definition.by_name[name])))
        for name in names
    ]
    return sql.SQL(", ").join([sql.SQL(_FRAME), *declared])
