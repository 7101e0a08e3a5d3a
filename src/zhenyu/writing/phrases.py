"""A figure in the words of a report. Pure: what the figure does not hold is said to be missing, never made
up.

Wording follows work reports and statistics: 同比 is against the same months of the year before, a change of a
rate in 百分点, money goes to 万元 or 亿元 by magnitude, numbers are Arabic (GB/T 15835-2011) and rounded
half-up. What is not a plain statement stands in 〔 〕, so that nobody signs it by oversight.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Final

from zhenyu.core.errors import NotFound
from zhenyu.core.values.addresses import Aspect
from zhenyu.core.values.quantities import Quantity, format_decimal, unit_of
from zhenyu.core.values.rounding import round_half_up
from zhenyu.indicators.types import Figure

AMOUNT_PLACES: Final = 2
PERCENT_PLACES: Final = 1
_MOST_PLACES: Final = 4
_FULL: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words for a figure; ``problem`` says why they are not a plain statement, empty when they are."""

    text: str
    problem: str = ""


def phrase(name: str, figure: Figure, *, among: str = "同级") -> Phrase:
    """The words for a figure.

    Arguments:
        name: one of :data:`PHRASES`; empty is ``value``.
        among: those it is ranked with, e.g. 全县.
    """
    make = PHRASES.get(name or "value")
    if make is None:
        known = "、".join(PHRASES)
        return Phrase(f"〔没有“{name}”这种写法〕", f"写法“{name}”不存在，可用的有：{known}")
    if figure.value is None and name not in _WITHOUT_VALUE:
        return missing(figure)
    made = make(figure)
    return Phrase(made.text.replace(_AMONG, among), made.problem)


def missing(figure: Figure) -> Phrase:
    """Blank, zero and not applicable are three things; only the two without a number come here."""
    if figure.aspect in (Aspect.YOY, Aspect.YOY_POINTS):
        return _no_growth(figure)
    what = f"{figure.area_name}{figure.address.period.title}“{figure.title}”"
    if figure.absence == "not_applicable":
        return Phrase("〔不适用〕", f"{what}不适用{_because(figure.note)}")
    return Phrase("〔暂无数据〕", f"{what}没有数据{_because(figure.note)}")


def _because(note: str) -> str:
    return f"（{note}）" if note else ""


def amount(value: Decimal, unit: str, places: int = AMOUNT_PLACES) -> str:
    """A number with its unit as reports print it: 36560000元 → 3656万元, 26000亩 → 2.6万亩, 第2位 for
    ranks."""
    try:
        known = unit_of(unit)
    except NotFound:
        return f"{format_decimal(round_half_up(value, places))}{unit}"
    if known.family == "rank":
        return f"第{format_decimal(value)}"
    if known.symbol == "%":
        return percent(value, places)
    # Rounding may reach the next magnitude: 9999.996万元 is 1亿元.
    return str(Quantity(value, known).humane().rounded(places).humane())


def percent(value: Decimal, places: int = PERCENT_PLACES) -> str:
    """Per cent, without trailing zeros. What is not yet 100 % is never rounded up to it: 99.97 → 99.97%, not
    100%."""
    rounded = round_half_up(value, places)
    while value < _FULL <= rounded and places < _MOST_PLACES:
        places += 1
        rounded = round_half_up(value, places)
    if value < _FULL <= rounded:
        rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_DOWN)
    return f"{format_decimal(rounded)}%"


def _value(figure: Figure) -> Phrase:
    assert figure.value is not None  # noqa: S101 — phrase() sends the missing away
    return Phrase(_VALUES.get(figure.aspect, amount)(figure.value, figure.unit))


def _completed(figure: Figure) -> Phrase:
    """A level is reached, a volume of work is done: 改厕率达到91%, 改厕完成102户."""
    return Phrase(f"{'达到' if figure.unit == '%' else '完成'}{_value(figure).text}")


def _completed_yoy(figure: Figure) -> Phrase:
    growth = _yoy(figure)
    return Phrase(f"{_completed(figure).text}，{growth.text}", growth.problem)


def _yoy(figure: Figure) -> Phrase:
    """Growth on the year before, of a rate its change in points; where it is not computed, why."""
    if figure.yoy_points is not None:
        return Phrase(_signed_points(figure.yoy_points, ""))
    if figure.yoy is None or figure.unit == "%":
        return _no_growth(figure)
    return Phrase(_signed_percent(figure.yoy, ""))


def _no_growth(figure: Figure) -> Phrase:
    """A base of zero or below has no growth rate ; the figure's own note says which it was."""
    why = figure.yoy_note or figure.note or "没有上年同期数"
    return Phrase(f"〔同比未计算：{why}〕", f"“{figure.title}”的同比没有计算：{why}")


def _change(change: Decimal, rise: str, fall: str, write: Callable[[Decimal], str]) -> str:
    if change == 0:
        return "持平"
    if round_half_up(change, PERCENT_PLACES) == 0:
        return "基本持平"
    return (rise if change > 0 else fall) + write(abs(change))


def _percent_of_change(change: Decimal) -> str:
    return f"{format_decimal(round_half_up(change, PERCENT_PLACES))}%"


def _points_of_change(change: Decimal) -> str:
    return f"{format_decimal(round_half_up(change, AMOUNT_PLACES))}个百分点"


def _of_target(figure: Figure) -> Phrase:
    if figure.completion is None:
        return Phrase("〔未设目标〕", f"“{figure.title}”{figure.address.period.title}没有目标，算不出完成率")
    target = "年度目标" if figure.address.period.first.month == 1 else "目标"
    if figure.target_mode == "at_most":
        return Phrase(f"控制在{target}以内" if figure.completion >= _FULL else f"超出{target}控制数")
    return Phrase(f"完成{target}的{percent(figure.completion)}")


def _rank(figure: Figure) -> Phrase:
    if figure.rank is None:
        return Phrase("〔没有位次〕", f"“{figure.title}”没有可比的同级数据，排不出位次")
    return Phrase(f"位列{_AMONG}第{figure.rank.n}")


_AMONG: Final = "\0"
_WITHOUT_VALUE: Final = frozenset({"rank"})

PHRASES: Final[Mapping[str, Callable[[Figure], Phrase]]] = {
    "value": _value,
    "completed": _completed,
    "completed_yoy": _completed_yoy,
    "yoy": _yoy,
    "of_target": _of_target,
    "rank": _rank,
}
PHRASE_TITLES: Final[Mapping[str, str]] = {
    "value": "数值",
    "completed": "完成…",
    "completed_yoy": "完成…，同比增长…",
    "yoy": "同比增长…",
    "of_target": "完成年度目标的…",
    "rank": "位列…第几",
}


def _signed_percent(value: Decimal, _unit: str) -> str:
    return "同比" + _change(value, "增长", "下降", _percent_of_change)


def _signed_points(value: Decimal, _unit: str) -> str:
    return "同比" + _change(value, "提高", "降低", _points_of_change)


def _pace(value: Decimal, _unit: str) -> str:
    """Ahead of or behind the calendar, in points (超/欠时间进度)."""
    if round_half_up(value, PERCENT_PLACES) == 0:
        return "与时间进度持平"
    points = format_decimal(round_half_up(abs(value), PERCENT_PLACES))
    return f"{'超' if value > 0 else '欠'}时间进度{points}个百分点"


_VALUES: Final[Mapping[Aspect, Callable[[Decimal, str], str]]] = {
    Aspect.YOY: _signed_percent,
    Aspect.YOY_POINTS: _signed_points,
    Aspect.PACE: _pace,
    Aspect.COMPLETION: lambda value, _unit: percent(value),
    Aspect.SHARE: lambda value, _unit: percent(value),
    Aspect.RANK: lambda value, _unit: f"第{format_decimal(value)}",
}
"""How the value of an aspect other than the plain value is written."""
