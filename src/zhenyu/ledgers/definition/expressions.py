"""The small SQL of ``check:`` constraints: parsed, white-listed against the ledger's fields, written back for
PostgreSQL.

No text of a definition reaches the database unparsed. Measures have the same language, compiled by the
indicators room.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Final

from zhenyu.core.errors import UsageError

_HINT: Final = "只能用本台账的栏目、数字、'文字'、+ - * /、= <> > >= < <=、and or not、in、is null、between、coalesce、abs、length"
_ALLOWED: Final = (
    "Paren And Or Not EQ NEQ GT GTE LT LTE Add Sub Mul Div Neg In Is Null Between Coalesce Abs Length Column Identifier "
    "Literal Boolean Case If Like Tuple"
)


def check_expression(text: str, fields: Mapping[str, str]) -> str:
    """The PostgreSQL text of a constraint, every column quoted.

    Arguments:
        text: as in the definition, e.g. ``cost >= 0``.
        fields: names that may be used (the ledger's fields; ``state`` is added).

    Raises:
        UsageError: not an expression, a word outside the language, or an unknown field.
    """
    import sqlglot  # half a second of import, paid only by ledgers with constraints
    from sqlglot import errors, exp

    try:
        tree = sqlglot.parse_one(text, read="postgres")
    except errors.SqlglotError:
        raise UsageError(f"看不懂表达式“{text}”", _HINT) from None
    allowed = tuple(getattr(exp, name) for name in _ALLOWED.split())
    for node in tree.walk():
        if type(node) not in allowed:
            raise UsageError(f"表达式“{text}”里不能用“{node.sql(dialect='postgres')}”", _HINT)
        if isinstance(node, exp.Column):
            _check_column(node.name, len(node.parts), text, fields)
    return tree.sql(dialect="postgres", identify=True, comments=False)


def _check_column(name: str, parts: int, text: str, fields: Mapping[str, str]) -> None:
    if parts == 1 and (name in fields or name == "state"):
        return
    near = difflib.get_close_matches(name, fields, n=1)
    hint = f"是不是“{near[0]}”？" if near else f"已有的栏目：{'、'.join(fields)}"
    raise UsageError(f"表达式“{text}”用了没有的栏目“{name}”", hint)


def misfit(title: str, text: str) -> UsageError:
    """What to say when the database finds that a check does not fit the columns' types."""
    return UsageError(f"台账“{title}”的规则“{text}”与栏目类型不符", "文字要加单引号，数值栏目才能比大小")
