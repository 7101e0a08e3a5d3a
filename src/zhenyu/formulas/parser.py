"""Formula text → checked tree: what may stand in a measure's value, in its condition, and in a formula over
indicators.

Two gates keep everything else out: the words (:mod:`formula_tokens`) and the tree (:mod:`formula_gate`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import Final

from sqlglot import exp

from zhenyu.formulas.gate import Gate, NodeReaders, Parsed, position_of
from zhenyu.formulas.nodes import (
    AGGREGATES,
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
    TextLiteral,
    Truth,
    ValueKind,
    kind_of,
    walk,
)
from zhenyu.formulas.tokens import indicator_words, measure_words

_NUMBER: Final = re.compile(r"\d+(\.\d+)?", re.ASCII)
_ORDERED: Final = frozenset({ValueKind.NUMBER, ValueKind.DATE, ValueKind.MONTH})
_CODE: Final = re.compile(r"[a-z][a-z0-9_]*")
_SIGNS: Final = str.maketrans("×÷＋－（）", "*/+-()")
_COMPARISONS: Final[dict[type[exp.Expression], str]] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}
_ARITHMETIC: Final[dict[type[exp.Expression], str]] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*", exp.Div: "/"}
_AGGREGATES: Final[dict[type[exp.Expression], str]] = {exp.Sum: "sum", exp.Min: "min", exp.Max: "max"}


def read_value(text: str, fields: Mapping[str, FieldInfo]) -> Node:
    """The tree of a measure's value: an expression over aggregates, such as ``sum(cost) / 10000``.

    Raises:
        UsageError: names the construct, its position in the text and what is allowed.
    """
    reader = Gate(text, measure_words(fields), _OF_ROWS)
    node = reader.read()
    if kind_of(node) is not ValueKind.NUMBER or isinstance(node, DatePart):
        reader.refuse("结果不是统计数", 0)
    for inner in _outside_aggregates(node):
        if isinstance(inner, (FieldRef, DatePart)):
            reader.refuse(
                f"字段“{inner.field.name}”要放在 count、sum、min、max 里面", text.find(inner.field.name)
            )
    if not any(isinstance(inner, AGGREGATES) for inner in walk(node)):
        reader.refuse("没有 count、sum、min 或 max，算不出统计数", 0)
    return node


def read_condition(text: str, fields: Mapping[str, FieldInfo]) -> Node:
    """The tree of a row condition, such as ``state = 'accepted' and cost > 0``. Raises UsageError as
    above."""
    reader = Gate(text, measure_words(fields), _OF_ROWS)
    node = reader.read()
    if any(isinstance(inner, AGGREGATES) for inner in walk(node)):
        reader.refuse("条件是对一行说的，里面不能有 count、sum、min、max", 0)
    return reader.condition(node, 0)


@lru_cache(maxsize=4096)
def read_formula(text: str) -> Node:
    """The tree of a formula over indicators, such as ``(a + b) / c``; whether they exist is not asked here.

    Raises: UsageError as above.
    """
    plain = text.translate(_SIGNS)
    codes = {code: FieldInfo(code, code, ValueKind.NUMBER) for code in _CODE.findall(plain)}
    gate = Gate(plain, indicator_words(codes), _OF_INDICATORS)
    node = gate.read()
    if not codes or kind_of(node) is not ValueKind.NUMBER:
        gate.refuse("要用到至少一个指标", 0)
    return node


def names_in(node: Node) -> list[str]:
    """The indicators (fields) a tree names, each once, in order."""
    return list(dict.fromkeys(inner.field.name for inner in walk(node) if isinstance(inner, FieldRef)))


def _outside_aggregates(node: Node) -> list[Node]:
    if isinstance(node, AGGREGATES):
        return []
    children = [getattr(node, name) for name in ("left", "right", "operand") if hasattr(node, name)]
    return [node, *(inner for child in children for inner in _outside_aggregates(child))]


# --- one reader for each node type; there is no default -------------------------------------------


def _paren(reader: Gate, tree: Parsed) -> Node:
    reader.only(tree, "this")
    return reader.node(tree.this)


def _column(reader: Gate, tree: Parsed) -> Node:
    reader.only(tree, "this")
    field = reader.vocabulary.fields.get(tree.name)
    if field is None:  # a word of the language alone, such as “is”, parses as a column
        reader.refuse(f"“{tree.name}”单独写没有意义", position_of(tree))
    return FieldRef(field)


def _literal(reader: Gate, tree: Parsed) -> Node:
    if tree.is_string:
        return TextLiteral(str(tree.this), str(tree.this))
    if not _NUMBER.fullmatch(str(tree.this)):
        reader.refuse(f"数字“{tree.this}”请写成普通小数", reader.text.find(str(tree.this)))
    return Number(Decimal(str(tree.this)))


def _truth(reader: Gate, tree: Parsed) -> Node:
    reader.only(tree, "this")
    return Truth(bool(tree.this))


def _arithmetic(reader: Gate, tree: Parsed) -> Node:
    reader.only(tree, "this", "expression", "typed", "safe")
    return Arithmetic(_ARITHMETIC[type(tree)], reader.number(tree.this), reader.number(tree.expression))


def _negative(reader: Gate, tree: Parsed) -> Node:
    operand = reader.number(tree.this)
    return Number(-operand.value) if isinstance(operand, Number) else Negative(operand)


def _comparison(reader: Gate, tree: Parsed) -> Node:
    reader.only(tree, "this", "expression")
    operator = _COMPARISONS[type(tree)]
    left, right = reader.pair(tree.this, tree.expression)
    if operator not in ("=", "<>") and kind_of(left) not in _ORDERED:
        reader.refuse(f"{kind_of(left).label}不能比较大小", position_of(tree))
    return Comparison(operator, left, right)


def _membership(reader: Gate, tree: Parsed) -> Node:
    reader.only(tree, "this", "expressions")
    if not tree.expressions:
        reader.refuse("in 后面要列出取值", position_of(tree))
    pairs = [reader.pair(tree.this, option) for option in tree.expressions]
    if any(not isinstance(option, (TextLiteral, Number, Day)) for _, option in pairs):
        reader.refuse("in 的括号里只能列出具体的值", position_of(tree))
    return Membership(pairs[0][0], tuple(option for _, option in pairs))


def _range(reader: Gate, tree: Parsed) -> Node:
    reader.only(tree, "this", "low", "high")
    item, low = reader.pair(tree.this, tree.args["low"])
    _, high = reader.pair(tree.this, tree.args["high"])
    if kind_of(item) not in _ORDERED:
        reader.refuse(f"{kind_of(item).label}不能比较大小", position_of(tree))
    return Range(item, low, high)


def _is(reader: Gate, tree: Parsed) -> Node:
    reader.only(tree, "this", "expression")
    field = reader.node(tree.this)
    if not isinstance(tree.expression, exp.Null) or not isinstance(field, FieldRef):
        reader.refuse("is 只能用在“字段 is null”和“字段 is not null”里", position_of(tree))
    return Blank(field.field)


def _junction(reader: Gate, tree: Parsed) -> Node:
    reader.only(tree, "this", "expression")
    left, right = (
        reader.condition(reader.node(side), position_of(side)) for side in (tree.this, tree.expression)
    )
    return Junction("and" if isinstance(tree, exp.And) else "or", left, right)


def _inverse(reader: Gate, tree: Parsed) -> Node:
    reader.only(tree, "this")
    return Inverse(reader.condition(reader.node(tree.this), position_of(tree.this)))


def _count(reader: Gate, tree: Parsed) -> Node:
    reader.only(tree, "this", "big_int")
    inner = tree.this
    if inner is None:
        return Count()
    if not isinstance(inner, exp.Distinct):
        reader.refuse(
            "count 的括号里留空，或写 distinct 和一个字段", max(position_of(tree), reader.text.find("count"))
        )
    reader.only(inner, "expressions")
    counted = [reader.node(part) for part in inner.expressions]
    if len(counted) != 1 or not isinstance(counted[0], FieldRef):
        reader.refuse("count(distinct …) 里只能写一个字段", position_of(tree))
    return CountDistinct(counted[0].field)


def _aggregate(reader: Gate, tree: Parsed) -> Node:
    reader.only(tree, "this")
    operand = reader.number(tree.this)
    if any(isinstance(inner, AGGREGATES) for inner in walk(operand)):
        reader.refuse("统计函数里面不能再套统计函数", position_of(tree))
    return Aggregate(_AGGREGATES[type(tree)], operand)


def _date_part(reader: Gate, tree: Parsed) -> Node:
    reader.only(tree, "this")
    operand = reader.node(tree.this)
    if not isinstance(operand, FieldRef) or operand.field.kind not in (ValueKind.DATE, ValueKind.MONTH):
        reader.refuse("year() 和 month() 里只能写一个日期字段", position_of(tree))
    return DatePart("year" if isinstance(tree, exp.Year) else "month", operand.field)


_OF_INDICATORS: Final[NodeReaders] = {
    exp.Paren: _paren,
    exp.Column: _column,
    exp.Literal: _literal,
    exp.Neg: _negative,
    **dict.fromkeys(_ARITHMETIC, _arithmetic),
}
_OF_ROWS: Final[NodeReaders] = {
    **_OF_INDICATORS,
    exp.Boolean: _truth,
    exp.In: _membership,
    exp.Between: _range,
    exp.Is: _is,
    exp.And: _junction,
    exp.Or: _junction,
    exp.Not: _inverse,
    exp.Count: _count,
    exp.Year: _date_part,
    exp.Month: _date_part,
    **dict.fromkeys(_COMPARISONS, _comparison),
    **dict.fromkeys(_AGGREGATES, _aggregate),
}
