"""Pages and tables made of plain words, for tests of what is read out of them."""

from collections.abc import Sequence

from zhenyu.documents.formats.flow import write_pages
from zhenyu.documents.formats.fragments import Fragment, Page
from zhenyu.documents.formats.locations import DocumentTable, SourceBuilder, SourceText, TableCell

SIZE = 10.0
"""Points a character of a made page is wide and high."""


def fragment(text: str, left: float, top: float, size: float = SIZE) -> Fragment:
    """Characters of one size that begin at ``(left, top)``."""
    edges = tuple(left + index * size for index in range(len(text) + 1))
    return Fragment(text, left, top, edges[-1], top + size, edges)


def page(*fragments: Fragment, width: float = 400.0, height: float = 600.0) -> Page:
    return Page(width, height, fragments)


def source_of_pages(*pages: Page) -> SourceText:
    out = SourceBuilder()
    write_pages(pages, out)
    return out.finish()


def table(rows: Sequence[Sequence[str]], title: str = "") -> DocumentTable:
    """A table without merged cells; its text is the cells, a tab or line end behind each."""
    cells, position = [], 0
    for row, words in enumerate(rows):
        for column, text in enumerate(words):
            cells.append(TableCell(text, position, row, column))
            position += len(text) + 1
    return DocumentTable(tuple(cells), title)
