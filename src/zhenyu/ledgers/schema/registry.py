"""Which ledgers there are. Definitions and models are cached per process and renewed when the version
changes."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, models
from django.db.models import QuerySet

from zhenyu.core.errors import NotFound
from zhenyu.ledgers.definition.checks import read_kept_definition
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.models import Ledger, LedgerVersion
from zhenyu.ledgers.schema.columns import make_model


@dataclass(frozen=True, slots=True)
class LoadedLedger:
    """A ledger ready for use. ``version_id`` is the primary key of its definition's version; a rolled-back
    version never has it."""

    version_id: int
    version: int
    definition: LedgerDefinition
    model: type[models.Model]


_cache: dict[str, LoadedLedger] = {}
_request_cache: ContextVar[dict[str, LoadedLedger] | None] = ContextVar("_settled", default=None)
VERSION_ID_SQL = (
    "SELECT v.id FROM ledgers_ledgerversion v JOIN ledgers_ledger l ON l.code = v.ledger_id AND l.version = v.version"
    " WHERE l.code = %(ledger)s"
)
"""The ``version_id`` of a ledger's present definition in the database."""


def ledger(code: str) -> LedgerDefinition:
    """The definition of a ledger as its table stands now. One small statement.

    Raises:
        NotFound: no such ledger; names the nearest codes.
    """
    return loaded_ledger(code).definition


def ledgers() -> tuple[LedgerDefinition, ...]:
    """All ledgers, by domain and code. One statement, and one more when some are new to this process."""
    version_ids = dict(_current().order_by("ledger__domain", "ledger").values_list("ledger", "id"))
    stale = {
        code
        for code, version_id in version_ids.items()
        if code not in _cache or _cache[code].version_id != version_id
    }
    if stale:
        for row in _current().filter(ledger__in=stale):
            _keep(row)
    return tuple(_cache[code].definition for code in version_ids)


def loaded_ledger(code: str) -> LoadedLedger:
    """Definition, version and model of a ledger; raises as :func:`ledger`."""
    cached = _request_cache.get()
    if cached is None:
        return _asked(code)
    if code not in cached:
        cached[code] = _asked(code)
    return cached[code]


@contextmanager
def cached_for_request() -> Iterator[None]:
    """Within it the definition of each ledger is asked for once: for pages that only read, and ask from many
    places."""
    token = _request_cache.set({})
    try:
        yield
    finally:
        _request_cache.reset(token)


def _asked(code: str) -> LoadedLedger:
    """The cached ledger, renewed when its version changed. Until the transaction ends its table keeps that
    definition: a redefinition waits. Without the lock a reader who asked just before a redefinition would
    read the new table by the old definition.
    """
    known = _cache.get(code)
    held = f'LOCK TABLE "{known.definition.table}" IN ACCESS SHARE MODE; ' if known else ""
    # plain SQL: every save asks this, and the ORM takes four times as long to
    with connection.cursor() as cursor:
        cursor.execute(held + VERSION_ID_SQL, {"ledger": code})
        if held:
            cursor.nextset()
        found = cursor.fetchone()
    if found is None:
        raise _not_found(code)
    (version_id,) = found
    if known is not None and known.version_id == version_id:
        return known
    _keep(LedgerVersion.objects.get(id=version_id))
    return _asked(code)


def definition_before(loaded: LoadedLedger, moment: datetime) -> tuple[int, LedgerDefinition]:
    """The version that held just before a moment; before the first one (rows may be older than the system)
    the first."""
    versions = LedgerVersion.objects.filter(ledger=loaded.definition.code)
    found = (
        versions.filter(at__lt=moment).order_by("-version").first() or versions.order_by("version").first()
    )
    assert found is not None  # noqa: S101 — a ledger has at least one version
    if found.version == loaded.version:
        return loaded.version, loaded.definition
    return found.version, read_kept_definition(found.declared, f"台账 {found.ledger_id} 第{found.version}版")


def cached_ledger(code: str) -> LoadedLedger | None:
    """The ledger as this process read it last, without asking whether it was redefined since; None if it
    never did."""
    return _cache.get(code)


def _current() -> models.QuerySet[LedgerVersion]:
    return LedgerVersion.objects.filter(version=models.F("ledger__version"))


def _keep(row: LedgerVersion) -> LoadedLedger:
    definition = read_kept_definition(row.declared, source=f"台账 {row.ledger_id} 第{row.version}版")
    _cache[row.ledger_id] = LoadedLedger(row.pk, row.version, definition, make_model(definition))
    return _cache[row.ledger_id]


def _not_found(code: str) -> NotFound:
    titles = dict(Ledger.objects.values_list("code", "title"))
    by_title = {title: known for known, title in titles.items()}
    near = difflib.get_close_matches(code, titles, n=3) or [
        by_title[title] for title in difflib.get_close_matches(code, by_title, n=3, cutoff=0.4)
    ]
    if near:
        hint = "是不是：" + "、".join(f"{known}（{titles[known]}）" for known in near)
    else:
        hint = (
            "用 zhenyu ledger list 查看已有的台账"
            if titles
            else "还没有台账，先用 zhenyu pack apply 应用一个内容包"
        )
    return NotFound(f"没有代码为“{code}”的台账", hint)


def active_rows(loaded: LoadedLedger) -> QuerySet[Any]:
    """Rows that are not deleted."""
    model: Any = loaded.model
    rows: QuerySet[Any] = model.objects.filter(deleted_at=None)
    return rows
