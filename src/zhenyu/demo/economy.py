"""Projects from lead to production, what is invested in them month by month, and the taxes of building
sites."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from random import Random
from typing import Final

from zhenyu.demo.chance import TODAY, Row, day_between, day_in, dice, later, months, numbered, pick
from zhenyu.demo.firms import SALTS
from zhenyu.demo.people import credit_code, firm_name, person_name
from zhenyu.demo.places import Town

_SECTORS: Final = (
    ("industry", 56),
    ("commerce", 16),
    ("agriculture", 14),
    ("culture", 8),
    ("infrastructure", 6),
)
_TRADES: Final = {
    "industry": ("机械制造", "新型材料", "环保装备", "食品加工", "包装", "电子元件", "绳网制品"),
    "commerce": ("商贸", "供应链", "电子商务"),
    "agriculture": ("生态农业", "农业科技", "畜牧"),
    "culture": ("文旅发展", "乡村旅游"),
    "infrastructure": ("水务", "热力"),
}
_GOODS: Final = {
    "industry": "生产线",
    "commerce": "仓储物流",
    "agriculture": "种养基地",
    "culture": "文旅综合体",
    "infrastructure": "配套工程",
}
_TEAMS: Final = {
    "industry": "industry",
    "commerce": "town",
    "agriculture": "agriculture",
    "culture": "culture",
    "infrastructure": "town",
}
_GRADES: Final = (("town", 58), ("county", 28), ("city", 11), ("province", 3))
_ORIGINS: Final = (
    ("other_province", 30),
    ("other_city", 34),
    ("other_county", 20),
    ("local", 14),
    ("abroad", 2),
)


@dataclass(frozen=True, slots=True)
class _Project:
    """A project and what its months need."""

    row: Row
    started: date | None
    ended: date
    investment: int


@lru_cache(maxsize=8)
def _projects(place: Town) -> tuple[_Project, ...]:
    number, firm = numbered(f"XM{place.code[-3:]}"), SALTS[place.code] + 100_000
    made = []
    for year in (2023, 2024, 2025, 2026):
        rng = dice("projects", place.code, year)
        for _ in range(round((27 if year < 2026 else 23) * place.weight)):
            firm += 1
            made.append(_project(rng, place, year, next(number), firm))
    return tuple(made)


def _project(rng: Random, place: Town, year: int, number: str, firm: int) -> _Project:
    """A project led through its stages until chance or today stops it: of five, four sign, three land, two
    start."""
    sector = pick(rng, _SECTORS)
    investor = firm_name(rng, rng.choice(_TRADES[sector]))
    investment = int(min(48000, 600 + rng.expovariate(1 / 5200)) // 100 * 100)
    found = day_between(rng, date(year, 1, 5), date(year, 9, 30))
    row: Row = {
        "area": place.code,
        "state": "lead",
        "project_no": number,
        "title": f"{investor.removesuffix('有限公司')}{_GOODS[sector]}项目",
        "grade": pick(rng, _GRADES) if investment > 3000 else "town",
        "sector": sector,
        "investor": investor,
        "origin": pick(rng, _ORIGINS),
        "team": _TEAMS[sector],
        "site": rng.choice(place.villages_on(TODAY)).name,
        "total_investment": investment,
        "lead_found_on": found,
        "leader": person_name(rng),
        "contact": person_name(rng),
    }
    signed = later(found, 15 + rng.random() * 80)
    if signed > TODAY or rng.random() < 0.22:
        return _Project(row, None, TODAY, investment)
    row |= {
        "state": "signed",
        "signed_on": signed,
        "contracted_amount": round(investment * (0.85 + rng.random() * 0.15)),
        "planned_fixed_investment": round(investment * 0.7),
        "start_due_on": later(signed, 180),
        "finish_due_on": later(signed, 620),
    }
    landed = later(signed, 20 + rng.random() * 110)
    if landed > TODAY or rng.random() < 0.3:
        lost = later(signed, 300)
        if lost < TODAY and rng.random() < 0.5:
            row |= {"state": "ended", "ended_on": lost, "difficulty": "投资方资金未到位，双方协商终止"}
        return _Project(row, None, TODAY, investment)
    row |= {
        "state": "landed",
        "landed_on": landed,
        "investor_code": credit_code(firm),
        "land": Decimal(f"{investment / 110:.1f}"),
    }
    started = later(landed, 25 + rng.random() * 150)
    if started > TODAY or rng.random() < 0.2:
        return _Project(row, None, TODAY, investment)
    row |= {"state": "building", "started_on": started, "same_year_start": started.year == signed.year}
    producing = later(started, 170 + rng.random() * 480)
    if producing > TODAY:
        return _Project(row, started, TODAY, investment)
    return _Project({**row, "state": "producing", "producing_on": producing}, started, producing, investment)


def key_projects(place: Town, _scale: float) -> Iterator[Row]:
    """Some 27 leads a year in a town of weight 1, of which about 20 sign (S2: 20 projects, 30亿)."""
    return (project.row for project in _projects(place))


def project_progress(place: Town, _scale: float) -> Iterator[Row]:
    """Each month of each project under construction: plan, done, money in place and what statistics count.

    A month is missing here and there, as in life; one project of 望澜镇 stands still this year.
    """
    for project in _projects(place):
        if project.started is None:
            continue
        rng = dice("progress", project.row["project_no"])
        span = [
            month
            for month in months()
            if project.started <= month + timedelta(days=27) and month <= project.ended
        ]
        length = max(8, min(20, (project.ended - project.started).days // 30 or 8))
        for month in span:
            if rng.random() < 0.03:
                continue
            plan = project.investment * 0.92 / length
            done = plan * (0.45 + rng.random() * 0.85)
            if project.row["project_no"] == "XM10000031" and month.year == 2026:
                done = 0.0
            yield {
                "area": place.code,
                "project_no": project.row["project_no"],
                "project": project.row["title"],
                "key_project": project.row["project_no"],
                "report_month": month,
                "plan": _tenths(plan),
                "invested": _tenths(done),
                "funds_in_place": _tenths(plan * (0.5 + rng.random() * 0.75)),
                "fixed_investment": _tenths(done * (0.6 + rng.random() * 0.35))
                if project.investment >= 500
                else None,
                "appearance": rng.choice(
                    ("基础施工", "主体施工", "钢结构安装", "设备进场", "设备安装调试", "室外配套")
                ),
            }


def _tenths(amount: float) -> Decimal:
    return Decimal(f"{amount:.1f}")


def investment_trips(place: Town, _scale: float) -> Iterator[Row]:
    number = numbered(f"ZS{place.code[-3:]}")
    for month in months():
        rng = dice("trips", place.code, month)
        for _ in range(round(3.6 * place.weight * (0.6 + rng.random() * 0.8))):
            form = pick(rng, (("outbound", 46), ("reception", 30), ("forum", 12), ("online", 12)))
            yield {
                "area": place.code,
                "activity_no": next(number),
                "held_on": day_in(rng, month),
                "form": form,
                "place": rng.choice(("长三角", "珠三角", "京津冀", "省城", "周边地市"))
                if form == "outbound"
                else place.name,
                "team": rng.choice(("工业专班", "农业专班", "文旅专班", "人才专班", "城镇专班")),
                "leads": int(rng.random() * 4),
            }


def construction_taxes(place: Town, _scale: float) -> Iterator[Row]:
    """Building sites of the town by month; some contractors prepay less than the rate says."""
    number = numbered(f"JZ{place.code[-3:]}")
    for year in (2024, 2025, 2026):
        rng = dice("sites", place.code, year)
        for _ in range(round(13 * place.weight)):
            work_no, contractor = next(number), firm_name(rng, "建设")
            contract, first = 300 + rng.expovariate(1 / 1400), rng.randrange(1, 6)
            lasts, honest = rng.randrange(5, 11), rng.random() > 0.18
            code = credit_code(SALTS[place.code] + 150_000 + int(work_no[-5:]))
            for step in range(lasts):
                month = date(year, min(first + step, 12), 1)
                if month > TODAY or first + step > 12:
                    break
                billed = Decimal(f"{contract / lasts * (0.6 + rng.random() * 0.8):.2f}")
                rate = 2 if contract > 700 else 3
                paid = billed * rate / 100 * (1 if honest else Decimal("0.55"))
                yield {
                    "area": place.code,
                    "work_no": work_no,
                    "work": f"{place.name}{work_no[-3:]}号工地",
                    "contractor": contractor,
                    "contractor_code": code,
                    "report_month": month,
                    "progress": min(100, round((step + 1) / lasts * 100)),
                    "billed": billed,
                    "rate": rate,
                    "prepaid": paid.quantize(Decimal("0.01")),
                }


def idle_assets(place: Town, _scale: float) -> Iterator[Row]:
    rng, number = dice("idle", place.code), numbered(f"XZ{place.code[-3:]}")
    for _ in range(round(56 * place.weight)):
        village = rng.choice(place.villages_on(TODAY))
        found = day_between(rng, date(2023, 6, 1), date(2026, 9, 30))
        row: Row = {
            "area": village.code,
            "asset_no": next(number),
            "kind": pick(rng, (("yard", 44), ("plant", 26), ("land", 18), ("school", 12))),
            "size": Decimal(f"{1 + rng.expovariate(1 / 18):.1f}"),
            "found_on": found,
            "due_on": later(found, 365),
        }
        revived = later(found, 60 + rng.random() * 600)
        if revived > TODAY or rng.random() < 0.2:
            yield {**row, "state": "talking" if rng.random() < 0.5 else "idle"}
        else:
            rent = int(3000 + rng.random() * 60000)
            yield {
                **row,
                "state": "revived",
                "revived_on": revived,
                "user_unit": firm_name(rng, "农业科技"),
                "yearly_rent": rent,
            }
