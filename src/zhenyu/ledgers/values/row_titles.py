"""What a row is called where another page speaks of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from zhenyu.ledgers.definition.ledger_definition import Field, LedgerDefinition
from zhenyu.ledgers.values.shown_values import mask, show_value

_TELLING: Final = ("title", "name", "project", "head")


def naming_fields(definition: LedgerDefinition) -> list[Field]:
    """The fields a row is called by: its key, a title or name; the public ones where there are any."""
    names = dict.fromkeys(name for name in (*definition.key, *_TELLING) if name in definition.by_name)
    fields = [definition.by_name[name] for name in names] or list(definition.fields[:1])
    return [field for field in fields if not field.private] or fields


def row_title(
    definition: LedgerDefinition, row_id: int, values: Mapping[str, Any], masked: frozenset[str] | None = None
) -> str:
    """``HC-014 望澜路改造``; private values are masked, a row without any of its names is ``编号 12``.

    Arguments:
        masked: the fields whose values are masks already; None when ``values`` are as stored.
    """
    words = [_word(field, values.get(field.name), masked) for field in naming_fields(definition)]
    return " ".join(filter(None, words)) or f"编号 {row_id}"


def _word(field: Field, value: Any, masked: frozenset[str] | None) -> str:
    if value is None:
        return ""
    if masked is not None and field.name in masked:
        return str(value)
    return mask(field, value) if field.private else show_value(field, value)
