"""The texts that reading and auditing are timed on, and how: the five seed reports, and the same repeated."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROUNDS = 5
SCALES = (1, 4, 16)


def seeds(folder: Path | None = None) -> list[str]:
    """The raw texts of the seed reports; empty when the folder is absent."""
    folder = folder or Path(__file__).parents[2] / "shared" / "seeds"
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]


def timed(
    work: Callable[[str], int], texts: Sequence[str], *, limit: int, large: int, counted: str
) -> list[dict[str, Any]]:
    """Time `work` in CPU time of this process: over the texts, over `large` characters of them, and over 1, 4
    and 16 times.

    Arguments:
        work: what is done with a text; gives how many things it found, called `counted` in the notes.
        limit: characters a second it is held against.
    """
    if not texts:
        return [{"name": "no texts", "value": 0, "unit": "characters/s", "note": "no seed reports found"}]
    size = sum(map(len, texts))
    for text in texts:
        work(text)
    rounds = [size / sum(_spent(work, text)[0] for text in texts) for _ in range(ROUNDS)]
    speed = statistics.median(rounds)
    whole = "\n".join(texts)
    repeated = whole * (large // size + 1)
    spent, found = _spent(work, repeated)
    return [
        {
            "name": "five seed reports",
            "value": round(speed),
            "unit": "characters/s",
            "note": f"{speed / limit:.2f} × the limit of {limit:,}; {size:,} characters, best {max(rounds):,.0f}",
        },
        {
            "name": f"the same, repeated to {large // 1_000_000} MB",
            "value": round(len(repeated) / spent),
            "unit": "characters/s",
            "note": f"{len(repeated) / spent / speed:.2f} × the small run; {found:,} {counted} in {spent:.1f} s",
        },
        *_growth(work, whole),
    ]


def _growth(work: Callable[[str], int], text: str) -> list[dict[str, Any]]:
    """How much longer 4 and 16 times the text take than once: 4 and 16 where cost is linear."""
    times = [statistics.median(_spent(work, text * scale)[0] for _ in range(3)) for scale in SCALES]
    return [
        {
            "name": f"{scale} times the text",
            "value": round(spent / times[0], 1),
            "unit": "× the time",
            "note": f"{spent:.2f} s against {times[0]:.2f} s",
        }
        for scale, spent in zip(SCALES[1:], times[1:], strict=True)
    ]


def _spent(work: Callable[[str], int], text: str) -> tuple[float, int]:
    started = time.process_time()
    found = work(text)
    return time.process_time() - started, found


def show(rows: Sequence[dict[str, Any]]) -> None:
    """Print the results, a line each."""
    for row in rows:
        print(f"{row['name']}: {row['value']:,} {row['unit']} ({row['note']})")
