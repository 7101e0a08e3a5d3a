"""Who may do what to the ledgers: every verb by every role, each refusal with its remedy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest

from tests.ledgers.samples import EAST, TOWN, WEST, households, load, toilets
from zhenyu.core.errors import NotAllowed, NotFound, ZhenyuError
from zhenyu.core.models import Change
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers.actions import attachments, batches, change_log, definitions, saved_views
from zhenyu.ledgers.actions.calendar import keep_calendar
from zhenyu.ledgers.actions.deletion import delete_rows, restore_rows, undo_batch
from zhenyu.ledgers.actions.imports import import_rows
from zhenyu.ledgers.actions.rows import revert_row, save_rows, transition_rows
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.models import Batch
from zhenyu.ledgers.rows import queries
from zhenyu.ledgers.types import RowEdit, RowRef
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Grant, Reader, Role

OTHER_TOWN: Final = AreaCode("990101101")

WRITERS: Final = (
    (Role.OFFICE_HEAD, TOWN),
    (Role.TOWN_CLERK, TOWN),
    (Role.VILLAGE_RECORDER, EAST),
    (Role.GRID_WORKER, EAST),
)
"""Who writes rows of the east village."""
LOOKERS: Final = ((Role.LEADER, TOWN), (Role.INSPECTOR, TOWN), (Role.COUNTY_READER, AreaCode("990101")))
"""Who sees them and writes none."""
STRANGERS: Final = ((Role.VILLAGE_RECORDER, WEST), (Role.TOWN_CLERK, OTHER_TOWN))
"""Who sees none of them."""


def person(role: Role, area: AreaCode, domain: str | None = None) -> Reader:
    return Reader(7, "试用人", (Grant(role, area, domain),))


def named(person: tuple[Role, AreaCode]) -> str:
    return f"{person[0]}-{person[1]}"


Verb = Callable[[Reader], Any]


def row_of() -> Any:
    with reading_as(SYSTEM):
        return queries.page(SYSTEM, "toilets", area=EAST).rows[0]


def save(by: Reader) -> Any:
    row = row_of()
    return save_rows("toilets", [RowEdit({"cost": "7"}, id=row.id, version=row.version)], by=by)


def register(by: Reader) -> Any:
    return save_rows("toilets", [RowEdit({"household_no": "900"}, area=EAST)], by=by)


def start(by: Reader) -> Any:
    row = row_of()
    return transition_rows("toilets", [RowRef(row.id, row.version)], "start", by=by)


def delete(by: Reader) -> Any:
    row = row_of()
    return delete_rows("toilets", [RowRef(row.id, row.version)], by=by, why="重复登记")


def revert(by: Reader) -> Any:
    row = row_of()
    return revert_row("toilets", RowRef(row.id, row.version), 1, by=by)


def edit_many(by: Reader) -> Any:
    row = row_of()
    edits = batches.edits_of([RowRef(row.id, row.version)], {"cost": "8"})
    return batches.edit_rows("toilets", edits, by=by)


def bring_in(by: Reader) -> Any:
    return import_rows("toilets", households(1, cost=9), area=EAST, by=by)


def detach(by: Reader) -> Any:
    row = row_of()
    return attachments.detach("toilets", RowRef(row.id, row.version), "0" * 64, "没有.jpg", by=by)


ROW_VERBS: Final[dict[str, Verb]] = {
    "save": save,
    "register": register,
    "start": start,
    "delete": delete,
    "revert": revert,
    "edit many": edit_many,
    "import": bring_in,
}


@pytest.fixture(autouse=True)
def _rows(ledger: LedgerDefinition) -> None:
    load(households(2))
    row = queries.page(SYSTEM, "toilets", area=EAST).rows[0]
    save_rows("toilets", [RowEdit({"cost": "1"}, id=row.id, version=row.version)], by=SYSTEM)


@pytest.mark.parametrize("who", WRITERS, ids=named)
@pytest.mark.parametrize("verb", ROW_VERBS.values(), ids=ROW_VERBS)
def test_who_writes_there_may(who: tuple[Role, AreaCode], verb: Verb) -> None:
    by = person(*who)
    with reading_as(by):
        done = verb(by)
    assert (done.added, done.changed) != (0, 0)


@pytest.mark.parametrize("who", LOOKERS, ids=named)
@pytest.mark.parametrize("verb", ROW_VERBS.values(), ids=ROW_VERBS)
def test_who_only_looks_is_refused_and_nothing_is_written(who: tuple[Role, AreaCode], verb: Verb) -> None:
    by, before = person(*who), Change.objects.count()
    with reading_as(by), pytest.raises(NotAllowed) as refusal:
        verb(by)
    assert refusal.value.message == "您没有在东柳村填写“农村改厕台账”的权限"
    assert refusal.value.hint == "您在这里的职责只能查看，请由当地的填报人或业务员办理"
    assert Change.objects.count() == before


@pytest.mark.parametrize("who", STRANGERS, ids=named)
@pytest.mark.parametrize("verb", ROW_VERBS.values(), ids=ROW_VERBS)
def test_a_stranger_finds_no_row_and_may_add_none(who: tuple[Role, AreaCode], verb: Verb) -> None:
    by = person(*who)
    with reading_as(by), pytest.raises((NotAllowed, NotFound)) as refusal:
        verb(by)
    assert "00" not in refusal.value.message.replace(str(EAST), "")
    assert refusal.value.hint


@pytest.mark.parametrize("verb", [register, bring_in], ids=["register", "import"])
def test_a_clerk_of_another_domain_is_sent_to_those_of_this_one(verb: Verb) -> None:
    by = person(Role.TOWN_CLERK, TOWN, "农业农村")
    with reading_as(by), pytest.raises(NotAllowed) as refusal:
        verb(by)
    assert refusal.value.message == "您没有在东柳村填写“农村改厕台账”的权限"
    assert refusal.value.hint == "请由负责“人居环境”领域的人员办理，或请安全管理员增加授权"


def test_a_recorder_of_another_village_is_told_to_choose_their_own() -> None:
    by = person(Role.VILLAGE_RECORDER, WEST)
    with reading_as(by), pytest.raises(NotAllowed) as refusal:
        register(by)
    assert refusal.value.hint == "请换成您负责的区划，或请安全管理员增加授权"


def test_a_row_is_moved_only_by_who_writes_at_both_ends() -> None:
    row = row_of()
    by = person(Role.VILLAGE_RECORDER, EAST)
    with reading_as(by), pytest.raises(NotAllowed, match="您没有在西柳村填写“农村改厕台账”的权限"):
        save_rows("toilets", [RowEdit({}, id=row.id, version=row.version, area=WEST)], by=by)
    by = person(Role.TOWN_CLERK, TOWN)
    with reading_as(by):
        moved = save_rows("toilets", [RowEdit({}, id=row.id, version=row.version, area=WEST)], by=by)
    assert moved.rows[0].area == WEST


def test_one_row_that_may_not_be_written_leaves_the_others_alone() -> None:
    load(households(1, area=WEST))
    with reading_as(SYSTEM):
        rows = queries.page(SYSTEM, "toilets", area=TOWN).rows
    by = person(Role.VILLAGE_RECORDER, EAST)
    edits = [RowEdit({"cost": "77"}, id=row.id, version=row.version) for row in rows]
    with reading_as(by), pytest.raises(NotFound):
        save_rows("toilets", edits, by=by)
    with reading_as(SYSTEM):
        assert all(row.values["cost"] != 77 for row in queries.page(SYSTEM, "toilets", area=TOWN).rows)


# --- deleted rows, batches ------------------------------------------------------------------------


@pytest.mark.parametrize("who", LOOKERS, ids=named)
def test_who_only_looks_restores_no_row(who: tuple[Role, AreaCode]) -> None:
    row = row_of()
    delete(SYSTEM)
    by = person(*who)
    with reading_as(by), pytest.raises(NotAllowed, match="您没有在东柳村填写“农村改厕台账”的权限"):
        restore_rows("toilets", [row.id], by=by, why="误删")


def test_a_recorder_restores_what_was_deleted_in_their_village() -> None:
    row = row_of()
    delete(SYSTEM)
    by = person(Role.VILLAGE_RECORDER, EAST)
    with reading_as(by):
        assert restore_rows("toilets", [row.id], by=by, why="误删").changed == 1


@pytest.mark.parametrize("who", [*LOOKERS, (Role.VILLAGE_RECORDER, EAST)], ids=named)
def test_an_import_of_the_town_is_undone_by_who_writes_in_the_whole_town(who: tuple[Role, AreaCode]) -> None:
    batch = load(households(1, household_no="555", area=WEST)).batch
    assert batch is not None
    by = person(*who)
    with reading_as(by), pytest.raises((NotAllowed, NotFound)) as refusal:
        undo_batch(batch, by=by)
    assert refusal.value.hint
    with reading_as(SYSTEM):
        assert Batch.objects.get(pk=batch).undone_at is None


def test_a_batch_that_is_not_there_is_not_undone() -> None:
    with pytest.raises(NotFound) as refusal:
        undo_batch(10**9, by=SYSTEM)
    assert refusal.value.message == "没有编号为 1000000000 的导入批次"
    assert refusal.value.hint == "请核对批次号，或不在您的权限范围内"


# --- definitions ----------------------------------------------------------------------------------

NO_HEADS: Final = (
    (Role.TOWN_CLERK, TOWN),
    (Role.VILLAGE_RECORDER, EAST),
    (Role.LEADER, TOWN),
    (Role.INSPECTOR, TOWN),
)
DEFINERS: Final[dict[str, Verb]] = {
    "define": lambda by: definitions.define_ledger(toilets(code="new_one"), by=by),
    "change": lambda by: definitions.define_ledger(toilets(title="改厕"), by=by),
    "redefine": lambda by: definitions.redefine(toilets(title="改厕"), by=by, based_on=1),
    "cancel": lambda by: definitions.cancel_redefinition("toilets", by=by),
    "take from a pack": lambda by: definitions.take_from_pack(
        toilets(code="new_one"), pack="township", version="1", by=by
    ),
}


@pytest.mark.parametrize("who", NO_HEADS, ids=named)
@pytest.mark.parametrize("verb", DEFINERS.values(), ids=DEFINERS)
def test_only_a_head_of_office_defines_ledgers(who: tuple[Role, AreaCode], verb: Verb) -> None:
    by = person(*who)
    with pytest.raises(NotAllowed) as refusal:
        verb(by)
    assert refusal.value.message == "只有负责“人居环境”的办所负责人可以定义这个领域的台账"
    assert refusal.value.hint == "请办所负责人或系统管理员来做"


@pytest.mark.parametrize("verb", DEFINERS.values(), ids=DEFINERS)
def test_a_head_of_the_domain_defines_its_ledgers(verb: Verb) -> None:
    verb(person(Role.OFFICE_HEAD, TOWN, "人居环境"))


def test_a_head_of_another_domain_does_not() -> None:
    with pytest.raises(NotAllowed):
        definitions.define_ledger(toilets(title="改厕"), by=person(Role.OFFICE_HEAD, TOWN, "农业农村"))


def test_a_ledger_is_not_taken_into_a_domain_of_somebody_else() -> None:
    by = person(Role.OFFICE_HEAD, TOWN, "人居环境")
    with pytest.raises(NotAllowed, match="只有负责“农业农村”的办所负责人"):
        definitions.define_ledger(toilets(domain="农业农村"), by=by)


def test_an_offer_that_does_not_wait_cannot_be_taken() -> None:
    with pytest.raises(NotFound) as refusal:
        definitions.take_offer("toilets", toilets(), by=SYSTEM, based_on=1)
    assert refusal.value.message == "台账“toilets”没有等待处理的更新"
    assert refusal.value.hint == "可能已由同事处理，请回到台账列表查看"


# --- calendar, seals, views -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "by",
    [
        person(Role.TOWN_CLERK, TOWN),
        person(Role.LEADER, TOWN),
        person(Role.OFFICE_HEAD, TOWN, "人居环境"),
    ],
)
def test_the_calendar_is_kept_by_a_head_of_every_domain(by: Reader) -> None:
    with pytest.raises(NotAllowed) as refusal:
        keep_calendar(2027, {}, source="国务院办公厅", by=by)
    assert refusal.value.message == "只有负责全部领域的办所负责人可以改节假日表"
    assert refusal.value.hint == "请党政综合办负责人或系统管理员来改"


@pytest.mark.parametrize("role", [Role.TOWN_CLERK, Role.VILLAGE_RECORDER, Role.GRID_WORKER, Role.LEADER])
def test_the_log_is_sealed_only_by_who_looks_after_it(role: Role) -> None:
    with pytest.raises(NotAllowed) as refusal:
        change_log.seal_now(by=person(role, TOWN))
    assert (refusal.value.message, refusal.value.hint) == ("没有查看封存的职责", "请办所负责人、督查员来查")


@pytest.mark.parametrize("role", [Role.TOWN_CLERK, Role.VILLAGE_RECORDER, Role.INSPECTOR])
@pytest.mark.parametrize("audience", ["office", "everyone"])
def test_a_view_is_shared_by_a_head_of_office(ledger: LedgerDefinition, role: Role, audience: str) -> None:
    with pytest.raises(NotAllowed) as refusal:
        saved_views.save_view(
            ledger, title="逾期", audience=audience, display="grid", question={}, by=person(role, TOWN)
        )
    assert refusal.value.message == "共享视图要由办所负责人来做"
    assert refusal.value.hint == "可以先保存为“只有我”，再请负责人共享"


def test_nobody_keeps_a_view_without_an_account(ledger: LedgerDefinition) -> None:
    with pytest.raises(NotAllowed, match="只有登录的用户可以保存视图"):
        saved_views.save_view(
            ledger, title="逾期", audience="own", display="grid", question={}, by=Reader(None, "访客")
        )


# --- reasons that must be given -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verb", "message", "hint"),
    [
        (
            lambda: delete_rows("toilets", [RowRef(row_of().id, 2)], by=SYSTEM, why="  "),
            "删除要写明原因",
            "写一句话，如：重复登记",
        ),
        (lambda: restore_rows("toilets", [1], by=SYSTEM, why=""), "恢复要写明原因", "写一句话，如：误删"),
        (lambda: save_rows("toilets", [], by=SYSTEM), "没有选中任何记录", "先选中要处理的记录"),
        (
            lambda: save_rows("toilets", [RowEdit({"cost": 1}, id=row_of().id)], by=SYSTEM),
            "修改编号",
            "重新打开记录再改",
        ),
        (
            lambda: save_rows("toilets", [RowEdit({"household_no": "9"})], by=SYSTEM),
            "新记录要写明属于哪里",
            "请选择村级",
        ),
        (
            lambda: save_rows("toilets", [RowEdit({"household_no": "9"}, area=TOWN)], by=SYSTEM),
            "“农村改厕台账”按村级登记，990101100 是乡级",
            "请选择村级",
        ),
        (
            lambda: save_rows("toilets", [RowEdit({"colour": "红"}, area=EAST)], by=SYSTEM),
            "台账“农村改厕台账”没有“colour”这个栏目",
            "可用的有：household_no",
        ),
        (
            lambda: import_rows("toilets", [{"colour": "红"}], area=EAST, by=SYSTEM),
            "台账“农村改厕台账”没有“colour”这个栏目",
            "可用的有：household_no",
        ),
        (
            lambda: import_rows("toilets", households(1), area=AreaCode("990101100201001"), by=SYSTEM),
            "“农村改厕台账”按村级登记，990101100201001 是网格",
            "请选择村级或以上的区划",
        ),
        (
            lambda: revert_row("toilets", RowRef(row_of().id, 2), 9, by=SYSTEM),
            "没有找到第9版的内容",
            "请刷新记录页，从历史里重新选择",
        ),
    ],
)
def test_what_is_missing_is_asked_for(verb: Callable[[], Any], message: str, hint: str) -> None:
    with pytest.raises(ZhenyuError) as refusal:
        verb()
    assert message in refusal.value.message
    assert hint in refusal.value.hint
