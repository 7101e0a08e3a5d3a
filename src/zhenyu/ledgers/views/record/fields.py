"""The fields of one record in groups, as they are shown and as they are asked for in a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import QueryDict

from zhenyu.ledgers.definition.ledger_definition import NUMERIC, Field, FieldType, LedgerDefinition
from zhenyu.ledgers.types import Row, RowProblem
from zhenyu.ledgers.values.json_values import json_value
from zhenyu.ledgers.values.shown_values import show_value

_DAYS: Final = frozenset({FieldType.DATE, FieldType.MONTH})
_LONG: Final = frozenset({FieldType.LONG_TEXT, FieldType.ATTACHMENT, FieldType.POINT})
_TITLES: Final = ("基本情况", "时间", "数量与金额", "说明与附件")
_NOT_ASKED: Final = frozenset({FieldType.ATTACHMENT})
"""Of an existing row: its files are changed on its own page."""
_INPUTS: Final[Mapping[FieldType, str]] = {
    FieldType.CHOICE: "select",
    FieldType.CHOICES: "checks",
    FieldType.BOOLEAN: "select",
    FieldType.LONG_TEXT: "textarea",
    FieldType.DATE: "date",
    FieldType.MONTH: "month",
    FieldType.PHONE: "tel",
    FieldType.AREA: "area",
    FieldType.RECORD: "record",
    FieldType.ATTACHMENT: "files",
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One field of a record: its words, and what its input holds."""

    field: Field
    text: str
    masked: bool
    required: bool
    value: Any = None
    kept: str = ""
    """What the record holds, as the form sends it back in ``was.<field>``."""
    problem: RowProblem | None = None

    @property
    def widget(self) -> str:
        """``select``, ``checks``, ``textarea``, ``area``, ``record``, ``files``, or a type of ``<input>``."""
        return _INPUTS.get(self.field.type, "text")

    @property
    def options(self) -> list[tuple[str, str]]:
        if self.field.type is FieldType.BOOLEAN:
            return [("true", "是"), ("false", "否")]
        return list(self.field.choices.items())

    @property
    def unit(self) -> str:
        return (self.field.kept_unit or "") if self.field.numeric else ""

    @property
    def wide(self) -> bool:
        return self.field.type in _LONG or self.field.type is FieldType.CHOICES


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Fields that belong together."""

    title: str
    fields: tuple[Shown, ...]


def groups_of(shown: list[Shown]) -> list[FieldGroup]:
    """Put fields into groups by what they hold; the order inside a group is the definition's."""
    grouped = [
        FieldGroup(title, tuple(item for item in shown if _group(item.field) == title)) for title in _TITLES
    ]
    return [group for group in grouped if group.fields]


def _group(field: Field) -> str:
    if field.type in _DAYS:
        return "时间"
    if field.type in NUMERIC:
        return "数量与金额"
    return "说明与附件" if field.type in _LONG else "基本情况"


def shown_fields(definition: LedgerDefinition, row: Row, areas: Mapping[str, str]) -> list[Shown]:
    """The fields of a record as words; a masked value is the masked text."""
    return [
        Shown(
            field=field,
            text=_text(field, row, areas),
            masked=field.name in row.masked,
            required=definition.is_required(field),
            value=row.values.get(field.name),
        )
        for field in definition.fields
    ]


def _text(field: Field, row: Row, areas: Mapping[str, str]) -> str:
    value = row.values.get(field.name)
    if field.name in row.masked:
        return str(value or "")
    return row.labels.get(field.name) or show_value(field, value, areas)


def asked_fields(
    definition: LedgerDefinition,
    row: Row | None,
    typed: Mapping[str, Any] | None = None,
    problems: tuple[RowProblem, ...] = (),
) -> list[Shown]:
    """The fields of a form: what was typed last, else what the record holds. A masked field starts empty."""
    by_title = {problem.field: problem for problem in reversed(problems)}
    values = row.values if row else {}
    masked = row.masked if row else frozenset()
    labels = row.labels if row else {}
    return [
        Shown(
            field=field,
            text=str(values.get(field.name) or "") if field.name in masked else labels.get(field.name, ""),
            masked=field.name in masked,
            required=definition.is_required(field),
            value=_form_value(field, values.get(field.name), typed, masked=field.name in masked),
            kept=posted(_form_value(field, values.get(field.name), None, masked=field.name in masked)),
            problem=by_title.get(field.title),
        )
        for field in definition.fields
        if row is None or field.type not in _NOT_ASKED
    ]


def _form_value(field: Field, kept: Any, typed: Mapping[str, Any] | None, *, masked: bool) -> Any:
    if typed is not None and field.name in typed:
        return typed[field.name]
    if masked:
        return ""
    value = json_value(field, kept)
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else value


def typed_values(definition: LedgerDefinition, form: QueryDict, masked: frozenset[str]) -> dict[str, Any]:
    """What a form changed, field → text; what it sent back as it was, and a masked field left empty, is no
    edit."""
    values: dict[str, Any] = {}
    for field in definition.fields:
        value: Any = str(form.get(field.name, "")).strip()
        if field.type is FieldType.CHOICES and f"{field.name}.asked" in form:
            value = form.getlist(field.name)
        elif field.name not in form or (not value and field.name in masked):
            continue
        if posted(value) != form.get(f"was.{field.name}"):
            values[field.name] = value
    return values


def posted(value: Any) -> str:
    """A value as one text of a form: several choices are joined, which reading takes apart again."""
    return "、".join(value) if isinstance(value, list) else str(value)
