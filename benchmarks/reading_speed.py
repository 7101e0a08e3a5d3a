"""How fast a report is read: characters per second over the five seed reports, and whether 5 MB costs the same per character.

The limit it is held against: 200,000 characters a second on one core, and time that grows with the text and not faster.

    PYTHONPATH=src python benchmarks/reading_speed.py [SEEDS_DIR]
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path
from typing import Any

from zhenyu.reading import iter_figures, read

ROUNDS = 5
LARGE = 5_000_000  # characters
LIMIT = 200_000  # characters a second


def seeds(folder: Path | None = None) -> list[str]:
    """The raw texts of the seed reports; empty when the folder is absent."""
    folder = folder or Path(__file__).parents[2] / "shared" / "seeds"
    return [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.txt"))]


def run(folder: Path | None = None) -> list[dict[str, Any]]:
    """Time the reader; each result is {name, value, unit, note}. CPU time of this process, median of five rounds."""
    texts = seeds(folder)
    if not texts:
        return [{"name": "reading", "value": 0, "unit": "characters/s", "note": "no seed reports found"}]
    size = sum(map(len, texts))
    for text in texts:
        read(text)
    rounds = []
    for _ in range(ROUNDS):
        started = time.process_time()
        for text in texts:
            read(text)
        rounds.append(size / (time.process_time() - started))
    speed = statistics.median(rounds)
    large = "\n".join(texts) * (LARGE // size + 1)
    started = time.process_time()
    figures = sum(1 for _ in iter_figures(large))
    spent = time.process_time() - started
    return [
        {
            "name": "five seed reports",
            "value": round(speed),
            "unit": "characters/s",
            "note": f"{speed / LIMIT:.2f} × the limit of {LIMIT:,}; {size:,} characters, best {max(rounds):,.0f}",
        },
        {
            "name": "the same, repeated to 5 MB",
            "value": round(len(large) / spent),
            "unit": "characters/s",
            "note": f"{len(large) / spent / speed:.2f} × the small run; {figures:,} figures in {spent:.1f} s",
        },
    ]


if __name__ == "__main__":
    for result in run(Path(sys.argv[1]) if len(sys.argv) > 1 else None):
        print(f"{result['name']}: {result['value']:,} {result['unit']} ({result['note']})")
