"""Every kind of indicator × every aspect × village, town, county × month, quarter, half, year, range: a value
or a reason.

The values are told by the list of households below, counted here in plain Python; the reasons stand in
:data:`REASONS`.
"""

from datetime import date
from decimal import Decimal
from functools import cache

import pytest

from tests.indicators.conftest import FAR, NEIGHBOUR, TODAY, TOWN, VILLAGE, Save
from zhenyu.core.values.addresses import Aspect, FigureAddress
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.core.values.rounding import round_half_up
from zhenyu.indicators.actions.observations import enter_observations
from zhenyu.indicators.actions.targets import set_targets
from zhenyu.indicators.figures.queries import figures
from zhenyu.indicators.types import ObservationEntry
from zhenyu.people.types import SYSTEM

COUNTY, FAR_TOWN = "990101", FAR[:9]
AREAS = (VILLAGE, TOWN, COUNTY)
SIBLINGS = {VILLAGE: (VILLAGE, NEIGHBOUR), TOWN: (TOWN, FAR_TOWN), COUNTY: (COUNTY,)}
PERIODS = tuple(map(Period.parse, ("2026-03", "2026-Q1", "2026-S1", "2026", "2026-01..2026-10")))
KINDS = {
    "renovated": "flow",
    "done": "stock",
    "planned_mean": "mean",
    "rate": "ratio",
    "builders": "distinct",
    "revenue": "external",
    "left": "formula",
    "cost_each": "quotient",
}
RATES = ("rate",)
SHARELESS = ("rate", "cost_each", "builders")
GROWING = ("renovated", "builders", "revenue")
HOUSEHOLDS = [
    (area, date.fromisoformat(day) if day else None, cost, builder)
    for area, day, cost, builder in (
        (VILLAGE, "2025-02-03", 1000, "甲队"),
        (VILLAGE, "2025-05-03", 1100, "甲队"),
        (VILLAGE, "2026-01-09", 900, "甲队"),
        (VILLAGE, "2026-03-01", 1500, "乙队"),
        (VILLAGE, "2026-03-31", 700, "甲队"),
        (VILLAGE, "2026-08-01", 800, "丙队"),
        (VILLAGE, None, None, None),
        (NEIGHBOUR, "2025-03-05", 1300, "乙队"),
        (NEIGHBOUR, "2026-03-05", 1200, "乙队"),
        (NEIGHBOUR, None, None, None),
        (FAR, "2026-02-05", 2000, "丁队"),
        (FAR, "2025-03-05", 600, "丁队"),
    )
]
LISTED = date(2024, 6, 1)
ENTERED = {
    (TOWN, "2026"): 120,
    (TOWN, "2025"): 100,
    (TOWN, "2026-Q1"): 30,
    (TOWN, "2025-Q1"): 25,
    (TOWN, "2025-Q4"): 40,
    (FAR_TOWN, "2026"): 60,
    (COUNTY, "2026"): 300,
    (COUNTY, "2026-03"): 10,
    (TOWN, "2026-03"): 4,
}
TARGETS = {VILLAGE: 8, TOWN: 20, COUNTY: 40}
REASONS = {
    "nothing": ("还没有录入", "为0"),
    Aspect.TARGET: ("没有目标",),
    Aspect.COMPLETION: ("没有目标",),
    Aspect.PACE: ("没有可比进度的目标",),
    Aspect.YOY: ("比率比较百分点", "没有上年同期数", "上年同期为0"),
    Aspect.YOY_POINTS: ("或指标不是比率",),
    Aspect.SHARE: ("不计算占比", "没有上级数"),
    Aspect.PREVIOUS: ("没有上期数",),
}


def rows_of(area: str) -> list[tuple[str, date | None, int | None, str | None]]:
    return [row for row in HOUSEHOLDS if row[0].startswith(area)]


def value(code: str, area: str, period: Period) -> Decimal | None:
    """What a clerk with the list would count."""
    if code == "revenue":
        entered = ENTERED.get((area, str(period)))
        return None if entered is None else Decimal(entered)
    rows = rows_of(area)
    if not rows or period.end < LISTED:
        return None
    within = [row for row in rows if row[1] and period.start <= row[1] <= period.end]
    done = [row for row in rows if row[1] and row[1] <= period.end]
    return {
        "renovated": Decimal(len(within)),
        "done": Decimal(len(done)),
        "planned_mean": Decimal(len(rows)),
        "rate": rounded(Decimal(100 * len(done)) / len(rows)),
        "builders": Decimal(len({row[3] for row in within})),
        "left": Decimal(len(rows) - len(done)),
        "cost_each": rounded(Decimal(sum(row[2] or 0 for row in within)) / len(within)) if within else None,
    }[code]


def rounded(number: Decimal | None) -> Decimal | None:
    return None if number is None else round_half_up(number, 6)


def expected(code: str, area: str, period: Period, aspect: Aspect) -> Decimal | None:
    """The value of an aspect, by the rule books; None where there is none."""
    now, before = value(code, area, period), value(code, area, period.year_before())
    target = Decimal(TARGETS[area]) if period.first.month == 1 else None
    completion = rounded(now / target * 100) if now is not None and target else None
    above = value(code, str(AreaCode(area).parent), period)
    siblings = [each for sibling in SIBLINGS[area] if (each := value(code, sibling, period)) is not None]
    growth = (now - before) / before * 100 if now is not None and before and code not in RATES else None
    elapsed = Period.year_of(2026).elapsed_share(min(TODAY, period.end))
    paced = rounded(completion - elapsed * 100) if completion is not None and code in GROWING else None
    return {
        Aspect.VALUE: now,
        Aspect.TARGET: target,
        Aspect.COMPLETION: completion,
        Aspect.PACE: paced,
        Aspect.YOY: rounded(growth),
        Aspect.YOY_POINTS: now - before if code in RATES and now is not None and before is not None else None,
        Aspect.RANK: None if now is None else Decimal(1 + sum(1 for each in siblings if each > now)),
        Aspect.SHARE: rounded(now / above * 100)
        if now is not None and above and code not in SHARELESS
        else None,
        Aspect.PREVIOUS: value(code, area, period.preceding()),
    }[aspect]


@cache
def addresses(code: str) -> tuple[FigureAddress, ...]:
    return tuple(
        FigureAddress(code, AreaCode(area), period, aspect)
        for area in AREAS
        for period in PERIODS
        for aspect in Aspect
    )


@pytest.fixture
def written(toilet: Save) -> None:
    for number, (area, day, cost, builder) in enumerate(HOUSEHOLDS):
        accepted = day.isoformat() if day else None
        toilet(
            f"{number:03}",
            area=area,
            listed=LISTED.isoformat(),
            accepted=accepted,
            cost=cost,
            builder=builder,
        )
    entries = [
        ObservationEntry("revenue", area, period, amount, "月报")
        for (area, period), amount in ENTERED.items()
    ]
    enter_observations(entries, by=SYSTEM)
    set_targets(
        [(code, area, "2026", amount, "at_least") for code in KINDS for area, amount in TARGETS.items()],
        by=SYSTEM,
    )


@pytest.mark.usefixtures("written")
@pytest.mark.parametrize("code", KINDS, ids=KINDS.values())
def test_every_aspect_has_the_value_the_list_gives_or_says_why_not(code: str) -> None:
    wrong = []
    for address, found in zip(addresses(code), figures(SYSTEM, addresses(code)), strict=True):
        wanted = expected(code, str(address.area), address.period, address.aspect)
        if found.value != wanted:
            wrong.append(f"{address}: {found.value} ({found.note}), the list says {wanted}")
        elif wanted is None:
            reasons = (*REASONS.get(address.aspect, ()), *REASONS["nothing"])
            if not found.absence or not any(reason in found.note for reason in reasons):
                wrong.append(f"{address}: no reason in “{found.note}”")
        elif found.absence or found.note:
            wrong.append(f"{address}: a value and “{found.note}”")
    assert wrong == []


@pytest.mark.usefixtures("written")
def test_what_does_not_arise_is_told_from_what_is_not_known() -> None:
    asked = {
        f"cost_each@{NEIGHBOUR}/2026-02": "not_applicable",
        f"rate@{VILLAGE}/2026.yoy": "not_applicable",
        f"cost_each@{VILLAGE}/2026.share": "not_applicable",
        f"left@{VILLAGE}/2023": "unknown",
        f"revenue@{VILLAGE}/2026": "unknown",
        f"left@{VILLAGE}001/2026": "not_applicable",
    }
    assert [found.absence for found in figures(SYSTEM, list(asked))] == list(asked.values())
