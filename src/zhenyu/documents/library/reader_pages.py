"""The pages of a report as it came, with the boxes of its figures: what the reader page lays over each
picture. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import degrees
from typing import Final

from zhenyu.documents.models import ReportedFigure

_UNITS: Final = 1000  # a page is so many units wide
_AROUND: Final = 3  # units a box is larger than its characters


@dataclass(frozen=True, slots=True)
class FigureBox:
    """A figure's box in the page's units; a figure broken by a line end has two."""

    figure: ReportedFigure
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class PageView:
    """A page (from 1): its height where it is 1000 wide, by how many degrees the boxes lean, the boxes."""

    number: int
    height: int
    slant: float
    marks: tuple[FigureBox, ...]

    width: int = _UNITS

    @property
    def turn(self) -> str:
        """How the boxes are turned to lie on the picture of a sheet that lay slanted."""
        return f"rotate({self.slant:.3f} {self.width / 2} {self.height / 2:.1f})"


def pages_of(sheets: Sequence[Sequence[float]], figures: Iterable[ReportedFigure]) -> list[PageView]:
    """The pages of a document (``Document.pages``) with the figures that stand on them."""
    heights = [round(_UNITS * height / width) if width else _UNITS for width, height, _ in sheets]
    marks: dict[int, list[FigureBox]] = {}
    for figure in figures:
        for page, left, top, right, bottom in figure.location.get("boxes", ()):
            if 1 <= page <= len(sheets):
                high = heights[page - 1]
                box = FigureBox(
                    figure,
                    round(left * _UNITS - _AROUND, 1),
                    round(top * high - _AROUND, 1),
                    round((right - left) * _UNITS + 2 * _AROUND, 1),
                    round((bottom - top) * high + 2 * _AROUND, 1),
                )
                marks.setdefault(page, []).append(box)
    return [
        PageView(number, heights[number - 1], degrees(slant), tuple(marks.get(number, ())))
        for number, (_, _, slant) in enumerate(sheets, 1)
    ]
