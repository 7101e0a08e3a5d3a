"""JSON for the grid: pages of rows, edits, steps, deletions. Refusals name cells, conflicts carry the other's
row."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any, Final

from django.http import JsonResponse
from django.views.decorators.http import require_POST

from zhenyu.areas import queries as areas
from zhenyu.core.errors import UsageError
from zhenyu.ledgers.actions import batches, deletion
from zhenyu.ledgers.actions import rows as actions
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.rows import queries
from zhenyu.ledgers.rows.counts import Extent
from zhenyu.ledgers.schema import registry
from zhenyu.ledgers.types import RowConflict, RowEdit, RowRef, RowsRefused
from zhenyu.ledgers.views.grid import shapes
from zhenyu.ledgers.views.grid.grid_json import ConflictJson, RefusedJson
from zhenyu.ledgers.views.list_query import PAGE_ROWS, list_query
from zhenyu.pages.requests import PlacedRequest

_EXTENTS: Final = {"further": Extent.FURTHER, "all": Extent.ALL}
MOST_EDITS = 2000
"""Rows of one request; a longer block belongs into an import."""

View = Callable[[PlacedRequest, str], JsonResponse]


def _answering(view: View) -> View:
    """Turn refusals and conflicts of the ledger into JSON the grid can show in place."""

    @wraps(view)
    def answer(request: PlacedRequest, code: str) -> JsonResponse:
        definition = registry.ledger(code)
        try:
            return view(request, code)
        except RowsRefused as refusal:
            problems = shapes.problems_json(refusal.problems, definition)
            refused: RefusedJson = {"message": refusal.message, "hint": refusal.hint, "problems": problems}
            return _json(refused, status=422)
        except RowConflict as conflict:
            theirs = [shapes.row_json(item.theirs, definition) for item in conflict.conflicts]
            changed: ConflictJson = {"message": conflict.message, "hint": conflict.hint, "theirs": theirs}
            return _json(changed, status=409)

    return answer


@_answering
def rows(request: PlacedRequest, code: str) -> JsonResponse:
    """GET a page of rows; POST edits ``{edits: […], why}``.

    A page begins ``after`` or ``before`` a cursor, ``at`` a value of the sort column, or is the ``last`` one.
    Only a first page is counted; ``count=further`` or ``all`` answers with counts alone. ``sums=1`` adds
    totals.
    """
    if request.method == "POST":
        return _save(request, registry.ledger(code))
    with registry.cached_for_request():
        return _page(request, registry.ledger(code))


def _page(request: PlacedRequest, definition: LedgerDefinition) -> JsonResponse:
    question = list_query(request, definition)
    query = request.GET
    if extent := _EXTENTS.get(query.get("count", "")):
        return _json(
            shapes.counts_json(queries.counts(request.reader, definition.code, question.selection, extent))
        )
    further = query.get("after") or query.get("before")
    page = queries.page(
        request.reader,
        definition.code,
        area=question.area,
        filters=question.filters,
        sort=question.sort,
        state=question.state,
        overdue=question.overdue,
        words=question.words,
        after=query.get("after"),
        before=query.get("before"),
        at=query.get("at"),
        last=query.get("last") == "1",
        size=PAGE_ROWS,
        counted=Extent.NONE if further else Extent.FIRST,
        with_totals=query.get("sums") == "1",
    )
    return _json(shapes.page_json(page, definition))


def _save(request: PlacedRequest, definition: LedgerDefinition) -> JsonResponse:
    body = _body(request)
    listed = _listed(body, "edits")
    places = {text: _place(request, text) for text in {edit.get("area") for edit in listed}}
    edits = [
        RowEdit(
            id=edit.get("id"),
            version=edit.get("version"),
            area=places[edit.get("area")],
            values=edit.get("values") or {},
        )
        for edit in listed
    ]
    outcome = batches.edit_rows(
        definition.code,
        edits,
        by=request.reader,
        why=str(body.get("why") or ""),
        dry_run=bool(body.get("dry_run")),
        accept_good=bool(body.get("accept_good")),
    )
    return _json(shapes.outcome_json(outcome, definition))


def _place(request: PlacedRequest, text: Any) -> str | None:
    """The code of a place given by code or, as a pasted block gives it, by its name below the page's area.

    Raises:
        UsageError: none or several bear the name.
    """
    if text in (None, "") or str(text).isdigit():
        return str(text) if text else None
    found = [
        area.code for area in areas.search(str(text).strip(), request.area) if area.name == str(text).strip()
    ]
    if len(found) != 1:
        raise UsageError(
            f"{'没有' if not found else '有几个'}叫“{text}”的地方", "请填辖区内的村（社区）全称或区划代码"
        )
    return found[0]


@require_POST
@_answering
def batch(request: PlacedRequest, code: str) -> JsonResponse:
    """POST ``{refs | all, expected, values, step, why, dry_run, accept_good}``: one change to many rows.

    ``all`` means every row of the conditions in the address; then a reason is required.
    """
    body = _body(request)
    definition, why = registry.ledger(code), str(body.get("why") or "").strip()
    if body.get("all"):
        if not why and not body.get("dry_run"):
            raise UsageError("一次改符合条件的全部行，要写明理由", "写一句话，如：统一更正补助标准")
        chosen = list_query(request, definition).selection
        refs: Sequence[RowRef] = batches.rows_asked(
            request.reader, code, chosen, expected=body.get("expected")
        )
    else:
        refs = _refs(body)
    outcome = batches.edit_rows(
        code,
        batches.edits_of(refs, body.get("values") or {}),
        by=request.reader,
        why=why,
        step=body.get("step") or None,
        dry_run=bool(body.get("dry_run")),
        accept_good=bool(body.get("accept_good")),
    )
    return _json(shapes.outcome_json(outcome, definition))


@require_POST
@_answering
def transition(request: PlacedRequest, code: str) -> JsonResponse:
    """POST ``{refs: [{id, version}], name, values, why}``: take rows a step further."""
    body = _body(request)
    result = actions.transition_rows(
        code,
        _refs(body),
        str(body.get("name")),
        values=body.get("values") or {},
        by=request.reader,
        why=str(body.get("why") or ""),
    )
    return _json(shapes.saved_json(result, registry.ledger(code)))


@require_POST
@_answering
def delete(request: PlacedRequest, code: str) -> JsonResponse:
    """POST ``{refs, why}``: mark rows as deleted."""
    body = _body(request)
    result = deletion.delete_rows(code, _refs(body), by=request.reader, why=str(body.get("why") or ""))
    return _json(shapes.saved_json(result, registry.ledger(code)))


def _refs(body: Mapping[str, Any]) -> list[RowRef]:
    return [RowRef(int(ref["id"]), int(ref["version"])) for ref in _listed(body, "refs")]


def _listed(body: Mapping[str, Any], name: str) -> list[dict[str, Any]]:
    items = body.get(name)
    if not isinstance(items, list) or not items:
        raise UsageError("没有收到要处理的行", "请刷新页面后重试")
    if len(items) > MOST_EDITS:
        raise UsageError(
            f"一次最多处理 {MOST_EDITS} 行，现在是 {len(items)} 行", "更多的行请用“从 Excel 导入”"
        )
    return items


def _body(request: PlacedRequest) -> dict[str, Any]:
    try:
        body = json.loads(request.body)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise UsageError("看不懂网页发来的内容", "请刷新页面后重试")
    return body


def _json(body: Mapping[str, Any], status: int = 200) -> JsonResponse:
    return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})
