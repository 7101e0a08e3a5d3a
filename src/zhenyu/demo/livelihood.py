"""Filial contributions, public posts and wages, residents' points, errands, activities and the year's
deeds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
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
    until_today,
    working_days_after,
)
from zhenyu.demo.people import citizen_number, person_name, phone_number
from zhenyu.demo.places import Town

_PAID_IN: Final = 200
_AWARD_RATE: Final = 25
"""Yuan a month and per cent: 153 elders paid in 36.72万 and were given 9.18万 (S0). A village sets both."""


def filial_funds(place: Town, scale: float) -> Iterator[Row]:
    """Monthly contributions; the quarter's award is handed out in the middle of the month after it."""
    rng, number = dice("filial", place.code), numbered(f"XS{place.code[-3:]}")
    for _ in range(round(153 * place.weight * scale)):
        elder_no, elder, code = next(number), person_name(rng), rng.choice(place.villages_on(TODAY)).code
        skips = 0.06 if rng.random() < 0.2 else 0.0
        for month in months():
            if rng.random() < skips:
                continue
            awarded = until_today(_after_quarter(month))
            yield {
                "area": code,
                "elder_no": elder_no,
                "elder": elder,
                "pay_month": month,
                "paid_in": _PAID_IN,
                "award_rate": _AWARD_RATE,
                "award": _PAID_IN * _AWARD_RATE // 100 if awarded else None,
                "awarded_on": awarded,
            }


def _after_quarter(month: date) -> date:
    """The 15th of the month after the quarter a month lies in; the last quarter's award comes on 25
    December."""
    last = (month.month + 2) // 3 * 3
    return date(month.year, 12, 25) if last == 12 else date(month.year, last + 1, 15)


def _posts(place: Town, scale: float) -> list[Row]:
    rng, number = dice("posts", place.code), numbered(f"GY{place.code[-3:]}")
    made = []
    for index in range(round(238 * place.weight * scale)):
        gone = index >= round(184 * place.weight * scale)
        started = day_between(
            rng, date(2022, 1, 5), date(2026, 9, 1) if rng.random() < 0.25 else date(2023, 12, 20)
        )
        row: Row = {
            "area": rng.choice(place.villages_on(TODAY)).code,
            "state": "working",
            "post_no": next(number),
            "kind": pick(rng, (("cleaning", 46), ("greening", 18), ("solar", 8), ("road", 14), ("care", 14))),
            "name": person_name(rng),
            "id_number": citizen_number(rng, 30, 68),
            "household_kind": pick(
                rng, (("lifted", 58), ("monitored", 22), ("low_income", 14), ("other", 6))
            ),
            "monthly_pay": rng.choice((300, 300, 320, 360)),
            "insured": rng.random() < 0.94,
            "started_on": started,
            "contract_ends_on": later(TODAY, rng.random() * 380 - 12),
        }
        if gone:
            row |= {"state": "ended", "ended_on": day_between(rng, max(started, date(2024, 2, 1)), TODAY)}
        made.append(row)
    return made


def public_posts(place: Town, scale: float) -> Iterator[Row]:
    """184 posts in a town of weight 1 (S0)."""
    return iter(_posts(place, scale))


def public_post_wages(place: Town, scale: float) -> Iterator[Row]:
    """Some 310 yuan a month (S0: 57.08万 to 184 posts in ten months)."""
    for post in _posts(place, scale):
        rng = dice("wages", post["post_no"])
        for month in months():
            if post["started_on"] > month or ("ended_on" in post and post["ended_on"] < month):
                continue
            days = min(28, int(14 + rng.random() * 16))
            amount = post["monthly_pay"] if days >= 18 else post["monthly_pay"] * days // 18
            known = {"area": post["area"], "post_no": post["post_no"], "post": post["post_no"]}
            yield {**known, "pay_month": month, "days": days, "amount": amount}


_EARNING: Final = (("labour", 26), ("meeting", 24), ("hygiene", 28), ("volunteer", 14), ("kindness", 8))


def points(place: Town, scale: float) -> Iterator[Row]:
    """Points earned and spent in the villages that keep a shop; no household ever spends what it has not
    got."""
    number = numbered(f"JF{place.code[-3:]}")
    for village in place.villages_on(TODAY):
        rng = dice("points", village.code)
        if rng.random() > 0.24:
            continue
        heads = {f"{village.code[-6:]}J{index:03d}": person_name(rng) for index in range(1, 61)}
        balance = dict.fromkeys(heads, 0)
        for month in months():
            if not village.reports_on(month):
                continue
            days = sorted(day_in(rng, month) for _ in range(round(19 * scale * (0.6 + rng.random() * 0.8))))
            for day in days:
                household = rng.choice(list(heads))
                spend = balance[household] >= 20 and rng.random() < 0.55
                change = (
                    -min(balance[household], rng.randrange(10, 41))
                    if spend
                    else rng.choice((2, 5, 5, 10, 10, 20))
                )
                balance[household] += change
                yield {
                    "area": village.code,
                    "entry_no": next(number),
                    "household_no": household,
                    "head": heads[household],
                    "happened_on": day,
                    "kind": "redeem" if spend else pick(rng, _EARNING),
                    "points": change,
                    "approver": person_name(rng),
                }


_ERRANDS: Final = (
    ("medical", 30),
    ("pension", 26),
    ("chronic_card", 13),
    ("disability_card", 5),
    ("veteran", 8),
    ("licence", 8),
    ("other", 10),
)


def errands(place: Town, scale: float) -> Iterator[Row]:
    number = numbered(f"DB{place.code[-3:]}-")
    for month in months():
        rng = dice("errands", place.code, month)
        villages = place.villages_on(month)
        for _ in range(round(76 * place.weight * scale * (0.75 + rng.random() * 0.5))):
            village = rng.choice(villages)
            accepted = day_in(rng, month)
            done = working_days_after(
                accepted, 1 + int(rng.expovariate(1 / (3.2 * (1.6 - village.diligence))))
            )
            row: Row = {
                "area": village.code,
                "errand_no": next(number),
                "kind": pick(rng, _ERRANDS),
                "name": person_name(rng),
                "phone": phone_number(rng),
                "accepted_on": accepted,
                "due_on": working_days_after(accepted, 5),
                "agent": person_name(rng),
            }
            if rng.random() < 0.01:
                yield {**row, "state": "returned"}
            elif done > TODAY or rng.random() < 0.004:
                yield {**row, "state": "accepted"}
            else:
                yield {**row, "state": "done", "done_on": done}


_ACTIVITIES: Final = (
    ("practice", 10.2),
    ("volunteer", 6.0),
    ("opera", 6.8),
    ("sports", 1.0),
    ("lecture", 4.1),
    ("film", 6.3),
)
_TITLES: Final = {
    "practice": ("移风易俗宣讲", "孝老敬亲主题活动", "科普进村", "邻里互助日"),
    "volunteer": ("清洁家园志愿服务", "敬老志愿服务", "义诊服务", "防溺水巡查志愿服务"),
    "opera": ("一村一年一场戏", "庄户剧团演出"),
    "sports": ("广场舞展演", "村民篮球赛", "乒乓球赛"),
    "lecture": ("防范电信诈骗宣讲", "农技培训", "村务公开培训", "应急知识培训"),
    "film": ("公益电影放映",),
}


def activities(place: Town, scale: float) -> Iterator[Row]:
    """Some 120 practice activities, 70 volunteer services and 80 plays a year in a town of weight 1 (S1,
    S2)."""
    number = numbered(f"HD{place.code[-3:]}")
    for month in months():
        rng = dice("activities", place.code, month)
        villages = [village for village in place.villages_on(month) if village.reports_on(month)]
        for kind, monthly in _ACTIVITIES:
            for _ in range(round(monthly * place.weight * scale * (0.6 + rng.random() * 0.8))):
                yield {
                    "area": rng.choice(villages).code,
                    "activity_no": next(number),
                    "kind": kind,
                    "title": rng.choice(_TITLES[kind]),
                    "held_on": day_in(rng, month),
                    "attendance": 15 + int(rng.expovariate(1 / 60)),
                    "organiser": person_name(rng),
                }


_DEEDS: Final = {
    "town_list": (
        "新建便民停车场",
        "改造农贸市场",
        "更新主街路灯",
        "修复危桥",
        "增设公交候车亭",
        "改造敬老院厨房",
    ),
    "village_list": ("安装健身器材", "修缮文化广场", "疏通村内排水沟", "改造自来水支管", "修补村内道路"),
    "found": ("路灯不亮", "下水堵塞", "道路坑洼", "树木遮挡线路", "垃圾点位不足", "老人代办存折"),
}


def deeds(place: Town, scale: float) -> Iterator[Row]:
    """28 deeds on the town's list, and about 385 problems found on visits, a year (S0)."""
    number = numbered(f"SS{place.code[-3:]}")
    yearly = (("town_list", 28), ("village_list", 54), ("found", 385))
    for year in (2024, 2025, 2026):
        rng = dice("deeds", place.code, year)
        elapsed = 1.0 if year < 2026 else 10 / 12
        for source, count in yearly:
            listed = source != "found"
            for _ in range(round(count * place.weight * scale * (1.0 if listed else elapsed))):
                end = date(year, 3, 10) if listed else min(date(year, 12, 20), TODAY)
                village = rng.choice(place.villages_on(date(year, 3, 1)))
                raised = day_between(rng, date(year, 1, 5), end)
                done = later(
                    raised,
                    (90 + rng.random() * 230)
                    if listed
                    else rng.expovariate(1 / 16) * (1.7 - village.diligence),
                )
                row: Row = {
                    "area": village.code,
                    "deed_no": next(number),
                    "source": source,
                    "title": rng.choice(_DEEDS[source]),
                    "raised_on": raised,
                    "due_on": date(year, 11, 30) if listed else later(raised, 30),
                    "handler": person_name(rng),
                }
                if done > TODAY or rng.random() < 0.01:
                    yield {**row, "state": "doing"}
                else:
                    verified = later(done, 20) <= TODAY
                    yield {**row, "state": "verified" if verified else "finished", "done_on": done}
