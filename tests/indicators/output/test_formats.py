"""Figures as tables, sentences and files: blank, zero and not applicable stay three things."""

import csv
import json
import re
from dataclasses import replace
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from zhenyu.core.values.addresses import FigureAddress
from zhenyu.indicators.output import formats
from zhenyu.indicators.types import Figure, Rank


def figure(address: str = "renovated@990101100/2025", value: str | None = "12", **more: Any) -> Figure:
    absence = None if value is not None else more.pop("absence", "unknown")
    base = Figure(
        FigureAddress.parse(address),
        "改厕户数",
        "柳河镇",
        Decimal(value) if value is not None else None,
        "户",
        "derived",
        absence,
    )
    return replace(base, **more)


BLANK = figure(value=None, note="台账里没有记录")
ZERO = figure(value="0")
NOT_APPLICABLE = figure(value=None, absence="not_applicable", note="这个指标不统计到这一级")


def test_a_figure_in_a_sentence_says_what_it_is_compared_with() -> None:
    told = formats.line(
        figure(
            target=Decimal(20),
            completion=Decimal(60),
            yoy=Decimal("12.345"),
            rank=Rank(2, 5),
            finality="preliminary",
            recomputing=True,
        )
    )
    assert told == (
        "柳河镇 2025年 改厕户数 12户，完成目标的60%，同比12.35%，第2位（共5个），重新计算中，初步数"
    )


def test_the_difference_of_two_rates_is_said_in_points() -> None:
    assert "同比-1.5个百分点" in formats.line(figure(yoy=Decimal(9), yoy_points=Decimal("-1.5")))


def test_an_aspect_is_said_without_what_the_value_is_compared_with() -> None:
    told = formats.line(figure("renovated@990101100/2025.yoy", unit="%", rank=Rank(1, 2)))
    assert re.fullmatch(r"柳河镇 2025年 改厕户数（同比[^）]*） 12%", told)


@pytest.mark.parametrize(
    ("found", "said"),
    [(BLANK, "—（台账里没有记录）"), (ZERO, "0户"), (NOT_APPLICABLE, "不适用（这个指标不统计到这一级）")],
)
def test_blank_zero_and_not_applicable_are_three_sentences(found: Figure, said: str) -> None:
    assert formats.line(found).endswith(said)


@pytest.mark.parametrize(("found", "cell"), [(BLANK, None), (ZERO, Decimal(0)), (NOT_APPLICABLE, "不适用")])
def test_blank_zero_and_not_applicable_are_three_cells(found: Figure, cell: object) -> None:
    assert formats.cell_of(found) == cell


def test_a_table_of_areas_has_a_column_for_each_indicator_and_aligns_wide_characters() -> None:
    figures = [
        figure("renovated@990101100201/2025", "7", area_name="东柳村"),
        figure("renovated@990101100202/2025", "12345", area_name="西柳"),
        figure("rate@990101100201/2025", "3.14159", area_name="东柳村", title="改厕率", unit="%"),
    ]
    title, head, first, second = formats.render(figures, "table").splitlines()
    assert title == "2025年"
    assert head.split() == ["区划", "改厕户数（户）", "改厕率（%）"]
    assert first.split() == ["东柳村", "7", "3.14"]
    assert second.split() == ["西柳", "12345"]
    assert second.startswith("西柳    ")


def test_a_table_of_periods_names_the_area_once() -> None:
    figures = [figure(f"renovated@990101100/2025-{month:02}", str(month)) for month in (1, 2)]
    title, head, *rows = formats.render(figures, "table").splitlines()
    assert (title, head.split()) == ("柳河镇", ["时间", "改厕户数（户）"])
    assert [row.split()[-1] for row in rows] == ["1", "2"]


def test_json_keeps_exact_decimals_as_text_and_says_why_there_is_none() -> None:
    exact, blank = json.loads(formats.render([figure(value="0.10"), BLANK], "json"))
    assert exact["value"] == "0.1"
    assert (blank["value"], blank["absence"], blank["note"]) == (None, "unknown", "台账里没有记录")
    assert "target" in exact


def test_values_alone_leave_out_what_nobody_looked_up() -> None:
    (bare,) = json.loads(formats.render([figure()], "json", bare=True))
    assert not {"target", "yoy", "rank"} & set(bare)
    header = next(csv.reader(StringIO(formats.render([figure()], "csv", bare=True))))
    assert "目标" not in header
    assert header[0] == "数据地址"
    assert header[-1] == "更新时间"


def test_a_line_of_csv_holds_the_address_and_the_rank() -> None:
    text = formats.render([figure(rank=Rank(3, 8), source="月报", status="entered")], "csv")
    (line,) = csv.DictReader(StringIO(text))
    assert line["数据地址"] == "renovated@990101100/2025"
    assert (line["位次"], line["参评数"], line["来源性质"], line["来源文件"]) == ("3", "8", "录入", "月报")


def test_forms_without_a_place_for_comparisons_need_none_looked_up() -> None:
    assert formats.shows_values_only("sdmx-csv", several=False)
    assert formats.shows_values_only("table", several=True)
    assert not formats.shows_values_only("table", several=False)
    assert not formats.shows_values_only("csv", several=True)


@pytest.mark.parametrize("form", ["sdmx-csv", "sdmx-csv-1"])
def test_sdmx_gives_every_figure_an_observation_with_its_status(form: str) -> None:
    header, *lines = csv.reader(StringIO(formats.render([figure(), BLANK, NOT_APPLICABLE], form)))
    assert len(lines) == 3
    assert all(len(line) == len(header) for line in lines)
    value = header.index("OBS_VALUE")
    status = header.index("OBS_STATUS")
    assert [line[value] for line in lines] == ["12", "", ""]
    assert len({line[status] for line in lines}) == 3


def test_a_csv_file_begins_with_the_mark_excel_knows_utf8_by(tmp_path: Path) -> None:
    path = tmp_path / "数.csv"
    formats.write_file([figure()], path, "csv", [])
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert "改厕户数" in path.read_text(encoding="utf-8-sig")


def test_a_workbook_has_the_figures_and_where_they_come_from(tmp_path: Path) -> None:
    path = tmp_path / "数.xlsx"
    formats.write_file([figure(), BLANK], path, "csv", [("导出人", "李红")])
    book = openpyxl.load_workbook(path)
    header, first, second = book["数据"].iter_rows(values_only=True)
    line = dict(zip(header, first, strict=True))
    assert (line["数值"], line["单位"], line["区划"]) == (12, "户", "柳河镇")
    assert dict(zip(header, second, strict=True))["缺数原因"] == "未知"
    assert ("导出人", "李红") in [row[:2] for row in book["说明"].iter_rows(values_only=True)]


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (Decimal("1234.5"), 1234.5),
        (Decimal("123456789012345"), 123456789012345.0),
        (Decimal("1234567890123456"), "1234567890123456"),
        (Decimal("0.1234567890123456"), "0.1234567890123456"),
        ("=1+1", "=1+1"),
        (None, None),
    ],
)
def test_a_number_of_more_digits_than_excel_keeps_is_written_as_text(cell: object, written: object) -> None:
    assert formats.excel_cell(cell) == written


def test_a_name_that_begins_like_a_formula_stays_a_name(tmp_path: Path) -> None:
    path = tmp_path / "表.xlsx"
    formats.write_book(path, [["区划", "数"], ["=SUM(A1)", Decimal(3)]], [])
    sheet = openpyxl.load_workbook(path)["数据"]
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=SUM(A1)", "s")
    assert sheet["B2"].value == 3
    assert sheet.freeze_panes == "B2"


def test_rows_for_excel_keep_their_decimals(tmp_path: Path) -> None:
    path = tmp_path / "表.csv"
    formats.write_rows(path, [["区划", "数"], ["东柳村", Decimal("1.50")], ["西柳村", None]])
    assert path.read_text(encoding="utf-8-sig").splitlines() == ["区划,数", "东柳村,1.5", "西柳村,"]
