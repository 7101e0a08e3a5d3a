"""Pages of a ledger's history: as it was on a day, its deleted rows, restoring rows and versions."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhenyu.core.errors import UsageError
from zhenyu.ledgers.actions import deletion, rows
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.history.as_of import ledger_as_of, page_as_of
from zhenyu.ledgers.rows import queries
from zhenyu.ledgers.schema import registry
from zhenyu.ledgers.types import Row, RowConflict, RowRef, RowsRefused
from zhenyu.ledgers.values.days import read_day
from zhenyu.ledgers.values.shown_values import show_value
from zhenyu.ledgers.views.list_query import PAGE_ROWS, list_query
from zhenyu.pages.area_period import place_query
from zhenyu.pages.requests import PlacedRequest


def as_of(request: PlacedRequest, code: str) -> HttpResponse:
    """``?day=2026-03-01``: the ledger at the end of that day, to be read only."""
    day = day_of(request.GET.get("day", ""))
    loaded = ledger_as_of(code, day)
    question = list_query(request, loaded.definition)
    page = page_as_of(
        request.reader,
        code,
        day,
        area=question.area,
        filters=question.filters,
        sort=question.sort,
        state=question.state,
        overdue=question.overdue,
        after=request.GET.get("after"),
        before=request.GET.get("before"),
        size=PAGE_ROWS,
    )
    context = {
        "ledger": loaded.definition,
        "version": loaded.version,
        "present_version": registry.loaded_ledger(code).version,
        "day": day,
        "page": page,
        "question": question,
        "columns": loaded.definition.fields,
        "rows": [(row, _cells(loaded.definition, row)) for row in page.rows],
        "query": request.GET.urlencode(),
    }
    return render(request, "ledgers/as_of.html", context)


def day_of(text: str) -> date:
    """A day as typed; UsageError when it is none."""
    day = read_day(text)
    if not isinstance(day, date):
        raise UsageError(f"“{text}”不是日期", "请写成 2026-03-01")
    return day


def _cells(definition: LedgerDefinition, row: Row) -> list[tuple[Any, str]]:
    return [
        (
            field,
            str(row.values[field.name] or "")
            if field.name in row.masked
            else show_value(field, row.values[field.name]),
        )
        for field in definition.fields
    ]


def deleted(request: PlacedRequest, code: str) -> HttpResponse:
    """Rows that were deleted, newest first; POST ``id`` (many) and ``why`` restores them."""
    definition = registry.ledger(code)
    problem = None
    if request.method == "POST":
        ids = [int(text) for text in request.POST.getlist("id") if text.isdigit()]
        try:
            return _restored(request, code, ids)
        except RowsRefused as refusal:
            problem = refusal
    page = queries.deleted_rows(request.reader, code, area=request.area, after=request.GET.get("after"))
    context = {
        "ledger": definition,
        "page": page,
        "columns": definition.fields[:6],
        "rows": [(gone, _cells(definition, gone.row)[:6]) for gone in page.rows],
        "may_write": request.reader.may_write(request.area, definition.domain),
        "problem": problem,
    }
    return render(request, "ledgers/deleted.html", context, status=422 if problem else 200)


def _restored(request: PlacedRequest, code: str, ids: list[int]) -> HttpResponse:
    if not ids:
        raise UsageError("没有选中任何记录", "先在左边勾选要恢复的记录")
    result = deletion.restore_rows(code, ids, by=request.reader, why=request.POST.get("why", ""))
    messages.success(request, f"已恢复 {result.changed} 条，重新计入数字。")
    if len(ids) == 1:
        return redirect(reverse("ledgers:record", args=[code, ids[0]]) + place_query(request))
    return redirect(reverse("ledgers:deleted", args=[code]) + place_query(request))


def gone(request: PlacedRequest, code: str, row_id: int) -> HttpResponse:
    """The page of a record that was deleted: what it was, its history, and how to restore it."""
    definition = registry.ledger(code)
    found = queries.deleted_row(request.reader, code, row_id)
    context = {
        "ledger": definition,
        "gone": found,
        "cells": _cells(definition, found.row),
        "history": queries.history(request.reader, code, row_id),
        "may_write": request.reader.may_write(request.area, definition.domain),
    }
    return render(request, "ledgers/gone.html", context)


@require_POST
def revert(request: PlacedRequest, code: str, row_id: int) -> HttpResponse:
    """Give a record what it held in an earlier version (``to``), based on ``version``."""
    texts = [request.POST.get(name, "") for name in ("version", "to")]
    if not all(text.isdigit() for text in texts):
        raise UsageError("没有收到版本号", "请刷新页面后重试")
    version, to = map(int, texts)
    here = redirect(reverse("ledgers:record", args=[code, row_id]) + place_query(request))
    try:
        result = rows.revert_row(
            code, RowRef(row_id, version), to, by=request.reader, why=request.POST.get("why", "").strip()
        )
    except (RowConflict, RowsRefused) as refusal:
        messages.error(request, f"没有恢复：{refusal}")
        return here
    messages.success(
        request, f"已恢复到第{to}版的内容。" if result.changed else f"内容与第{to}版一样，没有改动。"
    )
    return here
