"""PDF pages become running text, and every figure still points to its page and boxes."""

import subprocess
from pathlib import Path

import pytest

from tests.documents.formats.made_pdf import Line, pdf, wrapped
from zhenyu.core.errors import UsageError
from zhenyu.documents.formats.columns import lines_of
from zhenyu.documents.formats.document_figures import figures_in
from zhenyu.documents.formats.fragments import Fragment
from zhenyu.documents.formats.source import source_in

pytestmark = pytest.mark.system

LEFT = (
    "今年以来，望澜镇坚持产业立镇，全镇完成财税收入3656万元，同比增长41.7%，新建高标准农田2.6万亩，改造农村公路8公里，群众满意度不断提升。\n"
    "望澜镇还改厕1020户，建成幸福院12处，服务老人3400余人，发放补贴56万元。"
)
RIGHT = "产业项目落地见效，全年签约项目23个，总投资18.6亿元，其中开工12个，到位资金3.2亿元，带动就业1500人，成效显著，势头良好。"
HEADLINE = "望澜镇：一张蓝图绘到底 书写高质量发展新答卷"
CAPTION = "图为望澜镇高标准农田一角（王某摄）"


def newspaper(caption_size: float = 12) -> list[Line]:
    """Two columns below a headline, a picture and its caption in the middle of the left column's first
    sentence."""
    left = wrapped(LEFT, 60, 160, 18)
    moved = [Line(each.text, each.left, each.base + 130, each.size) for each in left[2:]]
    caption = Line(CAPTION, 70, left[1].base + 120, caption_size)
    return [Line(HEADLINE, 60, 100, 22), *left[:2], caption, *moved, *wrapped(RIGHT, 310, 160, 18)]


@pytest.mark.parametrize("caption_size", [9, 12])
def test_a_newspaper_page_is_read_column_by_column_and_the_sentence_a_caption_broke_is_mended(
    caption_size: float,
) -> None:
    source = source_in(pdf(newspaper(caption_size)), "报纸.pdf")
    assert source.text.split() == [
        HEADLINE.replace(" ", ""),
        LEFT.split("\n")[0],
        CAPTION,
        LEFT.split("\n")[1],
        RIGHT,
    ]


def test_columns_are_found_when_the_file_lists_their_lines_across() -> None:
    lines = sorted(newspaper(), key=lambda each: (each.base, each.left))
    assert source_in(pdf(lines), "a.pdf").text == source_in(pdf(newspaper()), "a.pdf").text


def test_a_figure_points_to_its_page_and_the_boxes_of_both_lines_it_stands_on() -> None:
    source = source_in(
        pdf(
            [
                Line("全镇上下团结奋斗，完成财税收入36", 60, 100),
                Line("56万元，增长较快，各项工作完成。", 60, 120),
            ]
        ),
        "a.pdf",
    )
    (figure,) = figures_in(source)
    assert (figure.text, figure.value_si) == ("3656万元", 36_560_000)
    place = source.location_of(figure.start, figure.end)
    first, second = place.boxes
    assert (place.page, first.page, second.page) == (1, 1, 1)
    assert (first.left, first.right) == (
        pytest.approx((60 + 15 * 12) / 595, abs=0.003),
        pytest.approx((60 + 16 * 12) / 595, abs=0.003),
    )
    assert second.left == pytest.approx(60 / 595, abs=0.003)
    assert first.top < 100 / 842 < first.bottom
    assert second.bottom > 120 / 842 > second.top


def test_running_heads_and_a_page_number_inside_a_number_across_pages_are_taken_out() -> None:
    head = "望澜镇2025年工作总结"
    pages = [
        [
            Line(head, 200, 40, 10),
            *wrapped("全镇上下团结一心真抓实干，各项工作取得了新的进展，全年共完成税收收入", 72, 80, 18),
            Line("— 1 —", 280, 815, 10),
        ],
        [
            Line(head, 200, 40, 10),
            Line("1200万元，同比增长6.5%，群众满意度不断提升。", 72, 80),
            Line("— 2 —", 280, 815, 10),
        ],
        [Line(head, 200, 40, 10), *wrapped("改厕102户。", 72, 80, 18), Line("— 3 —", 280, 815, 10)],
    ]
    source = source_in(pdf(*pages), "a.pdf")
    assert source.text == (
        "全镇上下团结一心真抓实干，各项工作取得了新的进展，全年共完成税收收入1200万元，同比增长6.5%，群众满意度不断提升。\n改厕102户。\n"
    )
    start = source.text.index("102")
    assert source.location_of(start, start + 3).page == 3


def test_a_table_on_a_page_gives_figures_by_its_headings() -> None:
    rows = [
        ("村", "改厕户数", "投资（万元）"),
        ("东柳村", "102", "33.5"),
        ("西柳村", "88", "21"),
        ("石桥村", "45", "9.6"),
    ]
    lines = [
        Line(text, 80 + 160 * n, 120 + 22 * row)
        for row, cells in enumerate(rows)
        for n, text in enumerate(cells)
    ]
    source = source_in(pdf([Line("望澜镇2025年改厕情况", 200, 90), *lines]), "a.pdf")
    found = {
        (each.scope, each.measure, each.value_si, each.unit_base, each.period) for each in figures_in(source)
    }
    assert ("东柳村", "改厕户数", 102, "household", "2025") in found
    assert ("石桥村", "投资", 96_000, "yuan", "2025") in found
    assert len(found) == 6


def test_cells_of_a_table_are_no_columns_of_a_newspaper() -> None:
    cells = [
        Fragment(
            text,
            100 + 200 * n,
            20 * row,
            100 + 200 * n + 12 * len(text),
            20 * row + 12,
            tuple(100 + 200 * n + 12 * i for i in range(len(text) + 1)),
        )
        for row in range(8)
        for n, text in enumerate(("东柳村改厕", "一百" if row else "全年完成的户数量"))
    ]
    assert [line.whole.text for line in lines_of(cells, 1)] == [
        "东柳村改厕\t全年完成的户数量",
        *["东柳村改厕\t一百"] * 7,
    ]


def test_a_locked_pdf_is_told_apart_from_a_broken_one(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("改厕102户。", encoding="utf-8")
    options = 'pdf:writer_pdf_Export:{"EncryptFile":{"type":"boolean","value":"true"},'
    options += '"DocumentOpenPassword":{"type":"string","value":"x"}}'
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [
        "soffice",
        "--headless",
        profile,
        "--convert-to",
        options,
        "--outdir",
        str(tmp_path),
        str(tmp_path / "a.txt"),
    ]
    subprocess.run(command, capture_output=True, timeout=120, check=True)
    with pytest.raises(UsageError, match="PDF 设了打开密码。请用 WPS 或 PDF 阅读器去掉密码"):
        source_in((tmp_path / "a.pdf").read_bytes(), "a.pdf")
    with pytest.raises(UsageError, match="已损坏"):
        source_in(pdf(newspaper())[:600], "a.pdf")
