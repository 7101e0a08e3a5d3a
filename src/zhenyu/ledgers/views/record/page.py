"""The page of one record: its fields, its life, its history; edit, step, reveal, delete, and the form of a
new one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhenyu.areas import queries as areas
from zhenyu.core import clock
from zhenyu.core.errors import NotAllowed, RefusedError, UsageError
from zhenyu.core.files.kinds import KINDS, endings_of
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers.actions import attachments, deletion, disclosures, rows
from zhenyu.ledgers.definition.ledger_definition import Field, FieldType, LedgerDefinition, Transition
from zhenyu.ledgers.rows import attached_files, queries
from zhenyu.ledgers.schema import registry
from zhenyu.ledgers.schema.deadlines import working_days_late
from zhenyu.ledgers.types import ConflictingRow, Row, RowConflict, RowEdit, RowRef, RowsRefused
from zhenyu.ledgers.values.row_titles import row_title
from zhenyu.ledgers.views.grid.page import allowed_steps
from zhenyu.ledgers.views.record.fields import (
    Shown,
    asked_fields,
    groups_of,
    posted,
    shown_fields,
    typed_values,
)
from zhenyu.pages.area_period import place_query
from zhenyu.pages.requests import PlacedRequest
from zhenyu.people.access import require_write


def record(request: PlacedRequest, code: str, row_id: int) -> HttpResponse:
    """One record; ``?edit=1`` opens its form, POST saves it."""
    definition = registry.ledger(code)
    if queries.is_deleted(request.reader, code, row_id):
        return redirect(reverse("ledgers:gone", args=[code, row_id]) + place_query(request))
    row = queries.row(request.reader, code, row_id)
    if request.method == "POST":
        return _save(request, definition, row)
    if request.GET.get("edit") == "1":
        return _form(request, definition, row)
    return _show(request, definition, row)


def _show(
    request: PlacedRequest, definition: LedgerDefinition, row: Row, *, status: int = 200, **extra: Any
) -> HttpResponse:
    names = _names(definition, row)
    steps = [
        step for step in allowed_steps(request.reader, definition, _area(row)) if row.state in step.from_
    ]
    context = {
        "ledger": definition,
        "row": row,
        "title": title_of(definition, row),
        "groups": groups_of(
            [item for item in shown_fields(definition, row, names) if item.field.type != "attachment"]
        ),
        "files": attached_files.files_of(request.reader, definition, row),
        "endings": ",".join(endings_of(KINDS)),
        "most_mb": settings.ZHENYU_ATTACHMENT_MB,
        "states": life(definition, row.state),
        "steps": [(step, _needed(definition, step, row)) for step in steps],
        "history": queries.history(request.reader, definition.code, row.id),
        "may_write": request.reader.may_write(_area(row), definition.domain),
        "late": working_days_late(row.due, clock.today()) if row.due else None,
        "due_today": row.due == clock.today(),
        **extra,
    }
    return render(request, "ledgers/record.html", context, status=status)


def title_of(definition: LedgerDefinition, row: Row) -> str:
    """What a record is called on its own page: its place and its name."""
    return f"{row.area_name} {row_title(definition, row.id, row.values, row.masked)}"


def life(definition: LedgerDefinition, state: str | None) -> list[dict[str, str]]:
    """The main line of states for the state bar, with the present one; a state off the main line comes
    last."""
    if definition.lifecycle is None or state is None:
        return []
    line = _main_line(definition)
    if state not in line:
        line = [line[0], state]
    present = line.index(state)
    return [
        {
            "title": definition.states[one],
            "status": "done" if position < present else "now" if position == present else "ahead",
        }
        for position, one in enumerate(line)
    ]


def _main_line(definition: LedgerDefinition) -> list[str]:
    """From the first state along the first step that leads somewhere new."""
    assert definition.lifecycle is not None  # noqa: S101 — asked only of ledgers with a life cycle
    line = [definition.lifecycle.initial]
    while True:
        ahead = [step.to for step in definition.lifecycle.steps_from(line[-1]) if step.to not in line]
        if not ahead:
            return line
        line.append(ahead[0])


def _needed(definition: LedgerDefinition, step: Transition, row: Row) -> list[Shown]:
    """The fields a step requires, with what the record already holds."""
    return [item for item in asked_fields(definition, row) if item.field.name in step.requires]


def _form(
    request: PlacedRequest,
    definition: LedgerDefinition,
    row: Row | None,
    *,
    typed: Mapping[str, Any] | None = None,
    refusal: RowsRefused | None = None,
    status: int = 200,
) -> HttpResponse:
    problems = refusal.problems if refusal else ()
    titles = {field.title for field in definition.fields}
    context = {
        "ledger": definition,
        "row": row,
        "title": title_of(definition, row) if row else "新增记录",
        "groups": groups_of(asked_fields(definition, row, typed, problems)),
        "problems": [problem for problem in problems if problem.field not in titles],
        "refused": len(problems),
        "places": _places(request, definition),
        "chosen_place": (typed or {}).get("area") or (row.area if row else ""),
        "why": (typed or {}).get("why", ""),
    }
    return render(request, "ledgers/form.html", context, status=status)


def _save(request: PlacedRequest, definition: LedgerDefinition, row: Row) -> HttpResponse:
    typed = typed_values(definition, request.POST, row.masked)
    why = request.POST.get("why", "").strip()
    edit = RowEdit(id=row.id, version=_version(request), values=typed)
    try:
        result = rows.save_rows(definition.code, [edit], by=request.reader, why=why)
    except RowConflict as conflict:
        return _conflict(request, definition, conflict.conflicts[0], typed, why)
    except RowsRefused as refusal:
        return _form(request, definition, row, typed={**typed, "why": why}, refusal=refusal, status=422)
    messages.success(request, "已保存。" if result.changed else "没有改动，未写入。")
    return _to(request, definition.code, row.id)


def _conflict(
    request: PlacedRequest,
    definition: LedgerDefinition,
    conflict: ConflictingRow,
    typed: Mapping[str, Any],
    why: str,
) -> HttpResponse:
    """Both sides beside each other; saving again is based on the present version."""
    theirs = conflict.theirs
    ours = {item.field.name: item for item in asked_fields(definition, theirs, typed)}
    words = {
        item.field.name: item.text for item in shown_fields(definition, theirs, _names(definition, theirs))
    }
    sides = [
        {
            "field": item.field,
            "theirs": words[name],
            "ours": _words(item.field, item.value),
            "value": posted(item.value),
        }
        for name, item in ours.items()
        if name in typed and _words(item.field, item.value) != words[name]
    ]
    context = {
        "ledger": definition,
        "row": theirs,
        "title": title_of(definition, theirs),
        "sides": sides,
        "why": why,
    }
    return render(request, "ledgers/conflict.html", context, status=409)


def _words(field: Field, value: Any) -> str:
    """A typed text as the record page would show it; choices by title."""
    if isinstance(value, list):
        return "、".join(field.choices.get(str(code), str(code)) for code in value)
    if field.type is FieldType.BOOLEAN:
        return {"true": "是", "false": "否"}.get(str(value), str(value))
    return field.choices.get(str(value), str(value))


def new(request: PlacedRequest, code: str) -> HttpResponse:
    """The form of a new record."""
    definition = registry.ledger(code)
    require_write(request.reader, request.area, definition.domain, of=definition.title)
    if request.method != "POST":
        return _form(request, definition, None)
    typed = typed_values(definition, request.POST, frozenset())
    chosen = request.POST.get("area", "")
    edit = RowEdit(id=None, version=None, area=chosen or None, values=typed)
    uploads = {
        field.name: request.FILES.getlist(field.name)
        for field in definition.fields
        if field.type is FieldType.ATTACHMENT
    }
    try:
        result = attachments.save_new(
            code, edit, uploads, by=request.reader, why=request.POST.get("why", "").strip()
        )
    except RowsRefused as refusal:
        return _form(request, definition, None, typed={**typed, "area": chosen}, refusal=refusal, status=422)
    messages.success(request, "已新增。")
    return _to(request, code, result.rows[0].id)


@require_POST
def step(request: PlacedRequest, code: str, row_id: int) -> HttpResponse:
    """Take a record a step further, with the fields the step requires and a reason."""
    definition = registry.ledger(code)
    row = queries.row(request.reader, code, row_id)
    name = request.POST.get("step", "")
    values = typed_values(definition, request.POST, row.masked)
    try:
        result = rows.transition_rows(
            code,
            [RowRef(row_id, _version(request))],
            name,
            values=values,
            by=request.reader,
            why=request.POST.get("why", "").strip(),
        )
    except (RefusedError, NotAllowed) as refusal:
        return _show(
            request, definition, queries.row(request.reader, code, row_id), refusal=refusal, status=422
        )
    messages.success(request, f"已转为“{result.rows[0].state_title}”。")
    return _to(request, code, row_id)


@require_POST
def reveal(request: PlacedRequest, code: str, row_id: int) -> HttpResponse:
    """Show one masked field, after writing down who looked and why."""
    definition = registry.ledger(code)
    name, why = request.POST.get("field", ""), request.POST.get("why", "").strip()
    if name not in definition.by_name:
        raise UsageError(f"没有栏目“{name}”", "请刷新页面后重试")
    text = disclosures.reveal(request.reader, code, row_id, name, why)
    context = {"field": definition.by_name[name], "text": text, "why": why}
    if getattr(request, "htmx", False):
        return render(request, "ledgers/revealed.html", context)
    return _show(request, definition, queries.row(request.reader, code, row_id), revealed=context)


@require_POST
def delete(request: PlacedRequest, code: str, row_id: int) -> HttpResponse:
    """Mark a record as deleted; it leaves the figures and stays in history."""
    why = request.POST.get("why", "").strip()
    deletion.delete_rows(code, [RowRef(row_id, _version(request))], by=request.reader, why=why)
    messages.success(request, "已删除。删除前的内容保留在历史中。")
    return redirect(reverse("ledgers:grid", args=[code]) + place_query(request))


def _version(request: PlacedRequest) -> int:
    text = request.POST.get("version", "")
    if not text.isdigit():
        raise UsageError("没有收到记录的版本号", "请刷新页面后重试")
    return int(text)


def _to(request: PlacedRequest, code: str, row_id: int) -> HttpResponseRedirect:
    return redirect(reverse("ledgers:record", args=[code, row_id]) + place_query(request))


def _area(row: Row) -> AreaCode:
    return AreaCode.parse(row.area)


def _names(definition: LedgerDefinition, row: Row) -> dict[str, str]:
    """Names of the areas that area fields of the record name."""
    codes = [row.values.get(field.name) for field in definition.fields if field.type is FieldType.AREA]
    return areas.names([code for code in codes if isinstance(code, str)]) if any(codes) else {}


def _places(request: PlacedRequest, definition: LedgerDefinition) -> list[tuple[str, str]]:
    """The areas a new record may belong to: those of the ledger's level, else all below."""
    found = areas.subtree(request.area, clock.today())
    fitting = [area for area in found if len(area.code) == definition.level.digits]
    return [(area.code, area.name) for area in fitting or found]
