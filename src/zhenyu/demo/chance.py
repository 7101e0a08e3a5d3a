"""Where chance comes from, and the calendar the demonstration lives by. The same seed always gives the same
county."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from random import Random
from typing import Any, Final, TypeVar

from zhenyu.core.values.workdays import is_workday, state_council_calendar

SEED: Final = "云渚县"
FIRST_DAY: Final = date(2024, 1, 1)
TODAY: Final = date(2026, 10, 31)
"""The day the demonstration is held at; lights and lateness are furnished for it."""

Row = dict[str, Any]
"""A row of a ledger: ``area`` (digits), ``state`` where there is a life cycle, and values by field name."""

_T = TypeVar("_T")


def dice(*parts: object) -> Random:
    """A source of chance of its own for each subject, so that changing one ledger leaves the others as they
    were.

    Seeding by text goes through SHA-512 in ``random``, and so does not depend on the interpreter's hash seed.
    """
    return Random("/".join(map(str, (SEED, *parts))))  # noqa: S311 — plausible rows, not secrets


def months() -> tuple[date, ...]:
    """First days of the months from January 2024 to October 2026."""
    return tuple(
        date(year, month, 1)
        for year in (2024, 2025, 2026)
        for month in range(1, 13)
        if (year, month) <= (2026, 10)
    )


def day_in(rng: Random, month: date) -> date:
    """Some day of a month, not after today."""
    return min(month + timedelta(days=int(rng.random() * 28)), TODAY)


def day_between(rng: Random, first: date, last: date) -> date:
    """Some day from ``first`` to ``last``; ``first`` when ``last`` is earlier."""
    return first + timedelta(days=int(rng.random() * max((last - first).days + 1, 1)))


def later(day: date, days: float) -> date:
    return day + timedelta(days=int(days))


def until_today(day: date) -> date | None:
    """The day, or None when it lies in the future: it has not happened yet."""
    return day if day <= TODAY else None


def share_out(total: int, weights: Sequence[float]) -> list[int]:
    """Whole parts of a total in proportion to weights; they add up to it (largest remainders)."""
    whole = sum(weights) or 1
    exact = [total * weight / whole for weight in weights]
    parts = [int(value) for value in exact]
    by_remainder = sorted(range(len(parts)), key=lambda index: parts[index] - exact[index])
    for index in by_remainder[: total - sum(parts)]:
        parts[index] += 1
    return parts


def pick(rng: Random, weighted: Sequence[tuple[_T, int]]) -> _T:
    """One of weighted alternatives; the weights are per cent and add up to 100."""
    roll = rng.random() * 100
    for value, weight in weighted:
        roll -= weight
        if roll < 0:
            return value
    return weighted[-1][0]


def numbered(prefix: str, start: int = 1) -> Iterator[str]:
    """``prefix00001``, ``prefix00002`` …"""
    number = start
    while True:
        yield f"{prefix}{number:05d}"
        number += 1


@lru_cache(maxsize=1)
def _workdays() -> tuple[date, ...]:
    calendar = state_council_calendar(range(2023, 2028))
    days = (date(2023, 12, 1) + timedelta(days=n) for n in range(1200))
    return tuple(day for day in days if is_workday(day, calendar))


def working_days_after(day: date, count: int) -> date:
    """The last day of a limit of so many working days; the day itself is not counted (民法典第201条)."""
    days = _workdays()
    return days[bisect_right(days, day) + count - 1]
