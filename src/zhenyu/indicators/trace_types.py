"""What stands behind a figure: rows, cells, sources and linked figures, as frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from zhenyu.core.values.addresses import FigureAddress
from zhenyu.indicators.types import Absence, plain


@dataclass(frozen=True, slots=True)
class TraceRow:
    """A row behind a figure. ``contributes`` is in the figure's unit; ``part`` is value, numerator,
    denominator or, of a formula, the indicator it counts for."""

    ledger: str
    id: int
    area: str
    area_name: str
    state: str | None
    state_title: str
    version: int
    contributes: Decimal | None
    part: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        own = {
            name: getattr(self, name)
            for name in ("ledger", "id", "area", "area_name", "state", "version", "part")
        }
        values = {name: _json_value(value) for name, value in self.values.items()}
        return {**values, **own, "contributes": plain(self.contributes)}


@dataclass(frozen=True, slots=True)
class TraceCell:
    """A cell behind a figure: net movement (or stated level) of one ledger in one area and month."""

    indicator: str
    ledger: str
    area: str
    month: str
    value: Decimal | None
    rows: int

    def as_json(self) -> dict[str, Any]:
        names = ("indicator", "ledger", "area", "month", "rows")
        return {**{name: getattr(self, name) for name in names}, "value": plain(self.value)}


@dataclass(frozen=True, slots=True)
class TraceSource:
    """A value behind a figure that somebody entered, or took over from a report, with the document it comes
    from.

    ``finality``: preliminary, final; or reported, target.
    """

    value: Decimal | None
    finality: str
    source: str
    note: str
    at: datetime
    by: str

    def as_json(self) -> dict[str, Any]:
        names = ("finality", "source", "note", "by")
        own = {name: getattr(self, name) for name in names}
        return {**own, "value": plain(self.value), "at": self.at.isoformat()}


@dataclass(frozen=True, slots=True)
class TraceLink:
    """A number that a traced figure is made of or compared with; ``role`` says as what, in Chinese."""

    role: str
    address: FigureAddress
    title: str
    area_name: str
    value: Decimal | None
    absence: Absence | None
    unit: str

    def as_json(self) -> dict[str, Any]:
        names = ("role", "title", "area_name", "absence", "unit")
        own = {name: getattr(self, name) for name in names}
        return {**own, "address": str(self.address), "value": plain(self.value)}


@dataclass(frozen=True, slots=True)
class Trace:
    """What stands behind a figure: formula → cells → rows.

    Arguments:
        formula: as declared. sentence: the same in Chinese.
        cells: at most :data:`zhenyu.indicators.figures.trace.MAX_CELLS` of them, the newest months first.
        rows: one page; ``next`` continues it (``after=``), None at the end.
        row_count: rows behind the figure; visible + hidden. Hidden rows lie in a domain the reader does not
        hold.
        sources: entered values of an external indicator, or of a target, the one that counts first.
        links: the numbers it is made of or compared with, see :mod:`zhenyu.indicators.figures.trace_links`.
    """

    address: FigureAddress
    value: Decimal | None
    unit: str
    formula: str
    sentence: str
    cells: tuple[TraceCell, ...]
    rows: tuple[TraceRow, ...]
    row_count: int
    visible: int
    hidden: int
    next: str | None
    sources: tuple[TraceSource, ...] = ()
    links: tuple[TraceLink, ...] = ()

    @property
    def visibility(self) -> str:
        """“N of M visible” in Chinese."""
        return f"共{self.row_count}条，可见{self.visible}条"

    def as_json(self) -> dict[str, Any]:
        return {
            "address": str(self.address),
            "value": plain(self.value),
            "unit": self.unit,
            "formula": self.formula,
            "sentence": self.sentence,
            "row_count": self.row_count,
            "visible": self.visible,
            "hidden": self.hidden,
            "cells": [cell.as_json() for cell in self.cells],
            "rows": [row.as_json() for row in self.rows],
            "sources": [source.as_json() for source in self.sources],
            "sides": [link.as_json() for link in self.links],
            "next": self.next,
        }


def _json_value(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain(value)
    if value is None or isinstance(value, (str, int, bool)):
        return value
    if isinstance(value, (list, tuple)):
        return [_json_value(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _json_value(item) for key, item in value.items()}
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
