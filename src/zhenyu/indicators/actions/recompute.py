"""Computing cells from their rows again: for operators."""

from __future__ import annotations

from collections.abc import Iterable

from zhenyu.core.values.area_codes import AreaCode
from zhenyu.indicators.cells.maintenance import recompute_below, repair_town
from zhenyu.indicators.cells.statements import TABLES, TOWN_DIGITS
from zhenyu.indicators.cells.verification import CellDifference


def recompute(ledger: str, area: AreaCode | str | None = None) -> None:
    """Compute a ledger's cells from its rows again, at and below an area; for operators, harmless at any
    time."""
    recompute_below(ledger, AreaCode(area) if area else None)


def repair(ledger: str, differences: Iterable[CellDifference]) -> int:
    """Bring cells that differ from their rows back to them, town by town, each in a short transaction;
    returns how many towns.

    Call it outside of a transaction, or writers wait for all towns together. What changed since the check is
    in the rows that are read under the town's lock: a repair is exact at any time.
    """
    towns: dict[str, set[str]] = {}
    for each in differences:
        own = towns.setdefault(each.area[:TOWN_DIGITS], set())
        own |= {each.area} if each.table == TABLES[0] else set()
    for town, areas in sorted(towns.items()):
        repair_town(ledger, town, areas)
    return len(towns)
