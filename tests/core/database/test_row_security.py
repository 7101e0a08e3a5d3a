"""The database itself keeps a reader to the rows of their places."""

import pytest
from django.db import DatabaseError, connection, transaction

from zhenyu.core import clock
from zhenyu.core.changelog.changes import NewChange, write_changes
from zhenyu.core.database.row_security import scope_applied
from zhenyu.core.models import Change
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.scope import EVERYTHING
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import Grant, Reader, Role

pytestmark = pytest.mark.django_db


def log(area: str, domain: str = "人居环境") -> None:
    with scope_applied(EVERYTHING, "系统"):
        write_changes(
            [
                NewChange(
                    clock.now(),
                    "toilets",
                    1,
                    area,
                    domain,
                    "update",
                    None,
                    "系统",
                    version=1,
                    before={"id": 1},
                )
            ]
        )


def areas_seen() -> list[str]:
    return sorted(Change.objects.values_list("area", flat=True))


def test_the_application_is_not_the_owner() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("zhenyu_app",)


def test_without_a_scope_there_are_no_rows() -> None:
    log("990101100201")
    assert areas_seen() == []


def test_a_village_sees_itself_and_its_grids_only(reader_village: Reader) -> None:
    for area in ("990101100201", "990101100201001", "990101100202", "990101101201"):
        log(area)
    with reading_as(reader_village):
        assert areas_seen() == ["990101100201", "990101100201001"]
    assert areas_seen() == []


def test_two_villages_do_not_open_what_lies_between_them() -> None:
    for area in ("990101100201", "990101100202", "990101100203"):
        log(area)
    grants = tuple(Grant(Role.VILLAGE_RECORDER, AreaCode.parse(a)) for a in ("990101100201", "990101100203"))
    with reading_as(Reader(user_id=9, name="兼任", grants=grants)):
        assert areas_seen() == ["990101100201", "990101100203"]


def test_a_grant_in_one_domain_opens_no_other() -> None:
    log("990101100201", "人居环境")
    log("990101100202", "民生保障")
    reader = Reader(None, "民政", (Grant(Role.TOWN_CLERK, AreaCode.parse("990101100"), "民生保障"),))
    with reading_as(reader):
        assert areas_seen() == ["990101100202"]


def test_nobody_writes_a_change_for_a_place_outside_their_scope(reader_village: Reader) -> None:
    outside = NewChange(clock.now(), "toilets", 1, "990101100202", "人居环境", "update", 3, "x")
    with pytest.raises(DatabaseError, match="row-level security"), reading_as(reader_village):
        write_changes([outside])


@pytest.mark.parametrize("statement", ["UPDATE core_change SET why = 'x'", "DELETE FROM core_change"])
def test_the_change_log_takes_nothing_back(statement: str, system: Reader) -> None:
    log("990101100201")
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        reading_as(system),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
