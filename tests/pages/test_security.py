"""What the browser is told, and what a page does not let another site do."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from zhenyu.core import clock
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.people.actions import create_user
from zhenyu.people.models import User
from zhenyu.people.types import Grant, Role

pytestmark = pytest.mark.filterwarnings("ignore:No directory at")
PASSWORD = "liuhe-2026-x"


@pytest.fixture
def user(county: None) -> User:
    grants = [Grant(Role.TOWN_CLERK, AreaCode("990101100"))]
    return create_user(username="clerk", name="李红", password=PASSWORD, grants=grants)


@pytest.fixture
def clerk(user: User, client: Client) -> Client:
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize(
    "path", ["/", "/login/", "/ledgers/", "/healthz", "/no/such/page", "/api/v1/me", "/api/docs"]
)
def test_every_answer_forbids_scripts_of_others_and_frames(clerk: Client, path: str) -> None:
    headers = clerk.get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-inline" not in policy.replace("style-src-attr 'unsafe-inline'", "")
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "no-store" in headers["Cache-Control"]


@pytest.mark.parametrize(
    "place", ["https://example.com/", "//example.com/", "javascript:alert(1)", "\\\\example.com"]
)
def test_logging_in_leads_to_no_other_site(user: User, client: Client, place: str) -> None:
    answer = client.post("/login/", {"username": "clerk", "password": PASSWORD, "next": place})
    assert answer.status_code == 302
    assert answer["Location"] == "/"


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}], ids=["form", "htmx"])
@pytest.mark.parametrize(
    "path", ["/tokens/", "/reports/", "/ledgers/toilets/rows/delete", "/plans/tasks/1/report", "/logout/"]
)
def test_a_post_without_the_csrf_token_is_refused(user: User, path: str, headers: dict[str, str]) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    assert strict.post(path, headers=headers).status_code == 403


def test_the_session_cookie_is_closed_to_scripts_and_to_other_sites(user: User, client: Client) -> None:
    client.post("/login/", {"username": "clerk", "password": PASSWORD})
    cookie = client.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 30 * 60


def test_the_idle_exit_moves_on_while_somebody_works_once_a_minute(
    clerk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A request of the same minute writes no session; the next minute's moves the exit on."""
    start = datetime(2026, 10, 31, 9, 0, 30, tzinfo=clock.CHINA)
    monkeypatch.setattr(clock, "now", lambda: start)
    assert "sessionid" in clerk.get("/areas/").cookies
    assert "sessionid" not in clerk.get("/areas/").cookies
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(minutes=1))
    assert clerk.get("/areas/").cookies["sessionid"]["max-age"] == 30 * 60


def test_a_login_makes_a_new_session(user: User, client: Client) -> None:
    client.post("/login/", {"username": "clerk", "password": PASSWORD})
    first = client.cookies["sessionid"].value
    client.post("/logout/")
    client.post("/login/", {"username": "clerk", "password": PASSWORD})
    assert client.cookies["sessionid"].value != first


@pytest.mark.parametrize("path", ["/ledgers/?q=%00", "/trace/a%00b", "/api/v1/ledgers?x=%00"])
def test_what_the_database_cannot_hold_is_refused_at_the_door(clerk: Client, path: str) -> None:
    assert clerk.get(path).status_code == 400
    assert clerk.post("/tokens/", {"name": "a\0b", "expires_on": "2026-12-01"}).status_code == 400


def test_a_token_page_shows_the_secret_once(clerk: Client, settings: Any) -> None:
    settings.ZHENYU_TODAY = "2026-10-31"
    form = {"name": "县平台", "expires_on": "2027-01-31", "may": "read", "areas": "990101100201"}
    page = clerk.post("/tokens/", form).content.decode()
    secret = page.split('value="zhy_')[1].split('"')[0]
    later = clerk.get("/tokens/").content.decode()
    assert secret not in later
    assert "县平台" in later
    assert "990101100201" in later
    refused = clerk.post("/tokens/", {**form, "expires_on": "2028-01-31"})
    assert refused.status_code == 422
    assert "最长一年" in refused.content.decode()
