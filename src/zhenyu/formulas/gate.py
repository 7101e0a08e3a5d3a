"""The second gate of a formula: sqlglot's tree, node by node. Each node type has one reader, there is no
default, and arguments a reader does not name are refused. The tree handed on holds none of sqlglot's nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NoReturn

from sqlglot import exp
from sqlglot.dialects.postgres import Postgres
from sqlglot.errors import SqlglotError

from zhenyu.formulas.nodes import (
    Comparison,
    Day,
    FieldInfo,
    FieldRef,
    Node,
    TextLiteral,
    Truth,
    ValueKind,
    kind_of,
)
from zhenyu.formulas.tokens import Vocabulary, checked_tokens, refuse

Parsed = exp.Expression
NodeReaders = Mapping[type[Parsed], Callable[["Gate", Parsed], Node]]


@dataclass(frozen=True, slots=True)
class Gate:
    """One text on its way to a tree; keeps the text for the positions in refusals.

    Arguments:
        vocabulary: the words that may stand in it. readers: what may be made of them.
    """

    text: str
    vocabulary: Vocabulary
    readers: NodeReaders

    def refuse(self, what: str, position: int, hint: str = "") -> NoReturn:
        refuse(self.text, what, position, hint or self.vocabulary.allowed)

    def read(self) -> Node:
        tokens = checked_tokens(self.text, self.vocabulary)
        try:
            trees = Postgres().parser().parse(tokens, self.text)
        except (SqlglotError, RecursionError):
            self.refuse("写法不完整或括号不配对", len(self.text.rstrip()) - 1)
        if len(trees) != 1 or trees[0] is None:
            self.refuse("要写且只写一个式子", 0)
        return self.node(trees[0])

    def node(self, tree: Parsed) -> Node:
        reader = self.readers.get(type(tree))
        if isinstance(tree, exp.Alias):
            self.refuse(f"“{tree.alias}”前面缺少运算符", position_of(tree.args["alias"]))
        if reader is None:
            self.refuse(f"不能用“{tree.key}”这种写法", position_of(tree))
        return reader(self, tree)

    def only(self, tree: Parsed, *names: str) -> None:
        """Refuse arguments no reader asked for (an ORDER BY inside an aggregate, a table before a column
        …)."""
        for name, value in tree.args.items():
            if value and name not in names:
                self.refuse(f"不能用“{name}”这种写法", position_of(tree))

    def condition(self, node: Node, position: int) -> Node:
        if kind_of(node) is not ValueKind.BOOLEAN or isinstance(node, Truth):
            self.refuse("这里要写一个条件", position)
        return Comparison("=", node, Truth(True)) if isinstance(node, FieldRef) else node

    def number(self, tree: Parsed) -> Node:
        node = self.node(tree)
        if kind_of(node) is not ValueKind.NUMBER:
            self.refuse(f"{kind_of(node).label}不能做四则运算或求和", position_of(tree))
        return node

    def pair(self, left: Parsed, right: Parsed) -> tuple[Node, Node]:
        """Two operands of a comparison, literals read as the kind of the field beside them."""
        first, second = self.node(left), self.node(right)
        if isinstance(first, TextLiteral) and not isinstance(second, TextLiteral):
            return self.literal_for(second, first, left), second
        second = self.literal_for(first, second, right) if isinstance(second, TextLiteral) else second
        if not _comparable(kind_of(first), kind_of(second)):
            self.refuse(f"{kind_of(first).label}不能和{kind_of(second).label}比较", position_of(left))
        return first, second

    def literal_for(self, beside: Node, literal: TextLiteral, tree: Parsed) -> Node:
        kind = kind_of(beside)
        if kind in (ValueKind.DATE, ValueKind.MONTH):
            return self.day(literal.value, kind)
        if kind is not ValueKind.TEXT:
            self.refuse(f"{kind.label}不能和文字“{literal.value}”比较", position_of(tree))
        return self.option(beside.field, literal.value, tree) if isinstance(beside, FieldRef) else literal

    def option(self, field: FieldInfo, value: str, tree: Parsed) -> TextLiteral:
        if "\x00" in value:
            self.refuse("文字里有不可见字符", position_of(tree))
        labels = dict(field.options)
        if labels and value not in labels:
            known = "、".join(f"{stored}（{label}）" for stored, label in field.options)
            self.refuse(f"“{value}”不是“{field.title}”的取值", self.text.find(value), f"可用的取值：{known}")
        return TextLiteral(value, labels.get(value, value))

    def day(self, value: str, kind: ValueKind) -> Day:
        try:
            whole = f"{value}-01" if kind is ValueKind.MONTH and len(value) == 7 else value
            return Day(date.fromisoformat(whole), is_month=kind is ValueKind.MONTH)
        except ValueError:
            self.refuse(
                f"“{value}”不是日期", self.text.find(value), "日期写成 '2025-01-31'，月份写成 '2025-01'"
            )


def _comparable(left: ValueKind, right: ValueKind) -> bool:
    return ValueKind.OPAQUE not in (left, right) and (
        left is right or {left, right} == {ValueKind.DATE, ValueKind.MONTH}
    )


def position_of(tree: Parsed) -> int:
    """Where a construct begins: the first of its words that remembers its place."""
    starts = [node.meta["start"] for node in tree.walk() if "start" in node.meta]
    return min(starts, default=0)
