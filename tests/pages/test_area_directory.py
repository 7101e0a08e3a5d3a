"""The directory behind the switcher: as far as the reader may look."""

from datetime import date

import pytest

from zhenyu.areas.actions import merge_areas
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.pages.area_directory import AreaRow, branch, find
from zhenyu.people.types import Grant, Reader, Role

pytestmark = pytest.mark.usefixtures("county")
COUNTY, TOWN, EAST = AreaCode("990101"), AreaCode("990101100"), AreaCode("990101100201")
DAY = date(2026, 7, 1)


def _reader(*areas: AreaCode) -> Reader:
    return Reader(1, "李红", tuple(Grant(Role.TOWN_CLERK, area) for area in areas))


def _lines(rows: list[AreaRow]) -> list[tuple[int, str, bool]]:
    return [(row.depth, row.area.name, row.current) for row in rows]


def test_a_town_is_shown_with_its_villages() -> None:
    assert _lines(branch(_reader(TOWN), TOWN, DAY)) == [
        (0, "柳河镇", True),
        (1, "东柳村", False),
        (1, "西柳村", False),
        (1, "河湾村", False),
    ]


def test_a_village_is_shown_beside_its_siblings_with_its_grids() -> None:
    rows = _lines(branch(_reader(TOWN), EAST, DAY))
    assert (1, "东柳村", True) in rows
    assert (2, "东柳村第一网格", False) in rows
    assert (1, "西柳村", False) in rows


def test_what_lies_above_the_grant_is_not_shown() -> None:
    names = {row.area.name for row in branch(_reader(EAST), EAST, DAY)}
    assert names == {"东柳村", "东柳村第一网格"}


def test_a_county_reader_sees_the_towns() -> None:
    names = {row.area.name for row in branch(_reader(COUNTY), TOWN, DAY)}
    assert {"青原县", "柳河镇", "石桥镇"} <= names


def test_a_village_that_has_ended_is_not_beside_the_others() -> None:
    merge_areas([EAST], into=AreaCode("990101100202"), on=DAY, actor="测试")
    assert "东柳村" not in {row.area.name for row in branch(_reader(TOWN), TOWN, DAY)}


def test_an_area_out_of_sight_leads_to_the_readers_own() -> None:
    assert _lines(branch(_reader(EAST), AreaCode("990101101"), DAY)) == [(0, "东柳村", False)]


def test_a_search_looks_within_each_grant_and_names_an_area_once() -> None:
    reader = _reader(TOWN, EAST)
    assert [row.area.name for row in find(reader, " 东柳 ", TOWN)] == ["东柳村", "东柳村第一网格"]
    assert find(reader, "桥头", TOWN) == []
