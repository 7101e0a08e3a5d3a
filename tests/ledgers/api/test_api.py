"""The ledgers as another system uses them, through the API."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from tests.ledgers.samples import EAST, ID_NUMBER, TOWN, WEST, households, load
from zhenyu.core import clock
from zhenyu.core.models import Change
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers.actions.deletion import delete_rows
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.rows import queries
from zhenyu.ledgers.types import Row, RowRef
from zhenyu.people.actions import create_token, create_user
from zhenyu.people.queries import reader_of
from zhenyu.people.types import SYSTEM, Grant, Role

ROWS = "/api/v1/ledgers/toilets/rows"
Ask = Callable[..., Any]


@pytest.fixture(autouse=True)
def _fresh_throttle() -> Iterator[None]:
    yield
    cache.clear()


@pytest.fixture
def asking_as(ledger: LedgerDefinition) -> Callable[..., Ask]:
    """A caller with a token of an account of its own: ``ask("patch", path, body, if_match='"1"')``."""

    def caller(
        role: Role = Role.TOWN_CLERK, area: AreaCode = TOWN, domain: str | None = None, **bounds: Any
    ) -> Ask:
        user = create_user(
            username=f"{role}{area}{domain}",
            name="接口员",
            password="liuhe-2026-x",
            grants=[Grant(role, area, domain)],
        )
        today = clock.today()
        _, secret = create_token(
            by=reader_of(user, today), name="同步", expires_on=today, **{"read_only": False, **bounds}
        )

        def ask(method: str, path: str, body: Any = None, **headers: str) -> Any:
            names = {"if_match": "If-Match", "key": "Idempotency-Key"}
            sent = {names[name]: value for name, value in headers.items()}
            data = body if isinstance(body, str | bytes) else json.dumps(body)
            options = {} if body is None else {"data": data, "content_type": "application/json"}
            sent["Authorization"] = f"Bearer {secret}"
            return getattr(Client(), method)(path, headers=sent, **options)

        return ask

    return caller


@pytest.fixture
def ask(asking_as: Callable[..., Ask]) -> Ask:
    return asking_as()


def rows() -> tuple[Row, ...]:
    return queries.page(SYSTEM, "toilets", area=TOWN, size=500).rows


# --- reading --------------------------------------------------------------------------------------


def test_a_list_is_followed_by_its_cursor_to_the_end(ask: Ask) -> None:
    load(households(70))
    first = ask("get", f"{ROWS}?limit=40&sort=-cost").json()
    second = ask("get", f"{ROWS}?limit=40&sort=-cost&after={first['next']}").json()
    costs = [int(row["values"]["cost"]) for row in first["rows"] + second["rows"]]
    assert costs == sorted(costs, reverse=True)
    assert (len(costs), first["total"], second["next"]) == (70, 70, None)


def test_conditions_join_and_decimals_are_texts(ask: Ask) -> None:
    load(households(9, finished_on="2026-10-31"))
    answer = ask("get", f"{ROWS}?filter=cost:gte:300&filter=household_no:in:003,004&sums=true").json()
    assert [row["values"]["household_no"] for row in answer["rows"]] == ["003", "004"]
    assert answer["rows"][0]["values"]["cost"] == "300"
    assert answer["rows"][0]["values"]["finished_on"] == "2026-10-31"
    assert answer["sums"]["cost"] == "700"


@pytest.mark.parametrize(
    ("query", "status", "word"),
    [
        ("filter=colour:eq:1", 400, "colour"),
        ("filter=cost", 400, "栏目:算符:值"),
        ("sort=colour", 400, "colour"),
        ("after=nonsense", 400, "翻页"),
        ("area=990101101", 403, "990101101"),
        ("limit=0", 422, "limit"),
    ],
)
def test_a_wrong_question_is_a_problem_document(ask: Ask, query: str, status: int, word: str) -> None:
    answer = ask("get", f"{ROWS}?{query}")
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    problem = answer.json()
    assert word in problem["detail"] + problem["hint"]
    assert problem["status"] == status


def test_private_values_come_masked_and_may_be_sent_back(ask: Ask) -> None:
    load(households(1, id_number=ID_NUMBER, head="王小明"))
    id = rows()[0].id
    row = ask("get", f"{ROWS}/{id}").json()
    assert row["masked"] == ["head", "id_number"]
    assert ID_NUMBER not in json.dumps(row)
    values = {**row["values"], "remark": "已核对"}
    saved = ask("patch", f"{ROWS}/{id}", {"values": values}, if_match='"1"')
    assert saved.json()["values"]["remark"] == "已核对"
    from zhenyu.ledgers.schema.registry import loaded_ledger

    assert loaded_ledger("toilets").model.objects.get(id=id).id_number == ID_NUMBER  # type: ignore[attr-defined]


def test_the_definition_tells_what_a_row_may_hold(ask: Ask) -> None:
    schema = ask("get", "/api/v1/ledgers/toilets").json()["row_schema"]
    assert schema["required"] == ["household_no"]
    assert schema["properties"]["kind"]["oneOf"][0] == {"const": "flush", "title": "水冲式"}
    assert schema["properties"]["cost"]["x-unit"] == "元"


def test_a_ledger_of_another_domain_does_not_exist(asking_as: Callable[..., Ask]) -> None:
    ask = asking_as(domain="民政")
    assert ask("get", "/api/v1/ledgers").json() == []
    assert ask("get", ROWS).status_code == 404


# --- writing --------------------------------------------------------------------------------------


def test_a_row_is_made_changed_taken_a_step_and_deleted(ask: Ask) -> None:
    made = ask("post", ROWS, {"area": str(EAST), "values": {"household_no": "001", "cost": "12.50"}})
    assert (made.status_code, made["ETag"]) == (201, '"1"')
    place = made["Location"]
    changed = ask("patch", place, {"values": {"cost": None}, "why": "造价未定"}, if_match=made["ETag"])
    assert (changed.json()["values"]["cost"], changed["ETag"]) == (None, '"2"')
    stepped = ask("post", f"{place}/transitions", {"name": "start"}, if_match='"2"')
    assert stepped.json()["state"] == "building"
    assert ask("delete", f"{place}?why=重复登记", if_match='"3"').status_code == 204
    assert ask("get", place).status_code == 404
    story = ask("get", f"{place}/history").json()
    assert [loaded_ledger["action"] for loaded_ledger in story] == [
        "delete",
        "transition",
        "update",
        "create",
    ]
    assert story[2]["why"] == "造价未定"


def test_a_change_names_the_version_it_is_based_on(ask: Ask) -> None:
    load(households(1))
    place = f"{ROWS}/{rows()[0].id}"
    assert ask("patch", place, {"values": {"cost": "1"}}).status_code == 428
    assert ask("patch", place, {"values": {"cost": "1"}}, if_match="*").status_code == 400
    ask("patch", place, {"values": {"cost": "1"}}, if_match='"1"')
    stale = ask("patch", place, {"values": {"cost": "2"}}, if_match='"1"')
    assert (stale.status_code, stale["ETag"]) == (412, '"2"')
    assert stale.json()["yours"] == {"version": 1, "values": {"cost": "2"}}
    assert stale.json()["theirs"]["values"]["cost"] == "1"
    assert rows()[0].values["cost"] == 1


def test_a_refused_value_names_its_cell(ask: Ask) -> None:
    answer = ask(
        "post", ROWS, {"area": str(EAST), "values": {"household_no": "1", "finished_on": "2023.13.1"}}
    )
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["field"] == "完工日期"


def test_a_read_only_token_writes_nothing(asking_as: Callable[..., Ask]) -> None:
    ask = asking_as(read_only=True)
    assert ask("post", ROWS, {"area": str(EAST), "values": {"household_no": "1"}}).status_code == 403
    assert rows() == ()


def test_what_the_database_cannot_keep_is_refused_before_it(ask: Ask) -> None:
    for body in ('{"area": "990101100201", "values": {}, "why": "\\u0000"}', "[", '{"values": NaN}', b"\xff"):
        assert ask("post", ROWS, body).status_code == 400


# --- many at once ---------------------------------------------------------------------------------


def bulk(ask: Ask, sent: Any, query: str = "", **headers: str) -> Any:
    return ask("put", f"{ROWS}:bulk?area={TOWN}{query}", sent, **headers)


def test_bulk_adds_changes_and_leaves_alone(ask: Ask) -> None:
    load(households(3))
    sent = [*households(2), {"household_no": "003", "area": str(EAST), "cost": 1}, *households(1, WEST)]
    report = bulk(ask, sent).json()
    counts = [report[name] for name in ("read", "added", "changed", "unchanged", "refused")]
    assert counts == [4, 1, 1, 2, 0]


def test_bulk_takes_one_json_a_line(ask: Ask) -> None:
    lines = "\n".join(json.dumps(row) for row in households(2))
    assert bulk(ask, lines).json()["added"] == 2


def test_bulk_is_all_or_nothing_unless_the_good_rows_are_accepted(ask: Ask) -> None:
    sent = [*households(1), {"household_no": "9", "area": str(EAST), "cost": "贵"}]
    refused = bulk(ask, sent)
    assert refused.status_code == 422
    assert refused.json()["report"]["refused"] == 1
    assert refused.json()["problems"][0]["row"] == 2
    assert rows() == ()
    assert bulk(ask, sent, "&dry_run=true").json()["written"] is False
    assert rows() == ()
    assert bulk(ask, sent, "&accept_good=true").json()["added"] == 1


def test_json_values_of_every_kind_are_read_as_a_person_would_write_them(ask: Ask) -> None:
    sent = [{"household_no": "1", "area": str(EAST), "subsidised": True, "cost": 12.5, "remark": {"a": [1]}}]
    assert (
        bulk(
            ask, [*sent, {"household_no": 2, "area": str(EAST), "subsidised": 1, "cost": None, "remark": ""}]
        ).status_code
        == 200
    )
    first, second = rows()
    assert (first.values["subsidised"], str(first.values["cost"])) == (True, "12.5")
    assert (second.values["household_no"], second.values["subsidised"]) == ("2", True)


def test_a_request_sent_twice_is_done_once(ask: Ask) -> None:
    first = bulk(ask, households(2), key="day-1").json()
    assert bulk(ask, households(2), key="day-1").json() == first
    assert first["added"] == 2
    assert bulk(ask, households(3), key="day-1").status_code == 422
    assert bulk(ask, [{"area": str(EAST), "household_no": "", "cost": 1}], key="day-2").status_code == 422
    assert bulk(ask, households(3), key="day-2").json()["added"] == 1


def test_bulk_stays_within_the_area_it_names(asking_as: Callable[..., Ask]) -> None:
    ask = asking_as(Role.VILLAGE_RECORDER, EAST)
    assert ask("put", f"{ROWS}:bulk?area={TOWN}", households(1)).status_code == 403
    ask("put", f"{ROWS}:bulk", households(2, WEST))
    assert {row.area for row in rows()} <= {str(EAST)}


# --- following ------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_changes_are_followed_in_the_order_of_commits_and_wait_for_open_transactions(
    django_db_blocker: Any,
) -> None:
    from django.db import connection

    from tests.ledgers.samples import toilets
    from zhenyu.areas.actions import load_areas
    from zhenyu.ledgers.actions.definitions import define_ledger
    from zhenyu.ledgers.actions.rows import save_rows
    from zhenyu.ledgers.history.change_feed import START, changes_since
    from zhenyu.ledgers.types import RowEdit
    from zhenyu.people.scopes import reading_as

    load_areas([{"code": code, "name": code} for code in (TOWN, EAST, WEST)])
    with reading_as(SYSTEM):
        define_ledger(toilets(), by=SYSTEM)
        load(households(2))
    with reading_as(SYSTEM):
        start = changes_since(SYSTEM, START)
    assert [(each.action, each.row, each.area) for each in start.changes[-1:]] == [
        ("import", None, str(EAST))
    ]
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN; SELECT pg_current_xact_id()")
            with reading_as(SYSTEM):
                made = save_rows("toilets", [RowEdit({"household_no": "9"}, area=WEST)], by=SYSTEM).rows[0]
            with reading_as(SYSTEM):
                assert changes_since(SYSTEM, start.next).changes == ()
            cursor.execute("COMMIT")
    finally:
        other.close()
    with reading_as(SYSTEM):
        delete_rows("toilets", [RowRef(made.id, 1)], by=SYSTEM, why="重复")
    with reading_as(SYSTEM):
        page = changes_since(SYSTEM, start.next)
        assert [(each.action, each.row) for each in page.changes] == [
            ("create", made.id),
            ("delete", made.id),
        ]
        assert changes_since(SYSTEM, page.next).next == page.next
    assert Change.objects.count() == 0  # no scope, no log
