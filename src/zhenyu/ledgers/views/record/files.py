"""Files beside a record: putting them there, taking them away, handing them out to who sees the record."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from zhenyu.core.errors import UsageError
from zhenyu.core.files.kinds import FileKind, kind_of
from zhenyu.core.files.store import harmless_name
from zhenyu.ledgers.actions import attachments
from zhenyu.ledgers.rows import attached_files
from zhenyu.ledgers.types import RowRef
from zhenyu.pages.area_period import place_query
from zhenyu.pages.requests import PlacedRequest

_LOCKED = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; object-src 'self'"
"""Whatever a picture or PDF holds, it runs nothing and reaches nothing."""


@require_POST
def attach(request: PlacedRequest, code: str, row_id: int) -> HttpResponse:
    """Put files beside a record: ``files`` (several), ``field`` (empty: beside the whole record),
    ``version``."""
    uploads = request.FILES.getlist("files")
    field = request.POST.get("field", "")
    added = attachments.attach(code, _ref(request, row_id), uploads, field=field, by=request.reader)
    twice = len(uploads) - len(added)
    message = [f"已增加 {len(added)} 个附件"] if added else []
    message += [f"{twice} 个已经有了，没有重复保存"] if twice else []
    messages.success(request, f"{'，'.join(message)}。")
    return _back(request, code, row_id)


@require_POST
def detach(request: PlacedRequest, code: str, row_id: int) -> HttpResponse:
    """Take one file away: ``digest``, ``name``, ``field``, ``version``, ``why``."""
    form = request.POST
    name = form.get("name", "")
    attachments.detach(
        code,
        _ref(request, row_id),
        form.get("digest", ""),
        name,
        field=form.get("field", ""),
        by=request.reader,
        why=form.get("why", "").strip(),
    )
    messages.success(request, f"已移除“{name}”，历史里仍可查看。")
    return _back(request, code, row_id)


@require_GET
def download(request: PlacedRequest, code: str, row_id: int, digest: str, name: str) -> FileResponse:
    """A file that the record has or had; ``?inline=1`` shows a picture or PDF in the browser, locked in."""
    path = attached_files.accessible_file(request.reader, code, row_id, digest)
    name = harmless_name(name)
    kind = kind_of(path, name)
    return handed_over(path, name, kind, inline=kind.shown_inline and request.GET.get("inline") == "1")


def handed_over(path: Path, name: str, kind: FileKind, *, inline: bool = False) -> FileResponse:
    """A kept file as an answer: to be saved, or shown locked in; kept by no cache."""
    response = FileResponse(path.open("rb"), content_type=kind.media_type)
    response["Content-Disposition"] = (
        f"{'inline' if inline else 'attachment'}; filename*=UTF-8''{quote(name)}"
    )
    response["Content-Security-Policy"] = _LOCKED
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


def _ref(request: PlacedRequest, row_id: int) -> RowRef:
    version = request.POST.get("version", "")
    if not version.isdigit():
        raise UsageError("没有收到记录的版本号", "请刷新页面后重试")
    return RowRef(row_id, int(version))


def _back(request: PlacedRequest, code: str, row_id: int) -> HttpResponse:
    return redirect(f"{reverse('ledgers:record', args=[code, row_id])}{place_query(request)}#files")
