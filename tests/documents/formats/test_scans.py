"""Scanned pages are recognised once, page by page, and what was recognised with doubt says so."""

import random
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from tests.documents.formats.made_pdf import pdf
from tests.documents.views.test_pages import newspaper
from zhenyu.core.errors import UsageError
from zhenyu.documents.formats import scanned_pages
from zhenyu.documents.formats.document_figures import figures_in
from zhenyu.documents.formats.locations import SourceText, plain
from zhenyu.documents.formats.printed_pages import open_pdf, picture_of
from zhenyu.documents.formats.source import source_in

pytestmark = pytest.mark.system


@pytest.fixture(autouse=True)
def kept_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENYU_VAR", str(tmp_path))


def scan(share: float = 1.0, angle: float = 0.8) -> Any:
    """The newspaper page as a scanner sees it: slanted, with specks; its upper part alone by ``share``."""
    picture = picture_of(open_pdf(pdf(newspaper())), 0, 150)
    picture = picture.crop((0, 0, picture.width, int(picture.height * share))).rotate(
        angle, fillcolor="white"
    )
    specks = random.Random(7)  # noqa: S311 — the same specks every time
    for _ in range(400):
        picture.putpixel((specks.randrange(picture.width), specks.randrange(picture.height)), (90, 90, 90))
    return picture


def saved(picture: Any, form: str) -> bytes:
    out = BytesIO()
    picture.save(out, form)
    return out.getvalue()


def test_the_figures_of_a_scanned_pdf_are_those_of_the_printed_one_and_a_second_reading_is_instant(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    printed = {(each.value_si, each.unit_base) for each in figures_in(source_in(pdf(newspaper()), "a.pdf"))}
    data, told = saved(scan(), "PDF"), list[tuple[int, int]]()
    source = source_in(data, "扫描.pdf", lambda done, of: told.append((done, of)))
    found = {(each.value_si, each.unit_base) for each in figures_in(source)}
    assert len(printed) == 12
    assert len(found & printed) >= 0.95 * len(printed)
    assert len(found - printed) <= 1
    assert told == [(1, 1)]
    start = source.text.index("3656")
    place = source.location_of(start, start + 4)
    assert place.page == 1
    assert 0.1 < place.boxes[0].left < place.boxes[0].right < 0.5

    def no_second_time(*_: object, **__: object) -> None:
        raise AssertionError("recognised a second time")

    monkeypatch.setattr("zhenyu.documents.formats.recognition_cache.parse_in_subprocess", no_second_time)
    from zhenyu.documents.formats.recognition_cache import recognised_pages

    assert len(recognised_pages("scan", data)) == 1


def test_a_photograph_taken_on_its_side_is_turned_as_the_camera_noted() -> None:
    from PIL import Image

    picture = scan(0.16, 0).rotate(90, expand=True)
    exif = Image.Exif()
    exif[0x0112] = 6  # shown by turning it clockwise
    out = BytesIO()
    picture.save(out, "JPEG", exif=exif)
    assert "一张蓝图绘到底" in source_in(out.getvalue(), "照片.jpg").text


def test_a_doubtful_character_lowers_the_confidence_of_its_figure() -> None:
    text = "全镇改厕102户，建成公厕12座。"
    sure = plain(text)
    doubtful = SourceText(text, sure.runs, doubtful=((5, 6),))
    first, second = figures_in(doubtful)
    assert (first.confidence, first.note) == (0.5, "扫描不清，请对照原件")
    assert (second.confidence, second.note) == (None, None)


def test_a_picture_with_too_many_pixels_is_refused_before_it_is_unpacked() -> None:
    from PIL import Image

    out = BytesIO()
    Image.new("1", (9_000, 9_000)).save(out, "PNG")
    with pytest.raises(UsageError, match="图片有81百万像素，不予打开"):
        source_in(out.getvalue(), "大图.png")


def test_without_the_recogniser_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "rapidocr", None)
    with pytest.raises(
        UsageError, match=r"本机没有安装。请在装有识别组件的电脑上运行（pip install zhenyu\[ocr\]）"
    ):
        scanned_pages.engine()
