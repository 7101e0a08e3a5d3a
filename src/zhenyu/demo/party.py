"""Posts in village committees and party organisations in firms and societies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from zhenyu.demo.chance import TODAY, Row, day_between, dice, numbered
from zhenyu.demo.firms import firms
from zhenyu.demo.people import person_name
from zhenyu.demo.places import MERGED_ON, Town

_ELECTED_ON = date(2021, 4, 10)


def village_posts(place: Town, _scale: float) -> Iterator[Row]:
    """One row a person. All but one village of 望澜镇 have one head for both bodies: 76/77 = 98.7 % (S0)."""
    number = numbered(f"RZ{place.code[-3:]}")
    for index, village in enumerate(place.villages):
        rng = dice("cadres", village.code)
        dual = index != 41 if place.code == "990101100" else rng.random() < 0.96
        for seat in range(3 + int(rng.random() * 3)):
            head = seat == 0
            both = (head and dual) or (not head and rng.random() < 0.34)
            in_branch = head or both or rng.random() < 0.45
            female = rng.random() < 0.3
            yield {
                "area": village.code,
                "post_no": next(number),
                "name": person_name(rng),
                "sex": "female" if female else "male",
                "born_year": 1962 + int(rng.random() * 36),
                "secretary": head,
                "director": (head and dual) or (seat == 1 and not dual),
                "branch_member": in_branch,
                "committee_member": both or not in_branch or (seat == 1 and not dual),
                "started_on": MERGED_ON if village.valid_from else _ELECTED_ON,
                "ended_on": village.valid_to,
            }


def social_orgs(place: Town, _scale: float) -> Iterator[Row]:
    """Firms and societies with party members; nine in ten are covered (S1: 92 %)."""
    rng, number = dice("orgs", place.code), numbered(f"LX{place.code[-3:]}")
    for firm in firms(place):
        if firm["employees"] < 12:
            continue
        members = min(firm["employees"], int(rng.expovariate(1 / 3)))
        yield {
            "area": firm["area"],
            "org_no": next(number),
            "title": firm["title"],
            "kind": "enterprise",
            "employees": firm["employees"],
            "party_members": members,
            "party_org": "none" if rng.random() < 0.09 else "single" if members >= 3 else "joint",
            "registered_on": firm["registered_on"],
            "closed_on": firm.get("closed_on"),
        }
    for title in ("商会", "志愿者协会", "老年协会", "民乐协会"):
        yield {
            "area": rng.choice(place.villages_on(TODAY)).code,
            "org_no": next(number),
            "title": f"{place.name}{title}",
            "kind": "social",
            "employees": 20 + int(rng.random() * 30),
            "party_members": 6,
            "party_org": "joint",
            "registered_on": day_between(rng, date(2015, 1, 1), date(2023, 1, 1)),
        }
