"""Figures: how rows add up over areas and time, and what a missing number means."""

from decimal import Decimal
from typing import Any

import pytest

from tests.indicators.conftest import FAR, NEIGHBOUR, TOWN, VILLAGE, Save
from zhenyu.core.errors import NotAllowed, NotFound, UsageError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.indicators.figures.queries import figure, figures, series, trace
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Grant, Reader, Role


def value(address: str) -> Any:
    found = figure(SYSTEM, address)
    return found.value if found.value is not None else found.absence


def test_a_flow_adds_the_months_of_the_period(toilet: Save) -> None:
    toilet("001", accepted="2025-03-05")
    toilet("002", accepted="2025-03-31")
    toilet("003", accepted="2025-04-01")
    assert value(f"renovated@{VILLAGE}/2025-03") == 2
    assert value(f"renovated@{VILLAGE}/2025-Q2") == 1
    assert value(f"renovated@{VILLAGE}/2025") == 3


def test_higher_areas_sum_the_areas_below(toilet: Save) -> None:
    toilet("001", accepted="2025-03-05")
    toilet("001", accepted="2025-03-05", area=NEIGHBOUR)
    toilet("001", accepted="2025-03-05", area=FAR)
    assert value(f"renovated@{TOWN}/2025") == 2
    assert value("renovated@990101/2025") == 3


def test_a_stock_sums_every_month_up_to_the_end_of_the_period(toilet: Save) -> None:
    toilet("001", listed="2023-02-01")
    toilet("002", listed="2025-05-01")
    assert value(f"planned@{VILLAGE}/2024") == 1
    assert value(f"planned@{VILLAGE}/2025-05") == 2


def test_a_row_leaves_a_stock_in_its_leaving_month_and_stays_in_the_past(toilet: Save) -> None:
    toilet("001", listed="2024-02-01", left_on="2025-06-15")
    assert value(f"planned@{VILLAGE}/2025-05") == 1
    assert value(f"planned@{VILLAGE}/2025-06") == 0


def test_a_level_stated_by_month_counts_once_and_by_its_last_month(assets: Save) -> None:
    assets("2025-02", "100000")
    assets("2025-03", "120000")
    assets("2025-01", "50000", area=NEIGHBOUR)
    assert value(f"assets@{VILLAGE}/2025-02") == 10
    assert value(f"assets@{VILLAGE}/2025") == 12
    assert value(f"assets@{TOWN}/2025") == 17


def test_a_mean_is_over_the_month_ends_of_the_period(toilet: Save, assets: Save) -> None:
    toilet("001", listed="2024-03-01")
    toilet("002", listed="2025-07-01")
    toilet("003", listed="2025-01-01", left_on="2025-04-10")
    assert value(f"planned_mean@{VILLAGE}/2025") == (12 + 6 + 3) / Decimal(12)
    assert value(f"planned_mean@{VILLAGE}/2025-07") == 2
    for month, total in (("2025-01", "100000"), ("2025-02", "200000")):
        assets(month, total)
    assert value(f"assets_mean@{VILLAGE}/2025") == 15


def test_the_mean_of_the_running_year_leaves_out_the_months_to_come(toilet: Save) -> None:
    toilet("001", listed="2025-03-01")
    toilet("002", listed="2026-11-01")
    assert round(value(f"planned_mean@{VILLAGE}/2026"), 4) == round(Decimal(12) / 11, 4)


def test_money_is_converted_to_the_unit_of_the_indicator(toilet: Save) -> None:
    toilet("001", accepted="2025-03-05", cost="1234.50")
    found = figure(SYSTEM, f"paid@{VILLAGE}/2025")
    assert (found.value, found.unit) == (Decimal("0.12345"), "万元")


def test_a_ratio_divides_sums_and_never_averages_rates(toilet: Save) -> None:
    toilet("001", accepted="2025-01-01")
    for number in range(1, 10):
        toilet(str(number), area=NEIGHBOUR, accepted="2025-01-01" if number == 1 else None)
    assert value(f"rate@{VILLAGE}/2025") == 100
    assert value(f"rate@{TOWN}/2025") == 20


def test_a_ratio_over_zero_does_not_apply(toilet: Save) -> None:
    toilet("001", listed="2025-05-01")
    assert value(f"rate@{VILLAGE}/2025-04") in ("unknown", "not_applicable")
    toilet("002", listed=None, accepted="2025-01-05", area=NEIGHBOUR)
    assert value(f"rate@{NEIGHBOUR}/2025") == "not_applicable"


def test_distinct_counts_are_asked_at_the_level_required(toilet: Save) -> None:
    toilet("001", accepted="2025-03-05", builder="甲队")
    toilet("002", accepted="2025-03-05", builder="乙队")
    toilet("001", accepted="2025-03-05", builder="甲队", area=NEIGHBOUR)
    assert value(f"builders@{VILLAGE}/2025") == 2
    assert value(f"builders@{NEIGHBOUR}/2025") == 1
    assert value(f"builders@{TOWN}/2025") == 2


def test_a_maximum_is_asked_of_the_rows_and_is_unknown_without_any(toilet: Save) -> None:
    toilet("001", accepted="2025-03-05", cost="900")
    toilet("002", accepted="2025-03-06", cost="1200")
    assert value(f"dearest@{VILLAGE}/2025") == 1200
    assert value(f"dearest@{VILLAGE}/2024") == "unknown"


def test_zero_is_where_books_are_kept_and_unknown_where_nobody_wrote(toilet: Save) -> None:
    toilet("001", accepted="2025-03-05")
    assert value(f"renovated@{VILLAGE}/2025-04") == 0
    assert value(f"renovated@{NEIGHBOUR}/2025-04") == "unknown"
    assert value(f"builders@{VILLAGE}/2025-04") == 0
    assert value(f"builders@{NEIGHBOUR}/2025-04") == "unknown"


def test_before_the_books_began_nothing_is_known(toilet: Save) -> None:
    toilet("001", listed="2024-06-01", accepted="2025-03-05")
    assert value(f"renovated@{VILLAGE}/2024-05") == "unknown"
    assert value(f"renovated@{VILLAGE}/2024-06") == 0


def test_a_period_yet_to_come_is_unknown(toilet: Save) -> None:
    toilet("001", accepted="2025-03-05")
    assert value(f"renovated@{VILLAGE}/2026-12") == "unknown"
    assert value(f"renovated@{VILLAGE}/2026") == 0


def test_a_blank_amount_is_unknown_and_not_zero(toilet: Save) -> None:
    toilet("001", accepted="2025-03-05", cost=None)
    assert value(f"paid@{VILLAGE}/2025-03") == "unknown"
    toilet("002", accepted="2025-03-05", cost="10000")
    assert value(f"paid@{VILLAGE}/2025-03") == 1


def test_below_the_level_of_the_ledger_the_question_does_not_arise(toilet: Save) -> None:
    toilet("001", accepted="2025-03-05")
    assert value(f"renovated@{VILLAGE}001/2025") == "not_applicable"


def test_an_area_has_no_figure_for_a_time_it_did_not_exist(toilet: Save) -> None:
    from zhenyu.areas.actions import load_areas

    load_areas([{"code": "990101100299", "name": "并入村", "valid_to": "2020-07-01"}])
    assert value("renovated@990101100299/2021") == "not_applicable"


def test_a_reader_asks_only_within_their_grants(toilet: Save, reader_village: Reader) -> None:
    toilet("001", accepted="2025-03-05")
    with reading_as(reader_village):
        assert figure(reader_village, f"renovated@{VILLAGE}/2025").value == 1
        for area in (TOWN, NEIGHBOUR):
            with pytest.raises(NotAllowed):
                figure(reader_village, f"renovated@{area}/2025")
        with pytest.raises(NotAllowed):
            figure(reader_village, f"renovated@{VILLAGE}/2025.share")


def test_a_count_does_not_shrink_for_a_reader_of_another_domain(toilet: Save) -> None:
    from zhenyu.core.values.area_codes import AreaCode
    from zhenyu.people.types import Grant, Role

    toilet("001", accepted="2025-03-05", builder="甲队")
    clerk = Reader(9, "民政业务员", (Grant(Role.TOWN_CLERK, AreaCode(TOWN), "民生保障"),))
    with reading_as(clerk):
        addresses = [f"builders@{TOWN}/2025", f"renovated@{TOWN}/2025"]
        assert [each.value for each in figures(clerk, addresses, open_to_area=True)] == [1, 1]


def test_unknown_indicators_and_areas_are_named(books: None) -> None:
    with pytest.raises(NotFound, match="renovatd"):
        figure(SYSTEM, f"renovatd@{TOWN}/2025")
    with pytest.raises(NotFound, match="990101777"):
        figure(SYSTEM, "renovated@990101777/2025")


def test_a_series_splits_a_figure_by_month_and_by_area(toilet: Save) -> None:
    toilet("001", accepted="2025-03-05")
    toilet("001", accepted="2025-04-05", area=NEIGHBOUR)
    months = series(SYSTEM, f"renovated@{TOWN}/2025-Q2", by="month")
    assert [(str(item.address.period), item.value) for item in months] == [
        ("2025-04", 1),
        ("2025-05", 0),
        ("2025-06", 0),
    ]
    below = series(SYSTEM, f"renovated@{TOWN}/2025", by="area")
    assert [(item.area_name, item.value) for item in below] == [
        ("东柳村", 1),
        ("西柳村", 1),
        ("河湾村", None),
    ]
    with pytest.raises(UsageError, match="weekday"):
        series(SYSTEM, f"renovated@{TOWN}/2025", by="weekday")


def test_any_number_of_figures_takes_the_same_number_of_statements(
    toilet: Save, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    toilet("001", accepted="2025-03-05")
    codes = ("renovated", "planned", "done", "rate", "paid", "builders", "dearest", "assets", "revenue")
    few = [f"{code}@{VILLAGE}/2025" for code in codes]
    many = [
        f"{code}@{area}/{year}"
        for code in codes
        for area in (TOWN, VILLAGE, NEIGHBOUR)
        for year in (2024, 2025)
    ]
    figures(SYSTEM, few)
    with django_assert_max_num_queries(24) as captured:
        figures(SYSTEM, few)
    with django_assert_num_queries(len(captured)):
        figures(SYSTEM, many)


def test_the_json_shape_is_stable(toilet: Save) -> None:
    toilet("001", accepted="2025-03-05")
    shape = figure(SYSTEM, f"renovated@{VILLAGE}/2025").as_json()
    promised = ["address", "indicator", "area", "period", "aspect", "value"]
    promised += ["unit", "status", "target", "yoy", "rank", "computed_at"]
    assert set(promised) <= shape.keys()
    assert (shape["value"], shape["status"], shape["aspect"]) == ("1", "derived", "value")


class TestDomains:
    """A duty that names a domain opens the figures of that domain; what every duty of the area may see is
    open to all."""

    ADDRESS = f"renovated@{TOWN}/2025"

    @staticmethod
    def reader(domain: str) -> Reader:
        return Reader(7, "业务员", (Grant(Role.TOWN_CLERK, AreaCode(TOWN), domain),))

    def test_the_own_domain_is_open(self, toilet: Save) -> None:
        toilet("001", accepted="2025-03-05")
        reader = self.reader("人居环境")
        with reading_as(reader):
            assert figure(reader, self.ADDRESS).value == 1

    def test_another_domain_is_refused_by_name(self, toilet: Save) -> None:
        reader = self.reader("集体经济")
        with reading_as(reader), pytest.raises(NotAllowed, match="人居环境"):
            figure(reader, self.ADDRESS)
        with reading_as(reader), pytest.raises(NotAllowed, match="人居环境"):
            trace(reader, self.ADDRESS)

    def test_what_everybody_of_the_area_may_see_is_open(self, toilet: Save) -> None:
        toilet("001", accepted="2025-03-05")
        reader = self.reader("集体经济")
        with reading_as(reader):
            assert figures(reader, [self.ADDRESS], open_to_area=True)[0].value == 1
        with reading_as(reader), pytest.raises(NotAllowed):
            figures(reader, ["renovated@990101101/2025"], open_to_area=True)
