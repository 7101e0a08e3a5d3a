"""Which columns sort by pinyin, and the key the database compares then (``0007_pinyin.sql``). Builds
expressions only.

Names and texts go by pinyin, as a clerk's spreadsheet sorts them; numbers of people, phones and accounts are
ASCII and are compared unchanged. A key is worked out when rows are sorted; for the fields marked ``sort`` and
the first of the key an index holds it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.contrib.postgres.fields import ArrayField
from django.db.models import BooleanField, F, Func, Q, TextField, Value
from django.db.models.functions import Collate

from zhenyu.ledgers.definition.ledger_definition import FieldType, LedgerDefinition

_TEXT: Final = "zhenyu_pinyin"
_NAME: Final = "zhenyu_name_pinyin"
_KEYS: Final[Mapping[FieldType, str]] = {
    FieldType.TEXT: _TEXT,
    FieldType.LONG_TEXT: _TEXT,
    FieldType.OFFICE: _TEXT,
    FieldType.PERSON_NAME: _NAME,
    FieldType.USER: _NAME,
}
_OWN: Final = {"owner": _NAME, "created_by": _NAME, "updated_by": _NAME}


def key_function(definition: LedgerDefinition, name: str) -> str | None:
    """The function of the database that makes a column's key; None where its values are sorted unchanged."""
    field = definition.by_name.get(name)
    return _KEYS.get(field.type) if field else _OWN.get(name)


def key(function: str, of: F | Value) -> Any:
    """The key of a column or a value."""
    return Collate(Func(of, function=function, output_field=TextField()), "C")


def key_in_sql(function: str, name: str) -> str:
    """The key of a column as an index says it; :func:`key` must read the same."""
    return f'({function}("{name}") COLLATE "C")'


def has_key_of(definition: LedgerDefinition, name: str, values: Iterable[str]) -> Q:
    """What an index on keys answers when a column is to be one of these values; nothing where there is no
    such index."""
    function = key_function(definition, name)
    if function is None or name not in sorted_fields(definition):
        return Q()
    texts = Value(list(values), output_field=ArrayField(TextField()))
    return Q(_Is(key(function, F(name)), Func(texts, template=any_key_in_sql(function, "%(expressions)s"))))


def any_key_in_sql(function: str, texts: str) -> str:
    """The keys of an array of texts, to compare with: worked out once a statement."""
    return f'ANY (ARRAY(SELECT {function}(text) COLLATE "C" FROM unnest({texts}::text[]) text))'


def sorted_fields(definition: LedgerDefinition) -> tuple[str, ...]:
    """The fields whose order an index keeps."""
    marked = [field.name for field in definition.fields if field.sort]
    return tuple(dict.fromkeys([*definition.key[:1], *marked]))


class _Is(Func):
    """``key = ANY (…)``"""

    output_field = BooleanField()
    template = "%(expressions)s"
    arg_joiner = " = "
