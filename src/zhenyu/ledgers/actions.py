"""Verbs of the ledgers room: the only code that writes rows and definitions.

Each takes who does it (``by``), checks the right, writes set-wise with history in the same transaction, and tells
``events.rows_changed`` before the transaction ends.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain, islice
from typing import Any, Final

from django.db import IntegrityError, transaction

from zhenyu.core import clock
from zhenyu.core.area_codes import AreaCode
from zhenyu.core.changes import NewChange, write_changes
from zhenyu.core.errors import NotAllowed, NotFound, StaleVersion, UsageError
from zhenyu.core.images import image_of
from zhenyu.core.models import Change
from zhenyu.ledgers import editing, events, removal, tables
from zhenyu.ledgers.definition import LedgerDefinition
from zhenyu.ledgers.lifecycle import check_step, find_transition, forbidden_people
from zhenyu.ledgers.loading import Load, default_area, load_rows, surroundings_below
from zhenyu.ledgers.merging import check_balances
from zhenyu.ledgers.models import Batch, Ledger, LedgerVersion
from zhenyu.ledgers.queries import row, rows_by_ids
from zhenyu.ledgers.registry import entry, ledger
from zhenyu.ledgers.revising import StepKind, steps
from zhenyu.ledgers.row_reader import SYSTEM_TITLES, Column, Stretch
from zhenyu.ledgers.selecting import standing
from zhenyu.ledgers.telling import tell_batch
from zhenyu.ledgers.types import ImportReport, Progress, RowEdit, RowRef, SaveResult
from zhenyu.ledgers.values import from_json, show_value
from zhenyu.people.types import Reader

_LOOKED_AT: Final = 1000
"""Rows of an import from a program whose keys tell which columns come."""


@transaction.atomic
def define_ledger(
    raw: Mapping[str, Any], *, by: Reader, source: str = "", based_on: int | None = None, why: str = ""
) -> LedgerDefinition:
    """Make a ledger, or bring it to a new definition; the same definition again changes nothing.

    Arguments:
        based_on: the version ``raw`` was made from, 0 for a ledger that is not there yet; None overwrites any.

    Raises:
        UsageError: a fault of the definition. RefusedError: the change would lose data, rows named.
        StaleVersion: somebody redefined the ledger since ``based_on``.
        NotAllowed: only the operator and heads of offices that keep the domain define its ledgers.
    """
    definition = LedgerDefinition.from_raw(raw, source or f"台账 {raw.get('code', '')}")
    check_may_define(by, definition.domain)
    standing_ledger = Ledger.objects.select_for_update().filter(code=definition.code).first()
    version = standing_ledger.version if standing_ledger else 0
    if based_on not in (None, version):
        raise StaleVersion(f"“{definition.title}”的定义刚被别人改过，现在是第{version}版", "请核对别人的改动，再保存")
    measures_changed = bool(definition.measures)
    if standing_ledger is None:
        tables.create_table(definition)
        standing_ledger = Ledger(code=definition.code, version=0)
    else:
        old = ledger(definition.code)
        check_may_define(by, old.domain)
        if old == definition:
            return old
        if not tables.alter_table(old, definition):
            _index_later(definition.code)
        measured = any(step.kind is StepKind.MEASURES for step in steps(old, definition))
        measures_changed = measured or _reads_otherwise(old, definition)
    standing_ledger.title, standing_ledger.domain = definition.title, definition.domain
    standing_ledger.version += 1
    standing_ledger.save()
    LedgerVersion.objects.create(
        ledger=standing_ledger, version=standing_ledger.version, at=clock.now(), why=why[:200],
        raw=json.dumps(definition.as_raw(), ensure_ascii=False), by_id=by.user_id, by_name=by.name,
    )  # fmt: skip
    if measures_changed:
        events.tell(events.RowsChanged(definition.code, None, None))
    return definition


def _index_later(code: str) -> None:
    from zhenyu.ledgers.jobs import bring_indexes  # jobs call the actions

    bring_indexes.defer(code=code)


def check_may_define(by: Reader, domain: str) -> None:
    """Raises NotAllowed where somebody may not define ledgers of a domain."""
    if not by.heads(domain):
        raise NotAllowed(f"只有负责“{domain}”的办所负责人可以定义这个领域的台账", "请办所负责人或系统管理员来做")


def _reads_otherwise(old: LedgerDefinition, new: LedgerDefinition) -> bool:
    """Whether a field keeps its name and changes what is stored: the same measures then give other sums."""
    kept = [(field, new.by_name[field.name]) for field in old.fields if field.name in new.by_name]
    return any((was.type, was.kept_unit) != (now.type, now.kept_unit) for was, now in kept)


@transaction.atomic
def save_rows(code: str, edits: Sequence[RowEdit], *, by: Reader, why: str = "") -> SaveResult:
    """Write edits of rows, all or none; edits without ``id`` make new rows.

    Masked values that come back as they were shown are left alone.

    Raises:
        RowConflict: a row moved on since the version an edit is based on. RowsRefused: values or rules, each named.
        NotFound, NotAllowed.
    """
    book = entry(code)
    draft = editing.drafted(book, edits, by)
    return editing.written(book, draft, by=by, action="update", why=why)


@transaction.atomic
def transition_rows(
    code: str, refs: Sequence[RowRef], name: str, *, values: Mapping[str, Any] | None = None, by: Reader, why: str = ""
) -> SaveResult:
    """Take rows one named step further, all or none, filling ``values`` on the way.

    Raises:
        RefusedError, NotAllowed: wrong state, missing field, not this person. RowConflict, RowsRefused, NotFound.
    """
    book = entry(code)
    step = find_transition(book.definition, name)
    edits = [RowEdit(values or {}, id=ref.id, version=ref.version) for ref in refs]
    draft = editing.drafted(book, edits, by)
    for before, after in draft:
        assert before is not None  # noqa: S101 — refs name rows that stand
        check_step(
            step, book.definition, area=AreaCode(after["area"]), state=before["state"], values=after,
            forbidden=forbidden_people(step, book.definition, before), by=by,
        )  # fmt: skip
        after["state"] = step.to
    return editing.written(book, draft, by=by, action="transition", why="：".join(filter(None, (step.title, why))))


@transaction.atomic
def delete_rows(code: str, refs: Sequence[RowRef], *, by: Reader, why: str) -> SaveResult:
    """Mark rows as deleted: they leave lists and figures and stay in history. ``why`` is required.

    Raises:
        UsageError: no reason given. RowConflict, NotFound, NotAllowed.
    """
    if not why.strip():
        raise UsageError("删除要写明原因", "写一句话，如：重复登记")
    book = entry(code)
    edits = [RowEdit({}, id=ref.id, version=ref.version) for ref in refs]
    draft = editing.drafted(book, edits, by)
    ids = [before["id"] for before, _ in draft if before]
    removal.mark_deleted(book.definition, ids, by=by, why=why, at=clock.now())
    images = [events.RowImage(before["id"], before, None) for before, _ in draft if before]
    editing.tell(book.definition, images)
    return SaveResult((), changed=len(ids))


@transaction.atomic
def restore_rows(code: str, ids: Sequence[int], *, by: Reader, why: str) -> SaveResult:
    """Let deleted rows stand again, all or none: they come back to lists and figures as they were. ``why`` is required.

    Raises:
        UsageError: no reason given. NotFound: no deleted row of that id. NotAllowed.
        RowsRefused: another row has the key meanwhile. RefusedError: a balance would break.
    """
    if not why.strip():
        raise UsageError("恢复要写明原因", "写一句话，如：误删")
    book = entry(code)
    definition = book.definition
    rows = editing.locked_deleted(book, ids, by)
    try:
        with transaction.atomic():
            removal.restore(definition, ids, by=by, why=why.strip(), at=clock.now())
    except IntegrityError as problem:
        raise editing.key_taken(definition, problem, [1]) from problem
    check_balances(definition, editing.together(row["area"] for row in rows), ids)
    now = standing(book).filter(id__in=ids).values()
    editing.tell(definition, [events.RowImage(after["id"], None, after) for after in now])
    return SaveResult(rows_by_ids(by, code, ids), changed=len(rows))


@transaction.atomic
def revert_row(code: str, ref: RowRef, to_version: int, *, by: Reader, why: str = "") -> SaveResult:
    """Give a row the values, the place and the owner it had in an earlier version, as a new edit; its state stays.

    Raises:
        NotFound: no such version. RowConflict, RowsRefused, NotAllowed: as :func:`save_rows`.
    """
    book = entry(code)
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
    """Import rows from a program: mappings of field names (and ``area``, ``state``, ``owner``) to typed values or texts.

    The first thousand rows tell which columns come; a row without one of them has a blank there. Problems count rows
    from 1. ``at`` dates the batch and everything it writes (the demonstration's past).
    """
    definition = ledger(code)
    stream = iter(rows)
    first = list(islice(stream, _LOOKED_AT))
    names = list(dict.fromkeys(name for each in first for name in each))
    strangers = [name for name in names if name not in definition.by_name and name not in SYSTEM_TITLES]
    if strangers:
        raise UsageError(
            f"台账“{definition.title}”没有“{strangers[0]}”这个栏目", f"可用的有：{'、'.join(definition.by_name)}"
        )
    columns = [Column(position, name) for position, name in enumerate(names)]
    stretch = Stretch(columns, _numbered(chain(first, stream), names), default_area(area, definition))
    load = Load(
        definition, area, by, [stretch],
        surroundings_below(area, definition), why=why, at=at, dry_run=dry_run, accept_good=accept_good, progress=progress,
    )  # fmt: skip
    return load_rows(load)


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
        A report whose ``changed`` counts rows put back and ``refused`` is 0; ``read`` is their sum with the rows deleted
        (``added``).

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
    tell_batch(definition, batch, "undo", rows=added + changed, area=AreaCode(found.area))
    return ImportReport(batch, added + changed, added, changed, 0, 0)


@transaction.atomic
def reveal(reader: Reader, code: str, id: int, field: str, reason: str) -> str:
    """The full text of a masked value; who looked, at what and why goes to the change log.

    Raises:
        UsageError: no reason, or no such field. NotFound.
    """
    if len(reason.strip()) < 2:
        raise UsageError("查看完整内容要写明事由", "写一句话，如：核对补贴发放账号")
    book = entry(code)
    declared = book.definition.by_name.get(field)
    if declared is None:
        raise UsageError(
            f"台账“{book.definition.title}”没有“{field}”这个栏目", f"可用的有：{'、'.join(book.definition.by_name)}"
        )
    seen = row(reader, code, id)
    value = standing(book).filter(id=id).values_list(field, flat=True).first()
    write_changes(
        [
            NewChange(
                clock.now(), code, id, seen.area, book.definition.domain, "reveal", reader.user_id, reader.name,
                f"{declared.title}：{reason.strip()}", seen.version,
            )
        ]
    )  # fmt: skip
    return show_value(declared, value)
