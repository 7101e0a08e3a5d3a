"""The second gate of a formula: sqlglot's tree, node by node. Each node type has one reader, there is no
default, and arguments a reader does not name are refused. The tree handed on holds none of sqlglot's nodes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NoReturn

from sqlglot import exp
from sqlglot.dialects.postgres import Postgres
from sqlglot.errors import SqlglotError

from zhenyu.formulas.fields import ValueKind
from zhenyu.formulas.nodes import Coalesce, Comparison, FieldRef, Node, TextLiteral, Truth
from zhenyu.formulas.tokens import Vocabulary, checked_tokens
from zhenyu.formulas.tree import DAYS, kind_of

Parsed = exp.Expression
NodeReaders = Mapping[type[Parsed], Callable[["Gate", Parsed], Node]]
QuotedReader = Callable[["Gate", Node, str, Parsed], Node]
"""Reads a quoted text beside a node of some kind: gate, that node, the text, where it stands."""


@dataclass(frozen=True, slots=True)
class Grammar:
    """What may be made of the words.

    Arguments:
        readers: a reader for each node type that may stand there.
        quoted: what a quoted text is beside a value of a kind; one whose kind is missing is refused.
        ordered: kinds that ``<`` compares. opaque_equal: lists and documents may be equal to each other.
    """

    readers: NodeReaders
    quoted: Mapping[ValueKind, QuotedReader]
    ordered: frozenset[ValueKind]
    opaque_equal: bool = False


@dataclass(frozen=True, slots=True)
class Gate:
    """One text on its way to a tree; keeps the text for the positions in refusals."""

    text: str
    vocabulary: Vocabulary
    grammar: Grammar

    def refuse(self, what: str, position: int, hint: str = "") -> NoReturn:
        self.vocabulary.refuse(self.text, what, position, hint)

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
        reader = self.grammar.readers.get(type(tree))
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
        return Comparison("=", node, Truth(True)) if isinstance(node, (FieldRef, Coalesce)) else node

    def number(self, tree: Parsed) -> Node:
        node = self.node(tree)
        if kind_of(node) is not ValueKind.NUMBER:
            self.refuse(f"{kind_of(node).label}不能做四则运算或求和", position_of(tree))
        return node

    def pair(self, left: Parsed, right: Parsed) -> tuple[Node, Node]:
        """Two operands of a comparison, literals read as the kind of the field beside them."""
        first, second = self.node(left), self.node(right)
        if isinstance(first, TextLiteral) and not isinstance(second, TextLiteral):
            return self.quoted(second, first, left), second
        second = self.quoted(first, second, right) if isinstance(second, TextLiteral) else second
        if not self._comparable(kind_of(first), kind_of(second)):
            self.refuse(f"{kind_of(first).label}不能和{kind_of(second).label}比较", position_of(left))
        return first, second

    def quoted(self, beside: Node, literal: TextLiteral, tree: Parsed) -> Node:
        """What a quoted text is beside a node."""
        kind = kind_of(beside)
        reader = self.grammar.quoted.get(kind)
        if reader is None:
            self.refuse(f"{kind.label}不能和文字“{literal.value}”比较", position_of(tree))
        return reader(self, beside, literal.value, tree)

    def ordered(self, node: Node, tree: Parsed) -> None:
        """Refuse a node that is neither less nor greater than another."""
        if kind_of(node) not in self.grammar.ordered:
            self.refuse(f"{kind_of(node).label}不能比较大小", position_of(tree))

    def _comparable(self, left: ValueKind, right: ValueKind) -> bool:
        if ValueKind.OPAQUE in (left, right):
            return left is right and self.grammar.opaque_equal
        return left is right or {left, right} <= DAYS


def position_of(tree: Parsed) -> int:
    """Where a construct begins: the first of its words that remembers its place."""
    starts = [node.meta["start"] for node in tree.walk() if "start" in node.meta]
    return min(starts, default=0)
