"""How PostgreSQL writes a checked tree, and the sums that cells are moved by.

The texts are parts of statements that are executed with parameters, so per cent signs are doubled: a literal
that reads ``%(low)s`` stays text. Only :data:`POSTGRESQL` itself, for statements without parameters, leaves
them single.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Context, Decimal
from fractions import Fraction
from typing import Final

from zhenyu.formulas.fields import FieldInfo
from zhenyu.formulas.nodes import CountDistinct, Node, Term
from zhenyu.formulas.sql import Dialect, expression_sql

_WIDE = Context(prec=200)

ROW = "r"
"""Alias of the ledger table in every statement the engine builds."""


def quoted(name: str) -> str:
    """A name as PostgreSQL writes it."""
    return f'"{name.replace(chr(34), chr(34) * 2)}"'


def column(name: str) -> str:
    """A column of the ledger row, quoted."""
    return f"{ROW}.{quoted(name)}"


def literal(text: str) -> str:
    """A text literal as ``quote_literal`` writes it, for a statement with parameters."""
    return _literal(text.replace("%", "%%"))


def day(value: date) -> str:
    return f"DATE '{value.isoformat()}'"


def row_sql(node: Node) -> str:
    """A condition or a number of one row of the table under the alias :data:`ROW`."""
    return expression_sql(node, POSTGRESQL_WITH_PARAMETERS, column)


def _literal(text: str) -> str:
    """Backslashes make it an E'' string whatever the server's settings."""
    doubled = text.replace("'", "''")
    return f"E'{doubled.replace(chr(92), chr(92) * 2)}'" if "\\" in doubled else f"'{doubled}'"


def _number(value: Decimal) -> str:
    return f"({value:f})::numeric" if value < 0 else f"{value:f}::numeric"


POSTGRESQL: Final = Dialect(
    literal=_literal,
    text=lambda text: f"{_literal(text)}::text",
    number=_number,
    day=day,
    days=lambda number: f"({number})::integer",
    date_part=lambda part, field: f"EXTRACT({part.upper()} FROM {field})",
    divide=lambda left, right: f"({left}::numeric / nullif({right}, 0))",
    calculate=lambda operator, left, right: f"({left}::numeric {operator} {right})",
    today="CURRENT_DATE",
)
"""For statements without parameters."""
POSTGRESQL_WITH_PARAMETERS: Final = replace(
    POSTGRESQL, literal=literal, text=lambda text: f"{literal(text)}::text"
)
"""For statements that are executed with parameters."""


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
