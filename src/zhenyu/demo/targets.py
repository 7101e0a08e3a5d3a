"""Targets of the three towns for three years, and this year's of two indicators split to the villages.

What 望澜镇 aims at in 2026 stands in its work system (packs/township/systems) where a task carries it.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from zhenyu.demo.chance import share_out
from zhenyu.demo.places import Town, towns, villages_today

Target = tuple[str, str, str, Decimal | int, str]
"""(indicator, area, period, value, mode) as ``indicators.actions.set_targets`` takes them."""

# Indicator, mode, and what a town of weight 1 aims at in 2024, 2025 and 2026.
_AMOUNTS: Final = (
    ("general_budget_revenue", (6100, 6500, 6900)),
    ("fixed_asset_investment", (7, 7.5, 8)),
    ("industrial_output_above_scale", (21.5, 23, 24.5)),
    ("retail_sales", (9200, 9800, 10400)),
    ("projects_signed", (20, 20, 18)),
    ("projects_started", (10, 9, 9)),
    ("projects_producing", (5, 8, 8)),
    ("funds_in_place", (55000, 65000, 70000)),
    ("paving_area", (190000, 200000, 200000)),
    ("rural_road_length", (14, 16, 15)),
    ("street_lamps", (650, 650, 600)),
    ("toilets_renovated", (2000, 1700, 1200)),
    ("heating_renovated", (3300, 2400, 1600)),
    ("farmland_built", (4500, 4500, 4000)),
    ("land_transferred", (4000, 5000, 5000)),
    ("farm_operators_new", (20, 20, 20)),
    ("illegal_building_cleared", (10000, 11000, 12000)),
    ("ruins_cleared", (160, 160, 180)),
    ("collective_income", (680, 760, 900)),
    ("cooperative_gain", (150, 170, 200)),
    ("filial_paid_in", (36, 36, 36)),
    ("civil_activities", (110, 120, 120)),
    ("opera_shows", (77, 80, 80)),
    ("new_jobs", (300, 320, 330)),
)
_RATES: Final = (
    ("event_closure_rate", (96, 97, 97)),
    ("hazard_rectification_rate", (97, 98, 98)),
    ("dispute_rate", (94, 95, 95)),
    ("hotline_on_time_rate", (97, 98, 98)),
    ("hotline_satisfaction_rate", (90, 91, 92)),
    ("disclosure_rate", (100, 100, 100)),
    ("central_care_rate", (20, 20, 20)),
    ("social_org_coverage", (90, 91, 92)),
    ("errand_rate", (97, 98, 98)),
)
_YEARS: Final = (2024, 2025, 2026)
_SPLIT: Final = (("toilets_renovated", 1200), ("collective_income", 900))


def targets() -> Iterator[Target]:
    """Every target: amounts scaled to the town, rates alike for all, two indicators of 望澜镇 split to its
    villages."""
    for place in towns():
        for indicator, amounts in _AMOUNTS:
            for year, amount in zip(_YEARS, amounts, strict=True):
                yield indicator, place.code, str(year), _scaled(amount, place), "at_least"
        for indicator, rates in _RATES:
            for year, rate in zip(_YEARS, rates, strict=True):
                yield indicator, place.code, str(year), rate, "at_least"
        for year in _YEARS:
            yield "production_accidents", place.code, str(year), 0, "at_most"
            yield "contract_arrears", place.code, str(year), _scaled(60, place), "at_most"
    yield from _to_villages(towns()[0])


def _scaled(amount: float, place: Town) -> Decimal:
    """An amount for a town of that weight, rounded as such aims are: two or three leading digits."""
    value = amount * place.weight
    places = 1 if value < 10 and amount != int(amount) else 0
    return (
        Decimal(str(round(value, places)))
        if value < 100
        else Decimal(round(value, -1 if value < 1000 else -2))
    )


def _to_villages(place: Town) -> Iterator[Target]:
    """The town's target in parts by households; the parts add up to it."""
    villages = villages_today(place)
    for indicator, amount in _SPLIT:
        parts = share_out(amount * 10, [village.households for village in villages])
        whole = indicator == "toilets_renovated"
        counts = share_out(amount, [village.households for village in villages])
        for village, count, tenths in zip(villages, counts, parts, strict=True):
            yield indicator, village.code, "2026", count if whole else Decimal(tenths) / 10, "at_least"
