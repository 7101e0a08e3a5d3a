"""Reads: who a user is to the rest of the house, and who holds a token."""

from datetime import date, timedelta

from zhenyu.areas.queries import succession
from zhenyu.core import clock
from zhenyu.core.errors import NotFound
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.people.models import AccessToken, User
from zhenyu.people.tokens import digest_of, narrowed
from zhenyu.people.types import Grant, Reader, Role


def reader_of(user: User, day: date) -> Reader:
    """The reader a user is on a day: only grants that hold on it, each with the areas merged into its own.
    Two statements."""
    in_time = succession()
    grants = (
        Grant(Role(row.role), AreaCode(code), row.domain, row.valid_from, row.valid_to)
        for row in user.grants.all()
        for code in (row.area, *in_time.absorbed(row.area, day))
    )
    return Reader(user_id=user.pk, name=str(user), grants=tuple(g for g in grants if g.holds_on(day)))


USE_NOTED_EVERY = timedelta(minutes=1)


def user_named(username: str) -> User:
    """The account of a name.

    Raises:
        NotFound: there is none.
    """
    user = User.objects.filter(username=username).first()
    if user is None:
        raise NotFound(f"没有账号“{username}”", "请核对账号名")
    return user


def token_of(secret: str) -> AccessToken | None:
    """The live token of a secret, with its owner; None when it is unknown, revoked or expired, or its owner
    is locked."""
    live = AccessToken.objects.filter(revoked_at=None, expires_on__gte=clock.today(), user__is_active=True)
    return live.select_related("user").filter(digest=digest_of(secret)).first()


def reader_of_token(token: AccessToken, day: date) -> Reader:
    """The token's owner as they are on a day, narrowed to what the token may and what its areas took in."""
    in_time = succession()
    areas = [AreaCode(code) for own in token.areas for code in (own, *in_time.absorbed(own, day))]
    return narrowed(reader_of(token.user, day), areas=areas, domains=token.domains, read_only=token.read_only)


def tokens_of(user_id: int) -> list[AccessToken]:
    """A user's tokens, the newest first; revoked and expired ones too."""
    return list(AccessToken.objects.filter(user_id=user_id).select_related("user"))


def all_tokens() -> list[AccessToken]:
    """Everybody's tokens, the newest first; for the operator."""
    return list(AccessToken.objects.select_related("user"))


def note_use(token: AccessToken) -> None:
    """Write down when a token was last used, to the minute: not one write for every request."""
    now = clock.now()
    if token.last_used_at is None or now - token.last_used_at >= USE_NOTED_EVERY:
        AccessToken.objects.filter(pk=token.pk).update(last_used_at=now)


def office_of(reader: Reader) -> int | None:
    """The office a reader sits in; None for a program and for an account without one."""
    if reader.user_id is None:
        return None
    office_id: int | None = User.objects.filter(pk=reader.user_id).values_list("office_id", flat=True).first()
    return office_id
