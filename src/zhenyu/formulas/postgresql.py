"""Checked tree → PostgreSQL. Names are quoted, literals carry their type, every operation has its own
parentheses.

The text is part of a statement that is executed with parameters (see :func:`literal`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Context, Decimal
from fractions import Fraction
from functools import singledispatch

from zhenyu.formulas.nodes import (
    Arithmetic,
    Blank,
    Comparison,
    CountDistinct,
    DatePart,
    Day,
    FieldInfo,
    FieldRef,
    Inverse,
    Junction,
    Membership,
    Negative,
    Node,
    Number,
    Range,
    Term,
    TextLiteral,
    Truth,
)

_WIDE = Context(prec=200)

ROW = "r"
"""Alias of the ledger table in every statement the engine builds."""


def column(name: str) -> str:
    """A column of the ledger row, quoted."""
    return f'{ROW}."{name.replace(chr(34), chr(34) * 2)}"'


def literal(text: str) -> str:
    """A text literal as ``quote_literal`` writes it: backslashes make it an E'' string whatever the server's
    settings.

    Per cent signs are doubled, because every statement built from formulas is executed with parameters: a
    literal that reads ``%(low)s`` stays text.
    """
    doubled = text.replace("'", "''").replace("%", "%%")
    return f"E'{doubled.replace(chr(92), chr(92) * 2)}'" if "\\" in doubled else f"'{doubled}'"


def day(value: date) -> str:
    return f"DATE '{value.isoformat()}'"


@singledispatch
def row_sql(node: Node) -> str:
    """A condition or a number of one row."""
    raise TypeError(f"{type(node).__name__} is not of one row")


@row_sql.register
def _(node: FieldRef) -> str:
    return column(node.field.name)


@row_sql.register
def _(node: Number) -> str:
    return f"({node.value:f})::numeric" if node.value < 0 else f"{node.value:f}::numeric"


@row_sql.register
def _(node: TextLiteral) -> str:
    return f"{literal(node.value)}::text"


@row_sql.register
def _(node: Day) -> str:
    return day(node.value)


@row_sql.register
def _(node: Truth) -> str:
    return "TRUE" if node.value else "FALSE"


@row_sql.register
def _(node: DatePart) -> str:
    return f"EXTRACT({node.part.upper()} FROM {column(node.field.name)})"


@row_sql.register
def _(node: Arithmetic) -> str:
    return _arithmetic(node.operator, row_sql(node.left), row_sql(node.right))


@row_sql.register
def _(node: Negative) -> str:
    return f"(- {row_sql(node.operand)})"


@row_sql.register
def _(node: Comparison) -> str:
    return f"({row_sql(node.left)} {node.operator} {row_sql(node.right)})"


@row_sql.register
def _(node: Membership) -> str:
    return f"({row_sql(node.item)} IN ({', '.join(row_sql(option) for option in node.options)}))"


@row_sql.register
def _(node: Range) -> str:
    return f"({row_sql(node.item)} BETWEEN {row_sql(node.low)} AND {row_sql(node.high)})"


@row_sql.register
def _(node: Blank) -> str:
    return f"({column(node.field.name)} IS NULL)"


@row_sql.register
def _(node: Junction) -> str:
    return f"({row_sql(node.left)} {node.word.upper()} {row_sql(node.right)})"


@row_sql.register
def _(node: Inverse) -> str:
    return f"(NOT {row_sql(node.operand)})"


def counted_field(node: Node) -> FieldInfo | None:
    """The field of a bare ``count(distinct field)``."""
    return node.field if isinstance(node, CountDistinct) else None


def divisor_of(terms: Iterable[Term]) -> int:
    """The smallest number by which every factor, multiplied, becomes a finite decimal; 1 for all but ÷3, ÷7,
    ÷15 …"""
    return math.lcm(*(_without_twos_and_fives(term.factor.denominator) for term in terms))


def _without_twos_and_fives(number: int) -> int:
    for prime in (2, 5):
        while number % prime == 0:
            number //= prime
    return number


def decimal_text(number: Fraction) -> str:
    """A finite decimal, every digit of it; e.g. 1/10000 → ``0.0001``."""
    places = 0
    while (number * 10**places).denominator != 1:
        places += 1
    return f"{Decimal(int(number * 10**places)).scaleb(-places, _WIDE):f}"


def times(sql: str, factor: Fraction) -> str:
    """A number multiplied by an exact factor; divided last and only where the factor is no finite decimal."""
    if factor == 1:
        return f"({sql})::numeric"
    divisor = divisor_of([Term(factor, None)])
    product = f"({sql})::numeric * ({decimal_text(factor * divisor)})"
    return f"({product})" if divisor == 1 else f"({product} / {divisor})"


def row_total_sql(terms: Sequence[Term]) -> str:
    """What one row adds: blank where the only number it is made of is blank, else blanks count as nothing."""
    parts = [times(row_sql(term.counted) if term.counted else "1", term.factor) for term in terms]
    return parts[0] if len(parts) == 1 else "(" + " + ".join(f"coalesce({part}, 0)" for part in parts) + ")"


def _arithmetic(operator: str, left: str, right: str) -> str:
    if operator == "/":
        return f"({left}::numeric / nullif({right}, 0))"
    return f"({left}::numeric {operator} {right})"
