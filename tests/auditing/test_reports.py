"""Eleven invented reports of many provinces and kinds, each rule planted at least twice: what is found and
what is invented.

A report's ``.yaml`` lists its planted defects and, where the books are asked, what they hold.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from zhenyu.auditing import Asked, BooksAnswer, Finding, audit
from zhenyu.auditing.rulebook import RULEBOOK

FOLDER = Path(__file__).parent / "reports"
NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))


@dataclass(frozen=True)
class Planted:
    rule: str
    start: int
    end: int

    def touches(self, finding: Finding) -> bool:
        return finding.start < self.end and self.start < finding.end


class Shelf:
    """Books that know a measure by a word in its name."""

    catalogue = None

    def __init__(self, held: dict[str, dict[str, str]]) -> None:
        self._held = held

    def answers(self, asked: Sequence[Asked]) -> list[BooksAnswer | None]:
        return [self._answer(each) for each in asked]

    def _answer(self, asked: Asked) -> BooksAnswer | None:
        known = self._held.get(asked.asking, {})
        values = [value for word, value in known.items() if word in asked.figure.measure]
        return BooksAnswer(Decimal(values[0]), "") if values else None


@cache
def told(name: str) -> dict[str, Any]:
    sidecar: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))
    return sidecar


@cache
def text_of(name: str) -> str:
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


def planted(name: str) -> list[Planted]:
    text, found = text_of(name), []
    for each in told(name)["planted"]:
        start = text.rindex(each["at"])
        found.append(Planted(each["rule"], start, start + len(each["at"])))
    return found


@cache
def findings(name: str) -> list[Finding]:
    books = told(name).get("books")
    return audit(text_of(name), books=Shelf(books) if books else None)


@pytest.mark.parametrize("name", NAMES)
def test_every_planted_defect_is_found(name: str) -> None:
    missed = [
        (each.rule, text_of(name)[each.start : each.end])
        for each in planted(name)
        if not any(each.rule == finding.rule and each.touches(finding) for finding in findings(name))
    ]
    assert missed == []


def test_less_than_one_finding_a_report_stands_where_nothing_was_planted() -> None:
    invented = [
        (name, finding.rule, text_of(name)[finding.start : finding.end])
        for name in NAMES
        for finding in findings(name)
        if not any(each.touches(finding) for each in planted(name))
    ]
    assert len(invented) < len(NAMES), invented


def test_every_rule_is_planted_twice() -> None:
    counts = Counter(each.rule for name in NAMES for each in planted(name))
    assert set(counts) == set(RULEBOOK) - {"unbound_figure"}  # of drafts alone
    assert min(counts.values()) >= 2
