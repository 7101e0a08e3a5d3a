"""Figures that come from the county's departments: entered with their document, never computed
(statistics §11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random
from typing import Final, Literal

from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Month, Period
from zhenyu.demo.chance import dice
from zhenyu.demo.places import COUNTY, Town, towns
from zhenyu.indicators.types import ObservationEntry


@dataclass(frozen=True, slots=True)
class _Monthly:
    """A monthly figure: the year's amounts of a town of weight 1 from 2023 on (2026: the year it is heading
    for)."""

    indicator: str
    office: str
    years: tuple[float, float, float, float]
    places: int = 0


_YEARS: Final = (2023, 2024, 2025, 2026)
_LAST: Final = Month(2026, 10)

# Magnitudes: S0 财税3656万 (ten months), 固投2.56亿, 批零7175万; S1 工业总产值12.2亿, 固投8.39亿;
# S2 一般公共预算5533万, 规上31亿, 利润6879万; S3 产值23亿, 固投6.12亿, 总部经济税收1745万.
_MONTHLY: Final = (
    _Monthly("general_budget_revenue", "财政局", (5720, 6120, 6484, 6830), 1),
    _Monthly("local_fiscal_revenue", "财政局", (7350, 7862, 8290, 8700), 1),
    _Monthly("fiscal_task_revenue", "税务局", (4310, 4585, 4902, 5130), 1),
    _Monthly("tax_revenue", "税务局", (4230, 4516, 4745, 5040), 1),
    _Monthly("headquarters_tax", "税务局", (1420, 1585, 1702, 1760), 1),
    _Monthly("industrial_output", "统计局", (22.9, 24.1, 25.6, 27.4), 3),
    _Monthly("industrial_output_above_scale", "统计局", (20.4, 21.6, 22.8, 24.3), 3),
    _Monthly("industrial_profit", "统计局", (6420, 6880, 7010, 7290), 0),
    _Monthly("business_income", "统计局", (25.8, 27.1, 28.4, 30.2), 3),
    _Monthly("fixed_asset_investment", "统计局", (6.61, 7.12, 7.58, 7.74), 3),
    _Monthly("technical_investment", "统计局", (1.72, 1.91, 2.06, 2.14), 3),
    _Monthly("retail_sales", "统计局", (8710, 9240, 9830, 10350), 0),
    _Monthly("consumer_goods_sales", "统计局", (4.32, 4.57, 4.81, 5.02), 3),
    _Monthly("foreign_trade", "商务局", (742, 860, 905, 872), 1),
    _Monthly("power_use", "供电公司", (4930, 5170, 5390, 5610), 1),
    _Monthly("new_jobs", "人力资源和社会保障局", (296, 312, 327, 330)),
    _Monthly("production_accidents", "应急管理局", (0, 0, 0, 0)),
)
_SEASON: Final = (0.9, 0.72, 1.1, 0.95, 0.98, 1.16, 0.96, 0.97, 1.1, 1.0, 1.03, 1.13)
_RANKS: Final = {"990101100": (4, 3, 2, 3), "990101101": (9, 8, 9, 7), "990101102": (6, 6, 5, 6)}


def observations() -> Iterator[ObservationEntry]:
    """All entries from January 2023 on, so that the first year of the books has a base for growth.

    The county's departments publish the month and the year up to it (本月、累计), with quarters at their
    close. An external figure is never computed here, so each is an entry of its own; months add up to the
    cumulative one. Up to 2025 they are final, this year's are preliminary until the yearbook
    (初步数、最终数).
    """
    for figure in _MONTHLY:
        county: dict[Month, Decimal] = {}
        for place in towns():
            values = dict(_months_of(place, figure))
            for month, value in values.items():
                county[month] = county.get(month, Decimal(0)) + value
            yield from _published(figure, place.code, values, with_months=True)
        yield from _published(figure, COUNTY[0], county, with_months=False)
    for place in towns():
        yield from _yearly(place)
        yield from _states(place)


def _months_of(place: Town, figure: _Monthly) -> Iterator[tuple[Month, Decimal]]:
    rng = dice("observed", place.code, figure.indicator)
    lean = 0.93 + rng.random() * 0.12 if place.weight < 1 else 1.0
    for year, amount in zip(_YEARS, figure.years, strict=True):
        shares = [season * (0.96 + rng.random() * 0.08) for season in _SEASON]
        luck = 0.975 + rng.random() * 0.05 if place.weight < 1 else 1.0
        for month, share in enumerate(shares, start=1):
            if Month(year, month) <= _LAST:
                value = amount * place.weight * lean * luck * share / sum(shares)
                yield Month(year, month), _decimal(value, figure.places)


def _published(
    figure: _Monthly, area: str, values: dict[Month, Decimal], *, with_months: bool
) -> Iterator[ObservationEntry]:
    """What is published of a year: cumulative figures, and for a town each month and each later quarter and
    half."""
    for year in _YEARS:
        months = [month for month in values if month.year == year]
        spans = {Period.cumulative(year, month.month) for month in months}
        if with_months:
            spans |= {Period.month_of(month) for month in months}
            spans |= {Period.quarter_of(year, quarter) for quarter in (2, 3, 4) if len(months) >= quarter * 3}
            spans |= {Period.half_of(year, 2)} if len(months) == 12 else set()
        for span in sorted(spans):
            total = sum((values[month] for month in span.months), Decimal(0))
            yield _entry(figure.indicator, area, span, total, figure.office)


def _yearly(place: Town) -> Iterator[ObservationEntry]:
    """Figures of a whole year, known early in the next, and the grain of this year's two harvests."""
    rng = dice("yearly", place.code)
    for position, year in enumerate(_YEARS):
        grain = _decimal(10.1 * place.weight * (1.005**position) * (0.98 + rng.random() * 0.03), 2)
        survey = "国家统计局云渚调查队"
        if year < 2026:
            income = 22840 * (1 + 0.062 * position) * (0.96 + rng.random() * 0.06)
            yield _entry("rural_income", place.code, Period.year_of(year), _decimal(income, 0), survey)
            yield _entry("grain_output", place.code, Period.year_of(year), grain, survey)
        yield _entry("grain_output", place.code, Period.cumulative(year, 10), grain, survey)


def _states(place: Town) -> Iterator[ObservationEntry]:
    """Levels as at a month: places in the county, insured persons, good air, growth of value added since
    January."""
    rng = dice("states", place.code)
    persons = sum(village.persons for village in place.villages_on(date(2026, 1, 1)))
    for position, year in enumerate(_YEARS):
        for month in range(1, 13):
            if Month(year, month) <= _LAST:
                yield from _levels(place, rng, Period.cumulative(year, month), position, persons)


def _levels(
    place: Town, rng: Random, period: Period, position: int, persons: int
) -> Iterator[ObservationEntry]:
    air = _decimal(68 + position * 1.6 + rng.random() * 5, 1)
    growth = _decimal(5.2 + rng.random() * 3.4, 1)
    insured = _decimal(96.1 + position * 0.35 + rng.random() * 0.4, 1)
    payers = Decimal(round(persons * (0.412 + 0.004 * position)))
    yield _entry("air_quality_rate", place.code, period, air, "生态环境局")
    yield _entry("industrial_value_added_growth", place.code, period, growth, "统计局")
    yield _entry("county_rank", place.code, period, Decimal(_RANKS[place.code][position]), "督查考核办公室")
    yield _entry("pension_payers", place.code, period, payers, "人力资源和社会保障局")
    yield _entry("medical_insurance_rate", place.code, period, insured, "医疗保障局")


def _decimal(value: float, places: int) -> Decimal:
    return Decimal(f"{value:.{places}f}")


def _entry(indicator: str, area: str, period: Period, value: Decimal, office: str) -> ObservationEntry:
    number = sum(map(ord, f"{office}{period}")) % 60 + 4
    body = office if office.startswith(("国家", "供电")) else f"云渚县{office}"
    source = f"{body}《{period.title}镇街主要指标》（云办统〔{period.last.year}〕{number}号）"
    finality: Literal["preliminary", "final"] = "final" if period.last.year < 2026 else "preliminary"
    return ObservationEntry(indicator, AreaCode(area), period, value, source, finality=finality)
