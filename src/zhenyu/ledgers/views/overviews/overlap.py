"""Who of a list is in which ledger: a pasted block or a file in, a table of people by ledgers out."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponse
from django.shortcuts import render

from zhenyu.core.errors import RefusedError, UsageError
from zhenyu.core.files import uploads
from zhenyu.ledgers.overviews.overlap import Listed, find_overlap, read_block, read_list, write_overlap
from zhenyu.pages.requests import PlacedRequest


def overlap(request: PlacedRequest) -> HttpResponse | FileResponse:
    """The form; with a list the answer, and on request the answer as a workbook."""
    if request.method != "POST":
        return render(request, "ledgers/overlap.html")
    text = request.POST.get("list", "")
    try:
        listed = _listed(request, text)
    except (UsageError, RefusedError) as problem:
        return render(request, "ledgers/overlap.html", {"problem": problem, "text": text}, status=422)
    found = find_overlap(request.reader, listed, request.area)
    if request.POST.get("download"):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "overlap.xlsx"
            write_overlap(found, path, request.reader)
            return FileResponse(path.open("rb"), as_attachment=True, filename="名单比对.xlsx")
    again = "\n".join(" ".join(filter(None, (each.name, each.id_number or each.uscc))) for each in listed)
    titles = [title for _, title in found.ledgers]
    rows = [(person, list(zip(titles, cells, strict=True))) for person, cells in found.rows()]
    return render(
        request,
        "ledgers/overlap.html",
        {
            "found": found,
            "rows": rows,
            "text": again,
            "hit": sum(any(hits for _, hits in cells) for _, cells in rows),
        },
    )


def _listed(request: PlacedRequest, text: str) -> tuple[Listed, ...]:
    chosen = request.FILES.get("file")
    if isinstance(chosen, UploadedFile):
        by_id = request.reader.user_id
        return read_list(uploads.upload_path(uploads.store_upload(chosen, by_id=by_id), by_id=by_id))
    return read_block(text)
