"""A table inside a sheet, answered once: titles, heading, units, merges, kinds of rows, halves."""

from __future__ import annotations

from typing import Any

import pytest

from tests.workbooks.samples import grid
from zhenyu.workbooks.raw_tables import Merge
from zhenyu.workbooks.row_kinds import RowKind
from zhenyu.workbooks.sheet_tables import (
    SheetTable,
    find_table,
    first_text,
    possible_tables,
    row_notes,
    twin_column,
)

HEAD = ["序号", "姓名", "造价（元）", "联系电话"]
DATA = [1, "张三", 1200, "13800001111"]


def table(rows: list[list[Any]], merges: list[tuple[int, int, int, int]] | None = None) -> SheetTable:
    found = find_table(grid(rows, merges or []))
    assert found is not None
    return found


def test_a_table_tells_its_heading_and_what_stands_above() -> None:
    found = table([["望澜镇 改厕台账"], [], ["单位：元", None, "2025年"], HEAD, DATA])
    assert found.above == (("望澜镇改厕台账",), ("单位:元", "2025年"))
    assert found.headers == ("序号", "姓名", "造价(元)", "联系电话")
    assert found.heading_rows == (tuple(HEAD),)
    assert found.first_row == 4


def test_columns_without_a_heading_have_an_empty_one() -> None:
    rows = [["姓名", None, "联系电话", "身份证号"], ["张三", 1, "13800001111", "x"]]
    assert table(rows).headers == ("姓名", "", "联系电话", "身份证号")


def test_every_row_below_the_heading_has_a_kind() -> None:
    found = table([HEAD, [1, 2, 3, 4], DATA, ["一、东柳村"], DATA, ["合计", None, 2400, None]])
    assert found.kinds == {
        1: RowKind.NUMBERING,
        2: RowKind.DATA,
        3: RowKind.GROUP,
        4: RowKind.DATA,
        5: RowKind.TOTAL,
    }
    assert found.data == (2, 4)
    assert found.group_texts == ("一、东柳村",)


def test_a_unit_is_of_the_heading_else_of_the_row_of_units() -> None:
    found = table([["村", "造价（万元）", "面积", "户数"], [None, "元", "亩", "户"], ["东柳村", 1, 2, 3]])
    assert found.units == {1: "万元", 2: "亩", 3: "户"}


def test_a_group_that_names_a_unit_gives_it_to_its_columns() -> None:
    rows = [["村", "资金（万元）", None], [None, "到位", "支出"], ["东柳村", 110, 102], ["西柳村", 90, 88]]
    assert table(rows, [(0, 1, 0, 2), (0, 0, 1, 0)]).units == {1: "万元", 2: "万元"}


def test_ranges_merged_downwards_are_those_of_the_asked_columns_below_the_heading() -> None:
    rows = [["村", "姓名", "联系电话"], ["东柳村", "张三", "1"], [None, "李四", "2"], ["西柳村", "王五", "3"]]
    merges = [(1, 0, 2, 0), (1, 1, 1, 2), (0, 0, 0, 1)]
    found = table(rows, merges)
    assert found.merged_down([0, 1]) == (Merge(1, 0, 2, 0),)
    assert found.merged_down([1]) == ()


def test_a_sheet_without_a_heading_has_no_table() -> None:
    assert find_table(grid([[1, 2], [3, 4]])) is None


# --- halves ---------------------------------------------------------------------------------------

TWIN = [
    ["姓名", "联系电话", "姓名", "联系电话"],
    ["张三", "13800001111", "李四", "13800002222"],
    ["王五", "13800003333", None, None],
]


def test_of_a_sheet_printed_in_two_halves_the_left_is_found() -> None:
    found = table(TWIN)
    assert (found.start, found.stop) == (0, 2)
    assert found.heading.titles == {0: "姓名", 1: "联系电话"}
    assert "表头在C列起又重复一遍" in row_notes(found)[-1]


def test_both_halves_count_their_columns_from_their_own_first() -> None:
    left, right = next(possible_tables(grid(TWIN), ())).halves()
    assert [right.cut(row) for row in right.grid.rows] == [
        ("姓名", "联系电话"),
        ("李四", "13800002222"),
        (),
    ]
    assert (left.letter(0), right.letter(0), right.letter(1)) == ("A", "C", "D")
    assert (left.data, right.data) == ((1, 2), (1,))


def test_a_table_without_a_twin_is_its_own_half() -> None:
    found = table([HEAD, DATA])
    assert found.halves() == (found,)


@pytest.mark.parametrize(
    ("titles", "column"),
    [
        (["姓名", "电话", "姓名", "电话"], 2),
        (["村", "户", "人", "村", "户", "人"], 3),
        (["姓名", "电话", "备注"], None),
        (["姓名", "姓名"], None),
        ([], None),
    ],
)
def test_where_titles_begin_anew(titles: list[str], column: int | None) -> None:
    assert twin_column(dict(enumerate(titles))) == column


# --- what may be the table ------------------------------------------------------------------------


def test_a_ledger_may_look_for_its_heading_in_every_first_row() -> None:
    sheet = grid([["甲", "乙"], ["丙", "丁"], [1, 2]])
    firsts = [(each.heading.first, each.heading.last) for each in possible_tables(sheet, ())]
    assert {(0, 0), (0, 1), (1, 1), (1, 2), (2, 2)} <= set(firsts)


def test_what_reads_as_a_heading_by_itself_is_tried_first() -> None:
    assert next(possible_tables(grid([["望澜镇"], HEAD, DATA]), ())).heading.first == 1


def test_merges_below_the_rows_looked_at_are_not_lost() -> None:
    far = Merge(5000, 0, 5003, 0)
    assert next(possible_tables(grid([HEAD, DATA]), (far,))).merged_down([0]) == (far,)


# --- notes ----------------------------------------------------------------------------------------


def test_rows_that_are_no_data_are_named_with_their_numbers() -> None:
    notes = row_notes(table([HEAD, DATA, [None], DATA, ["合计", None, 2400], ["注：已验收"]]))
    assert notes == ["空行未当作数据：第3行", "合计行未当作数据：第5行", "表下说明未当作数据：第6行"]


def test_another_table_below_is_named() -> None:
    other = ["村", "户数", "完工日期", "备注"]
    notes = row_notes(table([HEAD, DATA, DATA, [None], other, DATA]))
    assert notes == ["第5行起是另一张表，没有读；请把它移到另一个工作表再推断"]


def test_the_first_text_of_a_row() -> None:
    assert first_text([None, " ", "一、 东柳村", "x"]) == "一、东柳村"
    assert first_text([None, ""]) == ""
