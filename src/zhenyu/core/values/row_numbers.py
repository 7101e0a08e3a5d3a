"""Row numbers as people read them."""

from __future__ import annotations

from collections.abc import Sequence


def listed(numbers: Sequence[int], most: int = 12) -> str:
    """Row numbers for people, neighbours as a range: 3—5、9."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    shown = "、".join(str(a) if a == b else f"{a}—{b}" for a, b in spans[:most])
    return shown if len(spans) <= most else f"{shown}等（共{len(numbers)}行）"
