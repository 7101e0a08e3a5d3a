"""Questions to a checked tree: its parts, the kind of a node, the fields it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Final

from zhenyu.formulas.fields import ValueKind
from zhenyu.formulas.nodes import (
    Aggregate,
    Blank,
    Case,
    Coalesce,
    Comparison,
    Count,
    CountDistinct,
    DatePart,
    Day,
    DayShift,
    FieldRef,
    Inverse,
    Junction,
    Like,
    Membership,
    Node,
    Nothing,
    Range,
    RelativeDay,
    TextLiteral,
    Truth,
    TruthTest,
    UntypedLiteral,
)

AGGREGATES = (Count, CountDistinct, Aggregate)
DAYS: Final = frozenset({ValueKind.DATE, ValueKind.MONTH})
"""Kinds that compare with each other as days."""
CONDITIONS = (Comparison, Membership, Range, Blank, Junction, Inverse, Like, TruthTest)
_KINDS: Final[Mapping[type, ValueKind]] = {
    TextLiteral: ValueKind.TEXT,
    RelativeDay: ValueKind.DATE,
    DayShift: ValueKind.DATE,
    UntypedLiteral: ValueKind.OPAQUE,
    **dict.fromkeys((Truth, *CONDITIONS), ValueKind.BOOLEAN),
}


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it."""
    yield node
    for part in fields(node):
        below = getattr(node, part.name)
        for child in below if isinstance(below, tuple) else (below,):
            if isinstance(child, Node):
                yield from walk(child)


def kind_of(node: Node) -> ValueKind:
    """What a value node can be compared with; conditions are booleans."""
    match node:
        case FieldRef(field):
            return field.kind
        case Day(_, is_month):
            return ValueKind.MONTH if is_month else ValueKind.DATE
        case Coalesce(operands):
            return kind_of(operands[0])
        case Case(branches, otherwise):
            values = (*(branch.value for branch in branches), otherwise)
            return next((kind_of(each) for each in values if not isinstance(each, Nothing)), ValueKind.OPAQUE)
        case _:
            return _KINDS.get(type(node), ValueKind.NUMBER)


def names_in(node: Node) -> list[str]:
    """The fields (in a formula over indicators: the indicators) a tree names, each once, in order."""
    named = (part.field.name for part in walk(node) if isinstance(part, (FieldRef, DatePart)))
    return list(dict.fromkeys(named))
