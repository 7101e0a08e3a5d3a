"""Where the heading of a table is, and the titles its rows make together."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.workbooks.samples import grid
from zhenyu.workbooks.heading_rows import HeadingRows, compose, find_heading, row_strength

HEAD = ["序号", "姓名", "身份证号", "联系电话"]
DATA = [1, "张三", "110101199001011237", "13800001111"]


def heading(*args: object, **kwargs: object) -> HeadingRows:
    found = find_heading(grid(*args, **kwargs))  # type: ignore[arg-type]  # rows and merges as grid takes them
    assert found is not None
    return found


def test_the_first_row_may_be_the_heading() -> None:
    found = heading([HEAD, DATA, DATA])
    assert (found.first, found.last) == (0, 0)
    assert found.titles == dict(enumerate(HEAD))


def test_titles_and_blank_rows_above_are_passed_over() -> None:
    found = heading([["望澜镇低保户花名册"], [], ["填报单位：民政办", None, "2025年"], HEAD, DATA, DATA])
    assert (found.first, found.last) == (3, 3)


def test_a_sheet_of_numbers_has_no_heading() -> None:
    assert find_heading(grid([[1, 2], [3, 4]])) is None
    assert find_heading(grid([])) is None


def test_two_rows_under_a_merged_group_make_titles_of_two_parts() -> None:
    rows = [["村", "改厕", None], [None, "计划", "完成"], ["东柳村", 110, 102], ["西柳村", 90, 88]]
    found = heading(rows, [(0, 1, 0, 2), (0, 0, 1, 0)])
    assert (found.first, found.last) == (0, 1)
    assert found.titles == {0: "村", 1: "改厕/计划", 2: "改厕/完成"}
    assert found.parts[2] == ("改厕", "完成")


def test_without_merges_a_group_reaches_to_the_next() -> None:
    rows = [["姓名", "身份证号", "补助", None, "联系电话"], [None, None, "标准", "金额", None], DATA, DATA]
    assert heading(rows).titles[3] == "补助/金额"


def test_a_row_of_units_or_numbers_is_no_second_row() -> None:
    assert heading([HEAD, [None, "人", None, "户"], DATA, DATA]).last == 0
    assert heading([HEAD, [1, 2, 3, 4], DATA, DATA]).last == 0


def test_the_search_may_begin_further_down() -> None:
    sheet = grid([HEAD, DATA, [], HEAD, DATA])
    found = find_heading(sheet, start=1)
    assert found is not None
    assert found.first == 3


def test_rows_composed_by_hand_say_each_part_once() -> None:
    sheet = grid([["姓名", "补助"], ["姓名", "金额"]])
    assert compose(sheet, 0, 1).parts == {0: ("姓名",), 1: ("补助", "金额")}


def test_columns_without_a_title_are_missing() -> None:
    assert compose(grid([["村", None, "户数"]]), 0, 0).titles == {0: "村", 2: "户数"}


def test_how_much_a_row_looks_like_a_heading() -> None:
    assert row_strength(HEAD) == (4, 4)
    assert row_strength(["甲", "乙"]) == (2, 0)
    assert row_strength(["合计", "姓名"]) == (0, 0)
    assert row_strength(["姓名"]) == (0, 0)
    assert row_strength(["姓名", 1, 2, 3]) == (0, 0)
    assert row_strength(["示例", "姓名", "电话"]) == (0, 0)
    assert row_strength(["无", "无", "无", "无", "无", "无"]) == (0, 0)


@given(st.integers(0, 12), st.integers(1, 12))
def test_a_known_heading_is_found_wherever_it_stands(above: int, below: int) -> None:
    found = find_heading(grid([*[["情况说明"]] * above, HEAD, *[DATA] * below]))
    assert found is not None
    assert (found.first, found.last, list(found.titles.values())) == (above, above, HEAD)
