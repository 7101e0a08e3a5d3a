"""Remarks as real Word comments, anchored at the words; corrections as tracked changes. Pure: bytes in, bytes
out.

The file is changed where a remark stands and nowhere else: ``word/document.xml`` gets the marks, the comments
part the remarks, every other part is copied as it is, and text, formatting and tracked changes of others
stay.
"""

from __future__ import annotations

import copy
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any, Final

from lxml import etree

from zhenyu.core.errors import UsageError
from zhenyu.documents.formats.word_letters import Letters, W

AUTHOR: Final = "镇域一本账"
INITIALS: Final = "账"
_RELATIONS: Final = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_TYPES: Final = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_COMMENTS_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_XML_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be said of the characters ``[start, end)`` of a document's text; ``lines`` are paragraphs of
    the comment.

    ``wording`` takes the place of the words as a tracked change; None leaves them.
    """

    start: int
    end: int
    lines: tuple[str, ...]
    wording: str | None = None
    author: str = AUTHOR


def with_comments(data: bytes, text: str, remarks: Sequence[Remark], *, at: datetime) -> bytes:
    """A copy of a Word file with remarks as comments.

    Arguments:
        data: the .docx file.
        text: the file's words as the remarks count them; its lines are looked for in the file one by one.
        at: when the remarks were made.

    Raises:
        UsageError: no Word file, or none of the usual (transitional) form.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            entries = [(entry, package.read(entry)) for entry in package.infolist()]
        parts = {entry.filename: content for entry, content in entries}
        main = _target(etree.fromstring(parts["_rels/.rels"], parser), "", "officeDocument")
        document = etree.fromstring(parts[main], parser)
    except (zipfile.BadZipFile, KeyError, StopIteration, etree.XMLSyntaxError) as problem:
        raise UsageError(
            "Word 文件已损坏，写不进批注", "请用 WPS 或 Word 打开后另存为 .docx 再试"
        ) from problem
    body = document.find(f"{W}body")
    if body is None:
        raise UsageError("这种 Word 文件写不进批注", "请用 WPS 或 Word 打开后另存为普通的 .docx 再试")
    if not remarks:
        return data
    changed = _comments_part(parts, main, parser)
    comments = changed.comments
    _anchor(body, comments, text, remarks, at)
    rewritten = {**changed.others, main: document, changed.name: comments}
    return _packed(entries, {name: _serialised(element) for name, element in rewritten.items()})


def plain_word(text: str) -> bytes:
    """A plain Word file of a text that came in another form: a paragraph a line."""
    import docx  # only those who write Word wait for it
    from docx.oxml.ns import qn
    from docx.shared import Pt

    document, out = docx.Document(), BytesIO()
    style = document.styles["Normal"]
    style.font.size = Pt(14)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "仿宋_GB2312")
    for line in text.splitlines():
        document.add_paragraph("".join(each for each in line if each >= " " or each == "\t"))
    document.save(out)
    return out.getvalue()


def _anchor(body: Any, comments: Any, text: str, remarks: Sequence[Remark], at: datetime) -> None:
    """Cut the runs at the ends of all remarks, then mark them, tracked changes first so that marks stand
    around them."""
    letters = Letters(body, text)
    stretches = [(each, letters.stretch(each.start, each.end)) for each in remarks]
    letters.cut({edge for _, found in stretches if found for edge in (found[0], found[1] + 1)})
    first = max([int(each.get(f"{W}id")) for each in comments.iter(f"{W}comment")], default=-1) + 1
    stamp = at.strftime("%Y-%m-%dT%H:%M:%SZ")  # Word writes its user's own time and a Z
    for number, (remark, found) in enumerate(stretches, first):
        lines = remark.lines
        if found is None:  # words that stand in no paragraph of the body: the remark stands at its beginning
            found, lines = (0, 0), (f"（原文：{text[remark.start : remark.end][:60]}）", *lines)
        elif remark.wording is not None:
            _change(letters.runs(*found), remark, number, stamp)
        comments.append(_comment(number, lines, remark.author, stamp))
        if letters.count:
            _mark(letters.home(found[0]), letters.home(found[1]), number)


def _mark(first: Any, last: Any, number: int) -> None:
    """Put the beginning and the end of a comment's range, and its reference, around runs."""
    first, last = (each.getparent() if each.getparent().tag == f"{W}del" else each for each in (first, last))
    first.addprevious(_made("commentRangeStart", id=number))
    if (following := last.getnext()) is not None and following.tag == f"{W}ins":
        last = following
    reference = _made("r")
    reference.append(_made("commentReference", id=number))
    end = _made("commentRangeEnd", id=number)
    last.addnext(end)
    end.addnext(reference)


def _change(runs: Sequence[Any], remark: Remark, number: int, stamp: str) -> None:
    """Strike the runs out and put the new wording behind them, both as changes one may accept or refuse."""
    attributes: dict[str, str | int] = {"id": 900_000 + number, "author": remark.author, "date": stamp}
    inserted, run = _made("ins", **attributes), _made("r")
    properties = runs[0].find(f"{W}rPr")
    if properties is not None:
        run.append(copy.deepcopy(properties))
    run.append(_words(remark.wording or ""))
    inserted.append(run)
    for each in runs:
        if each.getparent().tag == f"{W}del":
            return  # another remark has changed these words already
    for each in runs:
        struck = _made("del", **attributes)
        each.addprevious(struck)
        struck.append(each)
        for words in each.iter(f"{W}t"):
            words.tag = f"{W}delText"
    runs[-1].getparent().addnext(inserted)


def _comment(number: int, lines: Sequence[str], author: str, stamp: str) -> Any:
    comment = _made("comment", id=number, author=author, initials=INITIALS, date=stamp)
    for line in lines:
        paragraph, run = _made("p"), _made("r")
        run.append(_words(line))
        paragraph.append(run)
        comment.append(paragraph)
    return comment


def _words(text: str) -> Any:
    words = _made("t")
    words.text = "".join(each for each in text if each >= " ")
    words.set(_XML_SPACE, "preserve")
    return words


def _made(name: str, /, **attributes: str | int) -> Any:
    """An element of the w: namespace with w: attributes."""
    made = etree.Element(f"{W}{name}", nsmap={"w": W[1:-1]})
    for attribute, value in attributes.items():
        made.set(f"{W}{attribute}", str(value))
    return made


@dataclass(frozen=True, slots=True)
class _Comments:
    """The comments part, and the parts that had to learn of it (none where the file had comments before)."""

    name: str
    comments: Any
    others: dict[str, Any]


def _comments_part(parts: dict[str, bytes], main: str, parser: Any) -> _Comments:
    folder = PurePosixPath(main).parent
    relations_name = f"{folder}/_rels/{PurePosixPath(main).name}.rels"
    empty = f'<Relationships xmlns="{_RELATIONS[1:-1]}"/>'.encode()
    relations = etree.fromstring(parts.get(relations_name, empty), parser)
    known = [each for each in relations if each.get("Type") == f"{_OFFICE}/comments"]
    if known:
        name = _target(relations, str(folder), "comments")
        return _Comments(name, etree.fromstring(parts[name], parser), {})
    name = f"{folder}/comments.xml"
    ids = {each.get("Id") for each in relations}
    free = next(f"rIdZhenyu{number}" for number in range(len(ids) + 1) if f"rIdZhenyu{number}" not in ids)
    relations.append(
        etree.Element(f"{_RELATIONS}Relationship", Id=free, Type=f"{_OFFICE}/comments", Target="comments.xml")
    )
    types = etree.fromstring(parts["[Content_Types].xml"], parser)
    types.append(etree.Element(f"{_TYPES}Override", PartName=f"/{name}", ContentType=_COMMENTS_TYPE))
    return _Comments(name, _made("comments"), {relations_name: relations, "[Content_Types].xml": types})


def _target(relations: Any, folder: str, kind: str) -> str:
    """The part a relation points to, as the package names it."""
    target = next(each.get("Target") for each in relations if each.get("Type") == f"{_OFFICE}/{kind}")
    return str(target).lstrip("/") if target.startswith("/") or not folder else f"{folder}/{target}"


def _serialised(element: Any) -> bytes:
    made: bytes = etree.tostring(element, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made


def _packed(entries: Sequence[tuple[zipfile.ZipInfo, bytes]], changed: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for entry, content in entries:
            package.writestr(entry, changed.pop(entry.filename, content))
        for name, content in changed.items():
            package.writestr(name, content)
    return out.getvalue()
