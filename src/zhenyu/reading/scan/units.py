"""Units: the longest unit at a place in the text, with its family, base and factor."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from zhenyu.reading.lexicon import UNITS, by_length
from zhenyu.reading.text.numerals import MAGNITUDES


@dataclass(frozen=True, slots=True)
class Unit:
    """``factor`` turns one ``word`` into its ``base`` (亩 → mu × 1, 公里 → m × 1000); ``family`` is a kind of
    figure.

    Not the unit of the books (:class:`zhenyu.core.values.quantities.Unit`): reading is a library with a
    scheme of its own (reading-scheme §18); ``documents.agreement.UNIT_OF_BASE`` is the one bridge."""

    word: str
    family: str
    base: str
    factor: Decimal


NONE: Final = Unit("", "item", "item", Decimal(1))
PERCENT: Final = Unit("%", "ratio", "%", Decimal(1))
YUAN: Final = Unit("元", "amount", "yuan", Decimal(1))
PERSON: Final = Unit("人", "person", "person", Decimal(1))

_FAMILIES: Final = (
    "amount",
    "area",
    "length",
    "mass",
    "volume",
    "duration",
    "ratio",
    "growth",
    "person",
    "household",
    "times",
)
DELIVERABLE: Final = frozenset(UNITS["deliverable"]["words"])
PHYSICAL: Final = frozenset(UNITS["deliverable"]["physical"])
LATIN: Final = frozenset(UNITS["latin"]["words"])


def _units() -> dict[str, Unit]:
    found = {
        word: Unit(word, family, base, Decimal(factor))
        for family in _FAMILIES
        for word, (base, factor) in UNITS[family].items()
    }
    for word in UNITS["item"]["words"]:
        found.setdefault(word, Unit(word, "item", "item", Decimal(1)))
    return found


ALL: Final = _units()
_LENGTHS: Final = {
    first: tuple(sorted({len(word) for word in ALL if word[0] == first}, reverse=True))
    for first in {w[0] for w in ALL}
}


def unit_at(text: str, position: int) -> Unit | None:
    """The longest unit that starts at ``position`` of normalised text, or None."""
    if position >= len(text):
        return None
    for length in _LENGTHS.get(text[position], ()):
        unit = ALL.get(text[position : position + length])
        if unit is not None:
            return unit
    return None


_BLANK: Final = (
    r"(?<![\dA-Za-z])[Xx×*]+(?:\.[Xx×*]+)?[余多]?[千百]?[万亿]?"
    "(?:" + "|".join(re.escape(word) for word in by_length(ALL)) + ")"
)
BLANK: Final = re.compile(_BLANK)
"""A number left out in a text handed round as a model: XX万元, X.X%."""
BLANK_AT_END: Final = re.compile(_BLANK + "$")


def kind_of(unit: Unit) -> str:
    """The kind a figure of this unit has before its sentence says otherwise (a % is a ratio until something
    grew)."""
    return "count" if unit.family in ("person", "household", "times", "item") else unit.family


def bare_magnitude(unit_text: str) -> bool:
    """True for a unit that is only 万 or 亿 (投资500万)."""
    return bool(unit_text) and all(char in MAGNITUDES for char in unit_text.removeprefix("个"))
