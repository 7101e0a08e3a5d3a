"""The words the rules know, as data: one TOML file a subject, read once when the package is imported."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from typing import Any, Final


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Slip:
    """A wrong wording: where ``wrong`` matches, ``right`` was meant; ``why`` says so to the author."""

    wrong: re.Pattern[str]
    right: str
    why: str


@dataclass(frozen=True, slots=True)
class Band:
    """Two measures whose ratio usually lies between ``low`` and ``high``; ``why`` is what may be behind
    it."""

    part: re.Pattern[str]
    base: re.Pattern[str]
    low: Decimal
    high: Decimal
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class PerUnit:
    """So much of one thing for each of another, in base units, where ``words`` stands in the sentence."""

    words: re.Pattern[str]
    amount: str
    each: str
    low: Decimal
    high: Decimal
    name: str


@dataclass(frozen=True, slots=True)
class Scale:
    """The least and the greatest amount in yuan a township writes for an indicator."""

    words: re.Pattern[str]
    least: Decimal
    most: Decimal


_WORDING: Final = _table("wording")
_PLAUSIBLE: Final = _table("plausibility")
_CONCEPTS: Final = _table("concepts")

SLIPS: Final = tuple(Slip(re.compile(s["wrong"]), s["right"], s["why"]) for s in _WORDING["slips"])
COLLOQUIAL: Final = {
    unit: (entry["right"], Decimal(entry.get("times", "1")))
    for unit, entry in _WORDING["colloquial_units"].items()
}
"""Units of everyday speech → the proper unit and how many of it they are."""
CONCEPTS: Final = tuple((name, re.compile("|".join(words))) for name, words in _CONCEPTS["concepts"].items())
EXCLUSIVE: Final = tuple(tuple(words) for words in _CONCEPTS["exclusive"].values())
COMPLEMENTS: Final = tuple((re.compile(a), re.compile(b)) for a, b in _CONCEPTS["complements"]["pairs"])
DIMENSIONS: Final = {name: re.compile("|".join(words)) for name, words in _CONCEPTS["dimensions"].items()}
STEPS: Final = re.compile("|".join(_CONCEPTS["steps"]["words"]))
STAGES: Final = re.compile("|".join(_CONCEPTS["stages"]["words"]))
HEADLINE: Final = re.compile("|".join(_PLAUSIBLE["headline"]["words"]))
BANDS: Final = tuple(
    Band(
        re.compile(b["part"]),
        re.compile(b["base"]),
        Decimal(b["low"]),
        Decimal(b["high"]),
        b["name"],
        b["why"],
    )
    for b in _PLAUSIBLE["bands"]
)
PER_UNIT: Final = tuple(
    PerUnit(re.compile(p["words"]), p["amount"], p["each"], Decimal(p["low"]), Decimal(p["high"]), p["name"])
    for p in _PLAUSIBLE["per_unit"]
)
SCALES: Final = tuple(
    Scale(re.compile(s["words"]), Decimal(s["least"]), Decimal(s["most"])) for s in _PLAUSIBLE["scales"]
)
