"""Reads of the tree on a day."""

from datetime import date, timedelta

import pytest

from zhenyu.areas import queries
from zhenyu.areas.actions import load_areas, merge_areas
from zhenyu.core.values.area_codes import AreaCode

pytestmark = pytest.mark.usefixtures("county")

COUNTY, TOWN = AreaCode("990101"), AreaCode("990101100")
EAST, WEST = AreaCode("990101100201"), AreaCode("990101100202")
DAY = date(2026, 7, 1)
BEFORE = DAY - timedelta(days=1)


def _codes(areas: list[queries.Area]) -> list[str]:
    return [area.code for area in areas]


def test_children_are_one_level_below() -> None:
    assert _codes(queries.children(COUNTY, DAY)) == ["990101100", "990101101"]
    assert _codes(queries.children(EAST, DAY)) == ["990101100201001"]
    assert queries.children(AreaCode("990101100201001"), DAY) == []


def test_children_exist_on_the_day_asked() -> None:
    merge_areas([EAST], into=WEST, on=DAY, actor="测试")
    assert str(EAST) in _codes(queries.children(TOWN, BEFORE))
    assert str(EAST) not in _codes(queries.children(TOWN, DAY))
    assert str(EAST) in _codes(queries.children(TOWN, None))


def test_a_subtree_begins_with_its_area_and_goes_in_order_of_code() -> None:
    codes = _codes(queries.subtree(TOWN))
    assert codes[:3] == ["990101100", "990101100201", "990101100201001"]
    assert codes == sorted(codes)
    assert "990101101" not in codes


def test_names_are_of_the_codes_that_are_registered() -> None:
    assert queries.names(["990101100", "110105001"]) == {"990101100": "柳河镇"}
    assert queries.names([]) == {}


def test_registered_areas_come_by_code() -> None:
    assert set(queries.registered([str(EAST), "110105001"])) == {str(EAST)}


@pytest.mark.parametrize("text", ["东柳", "dlc", "990101100201"])
def test_an_area_is_found_by_name_initials_or_code(text: str) -> None:
    assert str(EAST) in _codes(queries.search(text, COUNTY))


def test_a_search_stays_below_its_area() -> None:
    assert queries.search("桥头", TOWN) == []
    assert len(queries.search("村", COUNTY, limit=2)) == 2


def test_only_areas_with_a_history_are_in_the_succession() -> None:
    assert queries.succession().spans == ()
    load_areas([{"code": "990101100209", "name": "新桥村", "valid_from": "2026-01-01"}])
    assert [span.code for span in queries.succession().spans] == ["990101100209"]
