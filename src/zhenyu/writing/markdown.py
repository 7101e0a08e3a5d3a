"""The Markdown of our drafts, read into blocks. Pure.

A small part of Markdown, chosen for official prose::

    # 望澜镇2026年工作总结            the title
    ## 经济建设                      一、      (GB/T 9704-2012, 7.3.3: 一、 (一) 1. (1))
    ### 工业                        （一）
    #### 规上企业                    1.
    ##### 培育                      （1）
    ## 聚焦民生 {-}                  a heading without an ordinal
    **双招双引提质增效。**全年…        a stressed lead sentence
    财税任务{{tax@990101100/2025|completed_yoy}}。
    | 村 | 户数 |                    a table
    | --- | ---: |

Ordinals are counted here and never typed: one written by hand is replaced, so that none is repeated or
missing. A line is a paragraph, as people press Enter in Chinese; one that stops in the middle of a sentence
goes on in the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from zhenyu.core.values.numerals import chinese_number
from zhenyu.writing.types import (
    TITLE_LEVEL,
    Block,
    Chip,
    Heading,
    Paragraph,
    Span,
    Spans,
    Table,
    Text,
    UnresolvedFigure,
    plain,
)

MARK: Final = re.compile(r"\{\{\s*([^{}|]+?)\s*(?:\|\s*([^{}|]*?)\s*)?\}\}")
_UNNUMBERED: Final = "{-}"
_HEADING: Final = re.compile(r"(#{1,5})\s+(.+?)\s*#*\s*(\{-\})?")
_ORDINAL: Final = re.compile(
    r"^(?:[一二三四五六七八九十]+、|[（(](?:[一二三四五六七八九十]+|\d+)[）)]|\d+[.．、](?!\d))\s*"
)
_INLINE: Final = re.compile(rf"(?P<mark>{MARK.pattern})|\*\*(?P<strong>(?:(?!\*\*).)+)\*\*")
_RULE_CELL: Final = re.compile(r"\s*:?-+:?\s*")
_LATIN_SEAM: Final = re.compile(r"[A-Za-z0-9]{2}")
_LIST: Final = re.compile(r"[-*+]\s+")
_SENTENCE_END: Final = "。！？；：…”』」）.!?;:）"


def parse(markdown: str, *, numbered: bool = True) -> tuple[Block, ...]:
    """Read a draft.

    Arguments:
        numbered: whether headings get their ordinals.
    """
    counts = [0] * 5
    return tuple(
        _numbered(block, counts) if numbered and isinstance(block, Heading) else block
        for block in _blocks(markdown)
    )


def markdown_of(blocks: Iterable[Block]) -> str:
    """Blocks as a draft again; ``parse`` reads it as the same blocks."""
    return "\n\n".join(_written(block) for block in blocks) + "\n"


def _written(block: Block) -> str:
    if isinstance(block, Table):
        rows = ["| " + " | ".join(_inline(cell) for cell in row) + " |" for row in block.rows]
        rule = "| " + " | ".join("---:" if right else "---" for right in block.right) + " |"
        return "\n".join([rows[0], rule, *rows[1:]])
    if isinstance(block, Paragraph):
        return _inline(block.spans)
    bare = block.level != TITLE_LEVEL and not block.number
    return f"{'#' * (block.level + 1)} {_inline(block.spans)}{f' {_UNNUMBERED}' if bare else ''}"


def _inline(line: Spans) -> str:
    """Spans as they are typed; stressed words that follow each other under one pair of stars."""
    typed = ""
    for strong, group in groupby(line, lambda span: isinstance(span, Text) and span.strong):
        words = "".join(span.mark if isinstance(span, Chip) else plain((span,)) for span in group)
        typed += f"**{words}**" if strong else words
    return typed


def spans(text: str) -> Spans:
    """Read the words of one line: plain, ``**stressed**``, and figures in double braces."""
    return tuple(_spans(text, strong=False))


def ordinal(level: int, count: int) -> str:
    """The ordinal of a heading: 一、（一）1.（1）by level 1–4 (GB/T 9704-2012, 7.3.3)."""
    words = (f"{chinese_number(count)}、", f"（{chinese_number(count)}）", f"{count}.", f"（{count}）")
    return words[level - 1]


def _numbered(heading: Heading, counts: list[int]) -> Heading:
    """Give a heading its ordinal, counting in ``counts``; a higher heading starts its lower ones anew."""
    if heading.level == TITLE_LEVEL or heading.number == _UNNUMBERED:
        return Heading(heading.level, "", heading.spans)
    counts[heading.level] += 1
    counts[heading.level + 1 :] = [0] * (4 - heading.level)
    return Heading(heading.level, ordinal(heading.level, counts[heading.level]), heading.spans)


def _blocks(markdown: str) -> Iterator[Block]:
    pending: list[str] = []
    table: list[str] = []
    for line in markdown.splitlines():
        stripped = line.strip()
        is_row = stripped.startswith("|")
        if table and not is_row:
            yield _table(table)
            table = []
        heading = _HEADING.fullmatch(stripped)
        if heading or is_row or not stripped or _LIST.match(stripped):
            yield from _paragraph(pending)
            pending = []
        if heading:
            yield _heading(heading)
        elif is_row:
            table.append(stripped)
        elif stripped:
            pending.append(_LIST.sub("", stripped, count=1))
            if stripped[-1] in _SENTENCE_END:
                yield from _paragraph(pending)
                pending = []
    yield from _paragraph(pending)
    if table:
        yield _table(table)


def _heading(found: re.Match[str]) -> Heading:
    level = len(found[1]) - 1
    text = found[2] if level == TITLE_LEVEL else _ORDINAL.sub("", found[2], count=1)
    return Heading(level, found[3] or "", spans(text))


def _paragraph(lines: list[str]) -> Iterator[Paragraph]:
    """Join the lines of one paragraph: without a space, unless two Latin words would run together."""
    if not lines:
        return
    text = lines[0]
    for line in lines[1:]:
        text += (" " if _LATIN_SEAM.fullmatch(text[-1] + line[0]) else "") + line
    yield Paragraph(spans(text))


def _table(lines: list[str]) -> Table:
    """Read the rows of a table; the second line, of dashes, says which columns are set right."""
    cells = [[cell.strip() for cell in _cells(line)] for line in lines]
    rule = cells[1] if len(cells) > 1 and all(_RULE_CELL.fullmatch(cell) for cell in cells[1]) else []
    body = [row for number, row in enumerate(cells) if not (rule and number == 1)]
    width = max(len(row) for row in body)
    right = tuple(
        n < len(rule) and rule[n].endswith(":") and not rule[n].startswith(":") for n in range(width)
    )
    rows = tuple(tuple(spans(cell) for cell in [*row, *[""] * (width - len(row))]) for row in body)
    return Table(rows, right)


def _cells(line: str) -> list[str]:
    """Cut a row at its bars, leaving alone the bar inside ``{{address|phrase}}``."""
    masked = MARK.sub(lambda mark: mark[0].replace("|", "\0"), line).removeprefix("|").removesuffix("|")
    return [cell.replace("\0", "|") for cell in masked.split("|")]


def _spans(text: str, *, strong: bool) -> Iterator[Span]:
    position = 0
    for found in _INLINE.finditer(text):
        if found.start() > position:
            yield Text(text[position : found.start()], strong)
        if found["strong"] is not None:
            yield from _spans(found["strong"], strong=True)
        else:
            yield UnresolvedFigure(found[2], found[3] or "")
        position = found.end()
    if position < len(text):
        yield Text(text[position:], strong)
