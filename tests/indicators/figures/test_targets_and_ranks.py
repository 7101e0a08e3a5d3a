"""Targets, growth, pace, places and shares; entered values with their documents."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.indicators.conftest import FAR, NEIGHBOUR, TOWN, VILLAGE, Save
from zhenyu.core.errors import NotAllowed, RefusedError, UsageError
from zhenyu.indicators.actions.definitions import define_indicators
from zhenyu.indicators.actions.observations import enter_observations
from zhenyu.indicators.actions.targets import set_targets
from zhenyu.indicators.figures.queries import figure
from zhenyu.indicators.types import ObservationEntry, Rank
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Reader

THIRD = "990101100203"


def entered(
    value: str | None, finality: str = "final", period: str = "2025", area: str = TOWN
) -> ObservationEntry:
    return ObservationEntry("revenue", area, period, value, "县财政局〔2026〕3号", finality=finality)  # type: ignore[arg-type]


def many(toilet: Save, area: str, count: int, day: str = "2026-03-05") -> None:
    for number in range(count):
        toilet(f"{day}-{number}", area=area, accepted=day)


def test_completion_and_pace_of_ten_months_against_the_year(toilet: Save) -> None:
    set_targets([("renovated", TOWN, "2026", 4, "at_least")], by=SYSTEM)
    many(toilet, VILLAGE, 3)
    found = figure(SYSTEM, f"renovated@{TOWN}/2026-01..2026-10")
    assert (found.target, found.completion) == (4, 75)
    assert found.pace is not None
    assert round(found.pace, 2) == Decimal("-8.33")
    assert figure(SYSTEM, f"renovated@{TOWN}/2026.completion").value == 75


def test_a_newer_target_replaces_an_older_one_and_none_takes_it_back(toilet: Save) -> None:
    set_targets([("renovated", TOWN, "2026", 4, "at_least")], by=SYSTEM)
    set_targets([("renovated", TOWN, "2026", 8, "at_least")], by=SYSTEM)
    assert figure(SYSTEM, f"renovated@{TOWN}/2026.target").value == 8
    set_targets([("renovated", TOWN, "2026", None, "at_least")], by=SYSTEM)
    assert figure(SYSTEM, f"renovated@{TOWN}/2026.target").value is None


def test_a_wanted_growth_is_a_target_over_last_year(toilet: Save) -> None:
    many(toilet, VILLAGE, 5, "2025-03-05")
    many(toilet, VILLAGE, 3, "2026-03-05")
    set_targets([("renovated", TOWN, "2026", 20, "growth")], by=SYSTEM)
    found = figure(SYSTEM, f"renovated@{TOWN}/2026")
    assert (found.target, found.completion, found.target_mode) == (6, 50, "growth")


def test_no_target_and_no_rank_ever_becomes_an_actual_value(toilet: Save) -> None:
    toilet("001")
    set_targets(
        [("renovated", VILLAGE, "2026", 99, "at_least"), ("revenue", TOWN, "2026", 99, "growth")], by=SYSTEM
    )
    assert figure(SYSTEM, f"renovated@{VILLAGE}/2026").value == 0
    assert figure(SYSTEM, f"revenue@{TOWN}/2026").value is None
    with pytest.raises(UsageError):
        enter_observations([ObservationEntry("revenue", TOWN, "2026", 1, "x", status="target")], by=SYSTEM)  # type: ignore[arg-type]


def test_what_ledgers_compute_cannot_be_entered(books: None) -> None:
    with pytest.raises(RefusedError, match="不能手工填报"):
        enter_observations([ObservationEntry("renovated", TOWN, "2025", 5, "某文件")], by=SYSTEM)
    enter_observations(
        [ObservationEntry("renovated", TOWN, "2025", 5, "政府工作报告", status="reported")], by=SYSTEM
    )
    assert figure(SYSTEM, f"renovated@{TOWN}/2025").value is None


def test_an_observation_is_never_changed_or_deleted(books: None) -> None:
    enter_observations([entered("100")], by=SYSTEM)
    for statement in ("UPDATE indicators_observation SET value = 1", "DELETE FROM indicators_observation"):
        with (
            pytest.raises(DatabaseError, match="never changed"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_an_external_value_needs_its_document(books: None) -> None:
    with pytest.raises(RefusedError, match="来源文件"):
        enter_observations([ObservationEntry("revenue", TOWN, "2025", 1, " ")], by=SYSTEM)


def test_the_final_value_wins_over_any_preliminary_one(books: None) -> None:
    enter_observations([entered("100", "preliminary")], by=SYSTEM)
    assert figure(SYSTEM, f"revenue@{TOWN}/2025").finality == "preliminary"
    enter_observations([entered("104", "final")], by=SYSTEM)
    enter_observations([entered("99", "preliminary")], by=SYSTEM)
    found = figure(SYSTEM, f"revenue@{TOWN}/2025")
    assert (found.value, found.finality, found.status, found.source) == (
        104,
        "final",
        "entered",
        "县财政局〔2026〕3号",
    )


def test_external_values_grow_when_both_years_are_there(books: None) -> None:
    enter_observations([entered("110"), entered("100", period="2024")], by=SYSTEM)
    assert figure(SYSTEM, f"revenue@{TOWN}/2025.yoy").value == 10
    assert figure(SYSTEM, f"revenue@{TOWN}/2024").yoy_note == "没有上年同期数"


def test_a_place_among_others_does_not_grow(books: None) -> None:
    place = {
        "code": "place",
        "title": "考核位次",
        "unit": "位",
        "kind": "external",
        "better": "down",
        "time": "last",
    }
    define_indicators([place], by=SYSTEM)
    for period, value in (("2024", 4), ("2025", 3)):
        enter_observations([ObservationEntry("place", TOWN, period, value, "考核通报")], by=SYSTEM)
    found = figure(SYSTEM, f"place@{TOWN}/2025")
    assert (found.value, found.yoy, found.yoy_note) == (3, None, "位次不计算增速")
    assert figure(SYSTEM, f"place@{TOWN}/2025.yoy").value is None


def test_external_values_are_never_computed_from_parts(books: None) -> None:
    enter_observations(
        [entered("5", area="990101101", period="2025-01"), entered("6", area=TOWN, period="2025-01")],
        by=SYSTEM,
    )
    assert figure(SYSTEM, "revenue@990101/2025-01").absence == "unknown"
    assert figure(SYSTEM, f"revenue@{TOWN}/2025").absence == "unknown"


def test_growth_over_zero_is_not_computed_and_says_so(toilet: Save) -> None:
    toilet("001", listed="2024-01-01")
    many(toilet, VILLAGE, 2)
    found = figure(SYSTEM, f"renovated@{VILLAGE}/2026.yoy")
    assert (found.value, found.absence, found.note) == (None, "not_applicable", "上年同期为0，不计算增速")


def test_rates_are_compared_in_points(toilet: Save) -> None:
    toilet("001", listed="2024-01-01", accepted="2024-05-01")
    toilet("002", listed="2024-01-01", accepted="2025-05-01")
    found = figure(SYSTEM, f"rate@{VILLAGE}/2025")
    assert (found.value, found.yoy, found.yoy_points) == (100, None, 50)
    assert figure(SYSTEM, f"rate@{VILLAGE}/2025.yoy_points").unit == "百分点"


def test_previous_and_share(toilet: Save) -> None:
    many(toilet, VILLAGE, 1, "2026-02-05")
    many(toilet, VILLAGE, 1)
    many(toilet, NEIGHBOUR, 3)
    assert figure(SYSTEM, f"renovated@{VILLAGE}/2026-03.previous").value == 1
    assert figure(SYSTEM, f"renovated@{VILLAGE}/2026-03.share").value == 25


def test_equal_values_share_a_place_and_unknown_ones_are_not_compared(toilet: Save) -> None:
    many(toilet, VILLAGE, 2)
    many(toilet, NEIGHBOUR, 2)
    many(toilet, FAR, 5)
    assert figure(SYSTEM, f"renovated@{VILLAGE}/2026").rank == Rank(1, 2)
    many(toilet, THIRD, 3)
    assert figure(SYSTEM, f"renovated@{VILLAGE}/2026").rank == Rank(2, 3)
    assert figure(SYSTEM, f"renovated@{TOWN}/2026").rank == Rank(1, 2)
    assert figure(SYSTEM, f"renovated@{VILLAGE}/2026.rank").value == 2


def test_zero_takes_part_in_the_ranking(toilet: Save) -> None:
    many(toilet, VILLAGE, 2)
    toilet("001", area=NEIGHBOUR)
    assert figure(SYSTEM, f"renovated@{NEIGHBOUR}/2026").rank == Rank(2, 2)


def test_less_is_better_where_the_indicator_says_down(toilet: Save) -> None:
    toilet("001", accepted="2026-03-05", cost="5000")
    toilet("001", accepted="2026-03-05", cost="9000", area=NEIGHBOUR)
    assert figure(SYSTEM, f"paid@{VILLAGE}/2026").rank == Rank(1, 2)


def test_ratios_stocks_distinct_and_entered_values_are_ranked_too(toilet: Save) -> None:
    toilet("001", accepted="2026-03-05", builder="甲队")
    toilet("001", accepted="2026-03-05", builder="甲队", area=NEIGHBOUR)
    toilet("002", area=NEIGHBOUR, builder="乙队")
    toilet("003", accepted="2026-04-05", builder="丙队", area=NEIGHBOUR)
    enter_observations([entered("5"), entered("6", area="990101101")], by=SYSTEM)
    assert figure(SYSTEM, f"rate@{VILLAGE}/2026").rank == Rank(1, 2)
    assert figure(SYSTEM, f"done@{VILLAGE}/2026").rank == Rank(2, 2)
    assert figure(SYSTEM, f"builders@{VILLAGE}/2026").rank == Rank(2, 2)
    assert figure(SYSTEM, f"revenue@{TOWN}/2025").rank == Rank(2, 2)


def test_a_village_learns_its_place_without_seeing_the_others(toilet: Save, reader_village: Reader) -> None:
    many(toilet, VILLAGE, 2)
    many(toilet, NEIGHBOUR, 3)
    toilet("9", accepted="2026-01-01", builder="甲队", area=NEIGHBOUR)
    with reading_as(reader_village):
        assert figure(reader_village, f"renovated@{VILLAGE}/2026").rank == Rank(2, 2)
        assert figure(reader_village, f"builders@{VILLAGE}/2026").rank == Rank(2, 2)
        with connection.cursor() as cursor:
            cursor.execute("SELECT DISTINCT area FROM indicators_cell")
            assert cursor.fetchall() == [(VILLAGE,)]


def test_the_scope_is_put_back_after_a_ranking(toilet: Save, reader_village: Reader) -> None:
    many(toilet, NEIGHBOUR, 1)
    many(toilet, VILLAGE, 1)
    with reading_as(reader_village), connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('zhenyu.scope')")
        before = cursor.fetchone()
        figure(reader_village, f"renovated@{VILLAGE}/2026")
        cursor.execute("SELECT current_setting('zhenyu.scope')")
        assert cursor.fetchone() == before


def test_targets_are_set_by_office_heads_and_values_by_who_may_write(
    books: None, reader_town: Reader, reader_head: Reader, reader_village: Reader
) -> None:
    targets: list[Any] = [("renovated", TOWN, "2026", 4, "at_least")]
    with pytest.raises(NotAllowed):
        set_targets(targets, by=reader_town)
    assert set_targets(targets, by=reader_head) == 1
    with pytest.raises(NotAllowed):
        enter_observations([entered("1")], by=reader_village)
    with pytest.raises(UsageError, match="at_least"):
        set_targets([("renovated", TOWN, "2026", 4, "about")], by=reader_head)
    with pytest.raises(UsageError, match="不是一个数"):
        set_targets([("renovated", TOWN, "2026", "多一些", "at_least")], by=reader_head)


def test_a_new_definition_is_a_new_version_and_recomputes_its_cells(toilet: Save) -> None:
    from zhenyu.indicators.actions.definitions import define_indicators
    from zhenyu.indicators.models import Indicator

    toilet("001", accepted="2025-03-05", cost="1000")
    raw = {"code": "paid", "title": "补助金额", "unit": "元", "kind": "flow", "domain": "人居环境"}
    define_indicators([raw], by=SYSTEM)
    define_indicators([raw], by=SYSTEM)
    assert figure(SYSTEM, f"paid@{VILLAGE}/2025").value == 1000
    assert list(
        Indicator.objects.filter(code="paid").order_by("version").values_list("version", "current")
    ) == [
        (1, False),
        (2, True),
    ]


def test_only_office_heads_and_the_operator_define_indicators(books: None, reader_town: Reader) -> None:
    from zhenyu.indicators.actions.definitions import define_indicators

    with pytest.raises(NotAllowed):
        define_indicators([{"code": "x", "title": "甲", "kind": "flow"}], by=reader_town)
