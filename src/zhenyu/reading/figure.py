"""``Figure``: one number of a report, with what it measures and where it stands in the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal, Self

Status = Literal["actual", "target", "plan"]
Approximation = Literal["exact", "over", "under", "about", "at_least", "at_most", "range"]
Kind = Literal[
    "amount", "count", "area", "length", "mass", "volume", "duration", "ratio", "growth", "rank", "frequency"
]
Value = Decimal | tuple[Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Compare:
    """What a growth figure compares: ``basis`` yoy, mom, base or unspecified; ``form`` pct, delta or
    multiple.

    ``of`` names the indicator that grew; ``of_idx`` is the 0-based line of its level, when the text gives
    one."""

    basis: str
    of: str
    of_idx: int | None
    form: str

    def as_json(self) -> dict[str, Any]:
        return {"basis": self.basis, "of": self.of, "of_idx": self.of_idx, "form": self.form}

    @classmethod
    def from_json(cls, line: Mapping[str, Any]) -> Self:
        return cls(line["basis"], line["of"], line["of_idx"], line["form"])


@dataclass(frozen=True, slots=True)
class Rank:
    """A place in a ranking: ``n``-th ``among`` whom; ``of_idx`` is the 0-based line of the figure that was
    ranked."""

    n: int
    among: str | None
    of_idx: int | None

    def as_json(self) -> dict[str, Any]:
        return {"n": self.n, "among": self.among, "of_idx": self.of_idx}

    @classmethod
    def from_json(cls, line: Mapping[str, Any]) -> Self:
        return cls(line["n"], line["among"], line["of_idx"])


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure, in the shape of the scheme (reading-scheme §15).

    ``start``, ``end`` are character offsets of the raw text (end exclusive) and ``text == raw[start:end]``.
    ``value`` is as written and in ``unit``; ``value_si`` in ``unit_base``, magnitudes expanded, falls
    negative; a range is a pair. ``parent`` is the 0-based line, among the figures of the same document, of
    the total this figure is a part of. ``indicator`` and ``confidence`` (0–1) come from a catalogue;
    ``runners_up`` are the next best (code, confidence)."""

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

    @property
    def is_range(self) -> bool:
        """Whether two bounds are written: 6万—8万元."""
        return isinstance(self.value, tuple)

    @property
    def low(self) -> Decimal:
        """The value as written and in ``unit``; of a range the lower end."""
        return _ends(self.value)[0]

    @property
    def high(self) -> Decimal:
        """The value as written and in ``unit``; of a range the upper end."""
        return _ends(self.value)[1]

    @property
    def low_si(self) -> Decimal:
        """:attr:`low` in ``unit_base``."""
        return _ends(self.value_si)[0]

    @property
    def high_si(self) -> Decimal:
        """:attr:`high` in ``unit_base``."""
        return _ends(self.value_si)[1]

    @classmethod
    def from_json(cls, line: Mapping[str, Any]) -> Self:
        """The figure a line of :meth:`as_json` says; what else stands in the line is passed over.

        Raises:
            KeyError: a key is missing that every line has.
        """
        compare, rank = line.get("compare"), line.get("rank")
        return cls(
            doc=line["doc"],
            start=line["start"],
            end=line["end"],
            text=line["text"],
            value=_value(line["value"]),
            unit=line["unit"],
            value_si=_value(line["value_si"]),
            unit_base=line["unit_base"],
            kind=line["kind"],
            measure=line["measure"],
            action=line.get("action"),
            scope=line.get("scope"),
            period=line.get("period"),
            period_src=line.get("period_src"),
            status=line["status"],
            approx=line.get("approx", "exact"),
            compare=Compare.from_json(compare) if compare else None,
            rank=Rank.from_json(rank) if rank else None,
            parent=line.get("parent"),
            opt=line.get("opt", False),
            note=line.get("note"),
            indicator=line.get("indicator"),
            confidence=line.get("confidence"),
            runners_up=tuple((code, likeness) for code, likeness in line.get("runners_up", ())),
        )

    def as_json(self) -> dict[str, Any]:
        """The figure as plain JSON values, one line of a ``.jsonl``; numbers are int where whole, else
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


def _ends(value: Value) -> tuple[Decimal, Decimal]:
    return value if isinstance(value, tuple) else (value, value)


def _value(written: Any) -> Value:
    """A number of JSON, or a pair of them, exactly as its digits are printed."""
    if isinstance(written, list):
        low, high = written
        return Decimal(str(low)), Decimal(str(high))
    return Decimal(str(written))


def _plain(value: Value) -> int | float | list[int | float]:
    if isinstance(value, tuple):
        return [_number(value[0]), _number(value[1])]
    return _number(value)


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
