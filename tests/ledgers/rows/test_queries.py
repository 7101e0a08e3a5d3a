"""Reading rows: pages by key, filters, scope, budgets of statements."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.ledgers.samples import EAST, ID_NUMBER, TOWN, WEST, households, load
from zhenyu.core import clock
from zhenyu.core.errors import NotFound, UsageError
from zhenyu.core.models import Change
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers import events
from zhenyu.ledgers.actions.imports import import_rows
from zhenyu.ledgers.actions.rows import save_rows
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.exporting.row_export import export_rows
from zhenyu.ledgers.models import Batch
from zhenyu.ledgers.overviews import overview
from zhenyu.ledgers.rows import queries
from zhenyu.ledgers.rows.counts import Extent
from zhenyu.ledgers.rows.selection import Selection
from zhenyu.ledgers.types import Filter, RowEdit
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Reader

BUDGETS: dict[str, int] = json.loads((Path(__file__).parents[1] / "query_counts.json").read_text())
KEY_INDEX = "ledger_toilets_pkey"
Budget = Callable[[int], AbstractContextManager[Any]]


def numbers(page: queries.RowPage) -> list[str]:
    return [row.values["household_no"] for row in page.rows]


def found(*filters: Filter, **options: Any) -> list[str]:
    return numbers(queries.page(SYSTEM, "toilets", filters=filters, **options))


def plan_nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for part in plan.get("Plans", ()):
        yield from plan_nodes(part)


# --- paging ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sort", [None, "-id", "cost", "-cost", "finished_on", "-finished_on", "head", "updated_at", "due"]
)
def test_pages_forwards_and_backwards_tell_every_row_once(ledger: LedgerDefinition, sort: str | None) -> None:
    load(
        {
            "household_no": str(n),
            "area": str(EAST),
            "cost": n % 4 or None,
            "head": "张" if n % 3 else None,
            "finished_on": date(2026, 1, 1 + n % 5) if n % 2 else None,
            "due_on": date(2026, 12, 1 + n % 3),
        }
        for n in range(23)
    )
    whole = numbers(queries.page(SYSTEM, "toilets", sort=sort, size=100))
    forwards, cursor, last = [], None, None
    while True:
        page = queries.page(SYSTEM, "toilets", sort=sort, size=5, after=cursor)
        forwards.append(numbers(page))
        cursor, last = page.next, page
        if cursor is None:
            break
    assert [number for part in forwards for number in part] == whole
    backwards = [numbers(last)]
    while last.previous is not None:
        last = queries.page(SYSTEM, "toilets", sort=sort, size=5, before=last.previous)
        backwards.insert(0, numbers(last))
    assert [number for part in backwards for number in part] == whole


@pytest.mark.parametrize("sort", [None, "-id"])
def test_a_town_begins_and_ends_at_its_own_rows(ledger: LedgerDefinition, sort: str | None) -> None:
    neighbour = AreaCode("990101101201")
    ours = [{"household_no": str(n), "area": str(WEST if n % 3 else EAST)} for n in range(9)]
    theirs = [{"household_no": str(n), "area": str(neighbour)} for n in range(90, 96)]
    for rows, town in ((theirs[:3], neighbour), (ours, TOWN), (theirs[3:], neighbour)):
        import_rows("toilets", rows, area=AreaCode(town[:9]), by=SYSTEM)
    expected = [row["household_no"] for row in ours][:: -1 if sort else 1]

    def read(area: AreaCode) -> tuple[list[str], list[str], str]:
        with CaptureQueriesContext(connection) as captured:
            first = found(area=area, sort=sort, size=4)
        statement = next(each["sql"] for each in captured if 'FROM "ledger_toilets" WHERE' in each["sql"])
        return first, found(area=area, sort=sort, size=4, last=True), statement

    first, last, statement = read(TOWN)
    assert (first, last) == (expected[:4], expected[-4:])
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off"
        )
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement}")
        (walk,) = [
            node
            for node in plan_nodes(cursor.fetchone()[0][0]["Plan"])
            if node.get("Index Name") == KEY_INDEX
        ]
    assert (walk["Actual Rows"], walk["Rows Removed by Filter"]) == (5, 0), (
        "it read past rows of another town"
    )
    assert read(EAST)[0] == [number for number in expected if not int(number) % 3][:4]
    assert found(area=AreaCode("990101102"), sort=sort) == []


def test_blanks_come_last_in_both_directions(ledger: LedgerDefinition) -> None:
    load([{"household_no": str(n), "area": str(EAST), "cost": cost} for n, cost in enumerate([None, 1, 2])])
    assert found(sort="cost") == ["1", "2", "0"]
    assert found(sort="-cost") == ["2", "1", "0"]


def test_a_cursor_of_another_order_is_refused(ledger: LedgerDefinition) -> None:
    load(households(3))
    token = queries.page(SYSTEM, "toilets", sort="cost", size=1).next
    for sort, cursor in (("-cost", token), ("cost", "nonsense")):
        with pytest.raises(UsageError, match="翻页标记"):
            queries.page(SYSTEM, "toilets", sort=sort, after=cursor)


def test_counts_are_capped_and_say_so(ledger: LedgerDefinition, monkeypatch: pytest.MonkeyPatch) -> None:
    load(households(12))
    monkeypatch.setattr(Extent.FURTHER, "_value_", 10)
    page = queries.page(SYSTEM, "toilets", size=5)
    assert (page.total, page.total_capped) == (10, True)


def test_beyond_the_cap_each_state_is_counted_from_its_index(
    ledger: LedgerDefinition, monkeypatch: pytest.MonkeyPatch
) -> None:
    load([*households(9), *households(2, area=WEST, state="building")])
    monkeypatch.setattr(Extent.FIRST, "_value_", 5)
    counts = queries.counts(SYSTEM, "toilets", Selection(TOWN), Extent.FIRST)
    assert counts.total == counts.whole == counts.states["planned"] == (5, True)
    assert counts.states["building"] == (2, False)
    building = queries.counts(SYSTEM, "toilets", Selection(TOWN, state="building"), Extent.FIRST)
    assert (building.total, building.whole) == ((2, False), (5, True))
    dear = Selection(TOWN, (Filter("cost", "gte", 1),), state="building")
    assert queries.counts(SYSTEM, "toilets", dear, Extent.FIRST).total == (2, False)
    assert queries.counts(SYSTEM, "toilets", dear, Extent.ALL).whole == (11, False)


def test_a_page_that_holds_all_that_was_found_is_counted_itself(ledger: LedgerDefinition) -> None:
    load([*households(3, due_on="2026-01-01"), *households(2, area=WEST, due_on=clock.today())])
    for size in (5, 2):  # from the records, from the database
        page = queries.page(SYSTEM, "toilets", area=TOWN, size=size)
        assert page.counts == queries.counts(SYSTEM, "toilets", Selection(TOWN), Extent.FURTHER)
        assert page.counts.late == (3, False)
        found = queries.page(SYSTEM, "toilets", area=TOWN, size=size, state="building")
        assert found.counts
        assert (found.total, found.counts.whole.number) == (0, 5)


@pytest.mark.parametrize("filters", [(), (Filter("cost", "gte", 1),)], ids=["whole", "filtered"])
@pytest.mark.parametrize("cap", [2, 1_000])
def test_what_is_late_is_counted_within_the_cap_and_beyond_it(
    ledger: LedgerDefinition, monkeypatch: pytest.MonkeyPatch, filters: tuple[Filter, ...], cap: int
) -> None:
    monkeypatch.setattr(Extent.FIRST, "_value_", cap)
    load([*households(3, due_on="2026-01-01"), *households(4, area=WEST, due_on=clock.today())])
    counts = queries.counts(SYSTEM, "toilets", Selection(TOWN, filters), Extent.FIRST)
    assert counts.late == ((3, False) if cap > 3 else (2, True))


def test_totals_and_states_are_of_everything_filtered(ledger: LedgerDefinition) -> None:
    load([*households(4), *households(3, area=WEST, state="building")])
    page = queries.page(SYSTEM, "toilets", area=TOWN, size=2, with_totals=True, state="building")
    assert page.sums == {"cost": Decimal(600)}
    assert page.counts
    assert (page.counts.states["planned"], page.counts.states["building"]) == ((4, False), (3, False))
    assert queries.page(SYSTEM, "toilets", size=2).sums == {}


# --- filters --------------------------------------------------------------------------------------


def test_filters_understand_what_people_type(ledger: LedgerDefinition) -> None:
    load(
        [
            {
                "household_no": "001",
                "area": str(EAST),
                "cost": 100,
                "kind": "flush",
                "head": "张三",
                "finished_on": "2026-05-01",
            },
            {
                "household_no": "002",
                "area": str(EAST),
                "cost": 200,
                "kind": "three_tank",
                "id_number": ID_NUMBER,
            },
            {
                "household_no": "103",
                "area": str(WEST),
                "subsidised": True,
                "state": "building",
                "remark": "100%完成",
            },
        ]
    )
    assert found(Filter("cost", "gte", "0.015万元")) == ["002"]
    assert found(Filter("cost", "eq", 100)) == ["001"]
    assert found(Filter("cost", "ne", 100)) == ["002", "103"]
    assert found(Filter("kind", "in", ["水冲式", "three_tank"])) == ["001", "002"]
    assert found(Filter("kind", "blank")) == ["103"]
    assert found(Filter("household_no", "starts", "00")) == ["001", "002"]
    assert found(Filter("head", "contains", "张")) == ["001"]
    assert found(Filter("remark", "contains", "100%")) == ["103"]
    assert found(Filter("remark", "contains", "1_0")) == []
    assert found(Filter("finished_on", "lte", "2026年5月1日"), Filter("cost", "not_blank")) == ["001"]
    assert found(Filter("subsidised", "eq", "✓")) == ["103"]
    assert found(Filter("state", "eq", "施工中")) == ["103"]
    assert found(Filter("area", "eq", str(WEST))) == ["103"]
    assert found(Filter("id_number", "eq", ID_NUMBER)) == ["002"]
    assert found(area=EAST) == ["001", "002"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (Filter("price", "eq", 1), "不能按“price”筛选"),
        (Filter("cost", "like", 1), "没有“like”这种筛选"),
        (Filter("cost", "gte", "贵"), "筛选“造价”"),
        (Filter("id_number", "contains", "1101"), "敏感信息"),
        (Filter("id_number", "gte", "1101"), "敏感信息"),
        (Filter("cost", "contains", "1"), "不是文字"),
        (Filter("id", "eq", "abc"), "不是编号"),
    ],
)
def test_a_filter_that_makes_no_sense_is_told(ledger: LedgerDefinition, wrong: Filter, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        found(wrong)
    with pytest.raises(UsageError, match="排序"):
        found(sort="price")


def test_late_rows_and_rows_soon_due(ledger: LedgerDefinition, settings: Any) -> None:
    settings.ZHENYU_TODAY = "2026-06-15"
    days = {"late": "2026-06-14", "today": "2026-06-15", "soon": "2026-06-30", "far": "2026-07-01"}
    load([{"household_no": name, "area": str(EAST), "due_on": day} for name, day in days.items()])
    assert found(overdue=True) == ["late"]
    rows = {row.values["household_no"]: row for row in queries.page(SYSTEM, "toilets").rows}
    assert [name for name, row in rows.items() if row.due_soon] == ["today", "soon"]
    (counted,) = overview.deadline_counts(SYSTEM, TOWN)
    assert (counted.overdue, counted.due_soon) == (1, 2)


# --- scope ----------------------------------------------------------------------------------------


def test_nothing_of_a_village_leaks_to_its_neighbour(
    ledger: LedgerDefinition, reader_other_village: Reader, tmp_path: Path
) -> None:
    load([*households(3), *households(1, area=WEST)])
    theirs = queries.page(SYSTEM, "toilets", area=EAST).rows[0]
    save_rows("toilets", [RowEdit({"cost": 1}, id=theirs.id, version=theirs.version)], by=SYSTEM)
    with reading_as(reader_other_village):
        assert [row.area for row in queries.page(reader_other_village, "toilets", area=TOWN).rows] == [WEST]
        assert queries.page(reader_other_village, "toilets", area=EAST).total == 0
        assert queries.rows_by_ids(reader_other_village, "toilets", [theirs.id]) == ()
        for look in (queries.row, queries.history):
            with pytest.raises(NotFound):
                look(reader_other_village, "toilets", theirs.id)
        assert not Change.objects.filter(row_id=theirs.id).exists()
        assert not Batch.objects.filter(area=str(TOWN)).exists()
        assert export_rows(reader_other_village, "toilets", tmp_path / "a.csv", area=TOWN) == 1
        (summary,) = overview.ledger_summaries(reader_other_village, TOWN)
        assert summary.rows == 1
        with connection.cursor() as cursor:  # even a query that forgot every filter
            cursor.execute("SELECT count(*) FROM ledger_toilets")
            assert cursor.fetchone() == (1,)
            cursor.execute("UPDATE ledger_toilets SET cost = 0 WHERE id = %s", [theirs.id])
            assert cursor.rowcount == 0


def test_without_a_scope_there_are_no_rows(ledger: LedgerDefinition) -> None:
    load(households(1))
    with reading_as(Reader(user_id=None, name="无人")):
        assert queries.page(Reader(user_id=None, name="无人"), "toilets").total == 0


# --- budgets --------------------------------------------------------------------------------------


def test_reads_and_writes_keep_their_budget_of_statements(
    ledger: LedgerDefinition,
    django_assert_num_queries: Budget,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(events, "rows_changed", [])  # what rooms above do with it has budgets of their own
    load([*households(40), *households(40, area=WEST)])
    row = queries.page(SYSTEM, "toilets").rows[0]
    with django_assert_num_queries(BUDGETS["page"]):
        queries.page(
            SYSTEM, "toilets", area=TOWN, with_totals=True, sort="-cost", filters=[Filter("cost", "gte", 1)]
        )
    with django_assert_num_queries(BUDGETS["row"]):
        queries.row(SYSTEM, "toilets", row.id)
    with django_assert_num_queries(BUDGETS["history"]):
        queries.history(SYSTEM, "toilets", row.id)
    with django_assert_num_queries(BUDGETS["summaries"]):
        overview.ledger_summaries(SYSTEM, TOWN)
    with django_assert_num_queries(BUDGETS["deadlines"]):
        overview.deadline_counts(SYSTEM, TOWN)
    with django_assert_num_queries(BUDGETS["save"]):
        save_rows("toilets", [RowEdit({"cost": 7}, id=row.id, version=1)], by=SYSTEM)
    with django_assert_num_queries(BUDGETS["export"]):
        export_rows(SYSTEM, "toilets", tmp_path / "a.xlsx", area=TOWN)


@pytest.mark.parametrize("count", [5, 50])
def test_an_import_takes_as_many_statements_for_few_rows_as_for_many(
    ledger: LedgerDefinition, django_assert_num_queries: Budget, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "rows_changed", [])
    with django_assert_num_queries(BUDGETS["import"]):
        load(households(count))


@pytest.mark.parametrize("condition", [Filter("area", "in", []), Filter("kind", "in", [])])
def test_a_condition_nothing_can_meet_finds_no_rows(ledger: LedgerDefinition, condition: Filter) -> None:
    load(households(2))
    found = queries.page(SYSTEM, "toilets", area=TOWN, filters=[condition], state="planned")
    assert (found.rows, found.total) == ((), 0)
