"""What each row below a heading is, told in one pass."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from zhenyu.workbooks.row_kinds import RowKind, RowSorter

HEAD = ("序号", "村", "户主", "造价")
TITLES = dict(enumerate(HEAD))
DATA = [1, "东柳村", "张三", 1200]
D, B = RowKind.DATA, RowKind.BLANK


def kinds(*rows: list[Any]) -> list[RowKind]:
    return [kind for _, _, kind in RowSorter([HEAD], TITLES).sort(enumerate(rows, start=2))]


def test_filled_rows_are_data() -> None:
    assert kinds(DATA, DATA) == [D, D]


def test_rows_keep_their_numbers_and_cells() -> None:
    assert list(RowSorter([HEAD], TITLES).sort([(7, DATA)])) == [(7, DATA, D)]


def test_blank_rows_and_bare_row_numbers_are_blank() -> None:
    assert kinds(DATA, [None] * 4, [2, None, None, None], ["", " ", None, ""]) == [D, B, B, B]


def test_numbers_units_and_an_example_may_stand_right_below_the_heading() -> None:
    assert kinds([1, 2, 3, 4], DATA) == [RowKind.NUMBERING, D]
    assert kinds([None, None, "户", "元"], DATA) == [RowKind.UNITS, D]
    assert kinds(["例", "东柳村", "张三", 1], DATA) == [RowKind.EXAMPLE, D]


def test_further_down_they_are_data() -> None:
    assert kinds(DATA, DATA, DATA, [1, 2, 3, 4], DATA)[3] is D


def test_totals_are_told_anywhere() -> None:
    assert kinds(DATA, ["东柳村小计", None, None, 1200], DATA, ["合计", None, 2, 2400]) == [
        D,
        RowKind.TOTAL,
        D,
        RowKind.TOTAL,
    ]


def test_a_row_of_a_single_text_heads_a_group() -> None:
    assert kinds(["一、东柳村", None, None, None], DATA) == [RowKind.GROUP, D]


def test_a_heading_printed_again_is_no_data() -> None:
    assert kinds(DATA, list(HEAD), DATA) == [D, RowKind.REPEAT, D]


def test_notes_at_the_foot_are_notes_and_the_same_words_in_between_are_not() -> None:
    note = ["注：以上已验收", None, None, None]
    assert kinds(DATA, DATA, note) == [D, D, RowKind.NOTE]
    assert kinds(DATA, note, DATA)[1] is not RowKind.NOTE


def test_a_signature_of_few_cells_at_the_foot_is_a_note() -> None:
    assert kinds(DATA, ["填表人：张三", None, "审核：李四", None])[1] is RowKind.NOTE


def test_another_table_begins_behind_a_blank_row() -> None:
    other = ["姓名", "身份证号", "联系电话", "备注"]
    assert kinds(DATA, [None], other, DATA, DATA) == [D, B, *[RowKind.OTHER] * 3]


def test_the_heading_again_behind_a_blank_row_is_the_same_table() -> None:
    assert kinds(DATA, [None], list(HEAD), DATA) == [D, B, RowKind.REPEAT, D]


def test_rows_that_look_like_notes_by_the_hundred_are_no_notes() -> None:
    many = [[f"{n}、改造厕所一座", None, None, None] for n in range(1, 100)]
    assert kinds(DATA, *many).count(RowKind.NOTE) < len(many) / 2


def test_a_shorter_row_is_read_as_if_blank_behind() -> None:
    assert kinds([1, "东柳村"], [1, "西柳村", "李四"]) == [D, D]


@given(
    st.lists(
        st.lists(st.sampled_from([None, "", "东柳村", "合计", "注：无", 1, 12.5, "户"]), max_size=5),
        max_size=30,
    ),
    st.integers(1, 1000),
)
def test_no_row_is_lost_or_moved(rows: list[list[Any]], first: int) -> None:
    sorted_rows = list(RowSorter([HEAD], TITLES).sort(enumerate(rows, start=first)))
    assert [(number, cells) for number, cells, _ in sorted_rows] == list(enumerate(rows, start=first))
