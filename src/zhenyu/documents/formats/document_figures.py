"""All figures of a document: those of its prose by the grammar, those of its tables by their headings.
Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from zhenyu.documents.formats.locations import SourceText
from zhenyu.documents.formats.table_figures import TableFigures, read_table
from zhenyu.reading import Catalogue, Figure, read
from zhenyu.reading.passes.periods import report_year

UNCLEAR: Final = "扫描不清，请对照原件"
"""What a figure notes whose characters were recognised with doubt."""
_DOUBTED: Final = 0.5  # of its confidence is left to a figure whose characters were recognised with doubt


def figures_in(
    source: SourceText, *, doc: str = "", year: int | None = None, catalogue: Catalogue | None = None
) -> list[Figure]:
    """The figures of a document in order of position; arguments as ``reading.read``."""
    year = year if year is not None else report_year(source.text)
    tables = [read_table(table, doc=doc, year=year) for table in source.tables]
    prose = read(_blanked(source.text, tables), doc=doc, year=year, catalogue=catalogue)
    groups = [prose, *([_matched(figure, catalogue) for figure in table.figures] for table in tables)]
    return [_doubted(figure, source) for figure in _merged(groups)]


def _blanked(text: str, tables: Iterable[TableFigures]) -> str:
    """The text with the cells of read tables as empty lines: every offset stays."""
    pieces, position = [], 0
    for start, end in sorted(span for table in tables for span in table.spans):
        pieces += [text[position:start], "\n" * (end - start)]
        position = end
    return "".join([*pieces, text[position:]])


def _matched(figure: Figure, catalogue: Catalogue | None) -> Figure:
    unit = "" if figure.kind in ("growth", "rank") else figure.unit_base
    found = catalogue.match(figure.measure, figure.scope, unit) if catalogue else []
    if not found:
        return figure
    return replace(figure, indicator=found[0][0], confidence=found[0][1], runners_up=tuple(found[1:]))


def _merged(groups: Iterable[list[Figure]]) -> list[Figure]:
    """Lists of figures as one, in order of position; their references among themselves follow."""
    placed = sorted(
        (figure.start, group, index, figure)
        for group, figures in enumerate(groups)
        for index, figure in enumerate(figures)
    )
    now = {(group, index): position for position, (_, group, index, _) in enumerate(placed)}

    def moved(figure: Figure, group: int) -> Figure:
        def at(index: int | None) -> int | None:
            return None if index is None else now[group, index]

        return replace(
            figure,
            parent=at(figure.parent),
            compare=replace(figure.compare, of_idx=at(figure.compare.of_idx)) if figure.compare else None,
            rank=replace(figure.rank, of_idx=at(figure.rank.of_idx)) if figure.rank else None,
        )

    return [moved(figure, group) for _, group, _, figure in placed]


def _doubted(figure: Figure, source: SourceText) -> Figure:
    if not source.is_doubtful(figure.start, figure.end):
        return figure
    confidence = 1.0 if figure.confidence is None else figure.confidence
    return replace(figure, confidence=round(confidence * _DOUBTED, 3), note=UNCLEAR)
