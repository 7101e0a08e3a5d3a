"""Frozen values of documents: entries of the library, a report beside the books."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from zhenyu.core.values.addresses import FigureAddress
from zhenyu.documents.agreement import Agreement
from zhenyu.documents.models import Document, ReportedFigure
from zhenyu.indicators.types import Figure


@dataclass(frozen=True, slots=True)
class LibraryEntry:
    """A document in the list: how many figures it has and how many of them the catalogue knows."""

    id: int
    title: str
    area: str
    area_name: str
    period: str
    period_title: str
    kind: str
    filename: str
    added_at: datetime
    added_by: str
    characters: int
    figures: int
    matched: int


@dataclass(frozen=True, slots=True)
class BooksComparison:
    """A reported figure beside what the books say today.

    Arguments:
        reported, ledger, difference: in ``unit``, the indicator's; difference is reported less ledger.
    """

    reported_figure: ReportedFigure
    address: FigureAddress
    title: str
    unit: str
    reported: Decimal | None
    ledger: Decimal | None
    figure: Figure | None
    agreement: Agreement

    @property
    def difference(self) -> Decimal | None:
        return None if self.reported is None or self.ledger is None else self.reported - self.ledger

    def as_json(self) -> dict[str, Any]:
        return {
            "address": str(self.address),
            "text": self.reported_figure.text,
            "start": self.reported_figure.start,
            "end": self.reported_figure.end,
            "unit": self.unit,
            "reported": None if self.reported is None else str(self.reported),
            "ledger": None if self.ledger is None else str(self.ledger),
            "difference": None if self.difference is None else str(self.difference),
            "agreement": str(self.agreement),
        }


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a document's text: plain, or one figure."""

    text: str
    figure: ReportedFigure | None = None


@dataclass(frozen=True, slots=True)
class LibraryReport:
    """A document, its figures, and those that the books can speak to."""

    document: Document
    figures: tuple[ReportedFigure, ...]
    comparisons: tuple[BooksComparison, ...]

    def segments(self) -> Iterator[Segment]:
        """The text cut at its figures, for a page that lights them up; figures inside another are left
        out."""
        text, position = self.document.text, 0
        for figure in sorted(self.figures, key=lambda each: (each.start, -each.end)):
            if figure.start < position:
                continue
            if figure.start > position:
                yield Segment(text[position : figure.start])
            yield Segment(text[figure.start : figure.end], figure)
            position = figure.end
        if position < len(text):
            yield Segment(text[position:])
