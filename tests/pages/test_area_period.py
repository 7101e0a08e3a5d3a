"""Where and when a page looks."""

from datetime import date

import pytest

from zhenyu.core.errors import NotAllowed, UsageError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.pages.area_period import AreaPeriod, home_of, period_rows, place_of, same_months_in, with_query
from zhenyu.people.types import Grant, Reader, Role

TODAY = date(2026, 10, 31)
TOWN = AreaCode("990101100")


@pytest.fixture
def clerk() -> Reader:
    return Reader(user_id=1, name="测试业务员", grants=(Grant(Role.TOWN_CLERK, TOWN),))


def test_a_page_opens_at_home_from_january_to_now(clerk: Reader) -> None:
    assert place_of({}, clerk, TODAY) == AreaPeriod(TOWN, Period.parse("2026-01..2026-10"))


def test_an_address_says_where_and_when(clerk: Reader) -> None:
    place = place_of({"area": "990101100201", "period": "2025-Q3"}, clerk, TODAY)
    assert place == AreaPeriod(AreaCode("990101100201"), Period.parse("2025-Q3"))


def test_an_area_outside_the_grants_is_refused(clerk: Reader) -> None:
    with pytest.raises(NotAllowed, match="990101101"):
        place_of({"area": "990101101"}, clerk, TODAY)


def test_a_period_that_cannot_be_read_is_named(clerk: Reader) -> None:
    with pytest.raises(UsageError, match="去年"):
        place_of({"period": "去年"}, clerk, TODAY)


def test_a_reader_without_grants_has_no_home() -> None:
    with pytest.raises(NotAllowed, match="没有授权"):
        home_of(Reader(user_id=9, name="新人"), TODAY)


def test_links_keep_the_place_and_their_own_words_win() -> None:
    kept = {"area": "990101100", "period": "2026-01..2026-10"}
    assert with_query("/plans/", kept) == "/plans/?area=990101100&period=2026-01..2026-10"
    assert with_query("/plans/?period=2025#top", kept) == "/plans/?period=2025&area=990101100#top"
    assert with_query("/plans/", {"area": None, "light": ""}) == "/plans/"


def test_the_switcher_offers_every_kind_of_period_once_a_year() -> None:
    choices = [choice for row in period_rows(2026, TODAY) for choice in row.choices]
    assert [row.title for row in period_rows(2026, TODAY)] == ["年、半年", "季", "月", "累计"]
    assert {str(choice.period) for choice in choices} >= {
        "2026",
        "2026-S2",
        "2026-Q4",
        "2026-12",
        "2026-01..2026-11",
    }
    assert {str(choice.period) for choice in choices if choice.is_later} == {"2026-11", "2026-12"}


def test_another_year_keeps_the_months() -> None:
    assert str(same_months_in(Period.parse("2026-01..2026-10"), 2024)) == "2024-01..2024-10"
    assert str(same_months_in(Period.parse("2026-Q3"), 2025)) == "2025-Q3"
