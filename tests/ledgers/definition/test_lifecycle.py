"""Guards of the life cycle: who may take which transition, from where, with what filled in."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ledgers.samples import EAST, TOWN, WEST, toilets
from zhenyu.core.errors import NotAllowed, NotFound, RefusedError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.definition.ledger_definition import Lifecycle
from zhenyu.ledgers.definition.lifecycle import (
    check_step,
    find_transition,
    forbidden_people,
    may_take,
    reachable_pairs,
)
from zhenyu.people.types import SYSTEM, Grant, Reader, Role

LEDGER = read_definition(toilets())
ACCEPT = find_transition(LEDGER, "accept")
FINISH = find_transition(LEDGER, "finish")
START = find_transition(LEDGER, "start")
FILLED = {"finished_on": "2026-05-01"}


def person(role: Role, area: AreaCode = TOWN, name: str = "李红", domain: str | None = None) -> Reader:
    return Reader(1, name, (Grant(role, area, domain),))


def check(step: Any = ACCEPT, by: Reader = SYSTEM, **changes: Any) -> None:
    facts: dict[str, Any] = {"area": EAST, "state": step.from_[0], "values": FILLED, "forbidden": ()}
    check_step(step, LEDGER, **{**facts, **changes}, by=by)


def test_a_step_nobody_declared_names_those_there_are() -> None:
    with pytest.raises(NotFound, match="没有“strike”这一步") as refusal:
        find_transition(LEDGER, "strike")
    assert refusal.value.hint == "有的步骤：开工（start）、完工（finish）、验收（accept）"


def test_a_ledger_without_a_life_cycle_says_so() -> None:
    plain = read_definition(toilets(lifecycle=None, deadlines=[], measures=[]))
    with pytest.raises(NotFound) as refusal:
        find_transition(plain, "accept")
    assert refusal.value.hint == "这个台账没有流程"


@pytest.mark.parametrize(
    ("role", "area", "may_start", "may_accept"),
    [
        (Role.OFFICE_HEAD, TOWN, True, True),
        (Role.TOWN_CLERK, TOWN, True, True),
        (Role.TOWN_CLERK, EAST, True, True),
        (Role.VILLAGE_RECORDER, EAST, True, False),
        (Role.VILLAGE_RECORDER, WEST, False, False),
        (Role.GRID_WORKER, EAST, True, False),
        (Role.LEADER, TOWN, False, False),
        (Role.INSPECTOR, TOWN, False, False),
        (Role.COUNTY_READER, TOWN, False, False),
    ],
)
def test_who_may_take_a_step_follows_from_role_and_area(
    role: Role, area: AreaCode, may_start: bool, may_accept: bool
) -> None:
    by = person(role, area)
    assert may_take(START, LEDGER, EAST, by) is may_start
    assert may_take(ACCEPT, LEDGER, EAST, by) is may_accept


def test_a_clerk_of_another_domain_may_take_no_step() -> None:
    assert not may_take(START, LEDGER, EAST, person(Role.TOWN_CLERK, domain="农业"))


def test_a_step_from_another_state_is_refused_with_both_states() -> None:
    with pytest.raises(RefusedError) as refusal:
        check(state="planned")
    assert refusal.value.message == "“验收”要在“已完工”状态办理，现在是“待改”"
    assert refusal.value.hint == "请刷新后再看"


def test_a_row_without_a_state_is_called_so() -> None:
    with pytest.raises(RefusedError, match="现在是“无状态”"):
        check(state=None)


def test_a_step_of_a_role_names_the_role() -> None:
    with pytest.raises(NotAllowed) as refusal:
        check(by=person(Role.VILLAGE_RECORDER, EAST))
    assert refusal.value.message == "“验收”要由业务员办理"
    assert refusal.value.hint == "请转给有权限的人办理"


def test_a_step_of_no_role_wants_somebody_who_writes_there() -> None:
    with pytest.raises(NotAllowed, match="“开工”要由有填报权限的人办理"):
        check(START, by=person(Role.INSPECTOR))


def test_a_step_names_the_fields_it_requires() -> None:
    with pytest.raises(RefusedError) as refusal:
        check(FINISH, values={"finished_on": None})
    assert refusal.value.message == "办理“完工”前要填：完工日期"


def test_who_took_the_step_before_may_not_take_this_one() -> None:
    with pytest.raises(NotAllowed) as refusal:
        check(by=person(Role.TOWN_CLERK, name="李红"), forbidden=("李红",))
    assert refusal.value.message == "“验收”不能由本人办理"
    check(by=person(Role.TOWN_CLERK, name="王明"), forbidden=("李红",))


def test_the_operator_is_bound_by_states_and_fields_but_not_by_persons() -> None:
    check(by=SYSTEM, forbidden=(SYSTEM.name,))
    with pytest.raises(RefusedError):
        check(by=SYSTEM, state="planned")


def test_the_forbidden_person_is_a_field_the_creator_or_who_acted_last() -> None:
    row = {"created_by": "甲", "updated_by": "乙", "extra": {"state_by": "丙"}, "head": "丁"}
    assert forbidden_people(START, LEDGER, row) == ()
    assert forbidden_people(ACCEPT, LEDGER, row) == ("丙",)
    assert forbidden_people(ACCEPT, LEDGER, {**row, "extra": None}) == ("乙",)
    creator = ACCEPT.model_copy(update={"not_by": "creator"})
    assert forbidden_people(creator, LEDGER, row) == ("甲",)
    head = ACCEPT.model_copy(update={"not_by": "head"})
    assert forbidden_people(head, LEDGER, row) == ("丁",)
    assert forbidden_people(head, LEDGER, {**row, "head": None}) == ()


def test_an_import_may_pass_several_steps_at_once() -> None:
    cycle = LEDGER.lifecycle
    assert cycle is not None
    assert reachable_pairs(cycle, cycle.transitions) == {
        ("planned", "building"),
        ("planned", "finished"),
        ("planned", "accepted"),
        ("building", "finished"),
        ("building", "accepted"),
        ("finished", "accepted"),
    }
    assert reachable_pairs(cycle, [START]) == {("planned", "building")}
    assert reachable_pairs(cycle, []) == frozenset()


def test_a_circle_of_steps_ends() -> None:
    cycle = Lifecycle.model_validate(
        {
            "initial": "a",
            "states": {"a": "甲", "b": "乙"},
            "transitions": [
                {"name": "go", "title": "去", "from": "a", "to": "b"},
                {"name": "back", "title": "回", "from": "b", "to": "a"},
            ],
        }
    )
    assert reachable_pairs(cycle, cycle.transitions) == {("a", "b"), ("b", "a")}
