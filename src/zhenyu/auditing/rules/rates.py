"""Rates against the numbers they come from.

Even printed government rates fail when recomputed from their operands: a rate recomputed from its operands;
a rate no whole numbers reach (report-defects §2.5, §3.14, §3.15, §4.3).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from typing import Final

from zhenyu.auditing.bounds import HUNDRED, Bounds, as_printed, exact, half_step, printed
from zhenyu.auditing.document import AuditedText, Placed
from zhenyu.auditing.finding import Computed, Finding, Severity, written
from zhenyu.reading import Figure

_TAIL: Final = re.compile("(?:比例|比率|比重|占比|率|度)$")
_NOT_COUNTED: Final = re.compile(
    "利率|税率|税负|负担率|费率|负债率|增长率|增速|贡献率|汇率|利润率|回报率|容积率|毛利率|死亡率|发病率|自然增长|城镇化率"
)
_SHARED: Final = re.compile("^[^,。;:]{0,20}(?:的|中)[^。;:]{0,40}?(?:率|比例|占比|占)[^,。;:]{0,6}$")
_BARE_SHARE: Final = re.compile("占比?(?:为|达到?)?|比例(?:为|达到?)?")
_OWN_BASE: Final = re.compile("占[^,。;:占]{1,12}的$")
_AMONG: Final = re.compile("^[^,。;:\\d]{0,10}[中里]")
_OVERALL: Final = re.compile("总体|整体|综合|平均")
_REACH: Final = 20_000  # denominators tried; beyond it every two-decimal percentage can be reached
_BASE_WORTH_ASKING: Final = 100
_TASK: Final = re.compile("(?:占|完成|为)(?:了)?(?:全年|年度|年|上级)?(?:目标|任务|计划)+(?:数|的)?$")
_COUNTS: Final = frozenset(["count", "area", "length", "amount"])


def rate_recomputed(document: AuditedText) -> Iterator[Finding]:
    """整改312个,整改率99.6% after 发现317个: the rate follows from the two counts, or one of the three is
    wrong."""
    for rate in _rates(document):
        part, wholes = _operands(document, rate)
        if part is None:
            continue
        found = [whole for whole in wholes if _holds(rate, part, whole)]
        if not wholes or found:
            continue
        whole = wholes[0]
        part_value, whole_value = exact(part.figure), exact(whole.figure)
        if not part_value or not whole_value or (part_value > whole_value and not _TASK.search(whole.before)):
            continue
        answer = part_value / whole_value * HUNDRED
        places = max(1, -_exponent(rate.figure))
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
    for rate in _rates(document):
        whole = _stated_base(document, rate)
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


def rate_base(document: AuditedText) -> Iterator[Finding]:
    """A rate nobody can check: two decimals without its two counts, or a count and its rate without the
    whole."""
    for rate in _rates(document):
        if rate.passage.plan or rate.figure.status != "actual" or document.from_books(rate):
            continue
        part = _numerator(document, rate)
        if (
            part is not None
            and not _named_wider(rate, part)
            and not _full(rate)
            and not _denominators(document, part)
        ):
            yield from _implied(part, rate)
        elif (
            part is None
            and -_exponent(rate.figure) >= 2
            and not _full(rate)
            and _stated_base(document, rate) is None
        ):
            yield from _unchecked(rate)


def _rates(document: AuditedText) -> Iterator[Placed]:
    """Exact percentages that are levels, counted by name: 办结率, 比例, 占比."""
    for placed in document.figures:
        figure = placed.figure
        if figure.kind != "ratio" or figure.unit_base != "%" or figure.approx != "exact":
            continue
        if isinstance(figure.value, Decimal) and figure.value > 0 and not _NOT_COUNTED.search(figure.measure):
            yield placed


def _full(rate: Placed) -> bool:
    return isinstance(rate.figure.value, Decimal) and rate.figure.value >= HUNDRED


def _exponent(figure: Figure) -> int:
    exponent = figure.value.as_tuple().exponent if isinstance(figure.value, Decimal) else 0
    return exponent if isinstance(exponent, int) else 0


def _operands(document: AuditedText, rate: Placed) -> tuple[Placed | None, list[Placed]]:
    """The count and what it may be a part of; a task is named in the rate itself:
    完成580户,占任务500户的116%."""
    earlier = document.figures[max(rate.index - 4, 0) : rate.index]
    if (
        _BARE_SHARE.fullmatch(rate.before.lstrip(","))
        and len(earlier) > 1
        and _among(earlier[-2], earlier[-1], rate)
    ):
        return earlier[-1], [earlier[-2]]
    if earlier and _TASK.search(earlier[-1].before) and rate.before == "的":
        task = earlier[-1]
        done = [
            p
            for p in earlier[:-1]
            if p.figure.unit_base == task.figure.unit_base and p.passage is rate.passage
        ]
        return (done[-1] if done else None), [task]
    part = _numerator(document, rate)
    return part, _denominators(document, part) if part else []


def _named_wider(rate: Placed, part: Placed) -> bool:
    """帮助青年就业47人,社区总体就业率96%: the rate is of more than the count."""
    return _OVERALL.search(rate.before) is not None and not _OVERALL.search(part.before)


def _among(whole: Placed, part: Placed, rate: Placed) -> bool:
    """31个村中收入过20万元的有27个,占比87%: the part directly before its share, the whole named by 中."""
    same = whole.passage is part.passage is rate.passage and whole.figure.unit == part.figure.unit
    if not same or part.figure.kind not in _COUNTS or rate.start - part.end > len(rate.before) + 1:
        return False
    return _AMONG.search(rate.passage.clean[whole.end : part.start]) is not None


def _numerator(document: AuditedText, rate: Placed) -> Placed | None:
    """The count whose clause names what the rate is of: (整改312个),整改率; the longest shared name wins."""
    stem = _TAIL.sub("", re.sub("(?:达到?|为|是|提高到|保持在?)$", "", rate.before))
    stem = (
        stem.rsplit("的", 1)[-1]
        if _TAIL.search(rate.before) or "率" in rate.before or "比例" in rate.before
        else ""
    )
    stem = re.sub("[“”、]", "", stem)
    best: tuple[int, int, Placed] | None = None
    for earlier in reversed(document.figures[max(rate.index - 5, 0) : rate.index]):
        if earlier.passage is not rate.passage or earlier.start < rate.passage.stop_at(rate.start).start:
            break
        if earlier.figure.kind not in _COUNTS or exact(earlier.figure) is None:
            continue
        shared = _shared_tail(stem, re.sub("[“”、]", "", earlier.before))
        if shared >= 2 and (best is None or (shared, earlier.index) > best[:2]):
            best = (shared, earlier.index, earlier)
    return best[2] if best else None


def _shared_tail(stem: str, clause: str) -> int:
    """Length of the longest end of ``stem`` that stands in ``clause``."""
    for length in range(len(stem), 1, -1):
        if stem[-length:] in clause:
            return length
    return 0


def _denominators(document: AuditedText, part: Placed) -> list[Placed]:
    """What the numerator may be a part of, nearest first: its total, or counts of the same unit before it."""
    if part.figure.parent is not None:
        return [document.figures[part.figure.parent]]
    found = []
    for earlier in reversed(document.figures[max(part.index - 4, 0) : part.index]):
        if earlier.passage is not part.passage or earlier.start < part.passage.stop_at(part.start).start:
            break
        value, own = exact(earlier.figure), exact(part.figure)
        if earlier.figure.unit == part.figure.unit and value is not None and own is not None and value >= own:
            found.append(earlier)
    return found


def _holds(rate: Placed, part: Placed, whole: Placed) -> bool:
    one, base, value = printed(part.figure), printed(whole.figure), rate.figure.value
    if one is None or base is None or base.low <= 0 or isinstance(value, tuple):
        return True
    step = half_step(value)
    return one.ratio(base).meets(Bounds(value - step, value + step))


def _stated_base(document: AuditedText, rate: Placed) -> Placed | None:
    """The count that the words make the base of the rate: 77个村的…率, 120户中…占."""
    if rate.index == 0:
        return None
    whole = document.figures[rate.index - 1]
    if whole.passage is not rate.passage or whole.figure.kind != "count" or exact(whole.figure) is None:
        return None
    if _OWN_BASE.search(rate.before):
        return None
    between = rate.passage.masked[whole.end : rate.start]
    return whole if _SHARED.match(between) and _numerator(document, rate) is None else None


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
