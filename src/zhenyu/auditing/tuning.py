"""Rules switched off or toned down by those who use them: data for the auditor, never code. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from zhenyu.auditing.finding import SEVERITIES, Finding
from zhenyu.auditing.rulebook import RuleCard

SETTINGS: Final = {"on": "照常", "warning": "降为警告", "question": "降为疑问", "off": "不查"}
"""What one may do with a rule."""


@dataclass(frozen=True, slots=True)
class Tuned:
    """The findings that are shown, and how many each rule that is switched off would have added."""

    shown: list[Finding]
    hidden: dict[str, int]


def tuned(findings: Iterable[Finding], settings: Mapping[str, str]) -> Tuned:
    """Findings as the settings of their rules (rule → one of :data:`SETTINGS`) would have them; none is made
    graver."""
    shown, hidden = [], Counter[str]()
    for finding in findings:
        setting = settings.get(finding.rule, "on")
        if setting == "off":
            hidden[finding.rule] += 1
        elif setting != "on" and SEVERITIES.index(setting) > SEVERITIES.index(finding.severity):
            shown.append(replace(finding, severity=setting))  # type: ignore[arg-type]  # in SEVERITIES
        else:
            shown.append(finding)
    return Tuned(shown, dict(hidden))


def choices(card: RuleCard) -> dict[str, str]:
    """What one may do with a rule: a law's cannot be touched, and no rule is made graver than it is."""
    if card.fixed:
        return {"on": SETTINGS["on"]}
    milder = SEVERITIES[SEVERITIES.index(card.severity) + 1 :]
    return {code: title for code, title in SETTINGS.items() if code in ("on", "off") or code in milder}
