"""The text against the books, through the port ``Books``: figure ≠ ledger, growth ≠ stored base, rank nobody
supports.

同比 (statistics §1); the books are never changed to fit a text, a rank needs its document
(report-defects §1, §3.17). All questions are put at once, so that a report costs the books a few statements
and not a few for each figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from zhenyu.auditing.books import Asked, Asking, Books, BooksAnswer
from zhenyu.auditing.bounds import HUNDRED, Bounds, exact, half_step, printed, single
from zhenyu.auditing.document import AuditedText, Placed
from zhenyu.auditing.finding import Computed, Finding, written
from zhenyu.auditing.rules.growth import growth_as
from zhenyu.reading import Figure

_LEVELS: Final = frozenset(["amount", "count", "area", "length", "mass", "volume", "ratio"])
_LOOSE: Final = Decimal("0.1")  # an approximation may be this far from the books
_PLACE: Final = re.compile(r"第\d+")
_MEANT: Final = re.compile("力争|确保|目标|计划|任务|拟|争取|预期")
_SHOWN: Final = {
    "yuan": (Decimal(10_000), "万元"),
    "mu": (Decimal(1), "亩"),
    "m2": (Decimal(1), "平方米"),
    "m": (Decimal(1), "米"),
}


class _Case(NamedTuple):
    """A figure to be held against the books, and what they are asked: one answer, or for a growth the value
    and the base."""

    placed: Placed
    level: Placed | None
    asked: tuple[Asked, ...]


def against_books(document: AuditedText, books: Books) -> Iterator[Finding]:
    """Every level, target, growth and rank the books know something of, their own words aside."""
    typed = (
        placed for placed in document.figures if not (placed.passage.furniture or document.from_books(placed))
    )
    cases = [case for placed in typed if (case := _case(document, placed))]
    answers = iter(books.answers([asked for case in cases for asked in case.asked]))
    for case in cases:
        given = [next(answers) for _ in case.asked]
        match case.asked[0].asking:
            case "value" if len(given) == 2:
                yield from _growth(case, given[0], given[1])
            case "rank":
                yield from _rank(case.placed, given[0])
            case asking:
                yield from _level(case.placed, given[0], asking)


def _case(document: AuditedText, placed: Placed) -> _Case | None:
    figure = placed.figure
    if figure.status in ("actual", "target") and figure.kind in _LEVELS:
        if figure.status == "target" and not _MEANT.search(
            placed.passage.clean[placed.sentence.start : placed.end]
        ):
            return None  # the reading infers a target from its surroundings: too little to call it wrong
        return _Case(placed, None, (_asked(placed, "value" if figure.status == "actual" else "target"),))
    if figure.status != "actual":
        return None
    if figure.kind == "rank" and figure.rank is not None:
        of = document.figures[figure.rank.of_idx] if figure.rank.of_idx is not None else placed
        return _Case(placed, None, (_asked(of, "rank", ""),))
    compare = figure.compare
    if (
        figure.kind != "growth"
        or compare is None
        or compare.basis not in ("yoy", "unspecified")
        or compare.form != "pct"
    ):
        return None
    level = document.figures[compare.of_idx] if compare.of_idx is not None else None
    unit = level.figure.unit_base if level else ""
    return _Case(
        placed, level, (_asked(level or placed, "value", unit), _asked(level or placed, "previous", unit))
    )


def _asked(placed: Placed, asking: Asking, unit_base: str | None = None) -> Asked:
    figure = placed.figure
    said = f"{figure.action or ''}{figure.measure}{placed.before}"
    return Asked(figure, asking, said, figure.unit_base if unit_base is None else unit_base)


def asked_of(placed: Placed) -> Asked:
    """The question what the books hold of a figure."""
    return _asked(placed, "value")


def _level(placed: Placed, held: BooksAnswer | None, asking: Asking) -> Iterator[Finding]:
    figure = placed.figure
    if held is None or _agrees(figure, held.value):
        return
    shown = _shown(held.value, figure)
    start = placed.passage.clause_start(placed.start)
    if asking == "target":
        yield placed.passage.finding(
            "target_mismatch",
            "error",
            start,
            placed.end,
            f"{figure.measure}的目标写为{figure.text}，下达的目标是{shown}。",
            f"请按下达的目标写为{shown}；目标有调整的，先在系统中调整再改文。",
            [placed, Computed("下达的目标", shown, held.address)],
            edits=[(placed.start, placed.end, shown)],
        )
        return
    yield placed.passage.finding(
        "ledger_mismatch",
        "error",
        start,
        placed.end,
        f"{figure.measure}写为{figure.text}，账上是{shown}。",
        f"请核对后按台账写为{shown}；台账有误的，先改台账再改文。",
        [placed, Computed("账上数", shown, held.address)],
        edits=[(placed.start, placed.end, shown)],
    )


def _agrees(figure: Figure, held: Decimal) -> bool:
    """Whether the books' value could have been printed as the text has it."""
    bounds = printed(figure)
    if bounds is not None:
        return bounds.low <= held <= bounds.high
    value = single(figure)
    if value is None:
        low, high = figure.value_si  # type: ignore[misc]  # a range: it has no single value
        return bool(low <= held <= high)
    near = abs(held - value) <= abs(value) * _LOOSE
    if figure.approx in ("over", "at_least"):
        return held >= value and (near or figure.approx == "at_least")
    if figure.approx in ("under", "at_most"):
        return held <= value and (near or figure.approx == "at_most")
    return near


def _growth(case: _Case, held: BooksAnswer | None, base: BooksAnswer | None) -> Iterator[Finding]:
    """The text's own level, or the books', over the stored base of a year earlier."""
    growth, level, stated = case.placed, case.level, exact(case.placed.figure)
    bounds = printed(level.figure) if level else None
    now = bounds or (Bounds(held.value, held.value) if held is not None else None)
    if base is None or now is None or stated is None or isinstance(growth.figure.value, tuple):
        return
    like = level.figure if level else growth.figure
    before = Computed("上年数", _shown(base.value, like), base.address)
    if base.value <= 0:
        yield growth.passage.finding(
            "growth_base",
            "error",
            growth.start,
            growth.end,
            "上年数为零或负，不能计算增幅。",
            "请改写为“扭亏为盈”“由负转正”或只写两年的绝对数。",
            [growth, before],
        )
        return
    ratio = now.ratio(Bounds(base.value, base.value))
    step = half_step(growth.figure.value)
    if Bounds(ratio.low - HUNDRED, ratio.high - HUNDRED).meets(Bounds(stated - step, stated + step)):
        return
    answer = ((now.low + now.high) / 2 / base.value - 1) * HUNDRED
    percent = f"{written(abs(answer), 1)}%"
    right = f"{'下降' if answer < 0 else '增长'}{percent}"
    start = (
        growth.passage.clause_start(level.start)
        if level and level.passage is growth.passage
        else growth.start
    )
    yield growth.passage.finding(
        "growth_base",
        "error",
        start,
        growth.end,
        f"增幅写为{growth.text}，按账上的上年数重算为{right}。",
        f"请核对本年数和上年数；两数无误的，应写为“{right}”。",
        [growth, before, Computed("重算", f"{written(answer, 4)}%")],
        edits=growth_as(growth, answer, percent),
    )


def _rank(placed: Placed, held: BooksAnswer | None) -> Iterator[Finding]:
    rank = placed.figure.rank
    if rank is None or (held is not None and held.value == rank.n):
        return
    if held is None:
        yield placed.passage.finding(
            "rank_unsupported",
            "question",
            placed.start,
            placed.end,
            f"{placed.figure.measure}的位次{placed.text}没有来源文件支持。",
            "请附上通报、考核文件的名称和文号；没有的，不写位次。",
            [placed],
        )
        return
    yield placed.passage.finding(
        "rank_unsupported",
        "error",
        placed.start,
        placed.end,
        f"{placed.figure.measure}写为{placed.text}，账上排在第{held.value}。",
        f"请改为第{held.value}，或核对通报文件。",
        [placed, Computed("账上位次", str(held.value), held.address)],
        edits=[(placed.start, placed.end, f"第{held.value}")] if _PLACE.fullmatch(placed.text) else (),
    )


def _shown(value: Decimal, figure: Figure) -> str:
    """The books' value in the unit of the text, with as many decimals as are needed."""
    stated = figure.value_si if not isinstance(figure.value_si, tuple) else figure.value_si[0]
    printed_value = figure.value if not isinstance(figure.value, tuple) else figure.value[0]
    if figure.kind == "growth":
        return written(value, 4)  # a growth alone has no unit of its own measure
    if printed_value and stated:
        return f"{written(value * printed_value / stated, 4)}{figure.unit}"
    factor, unit = _SHOWN.get(figure.unit_base, (Decimal(1), figure.unit))
    return f"{written(value / factor, 4)}{unit}"
