"""Many rows at once: matched by the ledger's key, changed where they differ, added where they are new."""

from __future__ import annotations

import json
from typing import Annotated, Any, Final

from ninja import Header, Query, Router

from zhenyu.core.errors import NotAllowed, RefusedError, UsageError
from zhenyu.core.jobs import idempotency
from zhenyu.core.problems import ERRORS, Problem
from zhenyu.core.values.json_text import read_json, text_of
from zhenyu.ledgers.actions import imports
from zhenyu.ledgers.api.definitions import open_ledger
from zhenyu.ledgers.api.rows import requested_area
from zhenyu.ledgers.api.schemas import ReportOut
from zhenyu.ledgers.types import ImportReport
from zhenyu.people.requests import ReaderRequest

router = Router()
MOST_ROWS: Final = 20_000
"""Rows of one request; a body is limited to 10 MB besides. More belong into several requests or an import."""

_ROW: Final = {"type": "object", "properties": {"area": {"type": "string"}}, "additionalProperties": True}
_EXAMPLE: Final = [{"area": "990101100201", "household_no": "001", "cost": "1200.50"}]
_BODY: Final = {
    "requestBody": {
        "required": True,
        "description": f"JSON 数组，或每行一个 JSON（NDJSON）；最多 {MOST_ROWS} 行、10 MB。每行是 栏目名 → 值，另可有 area、state、owner",
        "content": {
            "application/json": {"schema": {"type": "array", "items": _ROW}, "example": _EXAMPLE},
            "application/x-ndjson": {
                "schema": {"type": "string"},
                "example": "\n".join(json.dumps(row) for row in _EXAMPLE),
            },
        },
    }
}


class BulkRefused(RefusedError):  # noqa: N818 — reads as the sentence the user sees
    """Rows were refused and the good ones not accepted: nothing was written. ``report`` says what would have
    been."""

    def __init__(self, report: ImportReport) -> None:
        super().__init__(
            f"{report.read} 行里有 {report.refused} 行没有通过检查，什么都没有写入",
            "改好再发，或用 accept_good=true 写入其余的行",
        )
        self.args = (report,)
        self.report = report


@router.put(
    "/ledgers/{code}/rows:bulk",
    response={200: ReportOut, ERRORS: Problem},
    operation_id="bulkUpsertRows",
    summary="批量写入（有则改、无则增）",
    openapi_extra=_BODY,
)
def bulk_upsert_rows(
    request: ReaderRequest,
    code: str,
    area: Annotated[
        str | None, Query(description="这些行都在哪个区划之下；缺省为您负责的区划", examples=["990101100"])
    ] = None,
    dry_run: Annotated[bool, Query(description="只检查，不写入")] = False,
    accept_good: Annotated[
        bool, Query(description="有问题的行不要，其余写入；缺省是有一行不行就全都不写")
    ] = False,
    why: Annotated[str, Query(max_length=200, description="事由，记入变更记录")] = "",
    idempotency_key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            max_length=100,
            description="同一个键重发不会再写一次，答的是第一次的结果",
        ),
    ] = None,
) -> dict[str, Any]:
    """按主键与台账中的记录对上：不同的改，没有的增，一样的不动。

    一个事务：要么全部写入，要么全部不写。有行被拒绝而未写入时答
    422，问题逐行列出。写入的结果带批次号，可整批撤销。
    """
    open_ledger(request, code)
    below = requested_area(request, area) or request.reader.home
    if below is None:
        raise NotAllowed("您的账号还没有授权任何区划", "请联系安全管理员授予区划和职责")
    rows = _rows(request.body)

    def write() -> dict[str, Any]:
        report = imports.import_rows(
            code,
            rows,
            area=below,
            by=request.reader,
            dry_run=dry_run,
            accept_good=accept_good,
            why=why or "接口批量写入",
        )
        if not (report.written or dry_run):
            raise BulkRefused(report)
        return report.as_json()

    if idempotency_key is None or dry_run:
        return write()
    asked = [request.method, request.get_full_path(), request.body]
    return idempotency.once(request.reader.user_id or 0, idempotency_key, asked, write)


def _rows(body: bytes) -> list[dict[str, Any]]:
    """The rows of a body: a JSON array, or a JSON object a line."""
    text = text_of(body)
    if text.lstrip().startswith("["):
        rows = read_json(text)
    else:
        rows = [
            read_json(line, f"第{number}行")
            for number, line in enumerate(text.splitlines(), 1)
            if line.strip()
        ]
    if not isinstance(rows, list) or not rows:
        raise UsageError("没有收到任何行", "请发 JSON 数组，或每行一个 JSON")
    if len(rows) > MOST_ROWS:
        raise UsageError(f"一次最多 {MOST_ROWS} 行，现在是 {len(rows)} 行", "请分几次发")
    strangers = [number for number, row in enumerate(rows, 1) if not isinstance(row, dict)]
    if strangers:
        raise UsageError(f"第{strangers[0]}行不是 JSON 对象", '每行写成 {"栏目名": 值, …}')
    return [{name: _cell(value) for name, value in row.items()} for row in rows]


def _cell(value: Any) -> Any:
    """A value as an import reads it: cells are told apart by equality, so nothing that changes and no truth
    values."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "、".join(value)
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, list | dict) else value
