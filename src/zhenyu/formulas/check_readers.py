"""What checks of rows say beyond a measure's condition: branches, values for blanks, lengths, likeness, days
apart, pairs.

A quoted text is read as its neighbour's kind, as the database would read it: ``cost > '5'``,
``done_on <= 'today'``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Final

from sqlglot import exp

from zhenyu.formulas.fields import ValueKind
from zhenyu.formulas.gate import Gate, Grammar, Parsed, position_of
from zhenyu.formulas.node_readers import ARITHMETIC, COMPARISONS, OF_ONE_ROW
from zhenyu.formulas.nodes import (
    Absolute,
    Arithmetic,
    Blank,
    Case,
    Coalesce,
    Comparison,
    DaysBetween,
    DayShift,
    Inverse,
    Junction,
    Length,
    Like,
    Membership,
    Node,
    Nothing,
    Range,
    TextLiteral,
    TruthTest,
    When,
)
from zhenyu.formulas.quoted_texts import QUOTED_IN_CHECKS, near, number
from zhenyu.formulas.tree import DAYS, kind_of

# --- comparisons ----------------------------------------------------------------------------------


def _comparison(gate: Gate, tree: Parsed) -> Node:
    gate.only(tree, "this", "expression")
    operator, left, right = COMPARISONS[type(tree)], _tuple(tree.this), _tuple(tree.expression)
    if left is None and right is None:
        return _compared(gate, operator, tree.this, tree.expression)
    pairs = _paired(gate, left, right, tree)
    if operator in ("=", "<>"):
        same = _joined("and", [_compared(gate, "=", *pair) for pair in pairs])
        return same if operator == "=" else Inverse(same)
    return _lexicographic(gate, operator, pairs)


def _compared(gate: Gate, operator: str, left: Parsed, right: Parsed) -> Node:
    first, second = gate.pair(left, right)
    if operator not in ("=", "<>"):
        gate.ordered(first, left)
    return Comparison(operator, first, second)


def _lexicographic(gate: Gate, operator: str, pairs: Sequence[tuple[Parsed, Parsed]]) -> Node:
    """``(a, b) < (c, d)``: the first pair that differs decides."""
    pair, *others = pairs
    if not others:
        return _compared(gate, operator, *pair)
    later = Junction("and", _compared(gate, "=", *pair), _lexicographic(gate, operator, others))
    return Junction("or", _compared(gate, operator[0], *pair), later)


def _tuple(tree: Parsed) -> list[Parsed] | None:
    """The members of ``(a, b)``."""
    while isinstance(tree, exp.Paren):
        tree = tree.this
    return list(tree.expressions) if isinstance(tree, exp.Tuple) else None


def _paired(
    gate: Gate, left: list[Parsed] | None, right: list[Parsed] | None, tree: Parsed
) -> list[tuple[Parsed, Parsed]]:
    if not left or not right or len(left) != len(right):
        gate.refuse("两边括号里的项数不同", position_of(tree))
    return list(zip(left, right, strict=True))


def _joined(word: str, nodes: Sequence[Node]) -> Node:
    return reduce(lambda left, right: Junction(word, left, right), nodes)


def _membership(gate: Gate, tree: Parsed) -> Node:
    gate.only(tree, "this", "expressions")
    if not tree.expressions:
        gate.refuse("in 后面要列出取值", position_of(tree))
    left = _tuple(tree.this)
    if left is None:
        pairs = [gate.pair(tree.this, option) for option in tree.expressions]
        return Membership(pairs[0][0], tuple(option for _, option in pairs))
    options = [_paired(gate, left, _tuple(option), tree) for option in tree.expressions]
    return _joined(
        "or", [_joined("and", [_compared(gate, "=", *pair) for pair in pairs]) for pairs in options]
    )


def _range(gate: Gate, tree: Parsed) -> Node:
    gate.only(tree, "this", "low", "high", "symmetric")
    item, low = gate.pair(tree.this, tree.args["low"])
    _, high = gate.pair(tree.this, tree.args["high"])
    gate.ordered(item, tree)
    inside = Range(item, low, high)
    return Junction("or", inside, Range(item, high, low)) if tree.args.get("symmetric") else inside


def _is(gate: Gate, tree: Parsed) -> Node:
    gate.only(tree, "this", "expression")
    if isinstance(tree.expression, exp.Null):
        members = _tuple(tree.this) or [tree.this]
        return _joined("and", [Blank(gate.node(member)) for member in members])
    operand = gate.node(tree.this)
    if not isinstance(tree.expression, exp.Boolean) or kind_of(operand) is not ValueKind.BOOLEAN:
        gate.refuse("is 后面只能写 null，是否类的栏目还可以写 true、false", position_of(tree))
    return TruthTest(operand, bool(tree.expression.this))


def _null(gate: Gate, tree: Parsed) -> Node:
    gate.refuse("空值不能比较和计算", near(gate, "null"), "写成“栏目 is null”或“栏目 is not null”")


def _like(gate: Gate, tree: Parsed) -> Node:
    gate.only(tree, "this", "expression")
    item, pattern = (_text(gate, side, "like") for side in (tree.this, tree.expression))
    return Like(item, pattern)


# --- values ---------------------------------------------------------------------------------------


def _case(gate: Gate, tree: Parsed) -> Node:
    gate.only(tree, "this", "ifs", "default")
    conditions = [_asked(gate, tree.this, branch.this) for branch in tree.args["ifs"]]
    return _branches(
        gate, conditions, [*(branch.args["true"] for branch in tree.args["ifs"]), tree.args.get("default")]
    )


def _if(gate: Gate, tree: Parsed) -> Node:
    gate.only(tree, "this", "true", "false")
    return _branches(gate, [_asked(gate, None, tree.this)], [tree.args["true"], tree.args.get("false")])


def _asked(gate: Gate, subject: Parsed | None, tree: Parsed) -> Node:
    if subject is not None:
        return _compared(gate, "=", subject, tree)
    return gate.condition(gate.node(tree), position_of(tree))


def _branches(gate: Gate, conditions: Sequence[Node], trees: Sequence[Parsed | None]) -> Node:
    *values, otherwise = _alike(gate, trees)
    branches = tuple(When(condition, value) for condition, value in zip(conditions, values, strict=True))
    return Case(branches, otherwise)


def _coalesce(gate: Gate, tree: Parsed) -> Node:
    gate.only(tree, "this", "expressions")
    return Coalesce(tuple(_alike(gate, [tree.this, *tree.expressions], null=False)))


def _alike(gate: Gate, trees: Sequence[Parsed | None], *, null: bool = True) -> list[Node]:
    """Values of one kind, quoted texts read as the others' kind; a missing tree or ``null`` is nothing."""
    nodes = [
        Nothing() if tree is None or (null and isinstance(tree, exp.Null)) else gate.node(tree)
        for tree in trees
    ]
    typed = [node for node in nodes if not isinstance(node, (Nothing, TextLiteral))]
    for position, (node, tree) in enumerate(zip(nodes, trees, strict=True)):
        if tree is None or not typed or isinstance(node, Nothing):
            continue
        if isinstance(node, TextLiteral):
            nodes[position] = gate.quoted(typed[0], node, tree)
        elif kind_of(node) is not kind_of(typed[0]) and not {kind_of(node), kind_of(typed[0])} <= DAYS:
            what = f"{kind_of(typed[0]).label}和{kind_of(node).label}不能取作同一个值"
            gate.refuse(what, position_of(tree))
    return nodes


def _length(gate: Gate, tree: Parsed) -> Node:
    gate.only(tree, "this")
    return Length(_text(gate, tree.this, "length"))


def _absolute(gate: Gate, tree: Parsed) -> Node:
    gate.only(tree, "this")
    return Absolute(gate.number(tree.this))


def _text(gate: Gate, tree: Parsed, word: str) -> Node:
    node = gate.node(tree)
    if kind_of(node) is not ValueKind.TEXT:
        gate.refuse(f"{word} 只能用于文字，不能用于{kind_of(node).label}", position_of(tree))
    return node


def _literal(gate: Gate, tree: Parsed) -> Node:
    return OF_ONE_ROW[exp.Literal](gate, tree) if tree.is_string else number(gate, str(tree.this))


def _arithmetic(gate: Gate, tree: Parsed) -> Node:
    """Numbers as in measures; a day less a day is a number of days, a day more or less some days is a day."""
    gate.only(tree, "this", "expression", "typed", "safe")
    operator = ARITHMETIC[type(tree)]
    left, right = gate.node(tree.this), gate.node(tree.expression)
    if isinstance(left, TextLiteral) and not isinstance(right, TextLiteral):
        left = gate.quoted(right, left, tree.this)
    elif isinstance(right, TextLiteral) and (kind_of(left) is ValueKind.NUMBER or operator == "-"):
        right = gate.quoted(left, right, tree.expression)
    first, second = kind_of(left), kind_of(right)
    if operator == "-" and first in DAYS and second in DAYS:
        return DaysBetween(left, right)
    if operator in "+-" and first in DAYS and second is ValueKind.NUMBER:
        return DayShift(operator, left, right)
    if operator == "+" and first is ValueKind.NUMBER and second in DAYS:
        return DayShift("+", right, left)
    for node, side in ((left, tree.this), (right, tree.expression)):
        if kind_of(node) is not ValueKind.NUMBER:
            gate.refuse(f"{kind_of(node).label}不能做四则运算", position_of(side))
    return Arithmetic(operator, left, right)


CHECK_GRAMMAR: Final = Grammar(
    readers={
        **OF_ONE_ROW,
        **dict.fromkeys(COMPARISONS, _comparison),
        **dict.fromkeys(ARITHMETIC, _arithmetic),
        exp.Literal: _literal,
        exp.In: _membership,
        exp.Between: _range,
        exp.Is: _is,
        exp.Null: _null,
        exp.Like: _like,
        exp.Case: _case,
        exp.If: _if,
        exp.Coalesce: _coalesce,
        exp.Length: _length,
        exp.Abs: _absolute,
    },
    quoted=QUOTED_IN_CHECKS,
    ordered=frozenset(ValueKind) - {ValueKind.OPAQUE},
    opaque_equal=True,
)
