"""Every number is a door: down to the cells, the rows, or the document it came from."""

from decimal import Decimal

import pytest

from tests.indicators.conftest import INDICATORS, NEIGHBOUR, TOWN, VILLAGE, Save
from zhenyu.core.errors import NotAllowed, UsageError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.indicators.actions.definitions import define_indicators
from zhenyu.indicators.actions.observations import enter_observations
from zhenyu.indicators.figures.queries import fed_by, feeds, figure, trace
from zhenyu.indicators.types import ObservationEntry
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Grant, Reader, Role


def test_a_trace_names_formula_sentence_cells_and_rows(toilet: Save) -> None:
    row = toilet("001", accepted="2025-03-05", cost="1200")
    toilet("002", accepted="2024-03-05", cost="900")
    toilet("003", cost="700")
    found = trace(SYSTEM, f"paid@{TOWN}/2025")
    assert found.value == Decimal("0.12")
    assert found.formula == "toilets: sum(cost) where state = 'accepted' on accepted_on"
    assert found.sentence == "改厕台账中状态为‘已验收’的造价合计，按“验收日期”归入月份"
    assert [(cell.area, cell.month, cell.value, cell.rows) for cell in found.cells] == [
        (VILLAGE, "2025-03", Decimal("0.12"), 1)
    ]
    assert [(item.id, item.contributes, item.state) for item in found.rows] == [
        (row.id, Decimal("0.12"), "accepted")
    ]
    assert found.rows[0].values["household"] == "001"
    assert (found.row_count, found.visible, found.hidden) == (1, 1, 0)


@pytest.mark.parametrize("code", ["renovated", "planned", "done", "paid", "builders", "assets"])
def test_what_the_rows_contribute_adds_up_to_the_figure(toilet: Save, assets: Save, code: str) -> None:
    for number in range(4):
        left = {"left_on": "2025-05-01"} if number == 3 else {}
        toilet(
            f"{number}",
            accepted=f"2025-0{number + 1}-05" if number else None,
            cost=f"{number}00.5",
            builder=f"{number % 2}队",
            area=NEIGHBOUR if number == 2 else VILLAGE,
            **left,
        )
    assets("2025-01", "100")
    assets("2025-02", "250")
    assets("2024-12", "70", area=NEIGHBOUR)
    address = f"{code}@{TOWN}/2025"
    found = trace(SYSTEM, address)
    assert sum(row.contributes or 0 for row in found.rows) == figure(SYSTEM, address).value == found.value
    assert found.row_count == found.visible == len(found.rows)


def test_rows_come_in_pages_by_key(toilet: Save) -> None:
    ids = [toilet(f"{number}", accepted="2025-03-05").id for number in range(5)]
    pages, after = [], None
    while True:
        page = trace(SYSTEM, f"renovated@{TOWN}/2025", limit=2, after=after)
        pages.append([row.id for row in page.rows])
        after = page.next
        if after is None:
            break
    assert pages == [ids[:2], ids[2:4], ids[4:]]
    with pytest.raises(UsageError, match="续页"):
        trace(SYSTEM, f"renovated@{TOWN}/2025", after="x")
    with pytest.raises(UsageError, match="1001"):
        trace(SYSTEM, f"renovated@{TOWN}/2025", limit=1001)


def test_a_ratio_traces_both_its_sides(toilet: Save) -> None:
    toilet("001", accepted="2025-03-05")
    toilet("002")
    found = trace(SYSTEM, f"rate@{VILLAGE}/2025")
    assert found.formula == "done / planned * 100"
    assert [row.part for row in found.rows] == ["numerator", "denominator", "denominator"]
    assert found.row_count == 3


def test_an_entered_value_traces_to_its_document(books: None) -> None:
    enter_observations([ObservationEntry("revenue", TOWN, "2025", 100, "初步统计快报")], by=SYSTEM)
    enter_observations(
        [ObservationEntry("revenue", TOWN, "2025", 98, "决算公报", finality="final")], by=SYSTEM
    )
    found = trace(SYSTEM, f"revenue@{TOWN}/2025")
    assert [(source.source, source.value, source.finality) for source in found.sources] == [
        ("决算公报", 98, "final"),
        ("初步统计快报", 100, "preliminary"),
    ]
    assert (found.rows, found.row_count) == ((), 0)


def test_a_village_cannot_trace_its_neighbour(toilet: Save, reader_other_village: Reader) -> None:
    toilet("001", accepted="2025-03-05")
    with reading_as(reader_other_village):
        for area in (VILLAGE, TOWN):
            with pytest.raises(NotAllowed):
                trace(reader_other_village, f"renovated@{area}/2025")


def test_rows_of_another_domain_are_counted_and_not_shown(toilet: Save) -> None:
    toilet("001", accepted="2025-03-05")
    toilet("002", accepted="2025-03-06", builder="甲队")
    clerk = Reader(9, "民政业务员", (Grant(Role.TOWN_CLERK, AreaCode(TOWN), "民生保障"),))
    theirs = [
        {**each, "domain": "民生保障"} for each in INDICATORS if each["code"] in ("renovated", "builders")
    ]
    define_indicators(theirs, by=SYSTEM)
    with reading_as(clerk):
        for code, count in (("renovated", 2), ("builders", 2)):
            found = trace(clerk, f"{code}@{TOWN}/2025")
            assert (found.rows, found.row_count, found.visible, found.hidden) == ((), count, 0, count)
        assert found.visibility == "共2条，可见0条"


def test_the_json_of_a_row_carries_its_fields_beside_what_it_contributes(toilet: Save) -> None:
    row = toilet("001", accepted="2025-03-05", cost="1200.50")
    (shape,) = trace(SYSTEM, f"paid@{VILLAGE}/2025").as_json()["rows"]
    assert (shape["ledger"], shape["id"], shape["area"], shape["contributes"]) == (
        "toilets",
        row.id,
        VILLAGE,
        "0.12005",
    )
    assert (shape["cost"], shape["accepted_on"]) == ("1200.5", "2025-03-05")


def test_lineage_runs_both_ways(books: None) -> None:
    assert [feed.ledger for feed in feeds("rate")] == ["toilets", "toilets"]
    fed = {feed.indicator for feed in fed_by("toilets")}
    assert fed == {"renovated", "planned", "planned_mean", "done", "paid", "builders", "dearest"}
    assert feeds("revenue") == ()


def test_the_commands_print_words_and_json(toilet: Save) -> None:
    import json

    from click.testing import CliRunner

    from zhenyu.indicators.cli.figure import figure_command, trace_command

    toilet("001", accepted="2025-03-05")
    run = CliRunner()
    words = run.invoke(figure_command, [f"renovated@{VILLAGE}/2025"], catch_exceptions=False)
    assert "东柳村 2025年 改厕户数 1户" in words.output
    months = run.invoke(
        figure_command, [f"renovated@{VILLAGE}/2025-Q1", "--by", "month", "--json"], catch_exceptions=False
    )
    assert [item["value"] for item in json.loads(months.output)] == ["0", "0", "1"]
    rows = run.invoke(trace_command, [f"renovated@{VILLAGE}/2025", "--json"], catch_exceptions=False)
    assert json.loads(rows.output)["row_count"] == 1
    plain = run.invoke(trace_command, [f"renovated@{VILLAGE}/2025"], catch_exceptions=False)
    assert "共1条，可见1条" in plain.output
