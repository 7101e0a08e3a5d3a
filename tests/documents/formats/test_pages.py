"""Fragments of pages become running text, and every character keeps its page and box."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.documents.formats.made_pages import SIZE, fragment, page, source_of_pages
from zhenyu.documents.formats.columns import lines_of, rows_of, size_of
from zhenyu.documents.formats.fragments import Fragment, Page, joined

FULL = "望云镇全年新修生产道路十八公里并且硬化村"
"""A line that fills the column of a made page."""


def test_a_wrapped_line_is_joined_and_an_indented_one_begins_anew() -> None:
    made = page(
        fragment(FULL, 50, 100), fragment("又架设便民桥六座。", 50, 120), fragment("二、民生", 70, 140)
    )
    assert source_of_pages(made).text == f"{FULL}又架设便民桥六座。\n二、民生\n"


def test_a_sentence_goes_on_over_the_end_of_a_page() -> None:
    first = page(fragment(FULL, 50, 300), fragment(FULL, 50, 320))
    second = page(fragment("又架设便民桥六座。", 50, 100))
    assert source_of_pages(first, second).text == f"{FULL}{FULL}又架设便民桥六座。\n"


def test_running_heads_and_page_numbers_are_left_out() -> None:
    pages = [
        page(
            fragment("望云镇工作总结", 50, 20),
            fragment("新修道路三公里。", 50, 200),
            fragment(f"- {number} -", 180, 580),
        )
        for number in (1, 2, 3)
    ]
    assert source_of_pages(*pages).text == "新修道路三公里。\n" * 3


def test_two_columns_are_read_one_after_the_other() -> None:
    left = [fragment(f"左栏第{n}行文字占满这一栏", 20, 100 + 20 * n) for n in range(1, 6)]
    right = [fragment(f"右栏第{n}行文字占满这一栏", 200, 100 + 20 * n) for n in range(1, 6)]
    mixed = [each for pair in zip(left, right, strict=True) for each in pair]
    assert [line.whole.text[:2] for line in lines_of(mixed, 1)] == ["左栏"] * 5 + ["右栏"] * 5


def test_a_headline_across_both_columns_comes_first() -> None:
    head = fragment("横跨两栏的大标题横跨两栏的大标题横跨两栏", 40, 60)
    left = [fragment(f"左栏第{n}行文字占满这一栏", 20, 100 + 20 * n) for n in range(1, 6)]
    right = [fragment(f"右栏第{n}行文字占满这一栏", 200, 100 + 20 * n) for n in range(1, 6)]
    lines = [line.whole.text[:2] for line in lines_of([*right, head, *left], 1)]
    assert lines == ["横跨", *["左栏"] * 5, *["右栏"] * 5]


def test_cells_that_stand_apart_are_a_table() -> None:
    rows = [("村名", "户数"), ("东柳村", "12"), ("西柳村", "15")]
    made = page(
        *(
            fragment(text, left, 100 + 20 * number)
            for number, row in enumerate(rows)
            for text, left in zip(row, (20, 150), strict=True)
        )
    )
    source = source_of_pages(made)
    assert source.text == "村名\t户数\n东柳村\t12\n西柳村\t15\n"
    (table,) = source.tables
    assert [(cell.text, cell.row, cell.column) for cell in table.cells] == [
        ("村名", 0, 0),
        ("户数", 0, 1),
        ("东柳村", 1, 0),
        ("12", 1, 1),
        ("西柳村", 2, 0),
        ("15", 2, 1),
    ]


def test_a_figure_broken_by_a_line_end_has_two_boxes() -> None:
    source = source_of_pages(page(fragment(FULL, 50, 100), fragment("又架设便民桥六座。", 50, 120)))
    location = source.location_of(len(FULL) - 2, len(FULL) + 3)
    assert (location.page, len(location.boxes)) == (1, 2)
    first, second = location.boxes
    assert first.right == (50 + SIZE * len(FULL)) / 400
    assert (second.left, second.right) == (50 / 400, 80 / 400)


def test_the_sheets_of_a_file_are_kept_for_its_boxes() -> None:
    source = source_of_pages(page(fragment("甲。", 50, 100), width=300, height=500))
    assert [tuple(sheet) for sheet in source.sheets] == [(300, 500, 0.0)]


def test_characters_read_with_doubt_are_told() -> None:
    doubted = Fragment("甲乙。", 50, 100, 80, 110, (50, 60, 70, 80), doubts=(1,))
    source = source_of_pages(page(doubted))
    assert source.doubtful == ((1, 2),)
    assert source.is_doubtful(0, 2)
    assert not source.is_doubtful(0, 1)


def test_the_size_of_a_page_is_that_of_its_usual_character() -> None:
    assert (
        size_of([fragment("四字文字", 0, 0), fragment("正文正文", 0, 20), fragment("标题", 0, 40, 22)])
        == SIZE
    )
    assert size_of([]) == 10.0


def test_what_stands_side_by_side_is_one_row() -> None:
    rows = rows_of([fragment("乙", 50, 0), fragment("甲", 0, 1), fragment("丙", 0, 30)])
    assert [[each.text for each in row] for row in rows] == [["甲", "乙"], ["丙"]]


def test_neighbours_are_joined_from_left_to_right() -> None:
    found = joined([fragment("乙", 50, 0), fragment("甲", 0, 0)], "\t")
    assert found.text == "甲\t乙"
    assert len(found.edges) == len(found.text) + 1


@pytest.mark.parametrize("text", ["甲", "甲乙丙", "12,345.6"])
def test_a_page_goes_through_json_and_back(text: str) -> None:
    made = Page(300, 500, (fragment(text, 50, 100),), pictured=True, slant=0.01)
    assert Page.from_json(made.as_json()) == made


WORDS = st.text(alphabet="望云镇新修道路12.5公里。，", min_size=1, max_size=12)


@given(st.lists(st.tuples(WORDS, st.integers(0, 3), st.integers(0, 20)), min_size=1, max_size=10))
def test_no_character_of_a_page_is_lost_or_moved_off_it(given_fragments: list[tuple[str, int, int]]) -> None:
    at = {(column, row): text for text, column, row in given_fragments}
    made = page(
        *(fragment(text, 10 + 160 * column, 100 + 20 * row) for (column, row), text in at.items()), width=700
    )
    source = source_of_pages(made)
    printed = sorted("".join(source.text.split()).replace(" ", ""))
    assert printed == sorted("".join(at.values()))
    for start in range(len(source.text)):
        for box in source.location_of(start, start + 1).boxes:
            assert 0 <= box.left <= box.right <= 1
