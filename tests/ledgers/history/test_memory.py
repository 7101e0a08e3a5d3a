"""Bringing back: deleted rows, earlier versions; what blocks the undoing of a batch; the pages over all
this."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from click.testing import CliRunner
from django.test import Client
from django.utils.html import strip_tags

from tests.ledgers.samples import EAST, TOWN, WEST, households, load
from zhenyu.core import clock
from zhenyu.core.errors import NotAllowed, NotFound, RefusedError, UsageError
from zhenyu.core.models import Change
from zhenyu.ledgers import events
from zhenyu.ledgers.actions.deletion import delete_rows, restore_rows, undo_batch
from zhenyu.ledgers.actions.escalation import escalate
from zhenyu.ledgers.actions.rows import revert_row, save_rows, transition_rows
from zhenyu.ledgers.cli.ledger import export_command
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.rows import queries
from zhenyu.ledgers.types import Row, RowConflict, RowEdit, RowRef, RowsRefused
from zhenyu.people.models import User, UserGrant
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Reader

LEDGER = "/ledgers/toilets/"


def first_row() -> Row:
    return queries.page(SYSTEM, "toilets", size=1).rows[0]


def ref(row: Row) -> RowRef:
    return RowRef(row.id, row.version)


def changed(row: Row, **values: Any) -> Row:
    return save_rows("toilets", [RowEdit(values, row.id, row.version)], by=SYSTEM).rows[0]


def removed(row: Row) -> Row:
    delete_rows("toilets", [ref(row)], by=SYSTEM, why="重复登记")
    return row


def text_of(response: Any) -> str:
    return " ".join(strip_tags(response.content.decode()).split())


@pytest.fixture
def log_in(ledger: LedgerDefinition, client: Client) -> Callable[..., Client]:
    def logged_in(role: str = "town_clerk", area: str = str(TOWN)) -> Client:
        user = User.objects.create_user(f"{role}{area}", password="x", name="李红")
        UserGrant.objects.create(user=user, role=role, area=area)
        client.force_login(user)
        return client

    return logged_in


# --- deleted rows ---------------------------------------------------------------------------------


def test_a_restored_row_is_what_it_was(ledger: LedgerDefinition, reader_town: Reader) -> None:
    load(households(2))
    row = removed(changed(first_row(), cost="77"))
    assert [gone.row.id for gone in queries.deleted_rows(SYSTEM, "toilets").rows] == [row.id]
    (back,) = restore_rows("toilets", [row.id], by=reader_town, why="误删").rows
    assert (back.values, back.state, back.version) == (row.values, row.state, row.version + 2)
    assert queries.deleted_rows(SYSTEM, "toilets").rows == ()
    story = queries.history(SYSTEM, "toilets", row.id)
    assert [entry.action_title for entry in story] == ["恢复", "删除", "修改", "导入登记"]
    assert story[0].why == "误删"


def test_figures_are_told_of_a_row_that_comes_back(ledger: LedgerDefinition) -> None:
    load(households(1))
    row = removed(first_row())
    heard: list[events.RowsChanged] = []
    events.rows_changed.append(heard.append)
    try:
        restore_rows("toilets", [row.id], by=SYSTEM, why="误删")
    finally:
        events.rows_changed.remove(heard.append)
    (image,) = heard[0].images or ()
    assert (image.before, image.after["cost"]) == (None, Decimal(100))  # type: ignore[index]


def test_a_row_whose_key_is_taken_stays_deleted(ledger: LedgerDefinition) -> None:
    load(households(1))
    row = removed(first_row())
    load(households(1))
    with pytest.raises(RowsRefused, match="已有相同的记录"):
        restore_rows("toilets", [row.id], by=SYSTEM, why="误删")
    assert queries.is_deleted(SYSTEM, "toilets", row.id)


def test_restoring_asks_for_a_reason_a_right_and_a_deleted_row(
    ledger: LedgerDefinition, reader_other_village: Reader
) -> None:
    load(households(1))
    row = first_row()
    with pytest.raises(NotFound):
        restore_rows("toilets", [row.id], by=SYSTEM, why="误删")
    removed(row)
    with pytest.raises(UsageError):
        restore_rows("toilets", [row.id], by=SYSTEM, why=" ")
    with pytest.raises(NotAllowed):
        restore_rows("toilets", [row.id], by=reader_other_village, why="误删")
    with reading_as(reader_other_village), pytest.raises(NotFound):
        restore_rows("toilets", [row.id], by=reader_other_village, why="误删")


def test_deleted_rows_page_by_key(ledger: LedgerDefinition) -> None:
    load(households(5))
    for row in queries.page(SYSTEM, "toilets").rows:
        removed(row)
    first = queries.deleted_rows(SYSTEM, "toilets", size=3)
    rest = queries.deleted_rows(SYSTEM, "toilets", size=3, after=first.next)
    ids = [gone.row.id for gone in (*first.rows, *rest.rows)]
    assert (len(first.rows), rest.next, len(set(ids))) == (3, None, 5)
    assert {gone.why for gone in first.rows} == {"重复登记"}


# --- earlier versions -----------------------------------------------------------------------------


def test_an_earlier_version_comes_back_as_a_new_edit(ledger: LedgerDefinition) -> None:
    load(households(1, head="王小明", due_on="2026-12-01"))
    row = changed(first_row(), head="李四", cost="9", due_on=None)
    (row,) = transition_rows("toilets", [ref(row)], "start", by=SYSTEM).rows
    (back,) = revert_row("toilets", ref(row), 1, by=SYSTEM, why="改错了户").rows
    assert (back.values["cost"], back.version, back.state) == (Decimal(100), 4, "building")
    assert back.values["head"].startswith("王")
    story = queries.history(SYSTEM, "toilets", row.id)
    assert (story[0].action, story[0].why) == ("update", "恢复到第1版：改错了户")
    assert {change.title for change in story[0].changes} == {"户主", "造价", "应完工日期", "到期日"}


def test_a_version_comes_back_to_its_place(ledger: LedgerDefinition) -> None:
    load(households(1))
    row = first_row()
    (row,) = save_rows("toilets", [RowEdit({}, row.id, row.version, WEST)], by=SYSTEM).rows
    (back,) = revert_row("toilets", ref(row), 1, by=SYSTEM).rows
    assert back.area == str(EAST)


def test_reverting_meets_the_other_editor_and_the_rules(ledger: LedgerDefinition) -> None:
    load(households(1))
    seen = changed(first_row(), cost="5")
    changed(seen, cost="6")
    with pytest.raises(RowConflict):
        revert_row("toilets", ref(seen), 1, by=SYSTEM)
    with pytest.raises(NotFound):
        revert_row("toilets", ref(first_row()), 99, by=SYSTEM)


def test_the_undoing_of_a_batch_says_what_blocks_it(ledger: LedgerDefinition, reader_town: Reader) -> None:
    batch = load(households(3)).batch
    assert batch is not None
    one, two, _ = queries.page(SYSTEM, "toilets").rows
    save_rows("toilets", [RowEdit({"cost": "1"}, one.id, one.version)], by=reader_town)
    removed(two)
    with pytest.raises(RefusedError) as refusal:
        undo_batch(batch, by=SYSTEM)
    assert f"编号 {one.id}（测试业务员" in refusal.value.message
    assert f"编号 {two.id}（系统" in refusal.value.message
    assert "删除）" in refusal.value.message


# --- pages ----------------------------------------------------------------------------------------


@pytest.fixture
def a_day_later(ledger: LedgerDefinition, monkeypatch: pytest.MonkeyPatch) -> str:
    """A row of yesterday, changed today; answers yesterday."""
    today = clock.now()
    monkeypatch.setattr(clock, "now", lambda: today - timedelta(days=1))
    load(households(2, head="王小明"))
    monkeypatch.setattr(clock, "now", lambda: today)
    changed(first_row(), cost="98765")
    return f"{today - timedelta(days=1):%Y-%m-%d}"


def test_the_page_of_a_past_day_says_so_and_is_read_only(
    log_in: Callable[..., Client], a_day_later: str
) -> None:
    client = log_in()
    page = client.get(f"{LEDGER}as-of/?day={a_day_later}")
    assert "只能看，不能改" in text_of(page)
    assert "98765" not in text_of(page)
    assert "小明" not in text_of(page)
    assert "98765" in text_of(client.get(LEDGER))
    assert client.get(f"{LEDGER}as-of/?day=2999-01-01").status_code == 400
    assert client.get(f"{LEDGER}as-of/?day=昨天吧").status_code == 400


def test_the_export_of_a_past_day_names_it(
    log_in: Callable[..., Client], a_day_later: str, tmp_path: Path
) -> None:
    answer = log_in().get(f"{LEDGER}export?day={a_day_later}")
    book = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    cells = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
    assert f"{a_day_later} 终了" in cells
    assert "98765" not in cells
    assert f"{a_day_later} 的账" in Change.objects.filter(action="export").latest("at").why
    out = tmp_path / "then.csv"
    done = CliRunner().invoke(
        export_command,
        ["toilets", "--area", str(TOWN), "-o", str(out), "--as-of", a_day_later],
        catch_exceptions=False,
    )
    assert done.exit_code == 0
    assert "98765" not in out.read_text(encoding="utf-8")
    assert "王" in out.read_text(encoding="utf-8")


def test_a_deleted_record_is_found_and_restored_from_its_page(log_in: Callable[..., Client]) -> None:
    client = log_in()
    load(households(1))
    row = removed(first_row())
    assert "重复登记" in text_of(client.get(f"{LEDGER}deleted/"))
    page = client.get(f"{LEDGER}{row.id}/", follow=True)
    assert "删除时的内容" in text_of(page)
    back = client.post(f"{LEDGER}deleted/", {"id": [row.id], "why": "误删"}, follow=True)
    assert "已恢复 1 条" in text_of(back)


def test_a_version_is_brought_back_from_the_time_line(log_in: Callable[..., Client]) -> None:
    client = log_in()
    load(households(1))
    row = changed(first_row(), cost="5")
    assert "恢复到改动前（第 1 版）" in text_of(client.get(f"{LEDGER}{row.id}/"))
    page = client.post(f"{LEDGER}{row.id}/revert", {"version": row.version, "to": 1}, follow=True)
    assert "已恢复到第1版的内容" in text_of(page)
    again = client.post(f"{LEDGER}{row.id}/revert", {"version": row.version, "to": 1}, follow=True)
    assert "没有恢复" in text_of(again)


def test_what_is_late_is_listed_with_its_working_days(log_in: Callable[..., Client]) -> None:
    client = log_in("office_head")
    long_ago, soon = clock.today() - timedelta(days=30), clock.today() + timedelta(days=3)
    load([*households(60, due_on=long_ago), *households(1, WEST, due_on=soon)])
    page = client.get("/ledgers/due/")
    assert "001" in text_of(page)
    assert "东柳村60" in text_of(page)
    cursor = page.context["page"].next
    assert len(client.get(f"/ledgers/due/?after={cursor}").context["rows"]) == 10
    assert len(client.get("/ledgers/due/?kind=soon").context["rows"]) == 1
    assert client.get("/ledgers/due/?ledger=toilets&owner=张三").context["rows"] == []
    assert client.get("/ledgers/due/?after=x").status_code == 400
    assert "60" in text_of(client.get("/ledgers/due/count"))


def test_an_escalation_reaches_the_role_it_names(
    ledger: LedgerDefinition, log_in: Callable[..., Client]
) -> None:
    from tests.ledgers.samples import toilets
    from zhenyu.ledgers.actions.definitions import define_ledger

    deadline = {"while": ["planned"], "due": "due_on", "escalate": [{"after": "1wd", "to": "office_head"}]}
    define_ledger(toilets(deadlines=[deadline]), by=SYSTEM)
    load(households(2, due_on=clock.today() - timedelta(days=20)))
    assert escalate() == 2
    head = log_in("office_head")
    assert len(head.get("/ledgers/due/?kind=told").context["rows"]) == 2
    assert len(log_in("town_clerk").get("/ledgers/due/?kind=told").context["rows"]) == 0


def test_the_log_is_for_those_whose_duty_it_is_and_of_their_places(log_in: Callable[..., Client]) -> None:
    load(households(1))
    changed(first_row(), cost="5", remark="x")
    removed(first_row())
    assert log_in().get("/manage/log/").status_code == 403
    inspector = log_in("inspector")
    rows = inspector.get("/manage/log/").context["rows"]
    assert [(each.action_title, each.row is None) for each in rows] == [
        ("删除", False),
        ("修改", False),
        ("导入更新", True),
    ]
    assert len(inspector.get("/manage/log/?action=delete&ledger=toilets&actor=系统").context["rows"]) == 1
    assert inspector.get("/manage/log/?last=2020-01-01").context["rows"] == ()
    assert [each.row for each in log_in("inspector", str(WEST)).get("/manage/log/").context["rows"]] == []


def test_the_log_pages_by_time(log_in: Callable[..., Client]) -> None:
    load(households(1))
    for cost in range(60):
        changed(first_row(), cost=str(cost + 1000))
    inspector = log_in("inspector")
    first = inspector.get("/manage/log/?action=update")
    rest = inspector.get("/manage/log/", {"action": "update", "after": first.context["next"]})
    assert (len(first.context["rows"]), len(rest.context["rows"])) == (50, 10)
    assert isinstance(first.context["rows"][0].at, datetime)


def test_the_log_is_sealed_on_demand(log_in: Callable[..., Client]) -> None:
    load(households(1))
    changed(first_row(), cost="5")
    head = log_in("office_head")
    assert "还有 2 条变更没有封存" in text_of(head.get("/manage/seals/"))
    assert "新封存 1 段" in text_of(head.post("/manage/seals/", follow=True))
    assert "没有新的变更要封存" in text_of(head.post("/manage/seals/", follow=True))


def test_a_year_of_holidays_is_kept_on_its_page(log_in: Callable[..., Client]) -> None:
    head = log_in("office_head")
    assert "尚未公布" in text_of(head.get("/manage/calendar/?year=2035"))
    days = "2035-02-08 休 春节\n2035-02-10 班 春节\n"
    saved = head.post("/manage/calendar/?year=2035", {"days": days, "source": "国办通知"}, follow=True)
    assert "依据：国办通知" in text_of(saved)
    assert "上班 （调休）" in text_of(saved).replace("上班（", "上班 （")
    wrong = head.post("/manage/calendar/?year=2035", {"days": "2035-02-08 歇", "source": "国办通知"})
    assert wrong.status_code == 400
    assert "第1行" in text_of(wrong)
    assert log_in().post("/manage/calendar/?year=2035", {"days": "", "source": "x"}).status_code == 403
