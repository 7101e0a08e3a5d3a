"""Who may do what: roles, grants and readers. Pure."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenyu.core.values.area_codes import AreaCode
from zhenyu.people.types import ROLE_TITLES, SYSTEM, Grant, Reader, Role

TOWN, EAST, OTHER = AreaCode("990101100"), AreaCode("990101100201"), AreaCode("990101101")
WRITERS = {Role.OFFICE_HEAD, Role.TOWN_CLERK, Role.VILLAGE_RECORDER, Role.GRID_WORKER}
ROLES = st.sampled_from(Role)
DOMAINS = st.sampled_from([None, "民政", "农业"])
AREAS = st.sampled_from([AreaCode("990101"), TOWN, EAST, OTHER])
GRANTS = st.builds(Grant, ROLES, AREAS, DOMAINS)
READERS = st.builds(Reader, st.just(1), st.just("李红"), st.lists(GRANTS, max_size=4).map(tuple))


def _reader(*grants: Grant) -> Reader:
    return Reader(1, "李红", grants)


@pytest.mark.parametrize("role", Role)
def test_only_those_who_keep_ledgers_write(role: Role) -> None:
    assert _reader(Grant(role, TOWN)).may_write(EAST) == (role in WRITERS)
    assert _reader(Grant(role, TOWN)).sees(EAST)


def test_a_head_may_do_what_a_clerk_may_and_a_clerk_what_a_recorder_may() -> None:
    head, clerk = _reader(Grant(Role.OFFICE_HEAD, TOWN)), _reader(Grant(Role.TOWN_CLERK, TOWN))
    assert {role for role in Role if head.holds(role, EAST)} == WRITERS
    assert {role for role in Role if clerk.holds(role, EAST)} == WRITERS - {Role.OFFICE_HEAD}


def test_a_leader_stands_for_nobody_else() -> None:
    leader = _reader(Grant(Role.LEADER, TOWN))
    assert {role for role in Role if leader.holds(role, EAST)} == {Role.LEADER}


def test_a_grant_ends_at_its_area_and_its_domain() -> None:
    clerk = _reader(Grant(Role.TOWN_CLERK, TOWN, "民政"))
    assert clerk.may_write(EAST, "民政")
    assert not clerk.may_write(EAST, "农业")
    assert not clerk.may_write(OTHER, "民政")
    assert not clerk.sees(AreaCode("990101"))


def test_a_duty_is_held_from_its_first_to_its_last_day() -> None:
    deputy = Grant(Role.TOWN_CLERK, TOWN, None, date(2026, 11, 2), date(2026, 11, 6))
    days = [date(2026, 11, day) for day in (1, 2, 6, 7)]
    assert [deputy.holds_on(day) for day in days] == [False, True, True, False]
    assert Grant(Role.TOWN_CLERK, TOWN).holds_on(date(1949, 10, 1))


def test_who_heads_an_office_defines_ledgers_of_its_domain() -> None:
    head = _reader(Grant(Role.OFFICE_HEAD, TOWN, "民政"))
    assert head.heads()
    assert head.heads("民政")
    assert not head.heads("农业")
    assert not _reader(Grant(Role.LEADER, TOWN)).heads()


def test_the_home_of_a_reader_is_the_area_of_the_first_duty() -> None:
    assert _reader(Grant(Role.TOWN_CLERK, EAST), Grant(Role.LEADER, TOWN)).home == EAST
    assert _reader().home is None


def test_the_system_may_everything_and_has_no_home() -> None:
    assert SYSTEM.may_write(EAST, "民政")
    assert SYSTEM.heads("民政")
    assert SYSTEM.has_part_in("民政")
    assert SYSTEM.scope() == {"*": ("",)}
    assert SYSTEM.home is None


def test_every_role_has_a_title() -> None:
    assert set(ROLE_TITLES) == set(Role)


@given(READERS, AREAS, DOMAINS)
def test_who_writes_somewhere_sees_it(reader: Reader, area: AreaCode, domain: str | None) -> None:
    if reader.may_write(area, domain):
        assert reader.sees(area, domain)


@given(READERS, AREAS, st.sampled_from(["民政", "农业"]))
def test_the_scope_of_the_database_is_what_the_reader_sees(
    reader: Reader, area: AreaCode, domain: str
) -> None:
    scope = reader.scope()
    held = [*scope.get(domain, ()), *scope.get("*", ())]
    assert any(area.startswith(prefix) for prefix in held) == reader.sees(area, domain)


@given(READERS, ROLES, DOMAINS)
def test_a_role_held_for_an_area_is_held_below_it(reader: Reader, role: Role, domain: str | None) -> None:
    if reader.holds(role, TOWN, domain):
        assert reader.holds(role, EAST, domain)
