"""What counting a list of rows tells: how many, and whether there are more than it counted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple


class Counted(NamedTuple):
    """How many; ``capped``: at least so many."""

    number: int
    capped: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows asked for; ``whole``, whatever their state; those of each state by its code; and those of any state that are past
    their day, None where the ledger keeps no days."""

    total: Counted
    whole: Counted
    states: Mapping[str, Counted] = field(default_factory=dict)
    late: Counted | None = None
