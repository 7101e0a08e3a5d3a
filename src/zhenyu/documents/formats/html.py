"""The words of a web page, one block a line, without scripts, menus and forms; its tables. Pure, standard
library only."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

from zhenyu.documents.formats.locations import (
    DocumentTable,
    Location,
    SourceBuilder,
    SourceText,
    TableCell,
    cell_name,
    title_above,
)

_SILENT: Final = frozenset(
    (
        "script",
        "style",
        "noscript",
        "template",
        "nav",
        "form",
        "select",
        "button",
        "svg",
        "head",
        "iframe",
        "footer",
    )
)
_BLOCKS: Final = frozenset(
    [
        *(
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "p",
            "div",
            "br",
            "hr",
            "pre",
            "blockquote",
            "address",
            "figure",
        ),
        *("article", "aside", "section", "main", "header", "figcaption", "ul", "ol", "li", "dl", "dt", "dd"),
        *("table", "tbody", "tr", "caption"),
    ]
)
_CELLS: Final = frozenset(("td", "th"))
_WIDEST: Final = 1_000  # columns or rows one cell may claim to cover
_PROSE: Final = 200  # characters in a cell: such a table lays out a page
_SPACES: Final = re.compile(r"[ \t\r\n\f\xa0\u3000]+")
_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)


def declared_charset(data: bytes) -> str:
    """The ``charset`` of a page's ``meta``; empty when it names none."""
    found = _CHARSET.search(data[:4096])
    return found[1].decode("ascii") if found else ""


def html_source(page: str) -> SourceText:
    """The text of a page: paragraphs, headings and list entries a line each, cells of a table row split by
    tabs."""
    reader = _PageWords()
    reader.feed(page)
    reader.close()
    return reader.finish()


_Attributes = list[tuple[str, str | None]]


@dataclass
class _OpenCell:
    row: int
    column: int
    rows: int
    columns: int
    lines: list[str] = field(default_factory=lambda: [""])

    @property
    def text(self) -> str:
        return " ".join(filter(None, map(_tidy, self.lines)))


@dataclass
class _OpenTable:
    """A table being read: its cells so far, and the grid positions that cells from rows above reach down
    to."""

    cells: list[_OpenCell] = field(default_factory=list)
    row: int = -1
    column: int = 0
    taken: set[tuple[int, int]] = field(default_factory=set)

    def open_row(self) -> None:
        self.row, self.column = self.row + 1, 0

    def open_cell(self, rows: int, columns: int) -> None:
        self.row = max(self.row, 0)
        while (self.row, self.column) in self.taken:
            self.column += 1
        self.cells.append(_OpenCell(self.row, self.column, rows, columns))
        if rows > 1:
            self.taken |= {
                (self.row + down, self.column + on) for down in range(1, rows) for on in range(columns)
            }
        self.column += columns

    def is_data(self) -> bool:
        """Whether it is a table of values; many pages are only laid out by one."""
        return any(cell.column for cell in self.cells) and all(
            len(cell.text) <= _PROSE for cell in self.cells
        )


class _PageWords(HTMLParser):
    """Collects lines and tables; counts how deep it stands inside elements that say nothing."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._out = SourceBuilder()
        self._line = ""
        self._silent: list[str] = []
        self._open: list[_OpenTable] = []
        self._tables = 0

    def finish(self) -> SourceText:
        while self._open:
            self._write_table()
        self._end_line()
        source = self._out.finish()
        return SourceText(source.text.rstrip("\n"), source.runs, source.tables)

    def handle_starttag(self, tag: str, attrs: _Attributes) -> None:
        if tag in _SILENT:
            self._silent.append(tag)
        elif self._silent:
            return
        elif tag == "table":
            self._end_line()
            if self._open:  # a table around a table lays out the page: what it has said so far is plain lines
                self._write_lines(self._open[-1])
            self._open.append(_OpenTable())
        elif self._open and tag == "tr":
            self._open[-1].open_row()
        elif self._open and tag in _CELLS:
            known = dict(attrs)
            self._open[-1].open_cell(_count(known.get("rowspan")), _count(known.get("colspan")))
        elif tag in _BLOCKS:
            self._end_line()

    def handle_startendtag(self, tag: str, attrs: _Attributes) -> None:
        if tag in _BLOCKS:
            self._end_line()

    def handle_endtag(self, tag: str) -> None:
        if tag in self._silent:
            while self._silent.pop() != tag:
                pass
        elif self._silent:
            return
        elif tag == "table" and self._open:
            self._write_table()
        elif tag in _BLOCKS:
            self._end_line()

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._open and self._open[-1].cells:
            self._open[-1].cells[-1].lines[-1] += data
        else:
            self._line += data

    def _end_line(self) -> None:
        if self._open and self._open[-1].cells:
            self._open[-1].cells[-1].lines.append("")
            return
        line, self._line = _tidy(self._line), ""
        self._write_line(line)

    def _write_line(self, line: str) -> None:
        if line:
            self._out.add(line, Location(offset=self._out.length))
            self._out.add("\n")

    def _write_lines(self, table: _OpenTable) -> None:
        """What a table that lays out the page holds, line by line."""
        for cell in table.cells:
            for line in cell.lines:
                self._write_line(_tidy(line))
        table.cells.clear()

    def _write_table(self) -> None:
        table = self._open.pop()
        if not table.is_data():
            self._write_lines(table)
            return
        self._tables += 1
        title = title_above(self._out)
        cells, row = [], table.cells[0].row
        for order, each in enumerate(table.cells):
            if order:
                self._out.add("\t" if each.row == row else "\n")
            row = each.row
            location = Location(sheet=f"表{self._tables}", cell=cell_name(each.row, each.column))
            start = self._out.add(each.text, location)
            cells.append(TableCell(each.text, start, each.row, each.column, each.rows, each.columns))
        self._out.add("\n")
        self._out.tables.append(DocumentTable(tuple(cells), title))


def _tidy(line: str) -> str:
    return _SPACES.sub(" ", line).strip()


def _count(value: str | None) -> int:
    return min(max(int(value), 1), _WIDEST) if value and value.isdecimal() and len(value) < 5 else 1
