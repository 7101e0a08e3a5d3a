"""Findings as Word comments: at the right words, and nothing else in the file is touched."""

from __future__ import annotations

import re
import subprocess
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from click.testing import CliRunner
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml import etree

from zhenyu.core.errors import UsageError
from zhenyu.documents.cli.audit import audit_command
from zhenyu.documents.formats.source import source_in, text_of
from zhenyu.documents.formats.word_comments import Remark, plain_word, with_comments

AT = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
OFFICE = {
    "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
}


def saved(document: Document) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def deleted_run(text: str) -> Any:
    """A run another author struck out."""
    struck = OxmlElement("w:del")
    struck.set(qn("w:id"), "7")
    struck.set(qn("w:author"), "办公室")
    run, words = OxmlElement("w:r"), OxmlElement("w:delText")
    words.text = text
    run.append(words)
    struck.append(run)
    return struck


def rich() -> bytes:
    """A report with formatting inside a number, a table, a header, and a change another author tracked."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "望澜镇人民政府"
    paragraph = document.add_paragraph("2025年，完成")
    paragraph.add_run("农村改").bold = True
    paragraph.add_run("厕1").italic = True
    paragraph.add_run("573户，总投资800万，占地30亩。")
    paragraph._p.append(deleted_run("已删去的话。"))
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ("项目", "面积", "文化广场", "860平米"), strict=True):
        cell.text = text
    document.add_paragraph("其他工作有序推进。")
    return saved(document)


def remark(text: str, words: str, wording: str | None = None) -> Remark:
    start = text.index(words)
    return Remark(start, start + len(words), ("【错误】", f"原文是{words}"), wording)


def anchored(data: bytes) -> list[str]:
    """The words under each comment as the file itself marks them."""
    root = etree.fromstring(zipfile.ZipFile(BytesIO(data)).read("word/document.xml"))
    found: dict[str, str] = {}
    open_now: set[str] = set()
    for element in root.iter():
        if element.tag == qn("w:commentRangeStart"):
            open_now.add(element.get(qn("w:id")))
        elif element.tag == qn("w:commentRangeEnd"):
            open_now.remove(element.get(qn("w:id")))
        elif element.tag in (qn("w:t"), qn("w:delText")):
            for number in open_now:
                found[number] = found.get(number, "") + (element.text or "")
    assert not open_now
    return [found[number] for number in sorted(found, key=int)]


def test_a_comment_stands_at_its_words_across_formatting_and_in_tables() -> None:
    data = rich()
    text = source_in(data, "报告.docx").text
    made = with_comments(
        data, text, [remark(text, each) for each in ("农村改厕1573户", "800万", "860平米")], at=AT
    )
    assert anchored(made) == ["农村改厕1573户", "800万", "860平米"]
    comments = list(docx.Document(BytesIO(made)).comments)
    assert {(each.author, each.initials) for each in comments} == {("镇域一本账", "账")}
    assert comments[0].timestamp is not None
    assert comments[0].timestamp.replace(tzinfo=UTC) == AT
    assert "原文是农村改厕1573户" in comments[0].text


def test_comments_may_overlap_and_share_their_beginning() -> None:
    data = rich()
    text = source_in(data, "报告.docx").text
    made = with_comments(
        data, text, [remark(text, each) for each in ("农村改厕1573户", "1573", "农村")], at=AT
    )
    assert anchored(made) == ["农村改厕1573户", "1573", "农村"]


def test_words_and_formatting_stay_and_every_other_part_is_the_same_bytes() -> None:
    data = rich()
    text = source_in(data, "报告.docx").text
    made = with_comments(data, text, [remark(text, "农村改厕1573户")], at=AT)
    assert source_in(made, "报告.docx").text == text
    runs = [
        (run.text, run.bold, run.italic)
        for run in docx.Document(BytesIO(made)).paragraphs[0].runs
        if run.text
    ]
    assert runs[:4] == [
        ("2025年，完成", None, None),
        ("农村改", True, None),
        ("厕1", None, True),
        ("573户", None, None),
    ]
    before, after = zipfile.ZipFile(BytesIO(data)), zipfile.ZipFile(BytesIO(made))
    told = {"word/document.xml", "[Content_Types].xml", "word/_rels/document.xml.rels"}
    for name in set(before.namelist()) - told:
        assert after.read(name) == before.read(name), name
    assert b"\xe5\xb7\xb2\xe5\x88\xa0\xe5\x8e\xbb" in after.read(
        "word/document.xml"
    )  # 已删去, the other author's change


def test_a_file_with_comments_gets_more_of_them() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("总投资800万，占地30亩。")
    document.add_comment(paragraph.runs, text="请核实", author="王主任", initials="王")
    data = saved(document)
    text = source_in(data, "报告.docx").text
    made = docx.Document(BytesIO(with_comments(data, text, [remark(text, "800万")], at=AT)))
    assert [(each.author, each.comment_id) for each in made.comments] == [("王主任", 0), ("镇域一本账", 1)]


def test_a_new_wording_is_a_tracked_change() -> None:
    data = rich()
    text = source_in(data, "报告.docx").text
    made = with_comments(data, text, [remark(text, "800万", "800万元")], at=AT)
    root = etree.fromstring(zipfile.ZipFile(BytesIO(made)).read("word/document.xml"))
    [struck] = [each for each in root.iter(qn("w:del")) if each.get(qn("w:author")) == "镇域一本账"]
    assert "".join(struck.itertext()) == "800万"
    [inserted] = root.iter(qn("w:ins"))
    assert "".join(inserted.itertext()) == "800万元"
    assert "总投资800万元，占地" in source_in(made, "报告.docx").text


def test_words_in_no_paragraph_are_told_at_the_beginning() -> None:
    data = rich()
    made = with_comments(data, "页眉里的800万\n", [Remark(4, 8, ("【错误】",))], at=AT)
    [comment] = docx.Document(BytesIO(made)).comments
    assert "（原文：800万）" in comment.text
    assert anchored(made) == ["2025年，完成"]


def test_a_text_becomes_a_plain_word_file() -> None:
    text = "望澜镇工作总结\n\n2025年，总投资800万\x07，占地30亩。"
    made = with_comments(plain_word(text), text, [remark(text, "800万")], at=AT)
    assert anchored(made) == ["800万"]


def test_what_is_no_word_file_is_refused() -> None:
    with pytest.raises(UsageError):
        with_comments("不是文件".encode(), "文", [Remark(0, 1, ("",))], at=AT)


@pytest.mark.system
def test_an_office_program_finds_the_comments_at_their_words(tmp_path: Path) -> None:
    source, target = tmp_path / "报告.docx", tmp_path / "批注.docx"
    source.write_bytes(rich())
    result = CliRunner().invoke(audit_command, [str(source), "-o", str(target)])
    assert result.exit_code == 1, result.output
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "fodt",
    ]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), str(target)], check=True, capture_output=True, timeout=120
    )
    root = etree.parse(str(tmp_path / "批注.fodt"))
    remarks = root.findall(".//office:annotation", OFFICE)
    shown = "".join(root.find(".//office:text", OFFICE).itertext())
    assert len(remarks) == 2
    for each in remarks:
        words = re.search("“(.*?)”", "".join(each.itertext()))
        assert words is None or words[1] in shown
        after = each.xpath("following::text()[1]")[0]
        assert after.startswith(("总投资", "800", "860"))


def test_the_copy_is_refused_in_place_of_the_original(tmp_path: Path) -> None:
    source = tmp_path / "报告.docx"
    source.write_bytes(rich())
    result = CliRunner().invoke(audit_command, [str(source), "-o", str(source)])
    assert result.exit_code != 0
    assert source.read_bytes()[:2] == b"PK"
    assert "800万" in text_of(source)


@pytest.mark.system
@pytest.mark.parametrize("name", ["报告.docx", "报告.txt"])
def test_the_copy_prints_with_its_findings_where_they_cross_runs(tmp_path: Path, name: str) -> None:
    pieces = [
        ("2025年，拆除违建8", False),
        ("60", True),
        ("平米，收入由420万元增加到504", False),
        ("万元，增长2", True),
        ("5%。", False),
    ]
    source, target = tmp_path / name, tmp_path / "批注.docx"
    document = docx.Document()
    paragraph = document.add_paragraph()
    for words, bold in pieces:
        paragraph.add_run(words).bold = bold
    text = "".join(words for words, _ in pieces)
    source.write_bytes(saved(document) if name.endswith(".docx") else text.encode())
    assert CliRunner().invoke(audit_command, [str(source), "-o", str(target)]).exit_code == 1
    made = target.read_bytes()
    assert anchored(made) == ["860平米", "420万元增加到504万元，增长25%"]
    if name.endswith(".docx"):
        kept = [run for run in docx.Document(BytesIO(made)).paragraphs[0].runs if run.text and run.bold]
        assert "".join(run.text for run in kept) == "60万元，增长2"
    command = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "pdf",
    ]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), str(target)], check=True, capture_output=True, timeout=120
    )
    assert "860平米" in text_of(tmp_path / "批注.pdf").replace("\n", "").replace(" ", "")
