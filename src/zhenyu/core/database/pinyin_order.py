"""The weights by which the database sorts Chinese text (``0007_pinyin.sql``), from the order of characters
beside it.

A weight is two letters of ASCII, compared as they stand. Symbols come first, then characters by syllable,
tone and strokes. Every character of GB 2312 has a weight of its own; the rare ones between two of them share
one, for there are more characters than pairs of letters. The order is frozen: indexes of installations hold
it. Decision 0010. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

_ORDER: Final = Path(__file__).parents[1] / "sql" / "pinyin_order.txt"
# encode(…, 'escape') would double a backslash
_LETTERS: Final = bytes(code for code in range(1, 128) if code != 0x5C)
_SYMBOLS: Final = range(0x2000, 0x3400)
_CHARACTERS: Final = range(0x3400, 0xA000)
_NUMBERED: Final = range(0x2100, 0x2500)
"""Ⅰ, ①, ⒈: symbols with an order of their own; of others sixteen share a weight."""

SURNAMES: Final = {
    "单": "shan4",
    "仇": "qiu2",
    "区": "ou1",
    "查": "zha1",
    "解": "xie4",
    "任": "ren2",
    "盖": "ge3",
    "朴": "piao2",
    "乐": "yue4",
    "员": "yun4",
    "黑": "he4",
    "折": "she2",
    "种": "chong2",
    "秘": "bi4",
    "缪": "miao4",
    "召": "shao4",
    "祭": "zhai4",
    "能": "nai4",
    "繁": "po2",
    "过": "guo1",
    "燕": "yan1",
    "覃": "qin2",
    "句": "gou1",
    "於": "yu1",
    "干": "gan1",
    "撒": "sa4",
    "哈": "ha3",
    "华": "hua4",
    "都": "du1",
    "占": "zhan1",
    "翟": "zhai2",
    "郇": "xun2",
    "葛": "ge3",
    "炅": "gui4",
    "令": "ling2",
    "不": "bu1",
    "洗": "xian3",
    "相": "xiang4",
    "單": "shan4",
    "區": "ou1",
    "樂": "yue4",
    "員": "yun4",
    "種": "chong2",
    "繆": "miao4",
    "過": "guo1",
    "華": "hua4",
    "蓋": "ge3",
}
"""How characters are read as surnames, where that is not their usual reading."""


def weights(*, surnames: bool = False) -> bytes:
    """Two bytes for each code point from U+2000 to U+9FFF, found at its lower 15 bits; those of the first
    character of a name with ``surnames``."""
    table = bytearray(_LETTERS[-1:] * 2 * 0x8000)
    for letter, weight in _weighted(surnames):
        start = (ord(letter) & 0x7FFF) * 2
        table[start : start + 2] = bytes(
            [_LETTERS[weight // len(_LETTERS)], _LETTERS[weight % len(_LETTERS)]]
        )
    return bytes(table)


def _weighted(surnames: bool) -> Iterator[tuple[str, int]]:
    weight = 0
    for code in _SYMBOLS:
        weight += code in _NUMBERED or code % 16 == 0
        yield chr(code), weight
    read_so = {
        reading: [name for name, each in SURNAMES.items() if each == reading] for reading in SURNAMES.values()
    }
    shared = False
    for line in _ORDER.read_text(encoding="utf-8").splitlines():
        reading, letters = line.split(" ")
        weight, shared = weight + 1, False
        for letter in letters.replace("|", ""):
            known = _is_known(letter)
            weight += known or not shared
            shared = not known
            if not (surnames and letter in SURNAMES):
                yield letter, weight
        for letter in read_so.get(reading, ()):
            weight += 1
            if surnames:
                yield letter, weight


def _is_known(letter: str) -> bool:
    try:
        return bool(letter.encode("gb2312"))
    except UnicodeEncodeError:
        return False
