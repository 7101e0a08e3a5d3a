"""``Finding``: one remark of the auditor, with its place, the evidence behind it and what to write
instead."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, Literal

Severity = Literal["error", "warning", "question"]
SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "question")


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of the text that a finding rests on; ``text`` may be masked, so it need not equal
    ``raw[start:end]``."""

    start: int
    end: int
    text: str

    def as_json(self) -> dict[str, Any]:
        return {"start": self.start, "end": self.end, "text": self.text}


@dataclass(frozen=True, slots=True)
class Computed:
    """A number the auditor worked out or was told by the books: its Chinese ``name`` and the ``value`` as
    written.

    ``address`` is the figure address by which a number of the books traces to its rows, empty for one worked
    out.
    """

    name: str
    value: str
    address: str = ""

    def as_json(self) -> dict[str, Any]:
        line = {"name": self.name, "value": self.value}
        return {**line, "address": self.address} if self.address else line


Evidence = Quote | Computed


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark: ``error`` is proven by the text or the books, ``warning`` very likely, ``question`` for the
    author.

    ``start``, ``end`` are character offsets of the raw text (end exclusive); ``rule`` is the stable name of
    the rule; ``message`` says what is wrong and why, ``suggestion`` what to write or do instead; where the
    words themselves follow from it, ``replacement`` is what may stand at ``[start, end)`` as it is, else
    None."""

    doc: str
    start: int
    end: int
    severity: Severity
    rule: str
    message: str
    suggestion: str
    evidence: tuple[Evidence, ...] = ()
    replacement: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The finding as plain JSON values: one line of ``zhenyu audit --json``."""
        return {
            "doc": self.doc,
            "start": self.start,
            "end": self.end,
            "severity": self.severity,
            "rule": self.rule,
            "message": self.message,
            "evidence": [each.as_json() for each in self.evidence],
            "suggestion": self.suggestion,
        }


def nested(text: str) -> str:
    """Words to be put between “ and ”: their own quotation marks become single ones (GB/T 15834-2011)."""
    return text.replace("“", "‘").replace("”", "’").replace("\n", "")


def written(value: Decimal, places: int | None = None) -> str:
    """A number as a person writes it: no exponent, no trailing zeros after the point."""
    if places is not None:
        value = round(value, places)
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
