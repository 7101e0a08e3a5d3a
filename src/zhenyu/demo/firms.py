"""The firms of a town, with the titles they gained and lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from random import Random
from typing import Final

from zhenyu.demo.chance import TODAY, Row, day_between, dice, pick
from zhenyu.demo.people import credit_code, firm_name, person_name, phone_number
from zhenyu.demo.places import Town

SALTS: Final = {"990101100": 0, "990101101": 200_000, "990101102": 400_000}
"""Where the firms' numbers of each town begin, so that no credit code is given twice."""

_SECTORS: Final = (
    ("industry", 46),
    ("trade", 22),
    ("construction", 9),
    ("service", 12),
    ("catering", 7),
    ("agriculture", 4),
)
_TRADES: Final = {
    "industry": ("机械制造", "新型材料", "环保装备", "食品加工", "包装", "电子元件", "绳网制品"),
    "trade": ("商贸", "物资", "超市", "农资"),
    "construction": ("建筑工程", "市政工程", "装饰"),
    "service": ("物流", "家政服务", "信息咨询"),
    "catering": ("餐饮管理", "宾馆"),
    "agriculture": ("生态农业", "种业"),
}


@lru_cache(maxsize=8)
def firms(place: Town) -> tuple[Row, ...]:
    """Some 228 in a town of weight 1 (S2: 220 inspected, 14 high-tech)."""
    rng, seen = dice("firms", place.code), set[str]()
    made = []
    for number in range(round(228 * place.weight)):
        sector = pick(rng, _SECTORS)
        title = _new_name(rng, sector, seen)
        village = rng.choice(place.villages_on(TODAY))
        registered = day_between(
            rng, date(2008, 1, 1), date(2026, 8, 31) if rng.random() < 0.25 else date(2022, 12, 31)
        )
        row: Row = {
            "area": village.code,
            "title": title,
            "uscc": credit_code(SALTS[place.code] + number + 1),
            "sector": sector,
            "manager": person_name(rng),
            "phone": phone_number(rng),
            "employees": 4 + int(rng.expovariate(1 / 26)),
            "registered_on": registered,
        }
        if rng.random() < 0.05:
            row["closed_on"] = max(day_between(rng, date(2024, 2, 1), TODAY), registered)
        elif sector == "industry" and registered.year < 2025:
            row |= _titles(rng)
        made.append(row)
    return tuple(made)


def _new_name(rng: Random, sector: str, seen: set[str]) -> str:
    while (title := firm_name(rng, rng.choice(_TRADES[sector]))) in seen:
        continue
    seen.add(title)
    return title


def _titles(rng: Random) -> Row:
    row: Row = {"last_year_revenue": int(300 + rng.expovariate(1 / 1500))}
    if rng.random() < 0.3:
        row["above_scale_on"] = day_between(
            rng, date(2015, 1, 1), date(2026, 9, 30) if rng.random() < 0.45 else date(2023, 12, 31)
        )
        row["last_year_revenue"] = int(2000 + rng.expovariate(1 / 5000))
        if rng.random() < 0.08:
            row["above_scale_until"] = max(date(2025, 1, 15), row["above_scale_on"])
    titles = (
        ("high_tech_on", 0.16),
        ("specialised_on", 0.12),
        ("tech_sme_on", 0.28),
        ("innovative_sme_on", 0.15),
    )
    for title, likely in titles:
        if rng.random() < likely:
            row[title] = day_between(rng, date(2022, 6, 1), date(2026, 9, 30))
    return row


def enterprises(place: Town, _scale: float) -> Iterator[Row]:
    return iter(firms(place))
