"""The pages of a PDF with text: characters and their boxes by PDFium → fragments of lines.

Runs in a process of its own (:mod:`zhenyu.documents.formats.sandbox`): PDFium is C++ and a report is a
stranger's file."""

from __future__ import annotations

from collections.abc import Iterator
from ctypes import byref
from dataclasses import dataclass
from math import cos, pi
from typing import Any, Final

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from zhenyu.core.errors import UsageError
from zhenyu.documents.formats.fragments import Fragment, Page

MAX_PAGES: Final = 2_000
MAX_PIXELS: Final = 12_000_000  # of a page rendered for recognition: A4 at 350 dpi
_PASSWORD: Final = 4  # FPDF_ERR_PASSWORD
_FEW: Final = 5  # characters: a page with fewer and a picture was scanned
_UPRIGHT: Final = cos(pi / 12)  # watermarks lie slanted; what leans more than 15° is no line of the report
_PICTURE: Final = 3  # FPDF_PAGEOBJ_IMAGE


@dataclass(frozen=True, slots=True)
class _Character:
    text: str
    left: float
    top: float
    right: float
    bottom: float


def open_pdf(data: bytes) -> Any:
    """The document.

    Raises:
        UsageError: broken, locked by a password, or with too many pages.
    """
    try:
        document = pdfium.PdfDocument(data)
        count = len(document)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD or "assword" in str(error):
            raise UsageError("PDF 设了打开密码", "请用 WPS 或 PDF 阅读器去掉密码后另存，再试") from error
        raise UsageError("PDF 文件已损坏，打不开", "请重新导出或重新扫描后再试") from error
    if not count:
        raise UsageError("PDF 里没有页", "请重新导出后再试")
    if count > MAX_PAGES:
        raise UsageError(f"PDF 有{count}页，超过{MAX_PAGES}页", "请把文件分成几份")
    return document


def printed_page(document: Any, number: int) -> Page:
    """The fragments of a page (from 0). A page that cannot be loaded is empty."""
    try:
        page = document[number]
    except pdfium.PdfiumError:
        return Page(1.0, 1.0, ())
    width, height = page.get_size()
    fragments = tuple(_fragments(_characters(page)))
    few = sum(len(each.text.strip()) for each in fragments) < _FEW
    pictured = few and any(True for _ in page.get_objects(filter=[_PICTURE], max_depth=3))
    return Page(width, height, fragments, pictured)


def picture_of(document: Any, number: int, dots_per_inch: int = 200) -> Any:
    """A page as a PIL picture, for recognition; never beyond MAX_PIXELS."""
    page = document[number]
    width, height = page.get_size()
    scale = min(dots_per_inch / 72, (MAX_PIXELS / max(width * height, 1)) ** 0.5)
    return page.render(scale=scale).to_pil().convert("RGB")


def _characters(page: Any) -> Iterator[_Character]:
    """The upright characters of a page in the order of its content, spaces left out, turned as the page is
    shown."""
    text = page.get_textpage()
    turn = page.get_rotation()
    left, bottom, right, top = page.get_cropbox()
    box = raw.FS_RECTF()  # of the whole em square: that of the ink alone leaves wide gaps beside punctuation
    tilted = -1.0 if turn else 0.0
    for index in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, index)
        if code <= 32 or code in (0xA0, 0x3000, 0xFFFE, 0xFFFF) or 0xD800 <= code < 0xE000:
            continue
        if not tilted and cos(raw.FPDFText_GetCharAngle(text, index)) < _UPRIGHT:
            continue
        if not raw.FPDFText_GetLooseCharBox(text, index, byref(box)):
            continue
        corners = (box.left - left, top - box.top, box.right - left, top - box.bottom)
        yield _Character(chr(code), *_turned(corners, turn, right - left, top - bottom))


def _turned(
    box: tuple[float, float, float, float], turn: int, width: float, height: float
) -> tuple[float, float, float, float]:
    """A box of the page as drawn → as shown, turned clockwise by ``turn`` degrees."""
    x0, y0, x1, y1 = box
    if turn == 90:
        return height - y1, x0, height - y0, x1
    if turn == 180:
        return width - x1, height - y1, width - x0, height - y0
    if turn == 270:
        return y0, width - x1, y1, width - x0
    return box


def _fragments(characters: Iterator[_Character]) -> Iterator[Fragment]:
    """Characters that follow one another on a line; a gap of nearly a character begins anew."""
    pending: list[_Character] = []
    for each in characters:
        if pending and not _follows(pending, each):
            yield _fragment(pending)
            pending = []
        pending.append(each)
    if pending:
        yield _fragment(pending)


def _follows(before: list[_Character], each: _Character) -> bool:
    last = before[-1]
    top, bottom = _extent(before[-6:])
    size = max(bottom - top, 1.0)
    overlap = min(bottom, each.bottom) - max(top, each.top)
    beside = -0.5 * size <= each.left - last.right <= 0.8 * size
    return beside and overlap >= 0.3 * min(size, max(each.bottom - each.top, 0.1))


def _extent(characters: list[_Character]) -> tuple[float, float]:
    return min(each.top for each in characters), max(each.bottom for each in characters)


def _fragment(characters: list[_Character]) -> Fragment:
    top, bottom = _extent(characters)
    text, edges = "", []
    for last, each in zip([None, *characters], characters, strict=False):
        if last and _apart(last, each, bottom - top):
            text += " "
            edges.append(last.right)
        text += each.text
        edges.append(each.left)
    edges.append(characters[-1].right)
    return Fragment(
        text, characters[0].left, top, max(each.right for each in characters), bottom, tuple(edges)
    )


def _apart(last: _Character, each: _Character, size: float) -> bool:
    """Whether a space stands between two letters or digits; among Han characters spaces are typesetting."""
    return (
        (last.text + each.text).isascii()
        and (last.text + each.text).isalnum()
        and each.left - last.right > 0.2 * size
    )
