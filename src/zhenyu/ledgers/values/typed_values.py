"""A cell's text becomes a typed value of its field, or a problem with a remedy. Pure.

Typed values: str, int, Decimal, date (a month is its first day), bool, tuple of str (``choices``), dict and
list (``point``, ``attachment``). Blank is None. :mod:`zhenyu.ledgers.values.shown_values` writes them as text
again: ``read_value(field, show_value(field, value))`` gives the value back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from zhenyu.core.errors import RefusedError
from zhenyu.core.values import identity
from zhenyu.ledgers.definition.ledger_definition import Field, FieldType
from zhenyu.ledgers.values.amounts import read_decimal, read_integer
from zhenyu.ledgers.values.cell_problems import CellProblem
from zhenyu.ledgers.values.days import read_day, read_month
from zhenyu.ledgers.values.references import NO_REFERENCES, References, choice_code, read_area

TEXT_LIMIT: Final = 500
LONG_TEXT_LIMIT: Final = 30_000  # a cell of Excel holds 32,767 characters

_FILLERS: Final = "/ \\ - -- — —— – ― 无 暂无 没有 不详 未知 待定 空 缺 n/a na # * . 、 …"
FILLERS: Final = frozenset(_FILLERS.split())
"""What clerks write into a cell that has no value."""
WORDS: Final = frozenset(
    {FieldType.TEXT, FieldType.LONG_TEXT, FieldType.BOOLEAN, FieldType.CHOICE, FieldType.CHOICES}
)
"""Types to which “无” may be a value."""

Reader = Callable[[Field, Any, References], Any]


def read_value(field: Field, raw: Any, references: References = NO_REFERENCES) -> Any:
    """The typed value of a cell, None when blank, or a :class:`CellProblem`."""
    if raw is None or raw == "" or (isinstance(raw, str) and not raw.strip()):
        return None
    return _READERS[field.type](field, raw, references)


# --- text → value ---------------------------------------------------------------------------------


_PESTS: Final = "\u200b\ufeff\ufffe\uffff"
"""Invisible characters that come along with copied text and make equal keys differ. Rare characters of names
all stay."""
_UNSEEN: Final = ("Cc", "Cs")


def _clean(raw: Any) -> str:
    """Text as kept: no control characters but line ends, no white space around. A number cell loses its
    ``.0``."""
    if isinstance(raw, float):
        raw = str(int(raw)) if raw.is_integer() and abs(raw) < 1e15 else f"{raw:.15g}"
    text = raw if isinstance(raw, str) else str(raw)
    if text.isprintable():
        return text.strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        c for c in text if c in "\n\t" or (c not in _PESTS and unicodedata.category(c) not in _UNSEEN)
    ).strip()


def _text(field: Field, raw: Any, _: References) -> str | CellProblem | None:
    if isinstance(raw, float) and abs(raw) >= _EXACT_BELOW:
        return _lost_digits(field)
    text = _clean(raw)
    limit = LONG_TEXT_LIMIT if field.type is FieldType.LONG_TEXT else TEXT_LIMIT
    if len(text) > limit:
        return CellProblem("length", f"有{len(text)}个字，超过{limit}个字", "请删减，或拆到备注栏")
    if "+" in text and re.fullmatch(r"\d(\.\d+)?[Ee]\+\d+", text):
        return CellProblem(
            "excel", f"“{text}”是被 Excel 变成科学计数法的编号", "请把这一列设成文本，从原始材料重新录入"
        )
    return text or None


_EXACT_BELOW: Final = 1e15
"""Excel keeps 15 digits of a number; what was longer is lost."""


def _lost_digits(field: Field) -> CellProblem:
    hint = "请在 Excel 里先把这一列设成“文本”格式，再从原始材料重新录入（只改格式找不回丢失的数字）"
    return CellProblem("excel", f"{field.title}被 Excel 当成了数字，第15位以后已经丢失", hint)


def _decimal(field: Field, raw: Any, _: References) -> Decimal | CellProblem:
    return read_decimal(raw, field.kept_unit)


def _integer(field: Field, raw: Any, _: References) -> int | CellProblem:
    return read_integer(raw, field.kept_unit)


def _date(_: Field, raw: Any, __: References) -> date | CellProblem:
    return read_day(raw)


def _month(_: Field, raw: Any, __: References) -> date | CellProblem:
    return read_month(raw)


_TRUE: Final = frozenset(
    {"是", "有", "对", "1", "真", "y", "yes", "true", "t", "on", "✓", "✔", "√", "☑", "已", "○"}
)
_FALSE: Final = frozenset(
    {"否", "无", "错", "0", "假", "n", "no", "false", "f", "off", "✗", "✘", "×", "x", "☐", "未"}
)


def _boolean(_: Field, raw: Any, __: References) -> bool | CellProblem:
    if isinstance(raw, bool):
        return raw
    word = unicodedata.normalize("NFKC", _clean(raw)).lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    return CellProblem("boolean", f"“{raw}”看不出是还是否", "请填“是”或“否”，也可以打 ✓ 或 ×")


def _choice(field: Field, raw: Any, _: References) -> str | CellProblem:
    return choice_code(field.choices, _clean(raw))


def _choices(field: Field, raw: Any, _: References) -> tuple[str, ...] | CellProblem | None:
    parts = raw if isinstance(raw, list | tuple | set) else re.split(r"[、，,；;|\n]", _clean(raw))
    picked = [choice_code(field.choices, str(part).strip()) for part in parts if str(part).strip()]
    problem = next((item for item in picked if isinstance(item, CellProblem)), None)
    if problem:
        return problem
    chosen = set(picked)
    return tuple(code for code in field.choices if code in chosen) or None


def _person_name(_: Field, raw: Any, __: References) -> str | CellProblem | None:
    name = re.sub(r"\s+", "", _clean(raw)) if not _clean(raw).isascii() else _clean(raw)
    name = re.sub("[•．・‧∙]", "·", name)
    if any(character.isdigit() for character in name):
        return CellProblem("name", f"姓名“{name}”里有数字", "请核对是否填错了列")
    if len(name) > 60:
        return CellProblem("name", f"姓名有{len(name)}个字", "每格只填一个人的姓名")
    return name or None


def _checked(check: Callable[[str], object]) -> Reader:
    """A reader over one of core's checks; the check itself reports number cells that lost digits."""

    def read(field: Field, raw: Any, _: References) -> str | CellProblem:
        if isinstance(raw, int | float) and not isinstance(raw, bool) and abs(raw) >= _EXACT_BELOW:
            return _lost_digits(field)
        try:
            return str(check(_clean(raw)))
        except RefusedError as refusal:
            return CellProblem(str(field.type), refusal.message, refusal.hint)

    return read


def _area(_: Field, raw: Any, references: References) -> str | CellProblem:
    return read_area(_clean(raw), references)


def _record(field: Field, raw: Any, references: References) -> int | CellProblem:
    text = f"#{raw}" if type(raw) is int else _clean(raw)
    found = references.records.get(field.record or "", {}).get(text)
    if found is not None:
        return found
    return CellProblem(
        "record", f"“{text}”在所指的台账里找不到", "请先登记那一条，或核对主键；也可以写 #编号"
    )


def _attachment(_: Field, __: Any, ___: References) -> CellProblem:
    """Attachments come as files only (:mod:`zhenyu.ledgers.actions.attachments`): a text could name somebody
    else's."""
    return CellProblem("attachment", "附件不能从表格填写", "请在记录页上传")


def _point(_: Field, raw: Any, __: References) -> Any:
    if isinstance(raw, Mapping):
        raw = f"{raw.get('lon')},{raw.get('lat')}"
    found = re.fullmatch(r"(-?\d{1,3}(?:\.\d+)?)[,，\s]+(-?\d{1,2}(?:\.\d+)?)", _clean(raw))
    if found and abs(float(found[1])) <= 180 and abs(float(found[2])) <= 90:
        return {"lon": float(found[1]), "lat": float(found[2])}
    return CellProblem("point", f"“{raw}”不是坐标", "请写“经度,纬度”，如 116.38,39.90")


_READERS: Final[Mapping[FieldType, Reader]] = {
    FieldType.TEXT: _text,
    FieldType.LONG_TEXT: _text,
    FieldType.INTEGER: _integer,
    FieldType.DECIMAL: _decimal,
    FieldType.MONEY: _decimal,
    FieldType.PERCENT: _decimal,
    FieldType.MU: _decimal,
    FieldType.LENGTH: _decimal,
    FieldType.DATE: _date,
    FieldType.MONTH: _month,
    FieldType.BOOLEAN: _boolean,
    FieldType.CHOICE: _choice,
    FieldType.CHOICES: _choices,
    FieldType.PERSON_NAME: _person_name,
    FieldType.ID_NUMBER: _checked(identity.check_id_number),
    FieldType.USCC: _checked(identity.check_uscc),
    FieldType.PHONE: _checked(identity.check_phone),
    FieldType.BANK_ACCOUNT: _checked(identity.check_bank_account),
    FieldType.AREA: _area,
    FieldType.USER: _person_name,
    FieldType.OFFICE: _text,
    FieldType.RECORD: _record,
    FieldType.ATTACHMENT: _attachment,
    FieldType.POINT: _point,
}
