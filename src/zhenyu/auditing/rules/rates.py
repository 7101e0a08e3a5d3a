"""Rates against the numbers they come from.

Even printed government rates fail when recomputed from their operands: a rate recomputed from its operands;
a rate no whole numbers reach (report-defects §2.5, §3.14, §4.3).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from zhenyu.auditing.bounds import HUNDRED, exact, half_step
from zhenyu.auditing.document import AuditedText
from zhenyu.auditing.finding import Computed, Finding, Severity, written
from zhenyu.auditing.operands import TASK, exponent, holds, operands, rates_in, stated_base

_REACH: Final = 20_000  # denominators tried; beyond it every two-decimal percentage can be reached


def rate_recomputed(document: AuditedText) -> Iterator[Finding]:
    """整改312个,整改率99.6% after 发现317个: the rate follows from the two counts, or one of the three is
    wrong."""
    for rate in rates_in(document):
        part, wholes = operands(document, rate)
        if part is None:
            continue
        found = [whole for whole in wholes if holds(rate, part, whole)]
        if not wholes or found:
            continue
        whole = wholes[0]
        part_value, whole_value = exact(part.figure), exact(whole.figure)
        if not part_value or not whole_value or (part_value > whole_value and not TASK.search(whole.before)):
            continue
        answer = part_value / whole_value * HUNDRED
        places = max(1, -exponent(rate.figure))
        # 100% may be of the urgent ones among them, which the text takes for granted
        severity: Severity = "question" if rate.figure.value == HUNDRED else "error"
        message = (
            f"{rate.figure.measure}写为{rate.text}，按{part.text}÷{whole.text}"
            f"重算为{written(answer, places)}%，两者不符。"
        )
        yield rate.passage.finding(
            "rate_recomputed",
            severity,
            part.start,
            rate.end,
            message,
            f"请核对分子、分母；如两数无误，应写为{written(answer, places)}%。",
            [whole, part, rate, Computed("重算", f"{written(answer, 4)}%")],
            edits=[(rate.start, rate.end, f"{written(answer, places)}%")],
        )


def impossible_rate(document: AuditedText) -> Iterator[Finding]:
    """55个村的…比例97.2%: no whole number of 55 gives that rate."""
    for rate in rates_in(document):
        whole = stated_base(document, rate)
        if whole is None:
            continue
        base, value = exact(whole.figure), rate.figure.value
        if (
            not base
            or isinstance(value, tuple)
            or value >= HUNDRED
            or base > _REACH
            or base != base.to_integral_value()
        ):
            continue
        guess, step = value * base / HUNDRED, half_step(value)
        tries = [count for count in (int(guess), int(guess) + 1) if 0 <= count <= base]
        if any(abs(count / base * HUNDRED - value) <= step for count in tries):
            continue
        shares = "、".join(f"{count}是{written(count / base * HUNDRED, 2)}%" for count in tries)
        message = f"以{whole.text}为分母，没有哪个整数能得出{rate.text}（{shares}）。"
        yield rate.passage.finding(
            "impossible_rate",
            "error",
            whole.start,
            rate.end,
            message,
            "请核对分子和分母，写明“多少个中的多少个”，再按四舍五入写百分数。",
            [
                whole,
                rate,
                *(
                    Computed(f"{count}÷{written(base)}", f"{written(count / base * HUNDRED, 2)}%")
                    for count in tries
                ),
            ],
        )
