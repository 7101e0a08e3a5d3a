"""Days and months as clerks write them; what is ambiguous is refused."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenyu.ledgers.values.cell_problems import CellProblem
from zhenyu.ledgers.values.days import read_day, read_month

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
DAY_HINT = "请写成 2023-05-01 或 2023年5月1日"
MONTH_HINT = "请写成 2023-05 或 2023年5月"


@pytest.mark.parametrize(
    "raw",
    [
        "2023-05-01",
        "2023-5-1",
        "2023.5.1",
        "2023。5。1",
        "2023/05/01",
        "2023年5月1日",
        "2023年5月1",
        "2023 年 5 月 1 日",
        "20230501",
        20230501,
        20230501.0,
        45047,
        "45047",
        "45047.5",
        "2023-05-01 08:30",
        "2023-05-01T08:30:15.25",
        date(2023, 5, 1),
        datetime(2023, 5, 1, 23, 59),
    ],
)
def test_a_day_is_read_however_it_is_written(raw: Any) -> None:
    assert read_day(raw) == date(2023, 5, 1)


@pytest.mark.parametrize(
    ("raw", "message", "hint"),
    [
        ("2023-02-29", "“2023-02-29”不是存在的日期", "请核对年月日，写成 2023-05-01 或 2023年5月1日"),
        ("2023.13.1", "“2023.13.1”不是存在的日期", "请核对年月日，写成 2023-05-01 或 2023年5月1日"),
        ("1899-12-31", "“1899-12-31”的年份不在1900—2100之间", "请核对年份"),
        ("2101年1月1日", "“2101年1月1日”的年份不在1900—2100之间", "请核对年份"),
        (date(1850, 1, 1), "“1850-01-01”的年份不在1900—2100之间", "请核对年份"),
        (
            "2023年5月",
            "“2023年5月”只有年月，没有日",
            "请对照原始材料补上哪一日，如 2023年5月1日；系统不代为猜测",
        ),
        ("202305", "“202305”只有年月，没有日", "请对照原始材料补上哪一日，如 2023年5月1日；系统不代为猜测"),
        ("去年春天", "“去年春天”不是日期", DAY_HINT),
        ("5月1日", "“5月1日”不是日期", DAY_HINT),
        (60, "“60”不是日期", DAY_HINT),
        (True, "“True”不是日期", DAY_HINT),
    ],
)
def test_what_is_no_day_is_refused_with_a_remedy(raw: Any, message: str, hint: str) -> None:
    assert read_day(raw) == CellProblem("date", message, hint)


@pytest.mark.parametrize(
    "raw",
    [
        "2023-10",
        "2023.10",
        "2023/10",
        "2023年10月",
        "2023年10",
        "202310",
        "2023-10-20",
        date(2023, 10, 20),
        45219,
    ],
)
def test_a_month_is_its_first_day(raw: Any) -> None:
    assert read_month(raw) == date(2023, 10, 1)


@pytest.mark.parametrize(
    ("raw", "message", "hint"),
    [
        (
            2023.1,
            "“2023.1”是数字，分不清1月和10月",
            "请把这一列设成文本，写成 2023-01 或 2023年10月",
        ),
        ("2023年13月", "“2023年13月”不是存在的日期", MONTH_HINT),
        ("春天", "“春天”不是年月", MONTH_HINT),
    ],
)
def test_what_is_no_month_is_refused_with_a_remedy(raw: Any, message: str, hint: str) -> None:
    assert read_month(raw) == CellProblem("month", message, hint)


@given(DAYS)
def test_every_day_reads_back_in_each_notation(day: date) -> None:
    for text in (
        day.isoformat(),
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        f"{day:%Y/%m/%d} 12:00:00",
    ):
        assert read_day(text) == day


@given(DAYS)
def test_every_month_reads_back_in_each_notation(day: date) -> None:
    for text in (f"{day:%Y-%m}", f"{day.year}年{day.month}月", f"{day:%Y%m}"):
        assert read_month(text) == day.replace(day=1)


@given(st.text(max_size=30))
def test_no_text_makes_reading_a_day_fail(text: str) -> None:
    assert isinstance(read_day(text), date | CellProblem)
    assert isinstance(read_month(text), date | CellProblem)
