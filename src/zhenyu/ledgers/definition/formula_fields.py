"""What formulas may name of a ledger, and its checks compiled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from zhenyu.core.errors import UsageError
from zhenyu.formulas.fields import FieldInfo, ValueKind
from zhenyu.ledgers.definition.field_types import NUMERIC, FieldType
from zhenyu.ledgers.definition.ledger_definition import Field, LedgerDefinition

if TYPE_CHECKING:
    from zhenyu.formulas.check import Check

_TEXTS: Final = frozenset(
    {
        FieldType.TEXT,
        FieldType.LONG_TEXT,
        FieldType.CHOICE,
        FieldType.PERSON_NAME,
        FieldType.ID_NUMBER,
        FieldType.USCC,
        FieldType.PHONE,
        FieldType.BANK_ACCOUNT,
        FieldType.AREA,
        FieldType.USER,
        FieldType.OFFICE,
    }
)
_KINDS: Final = {
    **dict.fromkeys(NUMERIC, ValueKind.NUMBER),
    **dict.fromkeys(_TEXTS, ValueKind.TEXT),
    FieldType.RECORD: ValueKind.NUMBER,
    FieldType.DATE: ValueKind.DATE,
    FieldType.MONTH: ValueKind.MONTH,
    FieldType.BOOLEAN: ValueKind.BOOLEAN,
}


def field_info(field: Field) -> FieldInfo:
    """A field as the database compares its values; lists and documents are opaque."""
    kind = _KINDS.get(field.type, ValueKind.OPAQUE)
    options = tuple(field.choices.items()) if kind is ValueKind.TEXT else ()
    return FieldInfo(
        field.name, field.title, kind, options, field.kept_unit or "" if kind is ValueKind.NUMBER else ""
    )


def state_info(definition: LedgerDefinition) -> FieldInfo:
    """The state of a row, which every ledger has as a column."""
    return FieldInfo("state", "状态", ValueKind.TEXT, tuple(definition.states.items()))


def compiled_check(definition: LedgerDefinition, text: str) -> Check:
    """A check over the ledger's fields and ``state``.

    Raises:
        UsageError: as :func:`zhenyu.formulas.check.parse_check`.
    """
    from zhenyu.formulas.check import (
        parse_check,  # sqlglot takes long to import: only ledgers with checks pay
    )

    return parse_check(text, (*map(field_info, definition.fields), state_info(definition)))


def misfit(title: str, text: str) -> UsageError:
    """What to say when the database finds that a check does not fit the columns' types."""
    return UsageError(f"台账“{title}”的规则“{text}”与栏目类型不符", "文字要加单引号，数值栏目才能比大小")
