"""Rates nobody can check: the numbers they come from are not in the text (report-defects §3.15)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Final

from zhenyu.auditing.bounds import HUNDRED, as_printed, exact, half_step
from zhenyu.auditing.document import AuditedText, Placed
from zhenyu.auditing.finding import Computed, Finding
from zhenyu.auditing.operands import (
    denominators,
    exponent,
    is_full,
    named_wider,
    numerator,
    rates_in,
    stated_base,
)

_BASE_WORTH_ASKING: Final = 100


def rate_base(document: AuditedText) -> Iterator[Finding]:
    """A rate nobody can check: two decimals without its two counts, or a count and its rate without the
    whole."""
    for rate in rates_in(document):
        if rate.passage.plan or rate.figure.status != "actual" or document.from_books(rate):
            continue
        part = numerator(document, rate)
        if (
            part is not None
            and not named_wider(rate, part)
            and not is_full(rate)
            and not denominators(document, part)
        ):
            yield from _implied(part, rate)
        elif (
            part is None
            and -exponent(rate.figure) >= 2
            and not is_full(rate)
            and stated_base(document, rate) is None
        ):
            yield from _unchecked(rate)


def _implied(part: Placed, rate: Placed) -> Iterator[Finding]:
    value = rate.figure.value
    between = [p for p in part.passage.figures_in(part.end, rate.start) if p.figure.unit == part.figure.unit]
    part = between[-1] if between else part
    count = exact(part.figure)
    gap = part.passage.clean[part.end : rate.start]
    if isinstance(value, tuple) or not count or len(gap) > 20 or any(mark in gap for mark in "。;"):
        return
    base = count / value * HUNDRED
    message = (
        f"只有数量{part.text}和比率{rate.text}，没有分母：由此倒推总数约为"
        f"{_whole(base, part)}，是否与台账中的应办总数一致，文中无法核对。"
    )
    yield rate.passage.finding(
        "rate_base",
        "question",
        part.start,
        rate.end,
        message,
        "请写明总数（应办多少、已办多少），再写比率。",
        [part, rate, Computed("倒推总数", _whole(base, part))],
    )


def _whole(base: Decimal, part: Placed) -> str:
    """About how many, in the unit of the text: 1.21万户, 3821户."""
    places = 2 if part.figure.value != part.figure.value_si else 0
    return as_printed(base, part.figure, places)


def _unchecked(rate: Placed) -> Iterator[Finding]:
    value = rate.figure.value
    least = _least_base(value) if isinstance(value, Decimal) else 0
    if least < _BASE_WORTH_ASKING:
        return
    message = f"{rate.figure.measure}写到百分数后两位，却没有分子和分母；分母至少要有{least}才能得出{rate.text}，请核实。"
    yield rate.passage.finding(
        "rate_base",
        "question",
        rate.start,
        rate.end,
        message,
        "请补写分子和分母，或说明统计范围。",
        [rate, Computed("最小分母", str(least))],
    )


def _least_base(value: Decimal) -> int:
    """The smallest whole from which some whole number gives ``value`` percent as printed.

    It is the denominator of the simplest fraction between the two ends of what the print stands for, found by
    their continued fractions (the Stern–Brocot tree).
    """
    step = half_step(value)
    low, high = Fraction((value - step) / HUNDRED), Fraction((value + step) / HUNDRED)
    return _simplest(low, high).denominator


def _simplest(low: Fraction, high: Fraction) -> Fraction:
    whole = ceil(low)
    if whole <= high:
        return Fraction(whole)
    return floor(low) + 1 / _simplest(1 / (high - floor(low)), 1 / (low - floor(low)))
