"""A Word file (.docx) → its words in reading order: body, tables, text boxes, then foot- and endnotes.

Read from the XML: python-docx leaves out what stands in content controls, where our own files keep figures.
What a tracked change deleted or moved away, hidden text, field codes and phonetic guides are not read. Macros
are never run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any, Final

from zhenyu.core.errors import UsageError
from zhenyu.documents.formats.locations import (
    DocumentTable,
    Location,
    SourceBuilder,
    SourceText,
    TableCell,
    cell_name,
    title_above,
)

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_CHARACTERS: Final[dict[str, Callable[[Any], str]]] = {
    f"{_W}t": lambda element: element.text or "",
    f"{_W}tab": lambda _: "\t",
    f"{_W}br": lambda _: "\n",
    f"{_W}cr": lambda _: "\n",
    f"{_W}noBreakHyphen": lambda _: "-",
}
_APART: Final = frozenset(
    (*(f"{_W}{name}" for name in ("txbxContent", "pPr", "rPr", "sdtPr", "moveFrom", "del", "rt")), _FALLBACK)
)
_MOST_COLUMNS: Final = 1_000
_SEPARATORS: Final = ("-1", "0")  # Word's own footnotes: the line above them


def word_source(data: bytes) -> SourceText:
    """The paragraphs of a Word file, cells of a table row split by tabs.

    Raises:
        UsageError: the file is damaged.
    """
    import docx  # only those who read Word wait for it

    try:
        document = docx.Document(BytesIO(data))
        body = document.element.body
        notes = list(_notes(document))
    except (
        Exception
    ) as error:  # python-docx lets whatever the damage causes through: KeyError, XMLSyntaxError, …
        raise UsageError("Word 文件已损坏，打不开", "请用 WPS 或 Word 打开后另存为 .docx 再试") from error
    writer = _BodyWriter()
    writer.write(body)
    for note in notes:
        writer.write(note)
    return writer.out.finish()


def _notes(document: Any) -> Iterator[Any]:
    """The foot- and endnotes, without the separators Word keeps among them."""
    from docx.oxml.parser import parse_xml

    for part in document.part.package.iter_parts():
        if str(part.partname) in ("/word/footnotes.xml", "/word/endnotes.xml"):
            for note in parse_xml(part.blob):
                if note.get(f"{_W}id") not in _SEPARATORS and note.get(f"{_W}type") is None:
                    yield note


class _BodyWriter:
    """Writes block elements line by line, counting paragraphs and tables."""

    def __init__(self) -> None:
        self.out = SourceBuilder()
        self._paragraphs = 0
        self._tables = 0
        self._begun = False

    def write(self, parent: Any) -> None:
        """What stands below a block element, looking into content controls, tables and text boxes."""
        for child in parent:
            if child.tag == f"{_W}p":
                self._paragraphs += 1
                self._line(_paragraph(child), Location(paragraph=self._paragraphs))
                for box in _boxes(child):
                    self.write(box)
            elif child.tag == f"{_W}tbl":
                self._table(child)
            elif isinstance(child.tag, str) and child.tag not in _APART:
                self.write(child)

    def _line(self, text: str, location: Location) -> None:
        self._end_line()
        self.out.add(text, location)

    def _end_line(self) -> None:
        if self._begun:
            self.out.add("\n")
        self._begun = True

    def _table(self, table: Any) -> None:
        """Rows as lines; what is merged downwards counts once."""
        self._tables += 1
        title = title_above(self.out)
        cells: dict[tuple[int, int], TableCell] = {}
        above: dict[int, tuple[int, int]] = {}  # column → the merged cell that reaches down to this row
        for row, cells_of_row in enumerate(_children(table, "tr")):
            column = 0
            for order, element in enumerate(_children(cells_of_row, "tc")):
                wide, down = _span(element)
                location = Location(sheet=f"表{self._tables}", cell=cell_name(row, column))
                if order:
                    self.out.add("\t")
                else:
                    self._end_line()
                if down == "continue" and column in above:
                    _reach_down(cells, above[column], row)
                else:
                    text = self._cell_text(element)
                    start = self.out.add(text, location)
                    cells[row, column] = TableCell(text, start, row, column, 1, wide)
                    above[column] = (row, column)
                column += wide
        self.out.tables.append(DocumentTable(tuple(cells.values()), title))

    def _cell_text(self, cell: Any) -> str:
        paragraphs = [each for each in cell.iter(f"{_W}p") if not _hidden_away(each)]
        self._paragraphs += len(paragraphs)
        return " ".join(
            filter(None, (_paragraph(each).replace("\n", " ").replace("\t", " ") for each in paragraphs))
        )


def _reach_down(cells: dict[tuple[int, int], TableCell], position: tuple[int, int], row: int) -> None:
    cell = cells[position]
    cells[position] = TableCell(
        cell.text, cell.start, cell.row, cell.column, row - cell.row + 1, cell.columns
    )


def _hidden_away(element: Any) -> bool:
    return any(ancestor.tag == _FALLBACK for ancestor in element.iterancestors())


def _boxes(paragraph: Any) -> Iterator[Any]:
    """The text boxes anchored in a paragraph itself, not those inside another box; written twice, read
    once."""
    for box in paragraph.iter(f"{_W}txbxContent"):
        anchor = next(each for each in box.iterancestors() if each.tag == f"{_W}p")
        if anchor is paragraph and not _hidden_away(box):
            yield box


def _children(parent: Any, name: str) -> Iterator[Any]:
    """The rows of a table, the cells of a row; content controls and tracked insertions may stand between."""
    for child in parent:
        if child.tag == f"{_W}{name}":
            yield child
        elif isinstance(child.tag, str) and child.tag not in _APART and child.tag != f"{_W}tbl":
            yield from _children(child, name)


def _span(cell: Any) -> tuple[int, str]:
    """Columns a cell covers, and whether it begins (“restart”) or goes on with (“continue”) a merge
    downwards."""
    wide = cell.find(f"{_W}tcPr/{_W}gridSpan")
    down = cell.find(f"{_W}tcPr/{_W}vMerge")
    columns = wide.get(f"{_W}val", "1") if wide is not None else "1"
    merge = down.get(f"{_W}val", "continue") if down is not None else ""
    return (min(max(int(columns), 1), _MOST_COLUMNS) if columns.isdecimal() else 1), merge


def _paragraph(element: Any) -> str:
    """The words of one paragraph, without those of text boxes anchored in it and without its tab stops."""
    characters = _CHARACTERS.get(element.tag)
    if characters:
        return characters(element)
    if element.find(f"{_W}rPr/{_W}vanish") is not None and element.tag == f"{_W}r":
        return ""
    return "".join(_paragraph(child) for child in element if child.tag not in _APART)
