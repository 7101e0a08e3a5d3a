"""Findings as lines of JSON and as plain text; pure functions, nothing is printed here."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from zhenyu.auditing.finding import SEVERITIES, Computed, Evidence, Finding

SEVERITY_NAMES: Final = {"error": "错误", "warning": "警告", "question": "疑问"}
_QUOTED: Final = 40  # characters of the place that are quoted
_SHOWN: Final = 4  # pieces of evidence shown for a finding


def as_jsonl(findings: Iterable[Finding]) -> str:
    """One finding a line; empty for no findings, else ending with a line break."""
    return "".join(json.dumps(finding.as_json(), ensure_ascii=False) + "\n" for finding in findings)


def as_table(text: str, findings: Sequence[Finding]) -> str:
    """The findings in order of place, each with its line in `text`, what is wrong, what to write, and the evidence."""
    if not findings:
        return "没有发现问题。\n"
    lines = [f"共 {len(findings)} 条：{counted(findings)}"]
    for number, finding in enumerate(findings, 1):
        row = text.count("\n", 0, finding.start) + 1
        lines.append(f"{number:>3}. 第{row}行  {SEVERITY_NAMES[finding.severity]}  {_place(text, finding)}")
        lines.append(f"     {finding.message}")
        lines.append(f"     建议：{finding.suggestion}")
        proof = _proof(finding.evidence)
        if proof:
            lines.append(f"     依据：{proof}")
    return "\n".join(lines) + "\n"


def counted(findings: Iterable[Finding]) -> str:
    """错误 2、警告 1、疑问 0."""
    numbers = Counter(finding.severity for finding in findings)
    return "、".join(f"{SEVERITY_NAMES[severity]} {numbers[severity]}" for severity in SEVERITIES)


def _place(text: str, finding: Finding) -> str:
    """The words at fault on one line; a place with personal data shows its masked evidence instead."""
    for each in finding.evidence:
        if not isinstance(each, Computed) and (each.start, each.end) == (finding.start, finding.end):
            return f"“{_short(each.text)}”"
    return f"“{_short(text[finding.start : finding.end])}”"


def _short(text: str) -> str:
    line = "".join(text.split()).replace("“", "‘").replace("”", "’")
    return line if len(line) <= _QUOTED else f"{line[: _QUOTED - 1]}…"


def _proof(evidence: Sequence[Evidence]) -> str:
    shown = [
        f"{each.name} {each.value}" if isinstance(each, Computed) else f"“{_short(each.text)}”" for each in evidence
    ]
    rest = f" 等{len(shown)}处" if len(shown) > _SHOWN else ""
    return "；".join(shown[:_SHOWN]) + rest
