"""Findings as plain text for a terminal."""

import re
from decimal import Decimal

from zhenyu.auditing import Finding, audit
from zhenyu.auditing.finding import Computed, Quote, nested, written
from zhenyu.auditing.render import as_table, counted, explained, place, rulebook
from zhenyu.auditing.rulebook import RULEBOOK, title_of

TEXT = "2031年，总投资800万，占地30亩。\n另拆除违建860平米。\n"


def findings() -> list[Finding]:
    return audit(TEXT, year=2031)


def finding(**more: object) -> Finding:
    given = {
        "doc": "",
        "start": 0,
        "end": 4,
        "severity": "error",
        "rule": "missing_unit",
        "message": "缺单位。",
        "suggestion": "请补写。",
    }
    return Finding(**{**given, **more})  # type: ignore[arg-type]  # as given above


def test_a_faultless_text_says_so() -> None:
    assert as_table("好。", []) == "没有发现问题。\n"


def test_findings_are_numbered_and_name_their_line_and_rule() -> None:
    table = as_table(TEXT, findings())
    assert table.startswith(f"共 {len(findings())} 条")
    numbers = [int(each) for each in re.findall(r"^ *(\d+)\. 第", table, re.MULTILINE)]
    assert numbers == list(range(1, len(findings()) + 1))
    assert "第2行" in table
    assert title_of("colloquial_unit") in table


def test_errors_come_before_questions() -> None:
    table = as_table(TEXT, [finding(severity="question"), finding(severity="error")])
    assert table.index("错误") < table.rindex("疑问")


def test_colours_are_only_for_terminals() -> None:
    assert "\033[" in as_table(TEXT, findings(), colour=True)
    assert "\033[" not in as_table(TEXT, findings())


def test_counts_name_every_severity() -> None:
    assert counted([finding(), finding(), finding(severity="question")]) == "错误 2、警告 0、疑问 1"


def test_a_finding_is_explained_by_what_is_wrong_what_to_write_and_what_it_rests_on() -> None:
    proof = (Quote(0, 4, "2031"), Computed("重算", "98.4%"))
    assert list(explained(finding(evidence=proof))) == [
        "缺单位。",
        "建议：请补写。",
        "依据：“2031”；重算 98.4%",
    ]


def test_long_evidence_is_cut_and_counted() -> None:
    proof = tuple(Computed("数", str(number)) for number in range(9))
    (*_, last) = explained(finding(evidence=proof))
    assert last.endswith("等9处")


def test_a_place_with_personal_data_shows_its_masked_words() -> None:
    masked = (Quote(0, 4, "2***"),)
    assert place("2031年", finding(evidence=masked)) == "“2***”"
    assert place("2031年", finding()) == "“2031”"


def test_the_rulebook_lists_every_rule_with_its_code() -> None:
    lines = rulebook()
    assert all(code in lines for code in RULEBOOK)


def test_a_rule_that_an_area_switched_off_says_who_did_so() -> None:
    assert "不查：另有校对" in rulebook({"ordinal": ("off", "不查：另有校对")})


def test_quotation_marks_inside_a_quotation_become_single() -> None:
    assert nested("“云上”\n项目") == "‘云上’项目"


def test_a_number_is_written_without_trailing_zeros() -> None:
    assert written(Decimal("98.40")) == "98.4"
    assert written(Decimal("98.4567"), 2) == "98.46"
    assert written(Decimal("1E+3")) == "1000"


def test_a_line_of_json_has_no_replacement_and_no_empty_address() -> None:
    line = finding(evidence=(Computed("重算", "98.4%"),), replacement="2031年").as_json()
    assert "replacement" not in line
    assert line["evidence"] == [{"name": "重算", "value": "98.4%"}]
