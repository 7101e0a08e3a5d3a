"""What the headings of township workbooks mean: lookups in heading_lexicon.toml by whole title, then by
ending. Pure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from zhenyu.workbooks.header_text import plain

_FILE: Final = Path(__file__).with_name("heading_lexicon.toml")


@dataclass(frozen=True, slots=True)
class Hint:
    """What a title suggests; the cells decide. ``known`` is whether the whole title stands in the lexicon.

    ``type`` and ``privacy`` are codes of field types and of kinds of privacy, as definitions of ledgers write
    them.
    """

    name: str = ""
    type: str | None = None
    unit: str | None = None
    privacy: str | None = None
    role: str = ""
    known: bool = False


@dataclass(frozen=True, slots=True)
class StateWord:
    """A stage of a life cycle: its code and its rank among the stages (9: off the road)."""

    code: str
    rank: int


@cache
def hint_of(title: str) -> Hint:
    """The hint of a title; of ``上级/下级`` the lower part speaks first."""
    parts = [part for part in title.split("/") if plain(part)] or [title]
    whole = _headings().get(plain(title)) or _headings().get(plain(parts[-1]))
    if whole:
        return whole
    if plain(parts[-1]).startswith(_questions()):
        return Hint(type="boolean")
    for part in reversed(parts):
        hint = _ending(plain(part))
        if hint or (part is not parts[-1] and (hint := _headings().get(plain(part)))):
            return (
                Hint(type=hint.type, unit=hint.unit, privacy=hint.privacy) if part is not parts[-1] else hint
            )
    return Hint()


def is_heading(text: str) -> bool:
    """Whether a text is, or ends as, a heading the lexicon knows."""
    hint = hint_of(text)
    return hint.known or hint.type is not None


def code_of_word(word: str) -> str | None:
    """The English of a part of a title."""
    return _inverse("words").get(word)


def code_of_choice(title: str) -> str | None:
    """The code commonly given to a choice."""
    return _inverse("choices").get(title)


@cache
def longest_word() -> int:
    """Characters of the longest part of a title that has an English word."""
    return max(map(len, _inverse("words")))


def ledger_words(title: str) -> tuple[str, str] | None:
    """Code and domain for the longest known word in a ledger's title."""
    entries = [entry for entry in _data()["ledgers"] if entry["word"] in title]
    best = max(entries, key=lambda entry: len(entry["word"]), default=None)
    return (best["code"], best["domain"]) if best else None


def state_word(text: str) -> StateWord | None:
    """The stage a state's title stands for: the whole word first, then a part of it."""
    stages = [
        (stage["words"].split(), StateWord(stage["code"], stage["rank"])) for stage in _data()["states"]
    ]
    whole = next((stage for words, stage in stages if text in words), None)
    return whole or next((stage for words, stage in stages if any(word in text for word in words)), None)


def _ending(title: str) -> Hint | None:
    return next((hint for ending, hint in _endings() if title.endswith(ending)), None)


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


@cache
def _headings() -> Mapping[str, Hint]:
    return {
        plain(title): _hint(entry, known=True)
        for entry in _data()["headings"]
        for title in entry["titles"].split()
    }


@cache
def _endings() -> tuple[tuple[str, Hint], ...]:
    pairs = [(ending, _hint(entry)) for entry in _data()["endings"] for ending in entry["ends"].split()]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


@cache
def _questions() -> tuple[str, ...]:
    return tuple(_data()["questions"].split())


@cache
def _inverse(section: str) -> Mapping[str, str]:
    return {title: code for code, titles in _data()[section].items() for title in re.split(r"\s+", titles)}


def _hint(entry: Mapping[str, Any], known: bool = False) -> Hint:
    return Hint(
        entry.get("name", ""),
        entry.get("type"),
        entry.get("unit"),
        entry.get("privacy"),
        entry.get("role", ""),
        known,
    )
