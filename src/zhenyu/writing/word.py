"""A draft as official Word: blocks → .docx in the layout of GB/T 9704-2012 (:mod:`zhenyu.writing.layout`).

Each figure stands in a content control whose tag is its address, so that the file itself still says where its
numbers come from, and :func:`bound_figures` reads them back.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any, Final

import docx
from docx.document import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_COLOR_INDEX
from docx.oxml.ns import qn
from docx.shared import Emu, Twips
from docx.text.run import Run

from zhenyu.core.errors import UsageError
from zhenyu.core.files.safe_files import written_whole
from zhenyu.writing import layout
from zhenyu.writing.titles import title_lines, width
from zhenyu.writing.types import (
    TITLE_LEVEL,
    Block,
    Chip,
    Draft,
    Heading,
    Paragraph,
    Span,
    Spans,
    Table,
    Text,
    UnresolvedFigure,
    plain,
)

SUFFIX: Final = ".docx"
_TAG_LIMIT: Final = 64  # Word refuses files with longer tags or titles of a content control
_CELL_PADDING: Final = 2  # characters a column gets beyond its longest cell


@dataclass(frozen=True, slots=True)
class BoundFigure:
    """A figure found in a Word file: the address in its tag and the words the file prints for it."""

    address: str
    text: str


def render(
    content: Draft | Sequence[Block],
    path: Path | str,
    *,
    title: str = "",
    organisation: str = "",
    issued_on: date | None = None,
    made_at: datetime | None = None,
) -> Path:
    """Write a draft as Word.

    Arguments:
        content: a draft, or the blocks of one, with their figures looked up.
        path: where to write; ends in ``.docx``. The file appears whole or not at all.
        title: printed above the text when it has no title of its own.
        organisation, issued_on: the signature below the text; both empty for a draft nobody signs yet.
        made_at: the file's date of making; now by default.

    Raises:
        UsageError: a path of another kind.
        ZhenyuError: the file cannot be written, naming the path and the remedy.
    """
    path = Path(path)
    if path.suffix.lower() != SUFFIX:
        raise UsageError(f"“{path}”不是 Word 文件名", "请把输出文件写成以 .docx 结尾的名字")
    blocks = content.blocks if isinstance(content, Draft) else tuple(content)
    document = docx.Document()
    layout.prepare(document)
    written = _DocxWriter(document)
    heading = next(
        (block for block in blocks if isinstance(block, Heading) and block.level == TITLE_LEVEL), None
    )
    if heading is None and title:
        written.title((Text(title),))
    for block in blocks:
        written.block(block)
    if organisation or issued_on:
        written.signature(organisation, issued_on)
    _describe(
        document, plain(heading.spans) if heading else title, organisation, made_at or datetime.now(UTC)
    )
    with written_whole(path) as unfinished:
        document.save(str(unfinished))
    return path


def bound_figures(path: Path) -> list[BoundFigure]:
    """The figures of a Word file written here, in reading order, also after somebody edited the text around
    them."""
    document = docx.Document(str(path))
    long_addresses = layout.variables(document)
    found = []
    for control in document.element.body.iter(qn("w:sdt")):
        tag = control.find(f"{qn('w:sdtPr')}/{qn('w:tag')}")
        if tag is not None:
            address = tag.get(qn("w:val"))
            words = "".join(text.text or "" for text in control.iter(qn("w:t")))
            found.append(BoundFigure(long_addresses.get(address, address), words))
    return found


class _DocxWriter:
    """Puts blocks into a document; keeps the number of the last content control."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.control_ids: Iterator[int] = count(1)

    def block(self, block: Block) -> None:
        match block:
            case Heading(level=0, spans=spans):
                self.title(spans)
            case Heading(level=level, number=number, spans=spans):
                self.line(layout.heading_style(level), (Text(number), *spans) if number else spans)
            case Paragraph(spans=spans):
                self.line(layout.BODY_STYLE, spans)
            case Table():
                self.table(block)

    def title(self, spans: Spans) -> None:
        """The title, broken where words end, and the blank line below it."""
        if all(isinstance(span, Text) for span in spans):
            spans = (Text("\n".join(title_lines(plain(spans)))),)  # python-docx makes the line feed a break
        self.line(layout.TITLE_STYLE, spans)
        self.line(layout.BODY_STYLE, ())

    def line(self, style: str, spans: Spans) -> None:
        paragraph = self.document.add_paragraph(style=style)
        self.fill(paragraph, spans)

    def fill(self, paragraph: Any, spans: Spans) -> None:
        for span in spans:
            self.span(paragraph, span)

    def span(self, paragraph: Any, span: Span) -> None:
        match span:
            case Text(text=text, strong=strong):
                run = paragraph.add_run(text)
                run.bold = strong or None
            case UnresolvedFigure():
                paragraph.add_run(str(span)).font.highlight_color = WD_COLOR_INDEX.YELLOW
            case Chip():
                run = paragraph.add_run(span.text)
                if span.problem:
                    run.font.highlight_color = WD_COLOR_INDEX.YELLOW
                _bind(run, span, self.tag(span.address), next(self.control_ids))

    def tag(self, address: str) -> str:
        """What the tag of a figure holds: its address, or where that is too long the name of a variable with
        it."""
        if len(address) <= _TAG_LIMIT:
            return address
        return layout.variable(self.document, address)

    def table(self, table: Table) -> None:
        """A ruled table across the type area, its head repeated on each page, no row split between pages."""
        columns = len(table.right)
        made: Any = self.document.add_table(rows=0, cols=columns, style="Table Grid")
        made.alignment = WD_TABLE_ALIGNMENT.CENTER
        made.autofit = False
        widths = _column_widths(table)
        for number, row in enumerate(table.rows):
            cells = made.add_row()
            properties = cells._tr.get_or_add_trPr()
            properties.append(layout.element("cantSplit"))
            if number == 0:
                properties.append(layout.element("tblHeader"))
            for column, (cell, spans) in enumerate(zip(cells.cells, row, strict=True)):
                cell.width = widths[column]
                cell.vertical_alignment = 1  # centred
                self._cell(cell.paragraphs[0], spans, head=number == 0, right=table.right[column])
        for column, column_width in zip(made.columns, widths, strict=True):
            column.width = column_width
        self.line(layout.BODY_STYLE, ())

    def _cell(self, paragraph: Any, spans: Spans, *, head: bool, right: bool) -> None:
        paragraph.style = layout.TABLE_STYLE
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right and not head else WD_ALIGN_PARAGRAPH.CENTER
        self.fill(paragraph, spans)
        for run in paragraph.runs if head else ():
            layout.set_font(run._r.get_or_add_rPr(), layout.HEITI)

    def signature(self, organisation: str, issued_on: date | None) -> None:
        """Who and when, one blank line below the text, as 7.3.5.2 sets it for a document without a seal.

        The name stands two characters in from the right and the date begins two characters right of the name;
        a date longer than the name stands two in itself and the name moves left.
        """
        day = f"{issued_on.year}年{issued_on.month}月{issued_on.day}日" if issued_on else ""
        self.line(layout.BODY_STYLE, ())
        overhang = width(organisation) - width(day)  # by how much the name is the longer
        name_in, day_in = (2.0, overhang) if overhang >= 0 else (4.0 - overhang, 2.0)
        for text, characters in ((organisation, name_in), (day, day_in)):
            if not text:
                continue
            paragraph: Any = self.document.add_paragraph(text, style=layout.SIGNATURE_STYLE)
            paragraph.paragraph_format.right_indent = Twips(round(characters * layout.character_pitch()))
            paragraph._p.pPr.find(qn("w:ind")).set(qn("w:rightChars"), str(round(characters * 100)))


def _bind(run: Run, chip: Chip, tag: str, number: int) -> None:
    """Wrap a run in a content control that carries the figure's address."""
    properties = layout.element("sdtPr")
    for name, value in (("alias", (chip.title or chip.address)[:_TAG_LIMIT]), ("tag", tag), ("id", number)):
        properties.append(layout.element(name, val=value))
    control, body = layout.element("sdt"), layout.element("sdtContent")
    run._r.addprevious(control)
    control.append(properties)
    control.append(body)
    body.append(run._r)


def _column_widths(table: Table) -> list[Emu]:
    """Widths in proportion to the longest cell of each column, together the type area."""
    longest = [
        max(width(plain(row[column])) for row in table.rows) + _CELL_PADDING
        for column in range(len(table.right))
    ]
    whole = layout.text_width() * Twips(1)
    return [Emu(int(whole * share / sum(longest))) for share in longest]


def _describe(document: Document, title: str, organisation: str, made_at: datetime) -> None:
    """The file's own properties: what search and archives go by."""
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = title, organisation, organisation
    properties.created = properties.modified = made_at.astimezone(UTC).replace(tzinfo=None)
    properties.language, properties.comments = "zh-CN", "镇域一本账生成，数字附有数据地址"
    properties.subject, properties.keywords, properties.category = "工作报告", "", "公文"
    properties.revision = 1
