"""Changes since a cursor, for programs that keep a copy."""

from __future__ import annotations

from typing import Annotated

from ninja import Query, Router

from zhenyu.core.problems import ERRORS, Problem
from zhenyu.ledgers.api.definitions import open_ledger
from zhenyu.ledgers.api.schemas import ChangesOut
from zhenyu.ledgers.history.change_feed import START, ChangePage, changes_since
from zhenyu.people.requests import ReaderRequest

router = Router()


@router.get(
    "/changes",
    response={200: ChangesOut, ERRORS: Problem},
    operation_id="listChanges",
    summary="某时之后的变更",
)
def list_changes(
    request: ReaderRequest,
    since: Annotated[str, Query(description=f"上一次的 next；第一次用 {START}", examples=[START])] = START,
    ledger: Annotated[list[str], Query(description="只要这些台账的，可写多个")] = [],  # noqa: B006
    limit: Annotated[int, Query(ge=1, le=2000, description="最多取多少条")] = 500,
) -> ChangePage:
    """供对方系统增量同步：按提交的先后给出改了哪一行，不会遗漏，也不会先给后提交的。

    只说哪一行变了；内容再按编号去取，取到 404 就是删除了或不再归您看。整批导入只有一条（row 为 null），
    它登记的行用 filter=batch:eq:批次号 取。还没有结束的事务里的变更会等它结束再给出。
    """
    for code in ledger:
        open_ledger(request, code)
    return changes_since(request.reader, since, codes=ledger, size=limit)
