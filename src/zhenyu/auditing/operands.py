"""What a rate is worked out from: the count and the whole that the words before it name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from zhenyu.auditing.bounds import HUNDRED, Bounds, exact, half_step, printed
from zhenyu.auditing.document import AuditedText, Placed
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
TASK: Final = re.compile("(?:占|完成|为)(?:了)?(?:全年|年度|年|上级)?(?:目标|任务|计划)+(?:数|的)?$")
_COUNTS: Final = frozenset(["count", "area", "length", "amount"])


def rates_in(document: AuditedText) -> Iterator[Placed]:
    """Exact percentages that are levels, counted by name: 办结率, 比例, 占比."""
    for placed in document.figures:
        figure = placed.figure
        if figure.kind != "ratio" or figure.unit_base != "%" or figure.approx != "exact":
            continue
        if isinstance(figure.value, Decimal) and figure.value > 0 and not _NOT_COUNTED.search(figure.measure):
            yield placed


def is_full(rate: Placed) -> bool:
    return isinstance(rate.figure.value, Decimal) and rate.figure.value >= HUNDRED


def exponent(figure: Figure) -> int:
    exponent = figure.value.as_tuple().exponent if isinstance(figure.value, Decimal) else 0
    return exponent if isinstance(exponent, int) else 0


def operands(document: AuditedText, rate: Placed) -> tuple[Placed | None, list[Placed]]:
    """The count and what it may be a part of; a task is named in the rate itself:
    完成580户,占任务500户的116%."""
    earlier = document.figures[max(rate.index - 4, 0) : rate.index]
    if (
        _BARE_SHARE.fullmatch(rate.before.lstrip(","))
        and len(earlier) > 1
        and _among(earlier[-2], earlier[-1], rate)
    ):
        return earlier[-1], [earlier[-2]]
    if earlier and TASK.search(earlier[-1].before) and rate.before == "的":
        task = earlier[-1]
        done = [
            p
            for p in earlier[:-1]
            if p.figure.unit_base == task.figure.unit_base and p.passage is rate.passage
        ]
        return (done[-1] if done else None), [task]
    part = numerator(document, rate)
    return part, denominators(document, part) if part else []


def named_wider(rate: Placed, part: Placed) -> bool:
    """帮助青年就业47人,社区总体就业率96%: the rate is of more than the count."""
    return _OVERALL.search(rate.before) is not None and not _OVERALL.search(part.before)


def _among(whole: Placed, part: Placed, rate: Placed) -> bool:
    """31个村中收入过20万元的有27个,占比87%: the part directly before its share, the whole named by 中."""
    same = whole.passage is part.passage is rate.passage and whole.figure.unit == part.figure.unit
    if not same or part.figure.kind not in _COUNTS or rate.start - part.end > len(rate.before) + 1:
        return False
    return _AMONG.search(rate.passage.clean[whole.end : part.start]) is not None


def numerator(document: AuditedText, rate: Placed) -> Placed | None:
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


def denominators(document: AuditedText, part: Placed) -> list[Placed]:
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


def holds(rate: Placed, part: Placed, whole: Placed) -> bool:
    one, base, value = printed(part.figure), printed(whole.figure), rate.figure.value
    if one is None or base is None or base.low <= 0 or isinstance(value, tuple):
        return True
    step = half_step(value)
    return one.ratio(base).meets(Bounds(value - step, value + step))


def stated_base(document: AuditedText, rate: Placed) -> Placed | None:
    """The count that the words make the base of the rate: 77个村的…率, 120户中…占."""
    if rate.index == 0:
        return None
    whole = document.figures[rate.index - 1]
    if whole.passage is not rate.passage or whole.figure.kind != "count" or exact(whole.figure) is None:
        return None
    if _OWN_BASE.search(rate.before):
        return None
    between = rate.passage.masked[whole.end : rate.start]
    return whole if _SHARED.match(between) and numerator(document, rate) is None else None
