"""Pages → running text: running heads and page numbers go, wrapped lines are joined over columns and pages,
and a caption or table that breaks a sentence is moved behind its paragraph. Every character keeps its page
and box. Pure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from zhenyu.documents.formats.columns import TextLine, lines_of, rows_of
from zhenyu.documents.formats.fragments import Fragment, Page, joined
from zhenyu.documents.formats.locations import (
    Box,
    DocumentTable,
    Location,
    PageSheet,
    SourceBuilder,
    TableCell,
    title_above,
)

_MARGIN: Final = 0.12  # of the page's height, above and below, where heads and page numbers stand
_PAGE_NUMBER: Final = re.compile(
    r"[-—–·\s]*第?\s*\d{1,4}\s*(?:页|版)?(?:\s*[,，/]?\s*共?\s*\d{1,4}\s*页)?[-—–·\s]*"
)
_CAPTION: Final = re.compile(
    r"[(（▲▼△◆●■]*(?:(?:上|下|左|右)?图(?:为|[:：]|\s|[一二三四五六七八九十\d]{1,2}[\s:：.、])|图片(?:说明|来源)?|照片|资料图|表\s?\d{1,2}[\s:：])"
    r"|.{0,60}(?:摄|供图|/文|/图|摄影)[)）]?$"
)
_TERMINAL: Final = tuple("。！？!?；;：:")
_CLOSING: Final = "”’』」）)》"
_OPENS: Final = re.compile(
    r"[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.、．](?!\d)|第[一二三四五六七八九十]+[部章节]"
)
_LEADERS: Final = re.compile(r"[.…·。]{4,}|…{2,}")
_SHORT_OF: Final = 2.3  # characters a full line may lack at its end: no punctuation begins a line
_INDENT: Final = 1.2  # characters from the column's edge: a new paragraph
_SMALLER: Final = 0.93  # of the running text's size: captions
_JUMP: Final = 2.2  # characters of white between two lines of one paragraph at most


def write_pages(pages: Sequence[Page], out: SourceBuilder) -> None:
    """The pages' text, a paragraph a line, table rows with tabs, into ``out``."""
    out.sheets += [PageSheet(page.width, page.height, page.slant) for page in pages]
    shown = _without_furniture(pages)
    lines = [line for number, page in enumerate(shown, 1) for line in lines_of(page, number)]
    for block in _blocks(lines):
        if len(block) > 1 and all(_is_row(line) for line in block):
            _write_table(block, pages, out)
        else:
            for line in block:
                _write_line(line, pages, out, joiner=_joiner(out, line) if line is not block[0] else "")
            out.add("\n")


def _without_furniture(pages: Sequence[Page]) -> list[list[Fragment]]:
    """The fragments of each page without page numbers and what stands in the margin of several pages."""
    margins = [_margin_rows(page) for page in pages]
    seen = Counter(head for rows in margins for head in {_head(row) for row in rows})
    often = max(2, len(pages) // 4)
    kept = []
    for page, rows in zip(pages, margins, strict=True):
        gone: set[int] = set()
        for row in rows:
            if seen[_head(row)] >= often or _PAGE_NUMBER.fullmatch(joined(row).text):
                gone.update(id(each) for each in row)
        kept.append([each for each in page.fragments if id(each) not in gone])
    return kept


def _margin_rows(page: Page) -> list[list[Fragment]]:
    """The rows of the margins: from the edge inwards, two above and two below at most."""
    rows = rows_of(page.fragments)
    above = [row for row in rows[:2] if row[0].middle < _MARGIN * page.height]
    below = [row for row in rows[-2:] if row[0].middle > (1 - _MARGIN) * page.height]
    return above + below


def _head(row: list[Fragment]) -> str:
    return re.sub(r"\d+", "#", joined(row).text)


def _blocks(lines: Sequence[TextLine]) -> Iterator[list[TextLine]]:
    """Paragraphs and tables; what interrupts an unfinished paragraph comes after it."""
    body = _body_size(lines)
    pending: list[TextLine] = []
    asides: list[TextLine] = []
    for line in lines:
        if pending and _unfinished(pending[-1]) and not _is_row(pending[-1]) and _interrupts(line, body):
            asides.append(line)
        elif pending and _continues(pending[-1], line):
            pending.append(line)
        else:
            yield from _flushed(pending, asides)
            pending, asides = [line], []
    yield from _flushed(pending, asides)


def _flushed(pending: list[TextLine], asides: list[TextLine]) -> Iterator[list[TextLine]]:
    if pending:
        yield pending
    yield from _blocks_of_asides(asides)


def _blocks_of_asides(asides: list[TextLine]) -> Iterator[list[TextLine]]:
    """Captions a block each, neighbouring rows of a table or lines of one caption together."""
    block: list[TextLine] = []
    for line in asides:
        if block and (_is_row(line) != _is_row(block[-1]) or _CAPTION.match(line.whole.text)):
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _body_size(lines: Sequence[TextLine]) -> float:
    """The size of the running text: that of most characters."""
    weights: Counter[float] = Counter()
    for line in lines:
        weights[round(line.size * 4) / 4] += len(line.whole.text)
    return weights.most_common(1)[0][0] if weights else 10.0


def _is_row(line: TextLine) -> bool:
    return len(line.cells) > 1 and not _LEADERS.search(line.whole.text)


def _unfinished(line: TextLine) -> bool:
    return _full(line) and not _ends_sentence(line)


def _full(line: TextLine) -> bool:
    return line.right - line.cells[-1].right <= _SHORT_OF * line.size


def _ends_sentence(line: TextLine) -> bool:
    return line.cells[-1].text.rstrip(_CLOSING).endswith(_TERMINAL)


def _interrupts(line: TextLine, body: float) -> bool:
    return _is_row(line) or line.size < _SMALLER * body or bool(_CAPTION.match(line.whole.text))


def _continues(before: TextLine, line: TextLine) -> bool:
    """Whether ``line`` goes on with the paragraph, or the table, that ``before`` belongs to."""
    if _is_row(before) or _is_row(line):
        return _is_row(before) and _is_row(line)
    if not 0.85 <= line.size / before.size <= 1.18 or _CAPTION.match(line.whole.text):
        return False
    together = before.page == line.page and before.column == line.column
    if (
        together
        and line.cells[0].top - before.cells[0].bottom > _JUMP * line.size
        and not _unfinished(before)
    ):
        return False
    if not _full(before) or line.cells[0].left - line.left > _INDENT * line.size:
        return False
    if not _ends_sentence(before):
        return True
    return line.of_lines >= 3 and not _OPENS.match(line.whole.text)


def _joiner(out: SourceBuilder, line: TextLine) -> str:
    """A space between two Latin words that a line end parted; Chinese needs none."""
    before, after = out.pieces[-1][-1:], line.whole.text[:1]
    return " " if before.isascii() and after.isascii() and before.isalpha() and after.isalpha() else ""


def _write_line(line: TextLine, pages: Sequence[Page], out: SourceBuilder, joiner: str) -> None:
    out.add(joiner)
    for number, cell in enumerate(line.cells):
        out.add("\t" if number else "")
        _write_fragment(cell, line.page, pages[line.page - 1], out)


def _write_fragment(each: Fragment, number: int, page: Page, out: SourceBuilder) -> int:
    wide, high = page.width, page.height
    box = Box(
        number,
        *(round(x, 4) for x in (each.left / wide, each.top / high, each.right / wide, each.bottom / high)),
    )
    start = out.add(each.text, Location(page=number, boxes=(box,)), tuple(x / wide for x in each.edges))
    out.doubtful += [(start + number, start + number + 1) for number in each.doubts]
    return start


def _write_table(rows: Sequence[TextLine], pages: Sequence[Page], out: SourceBuilder) -> None:
    """Rows of cells; those of the row with the most cells are the columns, wider cells cover several."""
    heads = max(rows, key=lambda row: len(row.cells)).cells
    cells: list[TableCell] = []
    title = title_above(out)
    for number, row in enumerate(rows):
        for order, each in enumerate(row.cells):
            out.add("\t" if order else "")
            start = _write_fragment(each, row.page, pages[row.page - 1], out)
            covered = _covered(each, heads)
            cells.append(TableCell(each.text, start, number, covered[0], 1, len(covered)))
        out.add("\n")
    out.tables.append(DocumentTable(tuple(cells), title))


def _covered(cell: Fragment, heads: Sequence[Fragment]) -> list[int]:
    inside = [n for n, head in enumerate(heads) if cell.left < head.right and head.left < cell.right]
    if inside:
        return inside
    centre = (cell.left + cell.right) / 2
    return [min(range(len(heads)), key=lambda n: abs((heads[n].left + heads[n].right) / 2 - centre))]
