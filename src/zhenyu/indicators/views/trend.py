"""The trend of an indicator over its year, as its chart and table show it. Shaping only: queries have the
numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from typing import Any, Final

from zhenyu.core import clock
from zhenyu.core.values.addresses import FigureAddress
from zhenyu.core.values.periods import Month, Period
from zhenyu.core.values.rounding import round_half_up
from zhenyu.indicators.catalogue.indicator_definition import IndicatorDefinition, TimeRule
from zhenyu.indicators.figures import queries
from zhenyu.indicators.figures.values import values
from zhenyu.indicators.measures.registry import Feeds, current_feeds
from zhenyu.indicators.targets.queries import targets_of
from zhenyu.indicators.types import Figure
from zhenyu.people.types import Reader

Values = list[Decimal | None]
MODES: Final = ("cumulative", "month")
_MODE_TITLES: Final = {"cumulative": "1月起累计", "month": "当月"}


@dataclass(frozen=True, slots=True)
class TrendRow:
    """A series: its name, how the chart draws it (``SeriesRole`` in figure-chart.ts) and its values by
    month."""

    name: str
    role: str
    values: Values


@dataclass(frozen=True, slots=True)
class Trend:
    """Twelve months with up to five lines; ``title`` says what they say."""

    title: str
    unit: str
    labels: list[str]
    lines: list[TrendRow]
    modes: Sequence[str] = ()
    mode: str = ""

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The ways to show it with their titles; none where month and cumulative are the same (stocks)."""
        return [(mode, _MODE_TITLES[mode]) for mode in self.modes]

    @property
    def is_drawn(self) -> bool:
        return any(value is not None for line in self.lines if line.role != "target" for value in line.values)

    @property
    def columns(self) -> list[str]:
        return [line.name for line in self.lines]

    @property
    def rows(self) -> list[tuple[str, list[Decimal | None]]]:
        """The table: a month and its value on each line."""
        return [(label, [line.values[n] for line in self.lines]) for n, label in enumerate(self.labels)]

    @property
    def data(self) -> dict[str, Any]:
        """What the chart is drawn from (``ChartData`` in figure-chart.ts)."""
        series = [
            {"name": line.name, "role": line.role, "values": _floats(line.values)} for line in self.lines
        ]
        return {"unit": self.unit, "labels": self.labels, "series": series}


def trend_of(reader: Reader, figure: Figure, definition: IndicatorDefinition, mode: str = "") -> Trend:
    """The months of the figure's year up to its period's end, last year's twelve, and the year's target.

    Arguments:
        mode: ``month``, each month for itself, or ``cumulative``, January to each month; else what suits the
        indicator.
    """
    feeds, year = current_feeds(), figure.address.period.last.year
    adds = feeds.accumulates(definition.code)
    leaves = (feeds.catalogue[leaf] for leaf in feeds.leaves(definition.code))
    modes = MODES if any(leaf.time_rule is TimeRule.SUM for leaf in leaves) else ()
    chosen = mode if mode in modes else ("cumulative" if adds else "month")
    last = _last_month(figure.address.period)
    this_year, last_year = (_months(reader, feeds, figure.address, each) for each in (year, year - 1))
    this_year = _until(this_year, last)
    planned = _planned(figure.address, year)
    plan = planned if planned and all(value is not None for value in planned) else []
    if chosen == "month":
        roles = ("month", "month_last_year") if adds else ("actual", "last_year")
        word = "当月" if modes else ""
        lines = [
            TrendRow(f"{year}年{word}", roles[0], this_year),
            TrendRow(f"{year - 1}年{word}", roles[1], last_year),
        ]
    elif adds:
        lines = [
            TrendRow("累计", "cumulative", _running(this_year)),
            TrendRow("上年累计", "last_year", _running(last_year)),
            TrendRow("当月", "month", this_year),
            TrendRow("上年当月", "month_last_year", last_year),
        ]
        plan = _running(plan)
    else:
        running, before = (_cumulative(reader, feeds, figure.address, each) for each in (year, year - 1))
        lines = [
            TrendRow("1月起累计", "actual", _until(running, last)),
            TrendRow("上年累计", "last_year", before),
        ]
        plan = []
    if plan:
        lines.append(TrendRow("计划", "target", plan))
    elif figure.target is not None and (not adds or chosen == "cumulative"):
        whole_year = queries.figure(reader, figure.address.with_period(Period.year_of(year)))
        lines += (
            [TrendRow("年度目标", "target", [whole_year.target] * 12)]
            if whole_year.target is not None
            else []
        )
    lines = [line for line in lines if any(value is not None for value in line.values)]
    return Trend(_title(figure), figure.unit, [f"{n}月" for n in range(1, 13)], lines, modes, chosen)


def _months(reader: Reader, feeds: Feeds, address: FigureAddress, year: int) -> Values:
    """Twelve values of a year."""
    return _values(reader, feeds, address, [Period.month_of(month) for month in Period.year_of(year).months])


def _cumulative(reader: Reader, feeds: Feeds, address: FigureAddress, year: int) -> Values:
    """Values of January to each month, of what cannot be added up from the months: rates, distinct counts."""
    return _values(reader, feeds, address, [Period.cumulative(year, month) for month in range(1, 13)])


def _values(reader: Reader, feeds: Feeds, address: FigureAddress, periods: Iterable[Period]) -> Values:
    return [figure.value for figure in values(reader, [address.with_period(each) for each in periods], feeds)]


def _until(found: Values, last: Month) -> Values:
    """None after a month."""
    return [value if n <= last.month else None for n, value in enumerate(found, start=1)]


def _planned(address: FigureAddress, year: int) -> Values:
    """The targets set for the months of a year."""
    months = [address.with_period(Period.month_of(month)) for month in Period.year_of(year).months]
    targets = targets_of(months)
    return [targets[month].value if month in targets else None for month in months]


def _last_month(period: Period) -> Month:
    return min(period.last, Month.of(clock.today()))


def _running(values: Sequence[Decimal | None]) -> Values:
    """Cumulative sums up to the last known month; an unknown month adds nothing."""
    known = max((n for n, value in enumerate(values) if value is not None), default=-1)
    sums = list(accumulate(value or Decimal(0) for value in values[: known + 1]))
    return [*sums, *[None] * (len(values) - known - 1)]


def _title(figure: Figure) -> str:
    """The message of the chart in one line."""
    if figure.value is None:
        return f"{figure.address.period.title}还没有数"
    said = [f"{figure.address.period.title}{figure.display()}{figure.unit}"]
    if figure.yoy_points is not None:
        direction = "上升" if figure.yoy_points >= 0 else "下降"
        said.append(f"同比{direction}{abs(round_half_up(figure.yoy_points, 1))}个百分点")
    elif figure.yoy is not None:
        direction = "增长" if figure.yoy >= 0 else "下降"
        said.append(f"同比{direction}{abs(round_half_up(figure.yoy, 1))}%")
    if figure.completion is not None:
        said.append(f"完成目标的{round_half_up(figure.completion, 1)}%")
    return "，".join(said)


def _floats(values: Iterable[Decimal | None]) -> list[float | None]:
    return [None if value is None else float(round_half_up(value, 4)) for value in values]
