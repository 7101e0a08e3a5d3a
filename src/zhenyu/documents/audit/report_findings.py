"""A filed report audited: its findings, what people decided about each, and its Word copy with both."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from zhenyu.auditing import Finding, audit
from zhenyu.auditing.render import SEVERITY_NAMES, explained
from zhenyu.auditing.rulebook import title_of
from zhenyu.auditing.tuning import tuned
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.documents.audit.area_books import AreaBooks
from zhenyu.documents.audit.rule_settings import chosen
from zhenyu.documents.audit_models import Verdict
from zhenyu.documents.formats.word_comments import Remark, plain_word, with_comments
from zhenyu.documents.library.queries import accessible_document
from zhenyu.documents.models import Document
from zhenyu.people.types import Reader

_BEFORE: Final = 20  # characters before the words that tell two equal findings apart


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding and the latest verdict on it (None or ``reopened``: still open); ``earlier`` says it was of
    another report."""

    finding: Finding
    words: str
    key: str
    verdict: Verdict | None
    earlier: bool

    @property
    def open(self) -> bool:
        return self.verdict is None or self.verdict.choice == "reopened"

    @property
    def severity_name(self) -> str:
        return SEVERITY_NAMES[self.finding.severity]

    @property
    def title(self) -> str:
        return title_of(self.finding.rule)

    @property
    def proposal(self) -> str:
        """The words as the rule would have them, for a person to confirm; the words themselves if it cannot
        tell."""
        return self.words if self.finding.replacement is None else self.finding.replacement


@dataclass(frozen=True, slots=True)
class Audited:
    """A document with its findings in the order of the text.

    Arguments:
        hidden: how many findings each rule that the area switched off would have added.
    """

    document: Document
    findings: tuple[Judged, ...]
    hidden: Mapping[str, int]

    @property
    def open(self) -> int:
        """Findings nobody has decided on."""
        return sum(each.open for each in self.findings)


def audited(reader: Reader, document_id: int) -> Audited:
    """A report audited against the books of its area, with what people decided.

    A dismissal holds for the same words of every report of the area; other verdicts for their own report.

    Raises:
        NotFound: none of that number within the reader's scope.
    """
    document = accessible_document(reader, document_id)
    period = Period.parse(document.period)
    books = AreaBooks(reader, AreaCode(document.area)).through(period)
    every = audit(document.text, doc=str(document.id), year=period.last.year, books=books)
    settled = tuned(every, chosen(AreaCode(document.area)))
    found = settled.shown
    keys = [key_of(document.text, finding) for finding in found]
    verdicts = _verdicts(document, keys)
    return Audited(
        document,
        tuple(
            Judged(
                finding,
                document.text[finding.start : finding.end],
                key,
                verdicts.get(key),
                key in verdicts and verdicts[key].document_id != document.id,
            )
            for finding, key in zip(found, keys, strict=True)
        ),
        settled.hidden,
    )


def _verdicts(document: Document, keys: Sequence[str]) -> Mapping[str, Verdict]:
    latest: dict[str, Verdict] = {}
    for verdict in Verdict.objects.filter(area=document.area, key__in=keys).order_by("id"):
        before = latest.get(verdict.key)
        own = verdict.document_id == document.id
        carried = verdict.choice in ("dismissed", "reopened") and (
            before is None or before.document_id != document.id
        )
        if own or carried:
            latest[verdict.key] = verdict
    return latest


def key_of(text: str, finding: Finding) -> str:
    """The name of a finding: its rule, its words and those before it, without spaces; the same in a later
    version."""
    around = "".join(text[max(finding.start - _BEFORE, 0) : finding.end].split())
    return hashlib.sha256(f"{finding.rule}\n{around}\n{finding.message}".encode()).hexdigest()


def word_copy(found: Audited, *, at: datetime) -> bytes:
    """The report as Word: what is open or to be corrected as comments, what was corrected as tracked
    changes."""
    remarks = [
        _remark(each) for each in found.findings if each.verdict is None or each.verdict.choice != "dismissed"
    ]
    return with_comments(plain_word(found.document.text), found.document.text, remarks, at=at)


def _remark(judged: Judged) -> Remark:
    finding, verdict = judged.finding, judged.verdict
    lines = [f"【{judged.severity_name}】{judged.title}", *explained(finding)]
    if verdict is not None and not judged.open:
        lines.append(f"处理：{verdict.get_choice_display()}（{verdict.by}，{verdict.at:%Y-%m-%d}）")
    return Remark(finding.start, finding.end, tuple(lines), verdict.wording or None if verdict else None)
