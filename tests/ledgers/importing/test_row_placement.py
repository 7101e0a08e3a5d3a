"""Where the rows of a file belong, and what is said about it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ledgers.samples import toilets
from tests.workbooks.samples import raw_table
from zhenyu.core.errors import UsageError
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.importing.import_notes import import_notes
from zhenyu.ledgers.importing.row_placement import (
    PlacedTables,
    area_in_title,
    area_named,
    area_of_group,
    mapping_of,
    place_tables,
    row_block,
)
from zhenyu.ledgers.importing.table_selection import SelectedTables, select_tables
from zhenyu.ledgers.values.references import References
from zhenyu.workbooks.raw_tables import RawTable
from zhenyu.workbooks.sheets import File

DEFINITION = read_definition(toilets())
EAST, WEST = "990101100201", "990101100202"
PLACES = References(areas={EAST: "东柳村", WEST: "西柳村"}, codes_by_name={"东柳村": EAST, "西柳村": WEST})
HEAD = ["户编号", "户主", "造价"]
DATA = [["1", "张三", 5], ["2", "李四", 6]]


def place(
    *tables: RawTable, own: str | None = None, chosen: dict[int, str] | None = None
) -> tuple[SelectedTables, PlacedTables]:
    selected = select_tables(File("改厕.xlsx", tables), DEFINITION)
    mapping = selected.best.mapping if chosen is None else chosen
    return selected, place_tables(selected, mapping, PLACES, own)


def notes(*tables: RawTable, own: str | None = None, read: bool = True) -> tuple[str, ...]:
    selected, placed = place(*tables, own=own)
    if read:
        for each in placed.parts:
            list(row_block(each, PLACES).rows)
    return import_notes(selected, placed, DEFINITION, PLACES, own)


def rows_of(placed: PlacedTables) -> list[list[Any]]:
    return [list(cells) for each in placed.parts for _, cells in row_block(each, PLACES).rows]


# --- the area of rows -----------------------------------------------------------------------------


def test_without_any_word_rows_belong_to_the_area_imported_into() -> None:
    _, placed = place(raw_table([HEAD, *DATA]), own=EAST)
    assert [(each.area, each.by_group, each.sheet) for each in placed.parts] == [(EAST, False, "")]


def test_a_sheet_named_after_a_village_is_of_that_village() -> None:
    _, placed = place(raw_table([HEAD, *DATA], name="东柳村"), raw_table([HEAD, *DATA], name="西柳村"))
    assert [(each.area, each.sheet) for each in placed.parts] == [(EAST, "东柳村"), (WEST, "西柳村")]


def test_a_title_that_begins_with_a_village_places_the_rows_there() -> None:
    _, placed = place(raw_table([["西柳村改厕台账"], HEAD, *DATA]), own=EAST)
    assert placed.parts[0].area == WEST


def test_the_name_of_the_sheet_goes_before_the_title() -> None:
    _, placed = place(raw_table([["西柳村改厕台账"], HEAD, *DATA], name="东柳村"))
    assert placed.parts[0].area == EAST


def test_group_rows_that_name_villages_place_the_rows_below_them() -> None:
    table = raw_table([HEAD, ["一、东柳村", None, None], *DATA, ["二、西柳村", None, None], ["3", "王五", 7]])
    _, placed = place(table)
    assert placed.parts[0].by_group
    assert [row[-1] for row in rows_of(placed)] == ["东柳村", "东柳村", "西柳村"]
    assert placed.parts[0].columns[-1].name == "area"


def test_group_rows_that_name_something_else_place_nothing() -> None:
    _, placed = place(raw_table([HEAD, ["一、已完工", None, None], *DATA]), own=EAST)
    assert (placed.parts[0].by_group, placed.parts[0].area) == (False, EAST)


def test_a_column_that_names_the_area_decides_alone() -> None:
    table = raw_table([["所在村", *HEAD], *(["西柳村", *row] for row in DATA)], name="东柳村")
    _, placed = place(table, own=None)
    assert (placed.parts[0].area, placed.parts[0].by_group) == (None, False)


def test_sheets_of_villages_outside_the_import_are_not_read() -> None:
    inside, outside = raw_table([HEAD, *DATA], name="东柳村"), raw_table([HEAD, *DATA], name="远山村")
    _, placed = place(inside, outside)
    assert ([each.part.name for each in placed.parts], placed.elsewhere) == (["东柳村"], ("远山村",))
    assert "工作表“远山村”不在本次导入的区划内，没有读" in notes(inside, outside)


def test_when_every_sheet_is_of_a_village_outside_the_import_is_refused() -> None:
    with pytest.raises(UsageError, match="工作表“远山村、近水村”都不在本次导入的区划内") as refused:
        place(raw_table([HEAD, *DATA], name="远山村"), raw_table([HEAD, *DATA], name="近水村"))
    assert refused.value.hint == "请换成这些村所在的区划再导入"


def test_which_texts_name_an_area() -> None:
    assert area_named("东柳村", PLACES) == EAST
    assert area_named("远山村", PLACES) is None
    assert area_of_group("（一）东柳村", PLACES) == "东柳村"
    assert area_of_group("3. 远山村", PLACES) == "远山村"  # the reading of rows says that it is outside
    assert area_of_group("一、已完工", PLACES) is None
    assert area_in_title([("改厕台账",), ("望澜镇西柳村名册", "2025年")], PLACES) == WEST
    assert area_in_title([("远山村名册",)], PLACES) is None


# --- columns --------------------------------------------------------------------------------------


def test_columns_confirmed_for_the_best_sheet_are_found_in_others_by_their_headings() -> None:
    other = raw_table([["造价", "户编号", "户主"], [5, "1", "张三"]], name="西柳村")
    selected = select_tables(File("a.xlsx", (raw_table([HEAD, *DATA], name="东柳村"), other)), DEFINITION)
    best, second = selected.parts
    assert mapping_of(best, best, {0: "household_no"}) == {0: "household_no"}
    assert mapping_of(second, best, {0: "household_no", 1: "remark"}) == {1: "household_no", 2: "remark"}
    assert mapping_of(second, best, best.mapping) == second.mapping


def test_columns_come_in_the_order_of_the_confirmed_fields() -> None:
    _, placed = place(raw_table([HEAD, *DATA]), own=EAST, chosen={2: "cost", 0: "household_no"})
    assert [(column.position, column.name) for column in placed.parts[0].columns] == [
        (2, "cost"),
        (0, "household_no"),
    ]


# --- notes ----------------------------------------------------------------------------------------


def test_columns_no_field_takes_are_named() -> None:
    table = raw_table([[*HEAD, "门牌"], *([*row, "9号"] for row in DATA)])
    assert notes(table, own=EAST) == ("没有对应栏目、未导入的列：门牌",)


def test_conversions_are_told_with_where_their_unit_stands() -> None:
    by_heading = raw_table([["户编号", "造价（万元）"], ["1", 5]])
    above = raw_table([["单位：万元"], HEAD, *DATA])
    assert notes(by_heading, own=EAST) == ("“造价”一列按表头的单位“万元”换算成元",)
    assert notes(above, own=EAST) == ("“造价”一列按表上方的单位“万元”换算成元",)


def test_where_rows_were_placed_is_told_unless_it_was_chosen() -> None:
    table = raw_table([["西柳村改厕台账"], HEAD, *DATA])
    assert notes(table, own=WEST) == ()
    assert notes(table, own=EAST) == ("各行都按“西柳村”登记（表里没有村一栏，村名取自工作表名称或标题）",)


def test_filling_down_and_groups_are_told() -> None:
    merged = raw_table([["所在村", *HEAD], ["东柳村", *DATA[0]], [None, *DATA[1]]], [(1, 0, 2, 0)])
    groups = raw_table([HEAD, ["一、东柳村", None, None], *DATA])
    assert notes(merged) == ("“所在村”有竖向合并的单元格，按合并范围填到各行",)
    assert notes(groups) == ("各行的村按所在分组行确定", "跳过1个分组行：第2行")


def test_rows_left_out_are_told_with_their_numbers_once_they_were_read() -> None:
    table = raw_table([HEAD, DATA[0], [None] * 3, DATA[1], ["合计", None, 11], [None] * 3])
    assert notes(table, own=EAST) == ("跳过1个空行：第3行", "跳过1个合计行：第5行")
    assert notes(table, own=EAST, read=False) == ()


def test_another_table_and_columns_without_heading_are_told() -> None:
    other = ["姓名", "身份证号", "联系电话", "备注"]
    table = raw_table([HEAD, DATA[0], [*DATA[1], "要看"], [None], other, ["甲", "乙", "丙", "丁"]])
    told = notes(table, own=EAST)
    assert "第5行起是另一张表，没有读；请把它移到另一个工作表再导入" in told
    assert "没有表头、未导入的列：D" in told


def test_of_several_sheets_each_note_names_its_own() -> None:
    tables = [raw_table([HEAD, *DATA, ["合计", None, 11]], name=name) for name in ("东柳村", "西柳村")]
    told = notes(*tables)
    assert "“东柳村”表跳过1个合计行：第4行" in told
    assert "“西柳村”表跳过1个合计行：第4行" in told
