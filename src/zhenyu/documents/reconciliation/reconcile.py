"""A report against the books, figure by figure: what agrees, what differs, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from zhenyu.areas import queries as areas
from zhenyu.core.values.addresses import Aspect, FigureAddress
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.documents.agreement import Agreement, written_step
from zhenyu.documents.library import queries
from zhenyu.documents.models import Document, Explanation
from zhenyu.documents.reconciliation import causes
from zhenyu.documents.reconciliation.causes import Cause
from zhenyu.documents.types import BooksComparison
from zhenyu.indicators.figures.queries import figures
from zhenyu.indicators.types import Figure
from zhenyu.people.types import Reader

_HUNDRED: Final = Decimal(100)


class State(StrEnum):
    """Where a figure stands in the reconciliation."""

    DIFFERS = "differs"
    EXPLAINED = "explained"
    AGREES = "agrees"
    ABSENT = "absent"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS: Final = {
    State.DIFFERS: "不一致",
    State.EXPLAINED: "有原因",
    State.AGREES: "一致",
    State.ABSENT: "账上无数",
}


@dataclass(frozen=True, slots=True)
class ReconciliationLine:
    """One figure of a report beside the books.

    Arguments:
        cause: what the numbers themselves show.
        explanation: what a person said, the latest.
    """

    comparison: BooksComparison
    cause: Cause | None = None
    explanation: Explanation | None = None

    @property
    def drifted(self) -> bool:
        """Whether the books have changed since a person explained the difference."""
        return self.explanation is not None and self.explanation.ledger != _as_stored(self.comparison.ledger)

    @property
    def state(self) -> State:
        if self.comparison.agreement.agrees:
            return State.AGREES
        if self.comparison.agreement is not Agreement.DIFFERS:
            return State.ABSENT
        said = self.explanation is not None and not self.drifted
        return State.EXPLAINED if said or (self.cause is not None and self.cause.explains) else State.DIFFERS

    @property
    def gap_unit(self) -> str:
        """Two rates differ by points."""
        return "个百分点" if self.comparison.unit == "%" else self.comparison.unit

    @property
    def percent(self) -> Decimal | None:
        """The difference in percent of the books' value; none of nothing, none between two rates."""
        gap, ledger = self.comparison.difference, self.comparison.ledger
        if gap is None or not ledger or self.comparison.unit in ("%", "百分点", "位"):
            return None
        return gap / abs(ledger) * _HUNDRED


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """A report's figures that the catalogue knows, in their order; ``unmatched`` counts the others."""

    document: Document
    lines: tuple[ReconciliationLine, ...]
    unmatched: int

    @property
    def counts(self) -> dict[State, int]:
        return {state: sum(line.state is state for line in self.lines) for state in State}


def reconcile(reader: Reader, document_id: int) -> Reconciliation:
    """The report against what the books say today.

    Raises:
        NotFound: no such report within the reader's scope.
    """
    report = queries.report(reader, document_id)
    found = _causes(reader, report.comparisons)
    said = {(each.start, each.end): each for each in report.document.explanations.all()}
    lines = tuple(
        ReconciliationLine(
            each,
            found.get(each.reported_figure.pk),
            said.get((each.reported_figure.start, each.reported_figure.end)),
        )
        for each in sorted(report.comparisons, key=lambda one: one.reported_figure.start)
    )
    return Reconciliation(report.document, lines, len(report.figures) - len(lines))


def _causes(reader: Reader, comparisons: Iterable[BooksComparison]) -> dict[int, Cause]:
    """What the numbers show of every figure that differs; the books are asked once for all of them."""
    differing = [each for each in comparisons if each.agreement is Agreement.DIFFERS]
    asked = {each.reported_figure.pk: _elsewhere(reader, each) for each in differing}
    addresses = sorted({address for group in asked.values() for address in group}, key=str)
    books = (
        {each.address: each for each in figures(reader, addresses, open_to_area=True)} if addresses else {}
    )
    found = {
        each.reported_figure.pk: _cause(each, asked[each.reported_figure.pk], books) for each in differing
    }
    return {number: cause for number, cause in found.items() if cause is not None}


def _elsewhere(reader: Reader, comparison: BooksComparison) -> list[FigureAddress]:
    """Other days of the same area, then the area above and those below on the same day."""
    address = comparison.address
    if (
        address.aspect is not Aspect.VALUE
        or comparison.reported is None
        or not causes.telling(comparison.reported)
    ):
        return []
    days = [address.with_period(period) for period in causes.other_days(address.period)]
    below = [AreaCode(area.code) for area in areas.children(address.area, address.period.end)]
    above = [address.area.parent] if address.area.parent and reader.sees(address.area.parent) else []
    return days + [address.with_area(area) for area in [*above, *below]]


def _cause(
    comparison: BooksComparison, asked: Iterable[FigureAddress], books: Mapping[FigureAddress, Figure]
) -> Cause | None:
    reported, ledger, figure = comparison.reported, comparison.ledger, comparison.figure
    if reported is None or ledger is None or figure is None:
        return None
    read = comparison.reported_figure
    step = written_step(read.reading.low, read.unit, comparison.unit)
    address = comparison.address
    if address.aspect is Aspect.VALUE:
        target = FigureAddress(address.indicator, address.area, address.period, Aspect.TARGET)
        cause = causes.of_target(reported, figure.target, step, target)
        if cause:
            return cause
    others = [
        (other, value, books[other].area_name)
        for other in asked
        if other in books and (value := books[other].value) is not None
    ]
    return causes.of_books_elsewhere(reported, step, address, others) or causes.of_unit(
        reported, ledger, step
    )


def _as_stored(ledger: Decimal | None) -> Decimal | None:
    """A value of the books as an explanation keeps it."""
    return None if ledger is None else round(ledger, 10)
