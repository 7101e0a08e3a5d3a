"""One change to many rows: judged one by one, written together, told apart."""

import json
from typing import Any

import pytest
from django.test import Client

from tests.ledgers.samples import EAST, TOWN, WEST, households, load
from zhenyu.core.errors import NotAllowed, StaleVersion, UsageError
from zhenyu.core.models import Change
from zhenyu.ledgers.actions import batches
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.rows import queries
from zhenyu.ledgers.rows.selection import Selection
from zhenyu.ledgers.types import Filter, Row, RowConflict, RowEdit, RowRef, RowsRefused
from zhenyu.people.models import User, UserGrant
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Reader

LEDGER = "/ledgers/toilets/"
JSON: dict[str, Any] = {"content_type": "application/json"}


@pytest.fixture
def clerk(ledger: LedgerDefinition, client: Client) -> Client:
    user = User.objects.create_user("clerk", password="x", name="李红")
    UserGrant.objects.create(user=user, role="town_clerk", area=str(TOWN))
    client.force_login(user)
    return client


def rows() -> tuple[Row, ...]:
    return queries.page(SYSTEM, "toilets", area=TOWN, size=500).rows


def refs() -> list[RowRef]:
    return [RowRef(row.id, row.version) for row in rows()]


def costs() -> list[int]:
    return [int(row.values["cost"]) for row in rows()]


def filled(values: dict[str, Any], **options: Any) -> batches.BatchOutcome:
    return batches.edit_rows("toilets", batches.edits_of(refs(), values), by=SYSTEM, **options)


def test_a_dry_run_says_what_would_change_and_writes_nothing(ledger: LedgerDefinition) -> None:
    load(households(3))
    verdict = filled({"cost": "200"}, dry_run=True)
    assert (verdict.asked, verdict.changed, verdict.unchanged, verdict.refused) == (3, 2, 1, 0)
    assert costs() == [100, 200, 300]
    assert filled({"cost": "200"}).changed == 2
    assert costs() == [200, 200, 200]


def test_refused_rows_are_named_and_the_rest_written_on_request(ledger: LedgerDefinition) -> None:
    load(households(4))
    first, second, third, fourth = refs()
    edits = [
        RowEdit({"cost": "很多"}, id=first.id, version=first.version),
        RowEdit({"cost": "-5"}, id=second.id, version=second.version),
        RowEdit({"cost": "0.5万元"}, id=third.id, version=third.version),
        RowEdit({"cost": "1,200", "finished_on": "2026.13.1"}, id=fourth.id, version=fourth.version),
    ]
    with pytest.raises(RowsRefused):
        batches.edit_rows("toilets", edits, by=SYSTEM)
    assert costs() == [100, 200, 300, 400]
    verdict = batches.edit_rows("toilets", edits, by=SYSTEM, accept_good=True)
    assert [(problem.row, problem.rule) for problem in verdict.problems] == [
        (1, "number"),
        (2, "check"),
        (4, "date"),
    ]
    assert verdict.asked == verdict.changed + verdict.unchanged + verdict.refused
    assert costs() == [100, 200, 5000, 400]


def test_new_rows_with_a_taken_key_are_told_one_by_one(ledger: LedgerDefinition) -> None:
    load(households(2))
    edits = [RowEdit({"household_no": number}, area=EAST) for number in ("003", "002", "004", "004")]
    verdict = batches.edit_rows("toilets", edits, by=SYSTEM, accept_good=True)
    assert [(problem.row, problem.rule) for problem in verdict.problems] == [
        (2, "duplicate"),
        (4, "duplicate"),
    ]
    assert verdict.added == 2
    assert [row.values["household_no"] for row in rows()] == ["001", "002", "003", "004"]


def test_a_step_is_taken_by_the_rows_that_may_and_explained_to_the_others(ledger: LedgerDefinition) -> None:
    load(
        [
            {**row, "state": state}
            for row, state in zip(households(3), ["planned", "building", "planned"], strict=True)
        ]
    )
    verdict = batches.edit_rows(
        "toilets", batches.edits_of(refs(), {}), by=SYSTEM, step="start", accept_good=True
    )
    assert [(problem.row, problem.message) for problem in verdict.problems] == [
        (2, "“开工”要在“待改”状态办理，现在是“施工中”")
    ]
    assert [row.state for row in rows()] == ["building", "building", "building"]
    assert Change.objects.filter(action="transition", why="开工").count() == 2


def test_a_colleagues_change_stops_the_whole_batch(ledger: LedgerDefinition) -> None:
    load(households(2))
    old = refs()
    filled({"remark": "同事改的"})
    with pytest.raises(RowConflict):
        batches.edit_rows("toilets", batches.edits_of(old, {"cost": "1"}), by=SYSTEM, accept_good=True)
    assert costs() == [100, 200]


def test_all_rows_of_a_filter_are_counted_again_before_writing(ledger: LedgerDefinition) -> None:
    load(households(5))
    chosen = Selection(TOWN, (Filter("cost", "gte", "200"),))
    assert len(batches.rows_asked(SYSTEM, "toilets", chosen)) == 4
    with pytest.raises(StaleVersion, match="从 3 行变成了 4 行"):
        batches.rows_asked(SYSTEM, "toilets", chosen, expected=3)


def test_too_many_rows_are_refused_with_the_way_out(
    ledger: LedgerDefinition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "MOST_ROWS", 3)
    load(households(4))
    with pytest.raises(UsageError, match="超过 3 行"):
        batches.rows_asked(SYSTEM, "toilets", Selection(TOWN))


def test_a_thousand_ugly_rows_of_eight_columns_add_up(ledger: LedgerDefinition) -> None:
    load(households(900))
    standing = rows_of(900)
    columns = {
        "kind": "水冲式",
        "cost": "1.2万元",
        "due_on": "2026.5.1",
        "finished_on": "2026年5月3日",
        "subsidised": "√",
    }
    edits = []
    for number in range(1000):
        values = {**columns, "head": "张 三", "remark": f"第{number}行"}
        if number % 100 == 7:
            values["kind"] = "旱厕"
        if number % 100 == 8:
            values["cost"] = "-1"
        known = standing[number] if number < 900 else None
        place = {"id": known.id, "version": known.version} if known else {"area": EAST}
        edits.append(RowEdit(values if known else {**values, "household_no": f"新{number}"}, **place))
    verdict = batches.edit_rows("toilets", edits, by=SYSTEM, accept_good=True)
    assert (verdict.changed, verdict.added, verdict.refused) == (882, 98, 20)
    assert {problem.row % 100 for problem in verdict.problems} == {8, 9}
    assert verdict.result is not None
    assert str(verdict.result.rows[0].values["cost"]) == "12000"


def rows_of(count: int) -> list[RowRef]:
    found: list[RowRef] = []
    after = None
    while len(found) < count:
        page = queries.page(SYSTEM, "toilets", area=TOWN, size=500, after=after)
        found += [RowRef(row.id, row.version) for row in page.rows]
        after = page.next
    return found


def test_nobody_fills_where_they_may_only_read(ledger: LedgerDefinition) -> None:
    load(households(1))
    leader = Reader(user_id=9, name="镇长", grants=())
    with reading_as(SYSTEM), pytest.raises(NotAllowed):
        batches.edit_rows("toilets", batches.edits_of(refs(), {"cost": "1"}), by=leader)


# --- through the page -----------------------------------------------------------------------------


def post(client: Client, path: str, body: dict[str, Any], query: str = "") -> Any:
    return client.post(f"{LEDGER}{path}{query}", json.dumps(body), **JSON)


def test_all_rows_of_the_address_need_a_reason(clerk: Client) -> None:
    load(households(3))
    body = {"all": True, "values": {"cost": "7"}}
    looked = post(clerk, "rows/batch", {**body, "dry_run": True}, "?f.cost=>=200").json()
    assert (looked["asked"], looked["changed"]) == (2, 2)
    assert post(clerk, "rows/batch", body, "?f.cost=>=200").status_code == 400
    done = post(clerk, "rows/batch", {**body, "why": "更正", "expected": 2}, "?f.cost=>=200").json()
    assert done["changed"] == 2
    assert costs() == [100, 7, 7]
    assert Change.objects.filter(action="update", why="更正").count() == 2


def test_a_refused_row_is_told_by_its_id(clerk: Client) -> None:
    load([{**row, "state": state} for row, state in zip(households(2), ["planned", "building"], strict=True)])
    asked = [{"id": ref.id, "version": ref.version} for ref in refs()]
    looked = post(clerk, "rows/batch", {"refs": asked, "step": "start", "dry_run": True}).json()
    assert [(problem["id"], problem["title"]) for problem in looked["problems"]] == [(asked[1]["id"], "002")]
    assert post(clerk, "rows/batch", {"refs": asked, "step": "start"}).status_code == 422


def test_a_pasted_line_names_its_village(clerk: Client) -> None:
    edits = [{"id": None, "area": "西柳村", "values": {"household_no": "001"}}]
    assert post(clerk, "rows", {"edits": edits}).json()["added"] == 1
    assert rows()[0].area == str(WEST)
    elsewhere = [{"id": None, "area": "桥头村", "values": {"household_no": "002"}}]
    assert "没有叫“桥头村”的地方" in post(clerk, "rows", {"edits": elsewhere}).json()["message"]
