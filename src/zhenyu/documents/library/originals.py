"""The files reports came in: kept by digest as long as a report in the library has them, open to who sees the
report."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from django.db import connection, transaction

from zhenyu.core import clock
from zhenyu.core.changelog.changes import NewChange, write_changes
from zhenyu.core.database.row_security import scope_applied
from zhenyu.core.errors import NotFound
from zhenyu.core.files import store
from zhenyu.core.values.scope import EVERYTHING
from zhenyu.documents.formats import recognition_cache
from zhenyu.documents.library import page_pictures
from zhenyu.documents.models import Document
from zhenyu.people.types import Reader

SHELF: Final = "originals"


def keep(path: Path) -> str:
    """Keep a file that was checked; its digest. The caller's transaction files the report that has it."""
    digest = store.store_copy(path, shelf=SHELF)
    _hold(digest)
    if not store.is_stored(digest, shelf=SHELF):  # let go between the two lines
        store.store_copy(path, shelf=SHELF)
    return digest


def path_of(document: Document) -> Path:
    """Where the file of a report is kept.

    Raises:
        NotFound: it was pasted as a text, or stored before files were kept.
    """
    if not document.original:
        raise NotFound(
            f"“{document.title}”没有原件", "它是粘贴的文字，或存入时系统还不保存原件；可以查看原文"
        )
    return store.stored_path(document.original, SHELF)


def handed_out(document: Document, by: Reader) -> Path:
    """Where the file is, for somebody to take away; that is logged."""
    path = path_of(document)
    log_of(document, by, "export", f"下载原件：{document.filename or document.title}")
    return path


def let_go(document: Document) -> None:
    """When the transaction is through: delete the file of a report that was taken out, unless another report
    has it."""
    if digest := document.original:
        transaction.on_commit(lambda: _forget_unneeded(digest))


def _forget_unneeded(digest: str) -> None:
    with scope_applied(EVERYTHING, "系统"):
        _hold(digest)
        if Document.objects.filter(original=digest).exists():
            return
        store.delete_stored(digest, shelf=SHELF)
        recognition_cache.forget(digest)
        shutil.rmtree(page_pictures.folder_of(digest), ignore_errors=True)


def forget_orphans() -> int:
    """Delete files that no report ever got: the filing was refused or broke off. Returns how many."""
    with scope_applied(EVERYTHING, "系统"):
        return store.delete_unneeded(
            set(Document.objects.values_list("original", flat=True).distinct()), SHELF
        )


def _hold(digest: str) -> None:
    """Whoever files a report with this file and whoever deletes the file wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('original ' || %s, 0))", [digest])


def log_of(document: Document, by: Reader, action: str, why: str) -> None:
    """Write into the change log what somebody did with a report."""
    change = NewChange(
        at=clock.now(),
        ledger="documents.document",
        row_id=document.pk,
        area=document.area,
        domain="",  # a report belongs to no domain: any duty in its area opens it
        action=action,
        actor_id=by.user_id,
        actor=by.name,
        why=why[:200],
    )
    write_changes([change])
