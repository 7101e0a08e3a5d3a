"""The one place where numbers are rounded."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

_EXACT = Context(prec=200, rounding=ROUND_HALF_UP)
"""Wide enough for any amount: with the default 28 digits ``quantize`` refuses long numbers."""


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
