"""The columns of an export: how each value is fetched, and how it leaves, worded for people or typed for
programs.

Values come as the database's own texts and become typed columns of Arrow at once; only what needs words
(masks, titles of choices, names of areas) passes through Python, and there once for each distinct text.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from zhenyu.core import clock
from zhenyu.core.values.quantities import format_decimal
from zhenyu.ledgers.definition.ledger_definition import Field, FieldType, LedgerDefinition
from zhenyu.ledgers.values.shown_values import masker, show_value

BETWEEN: Final = "\x1f"
"""Separates the members of an array."""
_KINDS: Final = {
    FieldType.INTEGER: "int",
    FieldType.RECORD: "int",
    FieldType.BOOLEAN: "bool",
    FieldType.DATE: "date",
    FieldType.MONTH: "date",
    FieldType.CHOICES: "strings",
}
_SPECIAL: Final = frozenset({FieldType.ATTACHMENT, FieldType.POINT})
Worded = Callable[[str], Any] | None
"""Text of the database → cell; None leaves the text to be read as its column's kind."""


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """A column: the database column, its name and header, what its cells are, and the words for them.

    Arguments:
        kind: ``string``, ``int``, ``float``, ``bool``, ``date``, ``moment``, ``strings``, or ``decimal:N``
            with N decimal places.
    """

    source: str
    name: str
    header: str
    kind: str
    worded: Worded = None


def columns_for_people(
    definition: LedgerDefinition,
    fields: Sequence[Field],
    names: Mapping[str, str],
    as_text: Collection[str],
    *,
    full: bool,
) -> list[ExportColumn]:
    """Words for codes, numbers and days as Excel has them.

    Arguments:
        names: area code → name.
        as_text: columns holding something that Excel would not keep; they leave as texts.
    """
    titles = [f"{field.title}（{field.unit}）" if field.unit else field.title for field in fields]
    declared = [
        _shown(field, title, text=field.name in as_text, full=full)
        for field, title in zip(fields, titles, strict=True)
    ]
    state = [ExportColumn("state", "state", "状态", "string", _titled(definition.states))]
    end = [
        *(state if definition.lifecycle else []),
        ExportColumn("owner", "owner", "责任人", "string"),
        ExportColumn("due", "due", "到期日", "string" if "due" in as_text else "date"),
        ExportColumn("updated_at", "updated_at", "更新时间", "string", lambda text: text[:16]),
        ExportColumn("updated_by", "updated_by", "更新人", "string"),
    ]
    taken = {"区划代码", "区划名称", *titles}
    ours = [replace(each, header=f"{each.header}（系统）") if each.header in taken else each for each in end]
    return [*_places(names), *declared, *ours]


def columns_for_programs(
    definition: LedgerDefinition,
    fields: Sequence[Field],
    names: Mapping[str, str],
    digits: Mapping[str, int | None],
    *,
    full: bool,
) -> list[ExportColumn]:
    """Codes and types as kept; what is masked is text. ``digits``: field → most decimal places."""
    return [
        *_places(names),
        *(_kept(field, digits.get(field.name), full=full) for field in fields),
        ExportColumn("state", "state", "状态", "string"),
        ExportColumn("owner", "owner", "责任人", "string"),
        ExportColumn("due", "due", "到期日", "date"),
        ExportColumn("updated_at", "updated_at", "更新时间", "moment", _moment),
        ExportColumn("updated_by", "updated_by", "更新人", "string"),
    ]


def _places(names: Mapping[str, str]) -> list[ExportColumn]:
    return [
        ExportColumn("area", "area", "区划代码", "string"),
        ExportColumn("area", "area_name", "区划名称", "string", lambda code: names.get(code, "")),
    ]


def _shown(field: Field, title: str, *, text: bool, full: bool) -> ExportColumn:
    kind, worded = "string", _words(field)
    if field.private and not full:
        worded = _masked(field)
    elif text:
        worded = _exact if field.numeric else None
    elif field.numeric:
        kind = "int" if field.type is FieldType.INTEGER else "float"
    elif field.type is FieldType.DATE:
        kind = "date"
    return ExportColumn(field.name, field.name, title, kind, worded)


def _kept(field: Field, digits: int | None, *, full: bool) -> ExportColumn:
    kind, worded = _KINDS.get(field.type, "string"), _typed(field)
    if field.private and not full:
        kind, worded = "string", _masked(field)
    elif field.numeric and field.type is not FieldType.INTEGER:
        kind = f"decimal:{digits or 0}"
    return ExportColumn(field.name, field.name, field.title, kind, worded)


def _typed(field: Field) -> Worded:
    """What makes a value of a text that no column of Arrow reads by itself."""
    if field.type is FieldType.CHOICES:
        return lambda text: text.split(BETWEEN)
    return _words(field) if field.type in _SPECIAL else None


def _words(field: Field) -> Worded:
    """How a value is put into words; None where its text is used as it is."""
    if field.type is FieldType.CHOICE:
        return _titled(field.choices)
    if field.type is FieldType.CHOICES:
        return lambda text: show_value(field, text.split(BETWEEN))
    if field.type is FieldType.MONTH:
        return lambda text: text[: len("2026-11")]
    if field.type is FieldType.RECORD:
        return lambda text: show_value(field, text)
    if field.type is FieldType.BOOLEAN:
        return lambda text: show_value(field, text == "true")
    return (lambda text: show_value(field, json.loads(text))) if field.type in _SPECIAL else None


def _masked(field: Field) -> Callable[[str], str]:
    words, hide = _exact if field.numeric else _words(field), masker(field)
    return hide if words is None else lambda text: hide(words(text))


def _titled(titles: Mapping[str, str]) -> Callable[[str], str]:
    return lambda code: titles.get(code, code)


def _exact(text: str) -> str:
    return format_decimal(Decimal(text))


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.CHINA)
