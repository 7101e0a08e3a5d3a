"""An XLSForm made by anybody becomes a raw ledger definition, with notes on what a ledger cannot hold. See
``xlsform``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from zhenyu.core.errors import UsageError
from zhenyu.ledgers.definition.checks import RESERVED_NAMES, read_definition
from zhenyu.ledgers.definition.codes import slug, unique
from zhenyu.ledgers.definition.ledger_definition import Field, FieldType, LedgerDefinition
from zhenyu.ledgers.definition.xlsform import AREA_QUESTION, OWN_COLUMN, QUESTIONS, YES_NO
from zhenyu.workbooks.grids import SheetGrid, read_book

_TYPES: Final[Mapping[str, FieldType]] = {
    "text": FieldType.TEXT,
    "string": FieldType.TEXT,
    "integer": FieldType.INTEGER,
    "int": FieldType.INTEGER,
    "decimal": FieldType.DECIMAL,
    "range": FieldType.DECIMAL,
    "date": FieldType.DATE,
    "datetime": FieldType.DATE,
    "time": FieldType.TEXT,
    "barcode": FieldType.TEXT,
    "acknowledge": FieldType.BOOLEAN,
    "trigger": FieldType.BOOLEAN,
    "geopoint": FieldType.POINT,
    "image": FieldType.ATTACHMENT,
    "photo": FieldType.ATTACHMENT,
    "audio": FieldType.ATTACHMENT,
    "video": FieldType.ATTACHMENT,
    "file": FieldType.ATTACHMENT,
}
_LOSSY: Final[Mapping[str, str]] = {
    "datetime": "只留日期，时刻不存",
    "time": "作文本存",
    "barcode": "作文本存",
    "range": "作小数存，上下限不存",
}
_META: Final = frozenset(
    [
        "start",
        "end",
        "today",
        "deviceid",
        "phonenumber",
        "username",
        "email",
        "audit",
        "simserial",
        "subscriberid",
        "start-geopoint",
    ]
)
_YES: Final = frozenset(["yes", "true", "true()", "1", "y", "是"])
_SELECT: Final = re.compile(
    r"(select[_ ]one|select1|select[_ ]multiple|rank)\s+(?:from\s+)?(\S+)(\s+or[_ ]other)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class FormImport:
    """A raw definition that ``read_definition`` accepts, and what the form held besides."""

    definition: dict[str, Any]
    notes: tuple[str, ...]


@dataclass
class _Reading:
    """What has been read so far: fields, notes, the open groups."""

    choices: Mapping[str, Mapping[str, str]]
    fields: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    repeats: int = 0


def import_xlsform(path: Path | str) -> FormImport:
    """Read an XLSForm (xlsx, xls).

    Raises:
        UsageError: the file cannot be read, is no XLSForm, or asks nothing a ledger can hold.
    """
    book = read_book(Path(path))
    grids = {grid.name.strip().lower(): grid for grid in book.grids}
    if "survey" not in grids:
        raise UsageError(
            f"“{book.file}”不是 XLSForm：没有名为 survey 的工作表",
            "请换成 XLSForm，或用推断功能由普通表格建台账",
        )
    reading = _Reading(dict(_choice_lists(grids.get("choices"))))
    for row in _rows(grids["survey"]):
        _read_row(reading, row)
    if not reading.fields:
        raise UsageError(
            f"“{book.file}”的 survey 里没有台账能存的问题",
            "至少要有一个 text、integer、date 或 select_one 问题",
        )
    raw = _definition(
        book.file, next(_rows(grids["settings"]), {}) if "settings" in grids else {}, reading.fields
    )
    read_definition(raw, book.file)
    return FormImport(raw, tuple(reading.notes))


def _rows(grid: SheetGrid) -> Iterator[dict[str, str]]:
    """The rows of a sheet as column → text; a label may stand under ``label::中文``."""
    if not grid.rows:
        return
    names = [_text(cell).lower() for cell in grid.rows[0]]
    for cells in grid.rows[1:]:
        row: dict[str, str] = {}
        for name, cell in zip(names, cells, strict=False):
            row.setdefault(name.partition("::")[0].strip(), "")
            row[name.partition("::")[0].strip()] = row[name.partition("::")[0].strip()] or _text(cell)
        if any(row.values()):
            yield row


def _text(cell: Any) -> str:
    if isinstance(cell, float) and cell == int(cell):
        cell = int(cell)
    return "" if cell is None else str(cell).strip()


def _choice_lists(grid: SheetGrid | None) -> Iterator[tuple[str, Mapping[str, str]]]:
    lists: dict[str, dict[str, str]] = {}
    for row in _rows(grid) if grid else ():
        name = row.get("list_name") or row.get("list name") or ""
        code = row.get("name") or row.get("value") or ""
        if name and code:
            title = re.sub(r"\s*[、，,；;]\s*", "/", row.get("label") or code)
            known = lists.setdefault(name, {})
            known[code] = title if title not in known.values() else f"{title}（{code}）"
    yield from lists.items()


def _read_row(reading: _Reading, row: Mapping[str, str]) -> None:
    kind = re.sub(r"\s+", " ", row.get("type", "")).strip()
    word = kind.lower().replace("_", " ")
    if word in ("begin group", "begin repeat"):
        _open(reading, row, repeat=word == "begin repeat")
    elif word in ("end group", "end repeat"):
        reading.repeats -= word == "end repeat"
        if reading.groups:
            reading.groups.pop()
    elif kind and not reading.repeats and not _is_area(row):
        _read_question(reading, row, kind)


def _open(reading: _Reading, row: Mapping[str, str], *, repeat: bool) -> None:
    title = row.get("label") or row.get("name", "")
    reading.groups.append(row.get("label", ""))
    if repeat:
        reading.repeats += 1
        reading.notes.append(f"重复组“{title}”没有建栏目：一行台账只有一份，请另建一本台账")


def _is_area(row: Mapping[str, str]) -> bool:
    return row.get("name") == AREA_QUESTION and _own(row).get("role") == "area"


def _read_question(reading: _Reading, row: Mapping[str, str], kind: str) -> None:
    label = row.get("label") or row.get("name", "") or kind
    raw, remark = _typed(reading, row, kind)
    if remark:
        reading.notes.append(f"“{label}”（{kind}）{remark}")
    if raw is None:
        return
    names = {other["name"] for other in reading.fields} | RESERVED_NAMES
    titles = {other["title"] for other in reading.fields}
    title = "/".join([*filter(None, reading.groups), label])[:110]
    name = unique(_code(row.get("name", ""), title), names)
    if name != row.get("name"):
        reading.notes.append(f"“{label}”的代码由“{row.get('name', '')}”改为“{name}”")
    required = row.get("required", "").lower() in _YES
    own = {key: value for key, value in _own(row).items() if key in Field.model_fields}
    if own.get("required") is False and required:
        required = bool(own["required"])
    head = {"name": name, "title": unique(title, titles), "type": own.get("type", raw["type"])}
    rest = {key: value for key, value in (raw | own).items() if key not in ("type", "required")}
    hint = {"help": row["hint"]} if row.get("hint") and not own else {}
    reading.fields.append(head | ({"required": True} if required else {}) | hint | rest)


def _typed(reading: _Reading, row: Mapping[str, str], kind: str) -> tuple[dict[str, Any] | None, str]:
    """Type and choices of a question, None when a ledger has no field for it; and a remark for people."""
    selected = _SELECT.fullmatch(kind)
    if selected:
        return _select(reading, selected)
    word = kind.lower().replace(" ", "")
    if word in _META:
        return None, "是采集工具自己的信息，没有建栏目"
    if word not in _TYPES:
        return None, "台账没有相应的类型，没有建栏目"
    appearance = row.get("appearance", "")
    if word == "date" and "month-year" in appearance:
        return {"type": FieldType.MONTH.value}, ""
    if word in ("text", "string") and "multiline" in appearance:
        return {"type": FieldType.LONG_TEXT.value}, ""
    return {"type": _TYPES[word].value}, _LOSSY.get(word, "")


def _select(reading: _Reading, selected: re.Match[str]) -> tuple[dict[str, Any] | None, str]:
    choices = dict(reading.choices.get(selected[2], {}))
    if not choices:
        return {"type": FieldType.TEXT.value}, "的选项不在 choices 里，先作文本"
    if selected[1].lower() == "rank":
        return {"type": FieldType.CHOICES.value, "choices": choices}, "只留选了哪些，先后不存"
    if set(choices.values()) == set(YES_NO.values()):
        return {"type": FieldType.BOOLEAN.value}, ""
    kind = FieldType.CHOICES if "multiple" in selected[1].lower() else FieldType.CHOICE
    if not selected[3]:
        return {"type": kind.value, "choices": choices}, ""
    return {"type": kind.value, "choices": choices | {"other": "其他"}}, "的“其他”只作一个选项，写的内容不存"


def _own(row: Mapping[str, str]) -> dict[str, Any]:
    """What our own export wrote beside the question; nothing when the type has been changed since."""
    try:
        own = json.loads(row.get(OWN_COLUMN, "") or "{}")
    except ValueError:
        return {}
    if not isinstance(own, dict):
        return {}
    declared = own.get("type")
    same = (
        declared in set(FieldType)
        and QUESTIONS[FieldType(declared)].type.split()[0] == row.get("type", "").split(" ")[0]
    )
    return own if same or "type" not in own else {}


def _code(name: str, title: str) -> str:
    code = re.sub(r"[^a-z0-9_]+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()).strip("_")[:40]
    return code if re.match(r"[a-z]", code) else slug(title, "field")


def _definition(file: str, settings: Mapping[str, str], fields: list[dict[str, Any]]) -> dict[str, Any]:
    title = settings.get("form_title") or Path(file).stem
    code = _code(settings.get("form_id", ""), title)
    own = {key: value for key, value in _own(settings).items() if key in LedgerDefinition.model_fields}
    names = {raw["name"] for raw in fields}
    own["key"] = [name for name in own.get("key", ()) if name in names]
    return {"code": code, "title": title, "domain": "未归类", **own, "fields": fields}
