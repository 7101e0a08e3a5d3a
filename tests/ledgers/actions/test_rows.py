"""Writing rows: versions, guards, history, privacy, undo."""

from datetime import date
from decimal import Decimal

import pytest

from tests.ledgers.samples import EAST, ID_NUMBER, TOWN, WEST, households, load
from zhenyu.core.changelog.images import image_of
from zhenyu.core.errors import NotAllowed, NotFound, RefusedError, UsageError
from zhenyu.core.models import Change
from zhenyu.ledgers import events
from zhenyu.ledgers.actions.rows import delete_rows, reveal, save_rows, transition_rows, undo_batch
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.rows import queries
from zhenyu.ledgers.types import Row, RowConflict, RowEdit, RowRef, RowsRefused
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Reader


def first_row() -> Row:
    return queries.page(SYSTEM, "toilets", size=1).rows[0]


def ref(row: Row) -> RowRef:
    return RowRef(row.id, row.version)


def edit(row: Row, **values: object) -> RowEdit:
    return RowEdit(values, id=row.id, version=row.version)


@pytest.fixture
def told() -> object:
    heard: list[events.RowsChanged] = []
    events.rows_changed.append(heard.append)
    yield heard
    events.rows_changed.remove(heard.append)


def test_a_new_row_starts_the_life_cycle(ledger: LedgerDefinition, reader_village: Reader) -> None:
    values = {"household_no": "001", "cost": "3.5万元", "due_on": "2026年12月1日"}
    with reading_as(reader_village):
        result = save_rows("toilets", [RowEdit(values, area=EAST)], by=reader_village, why="入户核实")
    (row,) = result.rows
    assert result.added == 1
    assert (row.state, row.version, row.created_by) == ("planned", 1, "测试报账员")
    assert row.values["cost"] == Decimal(35000)
    assert row.due == date(2026, 12, 1)
    assert [entry.action for entry in queries.history(SYSTEM, "toilets", row.id)] == ["create"]


def test_two_people_editing_one_row_meet_side_by_side(
    ledger: LedgerDefinition, reader_town: Reader, reader_head: Reader
) -> None:
    load(households(1))
    seen_by_both = first_row()
    save_rows("toilets", [edit(seen_by_both, cost="200")], by=reader_town)
    with pytest.raises(RowConflict) as conflict:
        save_rows("toilets", [edit(seen_by_both, cost="300")], by=reader_head)
    (clash,) = conflict.value.conflicts
    assert clash.yours == {"cost": "300"}
    assert clash.theirs.values["cost"] == Decimal(200)
    assert "测试业务员" in conflict.value.message
    assert first_row().values["cost"] == Decimal(200)


def test_a_conflict_in_one_row_leaves_all_rows_alone(ledger: LedgerDefinition) -> None:
    load(households(2))
    one, two = queries.page(SYSTEM, "toilets").rows
    save_rows("toilets", [edit(two, cost="7")], by=SYSTEM)
    with pytest.raises(RowConflict):
        save_rows("toilets", [edit(one, cost="5"), edit(two, cost="5")], by=SYSTEM)
    assert first_row().version == 1


def test_an_edit_that_changes_nothing_leaves_no_trace(ledger: LedgerDefinition) -> None:
    load(households(1))
    result = save_rows("toilets", [edit(first_row(), cost="100.00")], by=SYSTEM)
    assert (result.changed, result.unchanged) == (0, 1)
    assert first_row().version == 1


def test_history_tells_who_changed_what_from_what(ledger: LedgerDefinition, reader_town: Reader) -> None:
    load(households(1, head="张三"))
    save_rows("toilets", [edit(first_row(), cost="250", head="李四")], by=reader_town, why="核对发票")
    newest, birth = queries.history(SYSTEM, "toilets", first_row().id)
    assert (newest.by, newest.why, newest.action_title) == ("测试业务员", "核对发票", "修改")
    assert [(c.title, c.before, c.after) for c in newest.changes] == [
        ("户主", "张*", "李*"),
        ("造价", "100", "250"),
    ]
    assert birth.action_title == "导入登记"
    before = image_of(Change.objects.get(ledger="toilets", action="update"))
    assert before is not None
    assert before["cost"] == 100
    assert before["version"] == 1  # the full image, system columns too


def test_every_problem_of_an_edit_is_named(ledger: LedgerDefinition) -> None:
    with pytest.raises(RowsRefused) as refusal:
        save_rows("toilets", [RowEdit({"cost": "很贵", "finished_on": "2023.13.1"}, area=EAST)], by=SYSTEM)
    assert {problem.field for problem in refusal.value.problems} == {"造价", "完工日期", "户编号"}


def test_a_check_names_its_message(ledger: LedgerDefinition) -> None:
    with pytest.raises(RowsRefused, match="造价不能为负"):
        save_rows("toilets", [RowEdit({"household_no": "1", "cost": "-1"}, area=EAST)], by=SYSTEM)


def test_a_key_that_is_taken_is_told(ledger: LedgerDefinition) -> None:
    load(households(1))
    with pytest.raises(RowsRefused, match="已有相同的记录"):
        save_rows("toilets", [RowEdit({"household_no": "001"}, area=EAST)], by=SYSTEM)


def test_a_village_recorder_writes_in_no_other_village(
    ledger: LedgerDefinition, reader_village: Reader, reader_other_village: Reader
) -> None:
    load(households(1))
    row = first_row()
    with reading_as(reader_other_village):
        with pytest.raises(NotFound):
            save_rows("toilets", [edit(row, cost="1")], by=reader_other_village)
        with pytest.raises(NotAllowed):
            save_rows("toilets", [RowEdit({"household_no": "9"}, area=EAST)], by=reader_other_village)
    with reading_as(reader_village), pytest.raises(NotAllowed):
        save_rows("toilets", [RowEdit({}, id=row.id, version=1, area=WEST)], by=reader_village)


def test_a_row_belongs_to_the_level_of_its_ledger(ledger: LedgerDefinition) -> None:
    with pytest.raises(UsageError, match="按村级登记"):
        save_rows("toilets", [RowEdit({"household_no": "1"}, area=TOWN)], by=SYSTEM)


# --- life cycle -----------------------------------------------------------------------------------


def test_steps_follow_states_roles_and_required_fields(
    ledger: LedgerDefinition, reader_village: Reader, reader_town: Reader
) -> None:
    load(households(1))
    with pytest.raises(RefusedError, match="要在“施工中”状态办理，现在是“待改”"):
        transition_rows("toilets", [ref(first_row())], "finish", by=reader_village)
    transition_rows("toilets", [ref(first_row())], "start", by=reader_village)
    with pytest.raises(RefusedError, match="要填：完工日期"):
        transition_rows("toilets", [ref(first_row())], "finish", by=reader_village)
    transition_rows(
        "toilets", [ref(first_row())], "finish", values={"finished_on": "2026-10-01"}, by=reader_village
    )
    with pytest.raises(NotAllowed, match="要由业务员办理"):
        transition_rows("toilets", [ref(first_row())], "accept", by=reader_village)
    transition_rows("toilets", [ref(first_row())], "accept", by=reader_town)
    assert first_row().state_title == "已验收"
    assert first_row().due is None  # no deadline runs after acceptance


def test_nobody_accepts_what_they_finished_themselves(
    ledger: LedgerDefinition, reader_town: Reader, reader_head: Reader
) -> None:
    load(households(1))
    transition_rows("toilets", [ref(first_row())], "start", by=reader_town)
    transition_rows(
        "toilets", [ref(first_row())], "finish", values={"finished_on": "2026-10-01"}, by=reader_town
    )
    # does not make the head its finisher
    save_rows("toilets", [edit(first_row(), remark="补充说明")], by=reader_head)
    with pytest.raises(NotAllowed, match="不能由本人办理"):
        transition_rows("toilets", [ref(first_row())], "accept", by=reader_town)
    transition_rows("toilets", [ref(first_row())], "accept", by=reader_head)


def test_an_unknown_step_names_those_there_are(ledger: LedgerDefinition) -> None:
    load(households(1))
    with pytest.raises(NotFound, match="验收（accept）"):
        transition_rows("toilets", [ref(first_row())], "approve", by=SYSTEM)


# --- deleting, undoing ----------------------------------------------------------------------------


def test_a_deleted_row_leaves_lists_and_stays_in_history(ledger: LedgerDefinition) -> None:
    load(households(2))
    gone = first_row()
    with pytest.raises(UsageError, match="写明原因"):
        delete_rows("toilets", [ref(gone)], by=SYSTEM, why=" ")
    delete_rows("toilets", [ref(gone)], by=SYSTEM, why="重复登记")
    assert gone.id not in [row.id for row in queries.page(SYSTEM, "toilets").rows]
    newest = queries.history(SYSTEM, "toilets", gone.id)[0]
    assert (newest.action, newest.why) == ("delete", "重复登记")
    with pytest.raises(NotFound):
        queries.row(SYSTEM, "toilets", gone.id)


def test_an_import_can_be_taken_back(ledger: LedgerDefinition) -> None:
    load(households(2, kind="flush"))
    batch = load(
        [*households(2, kind="three_tank"), {"household_no": "003", "area": EAST, "cost": 1, "kind": None}]
    ).batch
    assert batch is not None
    report = undo_batch(batch, by=SYSTEM)
    assert (report.added, report.changed) == (1, 2)
    rows = queries.page(SYSTEM, "toilets").rows
    assert [(row.values["household_no"], row.values["kind"]) for row in rows] == [
        ("001", "flush"),
        ("002", "flush"),
    ]
    with pytest.raises(RefusedError, match="撤销过"):
        undo_batch(batch, by=SYSTEM)


def test_an_import_whose_rows_were_touched_stays_and_names_them(ledger: LedgerDefinition) -> None:
    batch = load(households(2)).batch
    touched = first_row()
    save_rows("toilets", [edit(touched, cost="5")], by=SYSTEM)
    assert batch is not None
    with pytest.raises(RefusedError, match=f"编号 {touched.id}（系统 "):
        undo_batch(batch, by=SYSTEM)
    assert len(queries.page(SYSTEM, "toilets").rows) == 2


# --- privacy --------------------------------------------------------------------------------------


def test_private_values_are_masked_until_revealed_with_a_reason(
    ledger: LedgerDefinition, reader_town: Reader
) -> None:
    load(households(1, head="张三丰", id_number=ID_NUMBER))
    row = first_row()
    assert row.values["head"] == "张*"
    assert row.values["id_number"] == "110105********002X"
    assert row.masked == {"head", "id_number"}
    with pytest.raises(UsageError, match="写明事由"):
        reveal(reader_town, "toilets", row.id, "id_number", "")
    assert reveal(reader_town, "toilets", row.id, "id_number", "核对补贴账户") == ID_NUMBER
    newest = queries.history(SYSTEM, "toilets", row.id)[0]
    assert (newest.action, newest.by, newest.why) == ("reveal", "测试业务员", "身份证号：核对补贴账户")


def test_a_mask_sent_back_does_not_overwrite_the_value(ledger: LedgerDefinition) -> None:
    load(households(1, head="张三丰"))
    row = first_row()
    save_rows("toilets", [edit(row, head=row.values["head"], cost="9")], by=SYSTEM)
    assert reveal(SYSTEM, "toilets", row.id, "head", "核对") == "张三丰"
    with pytest.raises(RowsRefused, match="遮盖后的内容"):
        save_rows("toilets", [edit(first_row(), head="李*")], by=SYSTEM)


# --- events ---------------------------------------------------------------------------------------


def test_subscribers_hear_images_of_few_rows_and_an_area_for_many(
    ledger: LedgerDefinition, told: list[events.RowsChanged], monkeypatch: pytest.MonkeyPatch
) -> None:
    load(households(2))
    assert told[-1].images is not None
    assert [(each.before, each.after is not None) for each in told[-1].images] == [(None, True)] * 2
    monkeypatch.setattr(events, "MAX_ROW_IMAGES", 1)
    load(households(4))
    assert (told[-1].images, told[-1].area) == (None, TOWN)
    save_rows("toilets", [edit(first_row(), cost="5")], by=SYSTEM)
    assert told[-1].area == EAST
    assert told[-1].images is not None
    (image,) = told[-1].images
    assert image.before is not None
    assert image.after is not None
    assert (image.before["cost"], image.after["cost"]) == (Decimal(100), Decimal(5))


def test_a_subscriber_that_fails_takes_the_write_back(ledger: LedgerDefinition) -> None:
    load(households(1))

    def fail(_: events.RowsChanged) -> None:
        raise RefusedError("口径不对")

    events.rows_changed.append(fail)
    try:
        with pytest.raises(RefusedError, match="口径不对"):
            save_rows("toilets", [edit(first_row(), cost="5")], by=SYSTEM)
    finally:
        events.rows_changed.remove(fail)
    assert first_row().values["cost"] == Decimal(100)
