"""Chinese numerals for headings: 一、二、三 …"""

from __future__ import annotations

import re
from typing import Final

_DIGITS: Final = "零一二三四五六七八九"
_LIMIT: Final = 10**12


def chinese_number(number: int) -> str:
    """Write a whole number in Chinese numerals: 10 → 十, 21 → 二十一, 105 → 一百零五, 11000 → 一万一千.

    Raises:
        ValueError: below zero or not below 10^12.
    """
    if not 0 <= number < _LIMIT:
        raise ValueError(f"no Chinese numeral for {number}")
    if number == 0:
        return _DIGITS[0]
    high, rest = divmod(number, 10**8)
    middle, low = divmod(rest, 10**4)
    # Four digits are always spelt with their leading zeros; then runs of zeros shrink to one, which is what
    # is spoken.
    spelt = _four(high) + ("亿" if high else "") + _four(middle) + ("万" if middle else "") + _four(low)
    tidy = re.sub("零+", "零", spelt)
    tidy = re.sub("零(?=[万亿]|$)", "", tidy).strip("零")
    return tidy.removeprefix("一") if tidy.startswith("一十") else tidy


def _four(number: int) -> str:
    """Spell 0–9999 with every zero kept: 205 → 零二百零五."""
    digits = [number // 1000, number // 100 % 10, number // 10 % 10, number % 10]
    return "".join(
        _DIGITS[digit] + (power if digit else "")
        for digit, power in zip(digits, ("千", "百", "十", ""), strict=True)
    )
