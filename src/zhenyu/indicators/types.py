"""Frozen values of the room: figures, traces, targets, observations. Decimals are exact; rounding is for
display."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from zhenyu.core.values.addresses import Aspect, FigureAddress
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.core.values.quantities import format_decimal
from zhenyu.core.values.rounding import round_half_up

Absence = Literal["unknown", "not_applicable"]
"""Why there is no value: nobody has kept these books (unknown), or the question does not arise
(not_applicable)."""

TargetMode = Literal["at_least", "at_most", "growth"]


def plain(value: Decimal | None) -> str | None:
    """A decimal as JSON carries it: text without exponent or trailing zeros."""
    return None if value is None else format_decimal(value)


@dataclass(frozen=True, slots=True)
class Rank:
    """Place ``n`` of ``of`` areas compared; equal values share a place."""

    n: int
    of: int

    def as_json(self) -> dict[str, int]:
        return {"n": self.n, "of": self.of}


@dataclass(frozen=True, slots=True)
class Figure:
    """The answer to a figure address.

    Arguments:
        value: of the aspect asked, in ``unit``; None with ``absence`` set.
        absence: see :data:`Absence`; ``note`` says it in Chinese.
        status: derived (from rows), entered or reported (external, with source), target.
        target: in the indicator's unit; for a wanted growth the value it amounts to.
        completion: per cent of the target; pace: completion less time elapsed, in percentage points.
        yoy: growth over the same period a year before, in per cent; None with ``yoy_note`` saying why not.
        yoy_points: difference of two rates in percentage points, ratios and figures in % only.
        previous: value of the adjacent period before. share: per cent of the parent area, only when asked
        for.
        computed_at: when the youngest cell below was computed or the value was entered.
        recomputing: a ledger below was redefined and its cells are being computed again; the value may be of
        before.
    """

    address: FigureAddress
    title: str
    area_name: str
    value: Decimal | None
    unit: str
    status: str
    absence: Absence | None = None
    note: str = ""
    target: Decimal | None = None
    target_mode: TargetMode | None = None
    completion: Decimal | None = None
    pace: Decimal | None = None
    yoy: Decimal | None = None
    yoy_note: str = ""
    yoy_points: Decimal | None = None
    rank: Rank | None = None
    previous: Decimal | None = None
    share: Decimal | None = None
    finality: str = ""
    source: str = ""
    computed_at: datetime | None = None
    recomputing: bool = False

    @property
    def aspect(self) -> Aspect:
        return self.address.aspect

    def display(self, places: int = 2) -> str:
        """The value rounded half up for people, without its unit; 不适用 or an empty text where there is
        none."""
        if self.value is None:
            return "不适用" if self.absence == "not_applicable" else ""
        return format_decimal(round_half_up(self.value, places))

    def as_json(self, *, bare: bool = False) -> dict[str, Any]:
        """The stable shape of ``zhenyu figure --json``; decimals as strings, quotients to six places.

        Arguments:
            bare: the value was asked for alone; without what it was not compared with.
        """
        return {
            "address": str(self.address),
            "indicator": self.address.indicator,
            "area": str(self.address.area),
            "period": str(self.address.period),
            "aspect": str(self.address.aspect),
            "title": self.title,
            "area_name": self.area_name,
            "value": plain(self.value),
            "absence": self.absence,
            "note": self.note,
            "unit": self.unit,
            "status": self.status,
            "finality": self.finality,
            "source": self.source,
            **({} if bare else self._compared()),
            "computed_at": self.computed_at.isoformat() if self.computed_at else None,
            "recomputing": self.recomputing,
        }

    def _compared(self) -> dict[str, Any]:
        return {
            "target": plain(self.target),
            "completion": plain(self.completion),
            "pace": plain(self.pace),
            "yoy": plain(self.yoy),
            "yoy_note": self.yoy_note,
            "yoy_points": plain(self.yoy_points),
            "rank": self.rank.as_json() if self.rank else None,
            "previous": plain(self.previous),
            "share": plain(self.share),
        }


@dataclass(frozen=True, slots=True)
class Feed:
    """A measure that feeds an indicator: which ledger, the rule as declared and in Chinese."""

    indicator: str
    ledger: str
    ledger_title: str
    formula: str
    sentence: str


@dataclass(frozen=True, slots=True)
class ObservationEntry:
    """A value to enter.

    Arguments:
        value: in the indicator's unit; None takes an earlier entry back.
        status: ``entered`` (external, or fed by no ledger) or ``reported`` (read from a document, beside the
        books).
        finality: preliminary or final, for entered values.
        source: the document it comes from, required.
    """

    indicator: str
    area: AreaCode | str
    period: Period | str
    value: Decimal | int | str | None
    source: str
    status: Literal["entered", "reported"] = "entered"
    finality: Literal["preliminary", "final"] = "preliminary"
    note: str = ""
