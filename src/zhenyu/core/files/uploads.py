"""Uploaded files, kept as ``ZHENYU_VAR/uploads/<digest>/<who>/<name>``: a file is its uploader's alone, no
name leads astray."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from zhenyu.core.errors import NotFound, UsageError

KEPT_DAYS: Final = 14
"""So long an upload and its answer wait to be looked at again."""
LARGEST: Final = 50 * 2**20
"""Bytes; a hundred thousand rows of twenty columns are about 15 MB."""

WORKBOOKS: Final = (".xlsx", ".xls", ".ods", ".csv")
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_STRANGE: Final = re.compile(r"[^\w（）()《》“”·.\- ]")
_LONGEST_NAME: Final = 80


def store_upload(
    upload: UploadedFile[bytes] | None,
    kinds: Collection[str] = WORKBOOKS,
    *,
    by_id: int | None,
    largest: int = LARGEST,
    too_large: str = "请拆成几个文件分别导入",
) -> str:
    """Store an upload and return the key it is kept under: digest, who, and its own name made harmless.

    Arguments:
        largest: bytes it may have. too_large: what to do about a larger one.

    Raises:
        UsageError: no file, one of another kind, an empty or a too large one.
    """
    if upload is None:
        raise UsageError("没有选择文件", f"请选择 {'、'.join(kinds)} 文件")
    suffix = Path(upload.name or "").suffix.lower()
    if suffix not in kinds:
        raise UsageError(f"不能读取“{upload.name}”这种文件", f"请另存为 {'、'.join(kinds)} 后再上传")
    if not upload.size:
        raise UsageError(f"“{upload.name}”是空文件", "请确认文件已经保存，再重新上传")
    if upload.size > largest:
        raise UsageError(
            f"“{upload.name}”有 {upload.size // 2**20} MB，超过 {largest // 2**20} MB", too_large
        )
    return _stored(upload, suffix, by_id)


def _stored(upload: UploadedFile[bytes], suffix: str, by_id: int | None) -> str:
    folder = _folder()
    digest = hashlib.sha256()
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        for chunk in upload.chunks():
            digest.update(chunk)
            file.write(chunk)
    key = f"{digest.hexdigest()}/{by_id or 0}/{_harmless(Path(upload.name or '').stem)}{suffix}"
    (folder / key).parent.mkdir(parents=True, exist_ok=True)
    Path(file.name).replace(folder / key)
    return key


def _harmless(stem: str) -> str:
    return _STRANGE.sub("_", stem).strip(". ")[:_LONGEST_NAME] or "表格"


def upload_path(key: str, *, by_id: int | None) -> Path:
    """Where an upload of somebody's is kept.

    Raises:
        NotFound: not a key of ours or not their upload, or cleaned away since.
    """
    digest, _, rest = key.partition("/")
    who, _, name = rest.partition("/")
    path = _folder() / digest / who / name
    if not _DIGEST.fullmatch(digest) or who != str(by_id or 0) or _STRANGE.search(name) or not path.is_file():
        raise NotFound("上传的文件已经不在了", "请重新上传")
    return path


def delete_upload(key: str, *, by_id: int | None) -> None:
    """Delete an upload of somebody's that is done with, or must not stay."""
    with suppress(NotFound):
        upload_path(key, by_id=by_id).unlink(missing_ok=True)


def upload_name(key: str) -> str:
    """The file's own name, of a key."""
    return key.rpartition("/")[2]


def _folder() -> Path:
    folder: Path = settings.ZHENYU_VAR / "uploads"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def result_path(job_id: int) -> Path:
    """Where the workbook with marked cells of an import is kept."""
    folder: Path = settings.ZHENYU_VAR / "results"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"import-{job_id}.xlsx"


def delete_old_uploads(before: float, needed: Collection[str]) -> int:
    """Delete uploads and answers last written before a moment (seconds since 1970), but those whose keys are
    needed.

    Returns:
        How many files were deleted.
    """
    old = [
        path
        for folder in (_folder(), result_path(0).parent)
        for path in folder.rglob("*")
        if path.is_file() and path.stat().st_mtime < before and "/".join(path.parts[-3:]) not in needed
    ]
    for path in old:
        path.unlink(missing_ok=True)
    for folder in sorted(_folder().rglob("*/"), reverse=True):
        with suppress(OSError):  # something is still in it
            folder.rmdir()
    return len(old)
