"""How numbers are written on pages (pages §1): magnitude, separators, growth, points. Pure functions.

A number on a page has a short form to read and an exact form to hover over; :class:`Written` carries both.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from zhenyu.core.values.rounding import round_half_up

MINUS: Final = "−"
_MONEY: Final = {"元": 0, "万元": 4, "亿元": 8}  # power of ten against 元
_DIGITS_OF_LARGE: Final = 2


@dataclass(frozen=True, slots=True)
class Written:
    """A number ready for a page, in pieces without separators; ``exact`` is its text for hovering."""

    sign: str
    whole: str
    fraction: str
    unit: str
    exact: str

    @property
    def groups(self) -> list[str]:
        """The whole part cut every three digits from the right: ``1234567`` → ``1``, ``234``, ``567``."""
        head = len(self.whole) % 3
        return [part for part in (self.whole[:head], *_threes(self.whole[head:])) if part]

    @property
    def plain(self) -> str:
        """The number without separators, as official text has it."""
        return f"{self.sign}{self.whole}{self.fraction}"

    def __str__(self) -> str:
        return f"{self.plain}{self.unit}"


def written(value: Decimal, unit: str = "", places: int | None = None) -> Written:
    """Write a value of a unit: money moves to 万元 or 亿元 by its size, the rest stays as it is.

    Arguments:
        places: decimals wanted; None takes two for large money and as many as the value has, at most two,
        otherwise.
    """
    shown, shown_unit = _by_magnitude(value, unit)
    rounded = round_half_up(shown, _places_of(shown) if places is None else places)
    text = f"{abs(rounded):f}"
    if places is None and "." in text:
        text = text.rstrip("0").rstrip(".")
    whole, dot, decimals = text.partition(".")
    return Written(
        sign=MINUS if rounded < 0 else "",
        whole=whole,
        fraction=dot + decimals,
        unit=shown_unit,
        exact=exact_text(value, unit),
    )


def exact_text(value: Decimal, unit: str = "") -> str:
    """A number to its last digit in its own unit, as one reads it when hovering."""
    return f"{_trimmed(value)}{unit}"


def signed(value: Decimal, places: int = 1) -> str:
    """A change with its sign: ``+12.3``, ``−4.0``, ``0.0``."""
    rounded = round_half_up(value, places)
    if rounded == 0:
        return f"{abs(rounded):f}"
    return f"{'+' if rounded > 0 else MINUS}{abs(rounded):f}"


def arrow(value: Decimal) -> str:
    """Which way a change points; shape only, colours are for lights."""
    if value == 0:
        return "→"
    return "↑" if value > 0 else "↓"


def _by_magnitude(value: Decimal, unit: str) -> tuple[Decimal, str]:
    if unit not in _MONEY:
        return value, unit
    yuan = value.scaleb(_MONEY[unit])
    if abs(yuan) >= 10**8:
        return yuan.scaleb(-8), "亿元"
    if abs(yuan) >= 10**4:
        return yuan.scaleb(-4), "万元"
    return yuan, "元"


def _places_of(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return min(decimals, _DIGITS_OF_LARGE)


def _trimmed(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _threes(digits: str) -> list[str]:
    return [digits[start : start + 3] for start in range(0, len(digits), 3)]
