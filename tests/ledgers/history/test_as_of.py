"""A ledger as it was on any day."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ledgers.history.test_images import unpack_the_log
from tests.ledgers.samples import EAST, TOWN, WEST, households, load, toilets
from zhenyu.core import clock
from zhenyu.core.errors import NotFound, UsageError, ZhenyuError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers.actions.definitions import define_ledger
from zhenyu.ledgers.actions.deletion import delete_rows, restore_rows, undo_batch
from zhenyu.ledgers.actions.rows import save_rows, transition_rows
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.history.as_of import page_as_of
from zhenyu.ledgers.rows import queries
from zhenyu.ledgers.types import Filter, Row, RowEdit, RowRef
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Reader

FIRST = date(2026, 3, 1)
NO = Filter("household_no", "eq", "001")


class Days:
    """The clock of a test: it stands at noon of a day until it is moved on."""

    def __init__(self) -> None:
        self.day = FIRST

    def next(self, days: int = 1) -> date:
        """Move on; answers the day that ended."""
        ended = self.day
        self.day += timedelta(days=days)
        return ended


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> Days:
    found = Days()
    monkeypatch.setattr(clock, "now", lambda: datetime.combine(found.day, time(12), clock.CHINA))
    return found


@pytest.fixture
def book(days: Days, county: None) -> Iterator[LedgerDefinition]:
    with reading_as(SYSTEM):
        yield define_ledger(toilets(), by=SYSTEM)


def one(day: date, reader: Reader = SYSTEM, **options: Any) -> Row:
    (row,) = page_as_of(reader, "toilets", day, **options).rows
    return row


def numbers(day: date, reader: Reader = SYSTEM, **options: Any) -> list[str]:
    return [row.values["household_no"] for row in page_as_of(reader, "toilets", day, **options).rows]


def standing(number: str = "001") -> Row:
    (row,) = queries.page(SYSTEM, "toilets", filters=[Filter("household_no", "eq", number)]).rows
    return row


def edit(number: str = "001", **changes: Any) -> Row:
    row = standing(number)
    area = changes.pop("area", None)
    (saved,) = save_rows("toilets", [RowEdit(changes, row.id, row.version, area)], by=SYSTEM).rows
    return saved


def test_values_are_those_of_the_day(book: LedgerDefinition, days: Days) -> None:
    load(households(1))
    days.next()
    edit(cost="250", due_on="2026-03-02")
    second = days.next()
    edit(cost="300", due_on=None)
    third = days.next()
    assert (one(FIRST).values["cost"], one(FIRST).due) == (Decimal(100), None)
    assert (one(second).values["cost"], one(second).due) == (Decimal(250), date(2026, 3, 2))
    assert one(third).values["cost"] == Decimal(300)
    assert [one(day).version for day in (FIRST, second, third)] == [1, 2, 3]


def test_images_logged_before_they_were_packed_tell_the_day_too(book: LedgerDefinition, days: Days) -> None:
    load(households(2, head="张三"))
    days.next()
    edit(cost="250", due_on="2026-03-02")
    second = days.next()
    unpack_the_log()
    edit(cost="300", due_on=None)
    days.next()
    told = [
        (row.values["cost"], row.due, row.created_by)
        for row in (one(day, filters=[NO]) for day in (FIRST, second))
    ]
    assert told == [(Decimal(100), None, "系统"), (Decimal(250), date(2026, 3, 2), "系统")]
    assert numbers(FIRST, sort="-cost") == ["002", "001"]
    assert numbers(second, sort="-cost") == ["001", "002"]


CHOICES = {"flush": "水冲式", "dry": "旱厕"}
RETYPED: list[tuple[str, str, Any, Any]] = [
    ("text", "date", "2023年5月1日", "2023-05-01"),
    ("text", "month", "2023年12月", "2023-12"),
    ("text", "boolean", "是", "是"),
    ("text", "money", "1,200.50", "1200.5"),
    ("text", "choice", "水冲式", "水冲式"),
    ("text", "choices", "水冲式、旱厕", "水冲式、旱厕"),
    ("date", "text", "2023-05-01", date(2023, 5, 1)),
    ("month", "text", "2023-05", date(2023, 5, 1)),
    ("boolean", "text", "否", False),
    ("money", "text", "1200.50", Decimal("1200.5")),
    ("integer", "money", "7", 7),
    ("money", "integer", "7", Decimal(7)),
    ("choice", "text", "flush", "flush"),
    ("choice", "choices", "flush", "flush"),
    ("choices", "choice", ["flush"], ("flush",)),
    ("choices", "text", ["flush", "dry"], ("flush", "dry")),
]


@pytest.mark.parametrize("packed", [True, False], ids=["packed", "as objects"])
@pytest.mark.parametrize(
    ("then", "now", "written", "told"), RETYPED, ids=[f"{a} to {b}" for a, b, *_ in RETYPED]
)
def test_a_column_of_another_type_since_tells_the_values_of_then(
    days: Days, county: None, then: str, now: str, written: Any, told: Any, packed: bool
) -> None:
    def of_type(name: str) -> dict[str, Any]:
        extra = {"choices": CHOICES} if name.startswith("choice") else {}
        column = {
            "name": "word",
            "title": "内容",
            "type": name,
            **extra,
            **({"unit": "元"} if name == "money" else {}),
        }
        return toilets(fields=[*toilets()["fields"], column])

    def values() -> list[Any]:
        rows = page_as_of(
            SYSTEM, "toilets", FIRST, filters=[Filter("household_no", "in", ["001", "002"])]
        ).rows
        return [row.values["word"] for row in rows]

    with reading_as(SYSTEM):
        define_ledger(of_type(then), by=SYSTEM)
        load(households(3, word=written))
        days.next()
        edit("003", cost="7")
        define_ledger(of_type(now), by=SYSTEM)
        assert values() == [told, told], "from the table"
        edit("002", cost="7")
        edit("003", cost="8")
        if not packed:
            unpack_the_log()
        days.next()
        assert values() == [told, told], "from the table, and from an image logged since"
        as_written = written if then == "text" else told
        assert one(FIRST, filters=[Filter("household_no", "eq", "003")]).values["word"] == as_written, (
            "logged before"
        )


def test_of_several_changes_on_a_day_the_last_counts(book: LedgerDefinition, days: Days) -> None:
    load(households(1))
    edit(cost="1")
    edit(cost="2")
    days.next()
    edit(cost="3")
    days.next()
    assert one(FIRST).values["cost"] == Decimal(2)


def test_rows_come_and_go_by_their_day(book: LedgerDefinition, days: Days) -> None:
    days.next()
    load(households(2))
    second = days.next()
    row = standing("002")
    delete_rows("toilets", [RowRef(row.id, row.version)], by=SYSTEM, why="重复登记")
    third = days.next()
    restore_rows("toilets", [row.id], by=SYSTEM, why="误删")
    fourth = days.next()
    assert [numbers(day) for day in (FIRST, second, third, fourth)] == [
        [],
        ["001", "002"],
        ["001"],
        ["001", "002"],
    ]


def test_steps_and_imports_and_their_undoing_are_seen(book: LedgerDefinition, days: Days) -> None:
    load(households(1))
    days.next()
    row = standing()
    transition_rows("toilets", [RowRef(row.id, row.version)], "start", by=SYSTEM)
    second = days.next()
    taken = load(households(2, cost=9))
    third = days.next()
    assert taken.batch is not None
    undo_batch(taken.batch, by=SYSTEM)
    fourth = days.next()
    assert [one(day, filters=[NO]).state for day in (FIRST, second)] == ["planned", "building"]
    assert [page_as_of(SYSTEM, "toilets", day).total for day in (second, third, fourth)] == [1, 2, 1]
    assert [one(day, filters=[NO]).values["cost"] for day in (second, third, fourth)] == [100, 9, 100]
    assert [numbers(third, state=state) for state in ("planned", "building")] == [["002"], ["001"]]


def test_a_row_stands_where_it_stood(
    book: LedgerDefinition, days: Days, reader_village: Reader, reader_other_village: Reader
) -> None:
    load(households(1))
    days.next()
    edit(area=WEST)
    days.next()
    edit(cost="7")
    third = days.next()
    assert (one(FIRST).area, one(third).area) == (str(EAST), str(WEST))
    assert page_as_of(SYSTEM, "toilets", FIRST, area=WEST).rows == ()
    with reading_as(reader_village):  # of the east: it was theirs then, and is not now
        assert numbers(FIRST, reader_village) == ["001"]
        assert numbers(third, reader_village) == []
    with reading_as(reader_other_village):
        assert numbers(FIRST, reader_other_village) == []
        assert numbers(third, reader_other_village) == ["001"]


def test_private_values_stay_masked(book: LedgerDefinition, days: Days) -> None:
    load(households(1, head="王小明"))
    days.next()
    edit(head="李四")
    days.next()
    row = one(FIRST)
    assert row.values["head"].startswith("王")
    assert "小明" not in row.values["head"]
    assert "head" in row.masked


def test_filters_sort_totals_and_pages(book: LedgerDefinition, days: Days) -> None:
    load(households(9))
    days.next()
    for number in ("002", "005", "008"):
        edit(number, cost="5000")
    second = days.next()
    filters = [Filter("cost", "gte", 300)]
    assert numbers(FIRST, filters=filters, sort="-cost") == [f"00{n}" for n in range(9, 2, -1)]
    assert numbers(second, filters=[Filter("cost", "gte", 901)]) == ["002", "005", "008"]


@pytest.mark.parametrize("sort", [None, "-id", "-cost", "kind"])
def test_pages_follow_each_other_both_ways(book: LedgerDefinition, days: Days, sort: str | None) -> None:
    load(households(9))
    days.next()
    for number in ("002", "005", "008"):
        edit(number, cost="5000", kind="flush")
    days.next()
    whole = numbers(FIRST, sort=sort)
    assert whole == [f"00{n}" for n in (range(1, 10) if sort in (None, "kind") else range(9, 0, -1))]
    seen: list[str] = []
    page = page_as_of(SYSTEM, "toilets", FIRST, size=4, sort=sort)
    while True:
        seen += [row.values["household_no"] for row in page.rows]
        if page.next is None:
            break
        page = page_as_of(SYSTEM, "toilets", FIRST, size=4, sort=sort, after=page.next)
    assert seen == whole
    back = page_as_of(SYSTEM, "toilets", FIRST, size=4, sort=sort, before=page.previous)
    assert [row.values["household_no"] for row in back.rows] == whole[4:8]


def test_lateness_is_judged_on_that_day(book: LedgerDefinition, days: Days) -> None:
    load(households(1, due_on="2026-03-03"))
    days.next(10)
    assert not one(FIRST).overdue
    assert one(date(2026, 3, 5)).overdue
    assert page_as_of(SYSTEM, "toilets", FIRST, overdue=True).rows == ()


def test_a_retired_column_and_an_older_definition_are_shown_as_they_were(
    book: LedgerDefinition, days: Days
) -> None:
    load(households(2, remark="靠山一侧", kind="flush"))
    days.next()
    for number in ("001", "002"):
        edit(number, remark=None)
    fields = [field for field in toilets()["fields"] if field["name"] != "remark"]
    fields.append({"name": "depth", "title": "深度", "type": "decimal"})
    define_ledger(toilets(fields=fields), by=SYSTEM)
    second = days.next()
    fields.append({"name": "remark", "title": "备注数", "type": "integer"})
    define_ledger(toilets(fields=fields), by=SYSTEM)
    edit(remark="3")
    days.next()
    assert one(FIRST, filters=[NO]).values["remark"] == "靠山一侧"
    assert "depth" not in one(FIRST, filters=[NO]).values
    assert "remark" not in one(second, filters=[NO]).values
    assert numbers(FIRST, filters=[Filter("remark", "contains", "靠山")]) == ["001", "002"]


def test_a_renamed_column_has_its_name_and_its_values_of_then(book: LedgerDefinition, days: Days) -> None:
    load(households(2, remark="靠山一侧"))
    days.next()
    edit("001", remark="临河一侧")
    fields = [field for field in toilets()["fields"] if field["name"] != "remark"]
    fields.append({"name": "place", "title": "位置", "type": "long_text", "formerly": ["remark"]})
    define_ledger(toilets(fields=fields), by=SYSTEM)
    second = days.next()
    for number in ("001", "002"):
        edit(number, place="山脚")
    days.next()
    assert [row.values["remark"] for row in page_as_of(SYSTEM, "toilets", FIRST).rows] == ["靠山一侧"] * 2
    assert [row.values["place"] for row in page_as_of(SYSTEM, "toilets", second).rows] == [
        "临河一侧",
        "靠山一侧",
    ]


def test_a_day_that_has_not_ended_is_refused(book: LedgerDefinition, days: Days) -> None:
    with pytest.raises(UsageError, match="还没有过完"):
        page_as_of(SYSTEM, "toilets", FIRST)
    with pytest.raises(NotFound):
        page_as_of(SYSTEM, "nothing", FIRST)


# --- any history ----------------------------------------------------------------------------------


@dataclass
class Lived:
    """A ledger under random writes, and what it held at the end of each day."""

    days: Days
    batches: list[int] = field(default_factory=list)
    deleted: list[int] = field(default_factory=list)
    ended: dict[date, list[tuple[Any, ...]]] = field(default_factory=dict)

    def end_day(self) -> None:
        rows = queries.page(SYSTEM, "toilets", size=500).rows
        self.ended[self.days.next()] = [told(row) for row in rows]


def told(row: Row) -> tuple[Any, ...]:
    return (
        row.id,
        row.area,
        row.state,
        row.version,
        row.due,
        row.updated_by,
        tuple(sorted(row.values.items(), key=str)),
    )


def _any_row(number: int) -> Row | None:
    rows = queries.page(SYSTEM, "toilets", size=500).rows
    return rows[number % len(rows)] if rows else None


def _save(lived: Lived, number: int) -> None:
    row = _any_row(number)
    if row:
        place = (EAST, WEST)[number % 2] if number % 3 == 0 else None
        save_rows(
            "toilets",
            [RowEdit({"cost": number, "remark": f"第{number}次"}, row.id, row.version, place)],
            by=SYSTEM,
        )


def _step(lived: Lived, number: int) -> None:
    row = _any_row(number)
    if row:
        values = {"finished_on": "2026-03-05"}
        name = {"planned": "start", "building": "finish"}.get(row.state or "", "accept")
        transition_rows("toilets", [RowRef(row.id, row.version)], name, values=values, by=SYSTEM)


def _delete(lived: Lived, number: int) -> None:
    row = _any_row(number)
    if row:
        delete_rows("toilets", [RowRef(row.id, row.version)], by=SYSTEM, why="重复")
        lived.deleted.append(row.id)


def _restore(lived: Lived, number: int) -> None:
    if lived.deleted:
        restore_rows("toilets", [lived.deleted[number % len(lived.deleted)]], by=SYSTEM, why="误删")


def _import(lived: Lived, number: int) -> None:
    area = (EAST, WEST)[number % 2]
    report = load(
        households(1 + number % 4, area, remark=f"导入{number}", due_on=FIRST + timedelta(days=number))
    )
    if report.batch is not None:
        lived.batches.append(report.batch)


def _undo(lived: Lived, number: int) -> None:
    if lived.batches:
        undo_batch(lived.batches[number % len(lived.batches)], by=SYSTEM)


WRITES: list[Callable[[Lived, int], None]] = [_save, _step, _delete, _restore, _import, _import, _undo]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, len(WRITES)), st.integers(0, 40)), min_size=5, max_size=25))
def test_any_history_is_remembered_day_by_day(
    book: LedgerDefinition, days: Days, writes: list[tuple[int, int]]
) -> None:
    """After any sequence of writes each day is what it was; the last number of a write's kind ends the
    day."""
    with transaction.atomic():
        days.day = FIRST
        lived = Lived(days)
        for kind, number in writes:
            if kind == len(WRITES):
                lived.end_day()
                continue
            try:
                with transaction.atomic():
                    WRITES[kind](lived, number)
            except ZhenyuError:
                pass  # refused writes are part of life and leave no trace
        lived.end_day()
        for day, rows in lived.ended.items():
            assert [told(row) for row in page_as_of(SYSTEM, "toilets", day, size=500).rows] == rows
            west = [row for row in rows if row[1] == str(WEST)]
            assert [told(row) for row in page_as_of(SYSTEM, "toilets", day, area=WEST, size=500).rows] == west
            assert page_as_of(SYSTEM, "toilets", day, area=AreaCode(TOWN)).total == len(rows)
        transaction.set_rollback(True)
