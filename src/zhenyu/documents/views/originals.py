"""The file a report came in: to be taken away, and its pages as pictures."""

from __future__ import annotations

from django.http import FileResponse
from django.views.decorators.http import require_GET

from zhenyu.core.errors import NotFound
from zhenyu.core.files.kinds import READABLE_KINDS, kind_of
from zhenyu.core.files.store import harmless_name
from zhenyu.documents.actions.originals import hand_out_original
from zhenyu.documents.library import originals, queries
from zhenyu.documents.library.page_pictures import MEDIA_TYPE, picture_of_page
from zhenyu.ledgers.views.record.files import handed_over
from zhenyu.pages.requests import PlacedRequest


@require_GET
def file(request: PlacedRequest, document_id: int) -> FileResponse:
    """The file as it was handed in; who takes it away is logged."""
    document = queries.accessible_document(request.reader, document_id)
    path = hand_out_original(document, by=request.reader)
    name = harmless_name(document.filename)
    return handed_over(path, name, kind_of(path, name, READABLE_KINDS))


@require_GET
def picture(request: PlacedRequest, document_id: int, number: int) -> FileResponse:
    """A page of a PDF or scan, from 1."""
    document = queries.accessible_document(request.reader, document_id)
    if not 1 <= number <= len(document.pages):
        raise NotFound(f"“{document.title}”没有第{number}页", "请从报告页面重新打开")
    drawn = picture_of_page(originals.path_of(document), document.original, number)
    return FileResponse(drawn.open("rb"), content_type=MEDIA_TYPE)
