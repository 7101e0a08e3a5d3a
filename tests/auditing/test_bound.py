"""Figures of a draft that no chip stands for."""

from __future__ import annotations

from tests.auditing.test_ledgers import Shelf
from zhenyu.auditing import Finding, audit

TEXT = "2025年，完成农村改厕1373户，新建公厕6座，流转土地500亩。"


def unbound(text: str, words: tuple[str, ...] = (), books: Shelf | None = None) -> list[Finding]:
    taken = sorted((text.index(each), text.index(each) + len(each)) for each in words)
    return [each for each in audit(text, taken=taken, books=books) if each.rule == "unbound_figure"]


def test_a_report_that_is_no_draft_is_not_asked() -> None:
    assert not [each for each in audit(TEXT) if each.rule == "unbound_figure"]


def test_typed_figures_of_a_paragraph_are_one_question() -> None:
    [finding] = unbound(TEXT, ("1373户",))
    assert finding.severity == "question"
    assert "6座、500亩" in finding.message


def test_what_is_taken_from_the_books_is_left_alone() -> None:
    assert not unbound(TEXT, ("1373户", "6座", "500亩"))


def test_a_number_that_the_books_hold_is_replaced_by_them() -> None:
    finding = next(
        each for each in unbound(TEXT, (), Shelf({"农村改厕": "1373"})) if each.severity == "warning"
    )
    assert finding.replacement == "{{value@990101100/2025}}"
    assert TEXT[finding.start : finding.end] == "1373户"


def test_a_rate_of_the_books_needs_no_numbers_beside_it() -> None:
    text = "2025年，村务财务公开率98.05%。"
    assert [each.rule for each in audit(text)] == ["rate_base"]
    assert audit(text, taken=[(text.index("98"), text.index("。"))]) == []


def test_targets_of_next_year_need_no_books() -> None:
    assert not unbound("2026年，力争完成农村改厕900户。")
