"""Taking rows away and bringing them back: marking as deleted, restoring, taking a whole import back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import DataError, connection, transaction
from psycopg import sql

from zhenyu.core.clock import CHINA
from zhenyu.core.database.statements import statement
from zhenyu.core.errors import RefusedError
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.models import Batch
from zhenyu.ledgers.schema.registry import definition_before, loaded_ledger
from zhenyu.ledgers.schema.retyped_values import keeps_values
from zhenyu.ledgers.writing.merge import logging
from zhenyu.people.types import Reader

_RESTORED = ("area", "state", "owner", "due", "extra")


def mark_deleted(
    definition: LedgerDefinition,
    ids: Sequence[int],
    *,
    by: Reader,
    why: str,
    at: datetime,
    action: str = "delete",
    batch: int | None = None,
) -> int:
    """Mark rows as deleted; returns how many."""
    parameters = {**_signature(definition, by, why, at), "ids": list(ids), "action": action, "batch": batch}
    return _run("mark_deleted", definition, parameters)


def restore(definition: LedgerDefinition, ids: Sequence[int], *, by: Reader, why: str, at: datetime) -> int:
    """Restore deleted rows; returns how many."""
    return _run("restore_deleted", definition, {**_signature(definition, by, why, at), "ids": list(ids)})


def undo(
    definition: LedgerDefinition, batch: Batch, *, by: Reader, why: str, at: datetime
) -> tuple[int, int]:
    """Take an import back; returns how many rows were deleted and how many put back.

    Raises:
        RefusedError: it was taken back before, or rows were touched since.
    """
    if batch.undone_at is not None:
        raise RefusedError(f"第{batch.pk}批导入已由{batch.undone_by}撤销过", "不用再撤销")
    parameters = {**_signature(definition, by, why, at), "batch": batch.pk}
    with connection.cursor() as cursor:
        cursor.execute(_statement("lock_batch", definition), parameters)
        cursor.execute(_statement("touched_since", definition), parameters)
        _refuse_touched(batch, cursor.fetchall())
        query = sql.SQL("SELECT id FROM {} WHERE batch = %s AND deleted_at IS NULL").format(
            sql.Identifier(definition.table)
        )
        cursor.execute(query.as_string(None), [batch.pk])
        ids = [id for (id,) in cursor.fetchall()]
    _refuse_retyped(definition, batch)
    try:
        with transaction.atomic():
            changed = _run("restore_changed", definition, parameters)
    except DataError:
        raise _retyped(batch, "") from None
    added = mark_deleted(definition, ids, by=by, why=why, at=at, action="undo", batch=batch.pk)
    batch.undone_at, batch.undone_by = at, by.name
    batch.save(update_fields=["undone_at", "undone_by"])
    return added, changed


def _refuse_retyped(definition: LedgerDefinition, batch: Batch) -> None:
    """Refuse where what the changed rows held then would mean something else under the types of today."""
    if not batch.changed:
        return
    _, then = definition_before(loaded_ledger(definition.code), batch.at)
    pairs = (
        (field, next((then.by_name[n] for n in (field.name, *field.formerly) if n in then.by_name), None))
        for field in definition.fields
    )
    titles = [
        f"“{now.title}”" for now, was in pairs if was and was.type != now.type and not keeps_values(was, now)
    ]
    if titles:
        raise _retyped(batch, "、".join(titles))


def _retyped(batch: Batch, titles: str) -> RefusedError:
    return RefusedError(
        f"第{batch.pk}批导入以后，台账的栏目{titles}改过类型，原来的内容放不回去",
        "请在记录的历史里核对后逐条改正",
    )


def _refuse_touched(batch: Batch, touched: Sequence[tuple[int, int, str, datetime, bool]]) -> None:
    if not touched:
        return
    count = touched[0][0]
    names = "；".join(
        f"编号 {id}（{who} {at.astimezone(CHINA):%Y-%m-%d %H:%M} {'删除' if deleted else '修改'}）"
        for _, id, who, at, deleted in touched
    )
    raise RefusedError(
        f"第{batch.pk}批导入后有{count}条记录又被改动过，不能整批撤销：{names}{' 等' if count > len(touched) else ''}",
        "请逐条处理这些记录（在它们的历史里可以恢复到导入前的版本），其余保留这次导入",
    )


def _signature(definition: LedgerDefinition, by: Reader, why: str, at: datetime) -> dict[str, Any]:
    return {
        "ledger": definition.code,
        "domain": definition.domain,
        "by": by.name,
        "by_id": by.user_id,
        "why": why,
        "at": at,
    }


def _run(name: str, definition: LedgerDefinition, parameters: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(_statement(name, definition), parameters)
        return int(cursor.rowcount)


def _statement(name: str, definition: LedgerDefinition) -> str:
    assignments = sql.SQL(", ").join(
        sql.SQL("{0} = CASE WHEN old.before ? {1} THEN r.{0} ELSE t.{0} END").format(
            sql.Identifier(column), sql.Literal(column)
        )
        for column in (*_RESTORED, *definition.by_name)
    )
    return statement(
        "zhenyu.ledgers",
        name,
        table=definition.table,
        assignments=assignments,
        before=_image(definition),
        **logging(definition),
    )


def _image(definition: LedgerDefinition) -> sql.Composable:
    """``i.image`` with the values of renamed fields under their names of today."""
    image: sql.Composable = sql.SQL("i.image")
    for field in definition.fields:
        for former in field.formerly:
            image = sql.SQL(
                "(CASE WHEN i.image ? {1} THEN jsonb_build_object({0}, i.image -> {1}) ELSE '{{}}' END || {2})"
            ).format(sql.Literal(field.name), sql.Literal(former), image)
    return image
