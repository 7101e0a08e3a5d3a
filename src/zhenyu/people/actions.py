"""Verbs: opening accounts and giving duties."""

from collections.abc import Sequence

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction

from zhenyu.core.area_codes import AreaCode
from zhenyu.core.errors import UsageError
from zhenyu.people.models import Office, User, UserGrant
from zhenyu.people.types import Grant


def create_office(*, area: AreaCode, name: str) -> Office:
    """The office of that name, made if it is not there."""
    return Office.objects.get_or_create(area=str(area), name=name)[0]


@transaction.atomic
def create_user(
    *, username: str, name: str, password: str, grants: Sequence[Grant], office: Office | None = None
) -> User:
    """Open an account with its duties.

    :raises UsageError: the password is too weak or the username is taken.
    """
    if User.objects.filter(username=username).exists():
        raise UsageError(f"账号 {username} 已存在", "换一个账号名，或在用户管理中修改原账号")
    user = User(username=username, name=name, office=office)
    try:
        validate_password(password, user)
    except ValidationError as problem:
        raise UsageError("密码不符合要求：" + "；".join(problem.messages), "至少 8 位，含字母和数字") from problem
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
