"""Images in the change log: packed, read again in Python and in the database, and those of the time before
they were packed."""

import json
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from tests.ledgers.samples import EAST, households, load, toilets
from zhenyu.core.changelog import seals
from zhenyu.core.changelog.images import image_of
from zhenyu.core.changelog.seal_checks import verify_seals
from zhenyu.core.database.row_security import owner_rights
from zhenyu.core.models import Change
from zhenyu.ledgers.actions.definitions import define_ledger
from zhenyu.ledgers.actions.deletion import undo_batch
from zhenyu.ledgers.actions.rows import revert_row, save_rows
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.rows import queries
from zhenyu.ledgers.types import Row, RowEdit, RowRef
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM

ALL_KINDS: dict[str, Any] = {
    "code": "kinds",
    "title": "各种栏目",
    "domain": "人居环境",
    "key": ["no"],
    "fields": [
        {"name": "no", "title": "编号", "type": "text"},
        {"name": "persons", "title": "人数", "type": "integer"},
        {"name": "cost", "title": "造价", "type": "money"},
        {"name": "on", "title": "日期", "type": "date"},
        {"name": "paid", "title": "已付", "type": "boolean"},
        {"name": "uses", "title": "用途", "type": "choices", "choices": {"a": "甲", "b": '乙"丙"'}},
        {"name": "where", "title": "位置", "type": "point"},
        {"name": "place", "title": "所在村", "type": "area"},
        {"name": "words", "title": "说明", "type": "long_text"},
    ],
}
VALUES = {
    "no": "1",
    "persons": "3",
    "cost": "8649.60",
    "on": "2026-03-01",
    "paid": "是",
    "uses": ["a", "b"],
    "where": "117.1,36.2",
    "place": str(EAST),
    "words": '一行\t"引号" \\ 与 null\n又一行',
}


def first(code: str = "toilets") -> Row:
    return queries.page(SYSTEM, code).rows[0]


def edited(**values: Any) -> Row:
    row = first()
    return save_rows("toilets", [RowEdit(values, row.id, row.version)], by=SYSTEM).rows[0]


def as_owner(statement: str) -> None:
    with owner_rights() as cursor:
        cursor.execute(
            "ALTER TABLE core_change DISABLE TRIGGER USER; ALTER TABLE core_layout DISABLE TRIGGER USER"
        )
        cursor.execute(statement)
        assert cursor.rowcount > 0


def unpack_the_log() -> None:
    """Leave the log as it was before images were packed."""
    as_owner(
        "UPDATE core_change c SET before = zhenyu_image(c), layout = NULL, since = NULL WHERE layout IS NOT NULL"
    )


def row_as_json(code: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT to_jsonb(t)::text FROM ledger_{code} t")
        ((text,),) = cursor.fetchall()
    found: dict[str, Any] = json.loads(text, parse_float=Decimal)
    return found


def compared(image: Any) -> dict[str, Any]:
    """An image with its moments as moments: their texts differ in zeros."""
    moments = {name: datetime.fromisoformat(image[name]) for name in ("created_at", "updated_at")}
    return {**image, **moments}


@pytest.mark.parametrize("blank", [False, True])
def test_every_kind_of_value_is_read_as_it_was(county: None, blank: bool) -> None:
    with reading_as(SYSTEM):
        define_ledger(ALL_KINDS, by=SYSTEM)
        save_rows("kinds", [RowEdit({"no": "1"} if blank else VALUES, area=EAST)], by=SYSTEM)
        before = row_as_json("kinds")
        row = first("kinds")
        save_rows("kinds", [RowEdit({"words": "改"}, row.id, row.version)], by=SYSTEM)
        (change,) = Change.objects.filter(before__isnull=False)
        with connection.cursor() as cursor:
            cursor.execute("SELECT zhenyu_image(c)::text FROM core_change c WHERE id = %s", [change.id])
            ((in_database,),) = cursor.fetchall()
        assert isinstance(change.before, list)
        assert compared(image_of(change)) == compared(before)
        assert compared(json.loads(in_database, parse_float=Decimal)) == compared(before)


def test_who_made_a_row_is_read_from_later_images_too(ledger: LedgerDefinition, reader_town: Any) -> None:
    load(households(1))
    born = datetime.fromisoformat(row_as_json("toilets")["created_at"])
    row = first()
    save_rows("toilets", [RowEdit({"cost": "2"}, row.id, row.version)], by=reader_town)
    edited(cost="3")
    images = [image_of(change) for change in Change.objects.filter(before__isnull=False).order_by("id")]
    assert [
        (i["created_by"], datetime.fromisoformat(i["created_at"]), i["updated_by"]) for i in images if i
    ] == [("系统", born, "系统"), ("系统", born, "测试业务员")]


def test_images_from_before_they_were_packed_still_serve(ledger: LedgerDefinition) -> None:
    load(households(1, subsidised=True))
    batch = load(households(1, cost=7)).batch
    unpack_the_log()
    assert isinstance(Change.objects.get(before__isnull=False).before, dict)
    assert [(c.before, c.after) for c in queries.history(SYSTEM, "toilets", first().id)[0].changes] == [
        ("100", "7")
    ]
    assert batch
    undo_batch(batch, by=SYSTEM)
    assert (first().values["cost"], first().values["subsidised"]) == (Decimal(100), True)
    edited(cost="9")
    row = first()
    assert revert_row("toilets", RowRef(row.id, row.version), 1, by=SYSTEM).rows[0].values["cost"] == Decimal(
        100
    )


def test_seals_from_before_images_were_packed_hold(ledger: LedgerDefinition) -> None:
    load(households(2))
    load(households(2, cost=7))
    unpack_the_log()
    as_sealed_then = (
        "id, (extract(epoch FROM at) * 1000000)::bigint, ledger, row_id, area, domain, action, actor_id, actor, why,"
        " version, before, batch"
    )
    lines = []
    for columns in (as_sealed_then, seals._COLUMNS):
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY (SELECT {columns} FROM core_change ORDER BY id) TO STDOUT") as copy,
        ):
            lines.append(b"".join(bytes(line) for line in copy))
    assert lines[0] == lines[1]


@pytest.mark.parametrize(
    "part", ["layout = layout + 1", "since = since - interval '1 day'", "before = before || '[1]'"]
)
def test_no_part_of_an_image_is_altered_unseen(ledger: LedgerDefinition, part: str) -> None:
    load(households(1))
    edited(cost="7")
    seals.seal_log()
    assert verify_seals().faults == ()
    as_owner(f"UPDATE core_change SET {part} WHERE before IS NOT NULL")
    assert "altered" in {fault.kind for fault in verify_seals().faults}


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE core_layout SET columns[5] = columns[6]", "被改过"),
        ("UPDATE core_layout SET kinds[10] = 'numeric'", "被改过"),
        ("DELETE FROM core_layout", "不见了"),
    ],
)
def test_names_of_columns_are_sealed_with_the_images(
    ledger: LedgerDefinition, statement: str, told: str
) -> None:
    load(households(1))
    edited(cost="7")
    seals.seal_log()
    as_owner(statement)
    (fault,) = verify_seals().faults
    assert (fault.kind, fault.ledger) == ("layout", "toilets")
    assert told in fault.message


def test_retired_fields_are_part_of_the_image(ledger: LedgerDefinition) -> None:
    load(households(1, remark="旧备注"))
    fields = [
        {**field, "retired": True} if field["name"] == "remark" else field for field in toilets()["fields"]
    ]
    kept = [field for field in fields if not field.get("retired")]
    retired = [{**field, "retired": None} for field in fields if field.get("retired")]
    for field in retired:
        del field["retired"]
    define_ledger(toilets(fields=kept, retired=retired), by=SYSTEM)
    edited(cost="7")
    image = image_of(Change.objects.get(before__isnull=False))
    assert image is not None
    assert image["remark"] == "旧备注"
