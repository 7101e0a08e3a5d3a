"""The same rules against the books, through a port that is a dictionary here."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from zhenyu.auditing import Asked, BooksAnswer, Computed, Finding, audit

Known = dict[str, str]


class Shelf:
    """Books kept in dictionaries by measure; values in base units."""

    catalogue = None

    def __init__(
        self,
        values: Known | None = None,
        previous: Known | None = None,
        ranks: Known | None = None,
        targets: Known | None = None,
    ):
        self._shelves = {"value": values, "previous": previous, "rank": ranks, "target": targets}
        self.visits = 0

    def answers(self, asked: Sequence[Asked]) -> list[BooksAnswer | None]:
        self.visits += 1
        return [self._answer(each) for each in asked]

    def _answer(self, asked: Asked) -> BooksAnswer | None:
        held = (self._shelves[asked.asking] or {}).get(asked.figure.measure)
        return None if held is None else BooksAnswer(Decimal(held), f"{asked.asking}@990101100/2025")


def found(text: str, books: Shelf, rule: str) -> list[Finding]:
    return [finding for finding in audit(text, books=books) if finding.rule == rule]


def test_a_figure_that_the_books_know_otherwise_is_an_error() -> None:
    [finding] = found("2025年，完成农村改厕1573户。", Shelf({"农村改厕": "1373"}), "ledger_mismatch")
    assert finding.severity == "error"
    assert "1373户" in finding.message


def test_the_books_answer_in_the_unit_of_the_text() -> None:
    [finding] = found(
        "2025年，固定资产投资5.3亿元。", Shelf({"固定资产投资": "551000000"}), "ledger_mismatch"
    )
    assert "5.51亿元" in finding.message


def test_a_rounded_figure_agrees_with_the_exact_one() -> None:
    assert not found("2025年，固定资产投资5.5亿元。", Shelf({"固定资产投资": "551234567"}), "ledger_mismatch")
    assert not found("2025年，完成农村改厕1373户。", Shelf({"农村改厕": "1373"}), "ledger_mismatch")


def test_an_approximation_must_hold_in_its_direction() -> None:
    books = Shelf({"流转土地": "2038.9"})
    assert not found("2025年，流转土地2000余亩。", books, "ledger_mismatch")
    assert found("2025年，流转土地2100余亩。", books, "ledger_mismatch")
    assert not found("2025年，流转土地近2100亩。", books, "ledger_mismatch")


def test_what_the_books_do_not_know_is_no_finding() -> None:
    assert not found("2025年，完成农村改厕1573户。", Shelf(), "ledger_mismatch")


def test_a_target_is_not_held_against_the_books() -> None:
    assert not found("2026年，力争完成农村改厕900户。", Shelf({"农村改厕": "1373"}), "ledger_mismatch")


def test_growth_is_recomputed_from_the_stored_base() -> None:
    text = "2025年，一般公共预算收入完成6483.9万元，同比增长9.5%。"
    [finding] = found(text, Shelf(previous={"一般公共预算收入": "61200000"}), "growth_base")
    assert "增长5.9%" in finding.message
    assert not found(text, Shelf(previous={"一般公共预算收入": "59213700"}), "growth_base")


def test_a_base_below_zero_has_no_growth() -> None:
    [finding] = found(
        "2025年，企业利润120万元，同比增长30%。", Shelf(previous={"企业利润": "-500000"}), "growth_base"
    )
    assert "不能计算增幅" in finding.message


def test_a_fall_keeps_its_sign() -> None:
    text = "2025年，税收收入900万元，同比下降10%。"
    assert not found(text, Shelf(previous={"税收收入": "10000000"}), "growth_base")
    assert found(text, Shelf(previous={"税收收入": "8000000"}), "growth_base")


def test_a_rank_without_a_source_is_asked_about() -> None:
    text = "2025年，规上工业总产值31亿元，总量位列全县第2。"
    [question] = found(text, Shelf(), "rank_unsupported")
    assert question.severity == "question"
    [error] = found(text, Shelf(ranks={"规上工业总产值": "4"}), "rank_unsupported")
    assert error.severity == "error"
    assert not found(text, Shelf(ranks={"规上工业总产值": "2"}), "rank_unsupported")


def test_without_books_nothing_is_said_of_them() -> None:
    assert not [f for f in audit("2025年，税收收入900万元，位列全县第2。") if f.rule == "rank_unsupported"]


def test_a_target_unlike_the_one_that_was_set_is_an_error() -> None:
    text = "2026年，力争完成农村改厕900户。"
    [finding] = found(text, Shelf(targets={"农村改厕": "950"}), "target_mismatch")
    assert "950户" in finding.suggestion
    assert not found(text, Shelf(targets={"农村改厕": "900"}), "target_mismatch")
    assert not found(text, Shelf(values={"农村改厕": "950"}), "target_mismatch")


def test_what_the_books_say_carries_the_address_it_traces_by() -> None:
    [finding] = found("2025年，完成农村改厕1573户。", Shelf({"农村改厕": "1373"}), "ledger_mismatch")
    assert [each.address for each in finding.evidence if isinstance(each, Computed)] == [
        "value@990101100/2025"
    ]
    assert finding.as_json()["evidence"][-1]["address"] == "value@990101100/2025"


def test_a_whole_report_asks_the_books_once() -> None:
    books = Shelf({"农村改厕": "1573"})
    audit("2025年，完成农村改厕1573户，税收收入900万元，同比增长5%，位列全县第2。\n" * 20, books=books)
    assert books.visits == 1
