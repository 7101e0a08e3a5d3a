"""What stands before every view and after every error."""

import json

import pytest
from django.test import Client, RequestFactory

from zhenyu.core.errors import NotFound
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.pages.middleware import problem_response, wants_json
from zhenyu.people.actions import create_user
from zhenyu.people.types import Grant, Role

pytestmark = pytest.mark.filterwarnings("ignore:No directory at")  # whitenoise: collectstatic has not run
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def clerk(county: None, client: Client) -> Client:
    user = create_user(
        username="clerk",
        name="李红",
        password="liuhe-2026-x",
        grants=[Grant(Role.TOWN_CLERK, AreaCode("990101100"))],
    )
    client.force_login(user, backend=BACKEND)
    return client


@pytest.mark.parametrize("address", ["/areas/?q=a%00b", "/areas/?area=990101100%00"])
def test_a_character_the_database_cannot_keep_is_refused_in_an_address(clerk: Client, address: str) -> None:
    answer = clerk.get(address)
    assert answer.status_code == 400
    assert "不能保存的字符" in answer.content.decode()


def test_it_is_refused_in_a_form_too(clerk: Client) -> None:
    answer = clerk.post("/tokens/", {"name": "同步\0"})
    assert answer.status_code == 400
    assert "请去掉后重试" in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "status", "message"),
    [
        ("area=990101101", 403, "区划 990101101 不在您的授权范围内"),
        ("area=99010", 400, "区划代码“99010”有5位"),
        ("period=去年", 400, "去年"),
    ],
)
def test_a_bad_area_or_period_is_answered_before_the_view(
    clerk: Client, query: str, status: int, message: str
) -> None:
    answer = clerk.get(f"/areas/?{query}")
    assert answer.status_code == status
    assert message in answer.content.decode()


def test_a_form_address_opened_as_a_page_says_so(clerk: Client) -> None:
    answer = clerk.get("/tokens/1/revoke", headers={"Accept": "text/html"})
    assert answer.status_code == 405
    assert "刚才没有写入任何内容" in answer.content.decode()


def test_the_api_answers_405_in_its_own_way(clerk: Client) -> None:
    answer = clerk.post("/api/v1/me")
    assert answer.status_code == 405
    assert "<html" not in answer.content.decode()


def test_the_watchdog_needs_no_area(client: Client, db: None) -> None:
    assert client.get("/healthz?area=nonsense").status_code == 200


@pytest.mark.parametrize(
    ("headers", "json_wanted"),
    [
        ({"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}, False),
        ({"Accept": "application/json"}, True),
        ({"Accept": "application/json, text/html;q=0.5"}, True),
        ({"Accept": "*/*"}, False),
        ({}, False),
    ],
)
def test_a_script_of_ours_is_told_from_a_browser(headers: dict[str, str], json_wanted: bool) -> None:
    assert wants_json(RequestFactory().get("/", headers=headers)) is json_wanted


def test_a_body_of_json_wants_json_back() -> None:
    request = RequestFactory().post("/", "{}", content_type="application/json")
    assert wants_json(request)


def test_json_carries_chinese_as_it_is() -> None:
    request = RequestFactory().get("/", headers={"Accept": "application/json"})
    answer = problem_response(request, NotFound("没有这本台账", "请核对"))
    assert "没有这本台账" in answer.content.decode()
    assert json.loads(answer.content) == {"message": "没有这本台账", "hint": "请核对"}
    assert answer.status_code == 404


def test_a_status_may_be_said_by_the_caller() -> None:
    request = RequestFactory().get("/", headers={"Accept": "application/json"})
    assert problem_response(request, NotFound("x"), status=405).status_code == 405
