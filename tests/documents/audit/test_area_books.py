"""Reports held against the books of their area: what is found, and what is rightly left alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from zhenyu.auditing import Computed, Finding, audit
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.documents.audit.area_books import AreaBooks
from zhenyu.indicators.actions.definitions import define_indicators
from zhenyu.indicators.actions.observations import enter_observations
from zhenyu.indicators.types import ObservationEntry
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM

TOWN = AreaCode("990101100")
OCTOBER = Period.parse("2026-01..2026-10")
INDICATORS: list[dict[str, Any]] = [
    {
        "code": "tax",
        "title": "财税收入",
        "unit": "万元",
        "kind": "external",
        "better": "up",
        "domain": "经济",
    },
    {
        "code": "invest",
        "title": "到位资金",
        "synonyms": ["招商到位资金"],
        "unit": "万元",
        "kind": "external",
        "domain": "经济",
    },
    {
        "code": "toilets",
        "title": "改厕户数",
        "synonyms": ["改厕"],
        "unit": "户",
        "kind": "external",
        "domain": "环境",
    },
]
VALUES = [
    ("tax", "2026-01..2026-10", 3656),
    ("tax", "2025-01..2025-10", 2600),
    ("invest", "2026-01..2026-10", 25088),
    ("toilets", "2026-01..2026-10", 149),
]


@pytest.fixture
def books(county: None, settings: Any) -> Iterator[AreaBooks]:
    settings.ZHENYU_TODAY = "2026-11-21"
    with reading_as(SYSTEM) as reader:
        define_indicators(INDICATORS, by=SYSTEM)
        entries = [
            ObservationEntry(code, TOWN, period, value, source="月报") for code, period, value in VALUES
        ]
        enter_observations(entries, by=SYSTEM)
        yield AreaBooks(reader, TOWN)


def found(books: AreaBooks, text: str, *rules: str) -> list[Finding]:
    return [each for each in audit(text, books=books.of(text)) if each.rule in rules]


def test_a_figure_unlike_the_books_is_told_with_its_address(books: AreaBooks) -> None:
    [finding] = found(books, "2026年1—10月，全镇完成财税收入3856万元。", "ledger_mismatch")
    assert "3656万元" in finding.suggestion
    told = [each for each in finding.evidence if isinstance(each, Computed)]
    assert [each.address for each in told] == ["tax@990101100/2026-01..2026-10"]


@pytest.mark.parametrize(
    "written", ["招商到位资金2.51亿元", "招商到位资金2.5亿余元", "改厕近150户", "财税收入3656万元"]
)
def test_what_could_have_been_written_of_the_books_is_no_finding(books: AreaBooks, written: str) -> None:
    assert not found(books, f"2026年1—10月，完成{written}。", "ledger_mismatch")


def test_growth_is_held_against_last_years_books(books: AreaBooks) -> None:
    text = "2026年1—10月，完成财税收入3656万元，同比增长{}%。"
    assert not found(books, text.format("40.6"), "growth_base")
    [finding] = found(books, text.format("41.7"), "growth_base")
    assert "增长40.6%" in finding.suggestion
    assert "tax@990101100/2025-01..2025-10" in str(finding.as_json()["evidence"])


def test_another_village_or_project_is_not_held_against_the_town(books: AreaBooks) -> None:
    assert not found(books, "2026年1—10月，东山镇完成财税收入1200万元。", "ledger_mismatch")


def test_the_period_of_the_report_gives_the_stretch_to_a_bare_year(books: AreaBooks) -> None:
    text = "今年以来，全镇完成财税收入3856万元。"
    findings = audit(text, year=2026, books=books.through(OCTOBER))
    assert [each.rule for each in findings if each.severity == "error"] == ["ledger_mismatch"]


def test_a_rank_the_books_cannot_tell_is_asked_about(books: AreaBooks) -> None:
    [finding] = found(books, "2026年1—10月，完成税费收入900万元，位列全县第2。", "rank_unsupported")
    assert finding.severity == "question"


def test_a_longer_report_costs_no_more_statements(books: AreaBooks) -> None:
    text = "2026年1—10月，全镇完成财税收入3856万元，同比增长41.7%。改厕150户。\n"
    counts = []
    for times in (1, 20):
        with CaptureQueriesContext(connection) as asked:
            audit(text * times, books=books.of(text))
        counts.append(len(asked))
    assert counts[0] == counts[1]
