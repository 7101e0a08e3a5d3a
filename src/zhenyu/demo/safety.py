"""Inspections of firms and the hazards found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from zhenyu.demo.chance import TODAY, Row, day_in, dice, later, months, numbered, pick
from zhenyu.demo.firms import firms
from zhenyu.demo.people import person_name
from zhenyu.demo.places import Town

_KINDS: Final = (
    ("fire", 34),
    ("electric", 24),
    ("gas", 12),
    ("machine", 12),
    ("building", 6),
    ("road", 4),
    ("chemical", 3),
    ("other", 5),
)
_WORDS: Final = {
    "fire": ("灭火器压力不足", "安全出口堆放杂物", "应急照明损坏"),
    "electric": ("配电箱未上锁", "临时线路拖地", "插座超负荷"),
    "gas": ("未装泄漏报警器", "软管老化"),
    "machine": ("传动部位无防护罩", "特种设备未按期检验"),
    "building": ("围墙开裂", "彩钢板房夹芯可燃"),
    "road": ("出入口视线遮挡",),
    "chemical": ("危化品台账不全", "未分区存放"),
    "other": ("培训记录缺失", "未配备劳保用品"),
}


def hazards(place: Town, scale: float) -> Iterator[Row]:
    """About 640 hazards a year at some 220 firms in a town of weight 1 (S2: 643 and 220), and checks that
    found none.

    Planted: from August on rectification of 望澜镇 falls behind, and one major hazard has been open since
    June.
    """
    number = numbered(f"YH{place.code[-3:]}")
    names = [(firm["title"], firm["area"]) for firm in firms(place) if "closed_on" not in firm]
    for month in months():
        rng = dice("hazards", place.code, month)
        planted = place.code == "990101100" and (month.year, month.month) == (2026, 6)
        for step in range(round(76 * place.weight * scale * (0.8 + rng.random() * 0.4))):
            enterprise, village = names[int(rng.random() ** 1.25 * len(names))]
            found = day_in(rng, month)
            row: Row = {
                "area": village,
                "hazard_no": next(number),
                "enterprise": enterprise,
                "found_on": found,
                "checker": person_name(rng),
            }
            major = rng.random() < 0.012 or (planted and step == 0)
            if not major and rng.random() < 0.3:
                yield {**row, "grade": "none", "state": "clear"}
                continue
            kind = pick(rng, _KINDS)
            row |= {
                "grade": "major" if major else "general",
                "kind": kind,
                "content": rng.choice(_WORDS[kind]),
            }
            row["due_on"] = later(found, 30 if major else 15)
            behind = place.code == "990101100" and (month.year, month.month) >= (2026, 8)
            rectified = later(found, 1 + rng.expovariate(1 / (16 if behind else 7)))
            stuck = rng.random() < (0.06 if behind else 0.018) or (major and planted)
            if stuck or rectified > TODAY:
                yield {**row, "state": "found"}
                continue
            row |= {
                "rectified_on": rectified,
                "fine": round(500 + rng.random() * 9500, -2) if major else None,
            }
            verified = later(rectified, 2 + rng.random() * 9)
            yield (
                {**row, "state": "verified", "verified_on": verified}
                if verified <= TODAY
                else {**row, "state": "rectified"}
            )
