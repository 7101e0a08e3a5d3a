"""Which indicator of a catalogue a figure is: synonyms first, then shared character pairs, within the unit's
family."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from zhenyu.reading.scan.units import unit_at

Candidate = tuple[str, float]
_KEEP: Final = 3  # runners-up kept
_FLOOR: Final = 0.35  # below this a likeness is chance
_NOISE: Final = str.maketrans("", "", "“”\"'《》、,，。()（）·「」‘’ \t\n")


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """An indicator as the catalogue knows it: ``code``, ``title``, other names, and the unit it is kept in
    (户, 万元 …)."""

    code: str
    title: str
    synonyms: tuple[str, ...] = ()
    unit: str = ""


class Catalogue(Protocol):
    """Anything that can rank its indicators for a measure; ``Indicators`` is the one made from a list."""

    def match(self, measure: str, scope: str | None, unit_base: str) -> Sequence[Candidate]:
        """Up to four (code, confidence 0–1), best first; empty if nothing is like the measure. No unit: names
        alone count."""
        ...


class Indicators:
    """A catalogue in memory, indexed by pairs of characters."""

    def __init__(self, indicators: Iterable[CatalogueEntry]) -> None:
        self._names: list[tuple[str, str, str, int]] = []  # (name, code, unit base, number of pairs)
        self._exact: dict[str, list[int]] = {}
        self._pairs: dict[str, list[int]] = {}
        for indicator in indicators:
            base = _base(indicator.unit)
            for name in dict.fromkeys(_plain(n) for n in (indicator.title, *indicator.synonyms)):
                if not name:
                    continue
                number = len(self._names)
                pairs = _pairs(name)
                self._names.append((name, indicator.code, base, len(pairs)))
                self._exact.setdefault(name, []).append(number)
                for pair in set(pairs):
                    self._pairs.setdefault(pair, []).append(number)

    def match(self, measure: str, scope: str | None, unit_base: str) -> Sequence[Candidate]:
        """Dice likeness of character pairs, 1 for an equal name; halved where the units are of different
        families."""
        best: dict[str, float] = {}
        for text in {_plain(measure), _plain((scope or "") + measure)}:
            pairs = _pairs(text)
            shared: dict[int, int] = {}
            for pair in set(pairs):
                for number in self._pairs.get(pair, ()):
                    shared[number] = shared.get(number, 0) + 1
            for number in self._exact.get(text, ()):
                shared[number] = -1
            for number, count in shared.items():
                _, code, base, size = self._names[number]
                score = 1.0 if count < 0 else 2 * count / (size + len(pairs))
                if base and unit_base and base != unit_base:
                    score /= 2
                best[code] = max(best.get(code, 0.0), score)
        ranked = sorted(
            ((code, round(score, 3)) for code, score in best.items() if score >= _FLOOR),
            key=lambda c: (-c[1], c[0]),
        )
        return ranked[: _KEEP + 1]


def _plain(text: str) -> str:
    return text.translate(_NOISE)


def _pairs(text: str) -> list[str]:
    return [text[i : i + 2] for i in range(len(text) - 1)] or [text]


def _base(unit: str) -> str:
    word = unit.lstrip("十百千万亿") if not unit.startswith(("千米", "千克")) else unit
    found = unit_at(word, 0) if word else None
    return found.base if found is not None else ""
