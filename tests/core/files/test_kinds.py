"""What a file is, by its content; what may not be kept is refused with a remedy."""

import struct
import zipfile
from pathlib import Path

import pytest

from zhenyu.core.errors import RefusedError
from zhenyu.core.files import kinds
from zhenyu.core.files.kinds import (
    BMP,
    DOC,
    DOCX,
    JPEG,
    MARKDOWN,
    ODS,
    OFD,
    PDF,
    PNG,
    PPTX,
    READABLE_KINDS,
    RTF,
    TEXT,
    TIFF,
    WEB_PAGE,
    XLS,
    XLSX,
    FileKind,
    endings_of,
    kind_of,
)

OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def _png(width: int = 10, height: int = 10) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + struct.pack(">II", width, height) + b"\x08\2\0\0\0"


def _jpeg(width: int = 10, height: int = 10) -> bytes:
    start = b"\xff\xd8\xff\xe0" + struct.pack(">H", 4) + b"JF"
    return start + b"\xff\xc0" + struct.pack(">HBHH", 8, 8, height, width) + b"\xff\xd9"


def _archive(path: Path, **entries: bytes | str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


def _office(path: Path, folder: str, types: str = "<Types/>") -> Path:
    return _archive(path, **{"[Content_Types].xml": types, f"{folder}/document.xml": "<x/>"})


def _ole(stream: str) -> bytes:
    return OLE + b"\0" * 600 + (stream + "\0").encode("utf-16-le")


def _kept(tmp_path: Path, content: bytes, name: str, allowed: tuple[FileKind, ...] = kinds.KINDS) -> FileKind:
    path = tmp_path / "incoming"
    path.write_bytes(content)
    return kind_of(path, name, allowed)


def _refusal(path: Path, name: str) -> RefusedError:
    with pytest.raises(RefusedError) as refusal:
        kind_of(path, name)
    assert refusal.value.hint
    return refusal.value


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"%PDF-1.7\nstream", "通知.pdf", PDF),
        (_png(), "照片.PNG", PNG),
        (_jpeg(), "照片.jpeg", JPEG),
        ("会议纪要".encode(), "纪要.txt", TEXT),
        ("会议纪要".encode("gb18030"), "纪要.txt", TEXT),
        (_ole("WordDocument"), "报告.wps", DOC),
        (_ole("Workbook"), "报表.et", XLS),
    ],
)
def test_a_file_is_what_its_content_says(tmp_path: Path, content: bytes, name: str, kind: FileKind) -> None:
    assert _kept(tmp_path, content, name) is kind


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (b"II*\0data", "扫描.tif", TIFF),
        (b"BM\0\0", "扫描.bmp", BMP),
        (b"{\\rtf1 x}", "报告.rtf", RTF),
        (b"{\\rtf1 x}", "报告.doc", RTF),
        (b"<html><body>x</body></html>", "网页.doc", WEB_PAGE),
        ("# 总结".encode(), "总结.md", MARKDOWN),
    ],
)
def test_a_report_may_come_as_more_kinds(tmp_path: Path, content: bytes, name: str, kind: FileKind) -> None:
    assert _kept(tmp_path, content, name, READABLE_KINDS) is kind


@pytest.mark.parametrize(
    ("folder", "name", "kind"), [("word", "a.docx", DOCX), ("xl", "a.xlsx", XLSX), ("ppt", "a.pptx", PPTX)]
)
def test_office_files_are_told_by_their_folder(
    tmp_path: Path, folder: str, name: str, kind: FileKind
) -> None:
    assert kind_of(_office(tmp_path / "a", folder), name) is kind


def test_open_formats_are_told_by_their_entries(tmp_path: Path) -> None:
    assert kind_of(_archive(tmp_path / "a", **{"OFD.xml": "<x/>"}), "版式.ofd") is OFD
    entries = {"mimetype": ODS.media_type, "content.xml": "<x/>"}
    assert kind_of(_archive(tmp_path / "b", **entries), "表.ods", READABLE_KINDS) is ODS


# --- refused --------------------------------------------------------------------------------------


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="空文件"):
        _kept(tmp_path, b"", "a.pdf")


def test_a_name_that_disagrees_with_the_content_says_which_ending_fits(tmp_path: Path) -> None:
    with pytest.raises(RefusedError) as refusal:
        _kept(tmp_path, _png(), "照片.pdf")
    assert refusal.value.message == "“照片.pdf”的内容是PNG 图片，名字却是 .pdf"
    assert refusal.value.hint == "请把后缀改成 .png 再上传"


def test_a_name_without_an_ending_is_told_the_one_that_fits(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="名字却是 没有后缀"):
        _kept(tmp_path, _png(), "照片")


@pytest.mark.parametrize("content", [b"MZ\x90\0program", b"#!/bin/sh\n", b"<script>alert(1)</script>"])
@pytest.mark.parametrize("name", ["a.txt", "a.exe", "a.html"])
def test_programs_and_pages_are_not_kept(tmp_path: Path, content: bytes, name: str) -> None:
    with pytest.raises(RefusedError) as refusal:
        _kept(tmp_path, content, name)
    assert refusal.value.hint.startswith("可以上传：pdf、ofd、png")


def test_a_text_with_control_characters_is_no_text(tmp_path: Path) -> None:
    with pytest.raises(RefusedError):
        _kept(tmp_path, b"\0\1\2\3", "a.txt")


def test_a_picture_that_would_fill_the_memory_is_refused_with_its_size(tmp_path: Path) -> None:
    for content in (_png(20_000, 20_000), _jpeg(60_000, 60_000)):
        with pytest.raises(RefusedError, match="像素，打开会耗尽内存"):
            _kept(tmp_path, content, "图.png")


@pytest.mark.parametrize("content", [_png()[:12], b"\xff\xd8\xff\xe0\0\x04JF"])
def test_a_broken_picture_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(RefusedError, match="不是完整的图片"):
        _kept(tmp_path, content, "图.png")


def test_a_picture_with_a_page_in_it_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="夹带了网页代码"):
        _kept(tmp_path, _png() + b"<script>steal()</script>", "图.png")


def test_a_picture_with_an_archive_behind_it_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="夹带了别的文件"):
        _kept(tmp_path, _png() + b"\0" * 100 + b"PK\x05\x06" + b"\0" * 18, "图.png")


def test_an_archive_of_anything_is_refused(tmp_path: Path) -> None:
    assert "是压缩包" in _refusal(_archive(tmp_path / "a", **{"a.txt": "x"}), "资料.zip").message


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"PK\x03\x04" + b"\0" * 50)
    assert "已经损坏或加了密" in _refusal(path, "a.docx").message


def test_an_archive_that_unpacks_beyond_measure_is_refused(tmp_path: Path) -> None:
    path = _archive(tmp_path / "a", **{"[Content_Types].xml": "<Types/>", "xl/a.xml": b"0" * (8 * 2**20)})
    assert "压缩炸弹" in _refusal(path, "a.xlsx").message


@pytest.mark.parametrize("entry", ["../outside.xml", "/etc/passwd"])
def test_an_archive_whose_names_lead_outside_is_refused(tmp_path: Path, entry: str) -> None:
    path = _archive(tmp_path / "a", **{"[Content_Types].xml": "<Types/>", entry: "x"})
    assert "指向文件外面" in _refusal(path, "a.docx").message


def test_macros_are_refused_old_and_new(tmp_path: Path) -> None:
    types = '<Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>'
    assert "有宏" in _refusal(_office(tmp_path / "a", "xl", types), "a.xlsx").message
    path = tmp_path / "b"
    path.write_bytes(_ole("WordDocument") + _ole("_VBA_PROJECT"))
    assert "有宏" in _refusal(path, "a.doc").message


def test_a_password_is_named_as_the_reason(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(_ole("EncryptedPackage"))
    assert "加了打开密码" in _refusal(path, "a.xlsx").message


def test_an_old_file_of_no_known_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(_ole("Something"))
    assert _refusal(path, "a.msi").hint.startswith("如果是文档或表格")


def test_endings_are_listed_once() -> None:
    assert endings_of((DOC, RTF)) == (".doc", ".wps", ".rtf")
