"""The checked tree of a formula: what :mod:`formula_reader` makes and the printers (SQL, Chinese) walk.

Nothing of the written text survives here but names that are fields of the ledger and literals of a known
type, so that whatever is printed from the tree is safe by construction.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final, TypeAlias


class ValueKind(StrEnum):
    """What a field's values can be compared with."""

    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    MONTH = "month"
    BOOLEAN = "boolean"
    OPAQUE = "opaque"  # lists, attachments, points, sensitive fields: counted or blank, never compared

    @property
    def label(self) -> str:
        return {"number": "数字", "text": "文字", "date": "日期", "month": "月份", "boolean": "是否"}.get(
            self, "敏感或附件类字段"
        )


@dataclass(frozen=True, slots=True)
class FieldInfo:
    """What a formula must know of a ledger's field.

    Arguments:
        name: the column.
        title: Chinese name, as sentences print it.
        options: (stored value, Chinese label) of a choice or of the states; empty when anything may stand
        there.
        unit: the declared unit of a numeric field, e.g. 元; empty when it has none.
    """

    name: str
    title: str
    kind: ValueKind
    options: tuple[tuple[str, str], ...] = ()
    unit: str = ""


@dataclass(frozen=True, slots=True)
class FieldRef:
    field: FieldInfo


@dataclass(frozen=True, slots=True)
class Number:
    value: Decimal


@dataclass(frozen=True, slots=True)
class TextLiteral:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Day:
    value: date
    is_month: bool


@dataclass(frozen=True, slots=True)
class Truth:
    value: bool


@dataclass(frozen=True, slots=True)
class DatePart:
    """``year(field)`` or ``month(field)``, a number."""

    part: str
    field: FieldInfo


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """``+ - * /`` of two numbers; division by zero gives a blank."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Negative:
    operand: Node


@dataclass(frozen=True, slots=True)
class Comparison:
    """``= <> < <= > >=`` of two values of one kind."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Membership:
    item: Node
    options: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """``between``: both ends included."""

    item: Node
    low: Node
    high: Node


@dataclass(frozen=True, slots=True)
class Blank:
    field: FieldInfo


@dataclass(frozen=True, slots=True)
class Junction:
    """``and`` / ``or`` of two conditions."""

    word: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Inverse:
    operand: Node


@dataclass(frozen=True, slots=True)
class Count:
    """``count()``: rows."""


@dataclass(frozen=True, slots=True)
class CountDistinct:
    field: FieldInfo


@dataclass(frozen=True, slots=True)
class Aggregate:
    """``sum``, ``min`` or ``max`` over the rows of a row-level number."""

    function: str
    operand: Node


Node: TypeAlias = (
    FieldRef
    | Number
    | TextLiteral
    | Day
    | Truth
    | DatePart
    | Arithmetic
    | Negative
    | Comparison
    | Membership
    | Range
    | Blank
    | Junction
    | Inverse
    | Count
    | CountDistinct
    | Aggregate
)


@dataclass(frozen=True, slots=True)
class Term:
    """``factor`` times the number of rows (``counted`` is None) or the sum of a number of each row."""

    factor: Fraction
    counted: Node | None


AGGREGATES = (Count, CountDistinct, Aggregate)
CALCULATE: Final[Mapping[str, Callable[[Fraction, Fraction], Fraction]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
CONDITIONS = (Comparison, Membership, Range, Blank, Junction, Inverse)


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
    if isinstance(node, FieldRef):
        return node.field.kind
    if isinstance(node, TextLiteral):
        return ValueKind.TEXT
    if isinstance(node, Day):
        return ValueKind.MONTH if node.is_month else ValueKind.DATE
    if isinstance(node, (Truth, *CONDITIONS)):
        return ValueKind.BOOLEAN
    return ValueKind.NUMBER
