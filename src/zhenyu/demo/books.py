"""The books of the demonstration: which generator writes which ledger, and the rows of one ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from zhenyu.demo import (
    agriculture,
    collective,
    construction,
    economy,
    firms,
    governance,
    households,
    livelihood,
    party,
    relief,
    safety,
)
from zhenyu.demo.chance import Row
from zhenyu.demo.places import Town, towns

Generator = Callable[[Town, float], Iterator[Row]]

LEDGERS: Final[dict[str, Generator]] = {
    "grids": governance.grids,
    "enterprises": firms.enterprises,
    "key_projects": economy.key_projects,
    "project_progress": economy.project_progress,
    "investment_trips": economy.investment_trips,
    "construction_taxes": economy.construction_taxes,
    "idle_assets": economy.idle_assets,
    "village_works": construction.village_works,
    "clearance": construction.clearance,
    "env_inspections": construction.env_inspections,
    "toilet_renovation": households.toilet_renovation,
    "clean_heating": households.clean_heating,
    "crops": agriculture.crops,
    "farmland_projects": agriculture.farmland_projects,
    "land_transfer": agriculture.land_transfer,
    "farm_operators": agriculture.farm_operators,
    "cooperatives": collective.cooperatives,
    "collective_income": collective.collective_income,
    "collective_contracts": collective.collective_contracts,
    "disclosures": collective.disclosures,
    "subsistence_benefit": relief.subsistence_benefit,
    "subsistence_payments": relief.subsistence_payments,
    "special_care": relief.special_care,
    "temporary_aid": relief.temporary_aid,
    "monitored_households": relief.monitored_households,
    "filial_funds": livelihood.filial_funds,
    "public_posts": livelihood.public_posts,
    "public_post_wages": livelihood.public_post_wages,
    "points": livelihood.points,
    "errands": livelihood.errands,
    "activities": livelihood.activities,
    "deeds": livelihood.deeds,
    "grid_events": governance.grid_events,
    "disputes": governance.disputes,
    "hotline_orders": governance.hotline_orders,
    "bulletins": governance.bulletins,
    "hazards": safety.hazards,
    "village_posts": party.village_posts,
    "social_orgs": party.social_orgs,
}
"""Ledger code → generator, in the order the books are furnished."""


def rows(code: str, scale: float = 1.0) -> Iterator[Row]:
    """The rows of a ledger in all three towns. Scale multiplies people and events, not villages, projects or
    firms."""
    for place in towns():
        yield from LEDGERS[code](place, scale)
