"""Where the title of an official document breaks: between words, into balanced lines (GB/T 9704-2012, 7.3.1).
Pure."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import Final

PER_LINE: Final = 20  # 2号 characters in the 156 mm of the type area
_AFTER: Final = r"(?<=[镇乡县村市区省年月度于的和及与、，：）”》])"
_BEFORE: Final = r"(?=关于|工作|情况|总结|报告|计划|汇报|安排|实施|人民政府|委员会|[（“《])"
_SEAMS: Final = re.compile(f"{_AFTER}|{_BEFORE}")
_NEVER_FIRST: Final = "、，：）”》的和及与年月"


def title_lines(title: str, per_line: int = PER_LINE) -> list[str]:
    """Break a title into as few lines as hold it, keeping words together and the lines alike in length.

    “回行时，要做到词意完整，排列对称，长短适宜”. Words are known by the seams of official titles only; where
    none is, the line breaks in the middle.
    """
    if _set_width(title) <= per_line:
        return [title]
    count = int(-(-_set_width(title) // per_line))
    seams = [found.start() for found in _SEAMS.finditer(title) if 0 < found.start() < len(title)]
    seams = [seam for seam in seams if title[seam] not in _NEVER_FIRST and not title[seam].isdecimal()]
    wanted = _set_width(title) / count
    fitting = [seam for seam in seams if _set_width(title[:seam]) <= per_line]
    cut = min(fitting, key=lambda seam: abs(_set_width(title[:seam]) - wanted), default=0)
    if not cut or _set_width(title[cut:]) > per_line * (count - 1):
        cut = next(
            position for position in range(len(title), 0, -1) if _set_width(title[:position]) <= wanted
        )
    return [title[:cut], *title_lines(title[cut:], per_line)]


def width(text: str) -> float:
    """Width in Chinese characters; a digit or Latin letter is half of one."""
    return sum(1.0 if _is_wide(character) else 0.5 for character in text)


def _set_width(text: str) -> float:
    """Width as a program may set it that puts a quarter of a character between Chinese and digits."""
    seams = sum(_is_wide(one) != _is_wide(next_one) for one, next_one in pairwise(text))
    return width(text) + seams / 4


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WFA"
