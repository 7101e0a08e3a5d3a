"""Hard-wrapped lines are mended, and every figure still points to its place in the original."""

from zhenyu.reading import read
from zhenyu.reading.text.layout import paragraphs, wrap_width

WRAPPED = """青禾镇二〇二二年工作情况的总结报告
一、经济建设成效显著并且持续向好发展
全镇上下团结一心真抓实干克难攻坚,今年
以来各项工作取得新进展,完成税收 4200
万元,同比增长 6.5%。新建高标准农田 12
00 亩,改造农村公路 8 公里。
二、社会事业全面进步群众满意度提升
"""


def test_a_number_broken_by_a_line_end_is_one_figure() -> None:
    figures = read(WRAPPED)
    assert [figure.text for figure in figures] == ["4200\n万元", "6.5%", "12\n00 亩", "8 公里"]
    assert [figure.as_json()["value_si"] for figure in figures] == [42_000_000, 6.5, 1200, 8000]


def test_spans_are_offsets_of_the_raw_text() -> None:
    for figure in read(WRAPPED):
        assert WRAPPED[figure.start : figure.end] == figure.text


def test_a_page_number_inside_a_figure_belongs_to_its_span() -> None:
    text = WRAPPED.replace("4200\n万元", "4200\n\n- 3 -\n\n万元")
    first = read(text)[0]
    assert first.text == "4200\n\n- 3 -\n\n万元"
    assert first.value_si == 42_000_000


def test_whole_lines_stay_paragraphs() -> None:
    text = "工作总结\n" + "全镇完成税收1200万元,群众满意度不断提升,各项工作稳步推进。\n" * 3
    assert wrap_width(text) is None
    assert len(list(paragraphs(text))) == 4


def test_full_width_and_traditional_characters_are_read_but_quoted_as_written() -> None:
    (figure,) = read("流轉土地３２００餘畝。")
    assert figure.text == "３２００餘畝"
    assert figure.measure == "流轉土地"
    assert (figure.value_si, figure.unit_base, figure.approx) == (3200, "mu", "over")


def test_ocr_gaps_between_all_characters_are_closed() -> None:
    (figure,) = read("完 成 税 收 1 2 0 0 万 元 。")
    assert figure.value_si == 12_000_000


def test_a_long_paragraph_is_cut_without_losing_a_figure() -> None:
    text = "新建公厕5座,安装路灯20盏。" * 1500
    figures = read(text)
    assert len(figures) == 3000
    assert all(text[figure.start : figure.end] == figure.text for figure in figures)
