"""Social relief: subsistence allowance and its monthly payment, special care, temporary aid, monitored
households."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from random import Random
from typing import Final

from zhenyu.demo.chance import (
    TODAY,
    Row,
    day_between,
    day_in,
    dice,
    later,
    months,
    numbered,
    pick,
    working_days_after,
)
from zhenyu.demo.people import bank_account, citizen_number, person_name
from zhenyu.demo.places import Town

_CAUSES: Final = (("illness", 42), ("disability", 26), ("age", 20), ("education", 5), ("other", 7))
_CATEGORIES: Final = (("a", 34), ("b", 46), ("c", 20))
_REVIEW_MONTHS: Final = {"a": 12, "b": 6, "c": 3}
"""Review: no labour yearly, partly able half-yearly, able quarterly (older local rules, local-rules §2)."""
_ENDS: Final = (("income", 40), ("death", 38), ("special_care", 14), ("moved", 8))


@dataclass(frozen=True, slots=True)
class _Household:
    row: Row
    approved: date | None
    ended: date | None
    monthly: int


@lru_cache(maxsize=8)
def _households(place: Town, scale: float) -> tuple[_Household, ...]:
    """Some 405 households in a town of weight 1 at any time (S3), with entries and exits each year."""
    rng, number = dice("subsistence", place.code), numbered(f"DB{place.code[-3:]}")
    old = [
        day_between(rng, date(2018, 1, 1), date(2023, 12, 20))
        for _ in range(round(402 * place.weight * scale))
    ]
    new = [day_in(rng, month) for month in months() for _ in range(round(4.1 * place.weight * scale))]
    return tuple(_household(rng, place, applied, next(number)) for applied in (*old, *new))


def _household(rng: Random, place: Town, applied: date, number: str) -> _Household:
    village = rng.choice(place.villages_on(max(applied, date(2025, 4, 1))))
    category = pick(rng, _CATEGORIES)
    persons = pick(rng, ((1, 62), (2, 24), (3, 10), (4, 4)))
    monthly = round(
        {"a": 560, "b": 430, "c": 310}[category] * (0.75 + 0.25 * persons) * (0.85 + rng.random() * 0.3)
    )
    row: Row = {
        "area": village.code,
        "household_no": number,
        "head": person_name(rng),
        "id_number": citizen_number(rng, 20, 85),
        "bank_account": bank_account(rng),
        "persons": persons,
        "category": category,
        "cause": pick(rng, _CAUSES),
        "monthly_amount": monthly,
        "near_kin": rng.random() < 0.02,
        "applied_on": applied,
    }
    approved = (
        working_days_after(max(applied, date(2023, 12, 1)), 18) if applied.year > 2023 else later(applied, 28)
    )
    if approved > TODAY:
        return _Household({**row, "state": "applied"}, None, None, monthly)
    if applied.year > 2023 and rng.random() < 0.07:
        return _Household({**row, "state": "refused"}, None, None, monthly)
    row |= {"state": "active", "approved_on": approved, "review_due_on": _next_review(rng, category)}
    if rng.random() < 0.27:
        ended = day_between(rng, max(approved, date(2024, 1, 15)), date(2027, 3, 1))
        if ended <= TODAY:
            end = {"state": "ended", "ended_on": ended, "end_reason": pick(rng, _ENDS)}
            return _Household(row | end, approved, ended, monthly)
    return _Household(row, approved, None, monthly)


def _next_review(rng: Random, category: str) -> date:
    """Within the next review span; one in twelve is overdue."""
    span = _REVIEW_MONTHS[category] * 30
    return later(TODAY, -rng.random() * 40 if rng.random() < 0.08 else rng.random() * span)


def subsistence_benefit(place: Town, scale: float) -> Iterator[Row]:
    return (household.row for household in _households(place, scale))


def subsistence_payments(place: Town, scale: float) -> Iterator[Row]:
    """One row a household and month. Planted: one ended household in nine is paid for two months more."""
    for month in months():
        rng = dice("payments", place.code, month)
        for index, household in enumerate(_households(place, scale)):
            if household.approved is None or household.approved >= month:
                continue
            last = later(household.ended, 62) if household.ended and index % 9 == 0 else household.ended
            if last and last < month:
                continue
            yield {
                "area": household.row["area"],
                "household_no": household.row["household_no"],
                "pay_month": month,
                "persons": household.row["persons"],
                "amount": round(household.monthly * (0.94, 0.97, 1.0)[month.year - 2024]),
                "paid_on": month.replace(day=10 + int(rng.random() * 3)),
            }


def special_care(place: Town, scale: float) -> Iterator[Row]:
    """171 persons, 31 of them in homes, in a town of weight 1 (S3). Planted: two also draw subsistence
    allowance."""
    rng, number = dice("care", place.code), numbered(f"TK{place.code[-3:]}")
    present = round(171 * place.weight * scale)
    central = round(31 * place.weight * scale)
    both = [household.row for household in _households(place, scale) if household.row["state"] == "active"][
        :2
    ]
    for index in range(present + round(46 * place.weight * scale)):
        approved = day_between(
            rng, date(2010, 1, 1), date(2026, 8, 31) if rng.random() < 0.14 else date(2023, 12, 31)
        )
        row: Row = {
            "area": rng.choice(place.villages_on(TODAY)).code,
            "state": "active",
            "person_no": next(number),
            "name": person_name(rng),
            "id_number": citizen_number(rng, 60, 90),
            "mode": "central"
            if index < central or (index >= present and rng.random() < 0.2)
            else "scattered",
            "self_care": pick(rng, (("full", 58), ("half", 27), ("none", 15))),
            "monthly_amount": 1180,
            "carer": person_name(rng),
            "approved_on": approved,
        }
        row["nursing_amount"] = {"full": 180, "half": 360, "none": 720}[row["self_care"]]
        if central <= index < central + len(both):
            row |= {
                key: both[index - central][source]
                for key, source in (("name", "head"), ("id_number", "id_number"))
            }
        if index >= present:
            row |= {"state": "ended", "ended_on": day_between(rng, max(approved, date(2024, 1, 10)), TODAY)}
        yield row


def temporary_aid(place: Town, scale: float) -> Iterator[Row]:
    number = numbered(f"LJ{place.code[-3:]}")
    for month in months():
        rng = dice("aid", place.code, month)
        for _ in range(round(13 * place.weight * scale * (0.7 + rng.random() * 0.6))):
            applied = day_in(rng, month)
            urgent = rng.random() < 0.34
            due = working_days_after(applied, 5 if urgent else 20)
            paid = working_days_after(applied, 1 + int(rng.random() * (5 if urgent else 22)))
            row: Row = {
                "area": rng.choice(place.villages_on(applied)).code,
                "case_no": next(number),
                "name": person_name(rng),
                "id_number": citizen_number(rng, 18, 85),
                "kind": "urgent" if urgent else "expense",
                "applied_on": applied,
                "due_on": due,
            }
            if rng.random() < 0.05:
                yield {**row, "state": "refused"}
            elif paid > TODAY or rng.random() < 0.01:
                yield {**row, "state": "applied"}
            else:
                yield {
                    **row,
                    "state": "paid",
                    "paid_on": paid,
                    "amount": round(800 + rng.expovariate(1 / 2300), -1),
                }


_RISKS: Final = (
    ("illness", 44),
    ("disability", 12),
    ("school", 10),
    ("disaster", 6),
    ("accident", 13),
    ("job", 10),
    ("business", 5),
)


def monitored_households(place: Town, scale: float) -> Iterator[Row]:
    """Lead to recognition within fifteen days (local-rules §3); some leads are older than that."""
    rng, number = dice("monitored", place.code), numbered(f"JC{place.code[-3:]}")
    for _ in range(round(128 * place.weight * scale)):
        found = day_between(rng, date(2021, 3, 1), date(2023, 12, 1) if rng.random() < 0.5 else TODAY)
        recognised = later(found, 8 + rng.random() * 9)
        row: Row = {
            "area": rng.choice(place.villages_on(TODAY)).code,
            "household_no": next(number),
            "head": person_name(rng),
            "id_number": citizen_number(rng, 25, 80),
            "kind": pick(rng, (("unstable", 34), ("marginal", 40), ("shock", 26))),
            "persons": pick(rng, ((1, 22), (2, 30), (3, 24), (4, 16), (5, 8))),
            "risk": pick(rng, _RISKS),
            "found_on": found,
            "due_on": later(found, 15),
        }
        if recognised > TODAY or rng.random() < 0.02:
            yield {**row, "state": "found"}
            continue
        row |= {"recognised_on": recognised, "helper": person_name(rng), "plan": rng.choice(_PLANS)}
        removed = later(recognised, 240 + rng.random() * 900)
        safe = removed <= TODAY and rng.random() < 0.8
        yield {**row, "state": "removed", "removed_on": removed} if safe else {**row, "state": "watched"}


_PLANS: Final = (
    "纳入低保和医疗救助，落实家庭医生签约",
    "安排公益岗位，联系就近务工",
    "衔接教育资助，跟踪学业情况",
    "对接产业帮扶，参加农业托管和合作社分红",
)
