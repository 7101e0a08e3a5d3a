"""Reads of the tree. Area names are public: no scope applies to them."""

from collections.abc import Iterable
from datetime import date

from django.db import connection
from django.db.models import Q, QuerySet

from zhenyu.areas.models import Area
from zhenyu.areas.succession import Succession, succession_of
from zhenyu.core.errors import NotFound
from zhenyu.core.values.area_codes import AreaCode


def area(code: AreaCode) -> Area:
    """The area of a code.

    Raises:
        NotFound: naming the code and what to do.
    """
    found = Area.objects.filter(code=str(code)).first()
    if found is None:
        raise NotFound(f"没有代码为 {code} 的区划", "请核对区划代码；用 zhenyu area import 登记后再用")
    return found


def existing_on(day: date) -> QuerySet[Area]:
    """Areas that exist on a day."""
    return Area.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gt=day)
    )


def children(code: AreaCode, day: date | None) -> list[Area]:
    """Areas one level below that exist on a day, in order of code; without a day those that ever did."""
    existing = Area.objects.all() if day is None else existing_on(day)
    below = existing.filter(code__gt=str(code), code__lt=code.upper_bound)
    return [area for area in below if area.level == code.level.below]


def subtree(code: AreaCode, day: date | None = None) -> list[Area]:
    """An area and everything below it, in order of code; ``day`` leaves out what does not exist on it."""
    areas = Area.objects.all() if day is None else existing_on(day)
    return list(areas.filter(code__gte=str(code), code__lt=code.upper_bound))


def names(codes: Iterable[str]) -> dict[str, str]:
    """Code → name, for the codes that are registered. One statement."""
    with connection.cursor() as cursor:  # plain SQL: every page asks this, and the ORM takes twice as long to
        cursor.execute("SELECT code, name FROM areas_area WHERE code = ANY (%s)", [sorted(set(codes))])
        return dict(cursor.fetchall())


def registered(codes: Iterable[str]) -> dict[str, Area]:
    """Code → area, for the codes that are registered. One statement."""
    return Area.objects.in_bulk(list(set(codes)))


def succession() -> Succession:
    """The areas that have not always been as they are. One statement, served by the index
    ``areas_with_a_history``."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT code, valid_from, valid_to, successors FROM areas_area"
            " WHERE valid_from IS NOT NULL OR valid_to IS NOT NULL ORDER BY code"
        )
        return succession_of(cursor.fetchall())


def search(text: str, below: AreaCode, limit: int = 20) -> list[Area]:
    """Areas of a subtree whose code, name or pinyin contains the text."""
    wanted = Q(code__startswith=text) | Q(name__contains=text) | Q(pinyin__contains=text.lower())
    return list(Area.objects.filter(wanted, code__gte=str(below), code__lt=below.upper_bound)[:limit])
