"""Following the books: what was changed since one last looked, complete and in the order of commits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import connection

from zhenyu.core.database.statements import statement
from zhenyu.core.errors import UsageError
from zhenyu.ledgers.schema.registry import ledgers
from zhenyu.people.types import Reader

START: Final = "0.0"
SILENT: Final = ("export", "reveal")
"""Entries of the log that changed no row."""
_CURSOR: Final = re.compile(r"(\d{1,19})\.(\d{1,18})")


@dataclass(frozen=True, slots=True)
class ChangeNotice:
    """That a row was changed (``row``) or a whole batch came or went (``row`` is None)."""

    ledger: str
    row: int | None
    action: str
    batch: int | None
    area: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class ChangePage:
    """Notices and the cursor to go on from; ``more`` when there are more already."""

    changes: tuple[ChangeNotice, ...]
    next: str
    more: bool


def changes_since(reader: Reader, cursor: str, *, codes: Sequence[str] = (), size: int = 500) -> ChangePage:
    """The changes after a cursor (:data:`START`: from the beginning) that the reader may see.

    Arguments:
        codes: only these ledgers; none means every ledger.

    Raises:
        UsageError: not a cursor of ours.
    """
    found = _CURSOR.fullmatch(cursor)
    if found is None:
        raise UsageError(f"看不懂续取标记“{cursor[:40]}”", f"第一次用 {START}，以后用上一次的 next")
    where = {
        "xact": found[1],
        "id": int(found[2]),
        "limit": size + 1,
        "silent": list(SILENT),
        "ledgers": list(codes or (each.code for each in ledgers())),
    }
    with connection.cursor() as database:
        database.execute(statement("zhenyu.ledgers", "changes_since"), where)
        rows = database.fetchall()
    page = rows[:size]
    last = f"{page[-1][0]}.{page[-1][1]}" if page else cursor
    return ChangePage(tuple(ChangeNotice(*row[2:]) for row in page), last, len(rows) > size)
