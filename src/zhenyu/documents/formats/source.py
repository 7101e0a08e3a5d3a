"""File formats → text with locations. Needs neither Django nor a database, so that ``zhenyu read`` works on
files alone.

What a file is, its first bytes say, not its name. What cannot be read is refused, saying what to do.
"""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Final

from zhenyu.core.errors import UsageError, ZhenyuError
from zhenyu.core.files.encodings import decode
from zhenyu.documents.formats import html, office, word, workbook_text
from zhenyu.documents.formats.flow import write_pages
from zhenyu.documents.formats.fragments import Page
from zhenyu.documents.formats.locations import SourceBuilder, SourceText, plain
from zhenyu.documents.formats.recognition_cache import recognised_pages
from zhenyu.documents.formats.sandbox import Progress, parse_in_subprocess

# raise it when files or sentences are read otherwise: batches then read theirs again
READER_VERSION: Final = "3"
MAX_BYTES: Final = 20 * 2**20
MAX_SCAN_BYTES: Final = 200 * 2**20  # of PDF and pictures: an office scanner makes 1 MB a page
_LARGE: Final = 2 * 2**20  # some 200 printed pages, five seconds
MAX_UNPACKED: Final = 200 * 2**20
MAX_CHARACTERS: Final = 2_000_000
ACCEPTED: Final = (
    *(
        ".txt",
        ".md",
        ".html",
        ".htm",
        ".docx",
        ".doc",
        ".wps",
        ".rtf",
        ".pdf",
        ".xlsx",
        ".xlsm",
        ".xls",
        ".et",
        ".ods",
    ),
    *(".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp"),
)
# Word and Excel 97–2003, WPS, and any file with an opening password
_OLE: Final = bytes.fromhex("D0CF11E0A1B11AE1")
_PICTURES: Final = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"BM")
_MARKUP: Final = (
    b"<!doctype html",
    b"<html",
    b"<head",
    b"<body",
    b"<?xml",
    b"<meta",
    b"<table",
    b"<div",
    b"<p>",
)


def text_of(path: Path | str) -> str:
    """The text of a file; see ``source_of``."""
    return source_of(path).text


def source_of(path: Path | str, progress: Progress | None = None, called: str = "") -> SourceText:
    """The text of a file and the location of every stretch of it.

    Arguments:
        called: the name people know it by, where that is not its path.
        progress: told the pages done and of how many, while a scan is recognised.

    Raises:
        UsageError: no such file, a kind not accepted, too large, broken or empty; names the file and the
        remedy.
    """
    path = Path(path)
    try:
        if path.is_dir():
            raise UsageError(f"“{path}”是一个文件夹", "请写其中的文件名")
        if path.stat().st_size > MAX_SCAN_BYTES:
            raise _too_large(str(path), MAX_SCAN_BYTES)
        data = path.read_bytes()
    except FileNotFoundError:
        raise UsageError(f"没有文件“{path}”", "请核对文件名和路径") from None
    except OSError as error:
        raise ZhenyuError(f"读不了“{path}”：{error.strerror}", "请检查文件权限，或换一个位置") from error
    return source_in(data, called or str(path), progress)


def source_in(data: bytes, filename: str, progress: Progress | None = None) -> SourceText:
    """The text of an uploaded file; its name serves for messages, and to tell a page from a text."""
    try:
        source = _read(data, filename, progress)
    except ZhenyuError as error:
        raise UsageError(f"“{filename}”：{error.message}", error.hint) from error
    if not source.text.strip():
        raise UsageError(f"“{filename}”里没有文字", "如果是扫描件，请检查是否清晰、是否空白页")
    if len(source.text) > MAX_CHARACTERS:
        raise UsageError(f"“{filename}”有{len(source.text)}字，超过{MAX_CHARACTERS}字", "请把文件分成几份")
    return source


def is_slow(data: bytes) -> bool:
    """Whether reading takes more than a moment: recognition, conversion by LibreOffice, or sheer size."""
    if data.startswith(_PICTURES) or data.startswith(b"{\\rtf") or len(data) > _LARGE:
        return True
    if data.startswith(_OLE):
        return _names_stream(data, "WordDocument")
    return b"%PDF-" in data[:1024] and any(page.pictured for page in parse_in_subprocess("pdf", data))


def is_accepted(path: Path) -> bool:
    """Whether the name promises a kind that is read; folders are gone through by it."""
    return path.suffix.lower() in ACCEPTED


def _read(data: bytes, filename: str, progress: Progress | None) -> SourceText:
    if b"%PDF-" in data[:1024]:
        return _pdf(data, progress)
    if data.startswith(_PICTURES):
        return _pages(recognised_pages("picture", data, progress))
    if len(data) > MAX_BYTES:
        raise _too_large(filename, MAX_BYTES)
    if data.startswith(b"PK"):
        return _package(data, filename)
    if data.startswith(_OLE):
        return _package_of_old(data, filename)
    if data.startswith(b"{\\rtf"):
        return word.word_source(office.converted(data, ".rtf", ".docx"))
    return _text(data, Path(filename).suffix.lower())


def _too_large(filename: str, limit: int) -> UsageError:
    words_only = Path(filename).suffix.lower() in (".txt", ".md")  # nothing in it to leave out
    remedy = "请按章节分成几份，分别读" if words_only else "请去掉其中的图片，或把文件分成几份"
    return UsageError(f"“{filename}”超过{limit // 2**20}兆字节", remedy)


def _text(data: bytes, suffix: str) -> SourceText:
    """A text, or a web page: by its first bytes or by its name. A page saved as .doc or .xls by office
    systems is one too."""
    if suffix not in (*ACCEPTED, "") or (
        suffix in _BINARY and not data[:512].lstrip().lower().startswith(_MARKUP)
    ):
        raise UsageError("不能读这种文件，或文件已损坏", f"可以读 {'、'.join(ACCEPTED)} 文件")
    if suffix in (".html", ".htm") or (suffix != ".md" and data[:512].lstrip().lower().startswith(_MARKUP)):
        return html.html_source(decode(data, html.declared_charset(data)))
    return plain(decode(data))


_BINARY: Final = frozenset(ACCEPTED) - {".txt", ".md", ".html", ".htm"}


def _package(data: bytes, filename: str) -> SourceText:
    """A zip: Word's or a workbook's. Refused before anything is unpacked when it would unpack without end."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            unpacked = sum(entry.file_size for entry in package.infolist())
            names = {entry.filename for entry in package.infolist()}
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError) as error:
        raise UsageError(f"{_called(filename)}已损坏，打不开", "请用 WPS 或 Office 打开后另存再试") from error
    if unpacked > MAX_UNPACKED:
        raise UsageError(
            f"{_called(filename)}解开后有{unpacked // 2**20}兆字节，不予打开", "请去掉其中的图片和附件再试"
        )
    if any(name.startswith("xl/") for name in names) or "content.xml" in names:
        return workbook_text.words(data)
    if "[Content_Types].xml" in names:
        return word.word_source(data)
    raise UsageError(
        "不是 Word 文件，也不是工作簿", "压缩包请先解压；其他文件请用 WPS 或 Office 另存为 .docx 或 .xlsx"
    )


def _called(filename: str) -> str:
    return "工作簿" if Path(filename).suffix.lower() in (".xlsx", ".xlsm", ".ods", ".et") else "Word 文件"


def _package_of_old(data: bytes, filename: str) -> SourceText:
    """Office of 97–2003: a workbook is read, a text is converted; what is only locked says so."""
    if _names_stream(data, "EncryptedPackage"):
        raise UsageError("文件设了打开密码", "请用 WPS 或 Office 去掉密码后另存，再试")
    if _names_stream(data, "WordDocument"):
        return word.word_source(office.converted(data, ".doc", ".docx"))
    if _names_stream(data, "Workbook") or _names_stream(data, "Book"):
        return workbook_text.words(data)
    raise UsageError(f"{_called(filename)}已损坏，打不开", "请用 WPS 或 Office 打开后另存再试")


def _names_stream(data: bytes, name: str) -> bool:
    """Whether the directory of an OLE file lists a stream."""
    return f"{name}\0".encode("utf-16-le") in data


def _pdf(data: bytes, progress: Progress | None) -> SourceText:
    """The text of a PDF; pages that are only pictures are recognised, where the recogniser is installed."""
    pages = (
        recognised_pages("pdf", data, progress) if len(data) > _LARGE else parse_in_subprocess("pdf", data)
    )
    notes: list[str] = []
    if any(page.pictured for page in pages):
        try:
            pages = recognised_pages("scan", data, progress)
        except UsageError as error:
            if all(page.pictured or not page.fragments for page in pages):
                raise
            numbers = "、".join(str(number) for number, page in enumerate(pages, 1) if page.pictured)
            notes.append(f"第{numbers}页是图片，没有读：{error.message}")
    return _pages(pages, notes)


def _pages(pages: list[Page], notes: list[str] | None = None) -> SourceText:
    out = SourceBuilder(notes=notes or [])
    write_pages(pages, out)
    if out.doubtful:
        out.notes.append(f"扫描件有{len(out.doubtful)}个字认得没有把握，请对照原件")
    return out.finish()
