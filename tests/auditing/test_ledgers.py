"""The same rules against the books, through a port that is a dictionary here."""

from __future__ import annotations

from decimal import Decimal

from zhenyu.auditing import Asked, Finding, audit

Known = dict[str, str]


class Shelf:
    """Books kept in dictionaries by measure; values in base units."""

    def __init__(self, values: Known | None = None, previous: Known | None = None, ranks: dict[str, int] | None = None):
        self._values, self._previous, self._ranks = values or {}, previous or {}, ranks or {}

    def value(self, asked: Asked) -> Decimal | None:
        return Decimal(self._values[asked.measure]) if asked.measure in self._values else None

    def previous(self, asked: Asked) -> Decimal | None:
        return Decimal(self._previous[asked.measure]) if asked.measure in self._previous else None

    def rank(self, asked: Asked) -> int | None:
        return self._ranks.get(asked.measure)


def found(text: str, books: Shelf, rule: str) -> list[Finding]:
    return [finding for finding in audit(text, books=books) if finding.rule == rule]


def test_a_figure_that_the_books_know_otherwise_is_an_error() -> None:
    [finding] = found("2025年，完成农村改厕1573户。", Shelf({"农村改厕": "1373"}), "ledger_mismatch")
    assert finding.severity == "error"
    assert "1373户" in finding.message


def test_the_books_answer_in_the_unit_of_the_text() -> None:
    [finding] = found("2025年，固定资产投资5.3亿元。", Shelf({"固定资产投资": "551000000"}), "ledger_mismatch")
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
    [finding] = found("2025年，企业利润120万元，同比增长30%。", Shelf(previous={"企业利润": "-500000"}), "growth_base")
    assert "不能计算增幅" in finding.message


def test_a_fall_keeps_its_sign() -> None:
    text = "2025年，税收收入900万元，同比下降10%。"
    assert not found(text, Shelf(previous={"税收收入": "10000000"}), "growth_base")
    assert found(text, Shelf(previous={"税收收入": "8000000"}), "growth_base")


def test_a_rank_without_a_source_is_asked_about() -> None:
    text = "2025年，规上工业总产值31亿元，总量位列全县第2。"
    [question] = found(text, Shelf(), "rank_unsupported")
    assert question.severity == "question"
    [error] = found(text, Shelf(ranks={"规上工业总产值": 4}), "rank_unsupported")
    assert error.severity == "error"
    assert not found(text, Shelf(ranks={"规上工业总产值": 2}), "rank_unsupported")


def test_without_books_nothing_is_said_of_them() -> None:
    assert not [f for f in audit("2025年，税收收入900万元，位列全县第2。") if f.rule == "rank_unsupported"]
