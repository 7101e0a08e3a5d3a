"""Pages of scans and large PDFs, kept by the digest of the file: a second reading is instant."""

from __future__ import annotations

import hashlib
import json
import os
import zlib
from pathlib import Path
from typing import Final

from zhenyu.documents.formats.fragments import Page
from zhenyu.documents.formats.sandbox import Progress, parse_in_subprocess

_VERSION: Final = "2"  # of what is kept; raise it when pages are recognised or parsed differently


def recognised_pages(kind: str, data: bytes, progress: Progress | None = None) -> list[Page]:
    """The pages of a file, from the cache or by recognition (see
    :func:`zhenyu.documents.formats.sandbox.parse_in_subprocess`)."""
    file = _folder() / f"{hashlib.sha256(data).hexdigest()}-{kind}-{_VERSION}.json.z"
    try:
        return [Page.from_json(page) for page in json.loads(zlib.decompress(file.read_bytes()))]
    except (OSError, ValueError, TypeError, KeyError, zlib.error):  # not kept, or damaged: recognised anew
        pages = parse_in_subprocess(kind, data, progress)
    _store(file, pages)
    return pages


def delete_pages(digest: str) -> None:
    """Delete what was kept of a file that is no longer here."""
    for file in _folder().glob(f"{digest}-*"):
        file.unlink(missing_ok=True)


def _store(file: Path, pages: list[Page]) -> None:
    """Store the pages for this user only; a disk that cannot be written costs the next reader time, nothing
    else."""
    draft = file.with_suffix(f".{os.getpid()}")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft.write_bytes(zlib.compress(json.dumps([page.as_json() for page in pages]).encode()))
        draft.replace(file)
    except OSError:
        return


def _folder() -> Path:
    """``$ZHENYU_VAR/recognised`` where the variable is set, else the user's cache."""
    var = os.environ.get("ZHENYU_VAR")
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "zhenyu"
    return (Path(var) if var else cache) / "recognised"
