"""From raw text to paragraphs: hard-wrapped lines are mended, and every character still knows where it stood.

A paragraph carries two strings of one length: ``plain``, its characters without layout (what names are cut
from), and ``clean``, the same normalised (full-width → ASCII, traditional → simplified) for matching.
``span`` leads back to the raw text, so a number broken by a line end or a page number is still one place in
the original."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from zhenyu.reading.lexicon import FIXED, TRADITIONAL

# characters; longer paragraphs are cut at a sentence end, so that work stays linear
PARAGRAPH_LIMIT: Final = 4_000
_SAMPLE: Final = 2_000  # lines looked at to learn whether, and at what width, the text is hard-wrapped
_SLACK: Final = 6  # columns a wrapped line may fall short of the full width (no punctuation at a line's head)

_WIDTH_ONE: Final = str.maketrans(
    {0xFF01 + i: chr(0x21 + i) for i in range(94)}
    | {
        "「": "“",
        "」": "”",
        "『": "“",
        "』": "”",
        "○": "〇",
        "﹪": "%",
        "﹣": "-",
        "−": "-",
        "–": "-",
        "—": "-",
        "～": "~",
    }
)
NORMAL: Final = _WIDTH_ONE | TRADITIONAL
_SPACE: Final = re.compile("[ \t\u3000\xa0\u2002\u2003\u200b\ufeff\r\x0b\x0c\x85\u2028\u2029]+")
_BLANK: Final = " \t\u3000\xa0\u2002\u2003\u200b\ufeff\r\x0b\x0c\x85\u2028\u2029\n"
_PAGE: Final = re.compile(r"[-—–\s]*(?:第?\s*\d{1,4}\s*页?)(?:\s*[,，/]?\s*共?\s*\d{1,4}\s*页)?[-—–\s]*")
_TERMINAL: Final = "。!?！？;；:："
_COMMA: Final = ",，、"
_SENTENCE_END: Final = re.compile("[。!?；;]")
_ENDS_IN_NUMBER: Final = re.compile(r"[\d十百千万亿余多]$")
_STARTS_WITH_UNIT: Final = re.compile(
    r"[余多]?[万亿千百]*(?:[个元亩米吨户人名家项件处条座%％]|公里|平方|美元)"
)
_OPENS: Final = re.compile(
    r"[#\s]*(?:[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十\d]{1,3}[)）]|\d{1,2}[.、．](?!\d)|第[一二三四五六七八九十]+[部章节])"
)
_FURNITURE: Final = re.compile("|".join(re.escape(word) for word in FIXED["furniture"]))


@dataclass(slots=True)
class SourceParagraph:
    """A paragraph without its layout; ``starts[k]`` characters in, the raw offset is ``raws[k]`` and runs
    on."""

    plain: str
    clean: str
    starts: list[int]
    raws: list[int]
    furniture: bool

    def raw(self, index: int) -> int:
        run = bisect_right(self.starts, index) - 1
        return self.raws[run] + index - self.starts[run]

    def span(self, start: int, end: int) -> tuple[int, int]:
        return self.raw(start), self.raw(end - 1) + 1


def paragraphs(text: str) -> Iterator[SourceParagraph]:
    """The paragraphs of ``text`` in order; blank lines and page numbers are dropped, wrapped lines joined."""
    width = wrap_width(text)
    pending: list[tuple[int, int]] = []
    size = 0
    for start, end in _lines(text):
        if start == end:
            continue
        if pending:
            if _page_number(text, start, end) and not _finished(text, pending[-1]):
                continue
            if size < PARAGRAPH_LIMIT and _continues(text, pending[-1], (start, end), width):
                pending.append((start, end))
                size += end - start
                continue
            yield from _built(text, pending)
        pending, size = [(start, end)], end - start
    if pending:
        yield from _built(text, pending)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Stripped lines as (start, end); a blank line is (start, start)."""
    position, length = 0, len(text)
    while position < length:
        stop = text.find("\n", position)
        stop = length if stop < 0 else stop
        line = text[position:stop]
        body = line.strip(_BLANK)
        start = position + (line.find(body[0]) if body else 0)
        yield start, start + len(body)
        position = stop + 1


def columns(line: str) -> int:
    """Display width: two columns for a Han character, one for ASCII."""
    return (len(line.encode("utf-8", "surrogatepass")) - len(line)) // 2 + len(line)


def wrap_width(text: str) -> int | None:
    """The width at which lines are hard-wrapped, in columns, or None if paragraphs are whole lines.

    Wrapped text has most of its lines near one width and hardly any beyond it.
    """
    widths: list[int] = []
    for start, end in _lines(text):
        if end > start:
            widths.append(columns(text[start:end]) if end - start < 400 else 800)
            if len(widths) >= _SAMPLE:
                break
    if len(widths) < 5:
        return None
    ordered = sorted(widths)
    width = ordered[int(len(ordered) * 0.9)]
    near = sum(1 for w in widths if width - _SLACK <= w <= width + _SLACK)
    beyond = sum(1 for w in widths if w > width + _SLACK)
    return (
        width if 20 <= width <= 160 and near >= 0.4 * len(widths) and beyond <= 0.08 * len(widths) else None
    )


def _page_number(text: str, start: int, end: int) -> bool:
    return end - start <= 20 and _PAGE.fullmatch(text, start, end) is not None


def _finished(text: str, line: tuple[int, int]) -> bool:
    return text[line[1] - 1] in _TERMINAL


def _continues(text: str, last: tuple[int, int], line: tuple[int, int], width: int | None) -> bool:
    """Whether ``line`` goes on with the paragraph that ``last`` belongs to."""
    before, after = text[last[1] - 1], text[line[0]]
    if before in _COMMA:
        return not text.startswith("►", line[0])
    if width is None:
        if before in _TERMINAL or last[1] - last[0] < 6:
            return False
        head = text[line[0] : line[0] + 8]
        return bool(_ENDS_IN_NUMBER.search(text, last[1] - 1, last[1])) and bool(
            _STARTS_WITH_UNIT.match(head)
        )
    full = columns(text[last[0] : last[1]]) >= width - _SLACK
    if before in _TERMINAL:
        indented = (
            text[max(line[0] - 2, 0) : line[0]].strip(_BLANK) == ""
            and line[0] >= 2
            and text[line[0] - 1] != "\n"
        )
        return full and not indented and not _OPENS.match(text, line[0])
    return full and after not in "►#"


def _built(text: str, lines: list[tuple[int, int]]) -> Iterator[SourceParagraph]:
    """The paragraph made of ``lines``, in pieces if it is too long."""
    parts: list[str] = []
    starts: list[int] = []
    raws: list[int] = []
    length = 0
    for start, end in lines:
        for piece_start, piece, gap in _pieces(text, start, end):
            if piece:
                starts.append(length)
                raws.append(piece_start)
                parts.append(piece)
                length += len(piece)
            if gap:
                starts.append(length)
                raws.append(piece_start + len(piece))
                parts.append(gap)
                length += 1
    plain = "".join(parts)
    clean = plain.translate(NORMAL)
    furniture = length < 160 and _FURNITURE.search(clean) is not None
    if length <= PARAGRAPH_LIMIT:
        yield SourceParagraph(plain, clean, starts, raws, furniture)
        return
    whole = SourceParagraph(plain, clean, starts, raws, False)
    begin = 0
    while begin < length:
        cut = _cut(clean, begin)
        run = bisect_right(starts, begin) - 1
        last = bisect_right(starts, cut - 1)
        yield SourceParagraph(
            plain[begin:cut],
            clean[begin:cut],
            [0] + [s - begin for s in starts[run + 1 : last]],
            [whole.raw(begin), *raws[run + 1 : last]],
            False,
        )
        begin = cut


def _cut(clean: str, begin: int) -> int:
    if len(clean) - begin <= PARAGRAPH_LIMIT:
        return len(clean)
    end = begin + PARAGRAPH_LIMIT
    for mark in ("。", ";", ",", "、", " "):
        at = clean.rfind(mark, begin + PARAGRAPH_LIMIT // 2, end)
        if at >= 0:
            return at + 1
    return end


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, str, str]]:
    """Runs of a line without removable space: (raw start, characters, kept gap).

    A gap next to a digit or a punctuation mark is typesetting and goes; between two Han words it separates
    and stays as one space; a tab or a wide gap separates table cells. A line with a gap after most characters
    was read by OCR: all its gaps go.
    """
    line = text[start:end]
    if not _SPACE.search(line):
        yield start, line, ""
        return
    gaps = list(_SPACE.finditer(line))
    scanned = len(gaps) * 3 >= len(line) - len(gaps) and len(gaps) > 3
    position = 0
    for gap in gaps:
        lone = gap.start() - position == 1 or _SPACE.match(line, gap.end() + 1) is not None  # 同期增| 长 |21%
        kept = "" if scanned or (lone and gap.group() == " ") else _kept(line, gap)
        yield start + position, line[position : gap.start()], kept
        position = gap.end()
    yield start + position, line[position:], ""


def _kept(line: str, gap: re.Match[str]) -> str:
    before, after = line[gap.start() - 1], line[gap.end()]
    if "\t" in gap.group():
        return "\t"
    if before.isdigit() and after.isdigit():
        return "\t" if gap.end() - gap.start() > 1 else " "
    if before.isdigit() or after.isdigit() or not before.isalnum() or not after.isalnum():
        return ""
    return "\t" if gap.end() - gap.start() > 1 else " "
