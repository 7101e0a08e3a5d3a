"""The digits of a work system: how many items each level of “1357” must hold. Pure.

Townships name their year's work by counting it: “1357”, “1139”, “2+5”, “1+10+N”, “三园一带”. Level n holds
exactly as many items as its digit says.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from zhenyu.core.errors import UsageError

_CHINESE: Final = {character: number for number, character in enumerate("零一二三四五六七八九十")}
_QUOTES: Final = "“”\"'「」 "


def level_sizes(code: str) -> tuple[int | None, ...]:
    """How many items each level holds, in order; None where the code leaves it open (N).

    ``1357`` → 1, 3, 5, 7; ``2+5`` → 2, 5; ``1+10+N`` → 1, 10, None; ``三园一带`` → 3, 1. Between plus signs
    one or two digits are one number; a longer run counts digit by digit (``1+1188`` → 1, 1, 1, 8, 8).

    Raises:
        UsageError: no digit in it, or a level of none.
    """
    text = unicodedata.normalize("NFKC", code).strip(_QUOTES)
    parts = text.split("+") if "+" in text else [text]
    sizes = [size for part in parts for size in _sizes(part.strip(), whole="+" in text)]
    if not sizes or 0 in sizes:
        raise UsageError(f"工作体系的数字“{code}”看不懂", "请写成 1357、2+5、1+10+N 或 三园一带 这样的形式")
    return tuple(sizes)


def _sizes(part: str, *, whole: bool) -> list[int | None]:
    if part.upper() == "N":
        return [None]
    if part.isdecimal():
        return [int(part)] if whole and len(part) <= 2 else [int(digit) for digit in part]
    return [_CHINESE[character] for character in re.findall("[一二三四五六七八九十]", part)]
