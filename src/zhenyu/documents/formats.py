"""File formats → text. Needs neither Django nor a database, so that ``zhenyu read`` works on files alone.

Accepted are .txt (any usual Chinese encoding), .md, .html and .docx. Everything else is refused, saying what to do.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any, Final

from zhenyu.core.errors import UsageError, ZhenyuError
from zhenyu.documents import html
from zhenyu.documents.encodings import decode

MAX_BYTES: Final = 20 * 2**20
MAX_UNPACKED: Final = 200 * 2**20
MAX_CHARACTERS: Final = 2_000_000
_OLE: Final = bytes.fromhex("D0CF11E0A1B11AE1")  # .doc of Word 97–2003, and any file with an opening password
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"


def text_of(path: Path | str) -> str:
    """The text of a file.

    Raises:
        UsageError: no such file, a kind not accepted, too large, broken or empty; names the file and the remedy.
    """
    path = Path(path)
    try:
        if path.is_dir():
            raise UsageError(f"“{path}”是一个文件夹", "请写其中的文件名")
        _check_kind(path.name)
        if path.stat().st_size > MAX_BYTES:
            raise _too_large(str(path))
        data = path.read_bytes()
    except FileNotFoundError:
        raise UsageError(f"没有文件“{path}”", "请核对文件名和路径") from None
    except OSError as error:
        raise ZhenyuError(f"读不了“{path}”：{error.strerror}", "请检查文件权限，或换一个位置") from error
    return text_in(data, str(path))


def text_in(data: bytes, filename: str) -> str:
    """The text of an uploaded file; its name says which kind it is."""
    read = _check_kind(filename)
    if len(data) > MAX_BYTES:
        raise _too_large(filename)
    try:
        text = read(data)
    except ZhenyuError as error:
        raise UsageError(f"“{filename}”：{error.message}", error.hint) from error
    if not text.strip():
        raise UsageError(f"“{filename}”里没有文字", "如果是扫描件，请先识别成文字")
    if len(text) > MAX_CHARACTERS:
        raise UsageError(f"“{filename}”有{len(text)}字，超过{MAX_CHARACTERS}字", "请把文件分成几份")
    return text


def is_accepted(path: Path) -> bool:
    return path.suffix.lower() in _READERS


def _check_kind(filename: str) -> Callable[[bytes], str]:
    suffix = Path(filename).suffix.lower()
    read = _READERS.get(suffix)
    if read is None:
        raise UsageError(f"不能读“{filename}”这种文件", _ADVICE.get(suffix, f"可以读 {'、'.join(_READERS)} 文件"))
    return read


def _too_large(filename: str) -> UsageError:
    return UsageError(f"“{filename}”超过{MAX_BYTES // 2**20}兆字节", "请去掉其中的图片，或把文件分成几份")


def _plain(data: bytes) -> str:
    return decode(data)


def _page(data: bytes) -> str:
    return html.words(decode(data, html.declared_charset(data)))


def _word(data: bytes) -> str:
    """The paragraphs of a Word file in reading order, cells of a table row split by tabs.

    Read from the XML: python-docx leaves out what stands in content controls, where our own files keep figures.
    """
    _check_package(data)
    import docx  # only those who read Word wait for it

    try:
        body = docx.Document(BytesIO(data)).element.body
    except Exception as error:  # python-docx lets whatever the damage causes through: KeyError, XMLSyntaxError, …
        raise UsageError("Word 文件已损坏，打不开", "请用 WPS 或 Word 打开后另存为 .docx 再试") from error
    return "\n".join(_lines(body))


def _check_package(data: bytes) -> None:
    """Refuse what is no .docx and what would unpack without end, before anything is unpacked."""
    if data.startswith(_OLE):
        raise UsageError("是旧版 .doc 文件，或设了打开密码", "请用 WPS 或 Word 打开，去掉密码，另存为 .docx")
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            unpacked = sum(entry.file_size for entry in package.infolist())
            names = set(package.namelist())
    except (zipfile.BadZipFile, ValueError, OverflowError) as error:
        raise UsageError("Word 文件已损坏，打不开", "请用 WPS 或 Word 打开后另存为 .docx 再试") from error
    if unpacked > MAX_UNPACKED:
        raise UsageError(f"Word 文件解开后有{unpacked // 2**20}兆字节，不予打开", "请去掉其中的图片和附件再试")
    if "[Content_Types].xml" not in names:
        raise UsageError("不是 Word 文件", "请用 WPS 或 Word 打开后另存为 .docx 再试")


def _lines(parent: Any) -> Iterator[str]:
    """The lines below a block element, looking into content controls, tables and text boxes."""
    for child in parent:
        if child.tag == f"{_W}p":
            yield _paragraph(child)
            for box in child.iter(f"{_W}txbxContent"):
                if not any(ancestor.tag == _FALLBACK for ancestor in box.iterancestors()):
                    yield from _lines(box)
        elif child.tag == f"{_W}tr":
            yield "\t".join(" ".join(filter(None, _lines(cell))) for cell in child.iter(f"{_W}tc"))
        elif isinstance(child.tag, str):
            yield from _lines(child)


_CHARACTERS: Final[dict[str, Callable[[Any], str]]] = {
    f"{_W}t": lambda element: element.text or "",
    f"{_W}tab": lambda _: "\t",
    f"{_W}br": lambda _: "\n",
    f"{_W}cr": lambda _: "\n",
    f"{_W}noBreakHyphen": lambda _: "-",
}
_APART: Final = frozenset((f"{_W}txbxContent", f"{_W}pPr", f"{_W}rPr", f"{_W}sdtPr", _FALLBACK))


def _paragraph(element: Any) -> str:
    """The words of one paragraph, without those of text boxes anchored in it and without its tab stops."""
    words = _CHARACTERS.get(element.tag)
    if words:
        return words(element)
    return "".join(_paragraph(child) for child in element if child.tag not in _APART)


_READERS: Final[dict[str, Callable[[bytes], str]]] = {
    ".txt": _plain,
    ".md": _plain,
    ".html": _page,
    ".htm": _page,
    ".docx": _word,
}
_ADVICE: Final = {
    ".doc": "请用 WPS 或 Word 打开，另存为 .docx",
    ".wps": "请用 WPS 打开，另存为 .docx",
    ".pdf": "请用 WPS 或 Word 打开，另存为 .docx，或复制文字存为 .txt",
    ".rtf": "请用 WPS 或 Word 打开，另存为 .docx",
}
