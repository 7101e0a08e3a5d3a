"""Grids and their events, disputes, hotline orders and bulletins."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
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
from zhenyu.demo.people import person_name, phone_number
from zhenyu.demo.places import Grid, Town

_LIMITS: Final = {"sudden": 1, "hazard": 3, "routine": 7}
"""Working days by urgency, as the ledger's description says."""


def grids(place: Town, _scale: float) -> Iterator[Row]:
    """The grids of the day and those abolished by the merger; two of 望澜镇 have no worker at present."""
    for index, grid in enumerate(place.grids):
        rng = dice("grid", grid.code)
        basic = grid.kind == "basic"
        yield {
            "area": grid.code,
            "grid_no": grid.code,
            "kind": grid.kind,
            "title": grid.name,
            "households": grid.village.households if basic else None,
            "persons": grid.village.persons if basic else None,
            "worker": None if index in (18, 52) else person_name(rng),
            "phone": phone_number(rng),
            "leader": person_name(rng),
            "set_up_on": grid.village.valid_from or date(2021, 5, 10),
            "cancelled_on": grid.village.valid_to,
        }


_CATEGORIES: Final = (
    ("sanitation", 27),
    ("facility", 17),
    ("livelihood", 15),
    ("dispute", 10),
    ("safety", 12),
    ("flood_fire", 5),
    ("building", 4),
    ("ecology", 4),
    ("order", 2),
    ("food", 1),
    ("other", 3),
)
_WORDS: Final = {
    "sanitation": ("路边有积存垃圾", "垃圾桶破损", "沟渠有漂浮物"),
    "facility": ("路灯不亮", "井盖松动", "路面塌陷", "公交站牌损坏"),
    "livelihood": ("老人需要代办服务", "停水", "困难家庭需要走访"),
    "dispute": ("宅基地边界争议", "邻里排水纠纷", "承包地灌溉争执"),
    "safety": ("沿街商铺灭火器过期", "液化气瓶存放不当", "私拉电线充电"),
    "flood_fire": ("林边有秸秆堆放", "低洼处积水", "河道有阻水物"),
    "building": ("疑似未批先建", "占道搭建棚子"),
    "ecology": ("露天焚烧", "坑塘水体发黑"),
    "order": ("车辆乱停", "夜间噪声"),
    "food": ("集市摊点未亮证", "小作坊卫生不达标"),
    "other": ("群众咨询政策", "流浪犬出没"),
}


def grid_events(place: Town, scale: float) -> Iterator[Row]:
    """Tens of thousands of events; flood season and heating season are the busy months. Slow villages run
    late."""
    number = numbered(f"SJ{place.code[-3:]}")
    for month in months():
        rng = dice("events", place.code, month)
        grids_now = [grid for grid in place.grids_on(month) if grid.village.reports_on(month)]
        weights = [grid.village.persons if grid.kind == "basic" else 500 for grid in grids_now]
        season = 1.25 if month.month in (7, 8, 11, 12) else 0.95
        count = round(
            720
            * place.weight
            * scale
            * season
            * (0.9 + rng.random() * 0.2)
            * (1 + 0.06 * (month.year - 2024))
        )
        for grid in rng.choices(grids_now, weights, k=count):
            yield _event(rng, grid, day_in(rng, month), next(number))


def _event(rng: Random, grid: Grid, reported: date, number: str) -> Row:
    category = pick(rng, _CATEGORIES)
    urgency = pick(rng, (("routine", 74), ("hazard", 22), ("sudden", 4)))
    limit = _LIMITS[urgency]
    row: Row = {
        "area": grid.code,
        "event_no": number,
        "category": category,
        "urgency": urgency,
        "content": rng.choice(_WORDS[category]),
        "reported_on": reported,
        "reporter": person_name(rng),
        "handling_level": pick(rng, (("grid", 46), ("village", 38), ("town", 14), ("county", 2))),
    }
    roll = rng.random()
    if roll < 0.008:
        return {**row, "state": "rejected"}
    row["handler"] = person_name(rng)
    late = rng.random() < 0.03 + 0.09 * (1 - grid.village.diligence)
    needed = limit + 1 + int(rng.random() * 8) if late else int(rng.random() * (limit + 1))
    handled = working_days_after(reported, needed) if needed else reported
    if handled > TODAY or roll > 0.993:
        return {**row, "state": "assigned" if later(reported, 1) <= TODAY else "reported"}
    row["handled_on"] = handled
    closed = later(handled, 1 + rng.random() * 5)
    if closed > TODAY or roll > 0.972:
        return {**row, "state": "handled"}
    return {
        **row,
        "state": "closed",
        "closed_on": closed,
        "satisfied": rng.random() < 0.9 + 0.09 * grid.village.diligence,
    }


_DISPUTES: Final = (
    ("neighbour", 30),
    ("land", 24),
    ("family", 15),
    ("wages", 9),
    ("labour", 7),
    ("contract", 8),
    ("other", 7),
)


def disputes(place: Town, scale: float) -> Iterator[Row]:
    """Some 170 a year in a town of weight 1; wage disputes bring money back (S2: 420万 in a year)."""
    number = numbered(f"JF{place.code[-3:]}-")
    for month in months():
        rng = dice("disputes", place.code, month)
        villages = [village for village in place.villages_on(month) if village.reports_on(month)]
        for _ in range(round(14 * place.weight * scale * (0.7 + rng.random() * 0.6))):
            kind = pick(rng, _DISPUTES)
            received = day_in(rng, month)
            resolved = later(received, 2 + rng.expovariate(1 / 17))
            row: Row = {
                "area": rng.choice(villages).code,
                "case_no": next(number),
                "kind": kind,
                "channel": pick(
                    rng, (("walk_in", 40), ("patrol", 30), ("hotline", 16), ("letter", 4), ("court", 10))
                ),
                "parties": pick(rng, ((2, 78), (3, 12), (5, 7), (12, 3))),
                "received_on": received,
                "due_on": later(received, 30),
                "mediator": person_name(rng),
            }
            roll = rng.random()
            if roll < 0.02:
                yield {**row, "state": "transferred"}
            elif resolved > TODAY or roll > 0.98:
                yield {**row, "state": "mediating"}
            else:
                wages = round(3000 + rng.expovariate(1 / 150000), -2) if kind == "wages" else None
                yield {**row, "state": "resolved", "resolved_on": resolved, "wages_recovered": wages}


_SUBJECTS: Final = (
    "供水保障",
    "道路养护",
    "宅基地审批",
    "低保咨询",
    "噪声扰民",
    "垃圾清运",
    "医保缴费",
    "供电故障",
    "土地承包",
)


def hotline_orders(place: Town, scale: float) -> Iterator[Row]:
    """Orders of the 12345 hotline: on time above 96 %, satisfied around 91 % (usual floors: 92 and 85)."""
    number = numbered(f"GD{place.code[-3:]}")
    for month in months():
        rng = dice("hotline", place.code, month)
        villages = place.villages_on(month)
        for _ in range(round(132 * place.weight * scale * (0.8 + rng.random() * 0.4))):
            received = day_in(rng, month)
            late = rng.random() < 0.032
            replied = working_days_after(
                received, 6 + int(rng.random() * 5) if late else 1 + int(rng.random() * 5)
            )
            row: Row = {
                "area": rng.choice(villages).code,
                "order_no": next(number),
                "kind": pick(rng, (("help", 66), ("ask", 20), ("advice", 8), ("report", 5), ("appeal", 1))),
                "subject": rng.choice(_SUBJECTS),
                "received_on": received,
                "handler": person_name(rng),
            }
            if rng.random() < 0.01:
                yield {**row, "state": "returned"}
            elif replied > TODAY:
                yield {**row, "state": "received"}
            else:
                satisfied = rng.random() < 0.915 if rng.random() < 0.86 else None
                yield {
                    **row,
                    "state": "replied",
                    "replied_on": replied,
                    "on_time": not late,
                    "satisfied": satisfied,
                }


_BULLETINS: Final = (
    "人居环境整治",
    "重点项目进展",
    "安全隐患整改",
    "热线工单办理",
    "农村改厕进度",
    "防汛准备",
    "村务公开",
    "秸秆禁烧",
)


def bulletins(place: Town, _scale: float) -> Iterator[Row]:
    """Numbered by year (S1: 43 in a year). Older ones are nearly struck off, recent ones not yet."""
    for year in (2024, 2025, 2026):
        rng = dice("bulletins", place.code, year)
        last = date(year, 12, 25) if year < 2026 else TODAY
        count = round((38 if year < 2026 else 29) * place.weight)
        for number, day in enumerate(
            sorted(day_between(rng, date(year, 1, 8), last) for _ in range(count)), start=1
        ):
            items = rng.randrange(3, 13)
            fresh = (TODAY - day).days < 30
            yield {
                "area": place.code,
                "bulletin_no": f"{year}年第{number}期",
                "title": f"关于{rng.choice(_BULLETINS)}情况的督查通报",
                "issued_on": day,
                "items": items,
                "items_closed": round(items * (0.3 + rng.random() * 0.5))
                if fresh
                else items - (rng.random() < 0.25),
            }
