"""Figures when villages merge in mid-year, split, and change their names."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.indicators.conftest import FAR, NEIGHBOUR, TODAY, TOWN, VILLAGE
from zhenyu.areas.actions import load_areas, merge_areas, rename_area, split_area
from zhenyu.areas.queries import children
from zhenyu.core.errors import RefusedError
from zhenyu.core.values.addresses import FigureAddress
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.indicators.actions.observations import enter_observations
from zhenyu.indicators.actions.targets import set_targets
from zhenyu.indicators.figures.queries import figure, series, trace
from zhenyu.indicators.figures.values import values
from zhenyu.indicators.types import ObservationEntry
from zhenyu.indicators.views.constituent_areas import constituents_of
from zhenyu.people.types import SYSTEM

THIRD, HEIR, OTHER = "990101100203", "990101100210", "990101100211"
DAY = date(2026, 7, 1)
Save = Callable[..., Any]


@pytest.fixture
def merged(toilet: Save) -> Save:
    """东柳村 (2 households in 2025, 3 in spring 2026) and 西柳村 (4, 1) are 双柳村 from July 2026 on (5
    since)."""
    number = 0
    for area, day, count in (
        (VILLAGE, "2025-05-01", 2),
        (NEIGHBOUR, "2025-08-01", 4),
        (THIRD, "2025-08-01", 1),
        (VILLAGE, "2026-03-01", 3),
        (NEIGHBOUR, "2026-04-01", 1),
        (THIRD, "2026-04-01", 2),
    ):
        for _ in range(count):
            number += 1
            toilet(f"{number:03}", area=area, accepted=day, builder=f"队{number % 3}")
    merge_areas(
        [AreaCode(VILLAGE), AreaCode(NEIGHBOUR)], into=AreaCode(HEIR), name="双柳村", on=DAY, actor="测试"
    )
    for number in range(101, 106):
        toilet(str(number), area=HEIR, accepted="2026-09-01", builder="队9")
    return toilet


def value(address: str) -> Decimal | None:
    return figure(SYSTEM, address).value


def test_a_year_with_a_merger_counts_the_constituents_of_the_merged_area(merged: Save) -> None:
    assert value(f"renovated@{HEIR}/2026") == 9
    assert value(f"renovated@{HEIR}/2026-Q3") == 5
    assert value(f"renovated@{VILLAGE}/2026") == 3
    assert value(f"done@{HEIR}/2026") == 15


def test_the_villages_of_a_year_add_up_to_the_town(merged: Save) -> None:
    for year, villages in (("2025", 3), ("2026", 2)):
        parts = series(SYSTEM, f"renovated@{TOWN}/{year}", by="area")
        assert len(parts) == villages
        assert sum(part.value or 0 for part in parts) == value(f"renovated@{TOWN}/{year}")


def test_a_table_of_years_with_different_villages_adds_up_in_each(merged: Save) -> None:
    load_areas([{"code": f"{TOWN}{number}", "name": f"{number}村"} for number in range(221, 229)])
    for year in map(Period.parse, ("2025", "2026")):
        villages = [AreaCode(area.code) for area in children(AreaCode(TOWN), min(year.end, TODAY))]
        asked = [FigureAddress(code, area, year) for code in ("renovated", "done") for area in villages]
        for code in ("renovated", "done"):
            column = [each.value or 0 for each in values(SYSTEM, asked) if each.address.indicator == code]
            assert sum(column) == value(f"{code}@{TOWN}/{year}")
    in_2025 = values(SYSTEM, [FigureAddress("renovated", AreaCode(HEIR), Period.parse("2025"))])
    assert (in_2025[0].value, in_2025[0].absence) == (None, "not_applicable")


def test_figures_of_an_earlier_year_show_under_the_areas_of_that_year(merged: Save) -> None:
    assert [part.area_name for part in series(SYSTEM, f"renovated@{TOWN}/2025", by="area")] == [
        "东柳村",
        "西柳村",
        "河湾村",
    ]
    earlier = figure(SYSTEM, f"renovated@{HEIR}/2025")
    assert (earlier.value, earlier.absence) == (None, "not_applicable")


def test_a_merged_area_grows_against_the_sum_of_its_predecessors(merged: Save) -> None:
    found = figure(SYSTEM, f"renovated@{HEIR}/2026")
    assert found.yoy == 50
    assert figure(SYSTEM, f"renovated@{HEIR}/2026.yoy").value == 50


def test_what_received_a_part_of_an_area_is_not_compared_across_that_day(merged: Save) -> None:
    split_area(
        AreaCode(THIRD),
        into={AreaCode(OTHER): "湾南村", AreaCode("990101100212"): "湾北村"},
        on=DAY,
        actor="测试",
    )
    merged("201", area=OTHER, accepted="2026-08-01")
    found = figure(SYSTEM, f"renovated@{OTHER}/2026.yoy")
    assert (found.value, found.absence) == (None, "not_applicable")
    assert "区划调整" in found.note


def test_ranks_are_among_the_areas_of_the_period(merged: Save) -> None:
    then, now = (
        figure(SYSTEM, f"renovated@{NEIGHBOUR}/2025").rank,
        figure(SYSTEM, f"renovated@{HEIR}/2026").rank,
    )
    assert then is not None
    assert now is not None
    assert ((then.n, then.of), (now.n, now.of)) == ((1, 3), (1, 2))
    assert figure(SYSTEM, f"renovated@{VILLAGE}/2026").rank is None


def test_a_distinct_count_asks_the_rows_of_all_parts_at_once(merged: Save) -> None:
    found = figure(SYSTEM, f"builders@{HEIR}/2026")
    assert found.value == 4
    assert found.rank is not None
    assert (found.rank.n, found.rank.of) == (1, 2)


def test_entered_values_of_predecessors_are_the_base_when_all_are_known(merged: Save) -> None:
    def enter(area: str, period: str, amount: int) -> None:
        enter_observations([ObservationEntry("revenue", area, period, amount, "统计月报")], by=SYSTEM)

    enter(HEIR, "2026", 30)
    enter(VILLAGE, "2025", 10)
    assert figure(SYSTEM, f"revenue@{HEIR}/2026").yoy is None
    enter(NEIGHBOUR, "2025", 10)
    assert figure(SYSTEM, f"revenue@{HEIR}/2026").yoy == 50


def test_a_growth_target_of_a_merged_area_starts_from_its_predecessors(merged: Save) -> None:
    set_targets([("renovated", HEIR, "2026", 50, "growth")], by=SYSTEM)
    assert value(f"renovated@{HEIR}/2026.target") == 9


def test_the_trace_shows_the_rows_of_all_parts(merged: Save) -> None:
    found = trace(SYSTEM, f"renovated@{HEIR}/2026")
    assert (found.row_count, {row.area for row in found.rows}) == (9, {VILLAGE, NEIGHBOUR, HEIR})
    assert sum(cell.value or 0 for cell in found.cells) == 9


def test_a_renamed_area_keeps_its_old_name_in_figures_of_the_time(merged: Save) -> None:
    rename_area(AreaCode(THIRD), "湾里村", on=date(2026, 1, 1), actor="测试")
    assert figure(SYSTEM, f"renovated@{THIRD}/2025").area_name == "河湾村"
    assert figure(SYSTEM, f"renovated@{THIRD}/2026").area_name == "湾里村"


@pytest.mark.parametrize(
    ("codes", "into"),
    [([VILLAGE], HEIR), ([FAR], "990101100203"), ([TOWN], "990101101")],
    ids=["again", "far", "town"],
)
def test_a_merger_that_cannot_be_is_refused(merged: Save, codes: list[str], into: str) -> None:
    with pytest.raises(RefusedError):
        merge_areas([AreaCode(code) for code in codes], into=AreaCode(into), on=DAY, actor="测试")


def test_a_plain_list_of_names_leaves_the_history_of_known_areas(merged: Save) -> None:
    load_areas([{"code": VILLAGE, "name": "东柳村"}])
    assert value(f"renovated@{HEIR}/2026") == 9


def test_the_recorder_of_a_merged_village_reads_the_rows_of_its_parts(merged: Save) -> None:
    from zhenyu.ledgers.rows.queries import page
    from zhenyu.people.actions import create_user
    from zhenyu.people.queries import reader_of
    from zhenyu.people.scopes import reading_as
    from zhenyu.people.types import Grant, Role

    grant = Grant(Role.VILLAGE_RECORDER, AreaCode(HEIR))
    user = create_user(username="heir", name="报账员", password="liuhe-2026-x", grants=[grant])
    reader = reader_of(user, date(2026, 11, 21))
    with reading_as(reader):
        assert figure(reader, f"renovated@{HEIR}/2026").value == 9
        assert len(page(reader, "toilets", area=AreaCode(VILLAGE)).rows) == 5
    before = reader_of(user, date(2026, 6, 1))
    assert not before.sees(AreaCode(VILLAGE))


def test_the_trace_of_a_growth_leads_to_this_year_and_to_each_predecessor(merged: Save) -> None:
    found = trace(SYSTEM, f"renovated@{HEIR}/2026.yoy")
    assert [(side.role, str(side.address), side.value) for side in found.links] == [
        ("本期", f"renovated@{HEIR}/2026", 9),
        ("上年同期", f"renovated@{VILLAGE}/2025", 2),
        ("上年同期", f"renovated@{NEIGHBOUR}/2025", 4),
    ]


def test_a_figure_says_what_its_area_was_made_of(merged: Save) -> None:
    def told(address: str) -> tuple[list[str], list[str]]:
        ground = constituents_of(FigureAddress.parse(address))
        return [place.name for place in ground.merged], [place.name for place in ground.then]

    assert told(f"renovated@{HEIR}/2026") == (["东柳村", "西柳村"], [])
    assert told(f"renovated@{HEIR}/2025") == ([], ["东柳村", "西柳村"])
    assert told(f"renovated@{VILLAGE}/2026") == ([], ["双柳村"])
    assert told(f"renovated@{THIRD}/2026") == ([], [])
