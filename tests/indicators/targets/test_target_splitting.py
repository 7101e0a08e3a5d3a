"""A target is split to areas and months, looked at, changed by hand, saved once."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.indicators.conftest import NEIGHBOUR, TOWN, VILLAGE
from zhenyu.core.errors import NotAllowed, RefusedError, StaleVersion
from zhenyu.core.values.addresses import FigureAddress
from zhenyu.indicators.actions.targets import set_targets, split_target
from zhenyu.indicators.figures.queries import figure
from zhenyu.indicators.targets.queries import SplitMethod, SplitPlan, plan_split
from zhenyu.people.types import SYSTEM, Reader

THIRD = "990101100203"
WHOLE = FigureAddress.parse(f"renovated@{TOWN}/2026")
Save = Callable[..., Any]


@pytest.fixture
def households(toilet: Save) -> None:
    """东柳村 did 3 in March 2025, 西柳村 1 in May; 河湾村 none, and keeps its books. 100 are wanted in
    2026."""
    for number, area, day in (
        (1, VILLAGE, "2025-03-01"),
        (2, VILLAGE, "2025-03-02"),
        (3, VILLAGE, "2025-03-03"),
        (4, NEIGHBOUR, "2025-05-01"),
        (5, THIRD, None),
    ):
        toilet(str(number), area=area, accepted=day)
    set_targets([("renovated", TOWN, "2026", 100, "at_least")], by=SYSTEM)


def proposed(plan: SplitPlan) -> list[Decimal | None]:
    return [part.proposed for part in plan.parts]


def keyed(plan: SplitPlan) -> dict[str, Decimal | None]:
    return {part.key: part.proposed for part in plan.parts}


def test_by_last_years_share_and_evenly_and_with_a_locked_part(households: None) -> None:
    assert proposed(plan_split(SYSTEM, WHOLE)) == [75, 25, 0]
    assert proposed(plan_split(SYSTEM, WHOLE, method=SplitMethod.EVENLY)) == [34, 33, 33]
    locked = plan_split(SYSTEM, WHOLE, locked={f"{THIRD}/2026": Decimal(20)})
    assert proposed(locked) == [60, 20, 20]
    assert [part.locked for part in locked.parts] == [False, False, True]


def test_by_another_indicator(households: None) -> None:
    plan = plan_split(SYSTEM, WHOLE, method=SplitMethod.INDICATOR, base_indicator="planned")
    assert proposed(plan) == [60, 20, 20]


def test_months_of_a_flow_add_up_and_follow_last_years_course(households: None) -> None:
    plan = plan_split(SYSTEM, WHOLE, into="months")
    assert proposed(plan)[2] == 75
    split_target(WHOLE, keyed(plan), into="months", by=SYSTEM)
    assert figure(SYSTEM, f"renovated@{TOWN}/2026-05.target").value == 25
    assert figure(SYSTEM, f"renovated@{TOWN}/2026-01..2026-10.target").value == 100


def test_months_of_a_stock_rise_from_where_it_stood(households: None) -> None:
    set_targets([("done", TOWN, "2026", 16, "at_least")], by=SYSTEM)
    plan = plan_split(
        SYSTEM, FigureAddress.parse(f"done@{TOWN}/2026"), into="months", method=SplitMethod.EVENLY
    )
    assert proposed(plan) == [5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]
    assert plan.gap == ""


def test_a_rate_is_the_same_for_all(households: None) -> None:
    set_targets([("rate", TOWN, "2026", 90, "at_least")], by=SYSTEM)
    plan = plan_split(SYSTEM, FigureAddress.parse(f"rate@{TOWN}/2026"))
    assert (proposed(plan), plan.gap) == ([90, 90, 90], "")


def test_what_is_saved_stands_and_parts_that_do_not_add_up_are_refused(households: None) -> None:
    values = keyed(plan_split(SYSTEM, WHOLE))
    short = {**values, f"{VILLAGE}/2026": Decimal(72)}
    with pytest.raises(RefusedError, match="各地合计差 3 户"):
        split_target(WHOLE, short, by=SYSTEM)
    assert figure(SYSTEM, f"renovated@{VILLAGE}/2026.target").value is None
    split_target(WHOLE, short, by=SYSTEM, accept_gap=True)
    assert figure(SYSTEM, f"renovated@{VILLAGE}/2026.target").value == 72
    assert plan_split(SYSTEM, WHOLE, method=SplitMethod.AS_SET).gap == "各地合计差 3 户"


def test_two_people_do_not_overwrite_each_other(households: None) -> None:
    mine = plan_split(SYSTEM, WHOLE)
    split_target(WHOLE, keyed(mine), by=SYSTEM, basis=mine.basis)
    with pytest.raises(StaleVersion):
        split_target(WHOLE, keyed(mine), by=SYSTEM, basis=mine.basis)


def test_a_clerk_sets_no_targets(households: None, reader_town: Reader) -> None:
    plan = plan_split(reader_town, WHOLE)
    with pytest.raises(NotAllowed):
        split_target(WHOLE, keyed(plan), by=reader_town)


@pytest.mark.parametrize("missing", [f"renovated@{TOWN}/2025", f"renovated@{VILLAGE}/2026"])
def test_without_a_target_there_is_nothing_to_split(households: None, missing: str) -> None:
    with pytest.raises(RefusedError):
        plan_split(SYSTEM, FigureAddress.parse(missing))


def test_a_wanted_growth_is_not_split(households: None) -> None:
    set_targets([("renovated", TOWN, "2026", 20, "growth")], by=SYSTEM)
    with pytest.raises(RefusedError, match="增长目标"):
        plan_split(SYSTEM, WHOLE)
