"""Verbs of files beside rows: in an ``attachment`` field, or beside the row as a whole
(``extra.attachments``).

The row holds the list (name, digest, size, type), so that history shows what came and went;
:class:`AttachedFile` remembers every file a row ever had, so that none is lost while a change names it. Only
whoever sees the row gets its files.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction

from zhenyu.core import clock
from zhenyu.core.database.statements import statement
from zhenyu.core.errors import NotFound, UsageError
from zhenyu.core.files import store
from zhenyu.core.files.store import StoredFile
from zhenyu.ledgers.actions import rows
from zhenyu.ledgers.definition.ledger_definition import FieldType
from zhenyu.ledgers.models import AttachedFile
from zhenyu.ledgers.rows.attached_files import stored_file
from zhenyu.ledgers.schema.registry import LoadedLedger, loaded_ledger
from zhenyu.ledgers.types import RowEdit, RowRef, SaveResult
from zhenyu.ledgers.writing import drafts
from zhenyu.ledgers.writing.merge import logging
from zhenyu.people.types import Reader

MOST_FILES: Final = 50
WHOLE_ROW: Final = ""
"""Names the files beside the row as a whole where a field's name would stand."""


@transaction.atomic
def attach(
    code: str, ref: RowRef, uploads: Sequence[UploadedFile[bytes]], *, field: str = WHOLE_ROW, by: Reader
) -> tuple[StoredFile, ...]:
    """Check and keep files and list them with a row; a file already in the list is not added twice.

    Returns:
        The files that came new.

    Raises:
        UsageError: none chosen, too many, too large. RefusedError: a kind that is not accepted. RowConflict,
        NotFound, NotAllowed.
    """
    if not uploads:
        raise UsageError("没有选择文件", "请选择要上传的文件，可以一次选几个")
    loaded = loaded_ledger(code)
    before = _listed(loaded, ref, field, by)
    known = {(item["digest"], item["name"]) for item in before}
    stored = list(dict.fromkeys(store.store_file(upload) for upload in uploads))
    fresh = [file for file in stored if (file.digest, file.name) not in known]
    if len(before) + len(fresh) > MOST_FILES:
        raise UsageError(
            f"一处最多放 {MOST_FILES} 个附件，现在会有 {len(before) + len(fresh)} 个",
            "请合并成几个文件，或先移除不用的",
        )
    if fresh:
        AttachedFile.objects.bulk_create(
            [AttachedFile(ledger=code, row_id=ref.id, digest=file.digest) for file in fresh],
            ignore_conflicts=True,
        )
        why = f"增加附件 {'、'.join(file.name for file in fresh)}"
        _write(loaded, ref, field, [*before, *(file.as_json() for file in fresh)], by, why)
    return tuple(fresh)


@transaction.atomic
def save_new(
    code: str,
    edit: RowEdit,
    uploads: Mapping[str, Sequence[UploadedFile[bytes]]],
    *,
    by: Reader,
    why: str = "",
) -> SaveResult:
    """Register a row together with the files of its attachment fields, so that one that must have files can
    be made at all.

    Arguments:
        uploads: attachment field → its files.

    Raises:
        As :func:`attach` and :func:`zhenyu.ledgers.actions.rows.save_rows`; nothing is registered then.
    """
    if any(len(files) > MOST_FILES for files in uploads.values()):
        raise UsageError(f"一处最多放 {MOST_FILES} 个附件", "请合并成几个文件，或分开登记")
    stored = {
        name: list(dict.fromkeys(map(store.store_file, files))) for name, files in uploads.items() if files
    }
    result = rows.save_rows(code, [replace(edit, values={**edit.values, **stored})], by=by, why=why)
    digests = {file.digest for files in stored.values() for file in files}
    AttachedFile.objects.bulk_create(
        AttachedFile(ledger=code, row_id=result.rows[0].id, digest=digest) for digest in digests
    )
    return result


@transaction.atomic
def detach(
    code: str, ref: RowRef, digest: str, name: str, *, field: str = WHOLE_ROW, by: Reader, why: str = ""
) -> None:
    """Take a file from beside a row; history keeps it, and keeps it open to who sees the row.

    Raises:
        NotFound: it is not there. RowConflict, NotAllowed.
    """
    loaded = loaded_ledger(code)
    before = _listed(loaded, ref, field, by)
    remaining = [item for item in before if (item["digest"], item["name"]) != (digest, name)]
    if len(remaining) == len(before):
        raise NotFound(f"这里没有附件“{name}”", "可能刚被别人移除，请刷新页面")
    _write(loaded, ref, field, remaining, by, "：".join(filter(None, (f"移除附件 {name}", why))))


def clear_orphans() -> int:
    """Delete files that no row ever got: uploads whose write was refused or broke off. Returns how many."""
    return store.delete_unneeded(set(AttachedFile.objects.values_list("digest", flat=True).distinct()))


# --- reading and writing the lists ----------------------------------------------------------------


def _listed(loaded: LoadedLedger, ref: RowRef, field: str, by: Reader) -> list[dict[str, Any]]:
    """The present list of files, after checking that the writer may change it and knows the row's version."""
    if (
        field != WHOLE_ROW
        and getattr(loaded.definition.by_name.get(field), "type", None) is not FieldType.ATTACHMENT
    ):
        raise UsageError("这一栏不放附件", "请刷新页面后重试")
    draft = drafts.draft_edits(loaded, [RowEdit({}, id=ref.id, version=ref.version)], by)
    before = draft[0][0] or {}
    return list(before["extra"].get("attachments", ()) if field == WHOLE_ROW else before[field] or ())


def _write(
    loaded: LoadedLedger, ref: RowRef, field: str, files: list[dict[str, Any]], by: Reader, why: str
) -> None:
    if field != WHOLE_ROW:
        edit = RowEdit({field: [stored_file(item) for item in files]}, id=ref.id, version=ref.version)
        rows.save_rows(loaded.definition.code, [edit], by=by, why=why)
        return
    listing = statement(
        "zhenyu.ledgers", "set_attachments", table=loaded.definition.table, **logging(loaded.definition)
    )
    parameters: Mapping[str, Any] = {
        "id": ref.id,
        "version": ref.version,
        "files": json.dumps(files, ensure_ascii=False),
        "at": clock.now(),
        "ledger": loaded.definition.code,
        "domain": loaded.definition.domain,
        "by": by.name,
        "by_id": by.user_id,
        "why": why,
    }
    with connection.cursor() as cursor:
        cursor.execute(listing, parameters)
