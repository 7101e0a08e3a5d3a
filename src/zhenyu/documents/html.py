"""The words of a web page, one block a line, without scripts, menus and forms. Pure, standard library only."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

_SILENT: Final = frozenset(
    ("script", "style", "noscript", "template", "nav", "form", "select", "button", "svg", "head", "iframe", "footer")
)
_BLOCKS: Final = frozenset(
    [
        *("h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "br", "hr", "pre", "blockquote", "address", "figure"),
        *("article", "aside", "section", "main", "header", "figcaption", "ul", "ol", "li", "dl", "dt", "dd"),
        *("table", "tbody", "tr"),
    ]
)
_CELLS: Final = frozenset(("td", "th"))
_LINE, _CELL = "\x1e", "\x1f"  # ASCII's own separators of records and units
_SPACES: Final = re.compile(r"[ \t\r\n\f\xa0\u3000]+")
_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)


def declared_charset(data: bytes) -> str:
    """The ``charset`` of a page's ``meta``; empty when it names none."""
    found = _CHARSET.search(data[:4096])
    return found[1].decode("ascii") if found else ""


def words(page: str) -> str:
    """The text of a page: paragraphs, headings and list entries a line each, cells of a table row split by tabs."""
    reader = _Words()
    reader.feed(page)
    reader.close()
    cells = ([_SPACES.sub(" ", cell).strip() for cell in line.split(_CELL)] for line in reader.lines())
    lines = ("\t".join(row).strip("\t") for row in cells)
    return "\n".join(line for line in lines if line)


_Attributes = list[tuple[str, str | None]]


class _Words(HTMLParser):
    """Collects text; counts how deep it stands inside elements that say nothing."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._pieces: list[str] = []
        self._silent: list[str] = []

    def lines(self) -> list[str]:
        return "".join(self._pieces).split(_LINE)

    def handle_starttag(self, tag: str, attrs: _Attributes) -> None:
        if tag in _SILENT:
            self._silent.append(tag)
        elif tag in _BLOCKS:
            self._pieces.append(_LINE)
        elif tag in _CELLS:
            self._pieces.append(_CELL)

    def handle_startendtag(self, tag: str, attrs: _Attributes) -> None:
        if tag in _BLOCKS:
            self._pieces.append(_LINE)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            while self._silent.pop() != tag:
                pass
        elif tag in _BLOCKS:
            self._pieces.append(_LINE)

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._pieces.append(data)
