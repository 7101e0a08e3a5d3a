"""The checked tree of a formula: what :mod:`zhenyu.formulas.parser` makes and the
printers (SQL, Chinese) walk.

Nothing of the written text survives here but names that are fields of the ledger and literals of a known
type, so that whatever is printed from the tree is safe by construction.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeAlias

from zhenyu.formulas.fields import FieldInfo


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
    """``is null``; measures ask it of fields only."""

    operand: Node


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


# --- what only checks say -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Coalesce:
    """The first operand that is not blank."""

    operands: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class When:
    """A branch of a :class:`Case`."""

    condition: Node
    value: Node


@dataclass(frozen=True, slots=True)
class Case:
    """The value of the first branch whose condition is true, else ``otherwise``."""

    branches: tuple[When, ...]
    otherwise: Node


@dataclass(frozen=True, slots=True)
class Nothing:
    """``null`` as the value of a branch."""


@dataclass(frozen=True, slots=True)
class Length:
    """Characters of a text, a number."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Absolute:
    operand: Node


@dataclass(frozen=True, slots=True)
class Like:
    """``%`` stands for any characters, ``_`` for one."""

    item: Node
    pattern: Node


@dataclass(frozen=True, slots=True)
class TruthTest:
    """``is true`` / ``is false``: never blank itself."""

    operand: Node
    value: bool


@dataclass(frozen=True, slots=True)
class RelativeDay:
    """So many days from the day the row is judged: ``'today'`` is 0."""

    days: int


@dataclass(frozen=True, slots=True)
class DaysBetween:
    """``later - earlier``, a whole number of days."""

    later: Node
    earlier: Node


@dataclass(frozen=True, slots=True)
class DayShift:
    """A day so many days after (``+``) or before (``-``) another."""

    operator: str
    day: Node
    days: Node


@dataclass(frozen=True, slots=True)
class UntypedLiteral:
    """A quoted text beside a list or a document: the database reads it in the type of what it stands
    beside."""

    value: str


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
    | Coalesce
    | When
    | Case
    | Nothing
    | Length
    | Absolute
    | Like
    | TruthTest
    | RelativeDay
    | DaysBetween
    | DayShift
    | UntypedLiteral
)


@dataclass(frozen=True, slots=True)
class Term:
    """``factor`` times the number of rows (``counted`` is None) or the sum of a number of each row."""

    factor: Fraction
    counted: Node | None


CALCULATE: Final[Mapping[str, Callable[[Fraction, Fraction], Fraction]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
