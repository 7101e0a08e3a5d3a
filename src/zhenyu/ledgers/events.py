"""What the room tells the rooms above it: a plain list of functions, called inside the writing transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zhenyu.core.area_codes import AreaCode

FEW = 2000
"""Up to so many rows are told one by one; beyond it subscribers recompute everything below the area."""


@dataclass(frozen=True, slots=True)
class RowImage:
    """A row before and after a write, values under column names; None before its birth or after its deletion.

    Values are typed, or of a batch as JSON writes them; both images of a row are of one kind.
    """

    id: int
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class RowsChanged:
    """Rows of a ledger were written, or its measures redefined.

    ``images`` is None when they were many: anything below ``area`` may differ, anywhere where that is None too (its
    measures, or what they read, were redefined).
    """

    ledger: str
    images: Sequence[RowImage] | None
    area: AreaCode | None


rows_changed: list[Callable[[RowsChanged], None]] = []


def tell(event: RowsChanged) -> None:
    """Call every subscriber; an error in one undoes the write."""
    for subscriber in rows_changed:
        subscriber(event)
