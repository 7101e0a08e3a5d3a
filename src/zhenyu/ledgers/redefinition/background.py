"""Redefining a ledger of any size: at once, or as background work while people go on reading and writing.

The work begins where it stopped when its process dies, and leaves the ledger as it was when it fails or is
cancelled.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import structlog
from django.db import IntegrityError, OperationalError, connection, transaction

from zhenyu.core import clock
from zhenyu.core.database import locks
from zhenyu.core.errors import RefusedError, StaleVersion
from zhenyu.core.jobs import progress
from zhenyu.core.models import Job
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.definition.diff import ChangeKind
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.models import Ledger
from zhenyu.ledgers.redefinition import backfill, pack_upgrade, shadow_columns, versions
from zhenyu.ledgers.redefinition.alter_table import check_allowed
from zhenyu.ledgers.redefinition.backfill import Report, Unreadable
from zhenyu.ledgers.redefinition.in_progress import REDEFINE
from zhenyu.ledgers.redefinition.shadow_columns import ColumnMigration
from zhenyu.ledgers.schema.registry import ledger
from zhenyu.people.models import User
from zhenyu.people.queries import reader_of
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Reader

log = structlog.get_logger()

_PAUSES: Final = (0.3, 0.5, 1.0, 2.0, 5.0)
"""Seconds between tries of what has to wait for others; the last one again and again."""
_GIVE_UP_SECONDS: Final = 1800.0
_JUDGED_BY_VALUES: Final = frozenset({ChangeKind.RETYPE_FIELD, ChangeKind.KEY})


class NotYet(Exception):  # noqa: N818 — no error: the rest is for the next run
    """A run's time is up, or another process is still working on it."""


@transaction.atomic
def begin(raw: Mapping[str, Any], by: Reader, based_on: int | None, why: str, offer: bool) -> Job:
    definition = read_definition(raw)
    existing, old = versions.lock_and_compare(definition, by=by, based_on=based_on)
    assert existing is not None  # noqa: S101 — it takes long, so it has rows
    assert old is not None  # noqa: S101
    facts = {
        "ledger": old.code,
        "based_on": existing.version,
        "why": why,
        "offer": offer,
        # as text: jsonb would forget the order of choices
        "raw": json.dumps(definition.as_raw(), ensure_ascii=False),
    }
    return progress.start(
        REDEFINE, f"修改定义：{old.title}"[:200], by_id=by.user_id, by_name=by.name, arguments=facts
    )


def run_redefinition_job(
    job_id: int, beginnings: int = 0, *, seconds: float | None = None, tell: Report | None = None
) -> None:
    """Run a redefinition that was begun, or continue it; see :func:`zhenyu.core.jobs.progress.run_job`.

    Arguments:
        seconds: how long this run may go on converting.
        tell: also called with the progress.

    Raises:
        NotYet: there is more to do. OperationalError: the database went away; worth another try.
    """

    def work(job: Job) -> None:
        with progress.reporter(job) as speak:

            def report(stage: str, done: int, total: int | None) -> None:
                speak(stage, done, total)
                if tell is not None:
                    tell(stage, done, total)

            _work(job, report, time.monotonic() + seconds if seconds is not None else None)

    with _exclusively(job_id):
        progress.run_job(
            job_id, work, label="修改定义", attempt=beginnings, retry_on=(OperationalError, NotYet)
        )
        job = Job.objects.get(id=job_id)
        if job.state != Job.DONE:
            migration = _planned(job)
            _wait_for(lambda: shadow_columns.clear(migration), migration.old, lambda *_: None)


@contextmanager
def _exclusively(job_id: int) -> Iterator[None]:
    """Keep other processes from the same work; a connection of its own holds the lock, and loses it with the
    process."""
    own = connection.copy()
    try:
        with own.cursor() as cursor:
            cursor.execute(
                "SELECT pg_try_advisory_lock(hashtext('zhenyu redefinition'), %s::integer)", [job_id]
            )
            if cursor.fetchone() != (True,):
                raise NotYet
        yield
    finally:
        own.close()


def _planned(job: Job) -> ColumnMigration:
    raw = json.loads(job.arguments["raw"])
    return shadow_columns.plan_migration(job.id, ledger(job.arguments["ledger"]), read_definition(raw))


def _work(job: Job, report: Report, until: float | None) -> None:
    migration, reader = _planned(job), _reader(job)
    old, new = migration.old, migration.new

    def report_in_time(stage: str, done: int, total: int | None) -> None:
        report(stage, done, total)
        if until is not None and time.monotonic() > until:
            raise NotYet

    try:
        report("准备", 0, None)
        if not shadow_columns.is_prepared(migration):
            with reading_as(reader):
                check_allowed(old, new, frozenset(ChangeKind) - {ChangeKind.RETYPE_FIELD})
        _wait_for(lambda: shadow_columns.prepare(migration), old, report)
        backfill.read_values(migration, report)
        if migration.columns:
            _wait_for(lambda: backfill.backfill_rows(migration, report_in_time), old, report)
        _index_key(migration, report)
        report("等待切换", 0, None)
        _wait_for(lambda: _cut_over(job, migration, reader), old, report)
    except Unreadable:
        with reading_as(reader):
            check_allowed(old, new)
        message = f"台账“{old.title}”有记录在转换期间填了不能转换的内容"
        raise RefusedError(message, "请改正后重新修改定义") from None


def _reader(job: Job) -> Reader:
    if job.by_id is None:
        return SYSTEM
    return reader_of(User.objects.get(id=job.by_id), clock.today())


def _wait_for(work: Callable[[], bool], definition: LedgerDefinition, report: Callable[..., None]) -> None:
    """Try until it is done; in between others get their turn, and somebody may cancel.

    Raises:
        RefusedError: it could not be done for half an hour.
    """
    give_up, tries = time.monotonic() + _GIVE_UP_SECONDS, 0
    while True:
        try:
            if work():
                return
        except OperationalError as problem:
            if not locks.is_busy(problem):
                raise
        if time.monotonic() > give_up:
            raise RefusedError(
                f"半小时里一直有人在导入或导出“{definition.title}”，没有等到空当", "请换个时间再改"
            )
        time.sleep(_PAUSES[min(tries, len(_PAUSES) - 1)])
        tries += 1
        report("等待别人的导入或导出结束", 0, None)


def _index_key(migration: ColumnMigration, report: Report) -> None:
    """Make the key's index. What is written meanwhile can give two rows one key for a moment, so it is tried
    again."""
    if not migration.key:
        return
    report("建立主键索引", 0, None)
    for _ in range(3):
        _wait_for(lambda: _catch_up(migration), migration.old, report)
        try:
            shadow_columns.index_key(migration)
        except IntegrityError:
            continue
        return
    raise _duplicate_key(migration)


def _catch_up(migration: ColumnMigration) -> bool:
    while True:
        with shadow_columns.as_owner() as cursor:
            if not backfill.catch_up(cursor, migration):
                return True


def _cut_over(job: Job, migration: ColumnMigration, reader: Reader) -> bool:
    """Cut over: nobody reads or writes while the remaining rows are converted and the columns exchanged.

    The lock is asked for by a transaction that holds none yet: otherwise writers waiting behind it would be
    aborted as deadlocked.
    """
    try:
        _catch_up(migration)
        with reading_as(reader):
            check_allowed(migration.old, migration.new, frozenset(ChangeKind) - _JUDGED_BY_VALUES)
        with shadow_columns.as_owner() as cursor:
            unreadable = backfill.deleted_unreadable(cursor, migration)
        with shadow_columns.as_owner() as cursor:
            return _cut_over_locked(cursor, job, migration, reader, unreadable)
    except IntegrityError as problem:
        raise _duplicate_key(migration) from problem


def _cut_over_locked(
    cursor: Any, job: Job, migration: ColumnMigration, reader: Reader, unreadable: list[int]
) -> bool:
    existing = Ledger.objects.select_for_update().get(code=migration.old.code)
    if existing.version != job.arguments["based_on"]:
        raise StaleVersion(f"“{migration.old.title}”的定义在转换期间被别人改过", "请核对后重新修改")
    if not locks.try_lock_table(cursor, migration.old.table, "ACCESS EXCLUSIVE"):
        return False
    locked_since = time.monotonic()
    locks.wait_at_most(cursor)  # for whatever else is locked below
    noted = backfill.catch_up(cursor, migration)
    if backfill.has_noted_rows(cursor, migration):
        return False  # somebody's import: again without the lock
    backfill.keep_texts(cursor, migration, [*unreadable, *noted])
    shadow_columns.drop_notes(cursor, migration)
    versions.apply_definition(
        existing, migration.old, migration.new, by=reader, why=job.arguments["why"], migration=migration
    )
    if job.arguments["offer"]:
        pack_upgrade.close_offer(migration.old.code)
    progress.finish(job, {"version": existing.version})
    log.info(
        "ledger changed over",
        ledger=migration.old.code,
        held_ms=round((time.monotonic() - locked_since) * 1000),
    )
    return True


def _duplicate_key(migration: ColumnMigration) -> RefusedError:
    title = migration.new.title
    return RefusedError(f"台账“{title}”的定义不能这样改：按新的主键有重复的记录", "先合并或改正重复的记录")
