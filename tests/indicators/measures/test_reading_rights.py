"""Who may read an indicator where: area and domain are both asked, and a refusal says which is missing."""

import pytest

from zhenyu.core.errors import NotAllowed
from zhenyu.core.values.addresses import FigureAddress
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.indicators.catalogue.indicator_definition import IndicatorDefinition, read_indicator
from zhenyu.indicators.measures.reading_rights import check_address, check_may_read, may_read
from zhenyu.people.types import SYSTEM, Grant, Reader, Role

TOWN, VILLAGE, FAR = AreaCode("990101100"), AreaCode("990101100201"), AreaCode("990101101")


def indicator(domain: str = "人居环境") -> IndicatorDefinition:
    return read_indicator(
        {"code": "renovated", "title": "改厕户数", "unit": "户", "kind": "flow", "domain": domain}
    )


def clerk(domain: str | None = "人居环境", area: AreaCode = TOWN) -> Reader:
    return Reader(7, "李红", (Grant(Role.TOWN_CLERK, area, domain),))


@pytest.mark.parametrize(
    ("reader", "area", "allowed"),
    [
        (clerk(), TOWN, True),
        (clerk(), VILLAGE, True),
        (clerk(), FAR, False),
        (clerk(domain=None), TOWN, True),
        (clerk(domain="集体经济"), TOWN, False),
        (clerk(area=VILLAGE), TOWN, False),
        (SYSTEM, FAR, True),
    ],
)
def test_a_reader_reads_their_area_in_their_domain(reader: Reader, area: AreaCode, allowed: bool) -> None:
    assert may_read(reader, indicator(), area) is allowed


def test_an_indicator_without_a_domain_belongs_to_everybody_of_the_area() -> None:
    assert may_read(clerk(domain="集体经济"), indicator(domain=""), VILLAGE)
    assert not may_read(clerk(domain="集体经济"), indicator(domain=""), FAR)


def test_a_refusal_names_the_area_when_the_area_is_foreign() -> None:
    with pytest.raises(NotAllowed, match="查看区划 990101101 数据的权限") as refused:
        check_may_read(clerk(), indicator(), FAR)
    assert "授权" in refused.value.hint


def test_a_refusal_names_the_domain_when_only_that_is_missing() -> None:
    with pytest.raises(NotAllowed, match="“改厕户数”属于“人居环境”") as refused:
        check_may_read(clerk(domain="集体经济"), indicator(), TOWN)
    assert "领域" in refused.value.hint


def test_a_share_tells_of_the_area_above_and_needs_it_too() -> None:
    value = FigureAddress.parse(f"renovated@{VILLAGE}/2025")
    share = FigureAddress.parse(f"renovated@{VILLAGE}/2025.share")
    check_address(clerk(area=VILLAGE), indicator(), value)
    with pytest.raises(NotAllowed, match="990101100 "):
        check_address(clerk(area=VILLAGE), indicator(), share)
    check_address(clerk(), indicator(), share)


def test_a_figure_open_to_the_area_is_read_whatever_the_domain() -> None:
    other = clerk(domain="集体经济")
    address = FigureAddress.parse(f"renovated@{TOWN}/2025")
    check_address(other, indicator(), address, open_to_area=True)
    with pytest.raises(NotAllowed):
        check_address(other, indicator(), FigureAddress.parse(f"renovated@{FAR}/2025"), open_to_area=True)
