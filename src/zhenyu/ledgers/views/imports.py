"""The import wizard: choose a file, match its columns, look at what would happen, take it over, see the
result.

Every step has its own address and its facts are kept in the job, so the wizard can be left and come back to.
"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhenyu.core.errors import NotFound, RefusedError, UsageError
from zhenyu.core.files import uploads
from zhenyu.core.jobs import progress
from zhenyu.core.models import Job
from zhenyu.ledgers.actions import imports
from zhenyu.ledgers.actions.imports import IMPORT
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.importing import file_import
from zhenyu.ledgers.schema import registry
from zhenyu.ledgers.writing.row_parser import SYSTEM_TITLES
from zhenyu.pages.area_period import place_query
from zhenyu.pages.requests import PlacedRequest
from zhenyu.people.access import require_write

STEPS: Final = ("选择文件", "对应列", "检查", "结果")
RECENT: Final = 8


def upload(request: PlacedRequest, code: str) -> HttpResponse:
    """Step 1: choose a file; below it the reader's last imports of this ledger."""
    definition = _writable(request, code)
    if request.method == "POST":
        return _take_upload(request, definition)
    recent = Job.objects.filter(kind=IMPORT, by_id=request.reader.user_id, arguments__ledger=code).order_by(
        "-id"
    )[:RECENT]
    return render(
        request,
        "ledgers/import_upload.html",
        {**_frame(definition, 0), "recent": recent, "kept_days": uploads.KEPT_DAYS},
    )


def _take_upload(request: PlacedRequest, definition: LedgerDefinition) -> HttpResponse:
    chosen = request.FILES.get("file")
    try:
        by_id = request.reader.user_id
        key = uploads.store_upload(chosen if isinstance(chosen, UploadedFile) else None, by_id=by_id)
        file_import.inspect(uploads.upload_path(key, by_id=by_id), definition, uploaded=True)
    except (UsageError, RefusedError) as problem:
        context = {**_frame(definition, 0), "problem": problem, "kept_days": uploads.KEPT_DAYS}
        return render(request, "ledgers/import_upload.html", context, status=422)
    return redirect(reverse("ledgers:import_match", args=[definition.code, key]) + place_query(request))


def match(request: PlacedRequest, code: str, file: str) -> HttpResponse:
    """Step 2: which column goes into which field; POST starts the check."""
    definition = _writable(request, code)
    sheet = file_import.inspect(
        uploads.upload_path(file, by_id=request.reader.user_id), definition, uploaded=True
    )
    if request.method == "POST":
        mapping = {
            str(position): request.POST.get(f"column.{position}", "")
            for position in range(len(sheet.headers))
        }
        name = uploads.upload_name(file)
        check = imports.check_file(definition, file, name, mapping, area=request.area, by=request.reader)
        return _to_job(request, code, check.id)
    columns = [
        {
            "place": position,
            "header": header or f"（第{position + 1}列）",
            "field": sheet.mapping.get(position),
            "sample": [
                _shown(row[position])
                for row in sheet.sample[:4]
                if position < len(row) and row[position] not in (None, "")
            ],
        }
        for position, header in enumerate(sheet.headers)
        if header or position in sheet.mapping
    ]
    matched = set(sheet.mapping.values())
    context = {
        **_frame(definition, 1),
        "columns": columns,
        "name": uploads.upload_name(file),
        "rows": sheet.total,
        "notes": sheet.notes,
        "system": SYSTEM_TITLES,
        "fields": [(field, definition.is_required(field)) for field in definition.fields],
        "lacking": [
            field
            for field in definition.fields
            if definition.is_required(field) and field.name not in matched
        ],
        "keys": [definition.by_name[name] for name in definition.key],
    }
    return render(request, "ledgers/import_match.html", context)


def _shown(cell: Any) -> str:
    """A cell as Excel shows it: a whole number without its ``.0``."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def job(request: PlacedRequest, code: str, job_id: int) -> HttpResponse:
    """Steps 3 and 4: progress, then what would happen or what happened. htmx asks for the inner part only."""
    definition = registry.ledger(code)
    task = _job(request, code, job_id)
    dry = bool(task.arguments.get("dry_run"))
    context = {
        **_frame(definition, 2 if dry else 3),
        "job": task,
        "dry": dry,
        "report": task.result,
        "name": task.arguments.get("name", ""),
        "speed": speed_of(task),
        "has_errors_file": uploads.result_path(task.id).is_file(),
    }
    template = "ledgers/import_state.html" if getattr(request, "htmx", False) else "ledgers/import_job.html"
    return render(request, template, context)


def speed_of(task: Job) -> str:
    """Rows a second and the time left, once there is something to go by."""
    seconds = (task.updated_at - task.created_at).total_seconds()
    if task.ended or not task.done or not task.total or seconds < 1:
        return ""
    pace = task.done / seconds
    left = round((task.total - task.done) / pace)
    return (
        f"每秒 {pace:.0f} 行，还要约 {left} 秒"
        if left < 100
        else f"每秒 {pace:.0f} 行，还要约 {round(left / 60)} 分钟"
    )


@require_POST
def accept(request: PlacedRequest, code: str, job_id: int) -> HttpResponse:
    """Import the rows that the check found good."""
    definition = _writable(request, code)
    started = imports.accept_check(
        definition,
        _job(request, code, job_id),
        accept_good=request.POST.get("accept_good") == "1",
        by=request.reader,
    )
    return _to_job(request, code, started.id)


@require_POST
def cancel(request: PlacedRequest, code: str, job_id: int) -> HttpResponse:
    """Stop a check or an import that has not ended; nothing of it stays."""
    progress.cancel(_job(request, code, job_id))
    return _to_job(request, code, job_id)


@require_POST
def undo(request: PlacedRequest, code: str, job_id: int) -> HttpResponse:
    """Take an import back while its rows are untouched."""
    task = _job(request, code, job_id)
    imports.undo_import(task, by=request.reader)
    return _to_job(request, code, task.id)


def errors(request: PlacedRequest, code: str, job_id: int) -> FileResponse:
    """The same workbook with the faulty cells marked and commented."""
    task = _job(request, code, job_id)
    path = uploads.result_path(task.id)
    if not path.is_file():
        raise NotFound("没有标注错误的表格", "请重新检查一次")
    response = FileResponse(path.open("rb"), as_attachment=True)
    stem = str(task.arguments.get("name") or "导入").rsplit(".", 1)[0]
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(f'{stem}（已标注问题）.xlsx')}"
    return response


def _to_job(request: PlacedRequest, code: str, job_id: int) -> HttpResponseRedirect:
    return redirect(reverse("ledgers:import_job", args=[code, job_id]) + place_query(request))


def _job(request: PlacedRequest, code: str, job_id: int) -> Job:
    task = progress.job_of(job_id, by_id=request.reader.user_id)
    if task.kind != IMPORT or task.arguments.get("ledger") != code:
        raise NotFound(f"没有编号为 {job_id} 的导入", "请从台账页面重新打开“从 Excel 导入”")
    return task


def _writable(request: PlacedRequest, code: str) -> LedgerDefinition:
    definition = registry.ledger(code)
    require_write(request.reader, request.area, definition.domain, of=definition.title)
    return definition


def _frame(definition: LedgerDefinition, step: int) -> dict[str, Any]:
    states = [
        {"title": title, "status": "done" if position < step else "now" if position == step else "ahead"}
        for position, title in enumerate(STEPS)
    ]
    return {"ledger": definition, "states": states}
