"""Numbers in a row whose unit stands once, at the end: 分别增长0.15、-5.64、1.34个百分点."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

from zhenyu.reading.scan.dates import date_at
from zhenyu.reading.scan.quantities import Quantity, quantity_at
from zhenyu.reading.text.numerals import NUMERAL, arabic

_ARABIC: Final = r"\d+(?:\.\d+)?"
_BETWEEN: Final = "(?:、和?|和|及|与|以及)"
_ROW: Final = re.compile(rf"分别[^,。;:、()\d+-]{{0,8}}(?P<row>[+-]?{_ARABIC}(?:{_BETWEEN}[+-]?{_ARABIC})+)")
_MEMBER: Final = re.compile(rf"(?P<sign>[+-]?)(?P<number>{_ARABIC})")


def quantities_in_rows(clean: str) -> dict[int, Quantity]:
    """Where the numeral of each member begins → its quantity, with the sign before it and the unit of the
    last."""
    found: dict[int, Quantity] = {}
    for row in _ROW.finditer(clean):
        members = list(_MEMBER.finditer(clean, row.start("row"), row.end("row")))
        last = _last(clean, members[-1].start("number"))
        if last is not None:
            found.update((member.start("number"), _quantity(member, last)) for member in members[:-1])
            found[last.core] = _signed(last, members[-1]["sign"])
    return found


def _last(clean: str, start: int) -> Quantity | None:
    """The quantity that ends a row, where it has a unit to share and is no date (分别为2023、2024年)."""
    numeral = NUMERAL.match(clean, start)
    if numeral is None or date_at(clean, start) is not None:
        return None
    last = quantity_at(clean, numeral)
    return last if last is not None and not last.bare and isinstance(last.value_si, Decimal) else None


def _quantity(member: re.Match[str], last: Quantity) -> Quantity:
    value = arabic(member["number"])
    scaled = value * last.scale
    core, end = member.span("number")
    exact = replace(
        last,
        start=core,
        core=core,
        end=end,
        value=value,
        value_si=scaled,
        approx="exact",
        before="",
        after="",
    )
    return _signed(exact, member["sign"])


def _signed(quantity: Quantity, sign: str) -> Quantity:
    if not sign or quantity.start != quantity.core or not isinstance(quantity.value_si, Decimal):
        return quantity
    value_si = -quantity.value_si if sign == "-" else quantity.value_si
    return replace(quantity, start=quantity.core - 1, value_si=value_si)
