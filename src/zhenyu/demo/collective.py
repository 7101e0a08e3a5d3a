"""The villages' collective economy: co-operatives, income, contracts and what is made public."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from zhenyu.demo.chance import (
    TODAY,
    Row,
    day_between,
    dice,
    later,
    months,
    numbered,
    pick,
    working_days_after,
)
from zhenyu.demo.people import credit_code, firm_name, person_name
from zhenyu.demo.places import Town, Village

_MODES: Final = (("joint", 24), ("partner", 26), ("order", 20), ("service", 14), ("single", 16))
_LINES: Final = ("种植", "果蔬", "农机", "粮食")
_SALTS: Final = {"990101100": 180_000, "990101101": 380_000, "990101102": 580_000}


def _led(village: Village) -> bool:
    """Whether the village's branch leads a co-operative: rather more than half do (S0: over 40 in 77
    villages)."""
    return dice("led", village.code).random() < 0.57


def cooperatives(place: Town, _scale: float) -> Iterator[Row]:
    for index, village in enumerate(place.villages):
        rng = dice("cooperative", village.code)
        kinds = (
            [(True, date(2024, 1, 1) if rng.random() < 0.25 else date(2020, 3, 1))] if _led(village) else []
        )
        kinds += [(False, date(2018, 1, 1))] * (rng.random() < 0.5)
        for step, (led, since) in enumerate(kinds):
            founded = day_between(rng, since, min(later(since, 900), TODAY))
            if not village.exists_on(founded):
                continue
            row: Row = {
                "area": village.code,
                "state": "running",
                "title": f"{village.name}{'联农' if led else '兴农'}{rng.choice(_LINES)}专业合作社",
                "uscc": credit_code(_SALTS[place.code] + index * 2 + step, "93"),
                "mode": pick(rng, _MODES),
                "led_by_branch": led,
                "honour": pick(rng, (("none", 72), ("county", 18), ("city", 8), ("province", 2))),
                "members": 12 + int(rng.expovariate(1 / 40)),
                "business": rng.choice(
                    ("小麦玉米托管", "大棚蔬菜", "林果采摘", "农机作业", "光伏和仓储租赁")
                ),
                "founded_on": founded,
            }
            if village.valid_to:
                row |= {"state": "dissolved", "dissolved_on": village.valid_to}
            elif rng.random() < 0.04:
                row |= {
                    "state": "dissolved",
                    "dissolved_on": day_between(rng, max(founded, date(2024, 3, 1)), TODAY),
                }
            yield row


def collective_income(place: Town, _scale: float) -> Iterator[Row]:
    """About 9万 a village and year (S4: 5–10万; other reports of 2024 up to 100万), a tenth more each year.

    Villages with a led co-operative have more, and say how much of it. Silent villages leave blanks.
    """
    for village in place.villages:
        rng = dice("income", village.code)
        wealth, led, voucher = 0.45 + rng.betavariate(2, 3) * 1.6, _led(village), numbered("")
        for month in months():
            if not village.reports_on(month):
                continue
            growth = wealth * (1.09 ** (month.year - 2024))
            for source, amount in _month_of_income(rng.random(), month, growth * 1000, led):
                gain = amount * (0.55 + rng.random() * 0.3) if led and source == "operating" else None
                yield {
                    "area": village.code,
                    "report_month": month,
                    "source": source,
                    "amount": _cents(amount * (0.7 + rng.random() * 0.6)),
                    "from_cooperative": _cents(gain * 0.7) if gain else None,
                    "voucher_no": f"{month:%Y%m}-{next(voucher)[-3:]}",
                }


def _month_of_income(roll: float, month: date, thousand: float, led: bool) -> Iterator[tuple[str, float]]:
    """What comes in during a month: sales and rents irregularly, dividends by quarter, subsidies twice a
    year."""
    if roll < (0.75 if led else 0.45):
        yield "operating", thousand * (9.4 if led else 5.2)
    if month.month % 3 == 0 and roll > 0.2:
        yield "investment", thousand * 4.6
    if month.month in (5, 11):
        yield "subsidy", thousand * 7.5
    if roll > 0.94:
        yield "other", thousand * 2.2


def _cents(amount: float) -> Decimal:
    return Decimal(f"{amount:.2f}")


def collective_contracts(place: Town, _scale: float) -> Iterator[Row]:
    """Three to eight contracts a village.

    Planted for the alerts: rents in arrears, terms beyond the legal cap (四荒 50 years, leases 20), oral
    deals, contracts that ran out and are still used, and some that end within 30, 60 and 90 days.
    """
    number = numbered(f"HT{place.code[-3:]}")
    for village in place.villages:
        rng = dice("contracts", village.code)
        for _ in range(rng.randrange(3, 9)):
            subject = pick(
                rng, (("land", 40), ("house", 26), ("pond", 16), ("wasteland", 12), ("machine", 6))
            )
            signed = day_between(
                rng, date(2012, 1, 5), min(date(2026, 9, 1), (village.valid_to or TODAY) - timedelta(days=90))
            )
            years = (
                60
                if subject == "wasteland" and rng.random() < 0.12
                else rng.choice((3, 5, 5, 8, 10, 15, 20, 30))
            )
            ended = date(signed.year + years, signed.month, min(signed.day, 28))
            if rng.random() < 0.05:
                ended = TODAY + timedelta(days=rng.randrange(3, 95))
            rent = round(800 + rng.expovariate(1 / 7200), -2)
            row: Row = {
                "area": village.code,
                "state": "active",
                "contract_no": next(number),
                "subject": subject,
                "contractor": person_name(rng) if rng.random() < 0.7 else firm_name(rng, "农业"),
                "size": None if subject in ("house", "machine") else _cents(2 + rng.expovariate(1 / 22)),
                "yearly_rent": rent,
                "arrears": round(rent * (0.5 + rng.random() * 2.5)) if rng.random() < 0.13 else 0,
                "tendered": rng.random() < 0.7,
                "written": rng.random() < 0.96,
                "signed_on": signed,
                "ended_on": ended,
                "rent_due_on": TODAY + timedelta(days=rng.randrange(-80, 280)),
            }
            left = village.valid_to or (ended if ended <= TODAY and rng.random() < 0.93 else None)
            yield {**row, "state": "ended", "terminated_on": left} if left else row


def disclosures(place: Town, _scale: float) -> Iterator[Row]:
    """Each village each quarter, due the 20th of the month after (an example rule, local-rules §1)."""
    quarters = [date(year, month, 1) for year in (2023, 2024, 2025, 2026) for month in (3, 6, 9, 12)]
    for quarter in quarters:
        due = date(quarter.year + quarter.month // 12, quarter.month % 12 + 1, 20)
        if not date(2024, 1, 1) <= due <= TODAY:
            continue
        for village in place.villages_on(due):
            rng = dice("disclosure", village.code, quarter)
            row: Row = {"area": village.code, "quarter_end": quarter, "due_on": due}
            if not village.reports_on(due) or rng.random() > 0.9 + village.diligence * 0.12:
                yield {**row, "state": "waiting"}
                continue
            published = min(working_days_after(later(due, -18), rng.randrange(1, 14)), TODAY)
            yield {
                **row,
                "state": "checked" if rng.random() < 0.35 else "published",
                "published_on": published,
                "form": pick(rng, (("board", 78), ("meeting", 12), ("online", 10))),
                "items": rng.randrange(6, 15),
            }
