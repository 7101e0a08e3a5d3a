"""Typed values as JSON: for the grid's editors and for programs. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from zhenyu.core.values.quantities import format_decimal
from zhenyu.ledgers.definition.ledger_definition import Field, FieldType
from zhenyu.ledgers.values.shown_values import show_value


def json_value(field: Field, value: Any, *, masked: bool = False) -> Any:
    """A value as JSON: what the cell's editor shows and sends back."""
    if field.type is FieldType.RECORD and value is not None:
        return show_value(field, value)
    if value is None or masked or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Decimal):
        return format_decimal(value)
    if isinstance(value, date):
        return f"{value:%Y-%m}" if field.type is FieldType.MONTH else value.isoformat()
    if field.type is FieldType.CHOICES:
        return list(value)
    return show_value(field, value)


def sums_json(sums: Mapping[str, Any]) -> dict[str, str]:
    return {
        name: format_decimal(value) if isinstance(value, Decimal) else str(value)
        for name, value in sums.items()
        if value is not None
    }
