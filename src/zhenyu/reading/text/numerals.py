"""Numerals: Arabic, Chinese and mixed (1.1万, 三千余, 百分之十五) → exact decimals.

A numeral here is only the number and its magnitude (十 百 千 万 亿); units are ``units.py``'s, approximators
``scanner.py``'s. All functions take normalised text (ASCII digits, simplified characters).
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

DIGITS: Final = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
FORMAL: Final = {"壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9}
MAGNITUDES: Final = {
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10_000,
    "亿": 100_000_000,
    "拾": 10,
    "佰": 100,
    "仟": 1000,
}
_VALUES: Final = DIGITS | FORMAL
HAN: Final = "零〇一二两三四五六七八九十百千万亿"

# A run of Han numerals, with a Chinese decimal point (三点五), or an Arabic number with thousands separators.
NUMERAL: Final = re.compile(
    rf"\d{{1,3}}(?:,\d{{3}})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|[{HAN}]+(?:点[零一二三四五六七八九]+)?"
)
# 千 before a unit is the unit's (60千瓦); 4.9个亿 is 4.9亿, but 3个亿元企业 are three.
MAGNITUDE: Final = re.compile(r"(?:[十百万亿]|千(?![瓦克米伏卡])){1,3}|个亿(?![元级])")


def arabic(text: str) -> Decimal:
    """``1,234.5`` → 1234.5."""
    return Decimal(text.replace(",", ""))


def magnitude(text: str) -> int:
    """``万`` → 10000, ``千万`` → 10000000, ``个亿`` → 100000000; empty → 1."""
    product = 1
    for char in text.removeprefix("个"):
        product *= MAGNITUDES[char]
    return product


def chinese(text: str) -> Decimal | None:
    """The value of a Chinese numeral: 两千三 → 2300 (a bare last digit counts the next place down), 二〇二三
    → 2023.

    None where the characters do not make a number (万亿 on its own is a magnitude, 三四 a guess: see
    ``neighbours``).
    """
    head, _, decimals = text.partition("点")
    if decimals:
        whole = chinese(head)
        return (
            None if whole is None else whole + Decimal("0." + "".join(str(DIGITS[char]) for char in decimals))
        )
    if len(text) > 1 and all(char in _VALUES for char in text):
        return (
            Decimal("".join(str(_VALUES[char]) for char in text))
            if len(text) == 4 or text[0] in "零〇"
            else None
        )
    return _grouped(text)


def _grouped(text: str) -> Decimal | None:
    total = section = digit = 0
    last_unit, zero = 1, False
    for char in text:
        if char in _VALUES:
            digit = _VALUES[char]
            zero = zero or digit == 0
            continue
        unit = MAGNITUDES.get(char)
        if unit is None:
            return None
        if unit < 10_000:
            section += (digit or 1) * unit
        else:
            section += digit
            if not section and not total:
                section = 1
            total = (total + section) * unit if unit > 10_000 else total + section * unit
            section = 0
        digit, last_unit, zero = 0, unit, False
    if digit and last_unit >= 100 and not zero:
        digit *= last_unit // 10
    return Decimal(total + section + digit)


def neighbours(text: str) -> tuple[Decimal, Decimal] | None:
    """Two digits in a row name a range: 三四 → (3, 4), 两三 → (2, 3), 十二三 → (12, 13)."""
    if len(text) < 2 or text[-1] not in DIGITS or text[-2] not in DIGITS:
        return None
    low, high = DIGITS[text[-2]], DIGITS[text[-1]]
    tens = chinese(text[:-2]) if len(text) > 2 else Decimal(0)
    return (tens + low, tens + high) if tens is not None and high == low + 1 and low else None
