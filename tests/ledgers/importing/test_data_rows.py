"""The rows of data of a table: merged cells filled down, formulas, and what is left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from tests.ledgers.samples import toilets
from tests.workbooks.samples import raw_table
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.importing.data_rows import (
    UNSOLVED,
    LeftOut,
    data_rows,
    group_column,
    merged_columns,
    written_once,
)
from zhenyu.ledgers.importing.table_selection import TablePart, part_of
from zhenyu.workbooks.row_kinds import RowKind
from zhenyu.workbooks.sheet_xml import Marks

DEFINITION = read_definition(toilets())
HEAD = ["所在村", "户编号", "户主", "造价"]
Rows = Sequence[Sequence[Any]]


def part(rows: Rows, merges: Sequence[tuple[int, int, int, int]] = (), **changes: Any) -> TablePart:
    found = part_of(replace(raw_table([HEAD, *rows], merges), **changes), DEFINITION)
    assert found is not None
    return found


def data(
    rows: Rows,
    merges: Sequence[tuple[int, int, int, int]] = (),
    area_of: Callable[[str], str | None] | None = None,
    **changes: Any,
) -> tuple[list[tuple[int, list[Any]]], LeftOut]:
    """The rows of data below the heading, and what was left out."""
    left_out = LeftOut()
    found = part(rows, merges, **changes)
    return [(number, list(cells)) for number, cells in data_rows(found, left_out, area_of)], left_out


def test_rows_keep_the_numbers_excel_shows() -> None:
    rows, left_out = data([["东柳村", "1", "张三", 5], ["西柳村", "2", "李四", 6]])
    assert rows == [(2, ["东柳村", "1", "张三", 5]), (3, ["西柳村", "2", "李四", 6])]
    assert (left_out.rows, left_out.columns, left_out.last) == ({}, set(), 3)


def test_totals_blanks_and_notes_are_left_out_by_kind() -> None:
    rows, left_out = data(
        [
            ["东柳村", "1", "张三", 5],
            [None] * 4,
            ["西柳村", "2", "李四", 6],
            ["合计", None, None, 11],
            ["注：已验收"],
        ]
    )
    assert [number for number, _ in rows] == [2, 4]
    assert left_out.rows == {RowKind.BLANK: [3], RowKind.TOTAL: [5], RowKind.NOTE: [6]}


def test_cells_merged_downwards_are_filled_into_each_of_their_rows() -> None:
    rows, _ = data(
        [["东柳村", "1", "张三", 5], [None, "2", "李四", 6], ["西柳村", "3", "王五", 7]], [(1, 0, 2, 0)]
    )
    assert [cells[0] for _, cells in rows] == ["东柳村", "东柳村", "西柳村"]


def test_a_merge_ends_where_it_ends() -> None:
    rows, _ = data(
        [["东柳村", "1", "张三", 5], ["东柳村", "2", None, 6], ["东柳村", "3", None, 7]], [(1, 2, 2, 2)]
    )
    assert [cells[2] for _, cells in rows] == ["张三", "张三", None]


def test_an_area_written_once_holds_for_the_rows_below_it() -> None:
    households = [[None, str(n), "张三", n] for n in range(1, 7)]
    households[0][0], households[3][0] = "东柳村", "西柳村"
    rows, _ = data(households)
    assert [cells[0] for _, cells in rows] == ["东柳村"] * 3 + ["西柳村"] * 3


def test_another_field_written_once_is_not_filled_down() -> None:
    rows, _ = data([["东柳村", "1", "张三", 5], ["东柳村", "2", None, 6], ["东柳村", "3", None, 7]])
    assert [cells[2] for _, cells in rows] == ["张三", None, None]


def test_a_formula_without_result_is_a_problem_and_no_blank() -> None:
    rows, _ = data([["东柳村", "1", "张三", ""]], marks=lambda: Marks(unsolved={2: (3,)}))
    assert rows[0][1][3] is UNSOLVED
    assert "保存一次再导入" in UNSOLVED.hint


def test_formulas_are_found_in_sheets_that_begin_at_the_right() -> None:
    rows, _ = data([["东柳村", "1", "张三", ""]], marks=lambda: Marks(unsolved={2: (5,)}), left=2)
    assert rows[0][1][3] is UNSOLVED


def test_columns_without_a_heading_that_hold_something_are_remembered() -> None:
    rows, left_out = data([["东柳村", "1", "张三", 5, "要看"], ["东柳村", "2", "李四", 6, ""]])
    assert left_out.columns == {4}
    assert len(rows) == 2


def test_group_rows_give_the_rows_below_them_their_area() -> None:
    groups: Rows = [
        ["一、东柳村", None, None, None],
        ["", "1", "张三", 5],
        ["二、西柳村", None, None, None],
        ["", "2", "李四", 6],
        ["（待定）", None, None, None],
        ["", "3", "王五", 7],
    ]
    rows, left_out = data(groups, area_of=lambda text: text[2:] if "、" in text else None)
    assert [cells[-1] for _, cells in rows] == ["东柳村", "西柳村", "西柳村"]
    assert left_out.rows == {RowKind.GROUP: [2, 4, 6]}
    assert [len(cells) for _, cells in rows] == [group_column(part(groups)) + 1] * 3


def test_of_two_halves_each_gives_its_own_rows() -> None:
    rows = [["户编号", "造价", "户编号", "造价"], ["1", 5, "3", 7], ["2", 6, None, None]]
    whole = part_of(raw_table(rows), DEFINITION)
    assert whole is not None
    halves = [replace(whole, table=half) for half in whole.table.halves()]
    assert [[list(cells) for _, cells in data_rows(half, LeftOut())] for half in halves] == [
        [["1", 5], ["2", 6]],
        [["3", 7]],
    ]


def test_whether_an_area_is_written_once() -> None:
    once = [["东柳村", "1", "张三", 5], [None, "2", "李四", 6], [None, "3", "王五", 7]]
    assert written_once(part(once))
    assert not written_once(part([["东柳村", *row[1:]] for row in once]))
    assert not written_once(part(once[:2]))
    assert not written_once(part([[None, *row[1:]] for row in once]))


def test_columns_with_merged_cells_are_named_once() -> None:
    rows = [
        ["东柳村", "1", "张三", 5],
        [None, "2", "李四", 6],
        ["西柳村", "3", "王五", 7],
        [None, "4", "赵六", 8],
    ]
    assert merged_columns(part(rows, [(1, 0, 2, 0), (3, 0, 4, 0)])) == [0]
