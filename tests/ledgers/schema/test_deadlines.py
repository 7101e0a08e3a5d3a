"""Time limits in working days by the State Council's calendar: counted on every way a row is written, late,
escalated."""

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

import pytest

from tests.ledgers.samples import EAST, TOWN, load, toilets
from zhenyu.core import clock
from zhenyu.core.database import holidays
from zhenyu.core.errors import NotAllowed, UsageError
from zhenyu.core.models import Change
from zhenyu.ledgers import jobs
from zhenyu.ledgers.actions.calendar import Moved, keep_calendar
from zhenyu.ledgers.actions.definitions import define_ledger
from zhenyu.ledgers.actions.escalation import escalate
from zhenyu.ledgers.actions.rows import save_rows, transition_rows
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.models import Escalation
from zhenyu.ledgers.rows import queries
from zhenyu.ledgers.schema import size
from zhenyu.ledgers.types import Row, RowEdit, RowRef
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Grant, Reader, Role

LIMITS = {
    "while": ["planned", "building"],
    "from": "registered_on",
    "by": "kind",
    "limits": {"flush": "1wd", "three_tank": "7wd"},
    "warn": "1wd",
    "escalate": [{"after": "1wd", "to": "office_head"}, {"after": "5wd", "to": "leader"}],
}


def timed(**changes: Any) -> dict[str, Any]:
    fields = [*toilets()["fields"], {"name": "registered_on", "title": "登记日期", "type": "date"}]
    return toilets(fields=fields, deadlines=[{**LIMITS, **changes}])


@pytest.fixture
def book(county: None) -> Iterator[LedgerDefinition]:
    holidays._known.clear()
    with reading_as(SYSTEM):
        yield define_ledger(timed(), by=SYSTEM)
    holidays._known.clear()


def at(monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    monkeypatch.setattr(
        clock, "now", lambda: datetime.combine(date.fromisoformat(day), time(12), clock.CHINA)
    )


def row(number: str = "1") -> Row:
    return next(
        each for each in queries.page(SYSTEM, "toilets").rows if each.values["household_no"] == number
    )


def new(kind: str | None, registered_on: str, number: str = "1") -> Row:
    values = {"household_no": number, "kind": kind, "registered_on": registered_on}
    return save_rows("toilets", [RowEdit(values, area=EAST)], by=SYSTEM).rows[0]


@pytest.mark.parametrize(
    ("kind", "from_", "due"),
    [
        ("flush", "2026-09-30", date(2026, 10, 8)),  # National Day, seven days off
        ("three_tank", "2026-09-30", date(2026, 10, 15)),  # Saturday 10 October is worked
        ("flush", "2026-02-13", date(2026, 2, 14)),  # a worked Saturday before Spring Festival
        ("flush", "2026-02-14", date(2026, 2, 24)),
        ("flush", "2026-05-06", date(2026, 5, 7)),
    ],
)
def test_holidays_and_make_up_days_count_as_the_notices_say(
    book: LedgerDefinition, kind: str, from_: str, due: date
) -> None:
    assert new(kind, from_).due == due


def test_a_choice_without_a_limit_and_a_blank_have_none(book: LedgerDefinition) -> None:
    assert new(None, "2026-03-02").due is None


def test_an_import_an_edit_and_a_step_give_the_same_day(book: LedgerDefinition) -> None:
    load([{"household_no": "1", "area": str(EAST), "kind": "flush", "registered_on": "2026-09-30"}])
    standing = row()
    assert standing.due == date(2026, 10, 8)
    (standing,) = save_rows(
        "toilets", [RowEdit({"kind": "three_tank"}, standing.id, standing.version)], by=SYSTEM
    ).rows
    assert standing.due == date(2026, 10, 15)
    (standing,) = transition_rows("toilets", [RowRef(standing.id, standing.version)], "start", by=SYSTEM).rows
    assert standing.due == date(2026, 10, 15)
    ref = RowRef(standing.id, standing.version)
    (standing,) = transition_rows(
        "toilets", [ref], "finish", values={"finished_on": "2026-10-09"}, by=SYSTEM
    ).rows
    assert standing.due is None


def test_a_changed_definition_sets_due_days_anew(book: LedgerDefinition) -> None:
    new("flush", "2026-03-02")
    define_ledger(timed(limits={"flush": "3wd"}), by=SYSTEM)
    assert row().due == date(2026, 3, 5)
    define_ledger(timed(by=None, limits={}, limit="10d"), by=SYSTEM)
    assert row().due == date(2026, 3, 12)


def test_a_new_holiday_moves_open_due_days_at_once(book: LedgerDefinition, reader_head: Reader) -> None:
    new("flush", "2027-03-01")
    assert row().due == date(2027, 3, 2)
    assert not holidays.calendar().knows(date(2027, 3, 2))
    days = {date(2027, 3, 2): (False, "防汛演练"), date(2027, 3, 6): (True, "调休")}
    moved = keep_calendar(2027, days, source="国办发明电〔2026〕9号", by=reader_head)
    assert (moved, row().due) == (Moved(1), date(2027, 3, 3))
    assert holidays.calendar().knows(date(2027, 3, 2))
    assert keep_calendar(2027, days, source="国办发明电〔2026〕9号", by=reader_head) == Moved(0)


def test_due_days_of_a_large_ledger_follow_a_new_holiday_in_the_background(
    book: LedgerDefinition, reader_head: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(size, "AT_ONCE", 1)
    later: list[str] = []
    monkeypatch.setattr("zhenyu.ledgers.actions.calendar.defer", lambda task, code: later.append(code))
    new("flush", "2027-03-01")
    new("flush", "2027-03-01", number="2")
    moved = keep_calendar(2027, {date(2027, 3, 2): (False, "防汛演练")}, source="国办", by=reader_head)
    assert (moved, later) == (Moved(0, (book,)), [book.code])
    assert [row(number).due for number in ("1", "2")] == [date(2027, 3, 2)] * 2
    jobs.renew_due(book.code)
    assert [row(number).due for number in ("1", "2")] == [date(2027, 3, 3)] * 2


def test_only_who_answers_for_every_domain_keeps_the_calendar(
    book: LedgerDefinition, reader_town: Reader
) -> None:
    of_one = Reader(9, "综治办主任", (Grant(Role.OFFICE_HEAD, TOWN, "社会治理"),))
    for reader in (reader_town, of_one):
        with pytest.raises(NotAllowed):
            keep_calendar(2027, {}, source="国办", by=reader)


@pytest.mark.parametrize(
    ("days", "message"),
    [
        ({date(2026, 1, 1): (False, "元旦")}, "不是2027年"),
        ({date(2027, 3, 1): (True, "")}, "本来就是工作日"),
    ],
)
def test_a_day_that_makes_no_sense_is_refused(
    book: LedgerDefinition, days: dict[date, tuple[bool, str]], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        keep_calendar(2027, days, source="国办", by=SYSTEM)


def told() -> list[tuple[str, str]]:
    return sorted(Escalation.objects.values_list("after", "role"))


def test_escalation_climbs_by_working_days_over_a_holiday(
    book: LedgerDefinition, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, "2026-09-28")
    assert new("flush", "2026-09-29").due == date(2026, 9, 30)
    # on the day, and through the holiday, nothing is late
    for day in ("2026-09-30", "2026-10-01", "2026-10-07"):
        at(monkeypatch, day)
        assert escalate() == 0
    at(monkeypatch, "2026-10-08")
    assert escalate() == 1
    assert told() == [("1wd", "office_head")]
    at(monkeypatch, "2026-10-12")  # 8, 9, the worked Saturday 10, and 12: four
    assert escalate() == 0
    at(monkeypatch, "2026-10-13")
    assert escalate() == 1
    assert told() == [("1wd", "office_head"), ("5wd", "leader")]


def test_it_is_told_once_however_often_the_job_runs(
    book: LedgerDefinition, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(monkeypatch, "2026-06-01")
    late = new("flush", "2026-04-01")
    assert [escalate() for _ in range(3)] == [2, 0, 0]
    assert Change.objects.filter(row_id=late.id, action="escalate").count() == 2
    assert [each.why for each in queries.history(SYSTEM, "toilets", late.id)][:2] == [
        "逾期5个工作日，报领导",
        "逾期1个工作日，报办所负责人",
    ]


def test_what_is_done_or_moved_is_not_told(book: LedgerDefinition, monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, "2026-06-01")
    late = new("flush", "2026-04-01")
    save_rows("toilets", [RowEdit({"registered_on": "2026-06-01"}, late.id, late.version)], by=SYSTEM)
    assert escalate() == 0
    at(monkeypatch, "2026-06-03")
    assert escalate() == 1  # a new due day is a new lateness


def test_an_escalation_is_seen_where_its_row_is(
    book: LedgerDefinition,
    monkeypatch: pytest.MonkeyPatch,
    reader_other_village: Reader,
    reader_village: Reader,
) -> None:
    at(monkeypatch, "2026-06-01")
    new("flush", "2026-04-01")
    escalate()
    with reading_as(reader_village):
        assert Escalation.objects.count() == 2
    with reading_as(reader_other_village):
        assert Escalation.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"limit": "3wd"}, "还要写期限"),
        ({"limits": {"dry": "1wd"}}, "没有“dry”这个选项"),
        ({"by": "head"}, "单选"),
        ({"due": "due_on"}, "due 或 from"),
        ({"escalate": [{"after": "1wd", "to": "boss"}]}, "没有“boss”这个角色"),
    ],
)
def test_a_deadline_that_cannot_be_counted_is_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError, match=message):
        read_definition(timed(**changes))
