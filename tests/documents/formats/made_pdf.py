"""PDF pages made by PDFium itself: each text set at its place, so that a test knows where everything
stands."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from zhenyu.reading.text.layout import columns

FONT = Path("/usr/share/fonts/truetype/arphic-gbsn00lp/gbsn00lp.ttf")
"""PDFium embeds TrueType, which the Noto faces are not; ``tests/system_packages.sh`` installs this one."""


@dataclass(frozen=True)
class Line:
    """A text whose first character begins ``left`` points from the left and stands on ``base`` points from
    the top."""

    text: str
    left: float
    base: float
    size: float = 12


@cache
def _font_bytes() -> bytes:
    return FONT.read_bytes()


def pdf(*pages: list[Line], width: float = 595, height: float = 842) -> bytes:
    """A PDF with the lines of each page, its font inside."""
    document = pdfium.PdfDocument.new()
    data = _font_bytes()
    block = (ctypes.c_uint8 * len(data)).from_buffer_copy(data)
    font = raw.FPDFText_LoadFont(document, block, len(data), raw.FPDF_FONT_TRUETYPE, True)
    for lines in pages:
        page = document.new_page(width, height)
        for line in lines:
            item = raw.FPDFPageObj_CreateTextObj(document, font, line.size)
            words = line.text.encode("utf-16-le") + b"\0\0"
            raw.FPDFText_SetText(item, ctypes.cast(words, raw.FPDF_WIDESTRING))
            raw.FPDFPageObj_Transform(item, 1, 0, 0, 1, line.left, height - line.base)
            raw.FPDFPage_InsertObject(page, item)
        page.gen_content()
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def wrapped(
    text: str, left: float, top: float, characters: int, size: float = 12, leading: float = 20
) -> list[Line]:
    """A text hard-wrapped at so many Han characters a line; a line feed begins a paragraph, indented by
    two."""
    lines: list[Line] = []
    for paragraph in text.split("\n"):
        taken, indent = "", 2
        for character in [*paragraph, ""]:
            if not character or (
                columns(taken + character) > 2 * (characters - indent) and character not in "，。；、"
            ):
                lines.append(Line(taken, left + indent * size, top + leading * len(lines), size))
                taken, indent = "", 0
            taken += character
    return lines
