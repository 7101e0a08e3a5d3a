"""Cells stay equal to what the rows say, whatever is done to the rows."""

from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.indicators.conftest import FAR, INDICATORS, NEIGHBOUR, TODAY, TOILETS, TOWN, VILLAGE, Save
from zhenyu.core.errors import ZhenyuError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.rounding import round_half_up
from zhenyu.indicators.actions.definitions import define_indicators
from zhenyu.indicators.cells.maintenance import moving_images
from zhenyu.indicators.cells.verification import check_cells
from zhenyu.indicators.figures.queries import figure
from zhenyu.indicators.measures import registry
from zhenyu.indicators.models import Cell
from zhenyu.ledgers.actions.definitions import define_ledger
from zhenyu.ledgers.actions.deletion import delete_rows, undo_batch
from zhenyu.ledgers.actions.imports import import_rows
from zhenyu.ledgers.actions.rows import save_rows, transition_rows
from zhenyu.ledgers.events import RowImage
from zhenyu.ledgers.rows.queries import page
from zhenyu.ledgers.types import RowEdit, RowRef
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Reader

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
    st.tuples(
        st.just("redefine"),
        st.sampled_from(["sum(cost)", "sum(cost) / 3", "count() - sum(cost) / 7"]),
        st.none(),
    ),
    st.tuples(st.just("accept_all"), st.none(), st.none()),
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
            "toilets",
            [{"household": self.household(), **row} for row in rows],
            area=AreaCode(area),
            by=SYSTEM,
        )
        assert found.batch is not None
        self.batches.append(found.batch)

    def undo(self, _: None, __: None) -> None:
        if self.batches:
            with suppress(ZhenyuError):  # touched since: refused, and the books stay as they are
                undo_batch(self.batches.pop(), by=SYSTEM)

    def redefine(self, value: str, _: None) -> None:
        """Two measures then feed one indicator, perhaps with a quotient that never ends."""
        more = [{"indicator": "paid", "value": value, "where": "builder is not null", "on": "listed_on"}]
        define_ledger({**TOILETS, "measures": [*TOILETS["measures"], *more]}, by=SYSTEM)

    def accept_all(self, _: None, __: None) -> None:
        """Rows of several villages and towns in one write."""
        refs = [RowRef(row.id, row.version) for row in page(SYSTEM, "toilets").rows if row.state == "planned"]
        if refs:
            transition_rows("toilets", refs, "accept", by=SYSTEM)


setattr(_Books, "import", _Books.import_)


def _figures_are_right() -> None:
    """Beside the cells, what people read: a stock with leaving, a ratio, a formula and a distinct count, told
    by the rows."""
    from zhenyu.indicators.figures.queries import figures

    ledger_rows = [row for row in page(SYSTEM, "toilets", size=200).rows if row.area.startswith(TOWN)]
    rows = [{**row.values, "state": row.state} for row in ledger_rows]
    last = date(2025, 1, 31)
    here = [
        r
        for r in rows
        if r["listed_on"] and r["listed_on"] <= last and not (r["left_on"] and r["left_on"] <= last)
    ]
    accepted = [r for r in rows if r["accepted_on"]]
    done = [r for r in accepted if r["accepted_on"] <= last and r["state"] == "accepted"]
    builders = {r["builder"] for r in accepted if r["accepted_on"].year == 2025 and r["builder"]}
    addresses = [f"{code}@{TOWN}/2025-01" for code in ("planned", "done", "rate", "left")] + [
        f"builders@{TOWN}/2025"
    ]
    planned, finished, rate, left, teams = (found.value for found in figures(SYSTEM, addresses))
    if not rows:
        return
    assert (planned or 0, finished or 0, teams or 0) == (len(here), len(done), len(builders))
    assert left == (None if planned is None or finished is None else len(here) - len(done))
    if here and planned is not None and finished is not None:
        assert rate == round_half_up(Decimal(len(done) * 100) / len(here), 6)


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
            _figures_are_right()
            raise Enough
    except Enough:
        pass


def test_check_cells_finds_a_cell_somebody_tampered_with(toilet: Save) -> None:
    from django.db import connection

    from zhenyu.indicators.actions.recompute import recompute

    toilet("001", accepted="2025-03-05")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE indicators_cell SET total = 7 WHERE indicator = 'renovated'")
        cursor.execute("UPDATE indicators_town_cell SET rows = 9 WHERE indicator = 'paid'")
    found = {(each.table, each.indicator): each for each in check_cells("toilets")}
    assert set(found) == {("indicators_cell", "renovated"), ("indicators_town_cell", "paid")}
    tampered = found["indicators_cell", "renovated"]
    assert (tampered.area, tampered.stored, tampered.recomputed) == (
        VILLAGE,
        (1, 7, 1, 1, 1),
        (1, 1, 1, 1, 1),
    )
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
        save_rows(
            "toilets",
            [RowEdit({"listed_on": "2025-01-01"}, id=row.id, version=row.version)],
            by=reader_village,
        )
    assert check_cells("toilets") == []


def test_a_row_that_does_not_differ_where_it_counts_moves_nothing() -> None:
    row = {"area": VILLAGE, "cost": 1, "builder": "甲队"}
    counted = frozenset({"area", "cost"})
    assert moving_images([RowImage(1, row, {**row, "builder": "乙队"})], counted) == ([], [])
    before, after = moving_images([RowImage(1, row, {**row, "cost": 2}), RowImage(2, None, row)], counted)
    assert (before, [each["cost"] for each in after]) == ([{"area": VILLAGE, "cost": 1}], [2, 1])


def test_a_redefined_measure_is_computed_again(toilet: Save) -> None:
    toilet("001", accepted="2025-03-05", cost=100)
    measures = [
        {**each, "where": "cost > 500"} for each in TOILETS["measures"] if each["indicator"] == "renovated"
    ]
    define_ledger({**TOILETS, "measures": measures}, by=SYSTEM)
    assert check_cells("toilets") == []
    assert Cell.objects.filter(indicator="renovated").count() == 0


def test_a_writer_who_does_not_know_of_a_new_catalogue_moves_by_it_all_the_same(toilet: Save) -> None:
    toilet("001", accepted="2025-03-05", cost="30000")
    known = registry._Kept.fingerprint, registry._Kept.catalogue
    define_indicators(
        [{**each, "unit": "元" if each["code"] == "paid" else each["unit"]} for each in INDICATORS], by=SYSTEM
    )
    registry._Kept.fingerprint, registry._Kept.catalogue = known  # what another process has read
    toilet("002", accepted="2025-03-05", cost="20000")
    assert check_cells("toilets") == []
    assert figure(SYSTEM, f"paid@{VILLAGE}/2025-03").value == 50000


def test_a_per_cent_sign_in_a_condition_is_text(books: None) -> None:
    from tests.indicators.conftest import ASSETS
    from zhenyu.indicators.figures.queries import figure, trace
    from zhenyu.ledgers.actions.definitions import define_ledger

    raw = {
        **ASSETS,
        "code": "signs",
        "fields": [*ASSETS["fields"], {"name": "mark", "title": "标记", "type": "text"}],
        "measures": [
            {"indicator": "unfed", "value": "count()", "where": "mark = '100%s'", "on": "month"},
            {
                "indicator": "builders",
                "value": "count(distinct mark)",
                "where": "mark <> '%(low)s'",
                "on": "month",
            },
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
def test_eight_writers_at_once_neither_lose_an_update_nor_wait_in_a_circle(settings: Any) -> None:
    """Edits, transitions, deletions and imports of the same rows and of neighbouring villages and towns, all
    at once."""
    from concurrent.futures import ThreadPoolExecutor
    from random import Random

    from django.db import connection

    from zhenyu.areas.actions import load_areas
    from zhenyu.indicators.cells import maintenance

    settings.ZHENYU_TODAY = TODAY.isoformat()
    villages = [VILLAGE, NEIGHBOUR, FAR]
    with reading_as(SYSTEM):
        load_areas([{"code": code, "name": code} for code in ("990101", TOWN, FAR[:9], *villages)])
        define_indicators(INDICATORS, by=SYSTEM)
        define_ledger({**TOILETS, "code": "raced"}, by=SYSTEM)
        save_rows(
            "raced",
            [
                RowEdit({"household": f"S{n}", "listed_on": "2025-01-01"}, area=villages[n % 3])
                for n in range(24)
            ],
            by=SYSTEM,
        )

    def one_write(chance: Random, name: str) -> None:
        rows = chance.sample(page(SYSTEM, "raced", size=100).rows, k=3)
        refs = [RowRef(row.id, row.version) for row in rows]
        values = {"cost": chance.randrange(9999), "accepted_on": f"2025-0{chance.randrange(1, 4)}-01"}
        match chance.randrange(6):
            case 0:
                transition_rows(
                    "raced",
                    [ref for ref, row in zip(refs, rows, strict=True) if row.state == "planned"],
                    "accept",
                    by=SYSTEM,
                )
            case 1:
                delete_rows("raced", refs[:1], by=SYSTEM, why="测试")
            case 2:
                rows_in = [{"household": f"S{chance.randrange(40)}", **values} for _ in range(2)]
                import_rows(
                    "raced", rows_in, area=AreaCode(chance.choice(villages)), by=SYSTEM, accept_good=True
                )
            case 3:
                maintenance.recompute_below("raced", AreaCode(chance.choice([TOWN, VILLAGE, "990101"])))
            case _:
                edits = [
                    RowEdit(values, id=ref.id, version=ref.version, area=chance.choice(villages))
                    for ref in refs
                ]
                save_rows("raced", edits, by=SYSTEM)

    def write_often(seed: int) -> int:
        chance, done = Random(seed), 0  # noqa: S311
        for number in range(15):
            # somebody was faster: refused, and nothing is written
            with suppress(ZhenyuError), reading_as(SYSTEM):
                one_write(chance, f"{seed}-{number}")
                done += 1
        connection.close()
        return done

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(write_often, range(8)))
    assert sum(done) > 20
    assert check_cells("raced") == []


@pytest.mark.django_db(transaction=True)
def test_a_large_ledger_is_computed_again_in_the_background_while_people_write(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zhenyu.areas.actions import load_areas
    from zhenyu.indicators.cells import maintenance
    from zhenyu.indicators.jobs import recompute_pending

    settings.ZHENYU_TODAY = TODAY.isoformat()
    monkeypatch.setattr(maintenance, "AT_ONCE", 1)
    measures = [
        {**each, "where": "cost > 5"} for each in TOILETS["measures"] if each["indicator"] == "renovated"
    ]
    with reading_as(SYSTEM):
        load_areas([{"code": code, "name": code} for code in ("990101", TOWN, FAR[:9], VILLAGE, FAR)])
        define_indicators(INDICATORS, by=SYSTEM)
        define_ledger({**TOILETS, "code": "large"}, by=SYSTEM)
        edits = [
            RowEdit({"household": "1", "accepted_on": "2025-03-01", "cost": cost}, area=area)
            for area, cost in ((VILLAGE, 9), (FAR, 1))
        ]
        save_rows("large", edits, by=SYSTEM)
        define_ledger({**TOILETS, "code": "large", "measures": measures}, by=SYSTEM)
    with reading_as(SYSTEM):
        assert figure(SYSTEM, f"renovated@{TOWN}/2025").recomputing
        save_rows(
            "large",
            [RowEdit({"household": "2", "accepted_on": "2025-04-01", "cost": 7}, area=FAR)],
            by=SYSTEM,
        )
    assert recompute_pending(timestamp=0) == 3
    assert check_cells("large") == []
    with reading_as(SYSTEM):
        found = figure(SYSTEM, f"renovated@{TOWN}/2025")
        assert (found.value, found.recomputing) == (1, False)


@pytest.mark.django_db(transaction=True)
def test_the_migration_runs_back_and_forth() -> None:
    from django.core.management import call_command

    from zhenyu.core.database.row_security import grant_application_everywhere, migrating, owner_rights
    from zhenyu.indicators.models import Cell, Indicator, Observation

    with migrating():
        call_command("migrate", "indicators", "zero", verbosity=0)
        call_command("migrate", "indicators", verbosity=0)
    with owner_rights() as cursor:
        grant_application_everywhere(cursor)
    with reading_as(SYSTEM):
        assert [model.objects.count() for model in (Indicator, Cell, Observation)] == [0, 0, 0]


def test_a_row_that_left_before_it_came_never_counts(toilet: Save) -> None:

    toilet("001", listed="2025-03-05", left_on="2025-01-10")
    toilet("002", listed="2024-03-05")
    assert [figure(SYSTEM, f"planned@{VILLAGE}/2025-0{month}").value for month in (1, 2, 3)] == [1, 1, 1]
    assert check_cells("toilets") == []
