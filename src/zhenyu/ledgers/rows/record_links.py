"""Links from row to row: what ``record`` fields mean, found by key text or by ``#12``, shown by title.

The other row is looked up under the reader's scope: what they may not see can be neither found, linked nor
shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from django.db import connection
from psycopg import sql

from zhenyu.ledgers.definition.ledger_definition import FieldType, LedgerDefinition
from zhenyu.ledgers.schema.pinyin_sort import any_key_in_sql, key_function, key_in_sql
from zhenyu.ledgers.schema.registry import LoadedLedger, active_rows, loaded_ledger
from zhenyu.ledgers.types import Row
from zhenyu.ledgers.values.row_titles import naming_fields, row_title

_REFERENCE: Final = re.compile(r"#(\d{1,18})")


def reference(row_id: int) -> str:
    """How a form or an address names a row of another ledger whatever its key: ``#12``."""
    return f"#{row_id}"


def labelled(definition: LedgerDefinition, rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """The rows with the titles of what they point to. One statement a ledger pointed to, none where there is
    no such field."""
    fields = [field for field in definition.fields if field.type is FieldType.RECORD and field.record]
    if not fields or not rows:
        return rows
    wanted: dict[str, set[int]] = {}
    for field in fields:
        ids = {row.values[field.name] for row in rows if row.values.get(field.name) is not None}
        wanted.setdefault(field.record or "", set()).update(ids)
    known = {code: titles(code, ids) for code, ids in wanted.items() if ids}
    return tuple(
        replace(
            row,
            labels={
                field.name: known[field.record or ""][row.values[field.name]]
                for field in fields
                if row.values.get(field.name) in known.get(field.record or "", {})
            },
        )
        for row in rows
    )


def titles(code: str, ids: Iterable[int]) -> dict[int, str]:
    """id → title of the rows the reader may see, deleted ones too: a link may outlive its target."""
    loaded = loaded_ledger(code)
    model: Any = loaded.model
    names = [field.name for field in naming_fields(loaded.definition)]
    found = model.objects.filter(id__in=set(ids)).values("id", "deleted_at", *names)
    return {
        record["id"]: row_title(loaded.definition, record["id"], record)
        + ("（已删除）" if record["deleted_at"] else "")
        for record in found
    }


def records_named(
    definition: LedgerDefinition, named: Iterable[tuple[str, Any]]
) -> dict[str, dict[str, int]]:
    """Ledger → text → id for the values that edits and filters give for ``record`` fields, as far as they
    exist.

    Arguments:
        named: (field name, raw value) pairs; other fields are passed over.
    """
    asked: dict[str, set[str]] = {}
    for name, raw in named:
        field = definition.by_name.get(name)
        if field is not None and field.type is FieldType.RECORD and field.record and raw not in (None, ""):
            for text in raw if isinstance(raw, list | tuple | set) else (raw,):
                asked.setdefault(field.record, set()).add(_text(text))
    return {code: _ids_of(loaded_ledger(code), texts) for code, texts in asked.items()}


def _text(raw: Any) -> str:
    return reference(raw) if type(raw) is int else str(raw).strip()


def _ids_of(loaded: LoadedLedger, texts: set[str]) -> dict[str, int]:
    ids = {int(found[1]): text for text in texts if (found := _REFERENCE.fullmatch(text))}
    by_id = {
        ids[row_id]: row_id for row_id in active_rows(loaded).filter(id__in=ids).values_list("id", flat=True)
    }
    keys = [text for text in texts if text not in by_id]
    return {**_by_key(loaded.definition, keys), **by_id} if keys and loaded.definition.key else by_id


def _by_key(definition: LedgerDefinition, keys: list[str]) -> dict[str, int]:
    """Rows by the text of their key (its columns with a space between), those that are the only one of that
    text."""
    columns = sql.SQL(", ").join(map(sql.Identifier, definition.key))
    function = key_function(definition, definition.key[0]) if len(definition.key) == 1 else None
    key = sql.SQL("concat_ws(' ', {})" if len(definition.key) > 1 else "{}::text").format(columns)
    indexed = (
        f"{key_in_sql(function, definition.key[0])} = {any_key_in_sql(function, '%(keys)s')} AND"
        if function
        else ""
    )
    statement = sql.SQL(
        "SELECT {key}, min(id) FROM {table} WHERE deleted_at IS NULL AND {indexed} {key} = ANY(%(keys)s)"
        " GROUP BY 1 HAVING count(*) = 1"
    ).format(key=key, table=sql.Identifier(definition.table), indexed=sql.SQL(indexed))
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(None), {"keys": keys})
        return dict(cursor.fetchall())
