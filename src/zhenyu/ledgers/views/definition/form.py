"""A definition as the form a clerk fills in: rows of fields, states, steps, deadlines, rules, measures, all
as texts. Pure.

Parts name each other by their titles (“完工日期”), as people do; codes stay hidden. ``parsed`` takes whatever
came, ``form_of`` shows a definition; what a form means is in
:mod:`zhenyu.ledgers.views.definition.form_meaning`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.http import QueryDict

from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.definition.field_renames import in_expression
from zhenyu.ledgers.definition.ledger_definition import DayLimit, Deadline, Field, LedgerDefinition, Lifecycle
from zhenyu.people.types import ROLE_TITLES, Role

GENERAL: Final = ("code", "title", "domain", "office", "basis", "description", "level")
PREVIOUS: Final = "previous"
"""Means “whoever took the step before” in the form."""

_SHOWN: Final[Mapping[str, frozenset[str]]] = {
    "": frozenset(
        (*GENERAL, "key", "fields", "retired", "lifecycle", "deadlines", "constraints", "measures")
    ),
    "fields": frozenset(
        [
            "name",
            "title",
            "type",
            "unit",
            "required",
            "privacy",
            "help",
            "synonyms",
            "record",
            "formerly",
            "choices",
        ]
    ),
    "steps": frozenset(["name", "title", "from", "to", "role", "requires", "not_by"]),
    "deadlines": frozenset(["while", "due", "from", "limit", "warn", "by", "limits", "escalate"]),
    "rules": frozenset(["check", "message", "balance", "by", "min"]),
    "measures": frozenset(["indicator", "value", "where", "on", "until"]),
}
"""Words of each part that have an input of their own; the rest travels along unseen and comes back as it
was."""


@dataclass(frozen=True)
class FormRow:
    """One repeated part of the form: its number ``k`` in the names of its inputs, and their texts."""

    k: str
    texts: Mapping[str, str]
    choices: tuple[tuple[str, str], ...] = ()
    fault: Exception | None = None
    """What is wrong with just this part, once it was looked at."""

    def text(self, name: str) -> str:
        return self.texts.get(name, "")


@dataclass(frozen=True)
class Form:
    """Everything the form holds, as typed."""

    general: Mapping[str, str]
    fields: tuple[FormRow, ...] = ()
    states: tuple[FormRow, ...] = ()
    steps: tuple[FormRow, ...] = ()
    deadlines: tuple[FormRow, ...] = ()
    rules: tuple[FormRow, ...] = ()
    measures: tuple[FormRow, ...] = ()
    initial: str = ""
    """``k`` of the first state."""


# --- what came ------------------------------------------------------------------------------------


def parsed(post: QueryDict) -> Form:
    """The form as it was sent, in the order of its rows on the page."""
    return Form(
        general={name: str(post.get(name, "")).strip() for name in (*GENERAL, "rest")},
        initial=str(post.get("initial", "")),
        **{
            name: tuple(_rows(post, name))
            for name in ("fields", "states", "steps", "deadlines", "rules", "measures")
        },
    )


def _rows(post: QueryDict, part: str) -> Iterator[FormRow]:
    for k in post.getlist(part):
        prefix = f"{part}.{k}."
        texts = {
            name.removeprefix(prefix): str(post[name]).strip() for name in post if name.startswith(prefix)
        }
        titles = post.getlist(f"{prefix}choice_title")
        codes = post.getlist(f"{prefix}choice")
        choices = tuple(
            (code, title.strip()) for code, title in zip(codes, titles, strict=False) if title.strip()
        )
        yield FormRow(k, texts, choices)


# --- a definition, shown --------------------------------------------------------------------------


def form_of(raw: Mapping[str, Any], current: LedgerDefinition | None = None) -> Form:
    """The form of a definition.

    Arguments:
        current: the present definition; its fields are changed rather than added.
    """
    definition = read_definition(raw)
    whole = definition.as_raw()
    titles = {field.name: field.title for field in definition.whole.fields}
    cycle = definition.lifecycle
    states = tuple(
        FormRow(str(k), {"code": code, "title": title, "was_title": title})
        for k, (code, title) in enumerate(definition.states.items())
    )
    return Form(
        general={**{name: str(getattr(definition, name)) for name in GENERAL}, "rest": _rest("", whole)},
        fields=_with_rest(
            "fields",
            (_field_row(k, field, definition, current) for k, field in enumerate(definition.whole.fields)),
            [*whole["fields"], *whole.get("retired", ())],
        ),
        states=states,
        initial=next((row.k for row in states if row.text("code") == definition.initial_state), ""),
        steps=_with_rest("steps", _step_rows(cycle, titles), whole["lifecycle"].get("transitions", ()))
        if cycle
        else (),
        deadlines=_with_rest("deadlines", _deadline_rows(definition, titles), whole.get("deadlines", ())),
        rules=_with_rest("rules", _rule_rows(definition, titles), whole.get("constraints", ())),
        measures=_with_rest(
            "measures",
            (
                FormRow(
                    str(k),
                    {
                        "indicator": item.indicator,
                        "value": _with_titles(item.value, titles),
                        "where": _with_titles(item.where or "", titles),
                        "on": titles.get(item.on or "", ""),
                        "until": titles.get(item.until or "", ""),
                    },
                )
                for k, item in enumerate(definition.measures)
            ),
            whole.get("measures", ()),
        ),
    )


def _with_rest(part: str, rows: Iterable[FormRow], raws: Iterable[Mapping[str, Any]]) -> tuple[FormRow, ...]:
    return tuple(
        replace(row, texts={**row.texts, "rest": _rest(part, raw)})
        for row, raw in zip(rows, raws, strict=True)
    )


def _rest(part: str, raw: Mapping[str, Any]) -> str:
    """What of a part has no input, as JSON; empty when there is nothing."""
    unseen = {word: value for word, value in raw.items() if word not in _SHOWN[part]}
    return json.dumps(unseen, ensure_ascii=False) if unseen else ""


def unseen_of(part: str, text: str) -> dict[str, Any]:
    """Back from :func:`_rest`; only words without an input are taken."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        found = {}
    found = found if isinstance(found, dict) else {}
    return {word: value for word, value in found.items() if word not in _SHOWN[part]}


def _field_row(
    k: int, field: Field, definition: LedgerDefinition, current: LedgerDefinition | None
) -> FormRow:
    known = current.whole.by_name if current else {}
    was = next((name for name in (field.name, *field.formerly) if name in known), "")
    texts = {
        "was": was,
        "was_title": field.title,
        "name": field.name,
        "title": field.title,
        "type": field.type.value,
        "unit": field.unit or "",
        "required": "1" if field.required else "",
        "privacy": field.privacy,
        "help": field.help,
        "key": "1" if field.name in definition.key else "",
        "synonyms": "、".join(field.synonyms),
        "record": field.record or "",
        "formerly": "、".join(field.formerly),
        "retired": "" if field.name in definition.by_name else "1",
    }
    return FormRow(str(k), texts, tuple(field.choices.items()))


def _step_rows(cycle: Lifecycle, titles: Mapping[str, str]) -> Iterator[FormRow]:
    for k, step in enumerate(cycle.transitions):
        agent = step.not_by not in (None, "creator") and step.not_by not in titles
        yield FormRow(
            str(k),
            {
                "name": step.name,
                "title": step.title,
                "from": "、".join(cycle.states[state] for state in step.from_),
                "to": cycle.states[step.to],
                "role": step.role or "",
                "agent": step.not_by or "" if agent else "",
                "requires": "、".join(titles[name] for name in step.requires),
                "not_by": PREVIOUS if agent else step.not_by or "",
            },
        )


def _deadline_rows(definition: LedgerDefinition, titles: Mapping[str, str]) -> Iterator[FormRow]:
    for k, item in enumerate(definition.deadlines):
        kind = (
            "due"
            if item.due
            else "by"
            if item.by
            else "working_days"
            if item.limit and item.limit.working
            else "days"
        )
        yield FormRow(
            str(k),
            {
                "while": "、".join(definition.states[state] for state in item.while_),
                "kind": kind,
                "field": titles[item.due or item.from_ or ""],
                "days": str(item.limit.days) if item.limit else "",
                "warn": str(item.warn.days),
                "warn_unit": "wd" if item.warn.working else "d",
                "by": titles.get(item.by or "", ""),
                "limits": _limits(definition, item),
                "escalate": "；".join(f"{_span(each.after)}={_role(each.to)}" for each in item.escalate),
            },
        )


def _limits(definition: LedgerDefinition, item: Deadline) -> str:
    """``紧急=1个工作日；一般=7天``"""
    field = definition.whole.by_name.get(item.by or "")
    choices = field.choices if field else {}
    return "；".join(f"{choices.get(code, code)}={_span(span)}" for code, span in item.limits.items())


def _span(span: DayLimit) -> str:
    return f"{span.days}{'个工作日' if span.working else '天'}"


def _role(code: str) -> str:
    return ROLE_TITLES[Role(code)] if code in set(Role) else code


def _rule_rows(definition: LedgerDefinition, titles: Mapping[str, str]) -> Iterator[FormRow]:
    for k, item in enumerate(definition.constraints):
        yield FormRow(
            str(k),
            {
                "check": _with_titles(item.check or "", titles),
                "message": item.message,
                "balance": titles.get(item.balance or "", ""),
                "by": "、".join(titles[name] for name in item.by),
                "min": str(item.min),
                "kind": "check" if item.check else "balance",
            },
        )


def _with_titles(expression: str, titles: Mapping[str, str]) -> str:
    """``cost >= 0`` as ``「造价」 >= 0``."""
    return in_expression(expression, {name: f"「{title}」" for name, title in titles.items()})
