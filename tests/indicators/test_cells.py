"""Cells stay equal to what the rows say, whatever is done to the rows."""

from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhenyu.core.area_codes import AreaCode
from zhenyu.core.errors import ZhenyuError
from zhenyu.indicators.cells import books_touched_by, check_cells, pairs_touched_by
from zhenyu.indicators.models import Cell
from zhenyu.indicators.registry import measures_of_ledger
from zhenyu.ledgers.actions import define_ledger, delete_rows, import_rows, save_rows, transition_rows, undo_batch
from zhenyu.ledgers.events import RowImage
from zhenyu.ledgers.queries import page
from zhenyu.ledgers.types import RowEdit, RowRef
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Reader

from .conftest import FAR, NEIGHBOUR, TOILETS, TOWN, VILLAGE, Save

_areas = st.sampled_from([VILLAGE, NEIGHBOUR, FAR])
_days = st.none() | st.dates(date(2024, 11, 1), date(2025, 3, 1)).map(date.isoformat)
_values = st.fixed_dictionaries(
    {
        "cost": st.none() | st.decimals(0, 10**7, places=3),
        "builder": st.none() | st.sampled_from(["甲队", "乙队"]),
        "listed_on": _days,
        "accepted_on": _days,
        "left_on": _days,
    }
)
_step = st.one_of(
    st.tuples(st.just("add"), _areas, _values),
    st.tuples(st.just("edit"), st.integers(0, 20), _values),
    st.tuples(st.just("move"), st.integers(0, 20), _areas),
    st.tuples(st.just("accept"), st.integers(0, 20), st.none()),
    st.tuples(st.just("delete"), st.integers(0, 20), st.none()),
    st.tuples(st.just("import"), _areas, st.lists(_values, min_size=1, max_size=4)),
    st.tuples(st.just("undo"), st.none(), st.none()),
)


class _Books:
    """Does the steps; a step without a row to do it to does nothing."""

    def __init__(self) -> None:
        self.number = 0
        self.batches: list[int] = []

    def do(self, kind: str, where: Any, what: Any) -> None:
        getattr(self, kind)(where, what)

    def household(self) -> str:
        self.number += 1
        return f"H{self.number}"

    def row(self, place: int) -> Any:
        rows = page(SYSTEM, "toilets").rows
        return rows[place % len(rows)] if rows else None

    def add(self, area: str, values: dict[str, Any]) -> None:
        save_rows("toilets", [RowEdit({"household": self.household(), **values}, area=area)], by=SYSTEM)

    def edit(self, place: int, values: dict[str, Any]) -> None:
        if row := self.row(place):
            save_rows("toilets", [RowEdit(values, id=row.id, version=row.version)], by=SYSTEM)

    def move(self, place: int, area: str) -> None:
        if row := self.row(place):
            save_rows("toilets", [RowEdit({}, id=row.id, version=row.version, area=area)], by=SYSTEM)

    def accept(self, place: int, _: None) -> None:
        row = self.row(place)
        if row and row.state == "planned":
            transition_rows("toilets", [RowRef(row.id, row.version)], "accept", by=SYSTEM)

    def delete(self, place: int, _: None) -> None:
        if row := self.row(place):
            delete_rows("toilets", [RowRef(row.id, row.version)], by=SYSTEM, why="测试")

    def import_(self, area: str, rows: list[dict[str, Any]]) -> None:
        found = import_rows(
            "toilets", [{"household": self.household(), **row} for row in rows], area=AreaCode(area), by=SYSTEM
        )
        assert found.batch is not None
        self.batches.append(found.batch)

    def undo(self, _: None, __: None) -> None:
        if self.batches:
            with suppress(ZhenyuError):  # touched since: refused, and the books stay as they are
                undo_batch(self.batches.pop(), by=SYSTEM)


setattr(_Books, "import", _Books.import_)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(_step, min_size=1, max_size=10))
def test_cells_equal_a_computation_from_nothing_after_any_sequence_of_writes(
    books: None, steps: list[tuple[str, Any, Any]]
) -> None:
    class Enough(Exception):
        pass

    try:
        with transaction.atomic():
            done = _Books()
            for step in steps:
                done.do(*step)
                assert check_cells("toilets") == []
            raise Enough
    except Enough:
        pass


def test_check_cells_finds_a_cell_somebody_tampered_with(toilet: Save) -> None:
    from django.db import connection

    from zhenyu.indicators.actions import recompute

    toilet("001", accepted="2025-03-05")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE indicators_cell SET value = 7 WHERE indicator = 'renovated'")
    (found,) = check_cells("toilets")
    assert (found.indicator, found.area, found.stored, found.recomputed) == ("renovated", VILLAGE, (7, 1), (1, 1))
    recompute("toilets", TOWN)
    assert check_cells("toilets") == []


def test_a_failed_write_takes_its_cells_back(toilet: Save) -> None:
    toilet("001", accepted="2025-03-05")
    with transaction.atomic():
        toilet("002", accepted="2025-03-05")
        transaction.set_rollback(True)
    assert check_cells("toilets") == []


def test_a_writer_who_sees_one_village_keeps_its_cells_whole(toilet: Save, reader_village: Reader) -> None:
    toilet("001", accepted="2025-03-05")
    with reading_as(reader_village):
        (row,) = save_rows("toilets", [RowEdit({"household": "002"}, area=VILLAGE)], by=reader_village).rows
        save_rows("toilets", [RowEdit({"listed_on": "2025-01-01"}, id=row.id, version=row.version)], by=reader_village)
    assert check_cells("toilets") == []


def test_an_edit_touches_only_the_months_before_and_after_it(books: None) -> None:
    before = {"area": VILLAGE, "listed_on": date(2025, 1, 9), "accepted_on": None, "created_at": None}
    after = {**before, "accepted_on": date(2025, 3, 5)}
    found = pairs_touched_by([before, after], measures_of_ledger("toilets"))
    assert found == {(VILLAGE, date(2025, 1, 1)), (VILLAGE, date(2025, 3, 1))}


def test_books_are_counted_again_only_where_a_row_comes_goes_or_changes_its_day(books: None) -> None:
    measures = measures_of_ledger("toilets")
    row = {"area": VILLAGE, "listed_on": date(2025, 1, 9), "accepted_on": None, "cost": 1}
    assert books_touched_by([RowImage(1, row, {**row, "cost": 2})], measures) == set()
    assert books_touched_by([RowImage(1, None, row)], measures) == {VILLAGE}
    assert books_touched_by([RowImage(1, row, {**row, "area": FAR})], measures) == {VILLAGE, FAR}
    assert books_touched_by([RowImage(1, row, {**row, "listed_on": date(2024, 1, 9)})], measures) == {VILLAGE}


def test_a_redefined_measure_is_computed_again(toilet: Save) -> None:
    toilet("001", accepted="2025-03-05", cost=100)
    measures = [{**each, "where": "cost > 500"} for each in TOILETS["measures"] if each["indicator"] == "renovated"]
    define_ledger({**TOILETS, "measures": measures}, by=SYSTEM)
    assert check_cells("toilets") == []
    assert Cell.objects.filter(indicator="renovated").count() == 0


def test_a_per_cent_sign_in_a_condition_is_text(books: None) -> None:
    from zhenyu.indicators.queries import figure, trace
    from zhenyu.ledgers.actions import define_ledger

    from .conftest import ASSETS

    raw = {
        **ASSETS,
        "code": "signs",
        "fields": [*ASSETS["fields"], {"name": "mark", "title": "标记", "type": "text"}],
        "measures": [
            {"indicator": "unfed", "value": "count()", "where": "mark = '100%s'", "on": "month"},
            {"indicator": "builders", "value": "count(distinct mark)", "where": "mark <> '%(low)s'", "on": "month"},
        ],
    }
    define_ledger(raw, by=SYSTEM)
    save_rows("signs", [RowEdit({"month": "2025-03", "mark": "100%s"}, area=VILLAGE)], by=SYSTEM)
    assert check_cells("signs") == []
    for code in ("unfed", "builders"):
        assert figure(SYSTEM, f"{code}@{VILLAGE}/2025").value == 1
        assert trace(SYSTEM, f"{code}@{VILLAGE}/2025").visible == 1


def test_leaving_without_having_entered_moves_nothing(toilet: Save) -> None:
    toilet("001", listed=None, left_on="2025-03-05")
    assert check_cells("toilets") == []
    from zhenyu.indicators.models import Cell

    assert not Cell.objects.filter(indicator="planned").exists()


@pytest.mark.django_db(transaction=True)
def test_two_writers_in_one_village_lose_nothing(settings: Any) -> None:
    """The second writer waits for the first before it computes; without the lock the later cell would miss a row."""
    from threading import Event, Thread

    from django.db import connection

    from zhenyu.areas.actions import load_areas
    from zhenyu.indicators.actions import define_indicators
    from zhenyu.ledgers.actions import define_ledger

    from .conftest import INDICATORS, TODAY, TOILETS

    settings.ZHENYU_TODAY = TODAY.isoformat()
    raw = {**TOILETS, "code": "raced", "measures": TOILETS["measures"][1:2]}
    with reading_as(SYSTEM):
        load_areas([{"code": VILLAGE, "name": "东柳村"}])
        define_indicators(INDICATORS, by=SYSTEM)
        define_ledger(raw, by=SYSTEM)
    written, may_commit = Event(), Event()

    def write(household: str) -> None:
        edit = RowEdit({"household": household, "listed_on": "2025-03-01"}, area=VILLAGE)
        save_rows("raced", [edit], by=SYSTEM)

    def first() -> None:
        with reading_as(SYSTEM):
            write("001")
            written.set()
            may_commit.wait(10)
        connection.close()

    def second() -> None:
        written.wait(10)
        with reading_as(SYSTEM):
            write("002")
        connection.close()

    writers = [Thread(target=first), Thread(target=second)]
    try:
        for writer in writers:
            writer.start()
        writers[1].join(0.5)
        waited = writers[1].is_alive()
        may_commit.set()
        for writer in writers:
            writer.join(10)
        assert waited
        assert check_cells("raced") == []
        with reading_as(SYSTEM):
            assert page(SYSTEM, "raced").total == 2
    finally:
        may_commit.set()
        _drop("ledger_raced")


def _drop(table: str) -> None:
    from zhenyu.core.db import owner_rights

    with owner_rights() as cursor:
        cursor.execute(f'DROP TABLE "{table}"')


@pytest.mark.django_db(transaction=True)
def test_the_migration_runs_back_and_forth() -> None:
    from django.core.management import call_command

    from zhenyu.core.db import grant_application_everywhere, migrating, owner_rights
    from zhenyu.indicators.models import Books, Cell, Indicator, Observation

    with migrating():
        call_command("migrate", "indicators", "zero", verbosity=0)
        call_command("migrate", "indicators", verbosity=0)
    with owner_rights() as cursor:
        grant_application_everywhere(cursor)
    with reading_as(SYSTEM):
        assert [model.objects.count() for model in (Indicator, Cell, Books, Observation)] == [0, 0, 0, 0]
