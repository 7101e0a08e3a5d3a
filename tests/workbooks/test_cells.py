"""A cell: its value, its kind, how it is shown."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenyu.workbooks.cells import GENERAL, Cell, CellKind, cell_of, is_percent_format, kind_of, text_of


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, CellKind.BLANK),
        ("", CellKind.BLANK),
        (" \n", CellKind.BLANK),
        ("东柳村", CellKind.TEXT),
        (12, CellKind.NUMBER),
        (0.417, CellKind.NUMBER),
        (True, CellKind.BOOLEAN),
        (date(2025, 5, 1), CellKind.DAY),
        (datetime(2025, 5, 1, 8, 30), CellKind.MOMENT),
        (time(8, 30), CellKind.TIME),
        (timedelta(hours=30), CellKind.TIME),
    ],
)
def test_the_kind_of_a_value(value: Any, kind: CellKind) -> None:
    assert kind_of(value) is kind


def test_a_blank_has_no_value_and_infinity_is_a_text() -> None:
    assert cell_of("  ") == Cell(None, CellKind.BLANK)
    assert cell_of(float("inf")) == Cell("inf", CellKind.TEXT)


@pytest.mark.parametrize(
    ("code", "percent"),
    [
        ("0%", True),
        ("0.00%", True),
        ("0.0%;[Red]-0.0%", True),
        (GENERAL, False),
        ("0.00", False),
        ("@", False),
    ],
)
def test_percent_formats(code: str, percent: bool) -> None:
    assert is_percent_format(code) is percent


def test_only_numbers_are_percentages() -> None:
    assert cell_of(0.417, "0.0%").is_percent
    assert not cell_of("41.7%", "0.0%").is_percent
    assert not cell_of(True, "0%").is_percent


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (" 姓  名 ", "姓名"),
        ("（１２）", "(12)"),
        ("New  Village", "New Village"),
        (12.0, "12"),
        (0.5, "0.5"),
        (float("inf"), "inf"),
        (float("nan"), "nan"),
        ("单位：\n万元", "单位:万元"),
    ],
)
def test_a_cell_as_one_line_of_text(value: Any, text: str) -> None:
    assert text_of(value) == text


@given(st.text("东柳村改厕户数 （）()：:０1２ab\n\u3000"))
def test_the_text_of_a_text_is_itself(text: str) -> None:
    assert text_of(text_of(text)) == text_of(text)
