"""Formula text → checked tree: what may stand in a measure's value, in its condition, in a check and in a
formula over indicators.

Two gates keep everything else out: the words (:mod:`zhenyu.formulas.tokens`) and the tree
(:mod:`zhenyu.formulas.gate`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from zhenyu.formulas.check_readers import CHECK_GRAMMAR
from zhenyu.formulas.fields import FieldInfo, ValueKind
from zhenyu.formulas.gate import Gate
from zhenyu.formulas.node_readers import INDICATOR_GRAMMAR, MEASURE_GRAMMAR
from zhenyu.formulas.nodes import DatePart, FieldRef, Node
from zhenyu.formulas.tokens import check_words, indicator_words, measure_words
from zhenyu.formulas.tree import AGGREGATES, kind_of, walk

_CODE: Final = re.compile(r"[a-z][a-z0-9_]*")
_SIGNS: Final = str.maketrans("×÷＋－（）", "*/+-()")


def read_value(text: str, fields: Mapping[str, FieldInfo]) -> Node:
    """The tree of a measure's value: an expression over aggregates, such as ``sum(cost) / 10000``.

    Raises:
        UsageError: names the construct, its position in the text and what is allowed.
    """
    gate = Gate(text, measure_words(fields), MEASURE_GRAMMAR)
    node = gate.read()
    if kind_of(node) is not ValueKind.NUMBER or isinstance(node, DatePart):
        gate.refuse("结果不是统计数", 0)
    for inner in _outside_aggregates(node):
        if isinstance(inner, (FieldRef, DatePart)):
            gate.refuse(
                f"字段“{inner.field.name}”要放在 count、sum、min、max 里面", text.find(inner.field.name)
            )
    if not any(isinstance(inner, AGGREGATES) for inner in walk(node)):
        gate.refuse("没有 count、sum、min 或 max，算不出统计数", 0)
    return node


def read_condition(text: str, fields: Mapping[str, FieldInfo]) -> Node:
    """The tree of a row condition, such as ``state = 'accepted' and cost > 0``. Raises UsageError as
    above."""
    gate = Gate(text, measure_words(fields), MEASURE_GRAMMAR)
    node = gate.read()
    if any(isinstance(inner, AGGREGATES) for inner in walk(node)):
        gate.refuse("条件是对一行说的，里面不能有 count、sum、min、max", 0)
    return gate.condition(node, 0)


def read_check(text: str, fields: Mapping[str, FieldInfo]) -> Node:
    """The tree of a check: a condition of one row that must not be false, such as ``paid <= cost``. It may
    say more than a measure's condition. Raises UsageError as above."""
    gate = Gate(text, check_words(fields), CHECK_GRAMMAR)
    return gate.condition(gate.read(), 0)


@lru_cache(maxsize=4096)
def read_formula(text: str) -> Node:
    """The tree of a formula over indicators, such as ``(a + b) / c``; whether they exist is not asked here.

    Raises: UsageError as above.
    """
    plain = text.translate(_SIGNS)
    codes = {code: FieldInfo(code, code, ValueKind.NUMBER) for code in _CODE.findall(plain)}
    gate = Gate(plain, indicator_words(codes), INDICATOR_GRAMMAR)
    node = gate.read()
    if not codes or kind_of(node) is not ValueKind.NUMBER:
        gate.refuse("要用到至少一个指标", 0)
    return node


def _outside_aggregates(node: Node) -> list[Node]:
    if isinstance(node, AGGREGATES):
        return []
    children = [getattr(node, name) for name in ("left", "right", "operand") if hasattr(node, name)]
    return [node, *(inner for child in children for inner in _outside_aggregates(child))]
