"""A table of values says the same as the figures one by one."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from itertools import product
from typing import Any

import pytest

from tests.indicators.conftest import FAR, NEIGHBOUR, TODAY, TOWN, VILLAGE, Save
from zhenyu.areas.actions import load_areas
from zhenyu.areas.queries import children
from zhenyu.core import clock
from zhenyu.core.errors import NotAllowed, NotFound, UsageError
from zhenyu.core.values.addresses import FigureAddress
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.indicators.figures.queries import figure, figures
from zhenyu.indicators.figures.value_tables import Cuts, Part, columns_of, running
from zhenyu.indicators.figures.values import values
from zhenyu.indicators.measures.registry import current_feeds
from zhenyu.indicators.types import Figure
from zhenyu.people.types import SYSTEM, Reader

PERIODS = [
    Period.parse(text)
    for text in ("2024-12", "2025-01", "2025-03", "2025", "2025-02..2025-03", "2026-12", "2030")
]
CODES = [
    "renovated",
    "planned",
    "planned_mean",
    "done",
    "rate",
    "paid",
    "builders",
    "assets",
    "revenue",
    "left",
    "cost_each",
]


def addresses(codes: Iterable[str], areas: Iterable[str], periods: Iterable[Period]) -> list[FigureAddress]:
    return [
        FigureAddress(code, AreaCode(area), period) for code, area, period in product(codes, areas, periods)
    ]


def told(found: Figure) -> tuple[Any, ...]:
    return (
        found.value,
        found.absence,
        found.note,
        found.status,
        found.finality,
        found.computed_at,
        found.area_name,
    )


@pytest.fixture
def towns(books: None) -> list[str]:
    """The two towns of the county and a third, so that they are fetched together."""
    load_areas([{"code": "990101102", "name": "第三镇"}])
    return [area.code for area in children(AreaCode("990101"), TODAY)]


def test_a_table_equals_its_figures_whatever_the_kind_and_the_level(
    toilet: Save, assets: Save, towns: list[str]
) -> None:
    toilet("001", listed="2024-12-03", accepted="2025-01-05", cost="1200.5", builder="甲队")
    toilet("002", listed="2025-01-03", left_on="2025-03-05", area=NEIGHBOUR)
    toilet("003", listed=None, accepted="2025-03-05", cost=None, area=FAR)
    assets("2025-01", "120000")
    villages = [area.code for area in children(AreaCode(TOWN), TODAY)]
    assert min(len(towns), len(villages)) >= 3
    asked = addresses(CODES, [*villages, *towns, FAR], PERIODS)
    for one, other in zip(values(SYSTEM, asked), figures(SYSTEM, asked), strict=True):
        assert told(one) == told(other), one.address
    assert {found.absence for found in values(SYSTEM, asked)} == {None, "unknown", "not_applicable"}


def test_a_table_without_siblings_equals_its_figures_too(toilet: Save) -> None:
    toilet("001", accepted="2025-01-05", cost="10")
    asked = addresses(CODES, [VILLAGE], PERIODS)
    assert list(map(told, values(SYSTEM, asked))) == list(map(told, figures(SYSTEM, asked)))


def test_a_table_takes_as_many_statements_for_many_values_as_for_few(
    toilet: Save, towns: list[str], django_assert_num_queries: Callable[..., Any]
) -> None:
    toilet("001", accepted="2025-01-05", cost="10")
    feeds = current_feeds()
    for count in (1, 12):
        months = [Period.month_of(month) for month in Period.parse("2025").months[:count]]
        with django_assert_num_queries(3):
            columns_of(
                feeds, ["renovated", "done", "rate"], list(map(AreaCode, towns)), months, clock.today(), None
            )


def test_values_are_given_in_the_order_asked_each_as_often_as_it_was(toilet: Save) -> None:
    toilet("001", accepted="2025-01-05")
    asked = addresses(["renovated"], [VILLAGE, NEIGHBOUR, VILLAGE], PERIODS[:2])
    assert [found.address for found in values(SYSTEM, asked)] == asked


def test_only_values_of_what_the_reader_holds_are_given(toilet: Save, reader_village: Reader) -> None:
    with pytest.raises(NotAllowed):
        values(reader_village, addresses(["renovated"], [VILLAGE, NEIGHBOUR], PERIODS))
    with pytest.raises(NotFound):
        values(SYSTEM, addresses(["nothing"], [VILLAGE], PERIODS))
    with pytest.raises(UsageError, match="不带“.yoy”"):
        values(SYSTEM, [FigureAddress.parse(f"renovated@{VILLAGE}/2025.yoy")])


def test_what_stands_is_carried_on_and_blank_until_an_amount_is_known() -> None:
    moment, later = "2025-01-01 08:00:00+08", "2025-01-01 08:00:00.5+08"
    line: list[Part | None] = [None, (None, moment), (Decimal(5), later), None, (Decimal(-2), moment)]
    assert running(line) == [None, line[1], line[2], line[2], (Decimal(3), later)]
    assert running([None]) == [None]


def test_time_is_cut_where_a_period_begins_or_ends() -> None:
    quarter, march = Period.parse("2025-Q1"), Period.parse("2025-03")
    cuts = Cuts.between([quarter, march])
    assert cuts.days == (date(2025, 1, 1), date(2025, 3, 1), date(2025, 4, 1))
    assert (cuts.within(quarter), cuts.within(march)) == (slice(1, 3), slice(2, 3))


def test_a_month_to_come_has_no_zero(toilet: Save, towns: list[str]) -> None:
    toilet("001", accepted="2025-01-05")
    villages = [area.code for area in children(AreaCode(TOWN), TODAY)]
    months = [Period.month_of(month) for month in Period.parse("2026").months]
    found = {
        str(each.address): each.value for each in values(SYSTEM, addresses(["renovated"], villages, months))
    }
    assert found[f"renovated@{VILLAGE}/2026-11"] == 0
    assert found[f"renovated@{VILLAGE}/2026-12"] is None
    assert figure(SYSTEM, f"renovated@{VILLAGE}/2026-12").value is None
