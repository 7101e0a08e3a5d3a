"""Files beside rows: in an ``attachment`` field, or beside the row as a whole (``extra.attachments``).

The row holds the list (name, digest, size, type), so that history shows what came and went;
:class:`AttachedFile` remembers every file a row ever had, so that none is lost while a change names it. Only
whoever sees the row gets its files.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction

from zhenyu.core import clock
from zhenyu.core.database.statements import statement
from zhenyu.core.errors import NotFound, UsageError
from zhenyu.core.files import store
from zhenyu.core.files.store import StoredFile
from zhenyu.ledgers.actions import rows
from zhenyu.ledgers.definition.ledger_definition import Field, FieldType, LedgerDefinition
from zhenyu.ledgers.models import AttachedFile
from zhenyu.ledgers.schema.registry import LoadedLedger, loaded_ledger
from zhenyu.ledgers.types import Row, RowEdit, RowRef, SaveResult
from zhenyu.ledgers.writing import edits
from zhenyu.ledgers.writing.merge import logging
from zhenyu.people.types import Reader

MOST_FILES: Final = 50
WHOLE_ROW: Final = ""
"""Names the files beside the row as a whole where a field's name would stand."""


@transaction.atomic
def attach(
    code: str, ref: RowRef, uploads: Sequence[UploadedFile[bytes]], *, field: str = WHOLE_ROW, by: Reader
) -> tuple[StoredFile, ...]:
    """Check and keep files and put them beside a row; a file that stands there already is not put twice.

    Returns:
        The files that came new.

    Raises:
        UsageError: none chosen, too many, too large. RefusedError: a kind that is not accepted. RowConflict,
        NotFound, NotAllowed.
    """
    if not uploads:
        raise UsageError("没有选择文件", "请选择要上传的文件，可以一次选几个")
    book = loaded_ledger(code)
    before = _listed(book, ref, field, by)
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
        _write(book, ref, field, [*before, *(file.as_json() for file in fresh)], by, why)
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
    book = loaded_ledger(code)
    before = _listed(book, ref, field, by)
    left = [item for item in before if (item["digest"], item["name"]) != (digest, name)]
    if len(left) == len(before):
        raise NotFound(f"这里没有附件“{name}”", "可能刚被别人移除，请刷新页面")
    _write(book, ref, field, left, by, "：".join(filter(None, (f"移除附件 {name}", why))))


def files_of(definition: LedgerDefinition, shown: Row) -> list[tuple[Field | None, list[StoredFile]]]:
    """The files beside a row: each attachment field's, then those of the whole row (None)."""
    fields = [field for field in definition.fields if field.type is FieldType.ATTACHMENT]
    groups: list[tuple[Field | None, list[StoredFile]]] = [
        (field, [_file(item) for item in shown.values.get(field.name) or ()]) for field in fields
    ]
    return [*groups, (None, [_file(item) for item in _beside(loaded_ledger(definition.code), shown.id)])]


def opened(reader: Reader, code: str, row_id: int, digest: str) -> Path:
    """Where a file that a row has or had is kept.

    Raises:
        NotFound: the row is not for this reader, or never had the file; both read the same.
    """
    book = loaded_ledger(code)
    model: Any = book.model
    visible = model.objects.filter(id=row_id).exists()  # deleted rows too: their history names their files
    if not visible or not AttachedFile.objects.filter(ledger=code, row_id=row_id, digest=digest).exists():
        raise NotFound("没有这个附件", "可能不在您的权限范围内，请回到记录页重试")
    return store.stored_path(digest)


def forget_orphans() -> int:
    """Delete files that no row ever got: uploads whose write was refused or broke off. Returns how many."""
    return store.delete_unneeded(set(AttachedFile.objects.values_list("digest", flat=True).distinct()))


# --- reading and writing the lists ----------------------------------------------------------------


def _listed(book: LoadedLedger, ref: RowRef, field: str, by: Reader) -> list[dict[str, Any]]:
    """The list that stands, once it is clear that the writer may change it and knows its version."""
    if (
        field != WHOLE_ROW
        and getattr(book.definition.by_name.get(field), "type", None) is not FieldType.ATTACHMENT
    ):
        raise UsageError("这一栏不放附件", "请刷新页面后重试")
    draft = edits.drafted(book, [RowEdit({}, id=ref.id, version=ref.version)], by)
    before = draft[0][0] or {}
    return list(before["extra"].get("attachments", ()) if field == WHOLE_ROW else before[field] or ())


def _write(
    book: LoadedLedger, ref: RowRef, field: str, files: list[dict[str, Any]], by: Reader, why: str
) -> None:
    if field != WHOLE_ROW:
        edit = RowEdit({field: [_file(item) for item in files]}, id=ref.id, version=ref.version)
        rows.save_rows(book.definition.code, [edit], by=by, why=why)
        return
    listing = statement(
        "zhenyu.ledgers", "set_attachments", table=book.definition.table, **logging(book.definition)
    )
    parameters: Mapping[str, Any] = {
        "id": ref.id,
        "version": ref.version,
        "files": json.dumps(files, ensure_ascii=False),
        "at": clock.now(),
        "ledger": book.definition.code,
        "domain": book.definition.domain,
        "by": by.name,
        "by_id": by.user_id,
        "why": why,
    }
    with connection.cursor() as cursor:
        cursor.execute(listing, parameters)


def _beside(book: LoadedLedger, row_id: int) -> list[dict[str, Any]]:
    model: Any = book.model
    extra = model.objects.filter(id=row_id).values_list("extra", flat=True).first() or {}
    return list(extra.get("attachments", ()))


def _file(item: Mapping[str, Any]) -> StoredFile:
    return StoredFile(str(item["name"]), str(item["digest"]), int(item["size"]), str(item["type"]))
