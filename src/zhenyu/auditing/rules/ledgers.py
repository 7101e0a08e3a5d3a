"""The text against the books, through the port `Books`: figure ≠ ledger, growth ≠ stored base, rank nobody supports.

DOMAIN §7.3 (同比), §8.1 (the books are never changed to fit a text), §8.3 no. 17 (a rank needs its source document).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from zhenyu.auditing.books import Asked, Books
from zhenyu.auditing.bounds import HUNDRED, Bounds, exact, half_step, printed, single
from zhenyu.auditing.document import Document, Placed
from zhenyu.auditing.finding import Computed, Finding, written
from zhenyu.reading import Figure

_LEVELS: Final = frozenset(["amount", "count", "area", "length", "mass", "volume", "ratio"])
_LOOSE: Final = Decimal("0.1")  # an approximation may be this far from the books
_SHOWN: Final = {
    "yuan": (Decimal(10_000), "万元"),
    "mu": (Decimal(1), "亩"),
    "m2": (Decimal(1), "平方米"),
    "m": (Decimal(1), "米"),
}


def against_books(document: Document, books: Books) -> Iterator[Finding]:
    """Every actual level, growth and rank the books know something of."""
    for placed in document.figures:
        figure = placed.figure
        if figure.status != "actual" or placed.passage.furniture:
            continue
        if figure.kind in _LEVELS:
            yield from _level(placed, books)
        elif figure.kind == "growth" and figure.compare is not None and figure.compare.basis in ("yoy", "unspecified"):
            yield from _growth(document, placed, books)
        elif figure.kind == "rank":
            yield from _rank(placed, books)


def _asked(figure: Figure, unit_base: str | None = None) -> Asked:
    return Asked(figure.measure, figure.scope, figure.period, unit_base or figure.unit_base)


def _level(placed: Placed, books: Books) -> Iterator[Finding]:
    figure = placed.figure
    held = books.value(_asked(figure))
    if held is None or _agrees(figure, held):
        return
    shown = _shown(held, figure)
    yield placed.passage.finding(
        "ledger_mismatch", "error", placed.passage.clause_start(placed.start), placed.end,
        f"{figure.measure}写为{figure.text}，账上是{shown}。", f"请核对后按台账写为{shown}；台账有误的，先改台账再改文。",
        [placed, Computed("账上数", shown)],
    )  # fmt: skip


def _agrees(figure: Figure, held: Decimal) -> bool:
    """Whether the books' value could have been printed as the text has it."""
    bounds = printed(figure)
    if bounds is not None:
        return bounds.low <= held <= bounds.high
    value = single(figure)
    if value is None:
        low, high = figure.value_si  # type: ignore[misc]
        return bool(low <= held <= high)
    near = abs(held - value) <= abs(value) * _LOOSE
    if figure.approx in ("over", "at_least"):
        return held >= value and (near or figure.approx == "at_least")
    if figure.approx in ("under", "at_most"):
        return held <= value and (near or figure.approx == "at_most")
    return near


def _growth(document: Document, growth: Placed, books: Books) -> Iterator[Finding]:
    """The text's own level, or the books', over the stored base of a year earlier."""
    compare, stated = growth.figure.compare, exact(growth.figure)
    if compare is None or compare.form != "pct" or stated is None or isinstance(growth.figure.value, tuple):
        return
    level = document.figures[compare.of_idx] if compare.of_idx is not None else None
    asked = _asked(level.figure if level else growth.figure, level.figure.unit_base if level else "")
    base, held = books.previous(asked), books.value(asked)
    bounds = printed(level.figure) if level else None
    now = bounds or (Bounds(held, held) if held is not None else None)
    if base is None or now is None:
        return
    if base <= 0:
        yield growth.passage.finding(
            "growth_base", "error", growth.start, growth.end, "上年数为零或负，不能计算增幅。",
            "请改写为“扭亏为盈”“由负转正”或只写两年的绝对数。", [growth, Computed("上年数", written(base))],
        )  # fmt: skip
        return
    ratio = now.ratio(Bounds(base, base))
    step = half_step(growth.figure.value)
    if Bounds(ratio.low - HUNDRED, ratio.high - HUNDRED).meets(Bounds(stated - step, stated + step)):
        return
    answer = ((now.low + now.high) / 2 / base - 1) * HUNDRED
    right = f"{'下降' if answer < 0 else '增长'}{written(abs(answer), 1)}%"
    start = growth.passage.clause_start(level.start) if level and level.passage is growth.passage else growth.start
    yield growth.passage.finding(
        "growth_base", "error", start, growth.end, f"增幅写为{growth.text}，按账上的上年数重算为{right}。",
        f"请核对本年数和上年数；两数无误的，应写为“{right}”。",
        [growth, Computed("上年数", _shown(base, level.figure if level else growth.figure)), Computed("重算", f"{written(answer, 4)}%")],
    )  # fmt: skip


def _rank(placed: Placed, books: Books) -> Iterator[Finding]:
    rank = placed.figure.rank
    if rank is None:
        return
    held = books.rank(_asked(placed.figure))
    if held == rank.n:
        return
    if held is None:
        yield placed.passage.finding(
            "rank_unsupported", "question", placed.start, placed.end, f"{placed.figure.measure}的位次{placed.text}没有来源文件支持。",
            "请附上通报、考核文件的名称和文号；没有的，不写位次。", [placed],
        )  # fmt: skip
        return
    yield placed.passage.finding(
        "rank_unsupported", "error", placed.start, placed.end, f"{placed.figure.measure}写为{placed.text}，来源文件是第{held}。",
        f"请改为第{held}，或核对来源文件。", [placed, Computed("来源文件位次", str(held))],
    )  # fmt: skip


def _shown(value: Decimal, figure: Figure) -> str:
    """The books' value in the unit of the text, with as many decimals as are needed."""
    stated = figure.value_si if not isinstance(figure.value_si, tuple) else figure.value_si[0]
    printed_value = figure.value if not isinstance(figure.value, tuple) else figure.value[0]
    if printed_value:
        return f"{written(value * printed_value / stated, 4)}{figure.unit}"
    factor, unit = _SHOWN.get(figure.unit_base, (Decimal(1), figure.unit))
    return f"{written(value / factor, 4)}{unit}"
