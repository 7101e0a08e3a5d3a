"""Verbs: opening accounts, giving duties, handing out and revoking tokens."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from zhenyu.core import clock
from zhenyu.core.errors import NotAllowed, NotFound, RefusedError, UsageError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.people.models import AccessToken, Office, User, UserGrant
from zhenyu.people.tokens import SHOWN, digest_of, narrowed, new_secret
from zhenyu.people.types import Grant, Reader

LONGEST_TOKEN: Final = timedelta(days=366)
MOST_TOKENS: Final = 20
"""Live tokens of one person; more are a sign that they are not told apart."""


def create_office(*, area: AreaCode, name: str) -> Office:
    """The office of that name, made if it is not there."""
    return Office.objects.get_or_create(area=str(area), name=name)[0]


@transaction.atomic
def create_user(
    *, username: str, name: str, password: str, grants: Sequence[Grant], office: Office | None = None
) -> User:
    """Open an account with its duties.

    Raises:
        UsageError: the password is too weak or the username is taken.
    """
    if User.objects.filter(username=username).exists():
        raise UsageError(f"账号 {username} 已存在", "换一个账号名，或在用户管理中修改原账号")
    user = User(username=username, name=name, office=office)
    try:
        validate_password(password, user)
    except ValidationError as problem:
        raise UsageError(
            "密码不符合要求：" + "；".join(problem.messages), "至少 8 位，含字母和数字"
        ) from problem
    user.set_password(password)
    user.save()
    UserGrant.objects.bulk_create(
        UserGrant(
            user=user,
            role=grant.role,
            area=str(grant.area),
            domain=grant.domain,
            valid_from=grant.valid_from,
            valid_to=grant.valid_to,
        )
        for grant in grants
    )
    return user


@transaction.atomic
def create_token(
    *,
    by: Reader,
    name: str,
    expires_on: date,
    areas: Sequence[AreaCode] = (),
    domains: Sequence[str] = (),
    read_only: bool = True,
) -> tuple[AccessToken, str]:
    """Hand out a token for a part of one's own grants; empty ``areas`` or ``domains`` mean all of them.

    Returns:
        The token and its secret, which is shown now and never again.

    Raises:
        UsageError: no name, or a last day that is past or more than a year away. NotAllowed: an area or
        domain outside the reader's own. RefusedError: too many tokens already.
    """
    if by.user_id is None:
        raise UsageError("令牌要属于一个账号", "请用 --user 指明账号")
    if not name.strip():
        raise UsageError("令牌没有名称", "写明给谁用、做什么用，如：县平台每日同步")
    today = clock.today()
    if not today <= expires_on <= today + LONGEST_TOKEN:
        raise UsageError(
            f"有效期 {expires_on} 不行", f"请选 {today} 至 {today + LONGEST_TOKEN} 之间的一天，最长一年"
        )
    _check_own(by, areas, domains, read_only=read_only)
    User.objects.select_for_update().get(pk=by.user_id)
    live = AccessToken.objects.filter(user_id=by.user_id, revoked_at=None, expires_on__gte=today)
    if live.count() >= MOST_TOKENS:
        raise RefusedError(f"已经有 {MOST_TOKENS} 个可用的令牌", "请先停用不再使用的令牌")
    secret = new_secret()
    token = AccessToken.objects.create(
        user_id=by.user_id,
        name=name.strip()[:60],
        start=secret[:SHOWN],
        digest=digest_of(secret),
        read_only=read_only,
        areas=sorted(map(str, areas)),
        domains=sorted(domains),
        created_at=clock.now(),
        expires_on=expires_on,
    )
    return token, secret


def _check_own(by: Reader, areas: Sequence[AreaCode], domains: Sequence[str], *, read_only: bool) -> None:
    for area in areas:
        if not by.sees(area):
            raise NotAllowed(f"区划 {area} 不在您的授权范围内", "令牌只能授予本人已有的权限")
    for domain in domains:
        if not narrowed(by, areas=areas, domains=[domain], read_only=read_only).grants:
            raise NotAllowed(f"业务领域“{domain}”不在您的授权范围内", "令牌只能授予本人已有的权限")


def revoke_token(token_id: int, *, by: Reader) -> None:
    """Stop one's own token (the operator: anybody's) at once; a stopped one stays stopped.

    Raises:
        NotFound: no such token of theirs.
    """
    tokens = AccessToken.objects.filter(pk=token_id)
    own = tokens if by.unlimited else tokens.filter(user_id=by.user_id or 0)
    if not own.exists():
        raise NotFound(f"没有编号为 {token_id} 的令牌", "请在“访问令牌”中核对")
    own.filter(revoked_at=None).update(revoked_at=clock.now())
