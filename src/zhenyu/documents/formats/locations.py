"""Where a stretch of a document's text stands in the original file: its offset, paragraph, page and boxes, or
cell. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final, NamedTuple

_DIGITS: Final = 4  # of a share of the page: a tenth of a millimetre on A4


class Box(NamedTuple):
    """A rectangle on a page (counted from 1); edges are shares (0–1) of its width and height, from the top
    left."""

    page: int
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Location:
    """Where something stands in the original, by what the form of the file counts.

    Arguments:
        offset: character of a plain text or web page's words, from 0.
        paragraph: paragraph of a Word file, from 1, as the body lists them, those of tables and notes after
        it. page, boxes: page of a PDF or scan, from 1, and the rectangles; a figure broken by a line end has
        two. sheet, cell: worksheet, and cell as Excel names it (“B5”); in a Word or web table the sheet is
        “表1”.
    """

    offset: int | None = None
    paragraph: int | None = None
    page: int | None = None
    boxes: tuple[Box, ...] = ()
    sheet: str | None = None
    cell: str | None = None

    def __str__(self) -> str:
        """As a person is told: 第3页, 第12段, 工作表“改厕”B5."""
        if self.page is not None:
            return f"第{self.page}页"
        if self.cell is not None:
            return f"{self.sheet} {self.cell}"
        return f"第{self.paragraph}段" if self.paragraph is not None else f"第{(self.offset or 0) + 1}字"

    def as_json(self) -> dict[str, Any]:
        """Only what is known; a box is ``[page, left, top, right, bottom]``."""
        known: dict[str, Any] = {
            name: value
            for name in ("offset", "paragraph", "page", "sheet", "cell")
            if (value := getattr(self, name)) is not None
        }
        if self.boxes:
            known["boxes"] = [list(box) for box in self.boxes]
        return known


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch ``[start, end)`` of the text and its location; ``edges`` are the characters' left edges and
    the last right one."""

    start: int
    end: int
    location: Location
    edges: tuple[float, ...] = ()

    def part(self, start: int, end: int) -> Location:
        """The location of the characters ``[start, end)``, which need not lie within the run."""
        start, end = max(start, self.start), min(end, self.end)
        if self.location.offset is not None:
            return replace(self.location, offset=self.location.offset + start - self.start)
        if not self.edges or not self.location.boxes:
            return self.location
        left, right = self.edges[start - self.start], self.edges[end - self.start]
        box = self.location.boxes[0]._replace(left=round(left, _DIGITS), right=round(right, _DIGITS))
        return replace(self.location, boxes=(box,))


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of a table: where its text starts, its row and column (from 0), how many of each it covers."""

    text: str
    start: int
    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class DocumentTable:
    """The cells of a table by row and column, and the words that stand above it."""

    cells: tuple[TableCell, ...]
    title: str = ""


class PageSheet(NamedTuple):
    """A page of a PDF or scan: its size, and by how many radians its picture leans from its boxes."""

    width: float
    height: float
    slant: float = 0.0


@dataclass(frozen=True)
class SourceText:
    """The text of a file, the location of every stretch of it, its tables, and what the reader of it should
    know.

    Arguments:
        runs: in order of the text; what stands between two (line ends, tabs) has no location of its own.
        doubtful: stretches ``(start, end)`` that the recognition of a scan is not sure of.
        notes: Chinese sentences on what was not read, or not surely.
        sheets: the pages that boxes lie on; none for a file that has no pages.
    """

    text: str
    runs: tuple[Run, ...]
    tables: tuple[DocumentTable, ...] = ()
    doubtful: tuple[tuple[int, int], ...] = ()
    notes: tuple[str, ...] = ()
    sheets: tuple[PageSheet, ...] = ()

    @cached_property
    def _starts(self) -> list[int]:
        return [run.start for run in self.runs]

    def location_of(self, start: int, end: int) -> Location:
        """The location of ``text[start:end]``: that of its first character, with the boxes of all its
        lines."""
        touched = list(self._touched(start, end))
        if not touched:
            return Location(offset=start)
        first = touched[0].part(start, end)
        boxes = tuple(box for run in touched for box in run.part(start, end).boxes)
        return replace(first, boxes=boxes) if boxes else first

    def is_doubtful(self, start: int, end: int) -> bool:
        return any(start < last and first < end for first, last in self.doubtful)

    def _touched(self, start: int, end: int) -> Iterator[Run]:
        for run in self.runs[max(bisect_right(self._starts, start) - 1, 0) :]:
            if run.start >= end:
                return
            if run.end > start:
                yield run


@dataclass
class SourceBuilder:
    """Collects lines, cells and their locations into a ``SourceText``."""

    pieces: list[str] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    tables: list[DocumentTable] = field(default_factory=list)
    doubtful: list[tuple[int, int]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    sheets: list[PageSheet] = field(default_factory=list)
    length: int = 0

    def add(self, text: str, location: Location | None = None, edges: tuple[float, ...] = ()) -> int:
        """Append ``text``; a text without a location is layout (a line end, a tab). Answers where it
        starts."""
        start = self.length
        if text:
            self.pieces.append(text)
            self.length += len(text)
            if location is not None:
                self.runs.append(Run(start, self.length, location, edges))
        return start

    def finish(self) -> SourceText:
        return SourceText(
            "".join(self.pieces),
            tuple(self.runs),
            tuple(self.tables),
            tuple(self.doubtful),
            tuple(self.notes),
            tuple(self.sheets),
        )


def plain(text: str) -> SourceText:
    """A text that is its own original."""
    return SourceText(text, (Run(0, len(text), Location(offset=0)),) if text else ())


def cell_name(row: int, column: int) -> str:
    """Row and column, from 0, as Excel names them: (4, 27) is “AB5”."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def title_above(out: SourceBuilder, limit: int = 120) -> str:
    """The last short lines written: the title of the table that comes now, and the line that names its
    unit."""
    lines = [line for line in "".join(out.pieces[-12:]).split("\n") if line.strip()]
    return "\n".join(line for line in lines[-3:] if len(line) <= limit)
