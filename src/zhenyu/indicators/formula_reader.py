"""Formula text → checked tree. sqlglot parses; what is not on the lists is refused by name and position.

Two gates: the words (:mod:`formula_tokens`) and the tree. Each node type has one reader, there is no default, and
arguments a reader does not name are refused. The tree handed on holds none of sqlglot's nodes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Final, NoReturn

from sqlglot import exp
from sqlglot.dialects.postgres import Postgres
from sqlglot.errors import SqlglotError

from zhenyu.indicators.formula_nodes import (
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
    Kind,
    Membership,
    Negative,
    Node,
    Number,
    Range,
    Text,
    Truth,
    kind_of,
    walk,
)
from zhenyu.indicators.formula_tokens import ALLOWED, checked_tokens, refuse

_NUMBER: Final = re.compile(r"\d+(\.\d+)?", re.ASCII)
_ORDERED: Final = frozenset({Kind.NUMBER, Kind.DATE, Kind.MONTH})
_Parsed = exp.Expression
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
    reader = _Reader(text, fields)
    node = reader.read()
    if kind_of(node) is not Kind.NUMBER or isinstance(node, DatePart):
        reader.refuse("结果不是统计数", 0)
    for inner in _outside_aggregates(node):
        if isinstance(inner, (FieldRef, DatePart)):
            reader.refuse(f"字段“{inner.field.name}”要放在 count、sum、min、max 里面", text.find(inner.field.name))
    if not any(isinstance(inner, AGGREGATES) for inner in walk(node)):
        reader.refuse("没有 count、sum、min 或 max，算不出统计数", 0)
    return node


def read_condition(text: str, fields: Mapping[str, FieldInfo]) -> Node:
    """The tree of a row condition, such as ``state = 'accepted' and cost > 0``. Raises UsageError as above."""
    reader = _Reader(text, fields)
    node = reader.read()
    if any(isinstance(inner, AGGREGATES) for inner in walk(node)):
        reader.refuse("条件是对一行说的，里面不能有 count、sum、min、max", 0)
    return reader.condition(node, 0)


def _outside_aggregates(node: Node) -> list[Node]:
    if isinstance(node, AGGREGATES):
        return []
    children = [getattr(node, name) for name in ("left", "right", "operand") if hasattr(node, name)]
    return [node, *(inner for child in children for inner in _outside_aggregates(child))]


class _Reader:
    """One text on its way to a tree; keeps the text for the positions in refusals."""

    def __init__(self, text: str, fields: Mapping[str, FieldInfo]) -> None:
        self.text = text
        self.fields = fields

    def refuse(self, what: str, position: int, hint: str = ALLOWED) -> NoReturn:
        refuse(self.text, what, position, hint)

    def read(self) -> Node:
        tokens = checked_tokens(self.text, self.fields, "、".join(self.fields))
        try:
            trees = Postgres().parser().parse(tokens, self.text)
        except (SqlglotError, RecursionError):
            self.refuse("写法不完整或括号不配对", len(self.text.rstrip()) - 1)
        if len(trees) != 1 or trees[0] is None:
            self.refuse("要写且只写一个式子", 0)
        return self.node(trees[0])

    # -- the gate of trees -------------------------------------------------------------------------------------------

    def node(self, tree: _Parsed) -> Node:
        reader = _READERS.get(type(tree))
        if isinstance(tree, exp.Alias):
            self.refuse(f"“{tree.alias}”前面缺少运算符", _position(tree.args["alias"]))
        if reader is None:
            self.refuse(f"不能用“{tree.key}”这种写法", _position(tree))
        return reader(self, tree)

    def only(self, tree: _Parsed, *names: str) -> None:
        """Refuse arguments no reader asked for (an ORDER BY inside an aggregate, a table before a column …)."""
        for name, value in tree.args.items():
            if value and name not in names:
                self.refuse(f"不能用“{name}”这种写法", _position(tree))

    def condition(self, node: Node, position: int) -> Node:
        if kind_of(node) is not Kind.BOOLEAN or isinstance(node, Truth):
            self.refuse("这里要写一个条件", position)
        return Comparison("=", node, Truth(True)) if isinstance(node, FieldRef) else node

    def number(self, tree: _Parsed) -> Node:
        node = self.node(tree)
        if kind_of(node) is not Kind.NUMBER:
            self.refuse(f"{kind_of(node).label}不能做四则运算或求和", _position(tree))
        return node

    def pair(self, left: _Parsed, right: _Parsed) -> tuple[Node, Node]:
        """Two operands of a comparison, literals read as the kind of the field beside them."""
        first, second = self.node(left), self.node(right)
        if isinstance(first, Text) and not isinstance(second, Text):
            return self.literal_for(second, first, left), second
        second = self.literal_for(first, second, right) if isinstance(second, Text) else second
        if not _comparable(kind_of(first), kind_of(second)):
            self.refuse(f"{kind_of(first).label}不能和{kind_of(second).label}比较", _position(left))
        return first, second

    def literal_for(self, beside: Node, literal: Text, tree: _Parsed) -> Node:
        kind = kind_of(beside)
        if kind in (Kind.DATE, Kind.MONTH):
            return self.day(literal.value, kind)
        if kind is not Kind.TEXT:
            self.refuse(f"{kind.label}不能和文字“{literal.value}”比较", _position(tree))
        return self.option(beside.field, literal.value, tree) if isinstance(beside, FieldRef) else literal

    def option(self, field: FieldInfo, value: str, tree: _Parsed) -> Text:
        if "\x00" in value:
            self.refuse("文字里有不可见字符", _position(tree))
        labels = dict(field.options)
        if labels and value not in labels:
            known = "、".join(f"{stored}（{label}）" for stored, label in field.options)
            self.refuse(f"“{value}”不是“{field.title}”的取值", self.text.find(value), f"可用的取值：{known}")
        return Text(value, labels.get(value, value))

    def day(self, value: str, kind: Kind) -> Day:
        try:
            whole = f"{value}-01" if kind is Kind.MONTH and len(value) == 7 else value
            return Day(date.fromisoformat(whole), is_month=kind is Kind.MONTH)
        except ValueError:
            self.refuse(f"“{value}”不是日期", self.text.find(value), "日期写成 '2025-01-31'，月份写成 '2025-01'")


def _comparable(left: Kind, right: Kind) -> bool:
    return Kind.OPAQUE not in (left, right) and (left is right or {left, right} == {Kind.DATE, Kind.MONTH})


def _position(tree: _Parsed) -> int:
    """Where a construct begins: the first of its words that remembers its place."""
    starts = [node.meta["start"] for node in tree.walk() if "start" in node.meta]
    return min(starts, default=0)


# -- one reader for each node type; there is no default ----------------------------------------------------------------


def _paren(reader: _Reader, tree: _Parsed) -> Node:
    reader.only(tree, "this")
    return reader.node(tree.this)


def _column(reader: _Reader, tree: _Parsed) -> Node:
    reader.only(tree, "this")
    field = reader.fields.get(tree.name)
    if field is None:  # a word of the language alone, such as “is”, parses as a column
        reader.refuse(f"“{tree.name}”单独写没有意义", _position(tree))
    return FieldRef(field)


def _literal(reader: _Reader, tree: _Parsed) -> Node:
    if tree.is_string:
        return Text(str(tree.this), str(tree.this))
    if not _NUMBER.fullmatch(str(tree.this)):
        reader.refuse(f"数字“{tree.this}”请写成普通小数", reader.text.find(str(tree.this)))
    return Number(Decimal(str(tree.this)))


def _truth(reader: _Reader, tree: _Parsed) -> Node:
    reader.only(tree, "this")
    return Truth(bool(tree.this))


def _arithmetic(reader: _Reader, tree: _Parsed) -> Node:
    reader.only(tree, "this", "expression", "typed", "safe")
    return Arithmetic(_ARITHMETIC[type(tree)], reader.number(tree.this), reader.number(tree.expression))


def _negative(reader: _Reader, tree: _Parsed) -> Node:
    operand = reader.number(tree.this)
    return Number(-operand.value) if isinstance(operand, Number) else Negative(operand)


def _comparison(reader: _Reader, tree: _Parsed) -> Node:
    reader.only(tree, "this", "expression")
    operator = _COMPARISONS[type(tree)]
    left, right = reader.pair(tree.this, tree.expression)
    if operator not in ("=", "<>") and kind_of(left) not in _ORDERED:
        reader.refuse(f"{kind_of(left).label}不能比较大小", _position(tree))
    return Comparison(operator, left, right)


def _membership(reader: _Reader, tree: _Parsed) -> Node:
    reader.only(tree, "this", "expressions")
    if not tree.expressions:
        reader.refuse("in 后面要列出取值", _position(tree))
    pairs = [reader.pair(tree.this, option) for option in tree.expressions]
    if any(not isinstance(option, (Text, Number, Day)) for _, option in pairs):
        reader.refuse("in 的括号里只能列出具体的值", _position(tree))
    return Membership(pairs[0][0], tuple(option for _, option in pairs))


def _range(reader: _Reader, tree: _Parsed) -> Node:
    reader.only(tree, "this", "low", "high")
    item, low = reader.pair(tree.this, tree.args["low"])
    _, high = reader.pair(tree.this, tree.args["high"])
    if kind_of(item) not in _ORDERED:
        reader.refuse(f"{kind_of(item).label}不能比较大小", _position(tree))
    return Range(item, low, high)


def _is(reader: _Reader, tree: _Parsed) -> Node:
    reader.only(tree, "this", "expression")
    field = reader.node(tree.this)
    if not isinstance(tree.expression, exp.Null) or not isinstance(field, FieldRef):
        reader.refuse("is 只能用在“字段 is null”和“字段 is not null”里", _position(tree))
    return Blank(field.field)


def _junction(reader: _Reader, tree: _Parsed) -> Node:
    reader.only(tree, "this", "expression")
    left, right = (reader.condition(reader.node(side), _position(side)) for side in (tree.this, tree.expression))
    return Junction("and" if isinstance(tree, exp.And) else "or", left, right)


def _inverse(reader: _Reader, tree: _Parsed) -> Node:
    reader.only(tree, "this")
    return Inverse(reader.condition(reader.node(tree.this), _position(tree.this)))


def _count(reader: _Reader, tree: _Parsed) -> Node:
    reader.only(tree, "this", "big_int")
    inner = tree.this
    if inner is None:
        return Count()
    if not isinstance(inner, exp.Distinct):
        reader.refuse("count 的括号里留空，或写 distinct 和一个字段", max(_position(tree), reader.text.find("count")))
    reader.only(inner, "expressions")
    counted = [reader.node(part) for part in inner.expressions]
    if len(counted) != 1 or not isinstance(counted[0], FieldRef):
        reader.refuse("count(distinct …) 里只能写一个字段", _position(tree))
    return CountDistinct(counted[0].field)


def _aggregate(reader: _Reader, tree: _Parsed) -> Node:
    reader.only(tree, "this")
    operand = reader.number(tree.this)
    if any(isinstance(inner, AGGREGATES) for inner in walk(operand)):
        reader.refuse("统计函数里面不能再套统计函数", _position(tree))
    return Aggregate(_AGGREGATES[type(tree)], operand)


def _date_part(reader: _Reader, tree: _Parsed) -> Node:
    reader.only(tree, "this")
    operand = reader.node(tree.this)
    if not isinstance(operand, FieldRef) or operand.field.kind not in (Kind.DATE, Kind.MONTH):
        reader.refuse("year() 和 month() 里只能写一个日期字段", _position(tree))
    return DatePart("year" if isinstance(tree, exp.Year) else "month", operand.field)


_READERS: Final[dict[type[_Parsed], Callable[[_Reader, _Parsed], Node]]] = {
    exp.Paren: _paren,
    exp.Column: _column,
    exp.Literal: _literal,
    exp.Boolean: _truth,
    exp.Neg: _negative,
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
    **dict.fromkeys(_ARITHMETIC, _arithmetic),
    **dict.fromkeys(_AGGREGATES, _aggregate),
}
