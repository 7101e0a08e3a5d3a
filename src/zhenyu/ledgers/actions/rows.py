"""Verbs of the ledgers room: the only code that writes rows and definitions.

Each takes who does it (``by``), checks the right, writes set-wise with history in the same transaction, and
tells ``events.rows_changed`` before the transaction ends.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain, islice
from typing import Any, Final

from django.db import IntegrityError, transaction

from zhenyu.core import clock
from zhenyu.core.changelog.changes import NewChange, write_changes
from zhenyu.core.changelog.images import image_of
from zhenyu.core.errors import NotAllowed, NotFound, UsageError
from zhenyu.core.models import Change
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers import events
from zhenyu.ledgers.definition.lifecycle import check_step, find_transition, forbidden_people
from zhenyu.ledgers.models import Batch
from zhenyu.ledgers.rows.queries import row, rows_by_ids
from zhenyu.ledgers.schema.registry import active_rows, ledger, loaded_ledger
from zhenyu.ledgers.types import ImportReport, Progress, RowEdit, RowRef, SaveResult
from zhenyu.ledgers.values.typed_values import from_json, show_value
from zhenyu.ledgers.writing import edits as editing
from zhenyu.ledgers.writing import removal
from zhenyu.ledgers.writing.batch_events import publish_batch
from zhenyu.ledgers.writing.bulk_upsert import BulkUpsert, bulk_upsert, default_area, references_for
from zhenyu.ledgers.writing.merge import check_balances
from zhenyu.ledgers.writing.row_parser import SYSTEM_TITLES, MappedColumn, RowBlock
from zhenyu.people.types import Reader

_LOOKED_AT: Final = 1000
"""Rows of an import from a program whose keys tell which columns come."""


@transaction.atomic
def save_rows(code: str, edits: Sequence[RowEdit], *, by: Reader, why: str = "") -> SaveResult:
    """Write edits of rows, all or none; edits without ``id`` make new rows.

    Masked values that come back as they were shown are left alone.

    Raises:
        RowConflict: a row moved on since the version an edit is based on. RowsRefused: values or rules, each
        named. NotFound, NotAllowed.
    """
    book = loaded_ledger(code)
    draft = editing.drafted(book, edits, by)
    return editing.written(book, draft, by=by, action="update", why=why)


@transaction.atomic
def transition_rows(
    code: str,
    refs: Sequence[RowRef],
    name: str,
    *,
    values: Mapping[str, Any] | None = None,
    by: Reader,
    why: str = "",
) -> SaveResult:
    """Take rows one named step further, all or none, filling ``values`` on the way.

    Raises:
        RefusedError, NotAllowed: wrong state, missing field, not this person. RowConflict, RowsRefused,
        NotFound.
    """
    book = loaded_ledger(code)
    step = find_transition(book.definition, name)
    edits = [RowEdit(values or {}, id=ref.id, version=ref.version) for ref in refs]
    draft = editing.drafted(book, edits, by)
    for before, after in draft:
        assert before is not None  # noqa: S101 — refs name rows that stand
        check_step(
            step,
            book.definition,
            area=AreaCode(after["area"]),
            state=before["state"],
            values=after,
            forbidden=forbidden_people(step, book.definition, before),
            by=by,
        )
        after["state"] = step.to
    return editing.written(
        book, draft, by=by, action="transition", why="：".join(filter(None, (step.title, why)))
    )


@transaction.atomic
def delete_rows(code: str, refs: Sequence[RowRef], *, by: Reader, why: str) -> SaveResult:
    """Mark rows as deleted: they leave lists and figures and stay in history. ``why`` is required.

    Raises:
        UsageError: no reason given. RowConflict, NotFound, NotAllowed.
    """
    if not why.strip():
        raise UsageError("删除要写明原因", "写一句话，如：重复登记")
    book = loaded_ledger(code)
    edits = [RowEdit({}, id=ref.id, version=ref.version) for ref in refs]
    draft = editing.drafted(book, edits, by)
    ids = [before["id"] for before, _ in draft if before]
    removal.mark_deleted(book.definition, ids, by=by, why=why, at=clock.now())
    images = [events.RowImage(before["id"], before, None) for before, _ in draft if before]
    editing.publish_edits(book.definition, images)
    return SaveResult((), changed=len(ids))


@transaction.atomic
def restore_rows(code: str, ids: Sequence[int], *, by: Reader, why: str) -> SaveResult:
    """Let deleted rows stand again, all or none: they come back to lists and figures as they were. ``why`` is
    required.

    Raises:
        UsageError: no reason given. NotFound: no deleted row of that id. NotAllowed.
        RowsRefused: another row has the key meanwhile. RefusedError: a balance would break.
    """
    if not why.strip():
        raise UsageError("恢复要写明原因", "写一句话，如：误删")
    book = loaded_ledger(code)
    definition = book.definition
    rows = editing.locked_deleted(book, ids, by)
    try:
        with transaction.atomic():
            removal.restore(definition, ids, by=by, why=why.strip(), at=clock.now())
    except IntegrityError as problem:
        raise editing.key_taken(definition, problem, [1]) from problem
    check_balances(definition, editing.together(row["area"] for row in rows), ids)
    now = active_rows(book).filter(id__in=ids).values()
    editing.publish_edits(definition, [events.RowImage(after["id"], None, after) for after in now])
    return SaveResult(rows_by_ids(by, code, ids), changed=len(rows))


@transaction.atomic
def revert_row(code: str, ref: RowRef, to_version: int, *, by: Reader, why: str = "") -> SaveResult:
    """Give a row the values, the place and the owner it had in an earlier version, as a new edit; its state
    stays.

    Raises:
        NotFound: no such version. RowConflict, RowsRefused, NotAllowed: as :func:`save_rows`.
    """
    book = loaded_ledger(code)
    kept = Change.objects.filter(ledger=code, row_id=ref.id, version=to_version, before__isnull=False)
    change = kept.order_by("-id").first()
    image = image_of(change) if change else None
    if image is None:
        raise NotFound(f"没有找到第{to_version}版的内容", "请刷新记录页，从历史里重新选择")
    edit = RowEdit({}, id=ref.id, version=ref.version, area=image["area"], owner=image.get("owner") or "")
    ((before, after),) = editing.drafted(book, [edit], by)
    values = {
        field.name: from_json(field, field.in_image(image))
        for field in book.definition.fields
        if any(name in image for name in (field.name, *field.formerly))
    }
    told = "：".join(filter(None, (f"恢复到第{to_version}版", why.strip())))
    return editing.written(book, [(before, {**after, **values})], by=by, action="update", why=told)


def import_rows(
    code: str,
    rows: Iterable[Mapping[str, Any]],
    *,
    area: AreaCode,
    by: Reader,
    at: datetime | None = None,
    why: str = "",
    dry_run: bool = False,
    accept_good: bool = False,
    progress: Callable[[Progress], None] | None = None,
) -> ImportReport:
    """Import rows from a program: mappings of field names (and ``area``, ``state``, ``owner``) to typed
    values or texts.

    The first thousand rows tell which columns come; a row without one of them has a blank there. Problems
    count rows from 1. ``at`` dates the batch and everything it writes (the demonstration's past).
    """
    definition = ledger(code)
    stream = iter(rows)
    first = list(islice(stream, _LOOKED_AT))
    names = list(dict.fromkeys(name for each in first for name in each))
    strangers = [name for name in names if name not in definition.by_name and name not in SYSTEM_TITLES]
    if strangers:
        raise UsageError(
            f"台账“{definition.title}”没有“{strangers[0]}”这个栏目",
            f"可用的有：{'、'.join(definition.by_name)}",
        )
    columns = [MappedColumn(position, name) for position, name in enumerate(names)]
    block = RowBlock(columns, _numbered(chain(first, stream), names), default_area(area, definition))
    upsert = BulkUpsert(
        definition,
        area,
        by,
        [block],
        references_for(area, definition),
        why=why,
        at=at,
        dry_run=dry_run,
        accept_good=accept_good,
        progress=progress,
    )
    return bulk_upsert(upsert)


def _numbered(rows: Iterable[Mapping[str, Any]], names: Sequence[str]) -> Iterator[tuple[int, list[Any]]]:
    for number, each in enumerate(rows, start=1):
        cells = [each.get(name) for name in names]
        if len(each) > len(names) or any(name not in names for name in each):
            stranger = next(name for name in each if name not in names)
            raise UsageError(f"第{number}行多出“{stranger}”一列", f"前{_LOOKED_AT}行里要出现所有用到的列")
        yield number, cells


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
    if not by.may_write(AreaCode(found.area), found.domain):
        raise NotAllowed("没有撤销这次导入的权限", "请原导入人或业务员来撤销")
    definition = ledger(found.ledger)
    added, changed = removal.undo(definition, found, by=by, why=why or f"撤销第{batch}批导入", at=clock.now())
    publish_batch(definition, batch, "undo", rows=added + changed, area=AreaCode(found.area))
    return ImportReport(batch, added + changed, added, changed, 0, 0)


@transaction.atomic
def reveal(reader: Reader, code: str, id: int, field: str, reason: str) -> str:
    """The full text of a masked value; who looked, at what and why goes to the change log.

    Raises:
        UsageError: no reason, or no such field. NotFound.
    """
    if len(reason.strip()) < 2:
        raise UsageError("查看完整内容要写明事由", "写一句话，如：核对补贴发放账号")
    book = loaded_ledger(code)
    declared = book.definition.by_name.get(field)
    if declared is None:
        raise UsageError(
            f"台账“{book.definition.title}”没有“{field}”这个栏目",
            f"可用的有：{'、'.join(book.definition.by_name)}",
        )
    seen = row(reader, code, id)
    value = active_rows(book).filter(id=id).values_list(field, flat=True).first()
    write_changes(
        [
            NewChange(
                clock.now(),
                code,
                id,
                seen.area,
                book.definition.domain,
                "reveal",
                reader.user_id,
                reader.name,
                f"{declared.title}：{reason.strip()}",
                seen.version,
            )
        ]
    )
    return show_value(declared, value)
