"""What is wrong with one cell, as a value: rule, Chinese sentence, remedy."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CellProblem:
    """Why a cell's text is not a value of its field. ``message`` has no full stop, ``hint`` is what to do."""

    rule: str
    message: str
    hint: str = ""
