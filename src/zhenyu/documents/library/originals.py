"""Where the file of a report is kept: by digest, on a shelf of its own, open to who sees the report."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from zhenyu.core.errors import NotFound
from zhenyu.core.files import store
from zhenyu.documents.models import Document

SHELF: Final = "originals"


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
