"""Entries of the change log for rows of plans."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhenyu.core import clock
from zhenyu.core.changelog.changes import NewChange
from zhenyu.people.types import Reader

DOMAIN = ""
"""Progress of a task belongs to no domain: any duty in its area opens it."""


def plan_change(
    what: str,
    row: int,
    area: str,
    action: str,
    by: Reader,
    *,
    before: Mapping[str, Any] | None = None,
    version: int | None = None,
) -> NewChange:
    """One change of a row, by whom and now.

    Arguments:
        what: the table as the log calls it, e.g. ``plans.report``. before: the row before it.
    """
    return NewChange(
        at=clock.now(),
        ledger=what,
        row_id=row,
        area=area,
        domain=DOMAIN,
        action=action,
        actor_id=by.user_id,
        actor=by.name,
        before=before,
        version=version,
    )
