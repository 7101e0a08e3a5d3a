"""A table of values says the same as the figures one by one."""

from datetime import date
from decimal import Decimal

from zhenyu.core.area_codes import AreaCode
from zhenyu.core.periods import Period
from zhenyu.indicators.queries import figure
from zhenyu.indicators.tables import running, values_below
from zhenyu.people.types import SYSTEM

from .conftest import FAR, NEIGHBOUR, TOWN, VILLAGE, Save

PERIODS = [Period.parse(text) for text in ("2024-12", "2025-01", "2025-03", "2025", "2025-02..2025-03", "2030")]


def test_a_table_equals_its_figures_whatever_the_kind_and_the_level(toilet: Save, assets: Save) -> None:
    toilet("001", listed="2024-12-03", accepted="2025-01-05", cost="1200.5", builder="甲队")
    toilet("002", listed="2025-01-03", left_on="2025-03-05", area=NEIGHBOUR)
    toilet("003", listed=None, accepted="2025-03-05", cost=None, area=FAR)
    assets("2025-01", "120000")
    codes = ["renovated", "planned", "planned_mean", "done", "rate", "paid", "builders", "assets", "revenue"]
    for above, places in (("990101", (TOWN, FAR[:9])), (TOWN, (VILLAGE, NEIGHBOUR))):
        found = values_below(SYSTEM, codes, AreaCode(above), PERIODS)
        for code in codes:
            for place in places:
                for period in PERIODS:
                    address = f"{code}@{place}/{period}"
                    assert found[code, place, str(period)] == figure(SYSTEM, address).value, address


def test_where_nothing_was_written_a_table_is_blank(toilet: Save) -> None:
    found = values_below(SYSTEM, ["renovated"], AreaCode(TOWN), PERIODS[:1])
    assert set(found.values()) == {None}


def test_what_stands_is_carried_on_and_blank_until_an_amount_is_known() -> None:
    january, february, march, april = (date(2025, month, 1) for month in range(1, 5))
    line = {february: None, march: Decimal(5), april: Decimal(-2)}
    assert running(line, [january, february, march, april]) == {february: None, march: Decimal(5), april: Decimal(3)}
    assert running({}, [january]) == {}
