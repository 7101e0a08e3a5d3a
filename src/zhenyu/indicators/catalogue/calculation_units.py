"""The units of a calculation: what a result of arithmetic over quantities may be called, and by what it is
converted. Pure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from zhenyu.core.errors import NotFound
from zhenyu.core.values.quantities import unit_of

Dimensions = tuple[tuple[str, int], ...]
"""Families of units with their powers, in order: money per person is (("money", 1), ("person", -1)); () is a
pure number."""

_BY_HAND: Final = ("分",)
"""Made-up scales: a score is whatever its formula says, nothing is converted."""
_PURE: Final = {"ratio": Fraction(1), "points": Fraction(1, 100)}
_ONE_EACH: Final = frozenset({"household", "household_time", "person", "person_time", "item", "area"})
"""Families by whose base one divides without saying so: 元 of a mean per person, 公斤 of a yield per 亩."""


@dataclass(frozen=True, slots=True)
class UnitScale:
    """What a number counts, and how many base units a 1 of it is."""

    dimensions: Dimensions
    factor: Fraction

    @property
    def is_rank(self) -> bool:
        return ("rank", 1) in self.dimensions


def scale_of(unit: str) -> UnitScale:
    """The scale of a unit's text: one of the registry, two of them with a slash (元/人), or a word of its
    own."""
    if not unit:
        return UnitScale((), Fraction(1))
    try:
        known = unit_of(unit)
    except NotFound:
        upper, slash, lower = unit.partition("/")
        return (
            per(scale_of(upper), scale_of(lower))
            if slash and upper and lower
            else UnitScale(((unit, 1),), Fraction(1))
        )
    if known.family in _PURE:
        return UnitScale((), Fraction(known.factor) * _PURE[known.family])
    return UnitScale(((known.family, 1),), Fraction(known.factor))


def times(left: UnitScale, right: UnitScale) -> UnitScale:
    return UnitScale(_combined(left.dimensions, right.dimensions, 1), left.factor * right.factor)


def per(left: UnitScale, right: UnitScale) -> UnitScale:
    return UnitScale(_combined(left.dimensions, right.dimensions, -1), left.factor / right.factor)


def fitted(result: UnitScale, unit: str) -> Fraction | None:
    """What a result is multiplied by to stand in a unit; None where the unit cannot say it."""
    if unit in _BY_HAND:
        return Fraction(1)
    wanted = scale_of(unit)
    if result.dimensions == wanted.dimensions:
        return result.factor / wanted.factor
    per_one = [family for family, power in result.dimensions if power == -1]
    above = tuple((family, power) for family, power in result.dimensions if power > 0)
    if (
        above == wanted.dimensions
        and len(per_one) == 1
        and len(result.dimensions) == 2
        and per_one[0] in _ONE_EACH
    ):
        return result.factor / wanted.factor
    return None


def _combined(left: Dimensions, right: Dimensions, sign: int) -> Dimensions:
    powers = Counter(dict(left))
    for family, power in right:
        powers[family] += sign * power
    return tuple(sorted((family, power) for family, power in powers.items() if power))
