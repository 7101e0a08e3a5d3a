"""One quantity at a numeral: number, magnitude, unit, approximators, range (reading-scheme §13, §15, §16)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from zhenyu.reading.figure import Approximation, Value
from zhenyu.reading.lexicon import APPROX, UNITS, by_length
from zhenyu.reading.scan.units import LATIN, NONE, PERCENT, Unit, unit_at
from zhenyu.reading.text.numerals import DIGITS, MAGNITUDE, NUMERAL, arabic, chinese, magnitude, neighbours

_BEFORE: Final[dict[str, Approximation]] = {
    word: how for how, words in APPROX["before"].items() for word in words
}
_BEFORE_LENGTHS: Final = tuple(sorted({len(word) for word in _BEFORE}, reverse=True))
_AFTER: Final[dict[str, Approximation]] = {
    word: how for how, words in APPROX["after"].items() for word in words
}
_COMPOUND: Final = re.compile(
    "多(?:功能|层|元|媒体|用途|种经营|肉|晶|式联运|边形|孔)|余(?:热|粮|料)"
)  # 2500台|多功能设备
_AFTER_AT: Final = re.compile("|".join(by_length(word for word in _AFTER if word not in ("余", "多"))))
_GUARD: Final[dict[str, str]] = APPROX["guard"]
_UNIT_GUARD: Final[dict[str, str]] = UNITS["guard"]
_RANGE: Final = re.compile(r"(?:-{1,2}|~|至|到)")
_PER: Final = re.compile(r"/(?:亩|人|户|月|年|天|吨|斤|公斤|公顷|平方米|次|㎡|度|个|头|只|名|日)")
_FRACTION: Final = re.compile(
    r"([一二两三四五六七八九十百千万]+)分之([一二两三四五六七八九十百千点零]+|\d+(?:\.\d+)?)"
)
_ALNUM: Final = re.compile("[0-9A-Za-z]")
_SIGNED: Final = frozenset(("%", "pp"))
_ARABIC_ONLY: Final = frozenset(UNITS["arabic_only"]["words"])


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity at ``[start, end)``, modifiers included; ``core`` is where the numeral begins, ``units``
    where it ends."""

    start: int
    core: int
    end: int
    value: Value
    unit_text: str
    unit: Unit
    value_si: Value
    approx: Approximation
    han: bool
    bare: bool
    magnitude_only: bool  # 亿元, 千万元: a numeral without a digit
    before: str
    after: str

    @property
    def scale(self) -> Decimal:
        """How many of the unit's base one of the written number is: 亿元 → 100000000."""
        return magnitude(self.unit_text.removesuffix(self.unit.word)) * self.unit.factor


@dataclass(frozen=True, slots=True)
class _Number:
    value: Decimal
    magnitude: str
    end: int
    over: bool
    pair: tuple[Decimal, Decimal] | None = None


def quantity_at(clean: str, found: re.Match[str]) -> Quantity | None:
    """The quantity whose numeral is ``found`` (a match of NUMERAL), or None where the characters make no
    number."""
    core, text = found.start(), found.group()
    han = not text[0].isdigit()
    fraction = _FRACTION.match(clean, core) if han else None
    if fraction:
        return _fraction(clean, fraction)
    first = _number(clean, found)
    if first is None:
        return None
    unit, unit_end, over = _unit(clean, first.end, han)
    second = _second(clean, core, unit, unit_end)
    low, high = first.pair or (None, None)
    mag, end, over = first.magnitude, unit_end, over or first.over
    if second is not None:
        number, unit, end = second
        low, high = _ends(first, number)
        mag = number.magnitude
    scale = magnitude(mag) * (unit.factor if unit else 1)
    start, how, before = _prefix(clean, core)
    if unit is not None:
        per = _PER.match(clean, end)
        end = per.end() if per else end
    after = _AFTER_AT.match(clean, end)
    if after:
        end, how = after.end(), _AFTER[after.group()]
    elif over:
        how = "over"
    value: Value = first.value
    value_si: Value = first.value * scale
    if low is not None and high is not None:
        value, how = (low, high), "range"
        value_si = (low * scale, high * scale)
    sign = clean[start - 1 : start] if start == core else ""
    if (
        sign
        and sign in "+-"
        and unit is not None
        and unit.base in _SIGNED
        and not _ALNUM.match(clean, max(start - 2, 0), start - 1)
    ):
        start -= 1
        value_si = -value_si if sign == "-" and isinstance(value_si, Decimal) else value_si
    return Quantity(
        start,
        core,
        end,
        value,
        mag + (unit.word if unit else ""),
        unit or NONE,
        value_si,
        how,
        han,
        unit is None,
        han and text[0] != "十" and not any(char in DIGITS for char in text),
        before,
        after.group() if after else "",
    )


def _number(clean: str, found: re.Match[str]) -> _Number | None:
    text, end = found.group(), found.end()
    if not text[0].isdigit():
        value = chinese(text)
        pair = neighbours(text.rstrip("十百千万亿")) if len(text) > 1 else None
        if pair is not None:
            return _Number(pair[0], text[len(text.rstrip("十百千万亿")) :], *_over(clean, end), pair)
        return None if value is None else _Number(value, "", *_over(clean, end))
    value = arabic(text)
    end, over = _over(clean, end)
    mag = MAGNITUDE.match(clean, end)
    if mag is None or (over and clean.startswith("百分点", end)):
        return _Number(value, "", end, over)
    end, more = _over(clean, mag.end())
    tail = NUMERAL.match(clean, end)
    if tail and tail.group()[0].isdigit():  # 1亿5000万元
        rest = MAGNITUDE.match(clean, tail.end())
        if rest and magnitude(rest.group()) < magnitude(mag.group()):
            value += arabic(tail.group()) * magnitude(rest.group()) / magnitude(mag.group())
            end = rest.end()
    return _Number(value, mag.group(), end, over or more)


def _over(clean: str, end: int) -> tuple[int, bool]:
    over = clean[end : end + 1] in ("余", "多") and _COMPOUND.match(clean, end) is None
    return (end + 1, True) if over else (end, False)


def _unit(clean: str, end: int, han: bool) -> tuple[Unit | None, int, bool]:
    """The unit at ``end``, where it ends, and whether 余 or 多 stands inside it (个多月)."""
    unit = unit_at(clean, end)
    if unit is None:
        return None, end, False
    if unit.word == "个" and clean.startswith("多月", end + 1):
        month = unit_at("个月", 0)
        return month, end + 3, True
    stop = end + len(unit.word)
    following = clean[stop : stop + 1]
    if len(unit.word) == 1 and following and following in _UNIT_GUARD.get(unit.word, ""):
        return None, end, False
    if han and unit.word in _ARABIC_ONLY:
        return None, end, False
    if (
        unit.word.isascii()
        and unit.word != "%"
        and (unit.word not in LATIN or (following.isascii() and following.isalpha()))
    ):
        return None, end, False
    stop, over = _over(clean, stop) if unit.family not in ("person", "household") else (stop, False)
    return unit, stop, over


def _second(clean: str, core: int, unit: Unit | None, unit_end: int) -> tuple[_Number, Unit, int] | None:
    """The upper end of a range, with its unit; 由A到B is two figures, not a range (reading-scheme §11)."""
    dash = _RANGE.match(clean, unit_end)
    if dash is None or clean[core - 1 : core] in ("由", "从"):
        return None
    found = NUMERAL.match(clean, dash.end())
    if found is None or (dash.group() == "到" and unit is not None):
        return None
    number = _number(clean, found)
    if number is None:
        return None
    other, end, _ = _unit(clean, number.end, not found.group()[0].isdigit())
    if other is None or (unit is not None and unit.base != other.base):
        return None
    return number, other, end


def _ends(first: _Number, second: _Number) -> tuple[Decimal, Decimal]:
    """Both ends in the second's magnitude: 5-10万 and 5万-10万 are (5, 10); 8000-1万 is (0.8, 1)."""
    if first.magnitude or first.value > second.value:
        return first.value * magnitude(first.magnitude) / magnitude(second.magnitude), second.value
    return first.value, second.value


def _prefix(clean: str, core: int) -> tuple[int, Approximation, str]:
    for length in _BEFORE_LENGTHS:
        start = core - length
        word = clean[start:core] if start >= 0 else ""
        how = _BEFORE.get(word)
        if how is None or (start and clean[start - 1] in _GUARD.get(word, "")):
            continue
        return start, how, word
    if clean[core - 1 : core] == "过" and (core < 2 or clean[core - 2] not in _GUARD["过"]):
        return core - 1, "over", "过"
    return core, "exact", ""


def _fraction(clean: str, found: re.Match[str]) -> Quantity | None:
    """百分之十五 → 15 %; 三分之二 → 66.67 %."""
    below = chinese(found[1])
    above = arabic(found[2]) if found[2][0].isdigit() else chinese(found[2])
    if not below or above is None:
        return None
    value = above * 100 / below
    start, how, before = _prefix(clean, found.start())
    after = _AFTER_AT.match(clean, found.end())
    end = after.end() if after else found.end()
    how = _AFTER[after.group()] if after else how
    return Quantity(
        start,
        found.start(),
        end,
        value,
        "%",
        PERCENT,
        value,
        how,
        True,
        False,
        False,
        before,
        after.group() if after else "",
    )
