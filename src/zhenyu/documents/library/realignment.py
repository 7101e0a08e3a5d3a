"""Places of a text in a later reading of the same file. Pure."""

from __future__ import annotations

from collections.abc import Callable
from difflib import SequenceMatcher
from itertools import accumulate
from typing import Final

_MOST: Final = 4_000_000  # pairs of characters compared within one changed stretch
Move = Callable[[int, int], tuple[int, int] | None]


def moves(before: str, after: str) -> Move:
    """Where ``[start, end)`` of ``before`` stands in ``after``; None where those words are there no
    longer."""
    stretches = list(_equal(before, after))

    def move(start: int, end: int) -> tuple[int, int] | None:
        for old, new, size in stretches:
            if old <= start and end <= old + size:
                return start - old + new, end - old + new
        return None

    return move


def _equal(before: str, after: str) -> list[tuple[int, int, int]]:
    """Equal stretches (where in the one, where in the other, how long): whole lines, then characters of
    changed lines."""
    old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
    old_at, new_at = [0, *accumulate(map(len, old))], [0, *accumulate(map(len, new))]
    found: list[tuple[int, int, int]] = []
    for tag, i, j, m, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append((old_at[i], new_at[m], old_at[j] - old_at[i]))
        elif tag == "replace":
            one, other = "".join(old[i:j]), "".join(new[m:n])
            if len(one) * len(other) <= _MOST:
                blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
                found += [(old_at[i] + block.a, new_at[m] + block.b, block.size) for block in blocks]
    return found
