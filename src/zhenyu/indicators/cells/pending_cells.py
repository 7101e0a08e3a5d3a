"""Which figures are of before: ledgers below them were redefined, and their cells are still being computed
again."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from zhenyu.core.values.area_codes import AreaCode
from zhenyu.indicators.measures.registry import Feeds


@dataclass(frozen=True, slots=True)
class Pending:
    """The ledgers and areas whose turn has not come."""

    waiting: tuple[tuple[str, AreaCode], ...]

    def touches(self, feeds: Feeds, code: str, area: AreaCode) -> bool:
        """Whether cells below an indicator in an area are among what waits."""
        if not self.waiting:
            return False
        ledgers = {measure.ledger for measure in feeds.below(code)}
        own = [waiting for ledger, waiting in self.waiting if ledger in ledgers]
        return any(waiting.contains(area) or area.contains(waiting) for waiting in own)


def pending() -> Pending:
    """What waits now. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT ledger, area FROM indicators_pending")
        return Pending(tuple((ledger, AreaCode(area)) for ledger, area in cursor.fetchall()))
