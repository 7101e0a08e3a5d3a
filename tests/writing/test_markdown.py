"""The Markdown of drafts."""

from hypothesis import given
from hypothesis import strategies as st

from zhenyu.writing.markdown import MARK, markdown_of, parse, spans
from zhenyu.writing.types import Heading, Paragraph, Table, Text, UnresolvedFigure, plain


def headings(markdown: str) -> list[str]:
    return [f"{each.number}{plain(each.spans)}" for each in parse(markdown) if isinstance(each, Heading)]


def paragraphs(markdown: str) -> list[str]:
    return [plain(each.spans) for each in parse(markdown) if isinstance(each, Paragraph)]


def test_headings_are_numbered_as_official_documents_number_them() -> None:
    text = "# 总结\n## 经济\n### 工业\n#### 规上\n##### 培育\n### 农业\n## 民生\n### 养老"
    assert headings(text) == [
        "总结",
        "一、经济",
        "（一）工业",
        "1.规上",
        "（1）培育",
        "（二）农业",
        "二、民生",
        "（一）养老",
    ]


def test_an_ordinal_typed_by_hand_is_counted_anew() -> None:
    """S4 has 五是 twice: what is counted here cannot be repeated or missing."""
    assert headings("## 一、经济\n## 一、民生\n### （三）养老\n#### 3.培训") == [
        "一、经济",
        "二、民生",
        "（一）养老",
        "1.培训",
    ]


def test_a_number_that_begins_a_heading_is_no_ordinal() -> None:
    assert headings("## 1.5万亩高标准农田\n## 2026年工作") == ["一、1.5万亩高标准农田", "二、2026年工作"]


def test_a_heading_may_ask_for_no_ordinal() -> None:
    assert headings("## 聚焦民生 {-}\n## 党建") == ["聚焦民生", "一、党建"]


def test_a_line_is_a_paragraph_and_a_broken_sentence_goes_on() -> None:
    assert paragraphs("第一段。\n第二段没有\n写完。\n\n第三段") == ["第一段。", "第二段没有写完。", "第三段"]


def test_latin_words_do_not_run_together_where_a_line_breaks() -> None:
    assert paragraphs("引进 CFL\nTech 项目。") == ["引进 CFL Tech 项目。"]


def test_entries_of_a_list_are_paragraphs() -> None:
    assert paragraphs("- 一是招商\n- 二是改厕") == ["一是招商", "二是改厕"]


def test_figures_and_lead_sentences_are_found_in_a_line() -> None:
    assert spans("**提质增效。**财税{{tax@990101100/2026|completed}}元") == (
        Text("提质增效。", strong=True),
        Text("财税"),
        UnresolvedFigure("tax@990101100/2026", "completed"),
        Text("元"),
    )


def test_a_table_keeps_the_bar_inside_a_figure() -> None:
    (table,) = parse("| 村 | 户数 |\n| --- | ---: |\n| 东村 | {{t@990101100201/2026|value}} |\n| 西村 |  |")
    assert isinstance(table, Table)
    assert table.right == (False, True)
    assert table.rows[1] == ((Text("东村"),), (UnresolvedFigure("t@990101100201/2026", "value"),))
    assert table.rows[2] == ((Text("西村"),), ())


def test_a_short_row_of_a_table_is_filled_up() -> None:
    (table,) = parse("| a | b |\n|---|---|\n| 1 |")
    assert isinstance(table, Table)
    assert [len(row) for row in table.rows] == [2, 2]


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    parse(text)


@given(st.text(alphabet="中文。字，{}|*#- \n1", max_size=120))
def test_words_are_never_lost(text: str) -> None:
    """Every Chinese character of a paragraph comes out again, in order."""
    said = "".join(plain(each.spans) for each in parse(text) if not isinstance(each, Table))
    kept = [character for character in said if character in "中文字"]
    tables = "".join(line for line in text.splitlines() if line.strip().startswith("|"))
    if not tables and not MARK.search(text):
        assert kept == [character for character in text if character in "中文字"]


def test_a_draft_written_out_is_read_as_the_same_blocks() -> None:
    draft = (
        "# 柳河镇总结\n\n## 经济\n\n**提质增效。**完成{{tax@990101100/2025|completed}}。\n\n### 工业 {-}\n\n"
        "| 村 | 户数 |\n| --- | ---: |\n| 东柳村 | {{toilets@990101100200/2025}} |\n"
    )
    assert markdown_of(parse(draft)) == draft
    assert parse(markdown_of(parse(draft))) == parse(draft)
