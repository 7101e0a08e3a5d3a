"""Days as people name them in a filter."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenyu.core.errors import UsageError
from zhenyu.ledgers.rows.typed_days import FORMS, span_of

TODAY = date(2026, 5, 13)  # a Wednesday
DAYS = st.dates(date(1950, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("今天", "2026-05-13", "2026-05-13"),
        ("今日", "2026-05-13", "2026-05-13"),
        ("昨天", "2026-05-12", "2026-05-12"),
        ("明日", "2026-05-14", "2026-05-14"),
        ("本周", "2026-05-11", "2026-05-17"),
        ("上周", "2026-05-04", "2026-05-10"),
        ("下周", "2026-05-18", "2026-05-24"),
        ("本月", "2026-05-01", "2026-05-31"),
        ("上个月", "2026-04-01", "2026-04-30"),
        ("下月", "2026-06-01", "2026-06-30"),
        ("本季度", "2026-04-01", "2026-06-30"),
        ("上季", "2026-01-01", "2026-03-31"),
        ("下季度", "2026-07-01", "2026-09-30"),
        ("今年", "2026-01-01", "2026-12-31"),
        ("去年", "2025-01-01", "2025-12-31"),
        ("明年", "2027-01-01", "2027-12-31"),
        ("上半年", "2026-01-01", "2026-06-30"),
        ("下半年", "2026-07-01", "2026-12-31"),
        ("近7天", "2026-05-07", "2026-05-13"),
        ("最近1日", "2026-05-13", "2026-05-13"),
        ("过去30天", "2026-04-14", "2026-05-13"),
        ("未来7天", "2026-05-13", "2026-05-19"),
        ("15天内", "2026-05-13", "2026-05-27"),
        ("3日之内", "2026-05-13", "2026-05-15"),
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024年", "2024-01-01", "2024-12-31"),
        ("2024年度", "2024-01-01", "2024-12-31"),
        ("2024-Q3", "2024-07-01", "2024-09-30"),
        ("2024年第三季度", "2024-07-01", "2024-09-30"),
        ("一季度", "2026-01-01", "2026-03-31"),
        ("4季度", "2026-10-01", "2026-12-31"),
        ("2024-S1", "2024-01-01", "2024-06-30"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024年2月", "2024-02-01", "2024-02-29"),
        ("2月份", "2026-02-01", "2026-02-28"),
        ("2026-10-31", "2026-10-31", "2026-10-31"),
        ("2026.10.31", "2026-10-31", "2026-10-31"),
        (" 本月 ", "2026-05-01", "2026-05-31"),
    ],
)
def test_a_stretch_of_days_is_understood(text: str, first: str, last: str) -> None:
    assert span_of(text, TODAY, "完工日期") == (date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize("text", ["", "13月", "0月", "春节", "2026-Q5", "五季度", "近天", "2026-02-30"])
def test_what_names_no_days_is_refused_with_the_forms_there_are(text: str) -> None:
    with pytest.raises(UsageError) as refusal:
        span_of(text, TODAY, "完工日期")
    assert refusal.value.message == f"筛选“完工日期”：看不懂“{text}”是哪些天"
    assert refusal.value.hint == FORMS


@given(DAYS)
def test_every_named_stretch_holds_today_and_begins_before_it_ends(today: date) -> None:
    for name in ("今天", "本周", "本月", "本季度", "今年", "近30天", "未来30天"):
        first, last = span_of(name, today, "日期")
        assert first <= today <= last


@given(DAYS)
def test_weeks_months_and_years_follow_each_other_without_gap(today: date) -> None:
    for earlier, present, later in (
        ("昨天", "今天", "明天"),
        ("上周", "本周", "下周"),
        ("上月", "本月", "下月"),
        ("上季度", "本季度", "下季度"),
        ("去年", "今年", "明年"),
    ):
        before, now, after = (span_of(name, today, "日期") for name in (earlier, present, later))
        assert before[1] + timedelta(days=1) == now[0]
        assert now[1] + timedelta(days=1) == after[0]


@given(DAYS, DAYS)
def test_a_written_day_does_not_depend_on_today(day: date, today: date) -> None:
    assert span_of(day.isoformat(), today, "日期") == (day, day)
    assert span_of(f"{day.year}年{day.month}月", today, "日期")[0] == day.replace(day=1)
