"""A fault of a definition as a value, and names that must exist: fields and states. Pure."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Final

from zhenyu.ledgers.definition.ledger_definition import FieldType, LedgerDefinition

Fault = tuple[str, str, str]
"""Path, what is wrong, what to do."""
DAYS: Final = frozenset({FieldType.DATE})
"""Types that hold a day."""


def field_named(
    path: str,
    name: str,
    definition: LedgerDefinition,
    types: frozenset[FieldType] = frozenset(),
    word: str = "",
) -> Iterator[Fault]:
    field = definition.by_name.get(name)
    if field is None:
        near = difflib.get_close_matches(name, definition.by_name, n=1)
        hint = f"是不是“{near[0]}”？" if near else f"已有的栏目：{'、'.join(definition.by_name)}"
        yield path, f"用了没有的栏目“{name}”", hint
    elif types and field.type not in types:
        yield path, f"栏目“{field.title}”不是{word}类型", f"换一个{word}类型的栏目"


def state_named(path: str, state: str, definition: LedgerDefinition) -> Iterator[Fault]:
    if state not in definition.states:
        near = difflib.get_close_matches(state, definition.states, n=1)
        hint = f"是不是“{near[0]}”？" if near else "先在 lifecycle.states 里列出这个状态"
        yield path, f"用了没有的状态“{state}”", hint
