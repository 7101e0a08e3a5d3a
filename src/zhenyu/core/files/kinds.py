"""What a file is, by its content: the kinds that may be kept beside a record, everything else refused with a
reason.

Nothing is unpacked or executed: a look at the first bytes, at a zip's directory, at an OLE file's stream
names. Macros, programs, web pages, pictures that would fill the memory and files that are two things at once
are refused.
"""

from __future__ import annotations

import re
import struct
import zipfile
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from zhenyu.core.errors import RefusedError

MOST_PIXELS: Final = 100_000_000
"""A scan of A3 at 600 dpi has 70 million; drawn, each takes four bytes."""
MOST_UNPACKED: Final = 300 * 2**20
MOST_RATIO: Final = 200
"""Unpacked size over packed, of an entry of more than a megabyte; office text reaches about 20."""
MOST_ENTRIES: Final = 5000
_OLE: Final = bytes.fromhex("d0cf11e0a1b11ae1")
_MARKUP: Final = re.compile(rb"<\s*(?:!doctype|html|script|svg|iframe|body|\?php|\?xml)", re.IGNORECASE)
_LOOKED_AT: Final = 4096
_ZIP_END: Final = b"PK\x05\x06"
_ZIP_TAIL: Final = 66_000


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file: its word for people, the endings its name may have, its media type, whether a browser
    may show it."""

    word: str
    endings: tuple[str, ...]
    media_type: str
    shown_inline: bool = False


PDF: Final = FileKind("PDF", (".pdf",), "application/pdf", shown_inline=True)
PNG: Final = FileKind("PNG 图片", (".png",), "image/png", shown_inline=True)
JPEG: Final = FileKind("JPG 图片", (".jpg", ".jpeg"), "image/jpeg", shown_inline=True)
TEXT: Final = FileKind("文本", (".txt",), "text/plain; charset=utf-8")
OFD: Final = FileKind("OFD 版式文件", (".ofd",), "application/ofd")  # GB/T 33190-2016
_OPEN: Final = "application/vnd.openxmlformats-officedocument."
DOCX: Final = FileKind("Word 文档", (".docx",), f"{_OPEN}wordprocessingml.document")
XLSX: Final = FileKind("Excel 工作簿", (".xlsx",), f"{_OPEN}spreadsheetml.sheet")
PPTX: Final = FileKind("演示文稿", (".pptx",), f"{_OPEN}presentationml.presentation")
DOC: Final = FileKind("Word 文档（旧格式）", (".doc", ".wps"), "application/msword")
XLS: Final = FileKind("Excel 工作簿（旧格式）", (".xls", ".et"), "application/vnd.ms-excel")
PPT: Final = FileKind("演示文稿（旧格式）", (".ppt", ".dps"), "application/vnd.ms-powerpoint")
KINDS: Final = (PDF, OFD, PNG, JPEG, DOCX, XLSX, PPTX, DOC, XLS, PPT, TEXT)
"""What may be kept beside a record."""
TIFF: Final = FileKind("TIFF 图片", (".tif", ".tiff"), "image/tiff")
BMP: Final = FileKind("BMP 图片", (".bmp",), "image/bmp")
RTF: Final = FileKind("RTF 文档", (".rtf", ".doc"), "application/rtf")
ODS: Final = FileKind("ODS 工作簿", (".ods",), "application/vnd.oasis.opendocument.spreadsheet")
MARKDOWN: Final = FileKind("文本", (".md",), "text/plain; charset=utf-8")
# office systems save pages as .doc
WEB_PAGE: Final = FileKind("网页", (".html", ".htm", ".doc", ".xls"), "text/html")
READABLE_KINDS: Final = (PDF, PNG, JPEG, TIFF, BMP, DOCX, XLSX, ODS, DOC, XLS, RTF, WEB_PAGE, MARKDOWN, TEXT)
"""What a report may be handed in as."""


def endings_of(kinds: Iterable[FileKind]) -> tuple[str, ...]:
    """The endings names may have, each once."""
    return tuple(dict.fromkeys(ending for kind in kinds for ending in kind.endings))


def kind_of(path: Path, name: str, kinds: Collection[FileKind] = KINDS) -> FileKind:
    """The kind of a file, which its name's ending must agree with.

    Arguments:
        kinds: those that are accepted.

    Raises:
        RefusedError: empty, of no accepted kind, disguised, with macros, or made to overwhelm who opens it.
    """
    ending = Path(name).suffix.lower()
    with path.open("rb") as file:
        head = file.read(_LOOKED_AT)
    if not head:
        raise RefusedError(f"“{name}”是空文件", "请确认文件已经保存，再重新上传")
    kind = _by_content(path, head, name, ending, kinds)
    if kind not in kinds:
        raise _refused(name, kinds)
    if ending not in kind.endings:
        raise RefusedError(
            f"“{name}”的内容是{kind.word}，名字却是 {ending or '没有后缀'}",
            f"请把后缀改成 {kind.endings[0]} 再上传",
        )
    return kind


def _by_content(path: Path, head: bytes, name: str, ending: str, kinds: Collection[FileKind]) -> FileKind:
    for signature, read in _SIGNATURES.items():
        if head.startswith(signature):
            return read(path, head, name)
    marked = next((kind for mark, kind in _MARKS if head.startswith(mark) and ending in kind.endings), None)
    if marked is not None and marked in kinds:
        return marked
    if WEB_PAGE in kinds and ending in WEB_PAGE.endings and _MARKUP.search(head):
        return WEB_PAGE
    text = MARKDOWN if ending in MARKDOWN.endings else TEXT
    if ending in text.endings and _is_plain_text(path):
        return text
    raise _refused(name, kinds)


def _refused(name: str, kinds: Iterable[FileKind]) -> RefusedError:
    accepted = "、".join(ending.removeprefix(".") for ending in endings_of(kinds))
    return RefusedError(f"不能上传“{name}”这种文件", f"可以上传：{accepted}")


def _pdf(path: Path, head: bytes, name: str) -> FileKind:
    _refuse_disguise(path, head, name)
    return PDF


def _png(path: Path, head: bytes, name: str) -> FileKind:
    if head[12:16] != b"IHDR" or len(head) < 24:
        raise RefusedError(f"“{name}”不是完整的图片", "请用看图软件另存一次再上传")
    width, height = struct.unpack(">II", head[16:24])
    _check_pixels(width, height, name)
    _refuse_disguise(path, head, name)
    return PNG


def _jpeg(path: Path, head: bytes, name: str) -> FileKind:
    _check_pixels(*_jpeg_size(path, name), name)
    _refuse_disguise(path, head, name)
    return JPEG


def _jpeg_size(path: Path, name: str) -> tuple[int, int]:
    """Width and height, from the frame header (ITU T.81, B.2.2)."""
    with path.open("rb") as file:
        file.read(2)
        while len(marker := file.read(4)) == 4 and marker[0] == 0xFF:
            length = int.from_bytes(marker[2:4], "big")
            if 0xC0 <= marker[1] <= 0xCF and marker[1] not in (0xC4, 0xC8, 0xCC):
                _, height, width = struct.unpack(">BHH", file.read(5))
                return width, height
            file.seek(length - 2, 1)
    raise RefusedError(f"“{name}”不是完整的图片", "请用看图软件另存一次再上传")


def _check_pixels(width: int, height: int, name: str) -> None:
    if width * height > MOST_PIXELS:
        raise RefusedError(f"“{name}”有 {width}×{height} 像素，打开会耗尽内存", "请缩小图片后再上传")


def _refuse_disguise(path: Path, head: bytes, name: str) -> None:
    """A page behind a picture's first bytes, an archive behind its last: one file, two readers."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _ZIP_TAIL))
        tail = file.read()
    if _MARKUP.search(head.split(b"stream", 1)[0][:1024]) and not head.startswith(b"%PDF"):
        raise RefusedError(f"“{name}”里夹带了网页代码", "请用看图软件另存一次再上传")
    if _MARKUP.search(head[:64]) or _ZIP_END in tail:
        raise RefusedError(f"“{name}”里夹带了别的文件", "请另存一次，或分成两个文件上传")


def _zip(path: Path, head: bytes, name: str) -> FileKind:
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _check_archive(entries, path.stat().st_size, name)
            kind = _office_kind(archive, {entry.filename for entry in entries}, name)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, UnicodeDecodeError) as problem:
        raise RefusedError(f"“{name}”已经损坏或加了密", "请重新保存，去掉打开密码，再上传") from problem
    if kind is None:
        raise RefusedError(f"“{name}”是压缩包", "请解压后把里面的文件分别上传")
    return kind


def _check_archive(entries: list[zipfile.ZipInfo], size: int, name: str) -> None:
    unpacked = sum(entry.file_size for entry in entries)
    steep = any(
        entry.file_size > 2**20 and entry.file_size > MOST_RATIO * max(1, entry.compress_size)
        for entry in entries
    )
    overlapping = sum(entry.compress_size for entry in entries) > size
    if unpacked > MOST_UNPACKED or steep or overlapping or len(entries) > MOST_ENTRIES:
        raise RefusedError(f"“{name}”解开后大得不正常，可能是压缩炸弹", "请用原来的软件另存一次再上传")
    if any(".." in Path(entry.filename).parts or entry.filename.startswith(("/", "\\")) for entry in entries):
        raise RefusedError(f"“{name}”里的文件名指向文件外面", "请用原来的软件另存一次再上传")


def _office_kind(archive: zipfile.ZipFile, names: set[str], name: str) -> FileKind | None:
    if "OFD.xml" in names:
        return OFD
    if "content.xml" in names and "mimetype" in names:
        return ODS if archive.open("mimetype").read(200) == ODS.media_type.encode() else None
    if "[Content_Types].xml" not in names:
        return None
    types = archive.open("[Content_Types].xml").read(2**20).decode("utf-8", "replace")
    if "macroEnabled" in types or any(
        entry.lower().endswith(("vbaproject.bin", ".exe", ".js", ".vbs")) for entry in names
    ):
        raise RefusedError(f"“{name}”里有宏或程序", "请另存为不带宏的格式（docx、xlsx、pptx）再上传")
    folders = {entry.partition("/")[0] for entry in names}
    return next(
        (kind for folder, kind in (("word", DOCX), ("xl", XLSX), ("ppt", PPTX)) if folder in folders), None
    )


_STREAMS: Final[Mapping[str, FileKind]] = {
    "WordDocument": DOC,
    "Workbook": XLS,
    "Book": XLS,
    "PowerPoint Document": PPT,
}


def _ole(path: Path, head: bytes, name: str) -> FileKind:
    """The old binary formats ([MS-CFB]): stream names stand in the directory as UTF-16."""
    content = path.read_bytes()

    def has(stream: str) -> bool:
        return (stream + "\0").encode("utf-16-le") in content

    if has("EncryptedPackage"):
        raise RefusedError(f"“{name}”加了打开密码", "请去掉密码再上传")
    if has("_VBA_PROJECT") or has("VBA") or has("Macros"):
        raise RefusedError(f"“{name}”里有宏", "请另存为不带宏的格式（docx、xlsx）再上传")
    kind = next((kind for stream, kind in _STREAMS.items() if has(stream)), None)
    if kind is None:
        raise RefusedError(
            f"不能上传“{name}”这种文件", "如果是文档或表格，可能已经损坏，请用 WPS 打开后另存再上传"
        )
    return kind


def _is_plain_text(path: Path) -> bool:
    """A text in an encoding of Chinese without control characters, and no page or script."""
    content = path.read_bytes()
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith((b"#!", b"MZ", b"PK", b"<")) or _MARKUP.search(content[:_LOOKED_AT]):
        return False
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    return any(
        _is_text(content, encoding) for encoding in (("utf-16",) if marked else ("utf-8", "gb18030", "big5"))
    )


def _is_text(content: bytes, encoding: str) -> bool:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return not any(sign < " " and sign not in "\t\n\r\f" for sign in text[:100_000])


_SIGNATURES: Final[Mapping[bytes, Callable[[Path, bytes, str], FileKind]]] = {
    b"%PDF-": _pdf,
    b"\x89PNG\r\n\x1a\n": _png,
    b"\xff\xd8\xff": _jpeg,
    b"PK\x03\x04": _zip,
    _OLE: _ole,
}
_MARKS: Final = ((b"II*\0", TIFF), (b"MM\0*", TIFF), (b"BM", BMP), (b"{\\rtf", RTF))
"""Kinds recognised by their first bytes alone; short marks count only where the name says so, too."""
