"""Where the numbers of a table begin, what its columns and rows are called."""

import pytest

from tests.documents.formats.made_pages import table
from zhenyu.documents.formats.table_figures import read_table, unit_free
from zhenyu.documents.formats.table_grid import TableGrid

VILLAGES = [
    ["村名", "户数（户）", "投资（万元）"],
    ["东柳村", "12", "3.5"],
    ["西柳村", "15", "4"],
    ["合计", "27", "7.5"],
]
INDICATORS = [
    ["指标", "单位", "2031年", "增长%"],
    ["财政收入", "万元", "3600", "7.5"],
    ["其中：税收", "万元", "2800", "-1.2"],
    ["植树", "亩", "500", "3"],
]


def test_the_heading_ends_where_the_values_begin() -> None:
    grid = TableGrid(table(VILLAGES))
    assert (grid.headings, grid.data, grid.stubs) == ([0], [1, 2, 3], [0])


def test_a_line_of_years_is_heading_and_no_values() -> None:
    grid = TableGrid(table([["指标", "2029", "2030"], ["税收", "5", "6"]]))
    assert grid.data == [1]


def test_a_line_that_numbers_the_columns_is_passed_over() -> None:
    grid = TableGrid(table([["指标", "上年", "本年"], ["甲", "1", "2"], ["税收", "50", "60"]]))
    assert (grid.headings, grid.data) == ([0], [2])


def test_a_serial_number_is_no_label() -> None:
    grid = TableGrid(table([["序号", "村名", "人口"], ["1", "东柳村", "320"], ["2", "西柳村", "280"]]))
    assert grid.stubs == [1]
    assert grid.label(1) == "东柳村"


def test_a_column_of_units_gives_each_row_its_unit() -> None:
    grid = TableGrid(table(INDICATORS))
    assert grid.unit_column == 1
    assert grid.row_unit(1) == "万元"


def test_a_column_of_offices_is_no_column_of_units() -> None:
    rows = [["责任单位", "户数"], ["农业办", "12"], ["民政办", "15"]]
    assert TableGrid(table(rows)).unit_column is None


def test_a_column_that_only_says_how_speaks_of_the_one_to_its_left() -> None:
    grid = TableGrid(table([["村名", "改厕户数", "排名"], ["东柳村", "12", "2"], ["西柳村", "15", "1"]]))
    heading = grid.heading(2)
    assert heading is not None
    assert (heading.measure, heading.rank) == ("改厕户数", True)


@pytest.mark.parametrize(
    ("words", "measure", "scope", "value", "base"),
    [
        ("12", "户数", "东柳村", "12", "household"),
        ("3.5", "投资", "东柳村", "35000", "yuan"),
        ("27", "户数", None, "27", "household"),
    ],
)
def test_a_number_is_named_by_its_heading_where_its_row_is_a_village(
    words: str, measure: str, scope: str | None, value: str, base: str
) -> None:
    found = next(each for each in read_table(table(VILLAGES)).figures if each.text == words)
    assert (found.measure, found.scope, str(found.low_si.normalize()), found.unit_base) == (
        measure,
        scope,
        str(type(found.low_si)(value).normalize()),
        base,
    )


def test_parts_point_to_the_row_they_are_part_of_and_growth_to_its_level() -> None:
    figures = read_table(table(INDICATORS, "望云镇2031年主要指标"), year=2031).figures
    assert [each.text for each in figures] == ["3600", "7.5", "2800", "-1.2", "500", "3"]
    assert [each.parent for each in figures] == [None, None, 0, 1, None, None]
    assert [each.compare.of_idx if each.compare else None for each in figures] == [None, 0, None, 2, None, 4]


def test_the_title_dates_the_numbers_and_gives_a_unit() -> None:
    figures = read_table(table([["村名", "完成额"], ["东柳村", "12"]], "2031年完成情况\n单位：万元")).figures
    assert [(each.period, each.unit_base, each.low_si) for each in figures] == [("2031", "yuan", 120_000)]


def test_a_table_of_words_has_no_figures() -> None:
    assert read_table(table([["甲", "乙"], ["说明", "文字"]])).figures == ()


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("1.财政收入（万元）", "财政收入"),
        ("（二）植树", "植树"),
        ("税收", "税收"),
        ("农业（其中）", "农业（其中）"),
    ],
)
def test_a_label_loses_its_ordinal_and_its_unit(label: str, name: str) -> None:
    assert unit_free(label) == name
