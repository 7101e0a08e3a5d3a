"""A draft with one finding corrected, as Markdown again: what the margin's island does in the browser, for
those without it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from zhenyu.writing.draft_audit import DraftFinding, Fix, lines_of
from zhenyu.writing.markdown import markdown_of, spans
from zhenyu.writing.types import Block, Span, Spans, Table, Text, plain


def apply_fix(blocks: Sequence[Block], finding: DraftFinding) -> str:
    """The Markdown of the draft with the finding's fix put in; as it was where the finding has none."""
    if finding.fix is None:
        return markdown_of(blocks)
    fix = finding.fix
    return markdown_of(
        _fixed(block, fix) if at == finding.block else block for at, block in enumerate(blocks)
    )


def _fixed(block: Block, fix: Fix) -> Block:
    lines: list[Spans] = []
    at = 0
    for line, end in lines_of(block):
        lines.append(_with_words(line, fix.start - at, fix.end - at, spans(fix.text)))
        at += len(plain(line)) + len(end)
    if not isinstance(block, Table):
        return replace(block, spans=lines[0])
    cells = iter(lines)
    return replace(block, rows=tuple(tuple(next(cells) for _ in row) for row in block.rows))


def _with_words(line: Spans, start: int, end: int, words: Spans) -> Spans:
    """The line with ``words`` instead of its characters ``[start, end)``, which lie in plain words; else
    as it was."""
    found: list[Span] = []
    at, put = 0, False
    for span in line:
        stop = at + len(plain((span,)))
        within = start < stop and at < end if start < end else at <= start <= stop and not put
        if isinstance(span, Text) and within:
            new = (
                []
                if put
                else [Text(word.text, span.strong) if isinstance(word, Text) else word for word in words]
            )
            pieces = [Text(span.text[: max(start - at, 0)], span.strong), *new]
            pieces.append(Text(span.text[max(end - at, 0) :], span.strong))
            found += [piece for piece in pieces if plain((piece,))]
            put = True
        else:
            found.append(span)
        at = stop
    return tuple(found)
