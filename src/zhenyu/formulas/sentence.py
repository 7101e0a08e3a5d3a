"""Checked tree → Chinese: “状态为‘已验收’的户数”."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from zhenyu.formulas.nodes import (
    Aggregate,
    Arithmetic,
    Count,
    CountDistinct,
    Negative,
    Node,
)
from zhenyu.formulas.words import SIGNS, words

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
    return _joined(node, words)


def condition_in_words(node: Node) -> str:
    """A row condition or a check, e.g. “状态为‘已验收’且造价大于0”."""
    return words(node)


def _counted(unit: str) -> str:
    return f"{unit.removeprefix('万')}数" if unit and unit != "%" else "条数"


def _total(node: Node, counted: str) -> str:
    match node:
        case Count():
            return counted
        case CountDistinct(field):
            return f"不重复的“{field.title}”{counted}"
        case Aggregate(function, operand):
            return _FUNCTIONS[function].format(words(operand))
        case Arithmetic():
            return _joined(node, lambda side: _total(side, counted))
        case Negative(operand):
            return f"负的{_total(operand, counted)}"
        case _:
            return words(node)


def _joined(node: Node, words_of: Callable[[Node], str]) -> str:
    """Arithmetic with no more brackets than it needs; what is not arithmetic as ``words_of`` says it."""
    if not isinstance(node, Arithmetic):
        return words_of(node)
    strong = node.operator in "*/"
    left, right = (_joined(side, words_of) for side in (node.left, node.right))
    if strong and _is_sum(node.left):
        left = f"（{left}）"
    if isinstance(node.right, Arithmetic) and (node.operator in "-/" or (strong and _is_sum(node.right))):
        right = f"（{right}）"
    return f"{left}{SIGNS[node.operator]}{right}"


def _is_sum(node: Node) -> bool:
    return isinstance(node, Arithmetic) and node.operator in "+-"
