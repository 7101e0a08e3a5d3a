"""``Books``: the port through which the same rules ask the ledgers. The auditor defines it, the ledgers' side
fills it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, Protocol

from zhenyu.reading import Catalogue, Figure

Asking = Literal["value", "previous", "target", "rank"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to the books about a figure of the text.

    Arguments:
        figure: what the text says, matched with ``Books.catalogue`` (indicator, confidence, runners-up), its
        scope and period.
        asking: the value, the value of the same stretch a year earlier, the target, or the place among the
        siblings.
        said: the words of its clause before it: 累计 and 新建 are two indicators.
        unit_base: base unit the answer is wanted in (yuan, household, m2 …); empty for the indicator's own.
    """

    figure: Figure
    asking: Asking
    said: str
    unit_base: str


@dataclass(frozen=True, slots=True)
class BooksAnswer:
    """What the books hold, in the unit asked for, and the address it traces by."""

    value: Decimal
    address: str


class Books(Protocol):
    """Whoever knows the books of the report's area."""

    @property
    def catalogue(self) -> Catalogue | None:
        """What the figures of a text are matched with when it is read."""
        ...

    def answers(self, asked: Sequence[Asked]) -> Sequence[BooksAnswer | None]:
        """An answer to each question, in their order; None where the books do not know."""
        ...
