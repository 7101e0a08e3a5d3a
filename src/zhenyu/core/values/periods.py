"""Months and periods: the time half of every figure.

A period is a run of whole months. Its text is the SDMX form where one exists, and a month range otherwise::

    2025   2025-S1   2025-Q3   2025-10   2026-01..2026-10

One run of months has one text: a range that is a whole year, half, quarter or month is written as that
(``2025-01..2025-12`` → ``2025``), so that equal periods are equal addresses, keys and cache entries.

Readings write the time of a figure in a scheme of their own, with open ends and years nobody states
(:mod:`zhenyu.reading.passes.periods`); ``documents.library.book_periods`` turns one into the other.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Final

from zhenyu.core.errors import UsageError

FIRST_YEAR: Final = 1949
LAST_YEAR: Final = 2999
EXAMPLES: Final = "可以这样写：2025、2025-S1（上半年）、2025-Q3（三季度）、2025-10、2026-01..2026-10"


class PeriodKind(StrEnum):
    """What a run of months is called."""

    YEAR = "year"
    HALF = "half"
    QUARTER = "quarter"
    MONTH = "month"
    RANGE = "range"


@lru_cache(maxsize=4096)
def _last_day(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One calendar month; ordered, bounded to 1949–2999.

    Raises:
        UsageError: a month outside 1–12 or a year outside the bounds.
    """

    year: int
    month: int

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.year <= LAST_YEAR:
            raise UsageError(f"年份{self.year}不在{FIRST_YEAR}—{LAST_YEAR}之间", EXAMPLES)
        if not 1 <= self.month <= 12:
            raise UsageError(f"没有{self.month}月这个月份", EXAMPLES)

    @classmethod
    def of(cls, day: date) -> Month:
        """The month a day lies in."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Month:
        """Read ``2026-10``; UsageError for anything else."""
        period = Period.parse(text)
        if period.kind is not PeriodKind.MONTH:
            raise UsageError(f"“{text}”不是一个月份", "请写成四位年份加两位月份，如 2026-10")
        return period.first

    @property
    def ordinal(self) -> int:
        """Months since year 0: consecutive months have consecutive ordinals."""
        return self.year * 12 + self.month - 1

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return _last_day(self.year, self.month)

    def plus(self, months: int) -> Month:
        """The month that many months later (earlier when negative)."""
        year, month = divmod(self.ordinal + months, 12)
        return Month(year, month + 1)

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02d}"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A run of whole months and its kind; usually made by :meth:`parse`, :meth:`between` or a named
    constructor.

    Arguments:
        first, last: the months at both ends, inclusive; they may lie in different years.
        kind: must be what :func:`kind_of` says of the two months.

    Raises:
        UsageError: ``last`` before ``first``, or a kind that does not fit the months.
    """

    first: Month
    last: Month
    kind: PeriodKind

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise UsageError(
                f"时间段{self.first}..{self.last}的起月晚于止月",
                "请把较早的月份写在前面，如 2026-01..2026-10",
            )
        if self.kind != kind_of(self.first, self.last):
            raise UsageError(f"{self.first}..{self.last}不是“{self.kind}”类时间段", EXAMPLES)

    def __hash__(self) -> int:
        """By its months alone: tables of figures are keyed by periods, and the hash of three dataclasses took
        1.5 µs."""
        return hash((self.first.year, self.first.month, self.last.year, self.last.month))

    @classmethod
    def between(cls, first: Month, last: Month) -> Period:
        """The period of all months from ``first`` to ``last``, with the kind they make."""
        return cls(first, last, kind_of(first, last))

    @classmethod
    def year_of(cls, year: int) -> Period:
        return cls.between(Month(year, 1), Month(year, 12))

    @classmethod
    def half_of(cls, year: int, half: int) -> Period:
        return cls.between(Month(year, half * 6 - 5), Month(year, half * 6))

    @classmethod
    def quarter_of(cls, year: int, quarter: int) -> Period:
        return cls.between(Month(year, quarter * 3 - 2), Month(year, quarter * 3))

    @classmethod
    def month_of(cls, month: Month) -> Period:
        return cls.between(month, month)

    @classmethod
    def cumulative(cls, year: int, month: int) -> Period:
        """January to the given month (累计): ``cumulative(2026, 10)`` is ``2026-01..2026-10``; month 12 is
        the year."""
        return cls.between(Month(year, 1), Month(year, month))

    @classmethod
    def parse(cls, text: str) -> Period:
        """Read the text of a period; lower-case s and q are accepted.

        Raises:
            UsageError: says which part is wrong and shows every form.
        """
        cleaned = text.strip().upper()
        start, separator, end = cleaned.partition("..")
        if not separator:
            return _parse_simple(cleaned)
        first, last = _parse_simple(start), _parse_simple(end)
        if first.kind is not PeriodKind.MONTH or last.kind is not PeriodKind.MONTH:
            raise UsageError(f"时间段“{text}”的两端要写月份", "请写成 2026-01..2026-10 这样的起止月份")
        return cls.between(first.first, last.last)

    @property
    def months(self) -> tuple[Month, ...]:
        return tuple(self.first.plus(n) for n in range(self.month_count))

    @property
    def month_count(self) -> int:
        return self.last.ordinal - self.first.ordinal + 1

    @property
    def start(self) -> date:
        """First day, inclusive."""
        return self.first.first_day

    @property
    def end(self) -> date:
        """Last day, inclusive."""
        return self.last.last_day

    def contains(self, day: date) -> bool:
        return self.start <= day <= self.end

    def year_before(self) -> Period:
        """The same months one year earlier: the base of 同比."""
        return self._shifted(-12)

    def preceding(self) -> Period:
        """The adjacent period of the same length just before: the base of 环比.

        A cumulative range keeps its length too: before 2026-01..2026-10 comes 2025-03..2025-12.
        """
        return self._shifted(-self.month_count)

    def elapsed_share(self, today: date) -> Decimal:
        """Time progress (时间进度) at the close of ``today``: 0 before the period, 1 from its last day on.

        Months weigh alike, as reports count them (10 of 12 months = 83.33 %), and a running month counts by
        its days. Not rounded: round where it is shown.
        """
        if today < self.start:
            return Decimal(0)
        if today >= self.end:
            return Decimal(1)
        running = Month.of(today)
        whole_months = running.ordinal - self.first.ordinal
        return (whole_months + Decimal(today.day) / running.last_day.day) / self.month_count

    @property
    def title(self) -> str:
        """Chinese name: 2025年, 2025年上半年, 2025年三季度, 2025年10月, 2026年1—10月,
        2025年11月—2026年2月."""
        year = f"{self.first.year}年"
        match self.kind:
            case PeriodKind.YEAR:
                return year
            case PeriodKind.HALF:
                return year + ("上半年" if self.first.month == 1 else "下半年")
            case PeriodKind.QUARTER:
                return f"{year}{'一二三四'[self.first.month // 3]}季度"
            case PeriodKind.MONTH:
                return f"{year}{self.first.month}月"
        if self.first.year == self.last.year:
            return f"{year}{self.first.month}—{self.last.month}月"
        return f"{year}{self.first.month}月—{self.last.year}年{self.last.month}月"

    def __str__(self) -> str:
        match self.kind:
            case PeriodKind.YEAR:
                return str(self.first.year)
            case PeriodKind.HALF:
                return f"{self.first.year}-S{self.first.month // 6 + 1}"
            case PeriodKind.QUARTER:
                return f"{self.first.year}-Q{self.first.month // 3 + 1}"
            case PeriodKind.MONTH:
                return str(self.first)
        return f"{self.first}..{self.last}"

    def _shifted(self, months: int) -> Period:
        return Period.between(self.first.plus(months), self.last.plus(months))


_KINDS: Final = ((12, PeriodKind.YEAR), (6, PeriodKind.HALF), (3, PeriodKind.QUARTER), (1, PeriodKind.MONTH))


def kind_of(first: Month, last: Month) -> PeriodKind:
    """What the months from ``first`` to ``last`` make: a calendar year, half, quarter, one month, or else a
    range."""
    length = last.ordinal - first.ordinal + 1
    for size, kind in _KINDS:
        if length == size and (first.month - 1) % size == 0:
            return kind
    return PeriodKind.RANGE


_SIMPLE: Final = re.compile(r"(\d{4})(?:-(?:S([12])|Q([1-4])|(\d{2})))?", re.ASCII)


def _parse_simple(text: str) -> Period:
    found = _SIMPLE.fullmatch(text)
    if not found:
        raise UsageError(f"看不懂时间段“{text}”", EXAMPLES)
    year, half, quarter, month = (int(part) if part else None for part in found.groups())
    assert year is not None  # noqa: S101 — the pattern always has a year
    if half:
        return Period.half_of(year, half)
    if quarter:
        return Period.quarter_of(year, quarter)
    if month is not None:
        return Period.month_of(Month(year, month))
    return Period.year_of(year)
