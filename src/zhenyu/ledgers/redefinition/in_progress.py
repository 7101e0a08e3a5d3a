"""Redefinitions of large ledgers in progress in the background: one at a time for each ledger."""

from __future__ import annotations

from typing import Final

from zhenyu.core import clock
from zhenyu.core.errors import RefusedError
from zhenyu.core.models import Job
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition

REDEFINE: Final = "ledgers.redefine"


def latest(code: str) -> Job | None:
    """The last redefinition of a ledger that was done in the background, or is being done."""
    return Job.objects.filter(kind=REDEFINE, arguments__ledger=code).order_by("-id").first()


def in_progress(code: str) -> Job | None:
    """The redefinition that is being done, or waits for its turn."""
    found = latest(code)
    return found if found is not None and not found.ended else None


def check_none_in_progress(definition: LedgerDefinition) -> None:
    """Raises RefusedError while somebody's redefinition of the ledger is being done."""
    found = in_progress(definition.code)
    if found is not None:
        since = found.created_at.astimezone(clock.CHINA)
        share = f"，已完成 {found.percent}%" if found.percent is not None else ""
        raise RefusedError(
            f"台账“{definition.title}”的定义正在修改：{found.by_name} {since:%m月%d日 %H:%M} 开始{share}",
            "等它办完再改；要停下来，请在台账的“定义和版本”页取消",
        )
