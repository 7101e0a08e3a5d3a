"""Logging in and out, and what five wrong passwords do."""

import pytest
from django.test import Client

from zhenyu.core.values.area_codes import AreaCode
from zhenyu.people.actions import create_user
from zhenyu.people.authentication import bearer_of
from zhenyu.people.models import User
from zhenyu.people.types import Grant, Role

pytestmark = pytest.mark.filterwarnings("ignore:No directory at")  # whitenoise: collectstatic has not run
PASSWORD = "liuhe-2026-x"


@pytest.fixture
def clerk(county: None) -> User:
    return create_user(
        username="clerk",
        name="李红",
        password=PASSWORD,
        grants=[Grant(Role.TOWN_CLERK, AreaCode("990101100"))],
    )


def _log_in(client: Client, password: str = PASSWORD, username: str = "clerk") -> int:
    return client.post("/login/", {"username": username, "password": password}).status_code


def test_who_logs_in_goes_on_to_the_page_they_wanted(clerk: User, client: Client) -> None:
    wanted = client.get("/plans/").headers["Location"]
    assert wanted == "/login/?next=/plans/"
    answer = client.post(wanted, {"username": "clerk", "password": PASSWORD})
    assert answer.headers["Location"] == "/plans/"


def test_a_login_leads_to_no_other_site(clerk: User, client: Client) -> None:
    answer = client.post("/login/?next=https://example.com/", {"username": "clerk", "password": PASSWORD})
    assert answer.headers["Location"] == "/"


@pytest.mark.parametrize(("username", "password"), [("clerk", "wrong"), ("nobody", PASSWORD)])
def test_a_refused_login_does_not_say_which_part_was_wrong(
    clerk: User, client: Client, username: str, password: str
) -> None:
    page = client.post("/login/", {"username": username, "password": password}).content.decode()
    assert "账号或密码不正确" in page


def test_a_locked_account_cannot_log_in(clerk: User, client: Client) -> None:
    User.objects.update(is_active=False)
    assert _log_in(client) == 200
    assert client.get("/plans/").status_code == 302


def test_five_wrong_passwords_lock_the_account_for_a_while(clerk: User, client: Client) -> None:
    answers = [_log_in(client, "wrong") for _ in range(5)]
    assert answers[-1] == 429
    assert _log_in(client) == 429


def test_a_logout_ends_the_session(clerk: User, client: Client) -> None:
    _log_in(client)
    assert client.get("/areas/").status_code == 200
    assert client.post("/logout/").headers["Location"] == "/login/"
    assert client.get("/areas/").status_code == 302


class Asked:
    """A request with a path and an Authorization header."""

    def __init__(self, path: str, header: str | None) -> None:
        self.path = path
        self.headers = {"Authorization": header} if header is not None else {}


@pytest.mark.parametrize(
    ("path", "header", "secret"),
    [
        ("/api/v1/me", "Bearer zhy_a", "zhy_a"),
        ("/api/v1/me", "bearer  zhy_a ", "zhy_a"),
        ("/api/v1/me", "Bearer ", ""),
        ("/api/v1/me", "Basic zhy_a", None),
        ("/api/v1/me", None, None),
        ("/ledgers/", "Bearer zhy_a", None),
    ],
)
def test_only_the_api_takes_a_bearer_token(path: str, header: str | None, secret: str | None) -> None:
    assert bearer_of(Asked(path, header)) == secret  # type: ignore[arg-type]  # all that is asked of it
