"""Checked tree → Chinese: “状态为‘已验收’的户数”."""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatch
from typing import Final

from zhenyu.core.values.quantities import format_decimal
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
    ValueKind,
    kind_of,
)

_NUMBERS: Final = {"=": "等于", "<>": "不等于", "<": "小于", "<=": "不超过", ">": "大于", ">=": "不低于"}
_DAYS: Final = {"=": "为", "<>": "不是", "<": "早于", "<=": "不晚于", ">": "晚于", ">=": "不早于"}
_TEXTS: Final = {"=": "为", "<>": "不是"}
_SIGNS: Final = {"+": "＋", "-": "－", "*": "×", "/": "÷"}
_FUNCTIONS: Final = {"sum": "{}合计", "min": "最小的{}", "max": "最大的{}"}


def value_in_words(node: Node, condition: Node | None, unit: str) -> str:
    """The sentence of a measure.

    Arguments:
        condition: which rows count; None for all.
        unit: of the indicator; ``count()`` is read with it (户 → 户数).

    Returns: e.g. “状态为‘已验收’的户数”, “造价合计”.
    """
    whole = _total(node, _counted(unit))
    return whole if condition is None else f"{condition_in_words(condition)}的{whole}"


def formula_in_words(node: Node) -> str:
    """A formula over indicators, e.g. “（甲＋乙）÷丙”."""
    return _joined(node, _words)


def condition_in_words(node: Node) -> str:
    """A row condition, e.g. “状态为‘已验收’且造价大于0”."""
    return _words(node)


def _counted(unit: str) -> str:
    return f"{unit.removeprefix('万')}数" if unit and unit != "%" else "条数"


def _total(node: Node, counted: str) -> str:
    match node:
        case Count():
            return counted
        case CountDistinct(field):
            return f"不重复的“{field.title}”{counted}"
        case Aggregate(function, operand):
            return _FUNCTIONS[function].format(_words(operand))
        case Arithmetic():
            return _joined(node, lambda side: _total(side, counted))
        case Negative(operand):
            return f"负的{_total(operand, counted)}"
        case _:
            return _words(node)


def _joined(node: Node, words: Callable[[Node], str]) -> str:
    """Arithmetic with no more brackets than it needs; what is not arithmetic as ``words`` says it."""
    if not isinstance(node, Arithmetic):
        return words(node)
    strong = node.operator in "*/"
    left, right = (_joined(side, words) for side in (node.left, node.right))
    if strong and _is_sum(node.left):
        left = f"（{left}）"
    if isinstance(node.right, Arithmetic) and (node.operator in "-/" or (strong and _is_sum(node.right))):
        right = f"（{right}）"
    return f"{left}{_SIGNS[node.operator]}{right}"


def _is_sum(node: Node) -> bool:
    return isinstance(node, Arithmetic) and node.operator in "+-"


@singledispatch
def _words(node: Node) -> str:
    raise TypeError(f"{type(node).__name__} has no words")


@_words.register
def _(node: FieldRef) -> str:
    return node.field.title


@_words.register
def _(node: Number) -> str:
    return format_decimal(node.value)


@_words.register
def _(node: TextLiteral) -> str:
    return f"‘{node.label}’"


@_words.register
def _(node: Day) -> str:
    month = f"{node.value.year}年{node.value.month}月"
    return month if node.is_month else f"{month}{node.value.day}日"


@_words.register
def _(node: Truth) -> str:
    return "是" if node.value else "否"


@_words.register
def _(node: DatePart) -> str:
    return f"{node.field.title}的{'年份' if node.part == 'year' else '月份'}"


@_words.register
def _(node: Arithmetic) -> str:
    return f"（{_words(node.left)}{_SIGNS[node.operator]}{_words(node.right)}）"


@_words.register
def _(node: Negative) -> str:
    return f"负的{_words(node.operand)}"


@_words.register
def _(node: Comparison) -> str:
    kind = kind_of(node.left)
    verbs = (
        _NUMBERS
        if kind is ValueKind.NUMBER
        else _DAYS
        if kind in (ValueKind.DATE, ValueKind.MONTH)
        else _TEXTS
    )
    return f"{_words(node.left)}{verbs[node.operator]}{_words(node.right)}"


@_words.register
def _(node: Membership) -> str:
    options = [_words(option) for option in node.options]
    listed = "或".join(filter(None, ["、".join(options[:-1]), options[-1]]))
    return f"{_words(node.item)}为{listed}"


@_words.register
def _(node: Range) -> str:
    return f"{_words(node.item)}在{_words(node.low)}至{_words(node.high)}之间"


@_words.register
def _(node: Blank) -> str:
    return f"{node.field.title}未填"


@_words.register
def _(node: Junction) -> str:
    word = "且" if node.word == "and" else "或"
    return word.join(_side(side, node.word) for side in (node.left, node.right))


@_words.register
def _(node: Inverse) -> str:
    if isinstance(node.operand, Blank):
        return f"{node.operand.field.title}已填"
    if isinstance(node.operand, Membership):
        return (
            f"{_words(node.operand.item)}不是{'、'.join(_words(option) for option in node.operand.options)}"
        )
    return f"不符合“{_words(node.operand)}”"


def _side(node: Node, word: str) -> str:
    """Mixed and/or would be ambiguous in Chinese too: the inner one stands in parentheses."""
    text = _words(node)
    return f"（{text}）" if isinstance(node, Junction) and node.word != word else text
