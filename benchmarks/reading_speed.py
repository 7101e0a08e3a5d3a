"""How fast a report is read: characters per second over the five seed reports, and whether 5 MB costs the
same per character.

The limit it is held against: 200,000 characters a second on one core, and time that grows with the text and
not faster.

    PYTHONPATH=src python -m benchmarks.reading_speed [SEEDS_DIR]
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from benchmarks.reading_texts import seeds, show, timed
from zhenyu.reading import iter_figures

LARGE = 5_000_000  # characters
LIMIT = 200_000  # characters a second


def run(folder: Path | None = None) -> list[dict[str, Any]]:
    """Time the reader; each result is {name, value, unit, note}."""
    return timed(
        lambda text: sum(1 for _ in iter_figures(text)),
        seeds(folder),
        limit=LIMIT,
        large=LARGE,
        counted="figures",
    )


if __name__ == "__main__":
    show(run(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
