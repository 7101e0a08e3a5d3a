"""Sentences and clauses of a paragraph, headings and list ordinals.

Positions are indexes into the paragraph's ``clean`` text. ``masked`` is that text with the punctuation inside
quotations and the whole of brackets without a numeral blotted out, character for character:
“一河两岸,十里花堤” is one word.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from zhenyu.reading.text.numerals import HAN, chinese

QUOTED_MARK: Final = "\ue000"  # stands for a punctuation mark inside a quotation
BRACKETED: Final = "\ue001"  # stands for a character of a bracket that says nothing countable
BOUNDARIES: Final = ",:()\t| "

_QUOTE: Final = re.compile(r"“[^“”]{0,60}”|《[^《》]{0,60}》|\"[^\"]{0,40}\"|‘[^‘’]{0,40}’")
_BRACKET: Final = re.compile(r"\([^()]{0,60}\)")
_NUMERAL: Final = re.compile(rf"[\d{HAN}]")
_INNER: Final = {ord(c): QUOTED_MARK for c in ",、。;:!?|() \t"}
_END: Final = re.compile('[。!?;]+[”’"]?')
_BOUNDARY: Final = re.compile(r"[,:()\t| ]|--+")
_ORDINAL: Final = re.compile(
    rf"[#\s]*(?:(?P<chapter>第[{HAN}]+[部章节])|(?P<top>[{HAN}]{{1,3}})[、.]|\((?P<sub>[{HAN}]{{1,3}})\)"
    r"|(?P<item>\d{1,2})[.、](?!\d)|(?P<hash>#+))"
)
SENTENCE_LIMIT: Final = 1_200  # characters: a text without full stops is cut, so that work stays linear


@dataclass(frozen=True, slots=True)
class Sentence:
    """``[start, end)``; sentences parted only by a semicolon share a ``group``; ``cuts`` are the clause
    boundaries inside.

    ``sentences`` leaves ``cuts`` empty; ``in_clauses`` finds them, which only a sentence with figures needs.
    """

    start: int
    end: int
    group: int
    cuts: tuple[tuple[int, int], ...] = ()

    def in_clauses(self, text: str) -> Sentence:
        """The same sentence with the boundaries of its clauses."""
        found = tuple(found.span() for found in _BOUNDARY.finditer(text, self.start, self.end))
        return Sentence(self.start, self.end, self.group, found)

    def clause_start(self, position: int) -> int:
        """Where the clause begins that holds ``position``."""
        index = bisect_right(self.cuts, (position, -1)) - 1
        return self.cuts[index][1] if index >= 0 else self.start

    def clause_end(self, position: int) -> int:
        """Where the clause ends that holds ``position``."""
        index = bisect_right(self.cuts, (position, -1))
        return self.cuts[index][0] if index < len(self.cuts) else self.end

    def previous_clause(self, position: int) -> tuple[int, int] | None:
        """The clause before the one that holds ``position``, or None."""
        index = bisect_right(self.cuts, (position, -1)) - 1
        if index < 0:
            return None
        return (self.cuts[index - 1][1] if index else self.start), self.cuts[index][0]


def masked(clean: str) -> str:
    """``clean`` with quotations made opaque and empty brackets blotted out; same length."""
    text = clean
    if "“" in text or "《" in text or '"' in text or "‘" in text:
        text = _QUOTE.sub(
            lambda found: found.group()[0] + found.group()[1:-1].translate(_INNER) + found.group()[-1], text
        )
    if "(" in text:
        text = _BRACKET.sub(
            lambda found: found.group() if _NUMERAL.search(found.group()) else BRACKETED * len(found.group()),
            text,
        )
    return text


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a masked paragraph, in order."""
    start = group = 0
    for found in _END.finditer(text):
        yield from _bounded(text, start, found.start(), group)
        start = found.end()
        if found.group()[0] != ";":
            group += 1
    if start < len(text):
        yield from _bounded(text, start, len(text), group)


def _bounded(text: str, start: int, end: int, group: int) -> Iterator[Sentence]:
    while end - start > SENTENCE_LIMIT:
        cut = text.rfind(",", start + SENTENCE_LIMIT // 2, start + SENTENCE_LIMIT)
        cut = start + SENTENCE_LIMIT if cut < 0 else cut + 1
        yield Sentence(start, cut, group)
        start = cut
    if end > start:
        yield Sentence(start, end, group)


@dataclass(frozen=True, slots=True)
class Ordinal:
    """The number a paragraph opens with: ``level`` chapter, top (一、), sub ((一)), item (1.) or hash; its
    ``value``."""

    level: str
    value: int
    end: int


def opening_ordinal(clean: str) -> Ordinal | None:
    """The list ordinal at the head of a paragraph, or None."""
    found = _ORDINAL.match(clean)
    if found is None or found.lastgroup is None:
        return None
    text = found[found.lastgroup]
    if found.lastgroup == "hash":
        return Ordinal("hash", 0, found.end())
    value = int(text) if text.isdigit() else chinese(text.strip("第部章节"))
    return Ordinal(found.lastgroup, int(value or 0), found.end())


def is_heading(clean: str) -> bool:
    """A short paragraph without a full stop: a title or a heading."""
    return len(clean) <= 42 and "。" not in clean and ";" not in clean
