"""Reads of the files beside rows: which a row has, and where one is kept for somebody who sees the row."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from zhenyu.core.errors import NotFound
from zhenyu.core.files import store
from zhenyu.core.files.store import StoredFile
from zhenyu.ledgers.definition.ledger_definition import Field, FieldType, LedgerDefinition
from zhenyu.ledgers.models import AttachedFile
from zhenyu.ledgers.schema.registry import LoadedLedger, loaded_ledger
from zhenyu.ledgers.types import Row
from zhenyu.people.types import Reader


def files_of(
    reader: Reader, definition: LedgerDefinition, shown: Row
) -> list[tuple[Field | None, list[StoredFile]]]:
    """The files beside a row: each attachment field's, then those of the whole row (None)."""
    fields = [field for field in definition.fields if field.type is FieldType.ATTACHMENT]
    groups: list[tuple[Field | None, list[StoredFile]]] = [
        (field, [stored_file(item) for item in shown.values.get(field.name) or ()]) for field in fields
    ]
    return [
        *groups,
        (None, [stored_file(item) for item in _beside(loaded_ledger(definition.code), shown.id)]),
    ]


def accessible_file(reader: Reader, code: str, row_id: int, digest: str) -> Path:
    """Where a file that a row has or had is kept.

    Raises:
        NotFound: the row is not for this reader, or never had the file; both read the same.
    """
    loaded = loaded_ledger(code)
    model: Any = loaded.model
    visible = model.objects.filter(id=row_id).exists()  # deleted rows too: their history names their files
    if not visible or not AttachedFile.objects.filter(ledger=code, row_id=row_id, digest=digest).exists():
        raise NotFound("没有这个附件", "可能不在您的权限范围内，请回到记录页重试")
    return store.stored_path(digest)


def _beside(loaded: LoadedLedger, row_id: int) -> list[dict[str, Any]]:
    model: Any = loaded.model
    extra = model.objects.filter(id=row_id).values_list("extra", flat=True).first() or {}
    return list(extra.get("attachments", ()))


def stored_file(item: Mapping[str, Any]) -> StoredFile:
    """A file of a row's list."""
    return StoredFile(str(item["name"]), str(item["digest"]), int(item["size"]), str(item["type"]))
