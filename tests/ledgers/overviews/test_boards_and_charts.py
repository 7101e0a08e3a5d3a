"""The board by state and the chart of two columns."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.test import Client

from tests.ledgers.samples import EAST, TOWN, WEST, households, load
from zhenyu.core.errors import UsageError
from zhenyu.core.models import Change
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.overviews import charts, kanban
from zhenyu.ledgers.overviews.charts import Chart
from zhenyu.ledgers.rows.counts import Extent
from zhenyu.ledgers.rows.selection import Selection
from zhenyu.ledgers.types import Filter
from zhenyu.people.models import User, UserGrant
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Reader

LEDGER = "/ledgers/toilets/"
ALL = Selection(TOWN)


@pytest.fixture
def clerk(ledger: LedgerDefinition, client: Client) -> Client:
    user = User.objects.create_user("clerk", password="x", name="李红")
    UserGrant.objects.create(user=user, role="town_clerk", area=str(TOWN))
    client.force_login(user)
    return client


def chart(by: str, measure: str = "count", reader: Reader = SYSTEM, chosen: Selection = ALL) -> Chart:
    return charts.chart(reader, "toilets", chosen, by=by, measure=measure)


def bars(drawn: Chart) -> list[tuple[str, Any]]:
    return [(bar.label, bar.value) for bar in drawn.bars]


# --- board ----------------------------------------------------------------------------------------


def test_a_board_shows_the_most_urgent_of_each_state_and_more_by_key(ledger: LedgerDefinition) -> None:
    load([{**row, "due_on": f"2026-10-{30 - n:02d}"} for n, row in enumerate(households(25))])
    load(households(2, WEST, state="accepted", finished_on="2026-09-01"))
    planned, building, _, accepted = kanban.board(SYSTEM, "toilets", ALL)
    assert (planned.count, building.count, accepted.count) == (25, 0, 2)
    assert planned.rows[0].values["household_no"] == "025"
    assert len(planned.rows) == kanban.CARDS
    more = kanban.cards(SYSTEM, "toilets", ALL, "planned", after=planned.next)
    assert [row.values["household_no"] for row in more.rows] == ["005", "004", "003", "002", "001"]
    assert more.next is None


def test_a_board_says_where_it_stopped_counting(clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """Filtered, the count stops at the cap before every state is met: a column not met yet shows its cards
    all the same."""
    load(households(12))
    load(households(2, WEST, state="accepted", finished_on="2026-09-01"))
    monkeypatch.setattr(Extent.FURTHER, "_value_", 10)
    planned, *_, accepted = kanban.board(
        SYSTEM, "toilets", Selection(TOWN, (Filter("household_no", "not_blank"),))
    )
    assert planned.capped
    assert accepted.capped
    assert len(accepted.rows) == 2
    assert (
        f"{planned.count}</span>+"
        in clerk.get(f"{LEDGER}board/", {"f.household_no": "非空"}).content.decode()
    )


def test_a_board_reads_without_javascript(clerk: Client) -> None:
    load(households(21))
    page = clerk.get(f"{LEDGER}board/").content.decode()
    assert ">001</a>" in page
    assert f'href="{LEDGER}?state=planned&amp;view=0"' in page
    fragment = clerk.get(f"{LEDGER}board/cards", {"of": "planned", "after": _cursor(clerk)})
    assert fragment.content.decode().count("kb-card") == 1


def _cursor(clerk: Client) -> str:
    columns = clerk.get(f"{LEDGER}board/").context["columns"]
    return str(columns[0]["more"]).split("after=")[1]


def test_a_board_of_a_state_that_is_none_is_refused(clerk: Client) -> None:
    assert clerk.get(f"{LEDGER}board/cards", {"of": "gone"}).status_code == 400


# --- chart ----------------------------------------------------------------------------------------


def test_rows_are_counted_added_and_averaged_by_a_choice(ledger: LedgerDefinition) -> None:
    load(
        [
            *households(3, kind="flush"),
            *households(2, WEST, kind="three_tank"),
            *households(1, "990101100203"),
        ]
    )
    assert bars(chart("kind")) == [("水冲式", 3), ("三格化粪池", 2), ("（空）", 1)]
    assert bars(chart("kind", "sum:cost")) == [("水冲式", 600), ("三格化粪池", 300), ("（空）", 100)]
    assert bars(chart("kind", "mean:cost"))[1] == ("三格化粪池", Decimal("150.00"))
    assert chart("kind", "sum:cost").total == 1000


def test_rows_without_the_number_do_not_lower_a_mean(ledger: LedgerDefinition) -> None:
    rows = households(3)
    del rows[2]["cost"]
    load(rows)
    assert bars(chart("state", "mean:cost")) == [("待改", Decimal("150.00"))]


def test_time_goes_forward_and_undated_rows_stand_in_the_table_only(ledger: LedgerDefinition) -> None:
    days = ["2026-03-01", "2026-01-31", "2026-03-30", None]
    load([{**row, "finished_on": day} for row, day in zip(households(4), days, strict=True)])
    drawn = chart("finished_on:month")
    assert bars(drawn) == [("2026-01", 1), ("2026-03", 2), ("（空）", 1)]
    assert [bar.drawn for bar in drawn.bars] == [True, True, False]
    assert bars(chart("finished_on:year"))[0] == ("2026年", 3)


def test_the_smallest_groups_are_put_together(
    ledger: LedgerDefinition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(charts, "MOST_BARS", 1)
    load([*households(3, kind="flush"), *households(2, WEST, kind="three_tank")])
    assert bars(chart("kind")) == [("水冲式", 3), ("其余 1 组", 2)]


def test_areas_are_those_right_below(ledger: LedgerDefinition) -> None:
    load([*households(2), *households(1, WEST)])
    assert bars(chart("area")) == [("东柳村", 2), ("西柳村", 1)]
    assert bars(chart("area", chosen=Selection(EAST))) == [("东柳村", 2)]
    assert bars(chart("area", chosen=Selection(AreaCode("990101")))) == [("柳河镇", 3)]


def test_private_columns_and_rates_are_not_offered(ledger: LedgerDefinition) -> None:
    assert "head" not in {choice.code for choice in charts.groupings(ledger)}
    with pytest.raises(UsageError, match="不能用“id_number”作分组"):
        chart("id_number")
    with pytest.raises(UsageError, match="不能用“sum:head”作数值"):
        chart("kind", "sum:head")


def test_a_chart_counts_only_what_the_reader_sees(ledger: LedgerDefinition, reader_village: Reader) -> None:
    load([*households(2), *households(3, WEST)])
    with reading_as(reader_village):
        assert chart("area", reader=reader_village).rows == 2


def test_every_bar_opens_exactly_its_rows(clerk: Client) -> None:
    load(
        [
            *households(3, kind="flush", subsidised="是", finished_on="2026-03-05"),
            *households(2, WEST, subsidised="否", finished_on="2025-03-05"),
        ]
    )
    for by in ("kind", "state", "area", "subsidised", "finished_on:month", "finished_on:year"):
        for bar, door in clerk.get(f"{LEDGER}chart/", {"by": by}).context["bars"]:
            assert clerk.get(door).context["page"].total == bar.rows, (by, bar.label)


def test_a_chart_is_taken_away_with_its_origin(clerk: Client) -> None:
    load(households(3, kind="flush"))
    response = clerk.get(f"{LEDGER}chart.xlsx", {"by": "kind", "measure": "sum:cost", "f.cost": ">100"})
    book = openpyxl.load_workbook(BytesIO(response.content))
    assert [[cell.value for cell in row] for row in book["图表数据"].rows] == [
        ["改厕类型", "造价合计（元）", "行数"],
        ["水冲式", 500, 2],
        ["合计", 500, 2],
    ]
    assert ("筛选", "造价：>100") in [(row[0].value, row[1].value) for row in book["说明"].rows]
    assert Change.objects.filter(action="export", why__contains="导出图表").count() == 1
