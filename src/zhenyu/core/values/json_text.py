"""JSON that strangers send: numbers stay exact, and what the database cannot hold is refused here and
located."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from zhenyu.core.errors import UsageError

_SUSPICIOUS: Final = re.compile(r"\\u(0000|[dD][89a-fA-F])")
_UNKEEPABLE: Final = re.compile("[\x00\ud800-\udfff]")


def text_of(body: bytes) -> str:
    """The text of a request's body.

    Raises:
        UsageError: it is not UTF-8.
    """
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError("请求内容不是 UTF-8 文本", "请用 UTF-8 编码发送") from None


def read_json(text: str, where: str = "请求内容") -> Any:
    """The value of a JSON text; decimals become ``Decimal``.

    Raises:
        UsageError: no JSON, a number such as ``NaN``, or a character that cannot be kept (U+0000, half a
        pair).
    """
    try:
        value = json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError, ArithmeticError):
        raise UsageError(f"{where}不是 JSON", "请核对括号、引号和逗号") from None
    if _SUSPICIOUS.search(text) and any(map(_UNKEEPABLE.search, _texts(value))):
        raise UsageError(f"{where}里有不能保存的字符", "请去掉 \\u0000 和不成对的 \\ud800–\\udfff")
    return value


def _texts(value: Any) -> Iterator[str]:
    """Every text in a value, names too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield name
            yield from _texts(item)


def _no_number(word: str) -> Any:
    raise ValueError(word)
