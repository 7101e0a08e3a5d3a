"""Which sheets, columns and rows of a file a ledger takes, and what is said of the rest."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ledgers.samples import toilets
from tests.workbooks.samples import raw_table
from zhenyu.core.errors import UsageError
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.importing.table_selection import SelectedTables, part_of, select_tables
from zhenyu.workbooks.raw_tables import RawTable
from zhenyu.workbooks.sheets import File

DEFINITION = read_definition(toilets())
HEAD = ["户编号", "户主", "造价（元）", "完工日期"]
DATA = [["东-1", "张三", 1200, "2025.5.1"], ["东-2", "李四", 1300, "2025.5.2"]]


def select(*tables: RawTable, hidden: tuple[str, ...] = ()) -> SelectedTables:
    return select_tables(File("改厕.xlsx", tables, hidden), DEFINITION)


def mapping(*rows: list[Any]) -> dict[int, str]:
    part = part_of(raw_table(list(rows)), DEFINITION)
    return {} if part is None else dict(part.mapping)


# --- columns --------------------------------------------------------------------------------------


def test_columns_are_matched_by_their_headings() -> None:
    assert mapping(HEAD, *DATA) == {0: "household_no", 1: "head", 2: "cost", 3: "finished_on"}


def test_synonyms_and_stars_are_understood() -> None:
    assert mapping(["*户编号", "改造费用(万元)"], ["东-1", 1]) == {0: "household_no", 1: "cost"}


def test_a_heading_of_two_rows_is_matched_by_its_lower_part() -> None:
    rows = [["户编号", "工程", None], [None, "造价", "完工日期"], ["东-1", 1200, "2025.5.1"]]
    part = part_of(raw_table(rows, [(0, 0, 1, 0), (0, 1, 0, 2)]), DEFINITION)
    assert part is not None
    assert part.mapping == {0: "household_no", 1: "cost", 2: "finished_on"}
    assert part.table.first_row == 2


def test_a_column_whose_cells_can_be_but_one_thing_needs_no_known_heading() -> None:
    rows = [["户编号", "哪里", "怎么改"], *([f"东-{n}", "东柳村", "水冲式"] for n in range(4))]
    assert mapping(*rows) == {0: "household_no", 1: "area", 2: "kind"}


def test_a_state_is_known_by_its_words() -> None:
    rows = [["户编号", "到哪一步"], *([f"东-{n}", "施工中"] for n in range(4))]
    assert mapping(*rows) == {0: "household_no", 1: "state"}


def test_few_cells_tell_nothing() -> None:
    assert mapping(["户编号", "怎么改"], ["东-1", "水冲式"]) == {0: "household_no"}


def test_a_sheet_with_no_known_heading_is_no_table_of_the_ledger() -> None:
    assert part_of(raw_table([["甲", "乙"], [1, 2]]), DEFINITION) is None
    assert part_of(raw_table([]), DEFINITION) is None


# --- units ----------------------------------------------------------------------------------------


def test_a_column_has_the_unit_of_its_heading_or_of_the_row_of_units() -> None:
    by_heading = part_of(raw_table([["户编号", "造价（万元）"], ["东-1", 1]]), DEFINITION)
    by_row = part_of(
        raw_table([["户编号", "造价", "面积"], [None, "万元", "亩"], ["东-1", 1, 2]]), DEFINITION
    )
    assert by_heading is not None
    assert by_row is not None
    assert (by_heading.unit_of(1), by_row.unit_of(1)) == ("万元", "万元")


def test_a_unit_above_the_table_is_lent_to_columns_of_money_without_one() -> None:
    part = part_of(
        raw_table([["改厕台账"], ["单位：万元"], [*HEAD[:2], "造价"], ["东-1", "张三", 1]]), DEFINITION
    )
    assert part is not None
    assert (part.unit_of(2), part.unit_above) == ("万元", ("万元", frozenset({2})))
    assert part.unit_of(0) == ""


def test_a_unit_above_lends_nothing_to_a_heading_that_names_its_own() -> None:
    part = part_of(raw_table([["单位：万元"], HEAD, *DATA]), DEFINITION)
    assert part is not None
    assert (part.unit_of(2), part.unit_above) == ("元", ("", frozenset()))


# --- sheets ---------------------------------------------------------------------------------------


def test_sheets_with_the_same_columns_are_taken_together() -> None:
    selected = select(raw_table([HEAD, *DATA], name="东柳村"), raw_table([HEAD, *DATA], name="西柳村"))
    assert [part.name for part in selected.parts] == ["东柳村", "西柳村"]
    assert (selected.several, selected.total) == (True, 4)
    assert selected.notes == ("2个工作表的栏目相同，一起导入：东柳村、西柳村",)


def test_the_sheet_with_most_columns_is_the_best_and_comes_first() -> None:
    selected = select(
        raw_table([HEAD[:2], ["东-1", "张三"]], name="摘要"), raw_table([HEAD, *DATA], name="台账")
    )
    assert [part.name for part in selected.parts] == ["台账"]
    assert selected.notes == ("工作表“摘要”的栏目与这张表不同，没有读；需要时请单独导入",)


def test_sheets_of_other_things_hidden_sheets_and_our_own_are_told_apart() -> None:
    selected = select(
        raw_table([HEAD, *DATA], name="台账"),
        raw_table([["情况", "说得很长"]], name="附言"),
        raw_table([["项目", "内容"]], name="说明"),
        raw_table([[None]], name="空白"),
        hidden=("草稿",),
    )
    assert selected.notes == (
        "隐藏的工作表没有读：草稿；如果要用，请取消隐藏后再导入",
        "工作表“附言”不是这本台账的表，没有读",
    )


def test_a_sheet_printed_in_two_halves_is_read_twice() -> None:
    rows = [["户编号", "造价", "户编号", "造价"], ["东-1", 1, "东-2", 2]]
    selected = select(raw_table(rows))
    assert [(part.table.start, part.table.stop, part.left) for part in selected.parts] == [
        (0, 2, 0),
        (2, 4, 2),
    ]
    assert selected.notes == ("工作表“表”左右并排印成两半，两半都读了",)
    assert selected.total == 1
    assert not selected.several


def test_a_file_without_a_table_of_the_ledger_is_refused_with_the_titles_it_should_have() -> None:
    with pytest.raises(UsageError, match="“改厕.xlsx”里没有找到“农村改厕台账”的表头") as refused:
        select(raw_table([["甲", "乙"], [1, 2]]))
    assert refused.value.hint.startswith("表头应写栏目名称，如：户编号、户主、身份证号")
