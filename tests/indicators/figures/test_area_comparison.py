"""Areas beside each other: places with ties, shades, quarters, division by households; files as seen."""

from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from tests.indicators.conftest import INDICATORS, NEIGHBOUR, TOILETS, TOWN, VILLAGE
from zhenyu.core.errors import NotAllowed, UsageError
from zhenyu.core.models import Change
from zhenyu.core.values.addresses import FigureAddress
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.indicators.actions.definitions import define_indicators
from zhenyu.indicators.catalogue.indicator_definition import Better
from zhenyu.indicators.figures.area_comparison import ComparedValue, areas_to_compare, compare, judged
from zhenyu.indicators.measures.versions import version_notes
from zhenyu.indicators.types import Figure
from zhenyu.ledgers.actions.definitions import define_ledger
from zhenyu.people.actions import create_user
from zhenyu.people.types import SYSTEM, Grant, Reader, Role

THIRD = "990101100203"
VILLAGES = [AreaCode(code) for code in (VILLAGE, NEIGHBOUR, THIRD)]
YEAR = Period.parse("2026")
Save = Callable[..., Any]
pytestmark = pytest.mark.filterwarnings("ignore:No directory at")


def column(better: Better, *values: int | None) -> tuple[ComparedValue, ...]:
    address = FigureAddress.parse(f"renovated@{VILLAGE}/2026")
    figures = [
        Figure(
            address,
            "",
            "",
            None if value is None else Decimal(value),
            "户",
            "derived",
            None if value is not None else "unknown",
        )
        for value in values
    ]
    return judged(figures, better)


def test_equal_values_share_a_place_and_the_unknown_has_none() -> None:
    assert [cell.rank for cell in column(Better.UP, 5, 3, 5, None, 1)] == [1, 3, 1, None, 4]
    assert [cell.rank for cell in column(Better.DOWN, 5, 3, 5, None, 1)] == [3, 2, 3, None, 1]


def test_the_better_the_deeper_and_only_those_that_fit_into_a_quarter_are_marked() -> None:
    cells = column(Better.UP, 8, 7, 6, 5, 4, 3, 2, 1)
    assert [cell.mark for cell in cells] == ["best", "best", "", "", "", "", "worst", "worst"]
    assert [cell.shade for cell in cells] == sorted((cell.shade for cell in cells), reverse=True)
    assert [cell.mark for cell in column(Better.UP, 3, 0, 0, 0)] == ["best", "", "", ""]
    assert {cell.shade for cell in column(Better.UP, 2, 2)} == {0}


def test_without_better_and_worse_there_is_size_but_no_place() -> None:
    cells = column(Better.NONE, 4, 3, 2, 1)
    assert {(cell.rank, cell.mark) for cell in cells} == {(None, "")}
    assert cells[0].shade > cells[-1].shade


@pytest.fixture
def households(toilet: Save) -> None:
    """东柳村 renovated 2 of 4 households, 西柳村 1 of 1, 河湾村 keeps no books."""
    for number, area, day in (
        (1, VILLAGE, "2026-03-01"),
        (2, VILLAGE, "2026-04-01"),
        (3, VILLAGE, None),
        (4, VILLAGE, None),
        (5, NEIGHBOUR, "2026-04-01"),
    ):
        toilet(str(number), area=area, accepted=day)


def shown(**more: Any) -> list[list[Decimal | None]]:
    found = compare(SYSTEM, ["renovated", "rate"], VILLAGES, YEAR, **more)
    return [[cell.figure.value for cell in cells] for _, _, cells in found.rows]


def test_areas_by_indicators_and_sorted_best_first_with_the_unknown_last(households: None) -> None:
    assert shown() == [[2, 50], [1, 100], [None, None]]
    assert shown(sort="rate") == [[1, 100], [2, 50], [None, None]]
    assert shown(sort="-rate") == [[2, 50], [1, 100], [None, None]]


def test_amounts_are_divided_by_households_and_rates_are_not(households: None) -> None:
    assert shown(per="planned") == [[Decimal("0.5"), 50], [1, 100], [None, None]]


def test_one_indicator_by_months_and_cumulative(households: None) -> None:
    spring = Period.parse("2026-Q2")
    months = compare(SYSTEM, ["renovated"], VILLAGES[:1], spring, by="months")
    assert [column.title for column in months.columns] == ["4月", "5月", "6月"]
    assert [column.cells[0].figure.value for column in months.columns] == [1, 0, 0]
    running = compare(SYSTEM, ["renovated"], VILLAGES[:1], spring, by="cumulative")
    assert [column.cells[0].figure.value for column in running.columns] == [2, 2, 2]


def test_a_column_that_is_not_there_and_an_area_beyond_the_grants(
    households: None, reader_village: Reader
) -> None:
    with pytest.raises(UsageError):
        shown(sort="paid")
    with pytest.raises(NotAllowed):
        compare(reader_village, ["renovated"], VILLAGES, YEAR)
    assert areas_to_compare(reader_village, AreaCode(TOWN), YEAR) == [VILLAGE]


@pytest.fixture
def leader(households: None, client: Client) -> Client:
    user = create_user(
        username="leader",
        name="测试镇长",
        password="liuhe-2026-x",
        grants=[Grant(Role.LEADER, AreaCode(TOWN))],
    )
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_file_is_what_is_seen_with_a_sheet_of_provenance(leader: Client) -> None:
    page = {"codes": "renovated,rate", "area": TOWN, "period": "2026", "sort": "rate", "as": "xlsx"}
    book = load_workbook(BytesIO(leader.get("/indicators/compare/", page).content))
    assert [[cell.value for cell in row] for row in book["对比"].iter_rows()] == [
        ["区划", "改厕户数（户）", "改厕率（%）"],
        ["西柳村", 1, 100],
        ["东柳村", 2, 50],
        ["河湾村", None, None],
    ]
    assert "测试镇长" in [row[1].value for row in book["说明"].iter_rows()]
    turned = leader.get("/indicators/compare/", {**page, "as": "csv", "turned": "1"}).content.decode(
        "utf-8-sig"
    )
    assert turned.splitlines()[0] == "区划,西柳村,东柳村,河湾村"
    sdmx = leader.get("/indicators/compare/", {**page, "as": "sdmx-csv"}).content.decode()
    assert sdmx.startswith("STRUCTURE,STRUCTURE_ID,ACTION,FREQ,REF_AREA,INDICATOR")


def _months(result: Any) -> list[list[Any]]:
    book = load_workbook(BytesIO(b"".join(result.streaming_content)))
    return [[cell.value for cell in row] for row in book["各月"].iter_rows()]


def test_all_months_of_a_year_are_one_file_and_an_event_in_the_log(leader: Client) -> None:
    page = {"codes": "renovated,rate", "area": TOWN, "period": "2026-Q2"}
    head, *lines = _months(leader.get("/indicators/compare/months/", {**page, "as": "xlsx"}))
    assert head == ["区划代码", "区划", "指标代码", "指标", "单位", *(f"{n}月" for n in range(1, 13)), "全年"]
    assert [(line[1], line[2]) for line in lines] == [
        (name, code) for name in ("东柳村", "西柳村", "河湾村") for code in ("renovated", "rate")
    ]
    assert lines[0][5:] == [0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, None, 2]
    assert lines[1][-1] == 50
    assert lines[4][5:] == [None] * 13
    change = Change.objects.get(ledger="indicators.figures")
    assert (change.action, change.actor, change.area) == ("export", "测试镇长", TOWN)
    assert change.why == "导出2026年各月的数：2个指标，3个区划，.xlsx"


def test_without_a_choice_every_indicator_is_in_the_file_with_its_provenance(leader: Client) -> None:
    result = leader.get("/indicators/compare/months/", {"area": TOWN, "period": "2026", "as": "csv"})
    lines = b"".join(result.streaming_content).decode("utf-8-sig").splitlines()
    assert len([line for line in lines if line.startswith("990101100")]) == 3 * len(INDICATORS)
    assert "# 导出人：测试镇长" in lines
    assert "# 时间段：2026年" in lines


def test_months_of_areas_beyond_the_grants_or_of_another_kind_are_refused(leader: Client) -> None:
    for path, status in (("areas=990101101201", 403), ("codes=nothing", 404), ("as=parquet", 400)):
        result = leader.get(f"/indicators/compare/months/?area={TOWN}&period=2026&{path}")
        assert result.status_code == status
    assert not Change.objects.filter(ledger="indicators.figures").exists()


def test_every_page_of_the_room_answers_a_leader(leader: Client) -> None:
    for path in (
        "compare/?codes=renovated&turned=1",
        "renovated/?",
        "renovated/targets/?",
        "revenue/observations/?",
    ):
        result = leader.get(f"/indicators/{path}&area={TOWN}&period=2026", headers={"Accept": "text/html"})
        assert result.status_code == 200, path


def test_a_change_of_definition_or_measure_leaves_a_note(books: None) -> None:
    assert len(version_notes("renovated")) == 2
    define_indicators([{**INDICATORS[0], "scope_note": "只计整户改造"}], by=SYSTEM)
    measures = [{**TOILETS["measures"][0], "where": "cost > 100"}, *TOILETS["measures"][1:]]
    define_ledger({**TOILETS, "measures": measures}, by=SYSTEM)
    told = " ".join(note.what for note in version_notes("renovated"))
    assert "口径由“空”改为“只计整户改造”" in told
    assert "改厕台账的统计规则由" in told
    assert "cost > 100" in told


def test_the_page_of_a_formula_names_its_parts_and_its_months_two_ways(leader: Client) -> None:
    page = f"/indicators/cost_each/?area={TOWN}&period=2026"
    html = leader.get(page, headers={"Accept": "text/html"}).content.decode()
    assert "补助金额÷改厕户数" in html
    assert "/indicators/renovated/" in html
    since_january = leader.get(f"{page}&trend=cumulative", headers={"Accept": "text/html"})
    assert since_january.context["trend"].mode == "cumulative"
    assert [line.name for line in since_january.context["trend"].lines] == []
    flow = leader.get(f"/indicators/renovated/?area={TOWN}&period=2026", headers={"Accept": "text/html"})
    months = dict(flow.context["trend"].rows)
    assert (months["4月"][0], months["4月"][2]) == (3, 2)
