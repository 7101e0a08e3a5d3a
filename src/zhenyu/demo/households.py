"""Works at single households: toilets and clean heating. One row a household, in yearly batches of
villages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Final

from zhenyu.demo.chance import TODAY, Row, day_between, dice, later, pick
from zhenyu.demo.people import citizen_number, person_name, phone_number
from zhenyu.demo.places import Town, Village

_TOILETS: Final = (("three_tank", 62), ("flush", 28), ("double_urn", 10))
_HEATING: Final = (("gas", 78), ("electric", 16), ("biomass", 6))


def toilet_renovation(place: Town, scale: float) -> Iterator[Row]:
    """About a third of the households, 40 % of them in 2024, a third in 2025 and the rest this year, which is
    behind.

    One village has a tenfold cost in some rows (a slipped decimal), for whoever looks for outliers.
    """
    for village in place.villages:
        rng = dice("toilets", village.code)
        for number in range(1, round(village.households * min(0.34 * scale, 1)) + 1):
            year = pick(rng, ((2024, 40), (2025, 33), (2026, 27)))
            if not village.exists_on(date(year, 12, 31)):
                continue
            row = _toilet(rng, village, year)
            if village.code == "990101101203" and number % 9 == 0 and row.get("cost"):
                row["cost"] *= 10
            yield {"area": village.code, "household_no": f"{village.code[-6:]}C{number:04d}", **row}


def _toilet(rng: Random, village: Village, year: int) -> Row:
    slowness = 1.75 - village.diligence + (1.0 if year == 2026 else 0.0)
    started = day_between(rng, date(year, 3, 20), date(year, 6, 30))
    finished = _in_time(village, later(started, 15 + rng.random() * 95 * slowness))
    accepted = _in_time(village, later(finished, 10 + rng.random() * 45))
    row: Row = {
        "head": person_name(rng),
        "id_number": citizen_number(rng, 24, 80),
        "phone": phone_number(rng),
        "kind": pick(rng, _TOILETS),
        "registered_on": day_between(rng, date(year, 1, 4), date(year, 3, 15)),
        "due_on": date(year, 10, 20),
    }
    if rng.random() < 0.015:
        return {**row, "state": "cancelled"}
    if started > TODAY or rng.random() < 0.01:
        return {**row, "state": "planned"}
    row["started_on"] = started
    if finished > TODAY:
        return {**row, "state": "building"}
    cost = 1150 + int(rng.random() * 900)
    row |= {"finished_on": finished, "cost": cost, "subsidy": min(1000, cost - 100)}
    if accepted > TODAY or rng.random() < 0.01:
        return {**row, "state": "finished"}
    return {**row, "state": "accepted", "accepted_on": accepted}


def _in_time(village: Village, day: date) -> date:
    """The day, brought forward for a village about to be merged: its books are closed first."""
    return min(day, village.valid_to - timedelta(days=1)) if village.valid_to else day


def clean_heating(place: Town, scale: float) -> Iterator[Row]:
    """About half the households (S0: 4,052 in a year, S4: 9,808 in all), before each winter."""
    for village in place.villages:
        rng = dice("heating", village.code)
        for number in range(1, round(village.households * min(0.48 * scale, 1)) + 1):
            year = pick(rng, ((2024, 46), (2025, 33), (2026, 21)))
            if not village.exists_on(date(year, 12, 31)):
                continue
            installed = day_between(
                rng, date(year, 6, 1), later(date(year, 8, 20), 75 * (1.4 - village.diligence))
            )
            accepted = _in_time(village, later(installed, 12 + rng.random() * 50))
            row: Row = {
                "area": village.code,
                "household_no": f"{village.code[-6:]}Q{number:04d}",
                "head": person_name(rng),
                "kind": pick(rng, _HEATING),
                "registered_on": day_between(rng, date(year, 3, 1), date(year, 4, 30)),
                "due_on": date(year, 11, 10),
            }
            if rng.random() < 0.02:
                yield {**row, "state": "withdrawn"}
            elif installed > TODAY:
                yield {**row, "state": "registered"}
            elif accepted > TODAY or rng.random() < 0.012:
                yield {**row, "state": "installed", "installed_on": installed}
            else:
                yield {
                    **row,
                    "state": "accepted",
                    "installed_on": installed,
                    "accepted_on": accepted,
                    "subsidy": 2000,
                }
