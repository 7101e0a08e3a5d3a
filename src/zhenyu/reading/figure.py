"""`Figure`: one number of a report, with what it measures and where it stands in the text."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

Status = Literal["actual", "target", "plan"]
Approximation = Literal["exact", "over", "under", "about", "at_least", "at_most", "range"]
Kind = Literal[
    "amount", "count", "area", "length", "mass", "volume", "duration", "ratio", "growth", "rank", "frequency"
]
Value = Decimal | tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Compare:
    """What a growth figure compares: `basis` yoy, mom, base or unspecified; `form` pct, delta or multiple.

    `of` names the indicator that grew; `of_idx` is the 0-based line of its level, when the text gives one.
    """

    basis: str
    of: str
    of_idx: int | None
    form: str

    def as_json(self) -> dict[str, Any]:
        return {"basis": self.basis, "of": self.of, "of_idx": self.of_idx, "form": self.form}


@dataclass(frozen=True, slots=True)
class Rank:
    """A place in a ranking: `n`-th `among` whom; `of_idx` is the 0-based line of the figure that was
    ranked."""

    n: int
    among: str | None
    of_idx: int | None

    def as_json(self) -> dict[str, Any]:
        return {"n": self.n, "among": self.among, "of_idx": self.of_idx}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure, in the shape of the scheme (reading-scheme §15).

    `start`, `end` are character offsets of the raw text (end exclusive) and `text == raw[start:end]`. `value`
    is as written and in `unit`; `value_si` in `unit_base`, magnitudes expanded, falls negative; a range is a
    pair. `parent` is the 0-based line, among the figures of the same document, of the total this figure is a
    part of. `indicator` and `confidence` (0–1) come from a catalogue; `runners_up` are the next best (code,
    confidence).
    """

    doc: str
    start: int
    end: int
    text: str
    value: Value
    unit: str
    value_si: Value
    unit_base: str
    kind: Kind
    measure: str
    action: str | None
    scope: str | None
    period: str | None
    period_src: str | None
    status: Status
    approx: Approximation
    compare: Compare | None = None
    rank: Rank | None = None
    parent: int | None = None
    opt: bool = False
    note: str | None = None
    indicator: str | None = None
    confidence: float | None = None
    runners_up: tuple[tuple[str, float], ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The figure as plain JSON values, one line of a `.jsonl`; numbers are int where whole, else
        float."""
        line: dict[str, Any] = {
            "doc": self.doc,
            "start": self.start,
            "end": self.end,
            "text": self.text,
            "value": _plain(self.value),
            "unit": self.unit,
            "value_si": _plain(self.value_si),
            "unit_base": self.unit_base,
            "kind": self.kind,
            "measure": self.measure,
            "action": self.action,
            "scope": self.scope,
            "period": self.period,
            "period_src": self.period_src,
            "status": self.status,
            "approx": self.approx,
            "compare": self.compare.as_json() if self.compare else None,
            "rank": self.rank.as_json() if self.rank else None,
            "parent": self.parent,
            "opt": self.opt,
            "indicator": self.indicator,
            "confidence": self.confidence,
        }
        if self.note:
            line["note"] = self.note
        if self.runners_up:
            line["runners_up"] = [list(pair) for pair in self.runners_up]
        return line


def _plain(value: Value) -> int | float | list[int | float]:
    if isinstance(value, tuple):
        return [_number(value[0]), _number(value[1])]
    return _number(value)


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
