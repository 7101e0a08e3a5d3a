"""What a person writes into the box under a column, read as filters: ``张``, ``>=1000``, ``本月``,
``水冲式、三格式``, ``!已停用``, ``空``.

The same words serve the page, its address, saved views, exports and the API. What cannot be read is refused,
never ignored. Pure: names of areas are looked up by the caller.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from zhenyu.core.errors import UsageError
from zhenyu.ledgers.definition.ledger_definition import Field, FieldType, LedgerDefinition
from zhenyu.ledgers.rows.conditions import OWN_COLUMNS
from zhenyu.ledgers.rows.typed_days import span_of
from zhenyu.ledgers.types import Filter
from zhenyu.ledgers.values.cell_problems import CellProblem
from zhenyu.ledgers.values.references import choice_code

BLANK_WORDS: Final[Mapping[str, str]] = {
    "空": "blank",
    "（空）": "blank",
    "为空": "blank",
    "未填": "blank",
    "非空": "not_blank",
    "不为空": "not_blank",
    "已填": "not_blank",
}
LATE: Final = ("逾期", "超期", "已逾期")
ME: Final = ("我", "本人")
_SIGNS: Final[Mapping[str, str]] = {
    "≥": ">=",
    "≤": "<=",
    "≠": "!=",
    "<>": "!=",
    "不早于": ">=",
    "不晚于": "<=",
    "不低于": ">=",
    "不少于": ">=",
    "不小于": ">=",
    "不高于": "<=",
    "不超过": "<=",
    "不大于": "<=",
    "不多于": "<=",
    "早于": "<",
    "晚于": ">",
    "大于": ">",
    "超过": ">",
    "高于": ">",
    "多于": ">",
    "小于": "<",
    "低于": "<",
    "少于": "<",
    "不足": "<",
    "不等于": "!=",
    "不是": "!=",
    "等于": "=",
}
_ENDINGS: Final[Mapping[str, str]] = {
    "以上": ">=",
    "及以上": ">=",
    "以下": "<=",
    "及以下": "<=",
    "之前": "<",
    "以前": "<",
    "之后": ">",
    "以后": ">",
    "以来": ">=",
}
_COMPARED: Final = re.compile(r"(>=|<=|!=|<>|≥|≤|≠|>|<|=|!)\s*(.+)")
_IN_WORDS: Final = re.compile(f"({'|'.join(sorted(_SIGNS, key=len, reverse=True))})\\s*(.+)")
_ENDED: Final = re.compile(f"(.+?)\\s*({'|'.join(sorted(_ENDINGS, key=len, reverse=True))})")
_RANGE: Final = re.compile(r"(\S+?)\s*(?:\.\.|~|～|至|到|—)\s*(\S+)")
_NUMBERS_APART: Final = re.compile(r"([\d.,]+\D*?)\s*-\s*([\d.,]+\D*)")
_SEVERAL: Final = re.compile(r"[、，,；;|]|或者|或")
_TOGETHER: Final = re.compile(r"[+＋&]|并且|且")

_DAYS: Final = frozenset({FieldType.DATE, FieldType.MONTH})
_WHOLE: Final = frozenset({FieldType.ID_NUMBER, FieldType.BANK_ACCOUNT, FieldType.RECORD})
_BARE: Final = frozenset({FieldType.ATTACHMENT, FieldType.POINT})
_OWN_DAYS: Final = ("due", "created_at", "updated_at")
_OWN_PEOPLE: Final = ("owner", "created_by", "updated_by")


def typed_filters(
    definition: LedgerDefinition, name: str, text: str, *, today: date, me: str = ""
) -> Iterator[Filter]:
    """The filters that a text means in a column.

    Arguments:
        today: what 本月 and the like are counted from. me: the name that 我 means.

    Raises:
        UsageError: no such column, or a text that means nothing in it.
    """
    text = text.strip()
    field = definition.by_name.get(name)
    if field is None and name not in OWN_COLUMNS:
        raise UsageError(f"“{definition.title}”没有栏目“{name}”，不能按它筛选", "请清除筛选后重新选择")
    if text in BLANK_WORDS:
        yield Filter(name, BLANK_WORDS[text])
    elif field is not None and field.type in _BARE:
        raise UsageError(f"“{field.title}”不能按内容筛选", "可以写“空”或“非空”")
    elif name == "due" and text in LATE:
        yield Filter(name, "lte", date.fromordinal(today.toordinal() - 1).isoformat())
    elif name in _OWN_DAYS or (field is not None and field.type in _DAYS):
        yield from _days(name, field.title if field else OWN_COLUMNS[name], text, today)
    elif name == "state":
        yield from _choice(name, definition.states, text, title="状态")
    elif field is not None and field.type is FieldType.CHOICE:
        yield from _choice(name, field.choices, text, title=field.title)
    elif field is not None and field.type is FieldType.CHOICES:
        yield from _choices(field, text)
    elif field is not None and field.numeric:
        yield from _number(name, text)
    elif name in _OWN_PEOPLE or (field is not None and field.type is FieldType.USER):
        yield from _text(name, _myself(text, me))
    elif field is None or field.type in _WHOLE or field.type is FieldType.BOOLEAN:
        yield from _whole(name, field, text)
    else:
        yield from _text(name, text)


def _myself(text: str, me: str) -> str:
    if text.removeprefix("=") not in ME:
        return text
    if not me:
        raise UsageError("“我”要登录后才知道是谁", "请写出姓名")
    return f"={me}"


# --- days -----------------------------------------------------------------------------------------


def _days(name: str, title: str, text: str, today: date) -> Iterator[Filter]:
    sign, rest = _sign(text)
    between = None if sign else _RANGE.fullmatch(rest)
    first = span_of(between[1] if between else rest, today, title)
    last = span_of(between[2], today, title) if between else first
    if last[1] < first[0]:
        raise UsageError(f"筛选“{title}”：“{text}”的起止颠倒了", "请把早的写在前面")
    if sign == "!=":
        raise UsageError(f"筛选“{title}”：日期不能用“不等于”", "请写起止，如 2026-01..2026-06")
    if sign in (">", ">="):
        yield Filter(name, "gte", (first[0] if sign == ">=" else _after(first[1])).isoformat())
    elif sign in ("<", "<="):
        yield Filter(name, "lte", (first[1] if sign == "<=" else _before(first[0])).isoformat())
    else:
        yield Filter(name, "gte", first[0].isoformat())
        yield Filter(name, "lte", last[1].isoformat())


def _after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)


def _before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)


def _sign(text: str) -> tuple[str, str]:
    """The sign a text begins or ends with, in signs or in words, and the rest."""
    for pattern in (_COMPARED, _IN_WORDS):
        if found := pattern.fullmatch(text):
            sign = _SIGNS.get(found[1], found[1])
            return ("!=" if sign == "!" else sign), found[2].strip()
    if found := _ENDED.fullmatch(text):
        return _ENDINGS[found[2]], found[1]
    return "", text


# --- numbers --------------------------------------------------------------------------------------


def _number(name: str, text: str) -> Iterator[Filter]:
    sign, rest = _sign(text)
    between = None if sign else (_RANGE.fullmatch(rest) or _NUMBERS_APART.fullmatch(rest))
    if between:
        yield Filter(name, "gte", between[1])
        yield Filter(name, "lte", between[2])
    else:
        yield from _compared(name, sign or "=", rest)


def _compared(name: str, sign: str, text: str) -> Iterator[Filter]:
    if sign in ("=", "!="):
        yield Filter(name, "eq" if sign == "=" else "ne", text)
        return
    yield Filter(name, "gte" if sign.startswith(">") else "lte", text)
    if sign in (">", "<"):
        yield Filter(name, "ne", text)


# --- choices --------------------------------------------------------------------------------------


def _choice(name: str, choices: Mapping[str, str], text: str, *, title: str) -> Iterator[Filter]:
    """One of the choices, one of several (``甲、乙``), or none of them (``!甲、乙``)."""
    sign, rest = _unless_a_choice(choices, text)
    codes = _picked(choices, rest, title, _SEVERAL)
    if len(codes) == 1:
        yield Filter(name, "ne" if sign else "eq", codes[0])
    else:
        yield Filter(name, "not_in" if sign else "in", codes)


def _choices(field: Field, text: str) -> Iterator[Filter]:
    """Any of several (``甲、乙``), all of them (``甲+乙``), none of them (``!甲、乙``)."""
    sign, rest = _unless_a_choice(field.choices, text)
    if not sign and _TOGETHER.search(rest) and isinstance(choice_code(field.choices, rest), CellProblem):
        yield Filter(field.name, "eq", _picked(field.choices, rest, field.title, _TOGETHER))
        return
    codes = _picked(field.choices, rest, field.title, _SEVERAL)
    yield Filter(field.name, "not_in" if sign else "in", codes)


def _unless_a_choice(choices: Mapping[str, str], text: str) -> tuple[bool, str]:
    """Whether the choices named are not wanted, and the rest; a choice may itself be called 不是低保户."""
    return (False, text) if isinstance(choice_code(choices, text), str) else _negated(text)


def _negated(text: str) -> tuple[bool, str]:
    sign, rest = _sign(text)
    if sign not in ("", "=", "!="):
        return False, text
    return sign == "!=", rest


def _picked(choices: Mapping[str, str], text: str, title: str, apart: re.Pattern[str]) -> list[str]:
    """The codes of the choices named; a title may itself hold a separator."""
    whole = choice_code(choices, text)
    if isinstance(whole, str):
        return [whole]
    codes = []
    for part in filter(None, (part.strip() for part in apart.split(text))):
        code = choice_code(choices, part)
        if isinstance(code, CellProblem):
            raise UsageError(f"筛选“{title}”：{code.message}", code.hint)
        codes.append(code)
    if not codes:
        raise UsageError(f"筛选“{title}”：{whole.message}", whole.hint)
    return list(dict.fromkeys(codes))


# --- texts ----------------------------------------------------------------------------------------


def _text(name: str, text: str) -> Iterator[Filter]:
    """A part of it; ``=`` all of it, ``!`` not in it, ``≠`` not it, ``张*`` its beginning, ``>=`` and the
    like its order."""
    found = _COMPARED.fullmatch(text)
    if found and found[1] == "!":
        yield Filter(name, "not_contains", found[2])
    elif found:
        yield from _compared(name, _SIGNS.get(found[1], found[1]), found[2])
    elif text.endswith("*") and text.strip("*"):
        yield Filter(name, "starts", text.rstrip("*"))
    else:
        yield Filter(name, "contains", text)


def _whole(name: str, field: Field | None, text: str) -> Iterator[Filter]:
    """Numbers of people and accounts, yes and no, rows of other ledgers: all of it, one of several, or not
    it."""
    sign, rest = _negated(text)
    several = [part.strip() for part in _SEVERAL.split(rest) if part.strip()]
    if len(several) > 1 and field is not None and field.type is not FieldType.BOOLEAN:
        yield Filter(name, "not_in" if sign else "in", several)
        return
    if field is not None and field.type is FieldType.BOOLEAN:
        rest = {"true": "是", "false": "否"}.get(rest, rest)
    yield Filter(name, "ne" if sign else "eq", rest)
