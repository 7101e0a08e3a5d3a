"""Verbs of documents: filing a report, taking it out, saying why it differs from the books."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

from django.db import transaction

from zhenyu.areas import queries as areas
from zhenyu.core import clock
from zhenyu.core.errors import RefusedError, StaleVersion, UsageError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.documents.actions.change_log import log_change
from zhenyu.documents.actions.locks import lock_figure
from zhenyu.documents.actions.originals import release_original, store_original
from zhenyu.documents.actions.stored_figures import store_figures
from zhenyu.documents.actions.take_over import take_back
from zhenyu.documents.formats.locations import SourceText, plain
from zhenyu.documents.formats.source import MAX_CHARACTERS, source_of
from zhenyu.documents.library import queries
from zhenyu.documents.models import KINDS, REASONS, Document, Explanation, active_documents
from zhenyu.people.access import require_write
from zhenyu.people.types import Reader

_PASTE: Final = f"请粘贴报告全文，不超过{MAX_CHARACTERS}字"


@transaction.atomic
def file_report(
    source: Path | str,
    *,
    title: str,
    area: AreaCode,
    period: Period,
    by: Reader,
    kind: str = "other",
    filename: str = "",
) -> Document:
    """Put a report into the library and read its figures. They stand beside the books as “reported”, never in
    them.

    Arguments:
        source: a file (``Path``), or the text itself (``str``).
        title: empty takes the first line.
        filename: the name an uploaded file had. The file itself is kept with the report.

    Raises:
        UsageError: a file that cannot be read, or an unknown kind.
        NotAllowed: the actor only reads there.
        RefusedError: the same text is in the library already.
    """
    read = (
        source_of(source, called=filename)
        if isinstance(source, Path)
        else plain(source.replace("\r\n", "\n"))
    )
    text = read.text
    if not text.strip() or len(text) > MAX_CHARACTERS:
        raise UsageError("报告没有文字，或长得超出了限度", _PASTE)
    if kind not in KINDS:
        raise UsageError(f"没有“{kind}”这种报告", f"可用的有：{'、'.join(KINDS)}")
    require_write(by, area, None, of="报告库")
    areas.area(area)
    digest = text_digest(text)
    same = active_documents().filter(area=str(area), period=str(period), digest=digest).first()
    if same is not None:
        raise RefusedError(
            f"这份报告已在库中：“{same.title}”", f"由{same.added_by}于{same.added_at:%Y-%m-%d}存入"
        )
    document = Document.objects.create(
        title=(title.strip() or text.strip().splitlines()[0].strip("# "))[:200],
        area=str(area),
        period=str(period),
        kind=kind,
        filename=filename or (source.name if isinstance(source, Path) else ""),
        text=text,
        digest=digest,
        original=store_original(source) if isinstance(source, Path) else "",
        pages=sheets_of(read),
        added_at=clock.now(),
        added_by=by.name,
    )
    store_figures(document, read)
    log_change(document, by, "create", document.title)
    return document


def text_digest(text: str) -> str:
    """By which two reports have the same words."""
    return hashlib.sha256(text.encode()).hexdigest()


def sheets_of(read: SourceText) -> list[list[float]]:
    """The pages of a file as a report keeps them."""
    return [list(sheet) for sheet in read.sheets]


@transaction.atomic
def delete_report(document_id: int, *, why: str, by: Reader) -> None:
    """Take a report out of the library. It stays in the table with the reason; its text may be filed again.

    Raises:
        NotFound: none of that number within the reader's scope. NotAllowed: the actor only reads there.
        UsageError: no reason.
    """
    document = queries.accessible_document(by, document_id)
    require_write(by, AreaCode(document.area), None, of="报告库")
    if not why.strip():
        raise UsageError("没有写明为什么删除", "请填写原因，如“存错了年份”")
    document.deleted_at, document.deleted_by, document.deleted_why = clock.now(), by.name, why.strip()[:200]
    document.save()
    log_change(document, by, "delete", document.deleted_why)
    release_original(document)
    take_back(document)


@transaction.atomic
def explain(
    figure_id: int, *, reason: str, by: Reader, words: str = "", seen: int | None = None
) -> Explanation:
    """Say why a reported figure and the books differ; what the books say today is kept with it.

    Arguments:
        reason: one of ``models.REASONS``; ``other`` needs words.
        seen: the number of the explanation the person saw, if there was one.

    Raises:
        NotFound, NotAllowed; UsageError: no such reason. StaleVersion: somebody explained it meanwhile.
    """
    figure = lock_figure(figure_id, by, of="报告差异的说明")
    if reason not in REASONS or (reason == "other" and not words.strip()):
        raise UsageError("没有写明原因", f"请从{'、'.join(REASONS.values())}中选择；选其他原因时写明是什么")
    document = figure.document
    last = Explanation.objects.filter(document=document, start=figure.start, end=figure.end).last()
    if last is not None and last.pk != seen:
        raise StaleVersion(
            f"{last.by}刚说明了原因：{last.get_reason_display()}{last.words}", "请核对后再说明"
        )
    compared = {each.reported_figure.pk: each for each in queries.report(by, document.pk).comparisons}
    if figure.pk not in compared:
        raise RefusedError("这个数字没有对上指标，无从与账核对", "请先在报告中为它选定指标")
    return Explanation.objects.create(
        document=document,
        area=figure.area,
        start=figure.start,
        end=figure.end,
        reason=reason,
        words=words.strip()[:200],
        ledger=compared[figure.pk].ledger,
        at=clock.now(),
        by=by.name,
    )
