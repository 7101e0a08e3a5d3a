"""Figures of a document into their table: as they were read, then as people set them right."""

from __future__ import annotations

from typing import Any

from zhenyu.core.values.periods import Period
from zhenyu.documents.formats.document_figures import figures_in
from zhenyu.documents.formats.locations import SourceText, plain
from zhenyu.documents.library.misreadings import Line
from zhenyu.documents.models import Document, ReportedFigure
from zhenyu.indicators.measures.registry import indicators
from zhenyu.reading import CatalogueEntry, Figure, Indicators


def store_figures(document: Document, source: SourceText | None = None) -> None:
    """Read the document and store what was read; corrections made before are made again.

    Arguments:
        source: the file's text with its tables and locations; without it the words alone are read.
    """
    source = source or plain(document.text)
    known = Indicators(
        CatalogueEntry(each.code, each.title, each.synonyms, each.unit) for each in indicators()
    )
    found = figures_in(source, year=Period.parse(document.period).last.year, catalogue=known)
    ReportedFigure.objects.bulk_create(
        figure_of(
            document,
            position,
            {**figure.as_json(), "place": source.location_of(figure.start, figure.end).as_json()},
        )
        for position, figure in enumerate(found)
    )
    for correction in document.corrections.all():
        _apply_correction(document, correction.start, correction.end, correction.right)


def _apply_correction(document: Document, start: int, end: int, right: dict[str, Any] | None) -> None:
    """What somebody said of a stretch of text stands before whatever a newer reading says of it."""
    figure = document.figures.filter(start=start, end=end).first()
    if figure is None:
        if right is not None:
            add(document, right)
    elif right is None:
        withdraw(figure)
    else:
        links = ("compare", "rank", "parent") if figure.kind == right["kind"] else ()
        replace(figure, {**right, **{name: figure.raw.get(name) for name in (*links, "place")}})


def add(document: Document, line: Line) -> ReportedFigure:
    """A figure that no reading found; it comes behind the others, which point to each other by position."""
    last = document.figures.order_by("-position").first()
    figure = figure_of(document, last.position + 1 if last else 0, line)
    figure.save(force_insert=True)
    return figure


def replace(figure: ReportedFigure, line: Line) -> None:
    """The figure says what the line says; a withdrawn one is a figure again."""
    for name, value in _columns(line).items():
        setattr(figure, name, value)
    figure.version, figure.withdrawn = figure.version + 1, False
    figure.save()


def withdraw(figure: ReportedFigure) -> None:
    figure.version, figure.withdrawn = figure.version + 1, True
    figure.save()


def figure_of(document: Document, position: int, line: Line) -> ReportedFigure:
    return ReportedFigure(document=document, area=document.area, position=position, **_columns(line))


def _columns(line: Line) -> dict[str, Any]:
    """What is searched and compared, out of a reading's line."""
    reading = Figure.from_json(line)
    texts = ("unit", "unit_base", "measure", "scope", "period", "indicator")
    return {
        **{name: line[name] for name in ("start", "end", "text", "kind", "status", "confidence")},
        **{name: line[name] or "" for name in texts},
        "value": reading.low,
        "value_si": reading.low_si,
        "raw": dict(line),
    }
