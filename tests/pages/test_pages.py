"""Errors become answers; links keep their place. Asked through Django's client, without a browser."""

import json

import pytest
from django.template import Context, Template
from django.test import Client, RequestFactory

from zhenyu.core.errors import NotFound, RefusedError, StaleVersion, ZhenyuError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.pages.middleware import problem_response
from zhenyu.people.actions import create_user
from zhenyu.people.types import Grant, Role

pytestmark = pytest.mark.filterwarnings("ignore:No directory at")  # whitenoise: collectstatic has not run
TOWN = AreaCode("990101100")
PASSWORD = "liuhe-2026-x"


@pytest.fixture
def clerk(county: None, client: Client) -> Client:
    user = create_user(
        username="clerk", name="测试业务员", password=PASSWORD, grants=[Grant(Role.TOWN_CLERK, TOWN)]
    )
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (StaleVersion("这一行刚被改过"), 409),
        (RefusedError("完工日期早于开工日期"), 422),
        (NotFound("没有这本台账"), 404),
        (ZhenyuError("出错"), 400),
    ],
)
def test_each_kind_of_error_has_its_status_and_machines_get_json(error: ZhenyuError, status: int) -> None:
    response = problem_response(RequestFactory().get("/", headers={"Accept": "application/json"}), error)
    assert response.status_code == status
    assert json.loads(response.content)["message"] == error.message


def test_a_person_gets_a_page_and_a_panel_gets_a_fragment(clerk: Client) -> None:
    page = clerk.get("/?area=990101101", headers={"Accept": "text/html"})
    fragment = clerk.get("/?area=990101101", headers={"HX-Request": "true"})
    assert (page.status_code, fragment.status_code) == (403, 403)
    assert "<html" in page.content.decode()
    assert "<html" not in fragment.content.decode()
    assert "不在您的授权范围内" in fragment.content.decode()


def test_an_account_without_duties_is_told_whom_to_ask(county: None, client: Client) -> None:
    user = create_user(username="newcomer", name="新人", password=PASSWORD, grants=[])
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    response = client.get("/")
    assert response.status_code == 403
    assert "联系安全管理员" in response.content.decode()


def test_the_area_directory_finds_by_name_code_and_initials_within_the_grants(clerk: Client) -> None:
    for text in ("河湾", "990101100203", "hwc"):
        found = clerk.get("/areas/", {"q": text}).content.decode()
        assert "河湾村" in found
    assert "石岭村" not in clerk.get("/areas/", {"q": "石岭"}).content.decode().replace("没有找到“石岭”", "")


def test_choosing_an_area_goes_back_to_the_page_one_was_on(clerk: Client) -> None:
    found = clerk.get("/areas/", {"q": "河湾", "next": "/plans/?area=990101100&view=board"}).content.decode()
    assert "/plans/?view=board&amp;area=990101100203" in found


def test_the_directory_does_not_lead_to_another_site(clerk: Client) -> None:
    found = clerk.get("/areas/", {"q": "河湾", "next": "https://example.com/"}).content.decode()
    assert "example.com" not in found.split('<div class="page-inner">')[1]


def test_the_watchdog_needs_no_login(client: Client, db: None) -> None:
    assert client.get("/healthz").status_code == 200


def _rendered(source: str, **context: object) -> str:
    place = {"area": TOWN, "period": Period.parse("2026-01..2026-10")}
    return Template(source).render(Context({**place, **context}))


def test_template_links_keep_area_and_period() -> None:
    kept = _rendered('{% link "plans:plans" view="board" %}')
    assert kept == "/plans/?area=990101100&amp;period=2026-01..2026-10&amp;view=board"


def test_nothing_zero_and_not_applicable_look_different() -> None:
    drawn = {_rendered("{% number value %}", value=value) for value in (None, 0)} | {
        _rendered('{% absent "not_applicable" %}')
    }
    assert len(drawn) == 3


def test_copying_a_number_gives_its_digits() -> None:
    drawn = _rendered('{% number 1234567 "户" %}')
    assert drawn.count('<span class="thin"></span>') == 2
    assert "," not in drawn


def test_an_address_that_only_takes_forms_says_so_when_it_is_opened(clerk: Client) -> None:
    """A login that ran out leads back to where a form was sent."""
    answer = clerk.get("/reports/upload/", headers={"Accept": "text/html"})
    assert answer.status_code == 405
    assert "只接收提交的表单" in answer.content.decode()
