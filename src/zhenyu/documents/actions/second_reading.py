"""Reading a report again, with today's reader and catalogue: its original, or where that was not kept its
text."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from zhenyu.core.errors import RefusedError
from zhenyu.documents.actions.change_log import log_change
from zhenyu.documents.actions.corrections import READINGS
from zhenyu.documents.actions.locks import lock_document
from zhenyu.documents.actions.reports import sheets_of, text_digest
from zhenyu.documents.actions.stored_figures import store_figures
from zhenyu.documents.formats.locations import SourceText
from zhenyu.documents.formats.sandbox import Progress
from zhenyu.documents.formats.source import is_slow, source_of
from zhenyu.documents.library import originals
from zhenyu.documents.library.realignment import moves
from zhenyu.documents.models import Correction, Document, Explanation, active_documents
from zhenyu.people.types import Reader


@dataclass(frozen=True, slots=True)
class ReadAgain:
    """A report read again; ``lost`` are the words people spoke of that today's reading of the file has no
    longer."""

    document: Document
    lost: tuple[str, ...] = ()


def takes_long(document: Document) -> bool:
    """Whether reading it again is work for the background."""
    return bool(document.original) and is_slow(originals.path_of(document).read_bytes())


@transaction.atomic
def read_again(document_id: int, *, by: Reader, progress: Progress | None = None) -> ReadAgain:
    """Read a report again; what people set right stays right, wherever its words stand now.

    Raises:
        NotFound, NotAllowed; UsageError: the file cannot be read any more.
        RefusedError: it now reads as another report of the same area and period does.
    """
    document = lock_document(document_id, by, of=READINGS)
    source, lost = None, list[str]()
    if document.original:
        source = source_of(originals.path_of(document), progress, document.filename)
        lost = _take_text(document, source)
    document.figures.all().delete()
    store_figures(document, source)
    missing = f"；没有带过来的改正：{'、'.join(lost)}" if lost else ""
    log_change(document, by, "update", f"重新读数：{document.title}{missing}")
    return ReadAgain(document, tuple(lost))


def _take_text(document: Document, source: SourceText) -> list[str]:
    """Take over what the file says by today's reader; the words spoken of that stand there no longer."""
    before, document.text, document.pages = document.text, source.text, sheets_of(source)
    lost = []
    if source.text != before:
        document.digest = text_digest(source.text)
        same = active_documents().filter(area=document.area, period=document.period, digest=document.digest)
        if other := same.exclude(pk=document.pk).first():
            raise RefusedError(f"现在读出的文字与“{other.title}”相同", "请删除其中一份")
        lost = _move_statements(document, before)
    document.save()
    return lost


def _move_statements(document: Document, before: str) -> list[str]:
    """Corrections and explanations follow their words; what stands nowhere any more goes, and is named."""
    move = moves(before, document.text)
    lost = []
    statements: list[Correction | Explanation] = [*document.corrections.all(), *document.explanations.all()]
    for statement in statements:
        stretch = move(statement.start, statement.end)
        if stretch is None:
            lost.append(before[statement.start : statement.end])
            statement.delete()
            continue
        _move(statement, stretch)
    return list(dict.fromkeys(lost))


def _move(statement: Correction | Explanation, stretch: tuple[int, int]) -> None:
    statement.start, statement.end = stretch
    if isinstance(statement, Correction) and statement.right is not None:
        statement.right = {**statement.right, "start": stretch[0], "end": stretch[1]}
    statement.save()
