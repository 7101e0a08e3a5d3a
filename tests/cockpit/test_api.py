"""The API as a whole: its schema keeps what it promises whatever is thrown at it, and its page needs no
internet."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import schemathesis
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import checks

from tests.indicators.conftest import INDICATORS, TOILETS
from zhenyu.cockpit.api import api
from zhenyu.core import clock
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.indicators.actions.definitions import define_indicators
from zhenyu.ledgers.actions.definitions import define_ledger
from zhenyu.ledgers.actions.rows import save_rows
from zhenyu.ledgers.types import RowEdit
from zhenyu.people.actions import create_token, create_user
from zhenyu.people.queries import reader_of
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Grant, Role

pytestmark = pytest.mark.filterwarnings("ignore:No directory at")
TOWN, EAST, WEST = AreaCode("990101100"), AreaCode("990101100201"), AreaCode("990101100202")
KEPT = (
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
)
SCHEMA = schemathesis.openapi.from_dict(api.get_openapi_schema())
OPERATIONS = [result.ok() for result in SCHEMA.get_all_operations()]
ADDRESSES = [
    f"{code}@{TOWN}/{period}"
    for code in ("renovated", "rate", "none")
    for period in ("2026", "2026.yoy", "x")
]


@pytest.fixture(autouse=True)
def _one_connection() -> Iterator[None]:
    """A WSGI handler closes the database's connection between requests; here it holds the test's
    transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def books(county: None, monkeypatch: Any) -> int:
    """A ledger with one row of the east village; gives the row's id."""
    monkeypatch.setattr("zhenyu.people.authentication.TokenThrottle.allow_request", lambda *_: True)
    with reading_as(SYSTEM):
        define_indicators(INDICATORS, by=SYSTEM)
        define_ledger(TOILETS, by=SYSTEM)
        row = save_rows("toilets", [RowEdit({"household": "1", "cost": "9.5"}, area=EAST)], by=SYSTEM).rows[0]
    return row.id


def secret_of(role: Role, area: AreaCode, domain: str | None = None) -> str:
    user = create_user(
        username=f"{role}{area}", name="接口员", password="liuhe-2026-x", grants=[Grant(role, area, domain)]
    )
    reader = reader_of(user, clock.today())
    return create_token(by=reader, name="同步", expires_on=clock.today(), read_only=False)[1]


@pytest.mark.parametrize(
    "operation", OPERATIONS, ids=[each.definition.raw["operationId"] for each in OPERATIONS]
)
@pytest.mark.parametrize(
    ("role", "area"), [(Role.TOWN_CLERK, TOWN), (Role.VILLAGE_RECORDER, WEST)], ids=["clerk", "outsider"]
)
def test_every_operation_keeps_its_promises(operation: Any, role: Role, area: AreaCode, books: int) -> None:
    """Whatever the schema allows (and much that it does not) is answered as the schema says, never with a
    server error."""
    headers = {"Authorization": f"Bearer {secret_of(role, area)}", "Accept-Encoding": "identity"}
    operation.app = WSGIHandler()

    @settings(
        max_examples=8,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(), aimed=st.booleans(), address=st.sampled_from(ADDRESSES))
    def hold(case: Any, aimed: bool, address: str) -> None:
        if aimed:  # at what is there: random codes find nothing
            known = {"code": "toilets", "row_id": books}
            case.path_parameters = {
                name: known.get(name, value) for name, value in (case.path_parameters or {}).items()
            }
            if "address" in (case.query or {}):
                case.query["address"] = address
        with transaction.atomic():
            response = case.call(headers=headers, app=operation.app)
            case.validate_response(response, checks=KEPT)
            transaction.set_rollback(True)

    hold()


def test_operation_ids_are_stable() -> None:
    """Programs generated from the schema call these names: one may be added, none may go."""
    assert {each.definition.raw["operationId"] for each in OPERATIONS} >= {
        "whoAmI",
        "listAreas",
        "listLedgers",
        "getLedger",
        "listRows",
        "getRow",
        "createRow",
        "updateRow",
        "takeStep",
        "deleteRow",
        "getRowHistory",
        "bulkUpsertRows",
        "listChanges",
        "listIndicators",
        "getIndicator",
        "getFigures",
        "getSeries",
        "getTrace",
    }


def test_everything_is_described_in_chinese() -> None:
    for each in OPERATIONS:
        raw = each.definition.raw
        assert re.search(r"[\u4e00-\u9fff]", raw["summary"]), raw["operationId"]
        assert re.search(r"[\u4e00-\u9fff]", raw["description"]), raw["operationId"]


# --- the whole ------------------------------------------------------------------------------------


@pytest.fixture
def clerk(books: int, client: Client) -> Client:
    user = create_user(
        username="clerk", name="李红", password="liuhe-2026-x", grants=[Grant(Role.TOWN_CLERK, TOWN)]
    )
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_page_of_the_api_stays_offline(clerk: Client) -> None:
    page = clerk.get("/api/docs").content.decode()
    assert "swagger-ui-bundle.js" in page
    assert re.findall(r"(?:src|href)=\"(?:https?:)?//", page) == []
    assert re.findall(r"<script>|\son\w+=", page) == []


def test_answers_are_compressed_for_those_who_can(clerk: Client) -> None:
    answer = clerk.get("/api/v1/indicators", headers={"Accept-Encoding": "gzip"})
    assert answer["Content-Encoding"] == "gzip"


def test_too_many_requests_are_told_when_to_come_back(books: int, monkeypatch: Any) -> None:
    monkeypatch.undo()
    cache.clear()
    throttle = api.throttle
    monkeypatch.setattr(throttle, "num_requests", 2)
    headers = {"Authorization": f"Bearer {secret_of(Role.TOWN_CLERK, TOWN)}"}
    answers = [Client().get("/api/v1/me", headers=headers) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert int(answers[2]["Retry-After"]) >= 1
    cache.clear()


def test_a_body_too_large_is_told_the_limit(clerk: Client, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = clerk.put("/api/v1/ledgers/toilets/rows:bulk", data="x" * 200, content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")


def test_figures_series_and_trace_answer_by_address(clerk: Client, books: int) -> None:
    year = date.today().year  # noqa: DTZ011 - the row was registered now
    address = f"planned@{TOWN}/{year}"
    figure = clerk.get("/api/v1/figures", {"address": [address, f"{address}.yoy"]}).json()
    assert [each["aspect"] for each in figure] == ["value", "yoy"]
    assert len(clerk.get("/api/v1/series", {"address": address}).json()) == 12
    below = clerk.get("/api/v1/series", {"address": address, "by": "area"}).json()
    assert [each["area"] for each in below] == [EAST, WEST, "990101100203"]
    assert clerk.get("/api/v1/trace", {"address": address}).json()["address"] == address
    assert clerk.get("/api/v1/figures", {"address": "planned@990101101/2026"}).status_code == 403
