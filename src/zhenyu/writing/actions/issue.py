"""A draft issued: audited once more, its figures stored as they stand, the Word file sealed by its digest."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction

from zhenyu.core import clock
from zhenyu.core.changelog.changes import NewChange, write_changes
from zhenyu.core.errors import RefusedError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.people.access import require_write
from zhenyu.people.types import Reader
from zhenyu.writing import queries
from zhenyu.writing.draft_audit import DraftFinding, audit_draft
from zhenyu.writing.models import Issue
from zhenyu.writing.types import Chip, spans_of
from zhenyu.writing.word import render


@dataclass(frozen=True, slots=True)
class Issued:
    """What was stored, and the file that goes out."""

    issue: Issue
    word: bytes


class UnsettledError(RefusedError):
    """Errors stand open in a draft that is to be issued, and nobody said why that may be."""

    def __init__(self, findings: Sequence[DraftFinding]) -> None:
        super().__init__(f"还有 {len(findings)} 条错误没有处理", "请先改正，或写明为什么仍要签发")
        self.findings = findings


@transaction.atomic
def issue(
    markdown: str,
    *,
    template: str,
    area: AreaCode,
    period: Period,
    by: Reader,
    reason: str = "",
    dismissed: Mapping[str, str] | None = None,
) -> Issued:
    """Issue a draft.

    Arguments:
        reason: why it goes out although errors stand open.
        dismissed: finding → why it is left as it is.

    Raises:
        NotAllowed: the actor only reads there.
        UnsettledError: errors stand open and there is no reason.
    """
    require_write(by, area, None, of="签发的报告")
    blocks = queries.resolve(by, markdown)
    reasons = {key: why.strip()[:200] for key, why in (dismissed or {}).items() if why.strip()}
    found = audit_draft(by, blocks, area, period)
    errors, reason = found.open_errors(reasons), reason.strip()[:200]
    if errors and not reason:
        raise UnsettledError(errors)
    title = queries.title_of(blocks) or queries.template(template).title
    with tempfile.TemporaryDirectory() as folder:
        word = render(blocks, Path(folder) / "report.docx", title=title).read_bytes()
    chips = [span for block in blocks for span in spans_of(block) if isinstance(span, Chip)]
    made = Issue.objects.create(
        area=str(area),
        period=str(period),
        template=template,
        title=title[:200],
        markdown=markdown,
        figures=[{"mark": chip.mark, **chip.as_json()} for chip in chips],
        dismissed=[_as_stored(each, reasons[each.key]) for each in found.findings if each.key in reasons],
        open_errors=[_as_stored(each) for each in errors],
        reason=reason if errors else "",
        digest=hashlib.new("sm3", word).hexdigest(),
        at=clock.now(),
        by=by.name,
    )
    write_changes([_change(made, by)])
    return Issued(made, word)


def _as_stored(each: DraftFinding, why: str = "") -> dict[str, str]:
    return {"rule": each.finding.rule, "message": each.finding.message, "words": each.words, "why": why}


def _change(made: Issue, by: Reader) -> NewChange:
    open_errors = f"；带着 {len(made.open_errors)} 条错误签发：{made.reason}" if made.open_errors else ""
    return NewChange(
        at=made.at,
        ledger="writing.issue",
        row_id=made.id,
        area=made.area,
        domain="",
        action="create",
        actor_id=by.user_id,
        actor=by.name,
        why=f"签发《{made.title}》{open_errors}",
    )
