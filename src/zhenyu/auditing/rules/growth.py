"""Growth against the two values it compares, where the text gives both.

同比 = (this period − last year's) / last year's × 100 %; on a base ≤ 0 growth is not computed
(statistics §1).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise
from typing import Final

from zhenyu.auditing.bounds import HUNDRED, Bounds, exact, half_step, printed
from zhenyu.auditing.document import AuditedText, Edit, Placed
from zhenyu.auditing.finding import Computed, Finding, written

_TO: Final = re.compile(
    "(?:增|提|上|升|降|减|扩|发展|增长|提升|提高|下降|减少|增加|压减|扩大)[^,。;]{0,4}(?:到|至|为)$"
)
_FROM: Final = re.compile("(?:由|从|20\\d\\d年的?|上年的?|去年的?|同期的?)[^,。;、]{0,12}$")
_EARLIER: Final = re.compile(
    "(?:上年(?:同期)?|去年(?:同期)?|同期)(?:同一?指标)?(?:的|为|是|完成|实现|数为|数)?$"
)
_YEARLY: Final = re.compile("年均|月均|平均每|环比|实际|可比")  # not simply the ratio of the two values
_ADDED: Final = re.compile("(?:比|较)(?:上年|去年)[^,。;]{0,4}(?:增加|增收|增长|多|减少)了?$")


def growth_recomputed(document: AuditedText) -> Iterator[Finding]:
    """由A增加到B,增长p%; 完成B,上年A,增长p%; 比上年增加D,增长p%: recompute p (or the percentage points)."""
    for growth in document.figures:
        figure = growth.figure
        if figure.kind != "growth" or exact(figure) is None or figure.compare is None:
            continue
        if _YEARLY.search(growth.before):
            continue
        pair = _values(document, growth)
        if pair is None:
            continue
        base, value = pair
        if figure.unit_base == "%" and base.figure.unit_base == value.figure.unit_base != "%":
            yield from _percent(growth, base, value)
        elif figure.unit_base == "pp" and base.figure.unit_base == value.figure.unit_base == "%":
            yield from _points(growth, base, value)
    yield from _increments(document)


def _values(document: AuditedText, growth: Placed) -> tuple[Placed, Placed] | None:
    """The earlier and the later value a growth speaks of, when both stand in its sentence."""
    sentence = growth.passage.stop_at(growth.start)
    near = [
        placed
        for placed in document.figures[max(growth.index - 4, 0) : growth.index + 2]
        if placed.passage is growth.passage
        and sentence.start <= placed.start < sentence.end
        and placed.figure.kind not in ("growth", "rank")
    ]
    for first, second in pairwise(near):
        if first.figure.unit_base != second.figure.unit_base:
            continue
        joint = growth.passage.clean[first.end : second.start]
        if second.end <= growth.start and _TO.search(joint) and _FROM.search(first.before):
            return first, second
        if _EARLIER.search(second.before) and first.start < growth.start and _follows(first, growth):
            return second, first
        if _EARLIER.search(first.before) and second.end <= growth.start and _follows(second, growth):
            return first, second
    return None


def _follows(value: Placed, growth: Placed) -> bool:
    """The growth is about this value: linked by the reader, or the next figure but one."""
    of = growth.figure.compare.of_idx if growth.figure.compare else None
    return of == value.index or of is None or abs(growth.index - value.index) <= 2


def _percent(growth: Placed, base: Placed, value: Placed) -> Iterator[Finding]:
    low, high, stated = printed(base.figure), printed(value.figure), exact(growth.figure)
    before, after = exact(base.figure), exact(value.figure)
    if (
        low is None
        or high is None
        or stated is None
        or low.low <= 0
        or isinstance(growth.figure.value, tuple)
    ):
        return
    if before is None or after is None:
        return
    step = half_step(growth.figure.value)
    ratio = high.ratio(low)
    if Bounds(ratio.low - HUNDRED, ratio.high - HUNDRED).meets(Bounds(stated - step, stated + step)):
        return
    places = max(1, _places(growth.figure.value))
    answer = (after / before - 1) * HUNDRED
    yield _finding(growth, base, value, f"{written(abs(answer), places)}%", answer)


def _points(growth: Placed, base: Placed, value: Placed) -> Iterator[Finding]:
    low, high, stated = printed(base.figure), printed(value.figure), exact(growth.figure)
    if low is None or high is None or stated is None or isinstance(growth.figure.value, tuple):
        return
    step = half_step(growth.figure.value)
    if (high - low).meets(Bounds(stated - step, stated + step)):
        return
    answer = (exact(value.figure) or Decimal(0)) - (exact(base.figure) or Decimal(0))
    yield _finding(growth, base, value, f"{written(abs(answer))}个百分点", answer)


def _finding(growth: Placed, base: Placed, value: Placed, right: str, answer: Decimal) -> Finding:
    said = _moved(answer) + right
    message = f"增幅写为{growth.text}，按{base.text}到{value.text}重算应为{said}，两者不符。"
    return growth.passage.finding(
        "growth_recomputed",
        "error",
        min(base.start, value.start),
        max(growth.end, value.end, base.end),
        message,
        f"请核对两个数；如两数无误，应写为“{said}”。",
        [base, value, growth, Computed("重算", written(answer, 4))],
        edits=growth_as(growth, answer, right),
    )


def growth_as(growth: Placed, answer: Decimal, right: str) -> list[Edit]:
    """``right`` in the place of a growth, unless it would turn a rise into a fall, which takes other
    words."""
    stated = exact(growth.figure)
    turned = stated is None or stated * answer <= 0 or growth.text[:1] in "+-"
    return [] if turned else [(growth.start, growth.end, right)]


def _increments(document: AuditedText) -> Iterator[Finding]:
    """完成B,比上年增加D,增长p%: p is D ÷ (B − D)."""
    figures = document.figures
    for level, added, rate in zip(figures, figures[1:], figures[2:], strict=False):
        if not (level.passage is added.passage is rate.passage and _ADDED.search(added.before)):
            continue
        if (
            rate.figure.kind != "growth"
            or rate.figure.unit_base != "%"
            or level.figure.unit_base != added.figure.unit_base
        ):
            continue
        whole, more, stated = exact(level.figure), single_delta(added), exact(rate.figure)
        if (
            whole is None
            or more is None
            or stated is None
            or isinstance(rate.figure.value, tuple)
            or whole - more <= 0
        ):
            continue
        if rate.start - level.end > 60 or level.figure.kind in ("growth", "rank"):
            continue
        answer = more / (whole - more) * HUNDRED
        slack = max(half_step(rate.figure.value), abs(answer) * Decimal("0.02"))
        if abs(answer - stated) > slack:
            yield rate.passage.finding(
                "growth_recomputed",
                "error",
                level.start,
                rate.end,
                f"增加{added.text}、总量{level.text}，由此重算增幅为{written(answer, 1)}%，文中写的是{rate.text}。",
                f"请核对三个数；如增加额和总量无误，应写为{written(answer, 1)}%。",
                [level, added, rate, Computed("重算", f"{written(answer, 4)}%")],
                edits=growth_as(rate, answer, f"{written(abs(answer), 1)}%"),
            )


def single_delta(added: Placed) -> Decimal | None:
    """The increase with its sign (减少 → negative)."""
    value = exact(added.figure)
    if value is None:
        return None
    return -abs(value) if "减少" in added.before else value


def _moved(answer: Decimal) -> str:
    return "下降" if answer < 0 else "增长"


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0
