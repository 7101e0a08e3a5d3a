"""Rows one by one: list, read, create, change, step, delete. A change names the version it is based on
(``If-Match``)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any

from django.http import HttpResponse
from django.urls import reverse
from ninja import Header, Query, Router, Status

from zhenyu.core.errors import NotAllowed, UsageError
from zhenyu.core.problems import ERRORS, Problem
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers.actions import deletion, rows
from zhenyu.ledgers.api.definitions import open_ledger
from zhenyu.ledgers.api.schemas import HistoryOut, RowId, RowIn, RowOut, RowPageOut, RowPatch, StepIn
from zhenyu.ledgers.definition.ledger_definition import FieldType, LedgerDefinition
from zhenyu.ledgers.rows import queries
from zhenyu.ledgers.rows.typed_conditions import conditions
from zhenyu.ledgers.types import Filter, HistoryEntry, Row, RowEdit, RowRef
from zhenyu.ledgers.values.json_values import json_value, sums_json
from zhenyu.people.requests import ReaderRequest

router = Router()
_RAW = frozenset({FieldType.ATTACHMENT, FieldType.POINT})
IfMatch = Annotated[
    str | None, Header(alias="If-Match", description="所依据的版本，带引号，取自 ETag", examples=['"3"'])
]
FILTERS = (
    "条件，可写多个：栏目:算符:值。算符 eq ne in not_in contains not_contains starts gte lte blank not_blank；in 的值用逗号分开。"
    "算符 is 的值照网页筛选框里那样写，如 finished_on:is:本月、cost:is:100..200、kind:is:!水冲式"
)


class VersionNeeded(UsageError):  # noqa: N818 — reads as the sentence the user sees
    """A change that does not say which version it is based on."""


@router.get(
    "/ledgers/{code}/rows",
    response={200: RowPageOut, ERRORS: Problem},
    operation_id="listRows",
    summary="记录列表",
)
def list_rows(
    request: ReaderRequest,
    code: str,
    area: Annotated[str | None, Query(description="只要这个区划之下的", examples=["990101100"])] = None,
    filter: Annotated[list[str], Query(description=FILTERS, examples=[["cost:gte:1000"]])] = [],  # noqa: B006
    state: Annotated[str | None, Query(description="只要这个状态的")] = None,
    overdue: Annotated[bool, Query(description="只要超期的")] = False,
    sort: Annotated[
        str | None, Query(description="按哪个栏目排，前面加 - 倒排；空值在最后", examples=["-cost"])
    ] = None,
    after: Annotated[str | None, Query(description="上一页的 next")] = None,
    limit: Annotated[int, Query(ge=1, le=500, description="每页行数")] = 50,
    sums: Annotated[bool, Query(description="同时求数值栏目的合计")] = False,
) -> dict[str, Any]:
    """按条件、顺序一页一页取记录。翻页用上一页的 next，取到 null
    为止，中间有人改动也不会重复或遗漏别的行。"""
    definition = open_ledger(request, code)
    where = requested_area(request, area)
    filters = [each for text in filter for each in _filters(request, definition, text, where)]
    page = queries.page(
        request.reader,
        code,
        area=where,
        filters=filters,
        sort=sort,
        state=state,
        overdue=overdue,
        after=after,
        size=limit,
        with_totals=sums,
    )
    return {
        "rows": [row_json(row, definition) for row in page.rows],
        "next": page.next,
        "total": page.total,
        "total_capped": page.total_capped,
        "sums": sums_json(page.sums),
        "states": [
            {"state": state, "title": definition.states[state], "count": number, "capped": capped}
            for state, (number, capped) in (page.counts.states if page.counts else {}).items()
        ],
    }


@router.get(
    "/ledgers/{code}/rows/{row_id}",
    response={200: RowOut, ERRORS: Problem},
    operation_id="getRow",
    summary="一条记录",
)
def get_row(request: ReaderRequest, response: HttpResponse, code: str, row_id: RowId) -> dict[str, Any]:
    """一条记录。版本在 ETag 里。"""
    definition = open_ledger(request, code)
    return _answer(response, definition, queries.row(request.reader, code, row_id))


@router.post(
    "/ledgers/{code}/rows",
    response={201: RowOut, ERRORS: Problem},
    operation_id="createRow",
    summary="新增一条记录",
)
def create_row(
    request: ReaderRequest, response: HttpResponse, code: str, body: RowIn
) -> Status[dict[str, Any]]:
    """新增一条记录。主键与已有记录相同会被拒绝；要“有则改、无则增”请用批量写入。"""
    definition = open_ledger(request, code)
    edit = RowEdit(body.values, area=body.area, owner=body.owner)
    row = rows.save_rows(code, [edit], by=request.reader, why=body.why).rows[0]
    response["Location"] = reverse("api:get_row", args=[code, row.id])
    return Status(201, _answer(response, definition, row))


@router.patch(
    "/ledgers/{code}/rows/{row_id}",
    response={200: RowOut, ERRORS: Problem},
    operation_id="updateRow",
    summary="修改一条记录",
)
def update_row(
    request: ReaderRequest,
    response: HttpResponse,
    code: str,
    row_id: RowId,
    body: RowPatch,
    if_match: IfMatch = None,
) -> dict[str, Any]:
    """只改写到的栏目。别人改过而版本不符时不写入，答 412，并给出两边的内容。"""
    definition = open_ledger(request, code)
    edit = RowEdit(body.values, id=row_id, version=based_on(if_match), area=body.area, owner=body.owner)
    row = rows.save_rows(code, [edit], by=request.reader, why=body.why).rows[0]
    return _answer(response, definition, row)


@router.post(
    "/ledgers/{code}/rows/{row_id}/transitions",
    response={200: RowOut, ERRORS: Problem},
    operation_id="takeStep",
    summary="办理一步",
)
def take_step(
    request: ReaderRequest,
    response: HttpResponse,
    code: str,
    row_id: RowId,
    body: StepIn,
    if_match: IfMatch = None,
) -> dict[str, Any]:
    """把记录转到下一状态，同时填写这一步要的栏目。"""
    definition = open_ledger(request, code)
    done = rows.transition_rows(
        code,
        [RowRef(row_id, based_on(if_match))],
        body.name,
        values=body.values,
        by=request.reader,
        why=body.why,
    )
    return _answer(response, definition, done.rows[0])


@router.delete(
    "/ledgers/{code}/rows/{row_id}",
    response={204: None, ERRORS: Problem},
    operation_id="deleteRow",
    summary="删除一条记录",
)
def delete_row(
    request: ReaderRequest,
    code: str,
    row_id: RowId,
    why: Annotated[str, Query(description="原因，必填", examples=["重复登记"])],
    if_match: IfMatch = None,
) -> Status[None]:
    """标为删除：退出列表和统计，历史中仍在。"""
    open_ledger(request, code)
    deletion.delete_rows(code, [RowRef(row_id, based_on(if_match))], by=request.reader, why=why)
    return Status(204, None)


@router.get(
    "/ledgers/{code}/rows/{row_id}/history",
    response={200: list[HistoryOut], ERRORS: Problem},
    operation_id="getRowHistory",
    summary="一条记录的变更",
)
def get_row_history(request: ReaderRequest, code: str, row_id: RowId) -> list[HistoryEntry]:
    """谁在什么时候为什么改了什么，最近的在前。已删除的记录也查得到。"""
    open_ledger(request, code)
    return list(queries.history(request.reader, code, row_id))


def requested_area(request: ReaderRequest, area: str | None) -> AreaCode | None:
    """The area asked for; None looks at everything the reader may see.

    Raises:
        UsageError: not a code. NotAllowed: outside the reader's grants.
    """
    if area is None:
        return None
    code = AreaCode.parse(area)
    if not request.reader.sees(code):
        raise NotAllowed(f"区划 {code} 不在您的授权范围内", "请换成令牌或账号负责的区划")
    return code


def based_on(if_match: str | None) -> int:
    """The version an ``If-Match`` names.

    Raises:
        VersionNeeded: there is none. UsageError: it is not one of our ETags.
    """
    if if_match is None or not if_match.strip():
        raise VersionNeeded("没有写明依据的版本", '先读取记录，把 ETag 原样放进 If-Match，如 If-Match: "3"')
    found = re.fullmatch(r'"(\d{1,9})"', if_match.strip())
    if found is None:
        raise UsageError(f"If-Match 写成了 {if_match[:40]}", '请把 ETag 原样放进来，如 "3"')
    return int(found[1])


def row_json(row: Row, definition: LedgerDefinition) -> dict[str, Any]:
    """A row as the API gives it."""
    return {
        "id": row.id,
        "version": row.version,
        "area": row.area,
        "area_name": row.area_name,
        "state": row.state,
        "state_title": row.state_title,
        "owner": row.owner,
        "due": row.due,
        "overdue": row.overdue,
        "batch": row.batch,
        "created_at": row.created_at,
        "created_by": row.created_by,
        "updated_at": row.updated_at,
        "updated_by": row.updated_by,
        "masked": sorted(row.masked),
        "values": {
            field.name: row.values.get(field.name)
            if field.type in _RAW and field.name not in row.masked
            else json_value(field, row.values.get(field.name), masked=field.name in row.masked)
            for field in definition.fields
        },
    }


def _answer(response: HttpResponse, definition: LedgerDefinition, row: Row) -> dict[str, Any]:
    response["ETag"] = f'"{row.version}"'
    return row_json(row, definition)


def _filters(
    request: ReaderRequest, definition: LedgerDefinition, text: str, area: AreaCode | None
) -> Iterator[Filter]:
    field, first, rest = text.partition(":")
    op, _, value = rest.partition(":")
    if not first:
        raise UsageError(f"看不懂条件“{text}”", "请写成 栏目:算符:值，如 cost:gte:1000、remark:blank")
    if op == "is":
        yield from conditions(definition, field, value, area or request.reader.home, me=request.reader.name)
    else:
        yield Filter(field, op, value)
