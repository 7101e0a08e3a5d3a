"""Verbs of imports: rows from a program, and the import of an uploaded file as a job that is checked,
accepted and undone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain, islice
from typing import Any, Final

from django.db import transaction

from zhenyu.core.errors import NotFound, UsageError
from zhenyu.core.jobs import progress as jobs
from zhenyu.core.jobs.deferral import defer
from zhenyu.core.models import Job
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers.actions.deletion import undo_batch
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.schema.registry import ledger
from zhenyu.ledgers.types import ImportReport, Progress
from zhenyu.ledgers.writing.bulk_upsert import BulkUpsert, bulk_upsert, default_area, references_for
from zhenyu.ledgers.writing.row_parser import SYSTEM_TITLES, MappedColumn, RowBlock
from zhenyu.people.types import Reader

IMPORT: Final = "ledgers.import"
"""The kind of an import job."""
_LOOKED_AT: Final = 1000
"""Rows of an import from a program whose keys tell which columns come."""


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


# --- an uploaded file, as a job -------------------------------------------------------------------


@transaction.atomic
def check_file(
    definition: LedgerDefinition,
    file: str,
    name: str,
    mapping: Mapping[str, str],
    *,
    area: AreaCode,
    by: Reader,
) -> Job:
    """Have an uploaded file checked in the background; nothing is written by it.

    Arguments:
        file: the key of the upload. name: what its user calls it.
        mapping: column (as text, from 0) → field as the user confirmed it, empty for a column left out.
    """
    facts = {"file": file, "mapping": dict(mapping), "dry_run": True}
    return _start(definition, {"ledger": definition.code, "area": str(area), **facts, "name": name}, by)


@transaction.atomic
def accept_check(definition: LedgerDefinition, checked: Job, *, accept_good: bool, by: Reader) -> Job:
    """Have the rows written that a check found good.

    Raises:
        UsageError: the check has not ended well.
    """
    if not checked.arguments.get("dry_run") or checked.state != Job.DONE:
        raise UsageError("这次检查还没有完成", "请等检查结束后再写入")
    return _start(definition, {**checked.arguments, "dry_run": False, "accept_good": accept_good}, by)


@transaction.atomic
def undo_import(job: Job, *, by: Reader) -> None:
    """Take back what an import job wrote, and note it with the job.

    Raises:
        NotFound: it wrote nothing. As :func:`zhenyu.ledgers.actions.deletion.undo_batch`.
    """
    result = job.result or {}
    if result.get("batch") is None:
        raise NotFound("这次导入没有写入任何内容，不需要撤销", "")
    undo_batch(result["batch"], by=by)
    Job.objects.filter(id=job.id).update(result={**result, "undone": True})


def _start(definition: LedgerDefinition, arguments: Mapping[str, Any], by: Reader) -> Job:
    verb = "检查" if arguments["dry_run"] else "导入"
    title = f"{verb}{definition.title}：{arguments['name']}"[:200]
    job = jobs.start(IMPORT, title, by_id=by.user_id, by_name=by.name, arguments=arguments)
    defer("ledgers.run_import", job_id=job.id)
    return job
