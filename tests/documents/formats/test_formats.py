"""File formats → text."""

import subprocess
import sys
import zipfile
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from hypothesis import given, settings
from hypothesis import strategies as st

from zhenyu.core.errors import UsageError
from zhenyu.core.files.encodings import decode
from zhenyu.documents.formats import source as formats
from zhenyu.documents.formats.source import source_in, text_of

SIMPLIFIED = "今年1—10月，全镇完成财税收入3656万元，同比增长41.7%。\n改厕102户，建成高标准农田2.6万亩。\n"
TRADITIONAL = "本年度全鎮完成農業總產值三億元，較上年增長百分之十，建設道路五十公里。\n"


def docx_bytes(*paragraphs: str) -> bytes:
    document, out = docx.Document(), BytesIO()
    for each in paragraphs:
        document.add_paragraph(each)
    document.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_simplified_text_is_read_in_every_usual_encoding(encoding: str) -> None:
    assert decode(SIMPLIFIED.encode(encoding)) == SIMPLIFIED


@pytest.mark.parametrize("encoding", ["utf-8", "big5", "gb18030", "utf-16"])
def test_traditional_text_is_read_in_every_usual_encoding(encoding: str) -> None:
    assert decode(TRADITIONAL.encode(encoding)) == TRADITIONAL


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16-le", "utf-16-be"])
def test_real_reports_are_read_in_every_usual_encoding(encoding: str, shared: Path) -> None:
    for seed in sorted((shared / "seeds").glob("*.txt")):
        text = seed.read_text(encoding="utf-8")
        assert decode(text.encode(encoding)) == text


def test_lines_end_with_a_line_feed_whatever_the_file_had() -> None:
    assert decode("一。\r\n二。\r三。".encode()) == "一。\n二。\n三。"


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(UsageError):
        source_in(bytes(range(256)) * 40, "报告.txt")


@pytest.mark.system
@settings(deadline=None)  # the first file of a kind waits for its library
@given(st.binary(max_size=200))
def test_any_bytes_give_text_or_a_message(data: bytes) -> None:
    for name in ("a.txt", "a.html", "a.docx"):
        with suppress(UsageError):
            assert source_in(data, name).text.strip()


def test_a_page_gives_its_words_without_scripts_and_menus() -> None:
    page = """<html><head><title>标题</title><style>p{}</style></head><body><nav>首页</nav>
    <h1>柳河镇  总结</h1><p>完成&nbsp;3656<b>万元</b>。<script>var a=1</script></p>
    <ul><li>一是招商</li><li>二是改厕</li></ul>
    <table><tr><th>村</th><th>户数</th></tr><tr><td>东柳村</td><td>102</td></tr></table>
    第一行<br>第二行<footer>备案号</footer></body></html>"""
    assert source_in(page.encode(), "a.html").text.split("\n") == [
        "柳河镇 总结",
        "完成 3656万元。",
        "一是招商",
        "二是改厕",
        "村\t户数",
        "东柳村\t102",
        "第一行",
        "第二行",
    ]


def test_a_page_that_declares_gb2312_is_believed() -> None:
    page = '<meta http-equiv="Content-Type" content="text/html; charset=gb2312"><p>喆镕镇改厕</p>'
    assert source_in(page.encode("gb18030"), "a.htm").text == "喆镕镇改厕"


def test_a_page_that_declares_the_wrong_encoding_is_still_read() -> None:
    page = '<meta charset="utf-8"><p>全镇完成改厕一百户。</p>'
    assert source_in(page.encode("gb18030"), "a.html").text == "全镇完成改厕一百户。"


def test_word_is_read_with_tables_and_what_stands_in_content_controls(tmp_path: Path) -> None:
    from zhenyu.writing import word
    from zhenyu.writing.types import Chip, Paragraph, Table, Text

    table = Table(((((Text("村")),), (Text("户数"),)), ((Text("东柳村"),), (Text("102"),))), (False, True))
    bound = Paragraph((Text("改厕"), Chip("t@990101100/2026", "value", "102户"), Text("。")))
    path = word.render([bound, table], tmp_path / "a.docx", title="总结")
    assert text_of(path).splitlines() == ["总结", "", "改厕102户。", "村\t户数", "东柳村\t102"]


def test_deleted_words_and_field_codes_of_word_are_left_out() -> None:
    document, out = docx.Document(), BytesIO()
    paragraph = document.add_paragraph("留下")._p
    deleted = paragraph.makeelement(qn("w:del"), {})
    run = deleted.makeelement(qn("w:r"), {})
    text = run.makeelement(qn("w:delText"), {})
    text.text = "删去"
    run.append(text)
    deleted.append(run)
    paragraph.append(deleted)
    document.save(out)
    assert source_in(out.getvalue(), "a.docx").text == "留下"


@pytest.mark.system
@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.pdf", b"%PDF", "不能读这种文件，或文件已损坏。可以读 .txt"),
        ("a.pdf", b"%PDF-1.7 broken", "PDF 文件已损坏，打不开"),
        ("a.png", b"\x89PNG\r\n broken", "图片已损坏，打不开"),
        ("a.xyz", b"x", "可以读 .txt、.md、.html、.htm、.docx"),
        ("a.xlsx", b"PK\x03\x04 broken", "工作簿已损坏"),
        ("a.txt", b"  \n", "里没有文字"),
        ("a.docx", b"PK\x03\x04 broken", "Word 文件已损坏"),
        ("a.docx", bytes.fromhex("D0CF11E0A1B11AE1") + b"x" * 600, "Word 文件已损坏，打不开"),
        ("a.docx", docx_bytes("x")[:-200], "Word 文件已损坏"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(name: str, data: bytes, message: str) -> None:
    with pytest.raises(UsageError) as caught:
        source_in(data, name)
    assert message in str(caught.value)
    assert name in str(caught.value)


def test_a_zip_that_is_no_word_file_is_refused() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("a.txt", "x")
    with pytest.raises(UsageError, match="不是 Word 文件"):
        source_in(out.getvalue(), "a.docx")


def test_a_word_file_without_its_body_is_refused() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
    with pytest.raises(UsageError, match="Word 文件已损坏"):
        source_in(out.getvalue(), "a.docx")


def test_a_zip_bomb_is_refused_before_it_is_unpacked() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "x")
        package.writestr("word/document.xml", b"\0" * (formats.MAX_UNPACKED + 1))
    assert len(out.getvalue()) < 2**20
    with pytest.raises(UsageError, match="解开后有200兆字节，不予打开"):
        source_in(out.getvalue(), "a.docx")


def test_a_file_too_large_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "大.txt"
    with path.open("wb") as file:
        file.truncate(formats.MAX_BYTES + 1)
    with pytest.raises(UsageError, match="超过20兆字节") as refused:
        text_of(path)
    assert "按章节分成几份" in refused.value.hint
    with pytest.raises(UsageError) as refused:
        source_in(b"PK" + b"\0" * formats.MAX_BYTES, "大.docx")
    assert "去掉其中的图片" in refused.value.hint


def test_a_file_that_is_not_there_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="没有文件"):
        text_of(tmp_path / "没有.txt")
    with pytest.raises(UsageError, match="是一个文件夹"):
        text_of(tmp_path)


@pytest.mark.system
def test_formats_are_read_without_django() -> None:
    program = "import sys, zhenyu.documents.formats.source, zhenyu.documents.cli.read; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_notes_and_text_boxes_of_word_are_read_and_what_a_tracked_change_took_away_is_not() -> None:
    document, out = docx.Document(), BytesIO()
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = document.element.body
    box = f"<w:txbxContent {w}><w:p><w:r><w:t>框中建成公厕5座。</w:t></w:r></w:p></w:txbxContent>"
    for xml in (
        f"<w:p {w}><w:r><w:t>改厕</w:t></w:r><w:del><w:r><w:delText>101</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>102</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>移走</w:t></w:r></w:moveFrom><w:r><w:t>户。</w:t></w:r>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r></w:p>",
        f"<w:p {w}><w:r><w:t>正文。</w:t></w:r><w:r><w:pict>{box}</w:pict></w:r></w:p>",
    ):
        body.insert(len(body) - 1, parse_xml(xml))
    notes = f'<w:footnotes {w}><w:footnote w:id="-1" w:type="separator"><w:p/></w:footnote>'
    notes += (
        '<w:footnote w:id="1"><w:p><w:r><w:t>注：含危房12户。</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    part = Part(PackURI("/word/footnotes.xml"), "application/xml", notes.encode(), document.part.package)
    document.part.relate_to(
        part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
    )
    document.save(out)
    source = source_in(out.getvalue(), "a.docx")
    assert source.text.split("\n") == ["改厕102户。", "正文。", "框中建成公厕5座。", "注：含危房12户。"]
    start = source.text.index("5座")
    assert source.location_of(start, start + 2).as_json() == {"paragraph": 3}


def test_what_a_file_is_its_bytes_say_and_not_its_name() -> None:
    assert source_in(docx_bytes("改厕102户。"), "报告.doc").text == "改厕102户。"
    assert (
        source_in("<html><body><p>改厕102户。</p></body></html>".encode(), "报告.doc").text.strip()
        == "改厕102户。"
    )


@pytest.mark.system
def test_an_old_word_file_is_converted_where_libreoffice_is(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(docx_bytes("改厕102户。"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        "soffice",
        "--headless",
        profile,
        "--convert-to",
        "doc",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "a.docx"),
    ]
    subprocess.run(command, capture_output=True, timeout=120, check=True)
    data = (tmp_path / "a.doc").read_bytes()
    assert source_in(data, "a.doc").text == "改厕102户。"


def test_an_old_word_file_is_told_where_libreoffice_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    old = bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 512 + "WordDocument\0".encode("utf-16-le")
    with pytest.raises(
        UsageError, match="本机没有安装 LibreOffice，不能转换。请用 WPS 或 Word 打开，另存为 .docx"
    ):
        source_in(old, "a.doc")
    locked = old + "EncryptedPackage\0".encode("utf-16-le")
    with pytest.raises(UsageError, match="文件设了打开密码"):
        source_in(locked, "a.docx")


def test_a_workbook_bomb_is_refused_before_it_is_unpacked() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/worksheets/sheet1.xml", b"\0" * (formats.MAX_UNPACKED + 1))
    with pytest.raises(UsageError, match="工作簿解开后有200兆字节，不予打开"):
        source_in(out.getvalue(), "a.xlsx")
