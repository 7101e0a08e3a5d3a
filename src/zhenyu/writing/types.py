"""The values of the room: what a draft is made of once it is read, and once its figures are looked up."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, ClassVar, Final


@dataclass(frozen=True, slots=True)
class Text:
    """Plain words, perhaps stressed (a lead sentence)."""

    kind: ClassVar[str] = "text"
    text: str
    strong: bool = False


@dataclass(frozen=True, slots=True)
class UnresolvedFigure:
    """A figure named in the Markdown and not looked up yet: ``{{target|phrase}}``."""

    kind: ClassVar[str] = "mark"
    target: str
    phrase: str = ""

    def __str__(self) -> str:
        return f"{{{{{self.target}|{self.phrase}}}}}" if self.phrase else f"{{{{{self.target}}}}}"


@dataclass(frozen=True, slots=True)
class Chip:
    """A figure of the books inside a text.

    Arguments:
        address: the full figure address, canonical.
        written: the chip as the draft has it, which may spell the address another way.
        phrase: the name of the phrase asked for (``value`` when none was).
        text: what the report prints; for a figure that cannot be printed a visible 〔…〕.
        value: the number behind the text, None when there is none.
        problem: why the text is no plain statement (no data, growth not computed, wrong address); empty when
        it is.
        before: what the same chip said when the draft was last seen, when that is known.
    """

    kind: ClassVar[str] = "chip"
    address: str
    phrase: str
    text: str
    title: str = ""
    value: Decimal | None = None
    unit: str = ""
    problem: str = ""
    before: str | None = None
    written: str = ""

    @property
    def mark(self) -> str:
        """The chip as the Markdown has it."""
        return self.written or str(
            UnresolvedFigure(self.address, "" if self.phrase == "value" else self.phrase)
        )

    @property
    def stale(self) -> bool:
        """Whether the books say something else today than when the draft was last seen."""
        return self.before is not None and self.before != self.text

    def as_json(self) -> dict[str, Any]:
        return {
            "address": self.address,
            "phrase": self.phrase,
            "text": self.text,
            "value": None if self.value is None else str(self.value),
            "unit": self.unit,
            "stale": self.stale,
            "before": self.before,
            "problem": self.problem,
        }


Span = Text | UnresolvedFigure | Chip
Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A title (level 0) or a heading of level 1–4; ``number`` is its ordinal in words of GB/T 9704-2012,
    7.3.3."""

    kind: ClassVar[str] = "heading"
    level: int
    number: str
    spans: Spans


@dataclass(frozen=True, slots=True)
class Paragraph:
    kind: ClassVar[str] = "paragraph"
    spans: Spans


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells of spans, the first row being the head; ``right`` tells which columns hold numbers."""

    kind: ClassVar[str] = "table"
    rows: tuple[tuple[Spans, ...], ...]
    right: tuple[bool, ...]


Block = Heading | Paragraph | Table
TITLE_LEVEL: Final = 0


@dataclass(frozen=True, slots=True)
class Draft:
    """A report drafted from a template: its Markdown with full addresses, and the same read and looked up."""

    markdown: str
    chips: tuple[Chip, ...]
    blocks: tuple[Block, ...]
    template: str = ""
    title: str = ""
    area: str = ""
    period: str = ""

    @property
    def problems(self) -> tuple[Chip, ...]:
        """The chips that need a person: no data, growth not computed, wrong address."""
        return tuple(chip for chip in self.chips if chip.problem)

    def as_json(self) -> dict[str, Any]:
        return {
            "template": self.template,
            "title": self.title,
            "area": self.area,
            "period": self.period,
            "markdown": self.markdown,
            "chips": [chip.as_json() for chip in self.chips],
        }


def with_spans(block: Block, change: Callable[[Span], Span]) -> Block:
    """The same block with each of its spans changed."""
    if isinstance(block, Table):
        rows = tuple(tuple(tuple(change(span) for span in cell) for cell in row) for row in block.rows)
        return replace(block, rows=rows)
    return replace(block, spans=tuple(change(span) for span in block.spans))


def spans_of(block: Block) -> Iterator[Span]:
    """Every span of a block, in reading order."""
    if isinstance(block, Table):
        for row in block.rows:
            for cell in row:
                yield from cell
    else:
        yield from block.spans


def plain(spans: Spans) -> str:
    """The words of spans as a reader sees them."""
    return "".join(str(span) if isinstance(span, UnresolvedFigure) else span.text for span in spans)
