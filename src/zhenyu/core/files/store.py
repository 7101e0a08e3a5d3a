"""Files kept for good, under the digest of their content: the same file is stored once, and no name reaches
the disk."""

from __future__ import annotations

import hashlib
import re
import shlex
import shutil
import subprocess
import tempfile
import time
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from zhenyu.core.errors import NotFound, RefusedError, UsageError, ZhenyuError
from zhenyu.core.files.kinds import kind_of
from zhenyu.core.files.safe_files import file_problem, written_whole

ATTACHMENTS: Final = "attachments"
"""The shelf of files beside records; other rooms have shelves of their own, each a folder of ZHENYU_VAR."""
LONGEST_NAME: Final = 120
SCAN_SECONDS: Final = 60
UNSETTLED_SECONDS: Final = 24 * 3600
"""A file younger than this may belong to a write that has not ended."""
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_FORBIDDEN: Final = frozenset('/\\:*?"<>|')
_INVISIBLE: Final = ("Cc", "Cf", "Cs", "Co", "Cn")

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as a record names it: the name people gave it, the digest it is kept under (SHA-256), bytes,
    media type."""

    name: str
    digest: str
    size: int
    media_type: str

    def as_json(self) -> dict[str, str | int]:
        return {"name": self.name, "digest": self.digest, "size": self.size, "type": self.media_type}


def store_file(upload: UploadedFile[bytes]) -> StoredFile:
    """Check an upload and store it.

    Raises:
        UsageError: too large. RefusedError: of no accepted kind, or the virus scan found something.
        ZhenyuError: the scan itself does not work, or the disk is full; nothing was kept.
    """
    name = harmless_name(upload.name or "")
    limit = settings.ZHENYU_ATTACHMENT_MB * 2**20
    if (upload.size or 0) > limit:
        shown = f"{(upload.size or 0) / 2**20:.1f}"
        raise UsageError(
            f"“{name}”有 {shown} MB，超过 {settings.ZHENYU_ATTACHMENT_MB} MB", "请压缩图片或拆分后再上传"
        )
    draft, digest = _received(upload)
    try:
        kind = kind_of(draft, name)
        scan(draft, name)
        path = _path(digest)
        path.parent.mkdir(exist_ok=True)
        # over an equal file, which makes it young: no clean-up takes it from under this write
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return StoredFile(name, digest, upload.size or 0, kind.media_type)


def _received(upload: UploadedFile[bytes]) -> tuple[Path, str]:
    """The upload as a file of its own beside the kept ones, and its digest."""
    digest = hashlib.sha256()
    file = tempfile.NamedTemporaryFile(dir=_folder(), prefix="incoming-", delete=False)  # noqa: SIM115 — kept on success
    draft = Path(file.name)
    try:
        with file:
            for chunk in upload.chunks():
                digest.update(chunk)
                file.write(chunk)
    except OSError as problem:
        draft.unlink(missing_ok=True)
        raise file_problem(problem, draft) from problem
    return draft, digest.hexdigest()


def store_copy(source: Path, *, shelf: str) -> str:
    """Store a copy of a file that was checked already; its digest.

    Raises:
        ZhenyuError: the disk is full; nothing was kept.
    """
    with source.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    path = _path(digest, shelf)
    try:
        path.parent.mkdir(exist_ok=True)
    except OSError as problem:
        raise file_problem(problem, path) from problem
    with written_whole(path) as draft:
        shutil.copyfile(source, draft)
    return digest


def is_stored(digest: str, *, shelf: str) -> bool:
    return _path(digest, shelf).is_file()


def delete_stored(digest: str, *, shelf: str) -> None:
    """Delete a file that nobody needs any more."""
    _path(digest, shelf).unlink(missing_ok=True)


def stored_path(digest: str, shelf: str = ATTACHMENTS) -> Path:
    """Where a file is kept; NotFound when it is no digest of ours."""
    if not _DIGEST.fullmatch(digest) or not _path(digest, shelf).is_file():
        raise NotFound("没有这个附件", "请刷新页面后重试；仍没有请联系系统管理员")
    return _path(digest, shelf)


def harmless_name(name: str) -> str:
    """The last part of a name without signs that lead elsewhere, hide or turn round; too long ones keep their
    ending."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    plain = "".join(
        "_" if sign in _FORBIDDEN else sign
        for sign in unicodedata.normalize("NFC", last)
        if unicodedata.category(sign) not in _INVISIBLE
    )
    stem, dot, ending = plain.rstrip(" .").rpartition(".")
    if not dot:
        stem, ending = ending, ""
    ending = f".{ending[:10]}" if ending else ""
    return (stem.strip(" .")[: LONGEST_NAME - len(ending)] or "附件") + ending


# --- the virus scan -------------------------------------------------------------------------------


def scanner() -> str:
    """The command that looks at each file, empty where the operator named none (ZHENYU_SCAN_COMMAND)."""
    command: str = settings.ZHENYU_SCAN_COMMAND
    return command


def scan(path: Path, name: str) -> None:
    """Let the operator's scanner look at a file; without one nothing is done.

    Raises:
        RefusedError: it left with another code than 0. ZhenyuError: it cannot be started or does not end.
    """
    if not scanner():
        return
    try:
        ended = subprocess.run(
            [*shlex.split(scanner()), str(path)], capture_output=True, timeout=SCAN_SECONDS, check=False
        )
    except (OSError, ValueError, subprocess.TimeoutExpired) as problem:
        log.error("virus scan does not work", command=scanner(), problem=type(problem).__name__)
        raise ZhenyuError(
            "查毒程序没有正常工作，文件没有保存", "请稍后重试，并告诉系统管理员检查查毒设置"
        ) from problem
    if ended.returncode != 0:
        log.warning("file refused by virus scan", code=ended.returncode)
        raise RefusedError(f"“{name}”没有通过查毒", "请用杀毒软件检查这个文件和您的电脑")


# --- clean-up -------------------------------------------------------------------------------------


def stored_digests(shelf: str = ATTACHMENTS) -> Iterator[str]:
    """Every file kept."""
    yield from (path.name for path in sorted(_folder(shelf).glob("??/*")) if _DIGEST.fullmatch(path.name))


def delete_unneeded(needed: Collection[str], shelf: str = ATTACHMENTS) -> int:
    """Delete the files that are not needed and lie longer than a day; how many."""
    now, count = time.time(), 0
    for digest in stored_digests(shelf):
        path = _path(digest, shelf)
        if digest not in needed and now - path.stat().st_mtime > UNSETTLED_SECONDS:
            path.unlink()
            count += 1
    return count


def _path(digest: str, shelf: str = ATTACHMENTS) -> Path:
    return _folder(shelf) / digest[:2] / digest


def _folder(shelf: str = ATTACHMENTS) -> Path:
    folder: Path = settings.ZHENYU_VAR / shelf
    folder.mkdir(parents=True, exist_ok=True)
    return folder
