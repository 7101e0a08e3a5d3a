"""The set-based load behind every import: read → stage by COPY → check → count or merge. One transaction, all
or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
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
from zhenyu.ledgers.writing.import_problems import ImportProblems
from zhenyu.ledgers.writing.merge import Signature, broken_rules, check_balances, count_merge, merge
from zhenyu.ledgers.writing.row_parser import SYSTEM_TITLES, RowBlock, RowParser, chunks_of
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
    blocks: Sequence[RowBlock]
    references: References
    file: str = ""
    why: str = ""
    at: datetime | None = None
    dry_run: bool = False
    accept_good: bool = False
    progress: Callable[[Progress], None] | None = None
    total: int | None = None
    notes: Callable[[], Sequence[str]] = tuple

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields that come, in the order of the first block's columns."""
        return tuple(each.name for each in self.blocks[0].columns if each.name not in SYSTEM_TITLES)


def default_area(area: AreaCode, definition: LedgerDefinition) -> str | None:
    """The area of rows that name none: the one imported into, when the ledger's rows belong to areas of its
    level."""
    return str(area) if area.level == definition.level else None


def bulk_upsert(upsert: BulkUpsert) -> ImportReport:
    """Load numbered rows into a ledger.

    Nothing is written when it is a dry run, or when rows are refused and ``accept_good`` is not set.

    Raises:
        NotAllowed, UsageError: before anything is read.
    """
    check_may_import(upsert.definition, upsert.area, upsert.by)
    problems = ImportProblems(upsert.definition, upsert.blocks)
    _check_columns(upsert, problems)
    with transaction.atomic(), staging.staged(upsert.definition, upsert.fields) as source:
        read = _stage(upsert, problems)
        _refuse_repeated(upsert, problems)
        _judge(upsert, problems, source)
        if upsert.progress:
            upsert.progress(Progress("写入台账", read, read))
        if upsert.dry_run or (problems.refused and not upsert.accept_good):
            added, changed, unchanged = count_merge(upsert.definition, source)
            return _report(upsert, problems, None, (read, added, changed, unchanged))
        return _write(upsert, problems, source, read)


def _stage(upsert: BulkUpsert, problems: ImportProblems) -> int:
    """Read every row and copy the good ones into the waiting table; the problems go to ``problems``. Returns
    how many rows were read."""
    parser = RowParser(upsert.definition, upsert.fields, upsert.references)
    read = 0

    def lines() -> Iterator[str]:
        nonlocal read
        for block, rows in chunks_of(upsert.blocks):
            chunk = parser.read_chunk(block, rows)
            problems.add_chunk(chunk)
            read += len(rows)
            yield "".join(chunk.lines)
            if upsert.progress:
                upsert.progress(Progress("读取并核对", read, upsert.total))

    staging.copy_lines(upsert.definition, upsert.fields, lines())
    return read


def _write(upsert: BulkUpsert, problems: ImportProblems, source: staging.Source, read: int) -> ImportReport:
    at = upsert.at or clock.now()
    batch = Batch.objects.create(
        ledger=upsert.definition.code,
        area=str(upsert.area),
        domain=upsert.definition.domain,
        file=upsert.file[:255],
        at=at,
        by_id=upsert.by.user_id,
        by_name=upsert.by.name,
        read=read,
        refused=len(problems.refused),
    )
    why = upsert.why or (f"导入 {upsert.file}" if upsert.file else "导入")
    try:
        done = merge(upsert.definition, source, Signature(upsert.by, at, "import", why, batch.pk))
    except IntegrityError as problem:
        raise StaleVersion("写入时有人刚登记了相同的记录，本次没有写入", "请重新导入一次") from problem
    unchanged = read - len(problems.refused) - done.added - done.changed
    Batch.objects.filter(pk=batch.pk).update(added=done.added, changed=done.changed, unchanged=unchanged)
    check_balances(upsert.definition, upsert.area, None)
    if done.added + done.changed >= _MANY:
        tables.refresh_statistics(upsert.definition)
        defer("ledgers.settle", code=upsert.definition.code)  # vacuumed once this import is committed
    publish_batch(upsert.definition, batch.pk, "import", rows=done.added + done.changed, area=upsert.area)
    return _report(upsert, problems, batch.pk, (read, done.added, done.changed, unchanged))


def _refuse_repeated(upsert: BulkUpsert, problems: ImportProblems) -> None:
    """Refuse a row whose key an earlier good row of the file has, naming that row."""
    titles = "、".join(problems.title(name) for name in upsert.definition.key)
    repeated = staging.repeated(upsert.definition)
    for n, first, key in repeated:
        sheet = problems.sheet_of(first)
        other = f"“{sheet}”表第{problems.row_of(first)}行" if sheet else f"第{first}行"
        message = f"与{other}重复（{titles}相同）"
        problems.refuse(n, upsert.definition.key[0], "duplicate", message, "同一户（项）只留一行", value=key)
    if repeated:
        staging.discard([n for n, _, _ in repeated])


def _judge(upsert: BulkUpsert, problems: ImportProblems, source: staging.Source) -> None:
    """Find rows that only the database can judge, and take them out of the waiting ones."""
    rules = import_rules(upsert.definition, upsert.area, upsert.by, brought=frozenset(upsert.fields))
    refused = []
    for n, broken in broken_rules(upsert.definition, source, rules, most=10**9):
        refused.append(n)
        for rule in (rules[index] for index in broken):
            problems.refuse(n, rule.field, rule.rule, rule.message, rule.hint)
    if refused:
        staging.discard(refused)


def _report(
    upsert: BulkUpsert, problems: ImportProblems, batch: int | None, counts: tuple[int, int, int, int]
) -> ImportReport:
    """The report; ``counts`` are the rows read, added, changed and unchanged."""
    read, added, changed, unchanged = counts
    notes = [*upsert.notes(), *problems.notes()]
    listed = problems.listed()
    if len(listed) >= MAX_PROBLEMS:
        notes.append(f"问题太多，只列出前{MAX_PROBLEMS}处；未导入的行数是完整的")
    if not upsert.definition.key:
        notes.append("这个台账没有主键：每一行都作为新记录，重复导入会重复登记")
    return ImportReport(
        batch,
        read,
        added,
        changed,
        unchanged,
        len(problems.refused),
        listed,
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


def _check_columns(upsert: BulkUpsert, problems: ImportProblems) -> None:
    """A key column, and without a default the area, must be among the columns."""
    names = {column.name for column in upsert.blocks[0].columns}
    missing = [problems.title(name) for name in upsert.definition.key if name not in names]
    if missing:
        raise UsageError(f"表里没有主键“{'、'.join(missing)}”一列", "补上这一列，或在确认表头时指明是哪一列")
    if any(block.area is None for block in upsert.blocks) and "area" not in names:
        level = upsert.definition.level.label
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
    keys: dict[str, dict[str, int]] = {}
    for code in {each.record for each in definition.fields if each.type is FieldType.RECORD and each.record}:
        other = loaded_ledger(code)
        model: Any = other.model
        rows = model.objects.filter(deleted_at=None).values_list(*other.definition.key, "id")[:RECORD_LIMIT]
        keys[code] = {
            name: row[-1] for row in rows for name in (" ".join(map(str, row[:-1])), reference(row[-1]))
        }
    return keys
