"""Reports of two towns and two years beside each other."""

from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from zhenyu.core.errors import NotFound, UsageError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.documents.actions.reports import file_report
from zhenyu.documents.reconciliation.side_by_side import SideBySide, StatedRow, StatedValue, side_by_side
from zhenyu.indicators.actions.definitions import define_indicators
from zhenyu.people.models import User, UserGrant
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Reader

TOWN, OTHER = AreaCode("990101100"), AreaCode("990101101")
TEXTS = {
    (TOWN, "2024"): "2024年，完成财税收入6120万元。改厕200户。修建便民桥3座。",
    (TOWN, "2025"): "2025年，完成财税收入0.65亿元，同比增长9.5%。改厕240户，同比增长20%。修建便民桥4座。",
    (OTHER, "2025"): "2025年，完成财税收入3250万元。硬化道路12公里。",
}


@pytest.fixture
def filed(county: None, settings: Any) -> Iterator[list[int]]:
    settings.ZHENYU_TODAY = "2026-02-21"
    common = {"kind": "external", "domain": "经济"}
    with reading_as(SYSTEM):
        define_indicators(
            [
                {**common, "code": "tax", "title": "财税收入", "unit": "万元"},
                {**common, "code": "toilets", "title": "改厕", "unit": "户"},
                {**common, "code": "roads", "title": "硬化道路", "unit": "公里"},
                {"code": "people", "title": "常住人口", "unit": "人", "kind": "stock", "domain": "经济"},
            ],
            by=SYSTEM,
        )
        yield [
            file_report(text, title="", area=area, period=Period.parse(year), by=SYSTEM).pk
            for (area, year), text in TEXTS.items()
        ]


def row(found: SideBySide, title: str) -> StatedRow:
    return next(each for each in found.rows if each.title == title)


def cell(found: SideBySide, title: str, column: int) -> StatedValue:
    one = row(found, title).cells[column]
    assert one is not None
    return one


def test_what_two_reports_say_stands_in_one_unit_and_silence_is_no_zero(filed: list[int]) -> None:
    found = side_by_side(SYSTEM, filed)
    assert [(str(each.period), each.document.area) for each in found.columns] == [
        ("2024", str(TOWN)),
        ("2025", str(TOWN)),
        ("2025", str(OTHER)),
    ]
    tax = row(found, "财税收入")
    assert tax.unit == "万元"
    assert [each.value if each else None for each in tax.cells] == [6120, 6500, 3250]
    assert row(found, "改厕").cells[2] is None


def test_what_the_catalogue_does_not_know_goes_by_its_words(filed: list[int]) -> None:
    bridges = next(each for each in side_by_side(SYSTEM, filed).rows if not each.indicator)
    assert "便民桥" in bridges.title
    assert [each.value if each else None for each in bridges.cells] == [3, 4, None]


def test_what_one_report_alone_says_is_left_out_and_counted(filed: list[int]) -> None:
    found = side_by_side(SYSTEM, filed)
    assert found.left_out == 1
    assert row(side_by_side(SYSTEM, filed, alone=True), "硬化道路").known == 1


def test_a_growth_is_computed_again_and_contradicted(filed: list[int]) -> None:
    found = side_by_side(SYSTEM, filed)
    toilets, tax = cell(found, "改厕", 1), cell(found, "财税收入", 1)
    assert (toilets.stated, toilets.computed, toilets.contradicts) == (Decimal(20), Decimal(20), False)
    assert tax.computed is not None
    assert (tax.stated, round(tax.computed, 2), tax.contradicts) == (Decimal("9.5"), Decimal("6.21"), True)
    assert cell(found, "财税收入", 0).computed is None


def test_the_growth_is_computed_from_whichever_report_of_the_year_before_knows_the_base(
    filed: list[int],
) -> None:
    silent = file_report(
        "2024年，修建便民桥1座。", title="", area=TOWN, period=Period.parse("2024"), by=SYSTEM
    ).pk
    found = side_by_side(SYSTEM, [silent, *filed])
    computed = [each.computed for each in row(found, "改厕").cells if each and each.computed is not None]
    assert computed == [Decimal(20)]


def test_per_head_where_the_people_are_known(filed: list[int], settings: Any) -> None:
    define_indicators(
        [{"code": "folk", "title": "户籍人口", "unit": "人", "kind": "stock", "domain": "经济"}], by=SYSTEM
    )
    number = file_report(
        "2024年，完成财税收入100万元。户籍人口5000人。",
        title="",
        area=OTHER,
        period=Period.parse("2024"),
        by=SYSTEM,
    ).pk
    found = side_by_side(SYSTEM, [*filed, number], per="folk")
    tax = row(found, "财税收入")
    assert tax.unit == "元/人"
    assert [each.value if each else None for each in tax.cells] == [None, None, 200, None]


def test_too_many_reports_and_a_stranger_s_report_are_refused(
    filed: list[int], reader_village: Reader
) -> None:
    with pytest.raises(UsageError, match="最多对比12篇"):
        side_by_side(SYSTEM, list(range(13)))
    with reading_as(reader_village), pytest.raises(NotFound):
        side_by_side(reader_village, filed)


def test_the_page_offers_the_latest_and_gives_a_workbook(filed: list[int], client: Client) -> None:
    user = User.objects.create_user("clerk", password="x", name="李红")
    UserGrant.objects.create(user=user, role="town_clerk", area=TOWN)
    client.force_login(user)
    page = client.get("/reports/compare/")
    assert [each.period.title for each in page.context["found"].columns] == ["2024年", "2025年"]
    book = load_workbook(BytesIO(client.get("/reports/compare/?as=xlsx").content))
    rows = {one[0]: one for one in book["对比"].iter_rows(values_only=True)}
    assert rows["财税收入"][1:] == ("万元", 6120, "6120万元", None, None, 6500, "0.65亿元", 9.5, 6.21)
    assert client.get("/reports/compare/?documents=x").status_code == 400
