"""Typed values from what the database returns: columns, and images of rows in the change log. Pure."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from zhenyu.ledgers.definition.ledger_definition import Field, FieldType


def from_json(field: Field, value: Any) -> Any:
    """The typed value of a field in a row image (``to_jsonb`` of the row), where days are texts and numbers
    numbers.

    An image may be older than the field's type: what is no value of it stays the text or number it was.
    """
    if value is None:
        return None
    try:
        if field.type in (FieldType.DATE, FieldType.MONTH):
            return date.fromisoformat(value)
        if field.numeric and field.type is not FieldType.INTEGER:
            return Decimal(str(value))
    except (ValueError, TypeError, InvalidOperation):
        return value
    return tuple(value) if isinstance(value, list) and field.type is FieldType.CHOICES else value


def from_column(field: Field, value: Any) -> Any:
    """The typed value of what a cursor read from a field's column."""
    if isinstance(value, str) and field.type in (FieldType.ATTACHMENT, FieldType.POINT):
        return json.loads(value)
    return tuple(value) if isinstance(value, list) and field.type is FieldType.CHOICES else value
