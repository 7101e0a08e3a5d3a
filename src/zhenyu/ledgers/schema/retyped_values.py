"""Values of a field that gets another type: read again as an import would read them, never changed in
meaning. Pure."""

from __future__ import annotations

import re
from typing import Any, Final

from zhenyu.ledgers.definition.ledger_definition import Field, FieldType
from zhenyu.ledgers.schema.columns import sql_type
from zhenyu.ledgers.values.cell_problems import CellProblem
from zhenyu.ledgers.values.shown_values import show_value
from zhenyu.ledgers.values.typed_values import read_value

_POINTING: Final = frozenset({FieldType.AREA, FieldType.RECORD, FieldType.ATTACHMENT})
"""Types whose values refer to something elsewhere: no text becomes one by itself."""
_TEXTS: Final = frozenset({FieldType.TEXT, FieldType.LONG_TEXT})
_LEADING_ZERO: Final = re.compile(r"0[0-9]")


def keeps_values(old: Field, new: Field) -> bool:
    """Whether every value of the old type is unchanged under the new one, so that none needs to be read."""
    if old.numeric and new.numeric and new.type is not FieldType.INTEGER:
        return True
    by_text = sql_type(old) == "text" and old.type not in (FieldType.CHOICE, FieldType.LONG_TEXT)
    return (by_text and new.type in _TEXTS) or (
        old.type is FieldType.TEXT and new.type is FieldType.LONG_TEXT
    )


def converted(old: Field, new: Field, value: Any) -> Any:
    """The value under the new type, or why it cannot be one.

    Arguments:
        value: typed, not blank.
    """
    text = show_value(old, value)
    if new.type in _POINTING or (old.type is FieldType.ATTACHMENT):
        return CellProblem("type", f"“{text[:50]}”不能自动转换", "新加一个栏目，逐条转过去，再停用旧栏目")
    if new.numeric and sql_type(old) == "text" and _LEADING_ZERO.match(text):
        return CellProblem("zeros", f"“{text}”改成数字会丢掉开头的 0", "编号一类的内容请保留文本类型")
    return read_value(new, text)
