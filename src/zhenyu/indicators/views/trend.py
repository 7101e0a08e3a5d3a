"""The trend of an indicator over its year, as its chart and table show it. Shaping only: queries have the numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from typing import Any

from zhenyu.core import clock
from zhenyu.core.addresses import FigureAddress
from zhenyu.core.periods import Month, Period
from zhenyu.core.rounding import round_half_up
from zhenyu.indicators import queries
from zhenyu.indicators.definition import IndicatorDefinition
from zhenyu.indicators.registry import current_feeds
from zhenyu.indicators.targets import targets_of
from zhenyu.indicators.types import Figure
from zhenyu.people.types import Reader

Values = list[Decimal | None]


@dataclass(frozen=True, slots=True)
class Line:
    """A series: its name, how the chart draws it (``SeriesRole`` in figure-chart.ts) and its values by month."""

    name: str
    role: str
    values: Values


@dataclass(frozen=True, slots=True)
class Trend:
    """Twelve months with up to five lines; ``title`` says what they say."""

    title: str
    unit: str
    labels: list[str]
    lines: list[Line]

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
        series = [{"name": line.name, "role": line.role, "values": _floats(line.values)} for line in self.lines]
        return {"unit": self.unit, "labels": self.labels, "series": series}


def trend_of(reader: Reader, figure: Figure, definition: IndicatorDefinition) -> Trend:
    """The months of the figure's year up to its period's end, last year's twelve, and the year's target."""
    year = figure.address.period.last.year
    this_year = _months(reader, figure.address, year, last=_last_month(figure.address.period))
    planned = _planned(figure.address, year)
    adds = current_feeds().accumulates(definition.code)
    last_year = _months(reader, figure.address, year - 1)
    whole_year = queries.figure(reader, figure.address.with_period(Period.year_of(year)))
    if adds:
        lines = [
            Line("累计", "cumulative", _running(this_year)),
            Line("上年累计", "last_year", _running(last_year)),
            Line("当月", "month", this_year),
            Line("上年当月", "month_last_year", last_year),
        ]
    else:
        lines = [Line(f"{year}年", "actual", this_year), Line(f"{year - 1}年", "last_year", last_year)]
    if planned and all(value is not None for value in planned):
        lines.append(Line("计划", "target", _running(planned) if adds else planned))
    elif whole_year.target is not None:
        lines.append(Line("年度目标", "target", [whole_year.target] * 12))
    lines = [line for line in lines if any(value is not None for value in line.values)]
    return Trend(_title(figure), figure.unit, [f"{n}月" for n in range(1, 13)], lines)


def _months(reader: Reader, address: FigureAddress, year: int, last: Month | None = None) -> Values:
    """Twelve values of a year; None after ``last`` and where nothing is known."""
    found = queries.series(reader, address.with_period(Period.year_of(year)), by="month")
    by_month = {figure.address.period.first: figure.value for figure in found}
    months = Period.year_of(year).months
    return [by_month.get(month) if last is None or month <= last else None for month in months]


def _planned(address: FigureAddress, year: int) -> Values:
    """The targets set for the months of a year."""
    months = [address.with_period(Period.month_of(month)) for month in Period.year_of(year).months]
    standing = targets_of(months)
    return [standing[month].value if month in standing else None for month in months]


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
        way = "上升" if figure.yoy_points >= 0 else "下降"
        said.append(f"同比{way}{abs(round_half_up(figure.yoy_points, 1))}个百分点")
    elif figure.yoy is not None:
        way = "增长" if figure.yoy >= 0 else "下降"
        said.append(f"同比{way}{abs(round_half_up(figure.yoy, 1))}%")
    if figure.completion is not None:
        said.append(f"完成目标的{round_half_up(figure.completion, 1)}%")
    return "，".join(said)


def _floats(values: Iterable[Decimal | None]) -> list[float | None]:
    return [None if value is None else float(round_half_up(value, 4)) for value in values]
