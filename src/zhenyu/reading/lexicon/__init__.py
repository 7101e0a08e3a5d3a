"""The words the grammar knows, as data: one TOML file a subject, read once when the package is imported.

``WORDS`` tags every word that matters inside a clause; ``Lexicon.at`` answers the longest one at a position.
The other names are the lists the passes need, under the name they have in the files."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from importlib.resources import files
from typing import Any, Final

Tables = dict[str, Any]


def _table(name: str) -> Tables:
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))


class Lexicon:
    """A set of tagged words with longest-match lookup; a later ``add`` of the same word does not change its
    tag."""

    __slots__ = ("_lengths", "_tags")

    def __init__(self) -> None:
        self._tags: dict[str, str] = {}
        self._lengths: dict[str, tuple[int, ...]] = {}

    def add(self, tag: str, words: Iterable[str]) -> Lexicon:
        for word in words:
            self._tags.setdefault(word, tag)
            lengths = set(self._lengths.get(word[0], ())) | {len(word)}
            self._lengths[word[0]] = tuple(sorted(lengths, reverse=True))
        return self

    def at(self, text: str, position: int, end: int) -> tuple[str, int] | None:
        """The tag and the end of the longest known word starting at ``position`` and ending by ``end``, or
        None."""
        lengths = self._lengths.get(text[position])
        if lengths is None:
            return None
        for length in lengths:
            if position + length <= end:
                tag = self._tags.get(text[position : position + length])
                if tag is not None:
                    return tag, position + length
        return None

    def tag(self, word: str) -> str | None:
        return self._tags.get(word)

    def __contains__(self, word: str) -> bool:
        return word in self._tags

    def __iter__(self) -> Iterator[str]:
        return iter(self._tags)


def by_length(words: Iterable[str]) -> list[str]:
    """Longest first, so that an alternation built from them prefers the longer word."""
    return sorted(set(words), key=lambda word: (-len(word), word))


APPROX: Final = _table("approx")
FIXED: Final = _table("fixed")
GROWTH: Final = _table("growth")
STATUS: Final = _table("status")
UNITS: Final = _table("units")
VERBS: Final = _table("verbs")
OTHER: Final = _table("words")
_PAIRS: Final[str] = _table("traditional")["pairs"]
TRADITIONAL: Final = {ord(a): b for a, b in zip(_PAIRS[::2], _PAIRS[1::2], strict=True) if a != b}


def _words(*lists: list[str]) -> list[str]:
    """Words of two characters or more; the single ones have their places in [single]."""
    return [word for words in lists for word in words if len(word) > 1]


# The order decides which tag a word has that stands in two lists: a compound noun is never a verb.
WORDS: Final = (
    Lexicon()
    .add("noun", _words(OTHER["nouns"]))
    .add("kept", _words(OTHER["kept"]))
    .add("scope", _words(OTHER["scope"]))
    .add("time", _words(OTHER["time"]))
    .add("strong", _words(VERBS["strong"]))
    .add("initial", _words(VERBS["initial"]))
    .add("content", _words(VERBS["content"]))
    .add("spend", _words(VERBS["spend"]))
    .add("reach", _words(VERBS["reach"], VERBS["light"]))
    .add("forward", _words(OTHER["forward"]))
    .add("adverb", _words(OTHER["adverbs"]))
    .add("conj", _words(OTHER["connectives"]))
    .add("prep", _words(OTHER["prepositions"]))
    .add("predicate", _words(OTHER["predicate"]["words"]))
)
REACH: Final[frozenset[str]] = frozenset(VERBS["reach"])
GENERIC: Final[frozenset[str]] = frozenset(VERBS["generic"])
ATTRIBUTES: Final[frozenset[str]] = frozenset(OTHER["attributes"])
PROJECT_ATTRIBUTES: Final[frozenset[str]] = frozenset(OTHER["project_attributes"])
DEEDS: Final[frozenset[str]] = frozenset(VERBS["deeds"])
CARRIERS: Final = tuple(by_length(OTHER["carriers"]))
SINGLE: Final[dict[str, str]] = OTHER["single"]
