"""The Chinese of every node of a checked tree."""

from __future__ import annotations

from functools import singledispatch
from typing import Final

from zhenyu.core.values.quantities import format_decimal
from zhenyu.formulas.fields import ValueKind
from zhenyu.formulas.nodes import (
    Absolute,
    Arithmetic,
    Blank,
    Case,
    Coalesce,
    Comparison,
    DatePart,
    Day,
    DaysBetween,
    DayShift,
    FieldRef,
    Inverse,
    Junction,
    Length,
    Like,
    Membership,
    Negative,
    Node,
    Nothing,
    Number,
    Range,
    RelativeDay,
    TextLiteral,
    Truth,
    TruthTest,
    UntypedLiteral,
)
from zhenyu.formulas.tree import CONDITIONS, DAYS, kind_of

_NUMBERS: Final = {"=": "等于", "<>": "不等于", "<": "小于", "<=": "不超过", ">": "大于", ">=": "不低于"}
_DAYS: Final = {"=": "为", "<>": "不是", "<": "早于", "<=": "不晚于", ">": "晚于", ">=": "不早于"}
_TEXTS: Final = {
    "=": "为",
    "<>": "不是",
    "<": "按字序小于",
    "<=": "按字序不大于",
    ">": "按字序大于",
    ">=": "按字序不小于",
}
_TRUTHS: Final = {
    "=": "{}与{}相同",
    "<>": "{}与{}不同",
    "<": "{}不成立而{}成立",
    "<=": "{}成立时{}也成立",
    ">": "{}成立而{}不成立",
    ">=": "{}不成立时{}也不成立",
}
_RELATIVE_DAYS: Final = {-1: "昨天", 0: "今天", 1: "明天"}
SIGNS: Final = {"+": "＋", "-": "－", "*": "×", "/": "÷"}


@singledispatch
def words(node: Node) -> str:
    """A node in Chinese, in brackets where its parts could be taken otherwise.

    Raises:
        TypeError: the node counts or adds up rows.
    """
    raise TypeError(f"{type(node).__name__} has no words")


@words.register
def _(node: FieldRef) -> str:
    return node.field.title


@words.register
def _(node: Number) -> str:
    return format_decimal(node.value)


@words.register
def _(node: TextLiteral) -> str:
    return f"‘{node.label}’"


@words.register
def _(node: Day) -> str:
    month = f"{node.value.year}年{node.value.month}月"
    return month if node.is_month else f"{month}{node.value.day}日"


@words.register
def _(node: Truth) -> str:
    return "是" if node.value else "否"


@words.register
def _(node: DatePart) -> str:
    return f"{node.field.title}的{'年份' if node.part == 'year' else '月份'}"


@words.register
def _(node: Arithmetic) -> str:
    return f"（{words(node.left)}{SIGNS[node.operator]}{words(node.right)}）"


@words.register
def _(node: Negative) -> str:
    return f"负的{words(node.operand)}"


@words.register
def _(node: Comparison) -> str:
    kind = kind_of(node.left)
    if kind is ValueKind.BOOLEAN and not isinstance(node.right, Truth):
        return _TRUTHS[node.operator].format(_claim(node.left), _claim(node.right))
    if isinstance(node.left, CONDITIONS):  # “(a > b) = true”
        return (
            words(node.left)
            if node == Comparison("=", node.left, Truth(True))
            else f"{_claim(node.left)}{_TEXTS[node.operator]}{words(node.right)}"
        )
    verbs = _NUMBERS if kind is ValueKind.NUMBER else _DAYS if kind in DAYS else _TEXTS
    return f"{words(node.left)}{verbs[node.operator]}{words(node.right)}"


def _claim(node: Node) -> str:
    """A condition that something is said of."""
    return f"“{words(node)}”"


@words.register
def _(node: Membership) -> str:
    options = [words(option) for option in node.options]
    listed = "或".join(filter(None, ["、".join(options[:-1]), options[-1]]))
    return f"{words(node.item)}为{listed}"


@words.register
def _(node: Range) -> str:
    return f"{words(node.item)}在{words(node.low)}至{words(node.high)}之间"


@words.register
def _(node: Blank) -> str:
    return (
        f"{words(node.operand)}未填"
        if isinstance(node.operand, FieldRef)
        else f"{_claim(node.operand)}没有值"
    )


@words.register
def _(node: Junction) -> str:
    word = "且" if node.word == "and" else "或"
    return word.join(_side(side, node.word) for side in (node.left, node.right))


@words.register
def _(node: Inverse) -> str:
    if isinstance(node.operand, Blank):
        asked = node.operand.operand
        return f"{words(asked)}已填" if isinstance(asked, FieldRef) else f"{_claim(asked)}有值"
    if isinstance(node.operand, Membership):
        return f"{words(node.operand.item)}不是{'、'.join(words(option) for option in node.operand.options)}"
    return f"不符合“{words(node.operand)}”"


def _side(node: Node, word: str) -> str:
    """Mixed and/or would be ambiguous in Chinese too: the inner one stands in parentheses."""
    text = words(node)
    return f"（{text}）" if isinstance(node, Junction) and node.word != word else text


# --- what only checks say -------------------------------------------------------------------------


@words.register
def _(node: Coalesce) -> str:
    first, *others = map(words, node.operands)
    return f"{first}（未填时取{'，再未填时取'.join(others)}）" if others else first


@words.register
def _(node: Case) -> str:
    branches = [f"{words(each.condition)}时为{words(each.value)}" for each in node.branches]
    return f"（{'，'.join([*branches, f'否则为{words(node.otherwise)}'])}）"


@words.register
def _(node: Nothing) -> str:
    return "空"


@words.register
def _(node: UntypedLiteral) -> str:
    return f"‘{node.value}’"


@words.register
def _(node: Length) -> str:
    return f"{words(node.operand)}的字数"


@words.register
def _(node: Absolute) -> str:
    return f"{words(node.operand)}的绝对值"


@words.register
def _(node: TruthTest) -> str:
    if isinstance(node.operand, FieldRef):
        return f"{words(node.operand)}填的是‘{'是' if node.value else '否'}’"
    return f"{_claim(node.operand)}{'成立' if node.value else '不成立'}"


@words.register
def _(node: Like) -> str:
    item, pattern = words(node.item), node.pattern
    if isinstance(pattern, TextLiteral):
        core = pattern.value.strip("%")
        ends = (pattern.value[:1] == "%", pattern.value[-1:] == "%")
        if core and not set(core) & set("%_\\"):
            if ends == (True, True):
                return f"{item}含有‘{core}’"
            if ends == (False, True):
                return f"{item}以‘{core}’开头"
            if ends == (True, False):
                return f"{item}以‘{core}’结尾"
    return f"{item}形如{words(pattern)}（%代表任意文字，_代表一个字）"


@words.register
def _(node: RelativeDay) -> str:
    return _RELATIVE_DAYS[node.days]


@words.register
def _(node: DaysBetween) -> str:
    return f"{words(node.earlier)}至{words(node.later)}的天数"


@words.register
def _(node: DayShift) -> str:
    return f"{words(node.day)}{'后' if node.operator == '+' else '前'}{words(node.days)}天"
