"""The change log's entries of what was handed out: an export, a chart, a value shown in full."""

from __future__ import annotations

from typing import Literal

from zhenyu.core import clock
from zhenyu.core.changelog.changes import NewChange, write_changes
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.types import Row
from zhenyu.people.types import Reader


def log_disclosure(
    reader: Reader,
    definition: LedgerDefinition,
    action: Literal["export", "reveal"],
    area: AreaCode | str,
    why: str,
    *,
    row: Row | None = None,
) -> None:
    """Note who was handed what out of a ledger, and why, in the caller's transaction.

    Arguments:
        row: the one row it was about, where it was one.
    """
    entry = NewChange(
        clock.now(),
        definition.code,
        row.id if row else None,
        str(area),
        definition.domain,
        action,
        reader.user_id,
        reader.name,
        why,
        row.version if row else None,
    )
    write_changes([entry])
