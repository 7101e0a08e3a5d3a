"""What a filled-in form means: the raw definition, with codes for what was named by title. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from zhenyu.core.errors import UsageError
from zhenyu.ledgers.definition.codes import choice_codes, field_name, ledger_code, slug, unique
from zhenyu.ledgers.definition.field_renames import with_renames
from zhenyu.ledgers.definition.ledger_definition import FieldType
from zhenyu.ledgers.views.definition.form import GENERAL, PREVIOUS, Form, FormRow, unseen_of
from zhenyu.people.types import ROLE_TITLES
from zhenyu.workbooks.heading_lexicon import hint_of

_SEPARATOR: Final = re.compile(r"[、，,；;]\s*")
_DAYS: Final = re.compile(r"(\d{1,4})\s*(天|日|d|个?工作日|wd|)")
_TITLED: Final = re.compile(r"「([^」]*)」")


class _FormWords:
    """Titles as typed → codes, of fields or of states; titles of before the edit are understood too."""

    def __init__(self, what: str, rows: Sequence[tuple[FormRow, str]]) -> None:
        self.what = what
        self.codes = {row.text("was_title"): code for row, code in rows} | {
            row.text("title"): code for row, code in rows
        }
        self.codes.pop("", None)

    def one(self, title: str, part: str) -> str:
        if title in self.codes:
            return self.codes[title]
        known = "、".join(self.codes)
        raise UsageError(
            f"{part}里写的“{title}”不是{self.what}", f"可以写的有：{known}" if known else f"先加{self.what}"
        )

    def many(self, text: str, part: str) -> list[str]:
        if text in self.codes:
            return [self.codes[text]]
        return [self.one(title, part) for title in _SEPARATOR.split(text) if title]

    def expression(self, text: str, part: str) -> str:
        return _TITLED.sub(lambda found: self.one(found[1].strip(), part), text)


def raw_of(form: Form, taken: Iterable[str] = ()) -> dict[str, Any]:
    """The raw definition that a form means, ready for ``read_definition``.

    Arguments:
        taken: codes of ledgers that exist, for a new one whose code is made from its title.

    Raises:
        UsageError: a title names nothing, a number is none.
    """
    names = _field_names(form.fields)
    fields = _FormWords("栏目", list(zip(form.fields, names, strict=True)))
    codes = _codes(
        [row.text("code") for row in form.states], [row.text("title") for row in form.states], "state"
    )
    states = _FormWords("状态", list(zip(form.states, codes, strict=True)))
    raw: dict[str, Any] = unseen_of("", form.general.get("rest", ""))
    raw |= {name: form.general[name] for name in GENERAL if form.general.get(name)}
    raw.setdefault("code", unique(ledger_code(raw.get("title", "")), set(taken)))
    made = [(row, _raw_field(row, name)) for row, name in zip(form.fields, names, strict=True)]
    raw["key"] = [item["name"] for row, item in made if row.text("key") and not row.text("retired")]
    raw["fields"] = [item for row, item in made if not row.text("retired")]
    raw["retired"] = [item for row, item in made if row.text("retired")]
    if form.states:
        raw["lifecycle"] = _raw_cycle(form, codes, states, fields)
    choices = {item["name"]: item.get("choices", {}) for _, item in made}
    raw["deadlines"] = [_raw_deadline(row, states, fields, choices) for row in form.deadlines]
    raw["constraints"] = [_raw_rule(row, fields) for row in form.rules]
    raw["measures"] = [_raw_measure(row, fields) for row in form.measures]
    renamed = {
        row.text("was"): name
        for row, name in zip(form.fields, names, strict=True)
        if row.text("was") not in ("", name)
    }
    return _followed(raw, renamed)


def _followed(raw: dict[str, Any], renamed: Mapping[str, str]) -> dict[str, Any]:
    """Expressions typed with the old codes follow a rename; the fields themselves have the new name
    already."""
    parts = with_renames({word: raw[word] for word in ("constraints", "measures")}, renamed)
    return {**raw, **parts}


def _field_names(rows: Sequence[FormRow]) -> list[str]:
    """The code of each field: as typed, as it was, or made from its title."""
    names = [row.text("name") or row.text("was") for row in rows]
    taken = {name for name in names if name} | {row.text("was") for row in rows}
    for position, row in enumerate(rows):
        if not names[position]:
            kind = FieldType(row.text("type")) if row.text("type") in set(FieldType) else FieldType.TEXT
            names[position] = field_name(row.text("title"), hint_of(row.text("title")), kind, taken)
            taken.add(names[position])
    return names


def _codes(given: Sequence[str], titles: Sequence[str], fallback: str) -> list[str]:
    taken = {code for code in given if code}
    codes = []
    for code, title in zip(given, titles, strict=True):
        found = code or unique(slug(title, fallback), taken)
        taken.add(found)
        codes.append(found)
    return codes


def _raw_field(row: FormRow, name: str) -> dict[str, Any]:
    formerly = [each for each in _SEPARATOR.split(row.text("formerly")) if each]
    if row.text("was") not in ("", name, *formerly):
        formerly.insert(0, row.text("was"))
    raw: dict[str, Any] = {
        **unseen_of("fields", row.text("rest")),
        "name": name,
        "title": row.text("title"),
        "type": row.text("type"),
        "required": row.text("required") == "1",
        "privacy": row.text("privacy") or "internal",
        "help": row.text("help"),
        "synonyms": [each for each in _SEPARATOR.split(row.text("synonyms")) if each],
        "formerly": [each for each in formerly if each != name],
    }
    raw |= {word: row.text(word) for word in ("unit", "record") if row.text(word)}
    if row.text("type") in ("choice", "choices"):
        fresh = choice_codes(title for code, title in row.choices if not code)
        by_title = {title: code for code, title in fresh.items()}
        kept = {code for code, _ in row.choices if code}
        raw["choices"] = {code or unique(by_title[title], kept): title for code, title in row.choices}
    if row.text("type") != "record":
        raw.pop("record", None)
    return raw


def _raw_cycle(form: Form, codes: Sequence[str], states: _FormWords, fields: _FormWords) -> dict[str, Any]:
    first = next(
        (code for row, code in zip(form.states, codes, strict=True) if row.k == form.initial), codes[0]
    )
    names = _codes(
        [row.text("name") for row in form.steps], [row.text("title") for row in form.steps], "step"
    )
    return {
        "initial": first,
        "states": {code: row.text("title") for row, code in zip(form.states, codes, strict=True)},
        "transitions": [
            _raw_step(row, name, states, fields) for row, name in zip(form.steps, names, strict=True)
        ],
    }


def _raw_step(row: FormRow, name: str, states: _FormWords, fields: _FormWords) -> dict[str, Any]:
    part = f"步骤“{row.text('title')}”"
    start = states.many(row.text("from"), part)
    raw: dict[str, Any] = unseen_of("steps", row.text("rest"))
    raw |= {"name": name, "title": row.text("title"), "from": start, "to": states.one(row.text("to"), part)}
    raw["requires"] = fields.many(row.text("requires"), part)
    if row.text("role"):
        raw["role"] = row.text("role")
    if row.text("not_by") == PREVIOUS:
        raw["not_by"] = row.text("agent") or f"{start[0]}er"
    elif row.text("not_by"):
        raw["not_by"] = row.text("not_by")
    return raw


def _raw_deadline(
    row: FormRow, states: _FormWords, fields: _FormWords, choices: Mapping[str, Mapping[str, str]]
) -> dict[str, Any]:
    part, kind = "办理时限", row.text("kind")
    raw: dict[str, Any] = {
        **unseen_of("deadlines", row.text("rest")),
        "while": states.many(row.text("while"), part),
    }
    raw["due" if kind == "due" else "from"] = fields.one(row.text("field"), part)
    if kind in ("working_days", "days"):
        raw["limit"] = f"{_whole(row.text('days'), part)}{'wd' if kind == 'working_days' else 'd'}"
    if kind == "by":
        raw["by"] = fields.one(row.text("by"), part)
        codes = {title: code for code, title in choices.get(raw["by"], {}).items()}
        limits = _pairs(row.text("limits"), part, "紧急=1个工作日；一般=7天")
        raw["limits"] = {_named(codes, title, part): _span(text, part) for title, text in limits}
    roles = {title: role.value for role, title in ROLE_TITLES.items()}
    late = _pairs(row.text("escalate"), part, "3个工作日=办所负责人；10天=领导")
    raw["escalate"] = [{"after": _span(text, part), "to": _named(roles, role, part)} for text, role in late]
    return {**raw, "warn": f"{_whole(row.text('warn') or '7', part)}{row.text('warn_unit') or 'd'}"}


def _pairs(text: str, part: str, example: str) -> list[tuple[str, str]]:
    """``甲=1天；乙=2天``, taken apart."""
    pairs = [
        part.replace("：", "=").replace("＝", "=").partition("=")
        for part in _SEPARATOR.split(text)
        if part.strip()
    ]
    if any(not (first.strip() and second.strip()) for first, _, second in pairs):
        raise UsageError(f"{part}里看不懂“{text}”", f"请写成 {example}")
    return [(first.strip(), second.strip()) for first, _, second in pairs]


def _named(codes: Mapping[str, str], title: str, part: str) -> str:
    if title in codes or title in codes.values():
        return codes.get(title, title)
    known = "、".join(codes)
    raise UsageError(
        f"{part}里没有“{title}”", f"可以写的有：{known}" if known else "这一栏不是单选，没有选项"
    )


def _span(text: str, part: str) -> str:
    """``3个工作日`` as ``3wd``."""
    found = _DAYS.fullmatch(text)
    if found is None:
        raise UsageError(f"{part}里的“{text}”不是天数", "写成 3个工作日 或 10天")
    return f"{found[1]}{'d' if found[2] in ('天', '日', 'd', '') else 'wd'}"


def _raw_rule(row: FormRow, fields: _FormWords) -> dict[str, Any]:
    part = f"规则“{row.text('message')}”"
    unseen = unseen_of("rules", row.text("rest"))
    if row.text("kind") == "check":
        return {
            **unseen,
            "check": fields.expression(row.text("check"), part),
            "message": row.text("message"),
        }
    by = fields.many(row.text("by"), part)
    return {
        **unseen,
        "balance": fields.one(row.text("balance"), part),
        "by": by,
        "min": _whole(row.text("min") or "0", part),
        "message": row.text("message"),
    }


def _raw_measure(row: FormRow, fields: _FormWords) -> dict[str, Any]:
    part = f"指标“{row.text('indicator')}”"
    raw: dict[str, Any] = {**unseen_of("measures", row.text("rest")), "indicator": row.text("indicator")}
    raw["value"] = fields.expression(row.text("value"), part)
    if row.text("where"):
        raw["where"] = fields.expression(row.text("where"), part)
    return raw | {word: fields.one(row.text(word), part) for word in ("on", "until") if row.text(word)}


def _whole(text: str, part: str) -> int:
    if not re.fullmatch(r"-?\d{1,6}", text):
        raise UsageError(f"{part}里的“{text}”不是整数", "只写数字")
    return int(text)
