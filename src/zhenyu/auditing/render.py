"""Findings as plain text; pure functions, nothing is printed here."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import Final

from zhenyu.auditing.finding import SEVERITIES, Computed, Evidence, Finding
from zhenyu.auditing.rulebook import RULEBOOK, title_of

SEVERITY_NAMES: Final = {"error": "错误", "warning": "警告", "question": "疑问"}
_COLOURS: Final = {"error": "31", "warning": "33", "question": "36"}  # of a terminal: red, amber, cyan
_QUOTED: Final = 40  # characters of the place that are quoted
_SHOWN: Final = 4  # pieces of evidence shown for a finding


def as_table(text: str, findings: Sequence[Finding], *, colour: bool = False) -> str:
    """The findings, errors first, each with its line in ``text``, its rule, what is wrong, what to write, and
    the evidence.

    Arguments:
        colour: whether to colour the severities by a terminal's escape sequences.
    """
    if not findings:
        return "没有发现问题。\n"
    ends = [at for at, character in enumerate(text) if character == "\n"]
    lines = [f"共 {len(findings)} 条：{counted(findings)}"]
    numbers = count(1)
    for severity in SEVERITIES:
        group = [finding for finding in findings if finding.severity == severity]
        name = f"{SEVERITY_NAMES[severity]}（{len(group)}）"
        lines += ["", f"\033[1;{_COLOURS[severity]}m{name}\033[0m" if colour else name] if group else []
        for finding in group:
            row = bisect_right(ends, finding.start - 1) + 1
            lines.append(f"{next(numbers):>3}. 第{row}行  {title_of(finding.rule)}  {place(text, finding)}")
            lines.extend(f"     {line}" for line in explained(finding))
    return "\n".join(lines) + "\n"


def explained(finding: Finding) -> Iterator[str]:
    """What is wrong, what to write, and what that rests on: a line each."""
    yield finding.message
    yield f"建议：{finding.suggestion}"
    proof = _proof(finding.evidence)
    if proof:
        yield f"依据：{proof}"


def counted(findings: Iterable[Finding]) -> str:
    """错误 2、警告 1、疑问 0."""
    numbers = Counter(finding.severity for finding in findings)
    return "、".join(f"{SEVERITY_NAMES[severity]} {numbers[severity]}" for severity in SEVERITIES)


def rulebook(settings: Mapping[str, tuple[str, str]] | None = None) -> str:
    """All rules as plain text: name, code, gravest severity, what is checked, and the source.

    Arguments:
        settings: rule → its setting and, in words, who set it so and why; told below the rule.
    """
    lines = []
    for card in RULEBOOK.values():
        source = f"（{card.source}）" if card.source else ""
        lines.append(
            f"{SEVERITY_NAMES[card.severity]}  {card.title}  {card.code}\n      {card.checks}{source}"
        )
        if settings and card.code in settings:
            lines.append(f"      {settings[card.code][1]}")
    return "\n".join(lines) + "\n"


def place(text: str, finding: Finding) -> str:
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
        f"{each.name} {each.value}" if isinstance(each, Computed) else f"“{_short(each.text)}”"
        for each in evidence
    ]
    rest = f" 等{len(shown)}处" if len(shown) > _SHOWN else ""
    return "；".join(shown[:_SHOWN]) + rest
