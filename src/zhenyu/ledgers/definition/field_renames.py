"""Fields that go on under other names: which column continues which, and a definition with names replaced.
Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from zhenyu.ledgers.definition.ledger_definition import Field, LedgerDefinition

_WORD: Final = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"|[A-Za-z_][A-Za-z0-9_]*")


def origins(old: LedgerDefinition, new: LedgerDefinition) -> dict[str, str]:
    """Column of the new definition → column of the old one it continues, retired ones among them; new ones
    are missing."""
    before = old.whole.by_name
    kept = {name for name in new.whole.by_name if name in before}
    found = {}
    for field in new.whole.fields:
        former = next((name for name in field.formerly if name in before and name not in kept), None)
        origin = field.name if field.name in kept else former
        if origin is not None:
            found[field.name] = origin
    return found


def keeping_retired(old: LedgerDefinition, new: LedgerDefinition) -> LedgerDefinition:
    """The new definition with every field it drops kept as a retired one, so that no value goes."""
    continued = set(origins(old, new).values())
    dropped = tuple(field for field in old.whole.fields if field.name not in continued)
    return new.replacing(retired=new.retired + dropped) if dropped else new


def brought_back(current: LedgerDefinition, older: LedgerDefinition) -> LedgerDefinition:
    """An older version as the next one: renamed fields get their names back with their data, later fields are
    retired."""
    older_names = older.whole.by_name
    later_names = {
        former: field.name
        for field in current.whole.fields
        for former in field.formerly
        if former in older_names and field.name not in older_names
    }

    def renamed_back(fields: Iterable[Field]) -> tuple[Field, ...]:
        return tuple(
            field.model_copy(update={"formerly": (later_names[field.name], *field.formerly)})
            if field.name in later_names
            else field
            for field in fields
        )

    wanted = older.replacing(fields=renamed_back(older.fields), retired=renamed_back(older.retired))
    return keeping_retired(current, wanted)


def with_renames(raw: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """A raw definition with fields' names replaced wherever they occur: key, deadlines, rules, steps and
    measures.

    Arguments:
        names: old → new. The fields of ``raw`` get the new name and remember the old one.
    """
    if not names:
        return dict(raw)

    def name(value: Any) -> Any:
        return names.get(value, value)

    def listed(value: Any) -> Any:
        return name(value) if isinstance(value, str) else [name(item) for item in value]

    def field(item: Mapping[str, Any]) -> dict[str, Any]:
        if item["name"] not in names:
            return dict(item)
        former = item.get("formerly", ())
        kept = [item["name"], *([former] if isinstance(former, str) else former)]
        return {
            **item,
            "name": names[item["name"]],
            "formerly": [each for each in kept if each != names[item["name"]]],
        }

    readers: dict[str, Callable[[Any], Any]] = {
        **dict.fromkeys(("due", "after", "balance", "not_by", "on", "until"), name),
        **dict.fromkeys(("by", "requires"), listed),
        **dict.fromkeys(("check", "value", "where"), lambda text: in_expression(text, names)),
    }

    def part(item: Mapping[str, Any]) -> dict[str, Any]:
        return {
            word: readers[word](value) if word in readers and value else value for word, value in item.items()
        }

    renamed = dict(raw)
    for position in ("fields", "retired"):
        if raw.get(position):
            renamed[position] = [field(item) for item in raw[position]]
    for position in ("deadlines", "constraints", "measures"):
        if raw.get(position):
            renamed[position] = [part(item) for item in raw[position]]
    if raw.get("key"):
        renamed["key"] = listed(raw["key"])
    if raw.get("lifecycle"):
        cycle = raw["lifecycle"]
        renamed["lifecycle"] = {
            **cycle,
            "transitions": [part(step) for step in cycle.get("transitions") or ()],
        }
    return renamed


def in_expression(text: str, names: Mapping[str, str]) -> str:
    """An expression with names of fields replaced; texts in quotes stay."""
    return _WORD.sub(lambda found: names.get(found[0], found[0]), text)


def words_in(text: str) -> set[str]:
    """The words of an expression, names of fields among them."""
    return set(_WORD.findall(text))
