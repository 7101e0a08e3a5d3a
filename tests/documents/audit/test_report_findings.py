"""Findings on a filed report and what people decide about them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import docx
import pytest
from django.test import Client

from zhenyu.core import clock
from zhenyu.core.errors import NotAllowed, NotFound, UsageError
from zhenyu.core.models import Change
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.documents.actions.audit import judge
from zhenyu.documents.actions.reports import file_report
from zhenyu.documents.audit.report_findings import Judged, audited, word_copy
from zhenyu.documents.models import Document
from zhenyu.documents.views.audit import FindingCard, rows_of
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Grant, Reader, Role

TOWN = AreaCode("990101100")
TEXT = "# 东山镇2025年工作总结\n\n2025年，全镇总投资800万，占地30亩。\n拆除违建860平米，面貌一新。\n"


def filed(text: str = TEXT) -> Document:
    return file_report(text, title="", area=TOWN, period=Period.parse("2025"), by=SYSTEM)


def of_rule(document: Document, rule: str) -> Judged:
    return next(each for each in audited(SYSTEM, document.id).findings if each.finding.rule == rule)


@pytest.fixture
def report(county: None) -> Any:
    with reading_as(SYSTEM):
        yield filed()


def test_a_dismissal_is_kept_with_its_reason_and_holds_for_a_later_version(report: Document) -> None:
    finding = of_rule(report, "colloquial_unit")
    judge(report.id, finding.key, "dismissed", by=SYSTEM, reason="引用原话")
    again = of_rule(report, "colloquial_unit")
    assert not again.open
    assert again.verdict is not None
    assert (again.verdict.reason, again.verdict.by) == ("引用原话", SYSTEM.name)
    later = of_rule(filed(TEXT + "其他工作有序推进。\n"), "colloquial_unit")
    assert not later.open
    assert later.earlier


def test_other_words_are_judged_anew(report: Document) -> None:
    judge(report.id, of_rule(report, "colloquial_unit").key, "dismissed", by=SYSTEM, reason="引用原话")
    assert of_rule(filed(TEXT.replace("860", "960")), "colloquial_unit").open


def test_what_will_be_mended_is_mended_in_each_report_for_itself(report: Document) -> None:
    judge(report.id, of_rule(report, "missing_unit").key, "accepted", by=SYSTEM)
    assert not of_rule(report, "missing_unit").open
    assert of_rule(filed(TEXT + "其他工作有序推进。\n"), "missing_unit").open


def test_a_verdict_may_be_taken_back_and_nothing_is_forgotten(report: Document) -> None:
    key = of_rule(report, "missing_unit").key
    judge(report.id, key, "accepted", by=SYSTEM)
    judge(report.id, key, "reopened", by=SYSTEM)
    assert of_rule(report, "missing_unit").open
    assert [each.choice for each in report.verdicts.all()] == ["accepted", "reopened"]
    assert Change.objects.filter(ledger="documents.verdict").count() == 2


def test_a_correction_stands_in_the_word_copy_as_a_tracked_change(report: Document) -> None:
    judge(report.id, of_rule(report, "colloquial_unit").key, "fixed", by=SYSTEM, wording="860平方米")
    made = docx.Document(BytesIO(word_copy(audited(SYSTEM, report.id), at=clock.now())))
    xml = made.element.xml
    assert "<w:delText>860平米</w:delText>" in xml.replace(' xml:space="preserve"', "")
    assert "860平方米" in xml
    assert any("没有写单位" in each.text for each in made.comments)


def test_a_dismissed_finding_is_not_in_the_word_copy(report: Document) -> None:
    for finding in audited(SYSTEM, report.id).findings:
        judge(report.id, finding.key, "dismissed", by=SYSTEM, reason="不改")
    made = docx.Document(BytesIO(word_copy(audited(SYSTEM, report.id), at=clock.now())))
    assert list(made.comments) == []


@pytest.mark.parametrize(
    "choice, more", [("dismissed", {}), ("fixed", {"wording": "860平米"}), ("fixed", {}), ("whatever", {})]
)
def test_a_verdict_that_says_nothing_is_refused(report: Document, choice: str, more: dict[str, str]) -> None:
    key = of_rule(report, "colloquial_unit").key
    with pytest.raises(UsageError):
        judge(report.id, key, choice, by=SYSTEM, **more)
    assert not report.verdicts.exists()


def test_a_finding_that_is_gone_is_told(report: Document) -> None:
    with pytest.raises(NotFound):
        judge(report.id, "0" * 64, "accepted", by=SYSTEM)


def test_who_only_reads_decides_nothing(report: Document) -> None:
    reader = Reader(user_id=7, name="李督查", grants=(Grant(Role.INSPECTOR, TOWN),))
    with pytest.raises(NotAllowed):
        judge(report.id, of_rule(report, "missing_unit").key, "accepted", by=reader)


@pytest.mark.parametrize(
    "text, rule, wording",
    [
        ("2025年，拆除违建860平米。\n", "colloquial_unit", "860平方米"),
        ("2025年，总投资800万，占地30亩。\n", "missing_unit", "总投资800万元"),
        (
            "2025年，村集体收入由420万元增加到504万元，增长25%。\n",
            "growth_recomputed",
            "420万元增加到504万元，增长20%",
        ),
        ("2025年，受理工单X件。\n", "placeholder", "X"),
    ],
)
def test_the_words_a_rule_knows_are_put_in_for_a_person_to_confirm(
    county: None, text: str, rule: str, wording: str
) -> None:
    with reading_as(SYSTEM):
        assert of_rule(filed(text), rule).proposal.endswith(wording)


def test_the_rows_hold_every_word_and_every_finding_once(report: Document) -> None:
    found = audited(SYSTEM, report.id).findings
    cards = [FindingCard(number, each) for number, each in enumerate(found, 1)]
    rows = list(rows_of(report.text, cards))
    assert "".join(piece.text for row in rows for piece in row.pieces) == "".join(
        line.lstrip("# ") for line in report.text.split("\n")
    )
    assert [card.number for row in rows for card in row.cards] == [card.number for card in cards]
    marked = {card.number: "" for card in cards}
    for row in rows:
        for piece in row.pieces:
            for card in piece.cards:
                marked[card.number] += piece.text
    assert [marked[card.number] for card in cards] == [each.words for each in found]


def test_the_pages_want_a_login(client: Client, county: None) -> None:
    for path in ("/reports/1/audit/", "/reports/1/audit/word", "/reports/rules/"):
        assert client.get(path).status_code == 302
