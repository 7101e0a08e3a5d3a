"""The count and the whole a rate is worked out from."""

import pytest

from zhenyu.auditing import audit
from zhenyu.auditing.document import AuditedText, opened
from zhenyu.auditing.operands import denominators, holds, numerator, operands, rates_in


def document(text: str) -> AuditedText:
    return opened(text, year=2031)


def test_the_rate_names_its_count_and_the_count_its_whole() -> None:
    report = document("全镇共发现隐患320个，其中整改312个，整改率97.5%。")
    (rate,) = rates_in(report)
    part = numerator(report, rate)
    assert part is not None
    (whole,) = denominators(report, part)
    assert (part.text, whole.text) == ("312个", "320个")
    assert holds(rate, part, whole)


def test_a_share_directly_behind_its_count_has_the_whole_before_both() -> None:
    report = document("31个村中收入过20万元的有27个，占比87%。")
    (rate,) = rates_in(report)
    part, wholes = operands(report, rate)
    assert part is not None
    assert (part.text, [each.text for each in wholes]) == ("27个", ["31个"])


@pytest.mark.parametrize("text", ["贷款利率3.5%。", "增长率3.5%。", "城镇化率63.5%。"])
def test_a_rate_that_nobody_counts_is_left_alone(text: str) -> None:
    assert list(rates_in(document(text))) == []


@pytest.mark.parametrize(
    ("text", "rule", "severity"),
    [
        ("发现隐患317个，整改312个，整改率99.6%。", "rate_recomputed", "error"),
        ("全镇55个村的覆盖比例97.2%。", "impossible_rate", "error"),
        ("办结率99.87%。", "rate_base", "question"),
        ("改造1.3万户，改造率88%。", "rate_base", "question"),
    ],
)
def test_a_rate_that_does_not_follow_or_cannot_be_checked_is_asked_about(
    text: str, rule: str, severity: str
) -> None:
    (found,) = (each for each in audit(text, year=2031) if each.rule == rule)
    assert found.severity == severity


@pytest.mark.parametrize(
    "text",
    [
        "发现隐患320个，整改312个，整改率97.5%。",
        "31个村中收入过20万元的有27个，占比87%。",
        "完成改厕580户，占任务500户的116%。",
        "整改问题100%。",
    ],
)
def test_a_rate_that_follows_is_left_alone(text: str) -> None:
    rules = {"rate_recomputed", "impossible_rate", "rate_base"}
    assert [each.message for each in audit(text, year=2031) if each.rule in rules] == []


def test_the_corrected_rate_is_offered_in_the_words_of_the_text() -> None:
    text = "发现隐患317个，整改312个，整改率99.6%。"
    (found,) = (each for each in audit(text, year=2031) if each.rule == "rate_recomputed")
    assert found.replacement == "312个，整改率98.4%"


def test_the_whole_that_a_rate_implies_is_worked_out_for_the_author() -> None:
    text = "改造1.3万户，改造率88%。"
    (found,) = (each for each in audit(text, year=2031) if each.rule == "rate_base")
    assert "1.48万户" in found.message
