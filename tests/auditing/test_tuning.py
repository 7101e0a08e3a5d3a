"""Rules that people switch off or tone down."""

from __future__ import annotations

from zhenyu.auditing import audit
from zhenyu.auditing.render import rulebook
from zhenyu.auditing.rulebook import RULEBOOK
from zhenyu.auditing.tuning import choices, tuned

TEXT = "2025年，总投资800万，拆除违建860平米。其他违建1200平米。"


def test_a_rule_switched_off_is_counted_and_not_shown() -> None:
    settled = tuned(audit(TEXT), {"colloquial_unit": "off"})
    assert [each.rule for each in settled.shown] == ["missing_unit"]
    assert settled.hidden == {"colloquial_unit": 2}


def test_a_rule_is_toned_down_and_never_made_graver() -> None:
    findings = audit(TEXT)
    assert {each.severity for each in tuned(findings, {"missing_unit": "question"}).shown[:1]} == {"question"}
    question = audit("2025年，新办理低保26人，残疾证41人次。")
    assert tuned(question, {"mixed_units": "warning"}).shown == question


def test_without_settings_nothing_changes() -> None:
    findings = audit(TEXT)
    assert tuned(findings, {}).shown == findings
    assert tuned(findings, {"colloquial_unit": "on"}).shown == findings


def test_what_the_law_wants_cannot_be_switched_off() -> None:
    assert list(choices(RULEBOOK["personal_data"])) == ["on"]
    assert list(choices(RULEBOOK["missing_unit"])) == ["on", "warning", "question", "off"]
    assert list(choices(RULEBOOK["mixed_units"])) == ["on", "off"]


def test_the_rulebook_tells_who_switched_a_rule_off() -> None:
    told = rulebook({"ordinal": ("off", "不查：另有校对（王某，2026-11-22）")})
    lines = told.splitlines()
    at = next(number for number, line in enumerate(lines) if line.endswith("  ordinal"))
    assert lines[at + 2].strip() == "不查：另有校对（王某，2026-11-22）"
    assert "王某" not in rulebook()
