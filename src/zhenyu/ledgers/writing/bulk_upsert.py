"""The set-based load behind every import: read → stage by COPY → check → count or merge. One transaction, all
or nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction

from zhenyu.areas.queries import subtree
from zhenyu.core import clock
from zhenyu.core.errors import NotFound, StaleVersion, UsageError
from zhenyu.core.jobs.deferral import defer
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers.definition.ledger_definition import FieldType, LedgerDefinition
from zhenyu.ledgers.models import Batch
from zhenyu.ledgers.rows.record_links import reference
from zhenyu.ledgers.schema import tables
from zhenyu.ledgers.schema.registry import loaded_ledger
from zhenyu.ledgers.schema.row_rules import import_rules
from zhenyu.ledgers.types import MAX_PROBLEMS, ImportReport, Progress
from zhenyu.ledgers.values.references import References
from zhenyu.ledgers.writing import staging
from zhenyu.ledgers.writing.batch_events import publish_batch
from zhenyu.ledgers.writing.merge import Signature, broken_rules, check_balances, count_merge, merge
from zhenyu.ledgers.writing.row_parser import SHEET_BITS, RowBlock, RowReader
from zhenyu.people.access import require_write
from zhenyu.people.types import Reader

RECORD_LIMIT: Final = 500_000
_MANY: Final = 2000
"""Rows written from which on the planner's statistics are renewed at once and the table is put in order
after."""


@dataclass(frozen=True)
class BulkUpsert:
    """What is to be loaded and how. ``total`` rows are expected; ``notes`` are asked for when all was
    read."""

    definition: LedgerDefinition
    area: AreaCode
    by: Reader
    stretches: Sequence[RowBlock]
    references: References
    file: str = ""
    why: str = ""
    at: datetime | None = None
    dry_run: bool = False
    accept_good: bool = False
    progress: Callable[[Progress], None] | None = None
    total: int | None = None
    notes: Callable[[], Sequence[str]] = tuple


def default_area(area: AreaCode, definition: LedgerDefinition) -> str | None:
    """The area of rows that name none: the one imported into, when the ledger's rows belong to areas of its
    level."""
    return str(area) if area.level == definition.level else None


def bulk_upsert(load: BulkUpsert) -> ImportReport:
    """Load numbered rows into a ledger.

    Nothing is written when it is a dry run, or when rows are refused and ``accept_good`` is not set.

    Raises:
        NotAllowed, UsageError: before anything is read.
    """
    check_may_import(load.definition, load.area, load.by)
    reader = RowReader(load.definition, load.stretches, load.references, load.progress, load.total)
    _check_columns(load, reader)
    with transaction.atomic(), staging.staged(load.definition, reader.fields) as source:
        staging.copy_lines(load.definition, reader.fields, reader.lines())
        _refuse_repeated(load, reader)
        _judge(load, reader, source)
        if load.progress:
            load.progress(Progress("写入台账", reader.read, reader.read))
        if load.dry_run or (reader.refused and not load.accept_good):
            added, changed, unchanged = count_merge(load.definition, source)
            return _report(load, reader, None, added, changed, unchanged)
        return _write(load, reader, source)


def _write(load: BulkUpsert, reader: RowReader, source: staging.Source) -> ImportReport:
    at = load.at or clock.now()
    batch = Batch.objects.create(
        ledger=load.definition.code,
        area=str(load.area),
        domain=load.definition.domain,
        file=load.file[:255],
        at=at,
        by_id=load.by.user_id,
        by_name=load.by.name,
        read=reader.read,
        refused=len(reader.refused),
    )
    why = load.why or (f"导入 {load.file}" if load.file else "导入")
    try:
        done = merge(load.definition, source, Signature(load.by, at, "import", why, batch.pk))
    except IntegrityError as problem:
        raise StaleVersion("写入时有人刚登记了相同的记录，本次没有写入", "请重新导入一次") from problem
    unchanged = reader.read - len(reader.refused) - done.added - done.changed
    Batch.objects.filter(pk=batch.pk).update(added=done.added, changed=done.changed, unchanged=unchanged)
    check_balances(load.definition, load.area, None)
    if done.added + done.changed >= _MANY:
        tables.refresh_statistics(load.definition)
        defer("ledgers.settle", code=load.definition.code)  # vacuumed once this import is committed
    publish_batch(load.definition, batch.pk, "import", rows=done.added + done.changed, area=load.area)
    return _report(load, reader, batch.pk, done.added, done.changed, unchanged)


def _refuse_repeated(load: BulkUpsert, reader: RowReader) -> None:
    """Refuse a row whose key an earlier good row of the file has, naming that row."""
    titles = "、".join(reader.title(name) for name in load.definition.key)
    found = staging.repeated(load.definition)
    for n, first, key in found:
        sheet = reader.stretches[first >> SHEET_BITS].sheet if len(reader.stretches) > 1 else ""
        other = f"“{sheet}”表第{reader.row_of(first)}行" if sheet else f"第{first}行"
        message = f"与{other}重复（{titles}相同）"
        reader.refuse(n, load.definition.key[0], "duplicate", message, "同一户（项）只留一行", value=key)
    if found:
        staging.discard([n for n, _, _ in found])


def _judge(load: BulkUpsert, reader: RowReader, source: staging.Source) -> None:
    """Find rows that only the database can judge, and take them out of the waiting ones."""
    rules = import_rules(load.definition, load.area, load.by, brought=frozenset(reader.fields))
    refused = []
    for n, broken in broken_rules(load.definition, source, rules, most=10**9):
        refused.append(n)
        for rule in (rules[index] for index in broken):
            reader.refuse(n, rule.field, rule.rule, rule.message, rule.hint)
    if refused:
        staging.discard(refused)


def _report(
    load: BulkUpsert, reader: RowReader, batch: int | None, added: int, changed: int, unchanged: int
) -> ImportReport:
    notes = [*load.notes(), *reader.notes()]
    problems = reader.problems
    if len(problems) >= MAX_PROBLEMS:
        notes.append(f"问题太多，只列出前{MAX_PROBLEMS}处；未导入的行数是完整的")
    if not load.definition.key:
        notes.append("这个台账没有主键：每一行都作为新记录，重复导入会重复登记")
    return ImportReport(
        batch,
        reader.read,
        added,
        changed,
        unchanged,
        len(reader.refused),
        problems,
        tuple(notes),
        batch is not None,
    )


def check_may_import(definition: LedgerDefinition, area: AreaCode, by: Reader) -> None:
    """Refuse an area the importer may not write, or one below the ledger's level."""
    require_write(by, area, definition.domain, of=definition.title)
    if area.level.digits > definition.level.digits:
        raise UsageError(
            f"“{definition.title}”按{definition.level.label}登记，{area} 是{area.level.label}",
            f"请选择{definition.level.label}或以上的区划",
        )


def _check_columns(load: BulkUpsert, reader: RowReader) -> None:
    """A key column, and without a default the area, must be among the columns."""
    names = {column.name for column in load.stretches[0].columns}
    missing = [reader.title(name) for name in load.definition.key if name not in names]
    if missing:
        raise UsageError(f"表里没有主键“{'、'.join(missing)}”一列", "补上这一列，或在确认表头时指明是哪一列")
    if any(stretch.area is None for stretch in load.stretches) and "area" not in names:
        level = load.definition.level.label
        raise UsageError(
            f"表里没有写明每一行属于哪个{level}",
            f"加一列“所在{level.removesuffix('级')}”，或选定一个{level.removesuffix('级')}再导入",
        )


def references_for(
    area: AreaCode, definition: LedgerDefinition, records: Mapping[str, Mapping[str, int]] | None = None
) -> References:
    """The areas a row of an import may belong to, with their names; keys of the ledgers its fields refer to.

    Arguments:
        records: those rows of other ledgers that are named, where they are few and known; None reads all
        keys.
    """
    candidates = subtree(area)
    if not candidates:
        raise NotFound(f"没有代码为 {area} 的区划", "请核对区划代码")
    fitting = {each.code: each.name for each in candidates if len(each.code) == definition.level.digits}
    by_name: dict[str, str] = {}
    ambiguous: set[str] = set()
    for code, name in fitting.items():
        for form in {name, name.removesuffix("民委员会").removesuffix("委会")}:
            if by_name.setdefault(form, code) != code:
                ambiguous.add(form)
    names = {name: code for name, code in by_name.items() if name not in ambiguous}
    return References(
        fitting, names, frozenset(ambiguous), record_keys(definition) if records is None else records
    )


def record_keys(definition: LedgerDefinition) -> dict[str, dict[str, int]]:
    """Key text (and ``#id``) → id for every ledger that ``record`` fields point to, as far as the importer
    sees it."""
    found: dict[str, dict[str, int]] = {}
    for code in {each.record for each in definition.fields if each.type is FieldType.RECORD and each.record}:
        other = loaded_ledger(code)
        model: Any = other.model
        rows = model.objects.filter(deleted_at=None).values_list(*other.definition.key, "id")[:RECORD_LIMIT]
        found[code] = {
            name: row[-1] for row in rows for name in (" ".join(map(str, row[:-1])), reference(row[-1]))
        }
    return found
