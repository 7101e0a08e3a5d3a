"""The columns of an export: how each value leaves, worded for people or typed for programs.

Values come as the database's own texts, which the driver hands over faster than typed values; text → cell is told here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Final

from zhenyu.core import clock
from zhenyu.core.quantities import format_decimal
from zhenyu.ledgers.definition import Field, FieldType, LedgerDefinition
from zhenyu.ledgers.values import masker, show_value

EXCEL_DIGITS: Final = 15
BETWEEN: Final = "\x1f"
"""Stands between the members of an array."""
_EXCEL_FIRST_DAY: Final = "1900-03-01"
_KINDS: Final = {
    FieldType.INTEGER: "int", FieldType.RECORD: "int", FieldType.BOOLEAN: "bool", FieldType.DATE: "date",
    FieldType.MONTH: "date", FieldType.CHOICES: "strings",
}  # fmt: skip
_SPECIAL: Final = frozenset({FieldType.ATTACHMENT, FieldType.POINT})
Written = Callable[[str], Any] | None
"""Text of the database → cell; None leaves the text as it is."""


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """A column: the database column, its name and header, its kind for Parquet, and how its texts become cells."""

    source: str
    name: str
    header: str
    kind: str
    written: Written


def columns_for_people(
    definition: LedgerDefinition, fields: Sequence[Field], names: Mapping[str, str], *, full: bool
) -> list[ExportColumn]:
    """Words for codes, numbers and days where Excel keeps them exactly. ``names``: area code → name."""
    titles = [f"{field.title}（{field.unit}）" if field.unit else field.title for field in fields]
    declared = [
        ExportColumn(field.name, field.name, title, "string", _shown(field, full=full))
        for field, title in zip(fields, titles, strict=True)
    ]
    state = (
        [ExportColumn("state", "state", "状态", "string", _titled(definition.states))] if definition.lifecycle else []
    )
    end = [
        *state,
        ExportColumn("owner", "owner", "责任人", "string", None),
        ExportColumn("due", "due", "到期日", "date", _day),
        ExportColumn("updated_at", "updated_at", "更新时间", "moment", lambda text: text[:16]),
        ExportColumn("updated_by", "updated_by", "更新人", "string", None),
    ]
    taken = {"区划代码", "区划名称", *titles}
    ours = [replace(each, header=f"{each.header}（系统）") if each.header in taken else each for each in end]
    return [*_places(names), *declared, *ours]


def columns_for_programs(
    definition: LedgerDefinition, fields: Sequence[Field], names: Mapping[str, str], digits: Mapping[str, int | None],
    *, full: bool,
) -> list[ExportColumn]:  # fmt: skip
    """Codes and types as kept; what is masked is text. ``digits``: field → most digits behind the point."""
    declared = []
    for field in fields:
        hidden = field.private and not full
        exact = f"decimal:{digits[field.name] or 0}" if field.name in digits else _KINDS.get(field.type, "string")
        written = _masked(field) if hidden else typed(field)
        declared.append(ExportColumn(field.name, field.name, field.title, "string" if hidden else exact, written))
    return [
        *_places(names),
        *declared,
        ExportColumn("state", "state", "状态", "string", None),
        ExportColumn("owner", "owner", "责任人", "string", None),
        ExportColumn("due", "due", "到期日", "date", date.fromisoformat),
        ExportColumn("updated_at", "updated_at", "更新时间", "moment", _moment),
        ExportColumn("updated_by", "updated_by", "更新人", "string", None),
    ]


def typed(field: Field) -> Callable[[str], Any]:
    """Text of the database → value as this room keeps it; attachments and points as their text."""
    if field.type in (FieldType.INTEGER, FieldType.RECORD):
        return int
    if field.numeric:
        return Decimal
    if field.type in (FieldType.DATE, FieldType.MONTH):
        return date.fromisoformat
    if field.type is FieldType.BOOLEAN:
        return lambda text: text == "true"
    if field.type is FieldType.CHOICES:
        return lambda text: text.split(BETWEEN)
    if field.type in _SPECIAL:
        return lambda text: show_value(field, json.loads(text))
    return str


def _places(names: Mapping[str, str]) -> list[ExportColumn]:
    return [
        ExportColumn("area", "area", "区划代码", "string", None),
        ExportColumn("area", "area_name", "区划名称", "string", lambda code: names.get(code, "")),
    ]


def _shown(field: Field, *, full: bool) -> Written:
    read = typed(field)
    if field.private and not full:
        return _masked(field)
    if field.type is FieldType.INTEGER:
        return lambda text: int(text) if len(text) <= EXCEL_DIGITS else text
    if field.numeric:
        return _number
    if field.type is FieldType.DATE:
        return _day
    if field.type is FieldType.CHOICE:
        return _titled(field.choices)
    if field.type in (FieldType.MONTH, FieldType.BOOLEAN, FieldType.CHOICES):
        return cache(lambda text: show_value(field, read(text)))
    return read if field.type in _SPECIAL else None


def _masked(field: Field) -> Callable[[str], str]:
    read, hide = typed(field), masker(field)
    return (
        hide if read is str and field.type is not FieldType.CHOICE else lambda text: hide(show_value(field, read(text)))
    )


def _titled(titles: Mapping[str, str]) -> Callable[[str], str]:
    return lambda code: titles.get(code, code)


def _number(text: str) -> float | str:
    """As a number where Excel keeps every digit."""
    if len(text) <= EXCEL_DIGITS:
        return float(text)
    value = Decimal(text)
    return float(value) if len(value.as_tuple().digits) <= EXCEL_DIGITS else format_decimal(value)


@cache
def _day(text: str) -> date | str:
    return text if text < _EXCEL_FIRST_DAY else date.fromisoformat(text)


@cache
def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=clock.CHINA)
