"""The words of a web page, one block a line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenyu.documents.formats.html import declared_charset, html_source


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>甲</p><p>乙<br>丙</p>", "甲\n乙\n丙"),
        ("<h1>总结</h1>正文", "总结\n正文"),
        ("<ul><li>一</li><li>二</li></ul>", "一\n二"),
        ("<nav>菜单</nav><div>正文<script>x</script></div>", "正文"),
        ("<form>查询<select><option>甲</select></form>正文", "正文"),
        ("a&nbsp;&nbsp;b &amp; c", "a b & c"),
        ("<p>修路<b>3</b>公里</p>", "修路3公里"),
        ("<p>未闭合", "未闭合"),
        ("<td>孤立的格", "孤立的格"),
        ("", ""),
    ],
)
def test_blocks_are_lines_and_what_is_no_text_is_silent(page: str, text: str) -> None:
    assert html_source(page).text == text


def cells(page: str) -> list[tuple[str, int, int, int, int]]:
    (table,) = html_source(page).tables
    return [(each.text, each.row, each.column, each.rows, each.columns) for each in table.cells]


def test_a_cell_merged_downwards_leaves_its_column_to_the_rows_below() -> None:
    page = "<table><tr><th>村<th>户<tr><td rowspan=2>东<td>1<tr><td>2</table>"
    assert cells(page) == [
        ("村", 0, 0, 1, 1),
        ("户", 0, 1, 1, 1),
        ("东", 1, 0, 2, 1),
        ("1", 1, 1, 1, 1),
        ("2", 2, 1, 1, 1),
    ]


def test_a_cell_that_claims_a_world_covers_a_thousand_columns() -> None:
    assert cells("<table><tr><td colspan=9999>合<td>2</table>")[0][4] == 1000


@pytest.mark.parametrize("span", ["0", "-3", "many", "", "99999"])
def test_a_span_that_says_nothing_is_one(span: str) -> None:
    assert cells(f'<table><tr><td colspan="{span}">甲<td>乙</table>')[0][4] == 1


def test_a_table_that_lays_out_a_page_is_plain_lines() -> None:
    long = "长" * 250
    source = html_source(f"<table><tr><td>{long}</td><td>短</td></tr></table>")
    assert source.tables == ()
    assert source.text == f"{long}\n短"


def test_a_table_inside_a_layout_table_is_read_for_itself() -> None:
    source = html_source("<table><tr><td>排版<table><tr><td>村<td>1</table></td></tr></table>")
    assert source.text == "排版\n村\t1"
    assert len(source.tables) == 1


def test_a_cell_is_found_by_its_table_and_name() -> None:
    source = html_source("<p>前言</p><table><tr><td>村<td>12</table>")
    start = source.text.index("12")
    assert str(source.location_of(start, start + 2)) == "表1 B1"
    assert str(source.location_of(0, 2)) == "第1字"


def test_the_line_above_a_table_is_its_title() -> None:
    (table,) = html_source("<p>改厕情况（单位：户）</p><table><tr><td>村<td>12</table>").tables
    assert table.title == "改厕情况（单位：户）"


@pytest.mark.parametrize(
    ("head", "charset"),
    [
        (b'<meta charset="gb2312">', "gb2312"),
        (b'<META http-equiv=x content="text/html; charset=big5">', "big5"),
        (b"<p>charset=utf-8", ""),
    ],
)
def test_the_declared_encoding_is_the_meta_element_s(head: bytes, charset: str) -> None:
    assert declared_charset(head) == charset


TAGS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<table>",
        "</table>",
        "<tr>",
        "<td>",
        "<td rowspan=3>",
        "</td>",
        "<script>",
        "</script>",
        "甲",
        "乙 12",
        "&nbsp;",
        "<br/>",
        "<li>",
        "</div>",
        "<",
    ]
)


@given(st.lists(TAGS, max_size=40).map("".join))
def test_whatever_is_nested_wrongly_every_cell_stands_in_the_text(page: str) -> None:
    source = html_source(page)
    for table in source.tables:
        for cell in table.cells:
            assert source.text[cell.start : cell.start + len(cell.text)] == cell.text
