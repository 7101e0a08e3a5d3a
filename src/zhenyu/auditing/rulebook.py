"""What each rule is called and checks, for the people who read its findings; the texts are data
(``lexicon/rules.toml``)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from zhenyu.auditing.finding import Severity


@dataclass(frozen=True, slots=True)
class RuleCard:
    """A rule as people are told of it.

    Arguments:
        code: its stable name, as findings carry it.
        severity: the gravest its findings are.
        checks: what it checks, in a sentence without a full stop.
        source: the standard or law behind it, empty for plain arithmetic.
        fixed: whether the law leaves nobody the choice to switch it off.
    """

    code: str
    title: str
    severity: Severity
    checks: str
    source: str
    fixed: bool = False


def _cards() -> dict[str, RuleCard]:
    text = files("zhenyu.auditing.lexicon").joinpath("rules.toml").read_text(encoding="utf-8")
    return {code: RuleCard(code, **card) for code, card in tomllib.loads(text).items()}


RULEBOOK: Final = _cards()
"""Every rule by its code, in the order they are asked."""


def title_of(code: str) -> str:
    """A rule's name for people."""
    return RULEBOOK[code].title
