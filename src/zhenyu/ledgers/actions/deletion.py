"""Verbs that take rows away and bring them back: delete, restore, undo a whole import."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction

from zhenyu.core import clock
from zhenyu.core.errors import NotFound, UsageError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers import events
from zhenyu.ledgers.models import Batch
from zhenyu.ledgers.rows.queries import rows_by_ids
from zhenyu.ledgers.schema.registry import active_rows, ledger, loaded_ledger
from zhenyu.ledgers.types import ImportReport, RowEdit, RowRef, SaveResult
from zhenyu.ledgers.writing import drafts, removal
from zhenyu.ledgers.writing import edits as editing
from zhenyu.ledgers.writing.batch_events import publish_batch
from zhenyu.ledgers.writing.merge import check_balances
from zhenyu.people.access import require_write
from zhenyu.people.types import Reader


@transaction.atomic
def delete_rows(code: str, refs: Sequence[RowRef], *, by: Reader, why: str) -> SaveResult:
    """Mark rows as deleted: they leave lists and figures and stay in history. ``why`` is required.

    Raises:
        UsageError: no reason given. RowConflict, NotFound, NotAllowed.
    """
    if not why.strip():
        raise UsageError("删除要写明原因", "写一句话，如：重复登记")
    loaded = loaded_ledger(code)
    edits = [RowEdit({}, id=ref.id, version=ref.version) for ref in refs]
    draft = drafts.draft_edits(loaded, edits, by)
    ids = [before["id"] for before, _ in draft if before]
    removal.mark_deleted(loaded.definition, ids, by=by, why=why, at=clock.now())
    images = [events.RowImage(before["id"], before, None) for before, _ in draft if before]
    editing.publish_edits(loaded.definition, images)
    return SaveResult((), changed=len(ids))


@transaction.atomic
def restore_rows(code: str, ids: Sequence[int], *, by: Reader, why: str) -> SaveResult:
    """Restore deleted rows, all or none: they come back to lists and figures as they were. ``why`` is
    required.

    Raises:
        UsageError: no reason given. NotFound: no deleted row of that id. NotAllowed.
        RowsRefused: another row has the key meanwhile. RefusedError: a balance would break.
    """
    if not why.strip():
        raise UsageError("恢复要写明原因", "写一句话，如：误删")
    loaded = loaded_ledger(code)
    definition = loaded.definition
    rows = drafts.lock_deleted_rows(loaded, ids, by)
    try:
        with transaction.atomic():
            removal.restore(definition, ids, by=by, why=why.strip(), at=clock.now())
    except IntegrityError as problem:
        raise editing.key_taken(definition, problem, [1]) from problem
    check_balances(definition, editing.covering_area(row["area"] for row in rows), ids)
    now = active_rows(loaded).filter(id__in=ids).values()
    editing.publish_edits(definition, [events.RowImage(after["id"], None, after) for after in now])
    return SaveResult(rows_by_ids(by, code, ids), changed=len(rows))


@transaction.atomic
def undo_batch(batch: int, *, by: Reader, why: str = "") -> ImportReport:
    """Take an import back: rows it added are deleted, rows it changed get their values of before.

    Returns:
        A report whose ``changed`` counts rows put back and ``refused`` is 0; ``read`` is their sum with the
        rows deleted (``added``).

    Raises:
        RefusedError: rows were touched since, named. NotFound, NotAllowed.
    """
    found = Batch.objects.select_for_update().filter(pk=batch).first()
    if found is None:
        raise NotFound(f"没有编号为 {batch} 的导入批次", "请核对批次号，或不在您的权限范围内")
    definition = ledger(found.ledger)
    require_write(by, AreaCode(found.area), found.domain, of=definition.title)
    added, changed = removal.undo(definition, found, by=by, why=why or f"撤销第{batch}批导入", at=clock.now())
    publish_batch(definition, batch, "undo", rows=added + changed, area=AreaCode(found.area))
    return ImportReport(batch, added + changed, added, changed, 0, 0)
