"""Crops, farmland, land transfers and those who farm."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from random import Random
from typing import Final

from zhenyu.demo.chance import TODAY, Row, day_between, dice, later, numbered, pick
from zhenyu.demo.people import firm_name, person_name
from zhenyu.demo.places import Town, Village

_SEASONS: Final = (("wheat", 6, 1.0, 452.0), ("corn", 9, 0.97, 508.0))
"""Crop, month of its figures, share of the arable land, usual kilograms a mu."""


def arable(village: Village) -> int:
    """Mu of arable land: some 7 a household, so that 望澜镇 has about 10.8万亩 (S2: wheat 10.8, corn
    10.6)."""
    return round(village.households * (6.2 + dice("arable", village.code).random() * 1.6))


def crops(place: Town, _scale: float) -> Iterator[Row]:
    for year in (2024, 2025, 2026):
        for crop, month, share, kilograms in _SEASONS:
            day = date(year, month, 1)
            for village in place.villages_on(day):
                rng = dice("crops", village.code, crop, year)
                if not village.reports_on(day):
                    continue
                planted = round(arable(village) * share * (0.97 + rng.random() * 0.05))
                yield {
                    "area": village.code,
                    "season": day,
                    "crop": crop,
                    "planted": planted,
                    "sprayed": round(planted * (0.62 + rng.random() * 0.16))
                    if crop == "wheat"
                    else round(planted * rng.random() * 0.5),
                    "ploughed": round(planted * 0.09 * rng.random() * 2) if crop == "corn" else None,
                    "entrusted": round(planted * 0.1 * rng.random() * 2),
                    "yield_per_mu": Decimal(f"{kilograms * (0.92 + rng.random() * 0.14):.1f}"),
                }


def farmland_projects(place: Town, _scale: float) -> Iterator[Row]:
    """Two dozen fields from before 2024 (some 4.5万亩), and four to six a year since."""
    rng, number = dice("farmland", place.code), numbered(f"GB{place.code[-3:]}")
    old = [(2019 + index % 5, 1.0) for index in range(round(24 * place.weight))]
    new = [(year, 0.5) for year in (2024, 2025, 2026) for _ in range(round(6 * place.weight))]
    for year, size in (*old, *new):
        village = rng.choice(place.villages_on(TODAY))
        planned = round((700 + rng.random() * 1900) * size)
        started = day_between(rng, date(year, 2, 20), date(year, 5, 20))
        accepted = later(started, 110 + rng.random() * 170)
        row: Row = {
            "area": village.code,
            "project_no": next(number),
            "planned": planned,
            "investment": Decimal(f"{planned * 0.21:.1f}"),
            "started_on": started,
            "due_on": date(year, 11, 30),
        }
        if accepted > TODAY:
            yield {**row, "state": "building"}
        else:
            yield {
                **row,
                "state": "accepted",
                "accepted_on": accepted,
                "built": round(planned * (0.96 + rng.random() * 0.05)),
            }


_TRANSFEREES: Final = (("cooperative", 34), ("farm", 38), ("company", 14), ("person", 14))
_USES: Final = (("grain", 52), ("vegetable", 18), ("fruit", 16), ("breeding", 8), ("other", 6))


def land_transfer(place: Town, _scale: float) -> Iterator[Row]:
    """Contracts since 2016, some 5,000 mu a year in a town of weight 1 (S4: 6,000). A few ran out and still
    run on."""
    number = numbered(f"LZ{place.code[-3:]}")
    for year in range(2016, 2027):
        rng = dice("transfer", place.code, year)
        for _ in range(round((22 if year < 2024 else 27) * place.weight)):
            signed = day_between(rng, date(year, 1, 10), date(year, 12, 20) if year < 2026 else TODAY)
            village = rng.choice(place.villages_on(min(signed, TODAY)))
            yield _contract(rng, village, signed, next(number))


def _contract(rng: Random, village: Village, signed: date, number: str) -> Row:
    kind = pick(rng, _TRANSFEREES)
    name = person_name(rng)
    holders = {
        "cooperative": f"{village.name}农民专业合作社",
        "farm": f"{name}家庭农场",
        "company": firm_name(rng, "农业开发"),
        "person": name,
    }
    size = 18 + rng.expovariate(1 / 165)
    started = min(later(signed, rng.random() * 40), TODAY)
    ended = _years_later(started, pick(rng, ((3, 22), (5, 36), (10, 30), (15, 10), (25, 2))))
    row: Row = {
        "area": village.code,
        "state": "active",
        "contract_no": number,
        "transferee": holders[kind],
        "transferee_kind": kind,
        "households": max(2, round(size / 5.2)),
        "size": Decimal(f"{size:.1f}"),
        "use": pick(rng, _USES),
        "price": round(520 + rng.random() * 620, -1),
        "signed_on": signed,
        "started_on": started,
        "ended_on": ended,
    }
    over = ended <= TODAY and rng.random() > 0.06
    early = rng.random() < 0.03 and started < date(2026, 1, 1)
    left = ended if over else day_between(rng, started, TODAY) if early else None
    left = village.valid_to if village.valid_to and (left is None or left > village.valid_to) else left
    return {**row, "state": "ended", "terminated_on": left} if left else row


def _years_later(day: date, years: int) -> date:
    return date(day.year + years, day.month, min(day.day, 28))


def farm_operators(place: Town, _scale: float) -> Iterator[Row]:
    rng, number = dice("operators", place.code), numbered(f"JY{place.code[-3:]}")
    years = [*(rng.randrange(2012, 2024) for _ in range(round(168 * place.weight)))]
    years += [year for year in (2024, 2025, 2026) for _ in range(round(27 * place.weight))]
    for year in years:
        village = rng.choice(place.villages_on(TODAY))
        kind = pick(rng, (("farm", 46), ("cooperative", 27), ("company", 7), ("base", 13), ("breeding", 7)))
        titles = {
            "farm": f"{person_name(rng)}家庭农场",
            "cooperative": f"{village.name}种植专业合作社",
            "company": firm_name(rng, "农业科技"),
            "base": f"{village.name}{rng.choice(('蔬菜', '果树', '制种', '药材'))}基地",
            "breeding": f"{village.name}{rng.choice(('肉鸭', '生猪', '肉牛', '蛋鸡'))}养殖场",
        }
        founded = day_between(rng, date(year, 1, 8), date(year, 12, 20) if year < 2026 else TODAY)
        row: Row = {
            "area": village.code,
            "operator_no": next(number),
            "title": titles[kind],
            "kind": kind,
            "size": Decimal(f"{(60 if kind == 'base' else 15) + rng.expovariate(1 / 120):.1f}"),
            "stock_heads": int(200 + rng.expovariate(1 / 6000)) if kind == "breeding" else None,
            "certified": rng.random() < 0.12,
            "founded_on": founded,
        }
        if rng.random() < 0.05:
            row["closed_on"] = day_between(rng, max(founded, date(2024, 1, 10)), TODAY)
        yield row
