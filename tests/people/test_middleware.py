"""Each request runs as its reader; who is idle is logged out; a failed answer writes nothing."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory

from zhenyu.core import clock
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.people.actions import create_token, create_user
from zhenyu.people.middleware import NOBODY, IdleMiddleware, ReaderMiddleware
from zhenyu.people.models import Office, User, UserGrant
from zhenyu.people.queries import reader_of
from zhenyu.people.types import Grant, Role

TOWN, EAST = AreaCode("990101100"), AreaCode("990101100201")
BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def clerk(county: None) -> User:
    return create_user(
        username="clerk", name="李红", password="liuhe-2026-x", grants=[Grant(Role.TOWN_CLERK, TOWN)]
    )


class Request:
    """A request that has come past sessions and login."""

    def __new__(cls, user: Any = None, path: str = "/", **headers: str) -> Any:
        request: Any = RequestFactory().get(path, headers=headers)
        request.user = user
        request.session = {}
        return request


def _seen_by_the_view(request: Any, status: int = 200) -> dict[str, Any]:
    """What the view behind the middleware finds."""
    seen: dict[str, Any] = {}

    def view(inner: Any) -> HttpResponse:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('zhenyu.scope'), current_setting('zhenyu.actor')")
            seen["scope"], seen["actor"] = cursor.fetchone()
        seen["reader"], seen["token"] = inner.reader, inner.token
        Office.objects.create(area=str(TOWN), name="党政办")
        return HttpResponse(status=status)

    ReaderMiddleware(view)(request)
    return seen


def test_a_request_runs_in_the_scope_and_name_of_who_is_logged_in(clerk: User) -> None:
    seen = _seen_by_the_view(Request(clerk))
    assert seen["reader"] == reader_of(clerk, clock.today())
    assert seen["scope"] == '{"*": ["990101100"], "": ["990101100"]}'
    assert (seen["actor"], seen["token"]) == ("李红", None)


def test_nobody_has_an_empty_scope(clerk: User) -> None:
    seen = _seen_by_the_view(Request())
    assert (seen["reader"], seen["scope"], seen["actor"]) == (NOBODY, "{}", "未登录")


def test_a_token_is_its_owner_narrowed(clerk: User) -> None:
    _, secret = create_token(
        by=reader_of(clerk, clock.today()),
        name="同步",
        expires_on=clock.today() + timedelta(days=3),
        areas=[EAST],
    )
    seen = _seen_by_the_view(Request(path="/api/v1/me", authorization=f"Bearer {secret}"))
    assert [grant.area for grant in seen["reader"].grants] == [EAST]
    assert seen["token"].name == "同步"
    assert seen["token"].last_used_at is None  # as it was; the use is noted in the database
    seen["token"].refresh_from_db()
    assert seen["token"].last_used_at is not None


def test_a_bad_token_is_nobody_though_somebody_is_logged_in(clerk: User) -> None:
    seen = _seen_by_the_view(Request(clerk, "/api/v1/me", authorization="Bearer zhy_wrong"))
    assert seen["reader"] == NOBODY


def test_pages_take_no_tokens(clerk: User) -> None:
    seen = _seen_by_the_view(Request(clerk, "/ledgers/", authorization="Bearer zhy_wrong"))
    assert seen["reader"].name == "李红"


@pytest.mark.parametrize(("status", "written"), [(200, 1), (404, 1), (500, 0), (503, 0)])
def test_a_failed_answer_takes_its_writes_back(clerk: User, status: int, written: int) -> None:
    _seen_by_the_view(Request(clerk), status)
    assert Office.objects.count() == written


def test_a_grant_that_ended_yesterday_is_gone_at_the_next_request(clerk: User, client: Client) -> None:
    client.force_login(clerk, backend=BACKEND)
    assert client.get("/areas/").status_code == 200
    UserGrant.objects.update(valid_to=clock.today() - timedelta(days=1))
    assert client.get("/areas/").status_code == 403


# --- the idle exit --------------------------------------------------------------------------------


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    def set_time(hour: int, minute: int) -> None:
        moment = datetime(2026, 11, 3, hour, minute, tzinfo=clock.CHINA)
        monkeypatch.setattr(clock, "now", lambda: moment)

    return set_time


class SessionOfOne(dict[str, str]):
    """A session that counts what is written to it."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.writes = 0

    def __setitem__(self, key: str, value: str) -> None:
        self.writes += 1
        super().__setitem__(key, value)


def _pass(session: SessionOfOne) -> None:
    request: Any = RequestFactory().get("/")
    request.session = session
    IdleMiddleware(lambda _: HttpResponse())(request)


def test_the_exit_moves_on_once_a_minute(at: Any) -> None:
    session = SessionOfOne({"_auth_user_id": "1"})
    at(9, 0)
    _pass(session)
    _pass(session)
    assert session.writes == 1
    at(9, 1)
    _pass(session)
    assert session.writes == 2


def test_who_is_not_logged_in_gets_no_session(at: Any) -> None:
    session = SessionOfOne()
    at(9, 0)
    _pass(session)
    assert session == {}


def test_who_is_idle_for_half_an_hour_has_to_log_in_again(clerk: User, client: Client) -> None:
    client.force_login(clerk, backend=BACKEND)
    assert client.get("/areas/").status_code == 200
    left = Session.objects.get().expire_date - clock.now()
    assert timedelta(minutes=29) < left <= timedelta(minutes=30)
    Session.objects.update(expire_date=clock.now() - timedelta(seconds=1))
    assert client.get("/areas/").headers["Location"].startswith("/login/")
