"""Stretches of days as people name them in a filter: 2026, 2026-Q3, 2026年10月, 10月, 本月, 上季度, 近30天,
2026-10-31. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Final

from zhenyu.core.errors import UsageError
from zhenyu.core.values.periods import Month, Period
from zhenyu.ledgers.values.days import read_day

Days = tuple[date, date]
"""The first and the last day."""

FORMS: Final = "可写 2026-10-31、2026-10、2026-Q3、2026、本月、上季度、近30天，或起止 2026-01..2026-06"
_LAST_DAYS: Final = re.compile(r"(?:近|最近|过去)(\d{1,4})[天日]")
_NEXT_DAYS: Final = re.compile(r"(?:未来|今后)(\d{1,4})[天日]内?|(\d{1,4})[天日]之?内")
_YEAR: Final = re.compile(r"(\d{4})年度?")
_MONTH: Final = re.compile(r"(?:(\d{4})年)?(\d{1,2})月份?")
_QUARTER: Final = re.compile(r"(?:(\d{4})年)?第?([一二三四1-4])季度?")


def span_of(text: str, today: date, title: str) -> Days:
    """The days a text means.

    Raises:
        UsageError: it means none; names the column and the forms there are.
    """
    text = text.strip()
    named = _NAMED.get(text)
    if named is not None:
        return named(today)
    for read in (_counted, _in_words, _as_period):
        found = read(text, today)
        if found is not None:
            return found
    day = read_day(text)
    if not isinstance(day, date):
        raise UsageError(f"筛选“{title}”：看不懂“{text}”是哪些天", FORMS)
    return day, day


def _counted(text: str, today: date) -> Days | None:
    """So many days up to today, or from today on; today counts."""
    if found := _LAST_DAYS.fullmatch(text):
        return today - timedelta(days=int(found[1]) - 1), today
    if found := _NEXT_DAYS.fullmatch(text):
        return today, today + timedelta(days=int(found[1] or found[2]) - 1)
    return None


def _in_words(text: str, today: date) -> Days | None:
    if found := _YEAR.fullmatch(text):
        return _of(Period.year_of(int(found[1])))
    if (found := _MONTH.fullmatch(text)) and 1 <= int(found[2]) <= 12:
        return _of(Period.month_of(Month(int(found[1] or today.year), int(found[2]))))
    if found := _QUARTER.fullmatch(text):
        number = "一二三四".find(found[2]) + 1 or int(found[2])
        return _of(Period.quarter_of(int(found[1] or today.year), number))
    return None


def _as_period(text: str, _: date) -> Days | None:
    try:
        return _of(Period.parse(text))
    except UsageError:
        return None


def _of(period: Period) -> Days:
    return period.start, period.end


def _week(shift: int) -> Callable[[date], Days]:
    def days(today: date) -> Days:
        monday = today - timedelta(days=today.weekday()) + timedelta(weeks=shift)
        return monday, monday + timedelta(days=6)

    return days


def _day(shift: int) -> Callable[[date], Days]:
    return lambda today: (today + timedelta(days=shift), today + timedelta(days=shift))


def _month(shift: int) -> Callable[[date], Days]:
    return lambda today: _of(Period.month_of(Month.of(today).plus(shift)))


def _quarter(shift: int) -> Callable[[date], Days]:
    def days(today: date) -> Days:
        month = Month.of(today).plus(3 * shift)
        return _of(Period.quarter_of(month.year, (month.month + 2) // 3))

    return days


def _year(shift: int) -> Callable[[date], Days]:
    return lambda today: _of(Period.year_of(today.year + shift))


def _half(number: int) -> Callable[[date], Days]:
    return lambda today: _of(Period.half_of(today.year, number))


_NAMED: Final[Mapping[str, Callable[[date], Days]]] = {
    "今天": _day(0),
    "今日": _day(0),
    "昨天": _day(-1),
    "昨日": _day(-1),
    "明天": _day(1),
    "明日": _day(1),
    "本周": _week(0),
    "这周": _week(0),
    "上周": _week(-1),
    "下周": _week(1),
    "本月": _month(0),
    "这个月": _month(0),
    "上月": _month(-1),
    "上个月": _month(-1),
    "下月": _month(1),
    "下个月": _month(1),
    "本季度": _quarter(0),
    "本季": _quarter(0),
    "上季度": _quarter(-1),
    "上季": _quarter(-1),
    "下季度": _quarter(1),
    "本年": _year(0),
    "今年": _year(0),
    "本年度": _year(0),
    "去年": _year(-1),
    "上年": _year(-1),
    "明年": _year(1),
    "上半年": _half(1),
    "下半年": _half(2),
}
