"""What a quoted text is beside a value: a text, an option, a day, in checks also a number or a truth."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from zhenyu.formulas.fields import ValueKind
from zhenyu.formulas.gate import Gate, Parsed, QuotedReader, position_of
from zhenyu.formulas.nodes import Day, FieldRef, Node, Number, RelativeDay, TextLiteral, Truth, UntypedLiteral
from zhenyu.formulas.tree import kind_of

_DAY: Final = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", re.ASCII)
_RELATIVE: Final = {"yesterday": -1, "now": 0, "today": 0, "tomorrow": 1}
_TRUTHS: Final = {
    **dict.fromkeys(("t", "true", "y", "yes", "on", "1"), True),
    **dict.fromkeys(("f", "false", "n", "no", "off", "0"), False),
}
_MOST_DIGITS: Final = 40


# --- in measures ----------------------------------------------------------------------------------


def _option(gate: Gate, beside: Node, value: str, tree: Parsed) -> Node:
    """A text beside a text; beside a choice or the state one of its options."""
    field = beside.field if isinstance(beside, FieldRef) else None
    if "\x00" in value:
        gate.refuse("文字里有不可见字符", position_of(tree))
    if field is None or not field.options:
        return TextLiteral(value, value)
    labels = dict(field.options)
    if value not in labels:
        known = "、".join(f"{stored}（{label}）" for stored, label in field.options)
        gate.refuse(f"“{value}”不是“{field.title}”的取值", gate.text.find(value), f"可用的取值：{known}")
    return TextLiteral(value, labels[value])


def _day(gate: Gate, beside: Node, value: str, tree: Parsed) -> Node:
    """A day, or a month beside a month: ``'2025-01-31'``, ``'2025-01'``."""
    is_month = kind_of(beside) is ValueKind.MONTH
    try:
        whole = f"{value}-01" if is_month and len(value) == 7 else value
        return Day(date.fromisoformat(whole), is_month=is_month)
    except ValueError:
        hint = "日期写成 '2025-01-31'，月份写成 '2025-01'"
        gate.refuse(f"“{value}”不是日期", gate.text.find(value), hint)


# --- in checks ------------------------------------------------------------------------------------


def number(gate: Gate, text: str) -> Number:
    """A number of a check, also written ``1e5`` or quoted. Raises UsageError."""
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or abs(value.adjusted()) > _MOST_DIGITS:
        gate.refuse(f"“{text}”不是数字", near(gate, text), "数字写成普通小数，如 1200.5")
    return Number(value)


def _quoted_text(gate: Gate, beside: Node, value: str, tree: Parsed) -> Node:
    """A text; beside a choice or the state, an option is said by its label."""
    if "\x00" in value:
        gate.refuse("文字里有不可见字符", position_of(tree))
    options = dict(beside.field.options) if isinstance(beside, FieldRef) else {}
    return TextLiteral(value, options.get(value, value))


def _quoted_day(gate: Gate, beside: Node, value: str, tree: Parsed) -> Node:
    word = value.strip().lower()
    if word in _RELATIVE:
        return RelativeDay(_RELATIVE[word])
    is_month = kind_of(beside) is ValueKind.MONTH
    found = _DAY.fullmatch(f"{word}-01" if is_month and len(word) == 7 else word)
    try:
        return Day(date(*map(int, found.groups())) if found else date.fromisoformat(word), is_month)
    except ValueError:
        hint = "日期写成 '2025-01-31'，月份写成 '2025-01'，也可以写 'today'"
        gate.refuse(f"“{value}”不是日期", near(gate, value), hint)


def _quoted_truth(gate: Gate, beside: Node, value: str, tree: Parsed) -> Node:
    word = value.strip().lower()
    if word not in _TRUTHS:
        gate.refuse(f"是否类的栏目不能和“{value}”比较", near(gate, value), "写 true 或 false")
    return Truth(_TRUTHS[word])


def near(gate: Gate, word: str) -> int:
    """Where a word stands in the text, as far as that can be told: 0-based, −1 where it cannot."""
    return gate.text.lower().find(word.lower())


def _quoted_number(gate: Gate, beside: Node, value: str, tree: Parsed) -> Node:
    return number(gate, value)


def _untyped(gate: Gate, beside: Node, value: str, tree: Parsed) -> Node:
    return UntypedLiteral(value)


QUOTED_IN_MEASURES: Final[Mapping[ValueKind, QuotedReader]] = {
    ValueKind.TEXT: _option,
    ValueKind.DATE: _day,
    ValueKind.MONTH: _day,
}
QUOTED_IN_CHECKS: Final[Mapping[ValueKind, QuotedReader]] = {
    ValueKind.TEXT: _quoted_text,
    ValueKind.NUMBER: _quoted_number,
    ValueKind.DATE: _quoted_day,
    ValueKind.MONTH: _quoted_day,
    ValueKind.BOOLEAN: _quoted_truth,
    ValueKind.OPAQUE: _untyped,
}
