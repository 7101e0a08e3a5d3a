"""Every way a row can move a cell: in at its entry day, out at its leaving day. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from zhenyu.formulas.nodes import Term
from zhenyu.formulas.postgresql import divisor_of
from zhenyu.indicators.measures.measure import CompiledMeasure, MeasureRole


@dataclass(frozen=True, slots=True)
class Movement:
    """Rows of one measure moving at one date: in at ``on``, out at ``until``."""

    measure: CompiledMeasure
    day_sql: str
    leaving: bool
    divisor: int

    @property
    def condition_sql(self) -> str:
        """A row leaves only what it entered: without an entry day it never counted."""
        condition = self.measure.condition_sql
        return f"({condition} AND {self.measure.entry_sql} IS NOT NULL)" if self.leaving else condition

    @property
    def terms(self) -> tuple[Term, ...]:
        """In units of 1/divisor, so that every factor is a finite decimal."""
        return tuple(Term(term.factor * self.divisor, term.counted) for term in self.measure.terms)


def cell_measures(measures: Iterable[CompiledMeasure]) -> list[CompiledMeasure]:
    """Those kept in cells; the others are asked of the rows."""
    return [measure for measure in measures if measure.role is not MeasureRole.ASKED]


def movements(measures: Iterable[CompiledMeasure]) -> list[Movement]:
    """Every way a row can move a cell, by date column."""
    kept = cell_measures(measures)
    terms: dict[str, list[Term]] = {}
    for measure in kept:
        terms.setdefault(measure.indicator.code, []).extend(measure.terms)
    divisors = {code: divisor_of(found) for code, found in terms.items()}
    moves = [
        Movement(measure, day_sql, leaving, divisors[measure.indicator.code])
        for measure in kept
        for day_sql, leaving in ((measure.entry_sql, False), (_leaving_day(measure), True))
        if day_sql
    ]
    return sorted(moves, key=lambda move: move.day_sql)


def _leaving_day(measure: CompiledMeasure) -> str | None:
    """A row that is said to have left before it came leaves the day it comes: it never stood, and never
    counts below zero."""
    entry, leaving = measure.entry_sql, measure.leaving_sql
    return f"CASE WHEN {leaving} IS NOT NULL THEN greatest({leaving}, {entry}) END" if leaving else None
