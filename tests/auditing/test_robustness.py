"""Whatever the text, the auditor answers: findings lie inside it, in order, the same each time, and cost
grows linearly."""

from __future__ import annotations

import json
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from zhenyu.auditing import Finding, Quote, audit
from zhenyu.auditing.finding import SEVERITIES
from zhenyu.auditing.render import as_table

PIECES = st.sampled_from(
    [
        *"一二三四五六九十万亿0123456789%.,。;、,:()“”《》+-~至 \n\t年月日个户村元亩人平余近",
        *[
            "完成",
            "同比增长",
            "其中",
            "分别为",
            "投资",
            "的",
            "项目",
            "率",
            "比例",
            "由",
            "提高到",
            "总投资",
            "占地",
            "下一步",
        ],
        *[
            "截至",
            "截止",
            "2023年",
            "10月底",
            "以上",
            "平方米",
            "百分点",
            "一是",
            "二是",
            "(一)",
            "一、",
            "五大行动:",
            "即:",
            "等",
        ],
        *[
            "工作总结",
            "工作计划",
            "力争",
            "全覆盖",
            "超额完成任务",
            "一般公共预算收入",
            "工业总产值",
            "改厕",
            "xx",
            "肉鸭",
            "养殖项目",
        ],
        *["三个村", "13800001111", "户户通", "正在推进", "合计", "\n\n", "𠮷", "\x00", "\u3000", "\r\n"],
    ]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=90).map("".join))


@settings(max_examples=250, deadline=None)
@given(TEXTS)
def test_any_text_is_audited_without_an_exception(text: str) -> None:
    findings = audit(text, doc="某.txt")
    position = 0
    for finding in findings:
        assert position <= finding.start < finding.end <= len(text)
        position = finding.start
        assert finding.severity in SEVERITIES
        assert finding.doc == "某.txt"
        for each in finding.evidence:
            assert not isinstance(each, Quote) or 0 <= each.start < each.end <= len(text)
    assert [json.loads(json.dumps(f.as_json()))["rule"] for f in findings] == [f.rule for f in findings]
    assert as_table(text, findings)


@settings(max_examples=60, deadline=None)
@given(TEXTS)
def test_auditing_twice_gives_the_same(text: str) -> None:
    assert audit(text) == audit(text)


def test_an_empty_text_has_no_findings() -> None:
    assert audit("") == []
    assert audit("\n\n \t\n") == []


def test_a_text_four_times_as_long_takes_about_four_times_as_long() -> None:
    """Quadratic work would take sixteen times as long; the bound leaves room for a busy machine."""
    paragraph = "2025年,完成税收1200万元,同比增长5%;新建公厕6座,其中村级公厕4座。截至10月底,改厕1340户,整改率98.5%。\n"
    text = "".join(f"{paragraph[:-1]}第{n}村流转土地{n + 100}亩。\n" for n in range(200))

    def seconds(content: str) -> float:
        started = time.process_time()
        audit(content)
        return time.process_time() - started

    assert seconds(text * 4) < 9 * max(min(seconds(text), seconds(text)), 0.05)


def test_a_report_can_be_told_its_year() -> None:
    text = "截至2024年10月底,改厕300户。"
    assert [f.rule for f in audit(text, year=2025)] == ["year_mismatch"]
    assert audit(text, year=2024) == []


def test_findings_are_plain_json() -> None:
    finding: Finding = audit("总投资800万,占地30亩。")[0]
    line = finding.as_json()
    assert set(line) == {"doc", "start", "end", "severity", "rule", "message", "evidence", "suggestion"}
    assert line["evidence"][0] == {"start": 0, "end": 7, "text": "总投资800万"}
