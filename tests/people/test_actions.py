"""Accounts, offices and their refusals."""

from datetime import timedelta
from typing import Any

import pytest

from zhenyu.core import clock
from zhenyu.core.errors import NotFound, RefusedError, UsageError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.people.actions import MOST_TOKENS, create_office, create_token, create_user, revoke_token
from zhenyu.people.models import AccessToken, User
from zhenyu.people.queries import office_of, reader_of, tokens_of, user_named
from zhenyu.people.types import SYSTEM, Grant, Reader, Role

pytestmark = pytest.mark.django_db
TOWN = AreaCode("990101100")
PASSWORD = "liuhe-2026-x"


def _user(username: str = "clerk", **options: Any) -> User:
    options = {
        "name": "李红",
        "password": PASSWORD,
        "grants": [Grant(Role.TOWN_CLERK, TOWN, "民政")],
        **options,
    }
    return create_user(username=username, **options)


def test_an_account_opens_with_its_duties() -> None:
    reader = reader_of(_user(), clock.today())
    assert (reader.name, reader.grants) == ("李红", (Grant(Role.TOWN_CLERK, TOWN, "民政"),))


def test_a_password_is_kept_as_a_hash() -> None:
    user = _user()
    assert PASSWORD not in user.password
    assert user.check_password(PASSWORD)


@pytest.mark.parametrize("password", ["short1", "12345678901"])
def test_a_weak_password_opens_no_account(password: str) -> None:
    with pytest.raises(UsageError, match="密码不符合要求") as refusal:
        _user(password=password)
    assert refusal.value.hint == "至少 8 位，含字母和数字"
    assert not User.objects.exists()


def test_a_username_is_taken_once() -> None:
    _user()
    with pytest.raises(UsageError) as refusal:
        _user(name="别人")
    assert refusal.value.message == "账号 clerk 已存在"


def test_an_office_is_made_once_for_an_area() -> None:
    office = create_office(area=TOWN, name="党政综合办")
    assert create_office(area=TOWN, name="党政综合办") == office
    assert create_office(area=AreaCode("990101101"), name="党政综合办") != office
    user = _user(office=office)
    assert office_of(reader_of(user, clock.today())) == office.pk
    assert office_of(SYSTEM) is None


def test_an_account_that_is_not_there_is_named() -> None:
    with pytest.raises(NotFound) as refusal:
        user_named("nobody")
    assert (refusal.value.message, refusal.value.hint) == ("没有账号“nobody”", "请核对账号名")


def _token(by: Reader, **options: Any) -> AccessToken:
    options = {"name": "同步", "expires_on": clock.today() + timedelta(days=30), **options}
    return create_token(by=by, **options)[0]


def test_a_token_needs_an_account_and_a_name() -> None:
    with pytest.raises(UsageError) as refusal:
        _token(SYSTEM)
    assert refusal.value.hint == "请用 --user 指明账号"
    with pytest.raises(UsageError, match="令牌没有名称"):
        _token(reader_of(_user(), clock.today()), name="  ")


def test_nobody_keeps_more_tokens_than_can_be_told_apart() -> None:
    reader = reader_of(_user(), clock.today())
    for _ in range(MOST_TOKENS):
        last = _token(reader)
    with pytest.raises(RefusedError) as refusal:
        _token(reader)
    assert refusal.value.message == f"已经有 {MOST_TOKENS} 个可用的令牌"
    revoke_token(last.pk, by=reader)
    _token(reader)


def test_the_operator_stops_anybodys_token_and_a_stopped_one_stays_stopped() -> None:
    reader = reader_of(_user(), clock.today())
    made = _token(reader)
    revoke_token(made.pk, by=SYSTEM)
    (first,) = tokens_of(reader.user_id or 0)
    revoke_token(made.pk, by=reader)
    assert tokens_of(reader.user_id or 0)[0].revoked_at == first.revoked_at
    with pytest.raises(NotFound, match="没有编号为 999999 的令牌"):
        revoke_token(999_999, by=SYSTEM)
