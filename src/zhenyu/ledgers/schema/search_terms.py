"""Finding rows by a part of a text: which fields are searched, and the condition one index over all of them
serves.

The index (:mod:`zhenyu.ledgers.schema.indexes`) holds the pairs of neighbouring characters of all searched
fields of a row. Rows that have every pair of the words asked for are few; each is then compared with the
words themselves. A single character has no
pair: it is looked for row by row within the area. Pure: builds expressions only.
"""

from __future__ import annotations

from typing import Any, Final

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, F, Func, Q, TextField, Value

from zhenyu.ledgers.definition.ledger_definition import Field, FieldType, LedgerDefinition

_SEARCHED: Final = frozenset(
    {FieldType.TEXT, FieldType.LONG_TEXT, FieldType.PERSON_NAME, FieldType.USER, FieldType.OFFICE}
)
FUNCTION: Final = "zhenyu_bigrams"


def searched_fields(definition: LedgerDefinition) -> tuple[Field, ...]:
    """The fields words are looked for in: texts and names that are not sensitive; no numbers of people,
    phones, accounts."""
    return tuple(
        field
        for field in definition.fields
        if field.type in _SEARCHED and field.effective_privacy != "sensitive"
    )


def bigrams(words: str) -> list[str]:
    """The pairs of neighbouring characters, as the database cuts them: 张小明 → 张小, 小明. None for a single
    character."""
    lower = words.lower()
    return sorted({lower[position : position + 2] for position in range(len(lower) - 1)})


def says(name: str, words: str) -> Q:
    """Rows whose column holds the words anywhere, whatever the case."""
    return Q(_Like(F(name), Value(pattern(words))))


def says_anywhere(definition: LedgerDefinition, words: str) -> Q:
    """Rows any searched field of which holds the words; none where no field is searched."""
    combined = Q(pk__in=[])
    for field in searched_fields(definition):
        combined |= says(field.name, words)
    return combined


def has_pairs(definition: LedgerDefinition, words: str) -> Q:
    """What the search index answers: rows with every pair of characters of the words, in any searched
    field."""
    pairs = bigrams(words)
    if not pairs:
        return Q()
    fields = [Func(F(field.name), function=FUNCTION) for field in searched_fields(definition)]
    kind: ArrayField[Any, Any] = ArrayField(TextField())
    return Q(_Holds(_All(*fields, output_field=kind), Value(pairs, output_field=kind)))


def indexed_expression(definition: LedgerDefinition) -> str:
    """The expression of the index in SQL; :func:`has_pairs` must read the same."""
    return " || ".join(f'{FUNCTION}("{field.name}")' for field in searched_fields(definition))


def pattern(words: str) -> str:
    """What a text is like that holds the words, whatever of LIKE's own signs are in them."""
    literal = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{literal}%"


class _Like(Func):
    """``column ILIKE pattern``: unlike Django's ``icontains`` it lets the planner look into the column's
    statistics."""

    output_field = BooleanField()
    template = "%(expressions)s"
    arg_joiner = " ILIKE "


class _All(Func):
    """``(a || b || …)``, spelled as the index is."""

    template = "(%(expressions)s)"
    arg_joiner = " || "


class _Holds(Func):
    """``pairs @> pairs asked for``."""

    output_field = BooleanField()
    template = "%(expressions)s"
    arg_joiner = " @> "
