"""Each rule against invented sentences (examples/<rule>.yaml): what it must find, and what it must leave
alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from zhenyu.auditing import audit
from zhenyu.auditing.auditor import RULES
from zhenyu.auditing.finding import SEVERITIES
from zhenyu.auditing.rulebook import RULEBOOK

FOLDER = Path(__file__).parent / "examples"
FILES = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.yaml"))
}
POSITIVE = [(rule, example) for rule, file in FILES.items() for example in file["positive"]]
NEGATIVE = [(rule, text) for rule, file in FILES.items() for text in file["negative"]]
ENOUGH = 4


@pytest.mark.parametrize(
    "rule, example", POSITIVE, ids=lambda value: value if isinstance(value, str) else value["text"][:24]
)
def test_a_fault_is_found_in_its_place(rule: str, example: dict[str, Any]) -> None:
    text = example["text"]
    start = text.rindex(example["at"])
    end = start + len(example["at"])
    found = [finding for finding in audit(text) if finding.rule == rule]
    assert found, f"{rule} finds nothing"
    assert any(finding.start < end and start < finding.end for finding in found), [
        text[f.start : f.end] for f in found
    ]
    assert all(finding.message.endswith("。") and finding.suggestion.endswith("。") for finding in found)
    assert all(finding.evidence for finding in found)


@pytest.mark.parametrize("rule, text", NEGATIVE, ids=lambda value: value[:24])
def test_a_sound_sentence_is_left_alone(rule: str, text: str) -> None:
    assert [finding.message for finding in audit(text) if finding.rule == rule] == []


def test_the_rulebook_names_the_rules_in_the_order_they_are_asked() -> None:
    asked = [rule.__name__ for rule in RULES]
    of_books = ["ledger_mismatch", "growth_base", "rank_unsupported", "target_mismatch"]
    assert list(RULEBOOK) == [*asked, *of_books, "unbound_figure"]


def test_every_finding_is_no_graver_than_the_rulebook_says() -> None:
    order = {severity: number for number, severity in enumerate(SEVERITIES)}
    texts = [example["text"] for _, example in POSITIVE]
    for finding in (each for text in texts for each in audit(text)):
        assert order[finding.severity] >= order[RULEBOOK[finding.rule].severity], finding.rule


def test_every_rule_has_examples_of_both_kinds() -> None:
    assert set(FILES) == {rule.__name__ for rule in RULES}
    for rule, file in FILES.items():
        assert len(file["positive"]) >= ENOUGH, rule
        assert len(file["negative"]) >= ENOUGH, rule
