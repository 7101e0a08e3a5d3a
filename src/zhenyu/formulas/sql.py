"""Checked tree → SQL. One printer for every database; what databases write differently is a :class:`Dialect`.

Names are quoted, literals carry their type, every operation has its own parentheses.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import singledispatch

from zhenyu.formulas.nodes import (
    Absolute,
    Arithmetic,
    Blank,
    Case,
    Coalesce,
    Comparison,
    DatePart,
    Day,
    DaysBetween,
    DayShift,
    FieldRef,
    Inverse,
    Junction,
    Length,
    Like,
    Membership,
    Negative,
    Node,
    Nothing,
    Number,
    Range,
    RelativeDay,
    TextLiteral,
    Truth,
    TruthTest,
    UntypedLiteral,
)

ColumnSql = Callable[[str], str]
"""The name of a field → the column that holds it in the statement at hand, quoted."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """What a database writes its own way. A row of the table of dialects; the first is
    :data:`zhenyu.formulas.postgresql.POSTGRESQL`.

    Arguments:
        literal: a quoted text without a type. text: one that is a text whatever it stands beside.
        number, day: literals of their types. days: a number made whole, to be added to a day.
        date_part: ``year`` or ``month`` of a column. divide: a quotient, blank where the divisor is zero.
        calculate: an operator of arithmetic between two numbers, exactly.
        today: the day on which a statement runs.
    """

    literal: Callable[[str], str]
    text: Callable[[str], str]
    number: Callable[[Decimal], str]
    day: Callable[[date], str]
    days: Callable[[str], str]
    date_part: Callable[[str, str], str]
    divide: Callable[[str, str], str]
    calculate: Callable[[str, str, str], str]
    today: str


@dataclass(frozen=True, slots=True)
class _Printer:
    dialect: Dialect
    column: ColumnSql

    def __call__(self, node: Node) -> str:
        return _print(node, self)

    def listed(self, nodes: tuple[Node, ...]) -> str:
        return ", ".join(map(self, nodes))


def expression_sql(node: Node, dialect: Dialect, column: ColumnSql) -> str:
    """A condition or a value of one row.

    Raises:
        TypeError: the tree counts or adds up rows.
    """
    return _print(node, _Printer(dialect, column))


@singledispatch
def _print(node: Node, to: _Printer) -> str:
    raise TypeError(f"{type(node).__name__} is not of one row")


@_print.register
def _(node: FieldRef, to: _Printer) -> str:
    return to.column(node.field.name)


@_print.register
def _(node: Number, to: _Printer) -> str:
    return to.dialect.number(node.value)


@_print.register
def _(node: TextLiteral, to: _Printer) -> str:
    return to.dialect.text(node.value)


@_print.register
def _(node: UntypedLiteral, to: _Printer) -> str:
    return to.dialect.literal(node.value)


@_print.register
def _(node: Day, to: _Printer) -> str:
    return to.dialect.day(node.value)


@_print.register
def _(node: RelativeDay, to: _Printer) -> str:
    return f"({to.dialect.today} + {node.days})" if node.days else to.dialect.today


@_print.register
def _(node: Truth, to: _Printer) -> str:
    return "TRUE" if node.value else "FALSE"


@_print.register
def _(node: Nothing, to: _Printer) -> str:
    return "NULL"


@_print.register
def _(node: DatePart, to: _Printer) -> str:
    return to.dialect.date_part(node.part, to.column(node.field.name))


@_print.register
def _(node: Arithmetic, to: _Printer) -> str:
    left, right = to(node.left), to(node.right)
    return (
        to.dialect.divide(left, right)
        if node.operator == "/"
        else to.dialect.calculate(node.operator, left, right)
    )


@_print.register
def _(node: Negative, to: _Printer) -> str:
    return f"(- {to(node.operand)})"


@_print.register
def _(node: Comparison, to: _Printer) -> str:
    return f"({to(node.left)} {node.operator} {to(node.right)})"


@_print.register
def _(node: Membership, to: _Printer) -> str:
    return f"({to(node.item)} IN ({to.listed(node.options)}))"


@_print.register
def _(node: Range, to: _Printer) -> str:
    return f"({to(node.item)} BETWEEN {to(node.low)} AND {to(node.high)})"


@_print.register
def _(node: Blank, to: _Printer) -> str:
    return f"({to(node.operand)} IS NULL)"


@_print.register
def _(node: TruthTest, to: _Printer) -> str:
    return f"({to(node.operand)} IS {'TRUE' if node.value else 'FALSE'})"


@_print.register
def _(node: Like, to: _Printer) -> str:
    return f"({to(node.item)} LIKE {to(node.pattern)})"


@_print.register
def _(node: Junction, to: _Printer) -> str:
    return f"({to(node.left)} {node.word.upper()} {to(node.right)})"


@_print.register
def _(node: Inverse, to: _Printer) -> str:
    return f"(NOT {to(node.operand)})"


@_print.register
def _(node: Coalesce, to: _Printer) -> str:
    return f"coalesce({to.listed(node.operands)})"


@_print.register
def _(node: Case, to: _Printer) -> str:
    branches = " ".join(f"WHEN {to(each.condition)} THEN {to(each.value)}" for each in node.branches)
    return f"(CASE {branches} ELSE {to(node.otherwise)} END)"


@_print.register
def _(node: Length, to: _Printer) -> str:
    return f"length({to(node.operand)})"


@_print.register
def _(node: Absolute, to: _Printer) -> str:
    return f"abs({to(node.operand)})"


@_print.register
def _(node: DaysBetween, to: _Printer) -> str:
    return f"({to(node.later)} - {to(node.earlier)})"


@_print.register
def _(node: DayShift, to: _Printer) -> str:
    return f"({to(node.day)} {node.operator} {to.dialect.days(to(node.days))})"
