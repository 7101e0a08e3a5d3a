"""Checked tree → PostgreSQL. Names are quoted, literals carry their type, every operation has its own parentheses.

The text is part of a statement that is executed with parameters (see :func:`literal`).
"""

from __future__ import annotations

from datetime import date
from functools import singledispatch

from zhenyu.indicators.formula_nodes import (
    Aggregate,
    Arithmetic,
    Blank,
    Comparison,
    Count,
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
    Text,
    Truth,
)

ROW = "r"
"""Alias of the ledger table in every statement the engine builds."""


def column(name: str) -> str:
    """A column of the ledger row, quoted."""
    return f'{ROW}."{name.replace(chr(34), chr(34) * 2)}"'


def literal(text: str) -> str:
    """A text literal as ``quote_literal`` writes it: backslashes make it an E'' string whatever the server's settings.

    Per cent signs are doubled, because every statement built from formulas is executed with parameters: a literal that
    reads ``%(low)s`` stays text.
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
def _(node: Text) -> str:
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


def grouped_sql(node: Node, condition: str) -> str:
    """A number over the rows of a group that meet ``condition`` (SQL, already printed)."""
    match node:
        case Count():
            return f"(count(*) FILTER (WHERE {condition}))"
        case CountDistinct(field):
            return f"(count(DISTINCT {column(field.name)}) FILTER (WHERE {condition}))"
        case Aggregate(function, operand):
            return f"({function}({row_sql(operand)}) FILTER (WHERE {condition}))"
        case Arithmetic(operator, left, right):
            return _combined(operator, grouped_sql(left, condition), grouped_sql(right, condition))
        case Negative(operand):
            return f"(- {grouped_sql(operand, condition)})"
        case _:
            return row_sql(node)


def contribution_sql(node: Node) -> str:
    """What one row adds to an additive value: the row itself for ``count()``, its number for ``sum(number)``."""
    match node:
        case Count():
            return "1::numeric"
        case Aggregate(_, operand):
            return f"({row_sql(operand)})"
        case Arithmetic(operator, left, right):
            return _combined(operator, contribution_sql(left), contribution_sql(right))
        case Negative(operand):
            return f"(- {contribution_sql(operand)})"
        case CountDistinct(field):
            return f"({column(field.name)} IS NOT NULL)::int::numeric"
        case _:
            return row_sql(node)


def counted_field(node: Node) -> FieldInfo | None:
    """The field of a bare ``count(distinct field)``."""
    return node.field if isinstance(node, CountDistinct) else None


def _arithmetic(operator: str, left: str, right: str) -> str:
    if operator == "/":
        return f"({left}::numeric / nullif({right}, 0))"
    return f"({left}::numeric {operator} {right})"


def _combined(operator: str, left: str, right: str) -> str:
    """Sums of two totals count a blank as nothing, so that rows add up to the same; products keep it blank."""
    if operator in "+-":
        return f"(coalesce({left}, 0)::numeric {operator} coalesce({right}, 0))"
    return _arithmetic(operator, left, right)
