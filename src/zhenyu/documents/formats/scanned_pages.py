"""Pictures of pages → fragments of lines, by an OCR whose models are inside its wheel (extra ``ocr``). Works
offline.

Runs in a process of its own (:mod:`zhenyu.documents.formats.sandbox`): it needs some 700 MB and about ten
seconds a page."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from io import BytesIO
from math import atan2, cos, sin
from statistics import median
from typing import Any, Final

from zhenyu.core.errors import UsageError
from zhenyu.documents.formats.fragments import Fragment, Page
from zhenyu.reading.text.layout import columns

MAX_PICTURE: Final = 60_000_000  # pixels: an A3 sheet at 600 dpi has 70 million, at 400 dpi 31
MAX_SCANNED: Final = 300  # pages
_WORKING: Final = 12_000_000  # pixels a page is brought down to
_SURE: Final = 0.8  # a character recognised with less is reported as doubtful
_LEVEL: Final = 0.002  # radians: a page slanted less is not turned
_REMEDY: Final = "请在装有识别组件的电脑上运行（pip install zhenyu[ocr]），或先用扫描软件识别成文字"


def engine() -> Any:
    """The recogniser, loaded once for all pages of a file.

    Raises:
        UsageError: the extra ``ocr`` is not installed.
    """
    try:
        from rapidocr import RapidOCR
    except ImportError:
        raise UsageError("这是扫描件，需要文字识别组件，本机没有安装", _REMEDY) from None
    return RapidOCR(
        params={"Global.log_level": "critical", "EngineConfig.onnxruntime.intra_op_num_threads": 1}
    )


def pictures(data: bytes) -> Iterator[Any]:
    """The pages of a picture file, upright as its camera noted, none larger than is good for recognition.

    Raises:
        UsageError: no picture, too many pixels, or too many pages.
    """
    from PIL import Image, ImageOps

    Image.MAX_IMAGE_PIXELS = None  # we look at the size ourselves, before anything is unpacked
    warnings.simplefilter("ignore")
    try:
        with Image.open(BytesIO(data), formats=("PNG", "JPEG", "TIFF", "BMP")) as image:
            frames = getattr(image, "n_frames", 1)
            if frames > MAX_SCANNED:
                raise UsageError(f"扫描件有{frames}页，超过{MAX_SCANNED}页", "请分成几份")
            for number in range(frames):
                image.seek(number)
                width, height = image.size
                if width * height > MAX_PICTURE:
                    raise UsageError(
                        f"图片有{width * height // 10**6}百万像素，不予打开", "请按300点每英寸重新扫描"
                    )
                upright = ImageOps.exif_transpose(image).convert("RGB")
                upright.thumbnail(_fitting(*upright.size))
                yield upright
    except (
        OSError,
        SyntaxError,
        ValueError,
        EOFError,
    ) as error:  # Pillow's ways to say that a picture is broken
        raise UsageError("图片已损坏，打不开", "请重新扫描后再试") from error


def _fitting(width: int, height: int) -> tuple[int, int]:
    share = min(1.0, (_WORKING / (width * height)) ** 0.5)
    return max(1, int(width * share)), max(1, int(height * share))


def scanned_page(recogniser: Any, picture: Any) -> Page:
    """The lines recognised on a picture, brought level when the sheet lay slanted."""
    import numpy

    width, height = picture.size
    found = recogniser(numpy.asarray(picture), return_word_box=True, return_single_char_box=True)
    if found.boxes is None:
        return Page(width, height, ())
    slant = _slant([box.tolist() for box in found.boxes])
    lines = zip(found.txts, found.boxes, found.word_results or (), strict=False)
    fragments = (
        _fragment(text, box.tolist(), words, slant, (width / 2, height / 2)) for text, box, words in lines
    )
    return Page(width, height, tuple(each for each in fragments if each.text), slant=round(slant, 5))


def _slant(boxes: list[list[list[float]]]) -> float:
    """The angle in radians that most long lines have; 0 for a level page or one that lies on its side."""
    angles = [
        atan2(upper_right[1] - upper_left[1], upper_right[0] - upper_left[0])
        for upper_left, upper_right, lower_right, _ in boxes
        if upper_right[0] - upper_left[0] > 3 * abs(lower_right[1] - upper_right[1])
    ]
    slant = median(angles) if angles else 0.0
    return slant if _LEVEL < abs(slant) < 0.3 else 0.0


def _fragment(
    text: str, box: list[list[float]], words: Any, slant: float, centre: tuple[float, float]
) -> Fragment:
    """A line turned level about the centre of the page; its characters' edges by their own boxes, else by
    their widths."""
    corners = [_turned(x, y, slant, centre) for x, y in box]
    left, right = min(x for x, _ in corners), max(x for x, _ in corners)
    top = (corners[0][1] + corners[1][1]) / 2
    bottom = (corners[2][1] + corners[3][1]) / 2
    stripped = text.strip()
    edges, total, position = [left], max(columns(stripped), 1), 0
    for character in stripped:
        position += columns(character)
        edges.append(left + (right - left) * position / total)
    return Fragment(
        stripped, left, min(top, bottom), right, max(top, bottom), tuple(edges), _doubts(stripped, words)
    )


def _doubts(text: str, words: Any) -> tuple[int, ...]:
    """The characters recognised with little confidence, by their number in the line."""
    doubts, position = list[int](), 0
    for word, score, *_ in words or ():
        at = text.find(word, position)
        if at < 0:
            continue
        if score < _SURE:
            doubts += range(at, at + len(word))
        position = at + len(word)
    return tuple(doubts)


def _turned(x: float, y: float, slant: float, centre: tuple[float, float]) -> tuple[float, float]:
    dx, dy = x - centre[0], y - centre[1]
    return centre[0] + dx * cos(slant) + dy * sin(slant), centre[1] - dx * sin(slant) + dy * cos(slant)
