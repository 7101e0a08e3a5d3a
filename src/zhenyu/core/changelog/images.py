"""Images of rows in the change log: how a row's columns are packed, and the one way to read an image again.

A packed image is the list of PostgreSQL's own texts of the columns. Their names and types stand once, in a
*layout* whose number follows from them (SM3), so that a seal over an image covers its names too.
``sql/schema/0006_images.sql`` says it for the database (``zhenyu_image``); decision 0007 says why.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from django.db import connection
from psycopg import sql

if TYPE_CHECKING:
    from zhenyu.core.models import Change

MOMENT: Final = "moment"
_BORN: Final = {"created_at": "updated_at", "created_by": "updated_by"}
"""Blank in an image where it is as in the other column: so it is in every row that was never changed."""
_BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Layout:
    """The columns of a ledger whose texts an image lists, in order, and the SQL type of each."""

    ledger: str
    columns: tuple[str, ...]
    kinds: tuple[str, ...]

    @cached_property
    def id(self) -> int:
        """63 bits of the digest of all it says: no two layouts that occur share it."""
        text = json.dumps([self.ledger, self.columns, self.kinds], ensure_ascii=False)
        return int.from_bytes(hashlib.new("sm3", text.encode()).digest()[:8]) >> 1

    def index_of(self, column: str) -> int | None:
        """Where a column stands in the list, from 0."""
        return self.columns.index(column) if column in self.columns else None

    def packed(self) -> sql.Composable:
        """The image of the row ``t``."""
        texts = (_text_of(column, kind) for column, kind in zip(self.columns, self.kinds, strict=True))
        return sql.SQL("to_jsonb(ARRAY[{}]::text[])").format(sql.SQL(", ").join(texts))

    def kept(self) -> sql.Composable:
        """A statement that keeps the layout where it is not kept yet; it goes along with each that logs
        images."""
        names, kinds = (sql.SQL(", ").join(map(sql.Literal, each)) for each in (self.columns, self.kinds))
        return sql.SQL(
            "INSERT INTO core_layout (id, ledger, columns, kinds) SELECT {0}, {1}, ARRAY[{2}], ARRAY[{3}]"
            " WHERE NOT EXISTS (SELECT FROM core_layout WHERE id = {0}) ON CONFLICT DO NOTHING"
        ).format(sql.Literal(self.id), sql.Literal(self.ledger), names, kinds)


def _text_of(column: str, kind: str) -> sql.Composable:
    name = sql.SQL("t.{}").format(sql.Identifier(column))
    if column in _BORN:
        name = sql.SQL("nullif({}, t.{})").format(name, sql.Identifier(_BORN[column]))
    if kind == MOMENT:
        return sql.SQL("(extract(epoch FROM {}) * 1000000)::bigint::text").format(name)
    if kind == "text[]":
        return sql.SQL("to_jsonb({})::text").format(name)
    return sql.SQL("{}::text").format(name)


# --- reading --------------------------------------------------------------------------------------

_layouts: dict[int, Layout] = {}
"""Those this process has met. A number never stands for another layout, so none goes stale."""


def image_of(change: Change) -> Mapping[str, Any] | None:
    """The row before a change: column → JSON-ready value (days and moments as texts, exact numbers as
    decimals)."""
    if change.layout is None or change.before is None:
        image: Mapping[str, Any] | None = change.before
        return image
    layout = _layouts.get(change.layout) or _fetched(change.layout)
    values = {
        column: None if text is None else _READ.get(kind, str)(text)
        for column, kind, text in zip(layout.columns, layout.kinds, change.before, strict=True)
    }
    assert change.since is not None  # noqa: S101 — every packed image has it
    values |= {
        "id": change.row_id,
        "area": change.area,
        "version": change.version,
        "updated_at": change.since.isoformat(),
    }
    for column, other in _BORN.items():
        if values.get(column) is None:
            values[column] = values[other]
    return values


def layouts(ledger: str | None = None) -> list[tuple[int, Layout]]:
    """Every layout kept, or those of one ledger, with the number it is kept under."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, ledger, columns, kinds FROM core_layout WHERE coalesce(ledger = %s, TRUE) ORDER BY id",
            [ledger],
        )
        return [
            (id, Layout(code, tuple(columns), tuple(kinds))) for id, code, columns, kinds in cursor.fetchall()
        ]


def _fetched(id: int) -> Layout:
    _layouts.update(layouts())
    return _layouts[id]


def _moment(text: str) -> str:
    return (_BEGINNING + timedelta(microseconds=int(text))).isoformat()


def _nested(text: str) -> Any:
    return json.loads(text, parse_float=Decimal)


_READ: Final[Mapping[str, Callable[[str], Any]]] = {
    "bigint": int,
    "numeric": Decimal,
    "boolean": lambda text: text == "true",
    "jsonb": _nested,
    "text[]": _nested,
    MOMENT: _moment,
}
