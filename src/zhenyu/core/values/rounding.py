"""The one rounding of numbers."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

_EXACT = Context(prec=200, rounding=ROUND_HALF_UP)
"""Wide enough for any amount: with the default 28 digits ``quantize`` refuses long numbers."""


QUOTIENT_PLACES = 6
"""Decimals that ratios, growth, completion and shares carry: more than any table prints, and the same on
every engine."""


def quotient(numerator: Decimal, denominator: Decimal, times: Decimal | int = 1) -> Decimal:
    """numerator ÷ denominator × times, rounded once, at :data:`QUOTIENT_PLACES`.

    Raises: ZeroDivisionError.
    """
    exact = _EXACT.divide(_EXACT.multiply(numerator, Decimal(times)), denominator)
    return round_half_up(exact, QUOTIENT_PLACES).normalize(_EXACT)


def round_half_up(value: Decimal, places: int) -> Decimal:
    """Round as official statistics are written: a half goes away from zero (四舍五入), on both sides alike.

    Arguments:
        value: any finite number.
        places: digits kept after the point; negative rounds to tens, hundreds …

    Returns:
        The rounded number with exactly ``places`` decimals (trailing zeros kept); never minus zero.

    Example: 0.125 → 0.13, −0.125 → −0.13 at two places (Python's own ``round`` gives 0.12).
    """
    rounded = value.quantize(Decimal(1).scaleb(-places), context=_EXACT)
    if places < 0:
        rounded = rounded.quantize(Decimal(1), context=_EXACT)  # 1.2E+3 → 1200
    return abs(rounded) if rounded == 0 else rounded
