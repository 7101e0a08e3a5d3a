"""A ledger as an XLSForm for field-survey tools (ODK, KoboToolbox), and an XLSForm as a raw ledger
definition.

XLSForm (xlsform.org) is a workbook of three sheets: ``survey``, ``choices``, ``settings``. What it has no
word for (units, privacy, the finer types) stands as JSON in a column named ``zhenyu``; survey tools ignore
columns they do not know. What people change in the form (labels, choices, what is required) wins over that
column when the form comes back.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from zhenyu.core.files.safe_files import written_whole
from zhenyu.ledgers.definition.ledger_definition import Field, FieldType, LedgerDefinition
from zhenyu.workbooks.book_writer import plain_book

OWN_COLUMN: Final = "zhenyu"
AREA_QUESTION: Final = "area"
YES_NO: Final = {"yes": "是", "no": "否"}
_SURVEY: Final = (
    "type",
    "name",
    "label",
    "hint",
    "required",
    "appearance",
    "constraint",
    "constraint_message",
    OWN_COLUMN,
)
_CHOICES: Final = ("list_name", "name", "label")
_SETTINGS: Final = ("form_title", "form_id", "version", "default_language", OWN_COLUMN)


@dataclass(frozen=True, slots=True)
class SurveyQuestion:
    """How a field type is asked: the XLSForm type, its look, and a pattern answers must match with its
    message."""

    type: str
    appearance: str = ""
    pattern: str = ""
    message: str = ""


QUESTIONS: Final[Mapping[FieldType, SurveyQuestion]] = {
    FieldType.TEXT: SurveyQuestion("text"),
    FieldType.LONG_TEXT: SurveyQuestion("text", "multiline"),
    FieldType.INTEGER: SurveyQuestion("integer"),
    FieldType.DECIMAL: SurveyQuestion("decimal"),
    FieldType.MONEY: SurveyQuestion("decimal"),
    FieldType.PERCENT: SurveyQuestion("decimal"),
    FieldType.MU: SurveyQuestion("decimal"),
    FieldType.LENGTH: SurveyQuestion("decimal"),
    FieldType.DATE: SurveyQuestion("date"),
    FieldType.MONTH: SurveyQuestion("date", "month-year"),
    FieldType.BOOLEAN: SurveyQuestion("select_one yes_no", "minimal"),
    FieldType.CHOICE: SurveyQuestion("select_one"),
    FieldType.CHOICES: SurveyQuestion("select_multiple"),
    FieldType.PERSON_NAME: SurveyQuestion("text"),
    FieldType.ID_NUMBER: SurveyQuestion(
        "text", "", "[1-9][0-9]{16}[0-9Xx]", "身份证号应为18位，最后一位是数字或X"
    ),
    FieldType.USCC: SurveyQuestion("text", "", "[0-9A-Za-z]{18}", "统一社会信用代码应为18位"),
    FieldType.PHONE: SurveyQuestion("text", "numbers", "[0-9+-]{7,16}", "请填11位手机号，或带区号的固定电话"),
    FieldType.BANK_ACCOUNT: SurveyQuestion("text", "numbers", "[0-9]{8,32}", "银行账号应为8—32位数字"),
    FieldType.AREA: SurveyQuestion("text"),
    FieldType.USER: SurveyQuestion("text"),
    FieldType.OFFICE: SurveyQuestion("text"),
    FieldType.RECORD: SurveyQuestion("text"),
    FieldType.ATTACHMENT: SurveyQuestion("file"),
    FieldType.POINT: SurveyQuestion("geopoint"),
}
_LOSSY: Final[Mapping[FieldType, str]] = {
    FieldType.AREA: "“{0}”是区划，表单里只能填文字，导入时再对照",
    FieldType.RECORD: "“{0}”指向另一本台账，表单里只能填那本台账的编号，导入时再对照",
    FieldType.USER: "“{0}”是系统里的人，表单里只能填姓名",
    FieldType.OFFICE: "“{0}”是办公室，表单里只能填名称",
}


def export_xlsform(
    definition: LedgerDefinition, path: Path | str, areas: Mapping[str, str] | None = None
) -> tuple[str, ...]:
    """Write the XLSForm of a ledger.

    Arguments:
        areas: code → name of the areas the form may be filled in for; asked first when there are any.

    Returns:
        Notes in Chinese on what the form cannot say.

    Raises:
        ZhenyuError: the file cannot be written.
    """
    book = plain_book(
        {
            "survey": _lines(_SURVEY, _survey(definition, areas or {})),
            "choices": _lines(_CHOICES, _choices(definition, areas or {})),
            "settings": _lines(_SETTINGS, [_settings(definition)]),
        }
    )
    for sheet in book.worksheets:
        sheet.freeze_panes = "A2"
    with written_whole(Path(path)) as draft:
        book.save(draft)
    return tuple(_notes(definition, areas or {}))


def _survey(definition: LedgerDefinition, areas: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    if areas:
        own = json.dumps({"role": "area"})
        label = "所在区划"
        yield {
            "type": "select_one areas",
            "name": AREA_QUESTION,
            "label": label,
            "required": "yes",
            OWN_COLUMN: own,
        }
    for field in definition.fields:
        question = QUESTIONS[field.type]
        listed = f"{question.type} {field.name}" if field.choices else question.type
        pattern = f"regex(., '^{question.pattern}$')" if question.pattern else ""
        yield {
            "type": listed,
            "name": field.name,
            "label": field.title,
            "hint": _hint(field),
            "required": "yes" if definition.is_required(field) else "",
            "appearance": question.appearance,
            "constraint": pattern,
            "constraint_message": question.message,
            OWN_COLUMN: json.dumps(_own(field), ensure_ascii=False),
        }


def _own(field: Field) -> dict[str, Any]:
    """What XLSForm has no word for; ``required`` as declared, since a key is asked as required too."""
    raw = field.model_dump(mode="json", exclude_defaults=True, exclude={"name", "title", "choices"})
    return {**raw, "required": field.required}


def _hint(field: Field) -> str:
    unit = f"单位：{field.kept_unit}" if field.kept_unit else ""
    return "；".join(text for text in (field.help, unit) if text)


def _choices(definition: LedgerDefinition, areas: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    lists: dict[str, Mapping[str, str]] = {"areas": areas} if areas else {}
    if any(field.type is FieldType.BOOLEAN for field in definition.fields):
        lists["yes_no"] = YES_NO
    lists |= {field.name: field.choices for field in definition.fields if field.choices}
    for name, choices in lists.items():
        yield from ({"list_name": name, "name": code, "label": title} for code, title in choices.items())


def _settings(definition: LedgerDefinition) -> Mapping[str, str]:
    content = definition.model_dump_json(by_alias=True)
    own = definition.model_dump(
        mode="json", include={"domain", "office", "basis", "description", "level", "key"}
    )
    return {
        "form_title": definition.title,
        "form_id": definition.code,
        "version": str(int(hashlib.sha256(content.encode()).hexdigest()[:8], 16)),
        "default_language": "zh",
        OWN_COLUMN: json.dumps({name: value for name, value in own.items() if value}, ensure_ascii=False),
    }


def _notes(definition: LedgerDefinition, areas: Mapping[str, str]) -> Iterator[str]:
    for field in definition.fields:
        if field.type in _LOSSY:
            yield _LOSSY[field.type].format(field.title)
    if not areas:
        yield "没有给出区划名单，表单不问属于哪个村；导入时请选定"
    if definition.lifecycle:
        yield "表单没有状态和流转，收上来的都从初始状态开始"
    if definition.deadlines:
        yield "表单没有办理时限，导入后由系统计算"
    if definition.constraints:
        yield "台账的校验规则不在表单里，导入时逐行检查"
    if definition.measures:
        yield "表单不算指标，导入后由系统计算"


def _lines(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> Iterator[Sequence[str]]:
    """A header and the rows below it."""
    yield columns
    yield from ([row.get(name, "") for name in columns] for row in rows)
