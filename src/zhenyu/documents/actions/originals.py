"""Verbs of originals: the files reports came in are stored by digest as long as a report in the library has
them."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.db import connection, transaction

from zhenyu.core.database.row_security import scope_applied
from zhenyu.core.files import store
from zhenyu.core.values.scope import EVERYTHING
from zhenyu.documents.actions.change_log import log_change
from zhenyu.documents.formats import recognition_cache
from zhenyu.documents.library import page_pictures
from zhenyu.documents.library.originals import SHELF, path_of
from zhenyu.documents.models import Document, active_documents
from zhenyu.people.types import Reader


def store_original(path: Path) -> str:
    """Store a file that was checked; its digest. The caller's transaction files the report that has it."""
    digest = store.store_copy(path, shelf=SHELF)
    _lock_digest(digest)
    if not store.is_stored(digest, shelf=SHELF):  # deleted between the two lines
        store.store_copy(path, shelf=SHELF)
    return digest


def hand_out_original(document: Document, *, by: Reader) -> Path:
    """Where the file is, for somebody to take away; that is logged.

    Raises:
        NotFound: the report has no original.
    """
    path = path_of(document)
    log_change(document, by, "export", f"下载原件：{document.filename or document.title}")
    return path


def release_original(document: Document) -> None:
    """When the transaction is through: delete the file of a report that was taken out, unless another report
    has it."""
    if digest := document.original:
        transaction.on_commit(lambda: _delete_unneeded(digest))


def delete_orphaned_originals() -> int:
    """Delete files that no report ever got: the filing was refused or broke off. Returns how many."""
    with scope_applied(EVERYTHING, "系统"):
        needed = set(active_documents().values_list("original", flat=True).distinct())
        return store.delete_unneeded(needed, SHELF)


def _delete_unneeded(digest: str) -> None:
    with scope_applied(EVERYTHING, "系统"):
        _lock_digest(digest)
        if active_documents().filter(original=digest).exists():
            return
        store.delete_stored(digest, shelf=SHELF)
        recognition_cache.delete_pages(digest)
        shutil.rmtree(page_pictures.folder_of(digest), ignore_errors=True)


def _lock_digest(digest: str) -> None:
    """Whoever files a report with this file and whoever deletes the file wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('original ' || %s, 0))", [digest])
