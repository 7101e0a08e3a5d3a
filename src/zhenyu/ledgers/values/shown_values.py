"""The text of a typed value, for people and for exports, and the mask of a private one. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from zhenyu.core.values import identity
from zhenyu.core.values.quantities import format_decimal
from zhenyu.ledgers.definition.ledger_definition import Field, FieldType


def show_value(field: Field, value: Any, areas: Mapping[str, str] | None = None) -> str:
    """The text of a value for people and for exports; empty when blank. ``areas`` gives names for codes."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return format_decimal(value)
    if field.type is FieldType.MONTH and isinstance(value, date):
        return f"{value:%Y-%m}"
    if isinstance(value, date):
        return value.isoformat()
    return _show_special(field, value, areas or {})


def _show_special(field: Field, value: Any, areas: Mapping[str, str]) -> str:
    if field.type is FieldType.CHOICE:
        return field.choices.get(value, str(value))
    if isinstance(value, str) and field.type in (FieldType.CHOICES, FieldType.POINT, FieldType.ATTACHMENT):
        return value  # an image from when the field held texts
    if field.type is FieldType.CHOICES:
        return "、".join(field.choices.get(code, code) for code in value)
    if field.type is FieldType.AREA:
        return areas.get(value, str(value))
    if field.type is FieldType.RECORD:
        return f"#{value}"
    if field.type is FieldType.POINT:
        return f"{value['lon']},{value['lat']}"
    if field.type is FieldType.ATTACHMENT:
        return "、".join(str(item["name"]) for item in value)
    return str(value)


# --- masks ---


def is_mask(field: Field, raw: object) -> bool:
    """Whether a text is what a masked export shows of a private field (``370112********1234``, ``张*``)."""
    return field.private and isinstance(raw, str) and "*" in raw


def mask(field: Field, value: Any) -> str:
    """What is shown of a private value; a blank stays blank for the caller to check first."""
    return masker(field)(show_value(field, value))


def masker(field: Field) -> Callable[[str], str]:
    """What makes the mask of a private field's text."""
    return _MASKS.get(field.type, _mask_text)


def _mask_text(text: str) -> str:
    return f"{text[0]}***" if len(text) > 1 else "*"


_MASKS: Final[Mapping[FieldType, Callable[[str], str]]] = {
    FieldType.ID_NUMBER: identity.mask_id,
    FieldType.USCC: identity.mask_id,
    FieldType.PHONE: identity.mask_phone,
    FieldType.BANK_ACCOUNT: identity.mask_bank,
    FieldType.PERSON_NAME: identity.mask_name,
    FieldType.USER: identity.mask_name,
}
