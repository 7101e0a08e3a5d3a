"""What an action is about to change: fetched, authorised and held for its transaction in one call."""

from __future__ import annotations

from zhenyu.core.errors import NotFound
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.documents.models import Document, ReportedFigure, active_documents
from zhenyu.people.access import require_write
from zhenyu.people.types import Reader


def lock_document(document_id: int, by: Reader, *, of: str) -> Document:
    """The document, held for this transaction.

    Arguments:
        of: what is to be written of it, as people call it: 报告的读数.

    Raises:
        NotFound: none of that number within the reader's scope. NotAllowed: the actor only reads there.
    """
    document = active_documents().select_for_update().filter(id=document_id).first()
    if document is None:
        raise NotFound(f"没有编号为 {document_id} 的报告", "请从报告库重新打开")
    require_write(by, AreaCode(document.area), None, of=of)
    return document


def lock_figure(figure_id: int, by: Reader, *, of: str) -> ReportedFigure:
    """A figure of a document in the library, held for this transaction; raises as :func:`lock_document`."""
    figures = ReportedFigure.objects.select_for_update(of=("self",)).select_related("document")
    figure = figures.filter(id=figure_id, document__deleted_at=None).first()
    if figure is None:
        raise NotFound("没有这个数字，报告可能刚被重新读过", "请刷新报告页面再试")
    require_write(by, AreaCode(figure.area), None, of=of)
    return figure
