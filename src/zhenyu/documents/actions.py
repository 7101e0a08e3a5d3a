"""Verbs of documents: filing a report."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.db import transaction

from zhenyu.areas import queries as areas
from zhenyu.core import clock
from zhenyu.core.area_codes import AreaCode
from zhenyu.core.changes import NewChange, write_changes
from zhenyu.core.errors import NotAllowed, RefusedError, UsageError
from zhenyu.core.periods import Period
from zhenyu.documents.formats import MAX_CHARACTERS, text_of
from zhenyu.documents.keeping import keep_figures
from zhenyu.documents.models import KINDS, Document
from zhenyu.people.types import Reader

DOMAIN = ""
"""A report belongs to no domain: any duty in its area opens it."""


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
    """Put a report into the library and read its figures. They stand beside the books as “reported”, never in them.

    Arguments:
        source: a file (``Path``), or the text itself (``str``).
        title: empty takes the first line.
        filename: the name an uploaded file had.

    Raises:
        UsageError: a file that cannot be read, or an unknown kind.
        NotAllowed: the actor only reads there.
        RefusedError: the same text is in the library already.
    """
    text = text_of(source) if isinstance(source, Path) else source.replace("\r\n", "\n")
    if not text.strip() or len(text) > MAX_CHARACTERS:
        raise UsageError("报告没有文字，或长得超出了限度", f"请粘贴报告全文，不超过{MAX_CHARACTERS}字")
    if kind not in KINDS:
        raise UsageError(f"没有“{kind}”这种报告", f"可用的有：{'、'.join(KINDS)}")
    if not by.may_write(area):
        raise NotAllowed(f"您不能向{areas.area(area).name}的报告库存放报告", "请由该地的业务员存放")
    areas.area(area)
    digest = hashlib.sha256(text.encode()).hexdigest()
    same = Document.objects.filter(area=str(area), period=str(period), digest=digest).first()
    if same is not None:
        raise RefusedError(f"这份报告已在库中：“{same.title}”", f"由{same.added_by}于{same.added_at:%Y-%m-%d}存入")
    document = Document.objects.create(
        title=(title.strip() or text.strip().splitlines()[0].strip("# "))[:200],
        area=str(area),
        period=str(period),
        kind=kind,
        filename=filename or (source.name if isinstance(source, Path) else ""),
        text=text,
        digest=digest,
        added_at=clock.now(),
        added_by=by.name,
    )
    keep_figures(document)
    write_changes([_filed(document, by)])
    return document


def _filed(document: Document, by: Reader) -> NewChange:
    return NewChange(
        at=clock.now(),
        ledger="documents.document",
        row_id=document.id,
        area=document.area,
        domain=DOMAIN,
        action="create",
        actor_id=by.user_id,
        actor=by.name,
        why=document.title,
    )
