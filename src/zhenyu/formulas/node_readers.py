"""One reader for each node type of a parsed formula; there is no default.

The grammars name what may stand in a formula over indicators and in a ledger's measure; that of its checks
is :mod:`zhenyu.formulas.check_readers`.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from sqlglot import exp

from zhenyu.formulas.fields import ValueKind
from zhenyu.formulas.gate import Gate, Grammar, NodeReaders, Parsed, position_of
from zhenyu.formulas.nodes import (
    Aggregate,
    Arithmetic,
    Blank,
    Comparison,
    Count,
    CountDistinct,
    DatePart,
    Day,
    FieldRef,
    Inverse,
    Junction,
    Membership,
    Negative,
    Node,
    Number,
    Range,
    TextLiteral,
    Truth,
)
from zhenyu.formulas.quoted_texts import QUOTED_IN_MEASURES
from zhenyu.formulas.tree import AGGREGATES, walk

_NUMBER: Final = re.compile(r"\d+(\.\d+)?", re.ASCII)
COMPARISONS: Final[dict[type[exp.Expression], str]] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}
ARITHMETIC: Final[dict[type[exp.Expression], str]] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/"}
_AGGREGATES: Final[dict[type[exp.Expression], str]] = {exp.Sum: "sum", exp.Min: "min", exp.Max: "max"}


def _paren(gate: Gate, tree: Parsed) -> Node:
    gate.only(tree, "this")
    return gate.node(tree.this)


def _column(gate: Gate, tree: Parsed) -> Node:
    gate.only(tree, "this")
    field = gate.vocabulary.fields.get(tree.name)
    if field is None:  # a word of the language alone, such as “is”, parses as a column
        gate.refuse(f"“{tree.name}”单独写没有意义", position_of(tree))
    return FieldRef(field)


def _literal(gate: Gate, tree: Parsed) -> Node:
    if tree.is_string:
        return TextLiteral(str(tree.this), str(tree.this))
    if not _NUMBER.fullmatch(str(tree.this)):
        gate.refuse(f"数字“{tree.this}”请写成普通小数", gate.text.find(str(tree.this)))
    return Number(Decimal(str(tree.this)))


def _truth(gate: Gate, tree: Parsed) -> Node:
    gate.only(tree, "this")
    return Truth(bool(tree.this))


def _arithmetic(gate: Gate, tree: Parsed) -> Node:
    gate.only(tree, "this", "expression", "typed", "safe")
    return Arithmetic(ARITHMETIC[type(tree)], gate.number(tree.this), gate.number(tree.expression))


def _negative(gate: Gate, tree: Parsed) -> Node:
    operand = gate.number(tree.this)
    return Number(-operand.value) if isinstance(operand, Number) else Negative(operand)


def _comparison(gate: Gate, tree: Parsed) -> Node:
    gate.only(tree, "this", "expression")
    operator = COMPARISONS[type(tree)]
    left, right = gate.pair(tree.this, tree.expression)
    if operator not in ("=", "<>"):
        gate.ordered(left, tree)
    return Comparison(operator, left, right)


def _membership(gate: Gate, tree: Parsed) -> Node:
    gate.only(tree, "this", "expressions")
    if not tree.expressions:
        gate.refuse("in 后面要列出取值", position_of(tree))
    pairs = [gate.pair(tree.this, option) for option in tree.expressions]
    if any(not isinstance(option, (TextLiteral, Number, Day)) for _, option in pairs):
        gate.refuse("in 的括号里只能列出具体的值", position_of(tree))
    return Membership(pairs[0][0], tuple(option for _, option in pairs))


def _range(gate: Gate, tree: Parsed) -> Node:
    gate.only(tree, "this", "low", "high")
    item, low = gate.pair(tree.this, tree.args["low"])
    _, high = gate.pair(tree.this, tree.args["high"])
    gate.ordered(item, tree)
    return Range(item, low, high)


def _is(gate: Gate, tree: Parsed) -> Node:
    gate.only(tree, "this", "expression")
    field = gate.node(tree.this)
    if not isinstance(tree.expression, exp.Null) or not isinstance(field, FieldRef):
        gate.refuse("is 只能用在“字段 is null”和“字段 is not null”里", position_of(tree))
    return Blank(field)


def _junction(gate: Gate, tree: Parsed) -> Node:
    gate.only(tree, "this", "expression")
    left, right = (
        gate.condition(gate.node(side), position_of(side)) for side in (tree.this, tree.expression)
    )
    return Junction("and" if isinstance(tree, exp.And) else "or", left, right)


def _inverse(gate: Gate, tree: Parsed) -> Node:
    gate.only(tree, "this")
    return Inverse(gate.condition(gate.node(tree.this), position_of(tree.this)))


def _count(gate: Gate, tree: Parsed) -> Node:
    gate.only(tree, "this", "big_int")
    inner = tree.this
    if inner is None:
        return Count()
    if not isinstance(inner, exp.Distinct):
        gate.refuse(
            "count 的括号里留空，或写 distinct 和一个字段", max(position_of(tree), gate.text.find("count"))
        )
    gate.only(inner, "expressions")
    counted = [gate.node(part) for part in inner.expressions]
    if len(counted) != 1 or not isinstance(counted[0], FieldRef):
        gate.refuse("count(distinct …) 里只能写一个字段", position_of(tree))
    return CountDistinct(counted[0].field)


def _aggregate(gate: Gate, tree: Parsed) -> Node:
    gate.only(tree, "this")
    operand = gate.number(tree.this)
    if any(isinstance(inner, AGGREGATES) for inner in walk(operand)):
        gate.refuse("统计函数里面不能再套统计函数", position_of(tree))
    return Aggregate(_AGGREGATES[type(tree)], operand)


def _date_part(gate: Gate, tree: Parsed) -> Node:
    gate.only(tree, "this")
    operand = gate.node(tree.this)
    if not isinstance(operand, FieldRef) or operand.field.kind not in (ValueKind.DATE, ValueKind.MONTH):
        gate.refuse("year() 和 month() 里只能写一个日期字段", position_of(tree))
    return DatePart("year" if isinstance(tree, exp.Year) else "month", operand.field)


_OF_INDICATORS: Final[NodeReaders] = {
    exp.Paren: _paren,
    exp.Column: _column,
    exp.Literal: _literal,
    exp.Neg: _negative,
    **dict.fromkeys(ARITHMETIC, _arithmetic),
}
OF_ONE_ROW: Final[NodeReaders] = {
    **_OF_INDICATORS,
    exp.Boolean: _truth,
    exp.In: _membership,
    exp.Between: _range,
    exp.Is: _is,
    exp.And: _junction,
    exp.Or: _junction,
    exp.Not: _inverse,
    exp.Year: _date_part,
    exp.Month: _date_part,
    **dict.fromkeys(COMPARISONS, _comparison),
}
INDICATOR_GRAMMAR: Final = Grammar(_OF_INDICATORS, {}, frozenset({ValueKind.NUMBER}))
MEASURE_GRAMMAR: Final = Grammar(
    {**OF_ONE_ROW, exp.Count: _count, **dict.fromkeys(_AGGREGATES, _aggregate)},
    QUOTED_IN_MEASURES,
    frozenset({ValueKind.NUMBER, ValueKind.DATE, ValueKind.MONTH}),
)
