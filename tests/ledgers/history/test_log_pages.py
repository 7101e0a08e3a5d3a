"""Reading the change log across ledgers, and the feed of changes for programs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.ledgers.samples import EAST, TOWN, WEST, households, load
from zhenyu.core import clock
from zhenyu.core.errors import NotAllowed, UsageError
from zhenyu.ledgers.actions.deletion import delete_rows
from zhenyu.ledgers.actions.rows import save_rows
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.history.change_feed import START, changes_since
from zhenyu.ledgers.history.log_pages import LogFilter, log_page, may_look, seal_page
from zhenyu.ledgers.rows import queries
from zhenyu.ledgers.types import RowEdit, RowRef
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Grant, Reader, Role

HEAD = Reader(2, "张主任", (Grant(Role.OFFICE_HEAD, TOWN),))


def change(number: int = 0, by: Reader = SYSTEM) -> RowRef:
    """Save a row anew; returns it at its new version."""
    row = queries.page(SYSTEM, "toilets").rows[number]
    edit = RowEdit({"cost": int(row.values["cost"]) + 1}, id=row.id, version=row.version)
    done = save_rows("toilets", [edit], by=by, why="核对发票").rows[0]
    return RowRef(done.id, done.version)


@pytest.mark.parametrize(
    ("role", "looks"),
    [
        (Role.OFFICE_HEAD, True),
        (Role.INSPECTOR, True),
        (Role.COUNTY_READER, True),
        (Role.TOWN_CLERK, False),
        (Role.VILLAGE_RECORDER, False),
        (Role.GRID_WORKER, False),
        (Role.LEADER, False),
    ],
)
def test_looking_through_the_log_is_a_duty_of_some(role: Role, looks: bool) -> None:
    assert may_look(Reader(1, "甲", (Grant(role, TOWN),))) is looks


def test_who_has_no_such_duty_is_sent_to_the_history_of_a_row(ledger: LedgerDefinition) -> None:
    clerk = Reader(1, "李红", (Grant(Role.TOWN_CLERK, TOWN),))
    with pytest.raises(NotAllowed) as refusal:
        log_page(clerk, TOWN, LogFilter())
    assert refusal.value.message == "没有查看变更日志的职责"
    assert refusal.value.hint == "请办所负责人、督查员来查，或在记录页查看单条历史"
    with pytest.raises(NotAllowed, match="没有查看封存的职责"):
        seal_page(clerk)


def test_the_log_says_who_did_what_where_and_why(ledger: LedgerDefinition) -> None:
    load(households(1))
    change(by=HEAD)
    (newest,), following = log_page(HEAD, TOWN, LogFilter(action="update"))
    assert (newest.ledger_title, newest.area_name, newest.action_title) == ("农村改厕台账", "东柳村", "修改")
    assert (newest.actor, newest.why) == ("张主任", "核对发票")
    assert following is None


def test_the_log_is_narrowed_by_ledger_person_action_and_day(ledger: LedgerDefinition) -> None:
    load(households(1))
    reference = change(by=HEAD)
    delete_rows("toilets", [reference], by=SYSTEM, why="重复登记")
    today = clock.today()

    def actions(**wanted: Any) -> list[str]:
        return [each.action_title for each in log_page(HEAD, TOWN, LogFilter(**wanted))[0]]

    assert actions() == ["删除", "修改", "导入更新"]
    assert actions(actor="张") == ["修改"]
    assert actions(action="delete") == ["删除"]
    assert actions(ledger="nothing") == []
    assert actions(first=today, last=today) == ["删除", "修改", "导入更新"]
    assert actions(first=today + timedelta(days=1)) == []
    assert actions(last=today - timedelta(days=1)) == []


def test_the_log_pages_by_key_and_tells_every_change_once(
    ledger: LedgerDefinition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("zhenyu.ledgers.history.log_pages.PAGE", 2)
    load(households(5))
    for number in range(5):
        change(number)
    rows, cursor = [], None
    while True:
        page, cursor = log_page(HEAD, TOWN, LogFilter(action="update"), cursor)
        rows += [each.row for each in page]
        if cursor is None:
            break
    assert len(rows) == len(set(rows)) == 5


@pytest.mark.parametrize("cursor", ["x", "2026-01-01", "2026-01-01_x", "_1"])
def test_a_cursor_that_is_none_is_refused(ledger: LedgerDefinition, cursor: str) -> None:
    with pytest.raises(UsageError, match="翻页标记无效或已过时"):
        log_page(HEAD, TOWN, LogFilter(), cursor)


def test_the_log_shows_a_head_nothing_beyond_their_area(ledger: LedgerDefinition) -> None:
    load([*households(1), *households(1, area=WEST)])
    change(0)
    change(1)
    east = Reader(3, "东柳负责人", (Grant(Role.OFFICE_HEAD, EAST),))
    with reading_as(east):
        assert [each.area_name for each in log_page(east, TOWN, LogFilter(action="update"))[0]] == ["东柳村"]


def test_the_page_of_seals_counts_what_waits(ledger: LedgerDefinition) -> None:
    load(households(1))
    newest, before = seal_page(HEAD)
    change()
    assert newest == []
    assert seal_page(HEAD)[1] == before + 1


# --- the feed -------------------------------------------------------------------------------------


@pytest.mark.parametrize("cursor", ["", "0", "0.", "x.1", "1.x", "-1.0", "1" * 20 + ".0"])
def test_a_mark_that_is_none_of_the_feed_is_refused(ledger: LedgerDefinition, cursor: str) -> None:
    with pytest.raises(UsageError) as refusal:
        changes_since(SYSTEM, cursor)
    assert refusal.value.message == f"看不懂续取标记“{cursor[:40]}”"
    assert refusal.value.hint == f"第一次用 {START}，以后用上一次的 next"


def test_the_feed_of_a_ledger_nobody_changed_is_empty_and_keeps_its_mark(ledger: LedgerDefinition) -> None:
    page = changes_since(SYSTEM, START, codes=["toilets"])
    assert (page.changes, page.next, page.more) == ((), START, False)
