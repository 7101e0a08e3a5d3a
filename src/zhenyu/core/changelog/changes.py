"""The change log: the only code that appends to it row by row. Bulk imports append with their own
statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from psycopg.types.json import Jsonb

COLUMNS = (
    "at",
    "ledger",
    "row_id",
    "area",
    "domain",
    "action",
    "actor_id",
    "actor",
    "why",
    "version",
    "before",
    "batch",
)
NAMES: dict[str, str] = {}
"""What the log calls rows that are no ledger's: ``documents.document`` → 报告. Each room adds its own when it
starts."""

_INSERT = f"INSERT INTO core_change ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))})"


@dataclass(frozen=True, slots=True)
class NewChange:
    """A change about to be logged. ``before`` is the row's full image with JSON-ready values, None for a new
    row."""

    at: datetime
    ledger: str
    row_id: int | None
    area: str
    domain: str
    action: str
    actor_id: int | None
    actor: str
    why: str = ""
    version: int | None = None
    before: Mapping[str, Any] | None = None
    batch: int | None = None


def write_changes(changes: Sequence[NewChange]) -> None:
    """Append changes inside the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.executemany(_INSERT, [_parameters(change) for change in changes])


def _parameters(change: NewChange) -> list[Any]:
    before = None if change.before is None else Jsonb(dict(change.before))
    return [before if column == "before" else getattr(change, column) for column in COLUMNS]
