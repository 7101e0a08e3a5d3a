"""What a value was that is kept under another type since: SQL from a column, or from its text in an image, to
the type of then.

Giving a field another type (:mod:`zhenyu.ledgers.schema.retyped_values`) writes each value as people read it
and reads that again. The way back is the same: the present value as a text, read as the type of then. So 是
is true again and 2023年5月1日, a day since, is 2023-05-01.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from psycopg import sql

from zhenyu.ledgers.definition.ledger_definition import Field, FieldType
from zhenyu.ledgers.schema.columns import sql_type
from zhenyu.ledgers.schema.retyped_values import keeps_values

_WRITTEN: Final[Mapping[str, str]] = {
    "boolean": "CASE WHEN {0} THEN '是' WHEN NOT {0} THEN '否' END",
    "text[]": "array_to_string({0}, '、')",
    "numeric": "trim_scale({0})::text",
}
"""Columns as texts; others by a cast."""
_ITEMS: Final = "(SELECT string_agg(item, '、' ORDER BY n) FROM jsonb_array_elements_text({0}) WITH ORDINALITY AS items (item, n))"
_LOGGED: Final[Mapping[str, str]] = {
    "boolean": "CASE {0} WHEN 'true' THEN '是' WHEN 'false' THEN '否' END",
    "text[]": _ITEMS.replace("{0}", "({0})::jsonb"),
    "numeric": "trim_scale(({0})::numeric)::text",
}
"""The same from PostgreSQL's text of the column, which is what an image holds; others are used unchanged."""
_IN_JSON: Final = (
    "CASE jsonb_typeof({0}) WHEN 'boolean' THEN CASE {0} WHEN 'true' THEN '是' ELSE '否' END"
    f" WHEN 'number' THEN trim_scale(({{0}} #>> '{{{{}}}}')::numeric)::text WHEN 'array' THEN {_ITEMS}"
    " ELSE {0} #>> '{{}}' END"
)
"""The same from a value of JSON."""
_READ: Final[Mapping[str, str]] = {
    "boolean": "CASE {0} WHEN '是' THEN TRUE WHEN '否' THEN FALSE END",
    "date": "CASE WHEN {0} ~ '^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}$' THEN ({0})::date"
    " WHEN {0} ~ '^[0-9]{{4}}-[0-9]{{2}}$' THEN ({0} || '-01')::date END",
    "bigint": "CASE WHEN {0} ~ '^-?[0-9]{{1,18}}$' THEN ({0})::bigint END",
    "numeric": "CASE WHEN {0} ~ '^-?[0-9]+([.][0-9]+)?$' THEN ({0})::numeric END",
    "text": "{0}",
    "varchar(15)": "{0}",
    "text[]": "string_to_array({0}, '、')",
}
"""Texts as values; nothing is read as what has no text of its own (files, points)."""


def is_other(then: Field, now: Field) -> bool:
    """Whether values of then were written anew when the field got its present type."""
    return then.type != now.type and not keeps_values(then, now)


def from_column(column: sql.Composable, then: Field, now: Field) -> sql.Composable:
    """The value of then, from the column as it is."""
    kind = sql_type(now)
    return _read(_named(sql.SQL(_WRITTEN.get(kind, "{0}::text")).format(column), now, then), then)


def from_image(text: sql.Composable, kind: str, then: Field, now: Field) -> sql.Composable:
    """The value of then, from the text of a column of this SQL type in a packed image; it may be of then or
    of later."""
    return _read(_named(sql.SQL(_LOGGED.get(kind, "{0}")).format(text), now, then), then)


def from_json(value: sql.Composable, then: Field, now: Field) -> sql.Composable:
    """The value of then, from one in an image of before images were packed."""
    return _read(_named(sql.SQL(_IN_JSON).format(value), now, then), then)


def _named(text: sql.Composable, now: Field, then: Field) -> sql.Composable:
    """With choices by their titles, and months without a day."""
    if now.type is FieldType.MONTH and then.type is not FieldType.DATE:
        return sql.SQL("regexp_replace({}, '^([0-9]{{4}}-[0-9]{{2}})-[0-9]{{2}}$', '\\1')").format(text)
    return _exchanged(text, now, tuple(now.choices), tuple(now.choices.values()))


def _read(text: sql.Composable, then: Field) -> sql.Composable:
    codes, titles = tuple(then.choices), tuple(then.choices.values())
    kind = sql_type(then)
    if kind not in _READ:
        return sql.SQL("NULL::{}").format(sql.SQL(kind))
    return sql.SQL(_READ[kind]).format(_exchanged(text, then, titles, codes))


def _exchanged(
    text: sql.Composable, field: Field, old: tuple[str, ...], new: tuple[str, ...]
) -> sql.Composable:
    """Each word of a choice in other words; what is not among the old ones stays."""
    if field.type not in (FieldType.CHOICE, FieldType.CHOICES):
        return text
    words = sql.SQL(
        "SELECT string_agg(coalesce((ARRAY[{new}]::text[])[array_position(ARRAY[{old}]::text[], word)], word), '、' ORDER BY n)"
        " FROM unnest(string_to_array({text}, '、')) WITH ORDINALITY AS words (word, n)"
    )
    lists = {name: sql.SQL(", ").join(map(sql.Literal, each)) for name, each in (("old", old), ("new", new))}
    return sql.SQL("({})").format(words.format(text=text, **lists))
