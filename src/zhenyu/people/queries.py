"""Reads: who a user is to the rest of the house."""

from datetime import date

from zhenyu.areas.queries import succession
from zhenyu.core.area_codes import AreaCode
from zhenyu.people.models import User
from zhenyu.people.types import Grant, Reader, Role


def reader_of(user: User, day: date) -> Reader:
    """The reader a user is on a day: only grants that hold on it, each with the areas merged into its own. Two statements."""
    in_time = succession()
    grants = (
        Grant(Role(row.role), AreaCode(code), row.domain, row.valid_from, row.valid_to)
        for row in user.grants.all()
        for code in (row.area, *in_time.absorbed(row.area, day))
    )
    return Reader(user_id=user.pk, name=str(user), grants=tuple(g for g in grants if g.holds_on(day)))
