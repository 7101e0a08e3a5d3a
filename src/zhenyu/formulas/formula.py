"""The formula language: one white-listed text that becomes SQL, a Chinese sentence and, per row, a
contribution.

::

    value: count()   count(distinct household_no)   sum(cost) / 10000   max(depth)
    where: state = 'accepted' and cost > 0 and finished_on >= '2025-01-01' and kind in ('flush', 'three_tank')

The words are a ledger's fields and ``state``, ``area``, ``due``. Anything else is refused with its name and
place; free SQL never reaches a database. A value is *additive* when the totals of two groups of rows add up
to the total of both (count, sum, and their sums or multiples by a number): only additive values can be kept
in cells.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from zhenyu.core.errors import UsageError
from zhenyu.formulas.fields import FieldInfo, ValueKind
from zhenyu.formulas.nodes import (
    CALCULATE,
    Aggregate,
    Arithmetic,
    Count,
    CountDistinct,
    FieldRef,
    Negative,
    Node,
    Number,
    Term,
)
from zhenyu.formulas.parser import read_condition, read_value
from zhenyu.formulas.postgresql import counted_field, row_sql
from zhenyu.formulas.sentence import condition_in_words, value_in_words
from zhenyu.formulas.tree import AGGREGATES, walk

SYSTEM_FIELDS = (FieldInfo("area", "区划", ValueKind.TEXT), FieldInfo("due", "期限", ValueKind.DATE))
"""Columns of every ledger besides ``state``, whose options differ."""

_NO_MEANS = "率和平均数不能再相加：请另设一个 ratio 指标，把分子、分母各作一个指标"


@dataclass(frozen=True, slots=True)
class Condition:
    """Which rows count."""

    text: str
    tree: Node

    @property
    def sql(self) -> str:
        """A boolean expression over the ledger table under the alias ``r``."""
        return row_sql(self.tree)

    @property
    def sentence(self) -> str:
        return condition_in_words(self.tree)


@dataclass(frozen=True, slots=True)
class Value:
    """What is counted or added up over the rows."""

    text: str
    tree: Node

    @property
    def additive(self) -> bool:
        return _additive(self.tree)

    @property
    def distinct_field(self) -> FieldInfo | None:
        """The field whose different values are counted, for ``count(distinct field)``."""
        return counted_field(self.tree)

    @property
    def extreme(self) -> str | None:
        """``min`` or ``max`` when that is what the value asks, else None."""
        return (
            self.tree.function if isinstance(self.tree, Aggregate) and self.tree.function != "sum" else None
        )

    @property
    def unit(self) -> str:
        """The unit its fields give it (sum of 元 is 元); empty for counts and for units mixed or scaled by
        hand."""
        return _unit(self.tree)

    @property
    def terms(self) -> tuple[Term, ...]:
        """An additive value as a sum of counts and sums, each times an exact number: what cells are moved
        by."""
        return _terms(self.tree, Fraction(1))

    @property
    def row_sql(self) -> str:
        """The number of one row that ``min`` and ``max`` compare."""
        assert isinstance(self.tree, Aggregate)  # noqa: S101 — additive values have terms instead
        return row_sql(self.tree.operand)

    def sentence(self, condition: Condition | None, unit: str) -> str:
        """The measure in words, e.g. “状态为‘已验收’的户数”."""
        return value_in_words(self.tree, condition.tree if condition else None, unit)


@lru_cache(maxsize=4096)
def parse_value(text: str, fields: tuple[FieldInfo, ...]) -> Value:
    """Read a measure's value.

    Raises:
        UsageError: a forbidden construct (named, with its place), or a value that neither adds up nor can be
            asked of the rows as a whole, such as a mean.
    """
    value = Value(text, read_value(text, _by_name(fields)))
    if not value.additive and not isinstance(value.tree, (CountDistinct, Aggregate)):
        raise UsageError(f"公式“{text}”的结果不能逐级相加", _NO_MEANS)
    if value.additive:
        _check_divisors(value)
    return value


def _check_divisors(value: Value) -> None:
    try:
        _ = value.terms
    except ZeroDivisionError:
        raise UsageError(f"公式“{value.text}”里除以0", "请改正除数") from None


@lru_cache(maxsize=4096)
def parse_condition(text: str, fields: tuple[FieldInfo, ...]) -> Condition:
    """Read a row condition. Raises UsageError as :func:`parse_value`."""
    return Condition(text, read_condition(text, _by_name(fields)))


def _by_name(fields: Iterable[FieldInfo]) -> dict[str, FieldInfo]:
    return {field.name: field for field in fields}


def _additive(node: Node) -> bool:
    match node:
        case Count():
            return True
        case Aggregate(function, _):
            return function == "sum"
        case Arithmetic("+" | "-", left, right):
            return _additive(left) and _additive(right)
        case Arithmetic("*", left, right):
            return (_additive(left) and _constant(right)) or (_constant(left) and _additive(right))
        case Arithmetic("/", left, right):
            return _additive(left) and _constant(right)
        case Negative(operand):
            return _additive(operand)
        case _:
            return False


def _constant(node: Node) -> bool:
    return not any(isinstance(inner, AGGREGATES) for inner in walk(node))


def _terms(node: Node, factor: Fraction) -> tuple[Term, ...]:
    match node:
        case Count():
            return (Term(factor, None),)
        case Aggregate(_, operand):
            return (Term(factor, operand),)
        case Arithmetic("+", left, right):
            return _terms(left, factor) + _terms(right, factor)
        case Arithmetic("-", left, right):
            return _terms(left, factor) + _terms(right, -factor)
        case Arithmetic("*", left, right) if _constant(left):
            return _terms(right, factor * _number(left))
        case Arithmetic("*", left, right):
            return _terms(left, factor * _number(right))
        case Arithmetic("/", left, right):
            return _terms(left, factor / _number(right))
        case Negative(operand):
            return _terms(operand, -factor)
        case _:
            raise TypeError(f"{type(node).__name__} does not add up")


def _number(node: Node) -> Fraction:
    """The exact value of a constant part of a formula."""
    match node:
        case Number(value):
            return Fraction(value)
        case Negative(operand):
            return -_number(operand)
        case Arithmetic(sign, left, right):
            return CALCULATE[sign](_number(left), _number(right))
        case _:
            raise TypeError(f"{type(node).__name__} is no constant")


def _unit(node: Node) -> str:
    match node:
        case Aggregate(_, FieldRef(field)):
            return field.unit
        case Arithmetic("+" | "-", left, right):
            return _unit(left) if _unit(left) == _unit(right) else ""
        case Negative(operand):
            return _unit(operand)
        case _:
            return ""
