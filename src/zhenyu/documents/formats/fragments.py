"""What a printed or scanned page is made of before it is read: fragments of lines with their boxes. Pure.

Coordinates are points of a PDF or pixels of a picture, from the top left of the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Fragment:
    """Characters of one line that stand together.

    Arguments:
        edges: left edge of each character and the right edge of the last: one more than there are characters.
        doubts: numbers of the characters that recognition is not sure of.
    """

    text: str
    left: float
    top: float
    right: float
    bottom: float
    edges: tuple[float, ...]
    doubts: tuple[int, ...] = ()

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    def as_json(self) -> list[Any]:
        box = [round(edge, 1) for edge in (self.left, self.top, self.right, self.bottom)]
        return [self.text, *box, [round(edge, 1) for edge in self.edges], list(self.doubts)]

    @classmethod
    def from_json(cls, line: Sequence[Any]) -> Fragment:
        text, left, top, right, bottom, edges, doubts = line
        return cls(text, left, top, right, bottom, tuple(edges), tuple(doubts))


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its size and fragments in any order.

    Arguments:
        pictured: it is a picture that was not recognised.
        slant: radians by which the picture leans clockwise; the fragments stand as if it were level.
    """

    width: float
    height: float
    fragments: tuple[Fragment, ...]
    pictured: bool = False
    slant: float = 0.0

    def as_json(self) -> dict[str, Any]:
        return {
            "width": self.width,
            "height": self.height,
            "fragments": [fragment.as_json() for fragment in self.fragments],
            "pictured": self.pictured,
            "slant": self.slant,
        }

    @classmethod
    def from_json(cls, line: dict[str, Any]) -> Page:
        fragments = tuple(Fragment.from_json(each) for each in line["fragments"])
        return cls(line["width"], line["height"], fragments, line["pictured"], line["slant"])


def joined(fragments: Sequence[Fragment], gap: str = "") -> Fragment:
    """Neighbours of one line as one fragment, ``gap`` (one character or none) between them."""
    ordered = sorted(fragments, key=lambda each: each.left)
    text, edges, doubts, end = "", list[float](), list[int](), 0.0
    for each in ordered:
        if text and gap:
            text += gap
            edges.append(end)
        doubts += [len(text) + number for number in each.doubts]
        text += each.text
        edges += each.edges[:-1]
        end = each.edges[-1]
    edges.append(end)
    return Fragment(
        text,
        ordered[0].left,
        min(each.top for each in ordered),
        max(each.right for each in ordered),
        max(each.bottom for each in ordered),
        tuple(edges),
        tuple(doubts),
    )
