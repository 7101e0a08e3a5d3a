"""`Books`: the port through which the same rules ask the ledgers. The auditor defines it, the ledgers' side fills it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Asked:
    """What a text claims to measure, in the words of the text.

    Arguments:
        measure: what the number measures, as the reader named it (一般公共预算收入).
        scope: the village or project it is about, or None for the area of the report.
        period: `2025`, `2025-01/2025-10`, `/2025-11` (as of) as the reader writes it, or None if the text gives none.
        unit_base: base unit the answer is wanted in (yuan, household, m2 …).
    """

    measure: str
    scope: str | None
    period: str | None
    unit_base: str


class Books(Protocol):
    """Whoever knows the books of the report's area. Every answer may be None: the books do not know."""

    def value(self, asked: Asked) -> Decimal | None:
        """The value the books hold, in `asked.unit_base`."""
        ...

    def previous(self, asked: Asked) -> Decimal | None:
        """The value of the same stretch one year earlier, in `asked.unit_base`."""
        ...

    def rank(self, asked: Asked) -> int | None:
        """The place of the area among its siblings, from a document or a published board."""
        ...
