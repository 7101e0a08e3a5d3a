"""What a single cell or row of a sheet looks like."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenyu.workbooks.labels import (
    is_blank_row,
    is_example,
    is_label,
    is_note,
    is_numbering,
    is_total,
    is_units,
    known_labels,
)


@pytest.mark.parametrize("cell", ["姓名", "姓  名", "造价（万元）", "2025年度", "5月份", "2025年", "A座"])
def test_short_texts_may_be_headings(cell: str) -> None:
    assert is_label(cell)


@pytest.mark.parametrize(
    "cell",
    [
        12,
        None,
        "",
        "12.5",
        "2025-05-01",
        "单位：万元",
        "370112345",
        "√",
        "甲" * 41,
        "已完工。",
        date(2025, 5, 1),
    ],
)
def test_values_and_sentences_are_no_headings(cell: Any) -> None:
    assert not is_label(cell)


def test_labels_the_lexicon_knows_are_counted_with_serial_numbers() -> None:
    assert known_labels(["序号", "姓名", "身份证号", "甲乙丙", 12]) == 3


@pytest.mark.parametrize(
    "cells", [["合计", None, 12], [None, "张庄村小计", 3], ["全镇合计"], ["合计（户）", 9], ["1", "总计", 2]]
)
def test_rows_that_sum_others(cells: list[Any]) -> None:
    assert is_total(cells)


@pytest.mark.parametrize(
    "cells", [["东柳村", 12], [1, 2], ["设计单位", "甲"], [None], ["甲", "乙", "丙", "合计"]]
)
def test_rows_that_sum_nothing(cells: list[Any]) -> None:
    assert not is_total(cells)


@pytest.mark.parametrize(
    "cell", ["注：以上均已验收", "填表人：张三", "说明1", "1、本表由各村填写", "※仅供参考"]
)
def test_remarks_about_the_table(cell: str) -> None:
    assert is_note(cell)


@pytest.mark.parametrize("cell", ["东柳村", "1.5", 12, None, "一、张庄村"])
def test_data_are_no_remarks(cell: Any) -> None:
    assert not is_note(cell)


def test_rows_that_show_how_to_fill_in() -> None:
    assert is_example(["例", "张三", 1])
    assert is_example([None, "（示例）", "张三"])
    assert not is_example(["张三", "例"])
    assert not is_example([])


@pytest.mark.parametrize(
    "cells",
    [
        [1, 2, 3, 4],
        [2, 3, 4, 5],
        ["(1)", "(2)", "(3)", "(4)"],
        ["甲", "乙", 1, 2, 3, 4],
        ["A", "B", "C", "D"],
        ["1栏", "2栏", "3栏", "4栏"],
    ],
)
def test_rows_that_only_number_the_columns(cells: list[Any]) -> None:
    assert is_numbering(cells)


@pytest.mark.parametrize(
    "cells", [[1, 2, 3], [1, 3, 5, 7], [7, 8, 9, 10], ["东", 1, 2, 3], ["A", "C", "D", "E"]]
)
def test_rows_of_numbers_that_number_nothing(cells: list[Any]) -> None:
    assert not is_numbering(cells)


@given(st.integers(1, 2), st.integers(4, 30), st.sampled_from(["{}", "({})", "（{}）", "{}栏"]))
def test_any_run_of_column_numbers_is_one(start: int, count: int, form: str) -> None:
    assert is_numbering([form.format(number) for number in range(start, start + count)])


def test_rows_of_units() -> None:
    assert is_units(["计量单位", "户", "万元"])
    assert is_units([None, "亩", "人", "—"])
    assert not is_units(["户"])
    assert not is_units(["东柳村", "户", "元"])


def test_a_row_with_a_bare_number_in_front_is_blank() -> None:
    assert is_blank_row([None, None])
    assert is_blank_row([7, None])
    assert is_blank_row(["12"])
    assert not is_blank_row([None, 7])
    assert not is_blank_row([date(2025, 5, 1)])
    assert not is_blank_row([7, "东柳村"])
