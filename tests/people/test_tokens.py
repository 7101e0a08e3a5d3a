"""Tokens: what they may, when they die, and that their secrets are kept nowhere."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from zhenyu.core import clock
from zhenyu.core.errors import NotAllowed, NotFound, UsageError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.people.actions import create_token, create_user, revoke_token
from zhenyu.people.cli import token_group
from zhenyu.people.models import AccessToken, User, UserGrant
from zhenyu.people.queries import reader_of, reader_of_token, token_of
from zhenyu.people.scopes import reading_as
from zhenyu.people.tokens import PREFIX, narrowed
from zhenyu.people.types import Grant, Reader, Role

TOWN = AreaCode("990101100")
EAST = AreaCode("990101100201")
WEST = AreaCode("990101100202")
CLERK = Reader(1, "业务员", (Grant(Role.TOWN_CLERK, TOWN),))


@pytest.fixture
def clerk(county: None) -> User:
    return create_user(username="clerk", name="李红", password="liuhe-2026-x", grants=CLERK.grants)


def token(user: User, **options: Any) -> tuple[AccessToken, str]:
    options = {"name": "同步", "expires_on": clock.today() + timedelta(days=30), **options}
    return create_token(by=reader_of(user, clock.today()), **options)


def asked(secret: str, path: str = "/api/v1/me") -> Any:
    return Client().get(path, headers={"Authorization": f"Bearer {secret}"})


# --- what a token may -----------------------------------------------------------------------------


def test_a_token_without_bounds_is_its_owner() -> None:
    assert narrowed(CLERK, areas=[], domains=[], read_only=False) == CLERK


def test_a_smaller_area_narrows_and_a_larger_one_gives_nothing_more() -> None:
    assert narrowed(CLERK, areas=[EAST], domains=[], read_only=False).grants[0].area == EAST
    assert narrowed(CLERK, areas=[AreaCode("990101")], domains=[], read_only=False).grants[0].area == TOWN
    assert narrowed(CLERK, areas=[AreaCode("990101101")], domains=[], read_only=False).grants == ()


def test_a_domain_of_the_token_stays_within_the_domains_of_the_owner() -> None:
    one_domain = Reader(1, "业务员", (Grant(Role.TOWN_CLERK, TOWN, "民政"),))
    assert narrowed(CLERK, areas=[], domains=["民政"], read_only=False).grants[0].domain == "民政"
    assert narrowed(one_domain, areas=[], domains=["民政"], read_only=False).grants == one_domain.grants
    assert narrowed(one_domain, areas=[], domains=["农业"], read_only=False).grants == ()


def test_a_read_only_token_writes_nowhere_and_defines_nothing() -> None:
    head = Reader(1, "主任", (Grant(Role.OFFICE_HEAD, TOWN),))
    reading = narrowed(head, areas=[], domains=[], read_only=True)
    assert reading.sees(EAST)
    assert not reading.may_write(EAST)
    assert not any(reading.holds(role, EAST) for role in Role if role is not Role.COUNTY_READER)


def test_a_token_cannot_be_made_for_what_one_does_not_hold(clerk: User) -> None:
    with pytest.raises(NotAllowed, match="990101101"):
        token(clerk, areas=[AreaCode("990101101")])
    UserGrant.objects.filter(user=clerk).update(domain="民政")
    with pytest.raises(NotAllowed, match="农业"):
        token(User.objects.get(), domains=["农业"])


@pytest.mark.parametrize("days", [-1, 367])
def test_a_token_lives_from_today_to_a_year(clerk: User, days: int) -> None:
    with pytest.raises(UsageError, match="有效期"):
        token(clerk, expires_on=clock.today() + timedelta(days=days))


def test_the_secret_is_not_kept(clerk: User) -> None:
    made, secret = token(clerk)
    assert secret.startswith(PREFIX)
    assert len(secret) > 40
    kept = str(AccessToken.objects.filter(pk=made.pk).values().get())
    assert secret not in kept
    assert secret[12:] not in kept


# --- when a token dies ----------------------------------------------------------------------------


def test_a_token_opens_the_api_and_no_page(clerk: User) -> None:
    _, secret = token(clerk)
    answer = asked(secret).json()
    assert (answer["name"], answer["token"]) == ("李红", "同步")
    assert asked(secret, "/ledgers/").status_code == 302


def test_a_revoked_token_is_dead_at_once_and_only_its_owner_revokes_it(clerk: User) -> None:
    made, secret = token(clerk)
    with pytest.raises(NotFound):
        revoke_token(made.pk, by=Reader(99, "别人"))
    assert asked(secret).status_code == 200
    revoke_token(made.pk, by=reader_of(clerk, clock.today()))
    assert asked(secret).status_code == 401


def test_an_expired_token_and_that_of_a_locked_account_are_dead(clerk: User) -> None:
    made, secret = token(clerk)
    AccessToken.objects.filter(pk=made.pk).update(expires_on=clock.today() - timedelta(days=1))
    assert token_of(secret) is None
    AccessToken.objects.filter(pk=made.pk).update(expires_on=clock.today())
    assert token_of(secret) is not None
    User.objects.update(is_active=False)
    assert asked(secret).status_code == 401


def test_a_grant_that_ends_ends_for_the_token_too_on_the_next_request(clerk: User) -> None:
    _, secret = token(clerk, areas=[EAST])
    assert asked(secret, "/api/v1/areas").json()[0]["code"] == EAST
    UserGrant.objects.filter(user=clerk).update(area=WEST)
    assert asked(secret, "/api/v1/areas").json() == []


def test_a_deputy_holds_from_the_first_day_to_the_last(clerk: User, settings: Any) -> None:
    grants = UserGrant.objects.filter(user=clerk)
    grants.update(valid_from=date(2026, 11, 2), valid_to=date(2026, 11, 6))
    made, _ = token(clerk)
    held = {}
    for day in (date(2026, 11, 1), date(2026, 11, 2), date(2026, 11, 6), date(2026, 11, 7)):
        held[day.day] = bool(reader_of_token(made, day).grants)
    assert held == {1: False, 2: True, 6: True, 7: False}


def test_a_bad_token_is_nobody_even_beside_a_good_session(clerk: User, client: Client) -> None:
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/api/v1/me").status_code == 200
    answer = client.get("/api/v1/me", headers={"Authorization": "Bearer zhy_wrong"})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer["Content-Type"] == "application/problem+json"


def test_the_last_use_is_noted(clerk: User) -> None:
    made, secret = token(clerk)
    asked(secret)
    made.refresh_from_db()
    assert made.last_used_at is not None


def test_a_session_that_writes_needs_the_csrf_token(clerk: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    body = {"data": {"area": "x"}, "content_type": "application/json"}
    assert strict.post("/api/v1/ledgers/none/rows", **body).json()["detail"] == "没有带 CSRF 标记"
    nobody = Client(enforce_csrf_checks=True).post("/api/v1/ledgers/none/rows", **body)
    assert nobody.status_code == 401


def test_scope_of_the_database_is_the_tokens(clerk: User) -> None:
    made, _ = token(clerk, areas=[EAST], domains=["民政"])
    reader = reader_of_token(made, clock.today())
    with reading_as(reader):
        assert reader.scope() == {"民政": (str(EAST),)}


# --- from the terminal ----------------------------------------------------------------------------


def test_the_operator_makes_lists_and_revokes_tokens_and_only_making_shows_the_secret(clerk: User) -> None:
    run = CliRunner().invoke
    made = json.loads(
        run(token_group, ["create", "--user", "clerk", "--name", "同步", "--area", EAST, "--json"]).stdout
    )
    assert asked(made["token"]).json()["grants"] == [{"role": "county_reader", "area": EAST, "domain": None}]
    listed = run(token_group, ["list", "--user", "clerk", "--json"]).stdout
    assert json.loads(listed)[0]["name"] == "同步"
    assert made["token"] not in listed
    run(token_group, ["revoke", str(made["id"])])
    assert asked(made["token"]).status_code == 401
    assert "已停用" in run(token_group, ["list"]).stdout


def test_log_lines_do_not_carry_the_token(clerk: User, caplog: pytest.LogCaptureFixture) -> None:
    _, secret = token(clerk)
    asked(secret, "/api/v1/ledgers/none")
    revoke_token(AccessToken.objects.get().pk, by=reader_of(clerk, clock.today()))
    asked(secret, "/api/v1/ledgers/none")
    assert "/api/v1/ledgers/none" in caplog.text
    assert secret not in caplog.text
