"""The six reports of the demonstration with their planted defects: what text alone shows, and what the books
add."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

import pytest

from tests.demo.planted import Defect, defects
from zhenyu.auditing import Asked, BooksAnswer, Finding, audit
from zhenyu.demo.library import DemoReport, reports

REPORTS = reports()
DEFECTS = defects()


class County:
    """What the demonstration's books hold of the two defects that no text can show."""

    catalogue = None
    _HELD = {
        ("value", "农村改厕", "990101102_2025.md"): Decimal(1373),
        ("previous", "一般公共预算收入", "990101100_2025.md"): Decimal(61_200_000),
    }

    def __init__(self, file: str) -> None:
        self._file = file

    def answers(self, asked: Sequence[Asked]) -> list[BooksAnswer | None]:
        held = [self._HELD.get((each.asking, each.figure.measure, self._file)) for each in asked]
        return [None if value is None else BooksAnswer(value, "") for value in held]


def spans(report: DemoReport) -> list[tuple[Defect, int, int]]:
    """Every place a defect of the report stands in: a repeated text stands in two."""
    places = []
    for defect in DEFECTS:
        if defect.file != report.file:
            continue
        start = report.text.find(defect.text)
        while start >= 0:
            places.append((defect, start, start + len(defect.text)))
            start = report.text.find(defect.text, start + 1)
    return places


def touching(findings: list[Finding], start: int, end: int) -> list[Finding]:
    return [finding for finding in findings if finding.start < end and start < finding.end]


def caught(*, books: bool) -> set[str]:
    texts = set()
    for report in REPORTS:
        findings = audit(report.text, doc=report.file, books=County(report.file) if books else None)
        texts |= {defect.text for defect, start, end in spans(report) if touching(findings, start, end)}
    return texts


def test_the_text_alone_shows_fifteen_of_seventeen() -> None:
    assert len(DEFECTS) == 17
    found = caught(books=False)
    missed = {defect.rule for defect in DEFECTS if defect.text not in found}
    assert missed <= {"growth_base", "ledger_mismatch"}


def test_the_books_show_the_rest() -> None:
    assert len(caught(books=True)) == len(DEFECTS)


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.file)
def test_sound_sentences_are_not_called_wrong(report: DemoReport) -> None:
    places = spans(report)
    beside = [
        finding
        for finding in audit(report.text, doc=report.file)
        if not any(finding.start < end and start < finding.end for _, start, end in places)
    ]
    severities = Counter(finding.severity for finding in beside)
    assert severities["error"] == 0, [(f.rule, report.text[f.start : f.end]) for f in beside]
    assert severities["warning"] <= 1
    assert severities["question"] <= 3
