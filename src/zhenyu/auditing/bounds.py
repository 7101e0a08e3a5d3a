"""What a printed number leaves open: 12.2 亿元 stands for anything from 12.15 to 12.25. Intervals, so that no
rule calls a rounding difference an error (official practice does not adjust totals mechanically,
未作机械调整).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from zhenyu.auditing.finding import written
from zhenyu.reading import Figure

_HALF: Final = Decimal("0.5")
HUNDRED: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class Bounds:
    """An interval of exact decimals."""

    low: Decimal
    high: Decimal

    def __add__(self, other: Bounds) -> Bounds:
        return Bounds(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Bounds) -> Bounds:
        return Bounds(self.low - other.high, self.high - other.low)

    def meets(self, other: Bounds) -> bool:
        return self.low <= other.high and other.low <= self.high

    def ratio(self, base: Bounds) -> Bounds:
        """Percent of ``base``, which must be above zero."""
        return Bounds(self.low / base.high * HUNDRED, self.high / base.low * HUNDRED)


def half_step(value: Decimal) -> Decimal:
    """Half a unit of the last printed digit: 12.2 → 0.05, 1500 → 0.5 (whole numbers are taken at their
    word)."""
    exponent = value.as_tuple().exponent
    return _HALF.scaleb(exponent if isinstance(exponent, int) and exponent < 0 else 0)


def printed(figure: Figure) -> Bounds | None:
    """What a figure may stand for, in its base unit; None for a range or an approximation (余、近、以上 …).

    A whole number of things without 万 or 亿 is exact.
    """
    value, si = figure.value, figure.value_si
    if isinstance(value, tuple) or isinstance(si, tuple) or figure.approx != "exact":
        return None
    if not value:
        return Bounds(si, si)
    factor = abs(si / value)
    counted = figure.kind == "count" and factor == 1 and value == value.to_integral_value()
    slack = Decimal(0) if counted else half_step(value) * factor
    return Bounds(si - slack, si + slack)


def exact(figure: Figure) -> Decimal | None:
    """The value in base units if it is one number stated without approximation, else None."""
    if isinstance(figure.value_si, tuple) or figure.approx != "exact":
        return None
    return figure.value_si


def single(figure: Figure) -> Decimal | None:
    """The value in base units if it is one number, whatever its approximation."""
    return None if isinstance(figure.value_si, tuple) else figure.value_si


def as_printed(value: Decimal, like: Figure, places: int | None = None) -> str:
    """``value`` (base units) as the text would write it: in the unit of ``like``, 9240000 beside 850万元 →
    924万元."""
    own, base = like.value, like.value_si
    if isinstance(own, tuple) or isinstance(base, tuple) or not base:
        return written(value, places)
    return f"{written(value * own / base, places)}{like.unit}"


def significant(value: Decimal) -> int:
    """Significant digits as printed, zeros at the end of a whole number aside: 6120 → 3, 35.80 → 4."""
    digits = f"{abs(value):f}"
    digits = digits.replace(".", "") if "." in digits else digits.rstrip("0")
    return len(digits.lstrip("0"))
