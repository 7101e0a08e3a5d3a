"""What somebody did with a report, written into the change log."""

from __future__ import annotations

from zhenyu.core import clock
from zhenyu.core.changelog.changes import NewChange, write_changes
from zhenyu.documents.models import Document
from zhenyu.people.types import Reader


def log_change(document: Document, by: Reader, action: str, why: str) -> None:
    """Write what somebody did with a report.

    Arguments:
        action: ``create``, ``update``, ``delete`` or ``export``.
        why: Chinese, what was done; cut to what the log keeps.
    """
    change = NewChange(
        at=clock.now(),
        ledger="documents.document",
        row_id=document.pk,
        area=document.area,
        domain="",  # a report belongs to no domain: any duty in its area opens it
        action=action,
        actor_id=by.user_id,
        actor=by.name,
        why=why[:200],
    )
    write_changes([change])
