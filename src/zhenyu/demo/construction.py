"""Works in villages, clearances and the monthly look at how villages keep themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random
from typing import Final

from zhenyu.demo.chance import FIRST_DAY, TODAY, Row, day_between, day_in, dice, later, months, numbered, pick
from zhenyu.demo.people import firm_name, person_name
from zhenyu.demo.places import Town, Village


@dataclass(frozen=True, slots=True)
class _VillageWork:
    """A kind of work: how many a year in a town of weight 1, and the usual measures of one (0: not measured).

    ``cost`` is yuan for each square metre, metre or piece, whichever the kind is paid by.
    """

    kind: str
    title: str
    yearly: int
    surface: int
    distance: int
    quantity: int
    cost: float


# Sizes follow the reports' magnitudes: a village of 户户通 is 4,000–15,000 m² (S0: 25 villages, 214,567 m²).
_WORKS: Final = (
    _VillageWork("household_road", "户户通", 22, 9200, 0, 0, 72),
    _VillageWork("village_road", "村内道路硬化", 14, 2400, 650, 0, 78),
    _VillageWork("rural_road", "四好农村路", 6, 0, 2600, 0, 410),
    _VillageWork("lamp", "路灯安装", 21, 0, 0, 32, 1650),
    _VillageWork("greening", "村庄绿化", 26, 0, 0, 850, 26),
    _VillageWork("ditch", "沟渠清淤", 15, 0, 2300, 0, 14),
    _VillageWork("drain", "雨污管网清淤", 9, 0, 620, 0, 45),
    _VillageWork("water", "自来水管网改造", 8, 0, 1900, 0, 120),
    _VillageWork("venue", "党群服务场所改造", 9, 0, 0, 1, 92000),
)
_FUNDS: Final = (("finance", 48), ("aid", 22), ("collective", 20), ("donation", 10))


def village_works(place: Town, _scale: float) -> Iterator[Row]:
    """Works of three years; those of slow villages overrun, and the works of this year are behind."""
    number = numbered(f"GC{place.code[-3:]}")
    for work in _WORKS:
        for year in (2024, 2025, 2026):
            rng = dice("works", place.code, work.kind, year)
            villages = place.villages_on(date(year, 6, 1))
            for village in rng.sample(villages, min(round(work.yearly * place.weight), len(villages))):
                yield _work_row(rng, work, village, year, next(number))


def _work_row(rng: Random, work: _VillageWork, village: Village, year: int, number: str) -> Row:
    size = 0.55 + rng.random() * 0.95
    surface, distance, quantity = (
        round(amount * size) or None for amount in (work.surface, work.distance, work.quantity)
    )
    paid_by = surface or distance or quantity or 1
    budget = Decimal(f"{paid_by * work.cost * (0.95 + rng.random() * 0.15) / 10000:.2f}")
    this_year = year == 2026
    slowness = 1.7 - village.diligence + (0.35 if this_year else 0.0)
    planned = day_between(
        rng, date(year, 1, 8), date(year, 7, 20) if this_year and rng.random() < 0.4 else date(year, 4, 10)
    )
    started = later(planned, 20 + rng.random() * 60 * slowness)
    due = later(planned, 150 + rng.random() * 60)
    stalled = rng.random() < (0.09 if this_year else 0.012)
    finished = later(started, 35 + rng.random() * 95 * slowness + (900 if stalled else 0))
    accepted = later(finished, 8 + rng.random() * 40)
    row: Row = {
        "area": village.code,
        "work_no": number,
        "kind": work.kind,
        "title": f"{village.name}{work.title}工程",
        "builder": firm_name(rng, "建筑工程"),
        "surface": surface,
        "distance": distance,
        "quantity": quantity,
        "households": round(village.households * (0.5 + rng.random() * 0.4)),
        "budget": budget,
        "fund_source": pick(rng, _FUNDS),
        "planned_on": planned,
        "due_on": due,
    }
    if rng.random() < 0.02:
        return {**row, "state": "cancelled"}
    if started > TODAY:
        return {**row, "state": "planned"}
    row["started_on"] = started
    if finished > TODAY:
        return {**row, "state": "building"}
    row |= {
        "finished_on": finished,
        "cost": (budget * Decimal(f"{0.93 + rng.random() * 0.12:.3f}")).quantize(Decimal("0.01")),
    }
    if accepted > TODAY:
        return {**row, "state": "finished"}
    return {**row, "state": "accepted", "accepted_on": accepted, "inspector": person_name(rng)}


_CLEARED: Final = (("illegal", 30), ("temporary", 22), ("ruin", 40), ("sign", 8))


def clearance(place: Town, _scale: float) -> Iterator[Row]:
    """Illegal buildings and ruins: about 380 a year in a town of weight 1 (S4: 18,000 m² of ruins; S0: 10,071
    m²)."""
    number = numbered(f"CW{place.code[-3:]}")
    for month in months():
        rng = dice("clearance", place.code, month)
        villages = place.villages_on(month)
        for _ in range(round(32 * place.weight * (0.7 + rng.random() * 0.6))):
            village = rng.choice(villages)
            kind = pick(rng, _CLEARED)
            found = day_in(rng, month)
            cleared = later(found, 3 + rng.expovariate(1 / (14 * (1.6 - village.diligence))))
            row: Row = {
                "area": village.code,
                "case_no": next(number),
                "kind": kind,
                "found_on": found,
                "due_on": later(found, 30),
                "surface": round((12 if kind == "sign" else 58) * (0.3 + rng.random() * 1.4)),
                "handler": person_name(rng),
            }
            if cleared > TODAY or rng.random() < 0.03:
                yield {**row, "state": "notified" if later(found, 3) <= TODAY else "found"}
            else:
                verified = later(cleared, 10) <= TODAY and rng.random() < 0.95
                yield {**row, "state": "verified" if verified else "cleared", "cleared_on": cleared}


_REASONS: Final = {
    "red": ("街巷干净整洁，房前屋后无杂物", "绿化管护到位，长效保洁有专人", "垃圾分类点位规范，污水不乱排"),
    "yellow": ("垃圾桶满溢，清运不及时", "主街两侧乱堆柴草", "坑塘有漂浮垃圾，保洁空档"),
}


def env_inspections(place: Town, _scale: float) -> Iterator[Row]:
    """A look at each village each month; the best and the worst go on the red and the yellow board, with a
    reason."""
    for month in months():
        rng = dice("inspections", place.code, month)
        villages = [village for village in place.villages_on(month) if village.reports_on(month)]
        scores = {
            village.code: min(99.5, 68 + 26 * village.diligence + rng.gauss(0, 4)) for village in villages
        }
        ranking = sorted(scores, key=scores.__getitem__, reverse=True)
        listed = max(3, len(villages) // 10)
        red, yellow = set(ranking[:listed]), set(ranking[-listed:])
        for village in villages:
            board = "red" if village.code in red else "yellow" if village.code in yellow else "none"
            problems = max(0, round((100 - scores[village.code]) / 4 + rng.gauss(0, 1)))
            yield {
                "area": village.code,
                "report_month": month,
                "checked_on": max(day_in(rng, month), FIRST_DAY),
                "score": Decimal(f"{scores[village.code]:.1f}"),
                "board": board,
                "reason": rng.choice(_REASONS[board]) if board in _REASONS else None,
                "problems": problems,
                "fixed": round(problems * min(1.0, village.diligence + 0.25 + rng.random() * 0.3)),
            }
