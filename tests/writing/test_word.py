"""Official Word: the file's own content, against the numbers of GB/T 9704-2012."""

import errno
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document as DocxDocument
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from zhenyu.core.errors import UsageError, ZhenyuError
from zhenyu.writing import word
from zhenyu.writing.markdown import parse
from zhenyu.writing.types import Block, Chip, Paragraph, Text, UnresolvedFigure, with_spans

MARKDOWN = """# 柳河镇2026年工作总结
今年以来，全镇真抓实干。
## 经济建设
### 工业经济
财税任务{{tax@990101100/2026|completed_yoy}}。
#### 规上企业
##### 培育
**双招双引。**改厕{{toilets@990101100/2026|value}}。
| 村 | 户数 |
| --- | ---: |
| 东柳村 | {{toilets@990101100201/2026|value}} |
"""
WORDS = {"tax": "完成3656万元，同比增长41.7%", "toilets": "〔暂无数据〕"}


def blocks(markdown: str = MARKDOWN) -> list[Block]:
    """The text with its figures looked up."""

    def looked_up(span: Any) -> Any:
        if not isinstance(span, UnresolvedFigure):
            return span
        words = WORDS[span.target.partition("@")[0]]
        problem = "没有数据" if "〔" in words else ""
        return Chip(span.target, span.phrase, words, title="改厕户数", value=Decimal(1), problem=problem)

    return [with_spans(block, looked_up) for block in parse(markdown)]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return word.render(
        blocks(),
        tmp_path / "总结.docx",
        organisation="柳河镇人民政府",
        issued_on=date(2026, 3, 5),
        made_at=datetime(2026, 3, 5, 8, tzinfo=UTC),
    )


@pytest.fixture
def document(file: Path) -> Any:
    return docx.Document(str(file))


def paragraph(document: Any, start: str) -> Any:
    return next(each for each in document.paragraphs if words(each).startswith(start))


def words(paragraph: Any) -> str:
    return "".join(text.text for text in paragraph._p.iter(qn("w:t")))


def east_asian_font(document: Any, style: str) -> str:
    fonts = document.styles[style].element.rPr.find(qn("w:rFonts"))
    names = {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "eastAsia", "cs")}
    assert len(names) == 1
    return str(names.pop())


def test_the_page_is_a4_with_the_margins_of_the_standard(document: Any) -> None:
    section = document.sections[0]
    measured = [
        section.page_width,
        section.page_height,
        section.top_margin,
        section.left_margin,
        section.bottom_margin,
        section.right_margin,
    ]
    for got, wanted in zip(measured, (210, 297, 37, 28, 35, 26), strict=True):
        assert abs(got - Mm(wanted)) < Mm(0.1)


def test_twenty_two_lines_stand_on_a_page(document: Any) -> None:
    grid = document.sections[0]._sectPr.find(qn("w:docGrid"))
    assert grid.get(qn("w:linePitch")) == "579"
    body = document.styles["公文正文"].base_style.paragraph_format
    assert (body.line_spacing, body.space_before, body.space_after) == (Pt(28.95), 0, 0)
    section = document.sections[0]
    room = section.page_height - section.top_margin - section.bottom_margin
    assert room // Pt(28.95) == 22


def test_twenty_eight_characters_stand_on_a_line(document: Any) -> None:
    section = document.sections[0]
    room = (section.page_width - section.left_margin - section.right_margin) / Pt(1)
    spacing = document.styles["公文正文"].element.rPr.find(qn("w:spacing"))
    pitch = 16 + int(spacing.get(qn("w:val"))) / 20
    assert room // pitch == 28


@pytest.mark.parametrize(
    ("start", "style", "font", "size"),
    [
        ("柳河镇2026年工作总结", "公文标题", "方正小标宋简体", 22),
        ("今年以来", "公文正文", "仿宋_GB2312", 16),
        ("一、经济建设", "Heading 1", "黑体", 16),
        ("（一）工业经济", "Heading 2", "楷体_GB2312", 16),
        ("1.规上企业", "Heading 3", "仿宋_GB2312", 16),
        ("（1）培育", "Heading 4", "仿宋_GB2312", 16),
    ],
)
def test_each_level_has_its_type(document: Any, start: str, style: str, font: str, size: int) -> None:
    found = paragraph(document, start)
    assert found.style.name == style
    assert east_asian_font(document, style) == font
    assert found.style.font.size == Pt(size)
    assert not found.style.font.bold


@pytest.mark.parametrize("style", ["公文正文", "Heading 1", "Heading 2", "Heading 3", "Heading 4"])
def test_the_first_line_is_indented_by_two_characters_in_both_ways(document: Any, style: str) -> None:
    indent = document.styles[style].element.pPr.find(qn("w:ind"))
    assert indent.get(qn("w:firstLineChars")) == "200"
    assert indent.get(qn("w:firstLine")) == "630"


def test_the_title_is_centred_and_a_blank_line_follows(document: Any) -> None:
    first, second = document.paragraphs[:2]
    assert first.style.paragraph_format.alignment == 1
    assert words(second) == ""


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages(document: Any) -> None:
    assert document.settings.odd_and_even_pages_header_footer
    section = document.sections[0]
    for footer, alignment, side in ((section.footer, 2, "right"), (section.even_page_footer, 0, "left")):
        found = footer.paragraphs[0]
        assert words(found) == "— 1 —"
        assert found._p.find(f".//{qn('w:instrText')}").text.strip() == "PAGE"
        assert found.alignment == alignment
        assert getattr(found.paragraph_format, f"{side}_indent") == Pt(14)
        for run in found.runs:
            assert run.font.size == Pt(14)
            assert run._r.rPr.find(qn("w:rFonts")).get(qn("w:eastAsia")) == "宋体"


def test_every_figure_is_bound_to_its_address(file: Path) -> None:
    assert [(each.address, each.text) for each in word.bound_figures(file)] == [
        ("tax@990101100/2026", "完成3656万元，同比增长41.7%"),
        ("toilets@990101100/2026", "〔暂无数据〕"),
        ("toilets@990101100201/2026", "〔暂无数据〕"),
    ]


def test_an_address_too_long_for_a_tag_of_word_still_comes_back(tmp_path: Path) -> None:
    address = f"{'a' * 60}@990101100201001/2026-01..2026-10.yoy_points"
    content = [Paragraph((Chip(address, "value", "1"), Chip(address, "value", "2")))]
    path = word.render(content, tmp_path / "长.docx")
    assert [each.address for each in word.bound_figures(path)] == [address, address]
    tags = docx.Document(str(path)).element.body.iter(qn("w:tag"), qn("w:alias"))
    assert all(len(tag.get(qn("w:val"))) <= 64 for tag in tags)


def test_what_is_missing_is_marked_in_colour_and_what_is_there_is_not(document: Any) -> None:
    marked = {
        "".join(t.text for t in run.iter(qn("w:t")))
        for run in document.element.body.iter(qn("w:r"))
        if run.find(f"{qn('w:rPr')}/{qn('w:highlight')}") is not None
    }
    assert marked == {"〔暂无数据〕"}


def test_a_lead_sentence_is_bold(document: Any) -> None:
    runs = {run.text: run.bold for run in paragraph(document, "双招双引。").runs}
    assert runs["双招双引。"] is True
    assert runs["改厕"] is None


def test_a_table_repeats_its_head_and_splits_no_row(document: Any) -> None:
    (table,) = document.tables
    cells = [["".join(t.text for t in cell._tc.iter(qn("w:t"))) for cell in row.cells] for row in table.rows]
    assert cells == [["村", "户数"], ["东柳村", "〔暂无数据〕"]]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    section = document.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    assert abs(sum(column.width for column in table.columns) - room) < Mm(1)


def test_the_signature_stands_right_and_the_date_two_characters_further_in(document: Any) -> None:
    """7.3.5.2: 署名右空二字, 成文日期首字比署名首字右移二字; no leading zeros in the date."""
    name, day = document.paragraphs[-2:]
    assert (words(name), words(day)) == ("柳河镇人民政府", "2026年3月5日")
    pitch = Pt(15.75)
    ends = [each.paragraph_format.right_indent / pitch for each in (name, day)]
    starts = [ends[0] + 7, ends[1] + 6]  # seven characters; six, digits being halves
    assert ends[0] == pytest.approx(2, abs=0.01)
    assert starts[0] - starts[1] == pytest.approx(2, abs=0.01)


def test_the_date_longer_than_the_name_stands_two_in_itself(tmp_path: Path) -> None:
    path = word.render(blocks(), tmp_path / "短.docx", organisation="柳河镇", issued_on=date(2026, 11, 22))
    name, day = docx.Document(str(path)).paragraphs[-2:]
    pitch = Pt(15.75)
    ends = [each.paragraph_format.right_indent / pitch for each in (name, day)]
    assert ends[1] == pytest.approx(2, abs=0.01)
    assert (ends[0] + 3) - (ends[1] + 7) == pytest.approx(2, abs=0.01)


def test_a_draft_nobody_signs_has_no_signature(tmp_path: Path) -> None:
    path = word.render(blocks("正文。"), tmp_path / "稿.docx", title="题目")
    assert [words(each) for each in docx.Document(str(path)).paragraphs] == ["题目", "", "正文。"]


def test_the_file_says_what_it_is(document: Any) -> None:
    properties = document.core_properties
    assert (properties.title, properties.author, properties.language) == (
        "柳河镇2026年工作总结",
        "柳河镇人民政府",
        "zh-CN",
    )
    assert properties.created == datetime(2026, 3, 5, 8, tzinfo=UTC)


def test_no_theme_font_overrides_the_official_ones(document: Any) -> None:
    themed = [
        name
        for fonts in document.styles.element.iter(qn("w:rFonts"))
        for name in fonts.attrib
        if "Theme" in name
    ]
    used = {each.style.name for each in document.paragraphs} | {"Normal"}
    for style in used:
        fonts = document.styles[style].element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        assert not [name for name in fonts.attrib if "Theme" in name]
    defaults = document.styles.element.find(
        f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}/{qn('w:rFonts')}"
    )
    assert not [name for name in defaults.attrib if "Theme" in name], themed


def test_only_word_files_are_written(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="不是 Word 文件名"):
        word.render(blocks(), tmp_path / "总结.doc")


def test_a_folder_that_does_not_exist_is_named_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ZhenyuError, match=r"没有文件夹.*请先建好文件夹"):
        word.render(blocks(), tmp_path / "没有" / "总结.docx")


def test_a_full_disk_leaves_the_old_report_and_no_rubbish(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = word.render(blocks("旧的。"), tmp_path / "总结.docx")
    before = path.read_bytes()

    def full(_document: object, path: str) -> None:
        Path(path).write_bytes(b"half a fi")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(DocxDocument, "save", full)
    with pytest.raises(ZhenyuError, match=r"磁盘已满.*请清理磁盘"):
        word.render(blocks("新的。"), path)
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["总结.docx"]


def test_a_mark_nobody_looked_up_stays_visible(tmp_path: Path) -> None:
    path = word.render(
        [Paragraph((Text("完成"), UnresolvedFigure("tax@990101100/2026", "value")))], tmp_path / "x.docx"
    )
    assert "完成{{tax@990101100/2026|value}}" in [words(each) for each in docx.Document(str(path)).paragraphs]
