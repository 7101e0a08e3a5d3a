"""Events for the rooms above, and questions to them: plain lists of functions, called inside the
transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zhenyu.core.errors import UsageError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition

MAX_ROW_IMAGES = 2000
"""Up to so many changed rows are published one by one; beyond it subscribers recompute the whole area."""


@dataclass(frozen=True, slots=True)
class RowImage:
    """A row before and after a write, values under column names; None before it was created or after it was
    deleted.

    Values are typed, or of a batch as JSON writes them; both images of a row are of one kind.
    """

    id: int
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class RowsChanged:
    """Rows of a ledger were written, or its measures redefined.

    ``images`` is None when they were many: anything below ``area`` may differ, anywhere where that is None
    too (its measures, or what they read, were redefined).
    """

    ledger: str
    images: Sequence[RowImage] | None
    area: AreaCode | None


rows_changed: list[Callable[[RowsChanged], None]] = []


def publish(event: RowsChanged) -> None:
    """Call every subscriber; an error in one undoes the write."""
    for subscriber in rows_changed:
        subscriber(event)


# --- what measures mean above ---------------------------------------------------------------------

Fault = tuple[int, UsageError]
"""A measure's place among its ledger's, from 0, and why nothing can be computed from it."""

measures_judged: list[Callable[[LedgerDefinition], Sequence[Fault]]] = []
indicators_named: list[Callable[[], Mapping[str, str]]] = []


def measure_faults(definition: LedgerDefinition) -> dict[int, UsageError]:
    """What is wrong with the measures of a definition that is not saved yet."""
    return {position: fault for judge in measures_judged for position, fault in judge(definition)}


def indicator_titles() -> dict[str, str]:
    """Code → title of every indicator that measures may feed."""
    return {code: title for named in indicators_named for code, title in named().items()}
