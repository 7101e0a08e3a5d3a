"""How fast a report is audited: characters per second over the five seed reports, and whether a long text
costs the same.

The limit it is held against: 100,000 characters a second on one core, and time that grows with the text and
not faster.

    PYTHONPATH=src python -m benchmarks.auditing_speed [SEEDS_DIR]
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from benchmarks.reading_texts import seeds, show, timed
from zhenyu.auditing import audit

LARGE = 1_000_000  # characters
LIMIT = 100_000  # characters a second


def run(folder: Path | None = None) -> list[dict[str, Any]]:
    """Time the auditor; each result is {name, value, unit, note}."""
    return timed(lambda text: len(audit(text)), seeds(folder), limit=LIMIT, large=LARGE, counted="findings")


if __name__ == "__main__":
    show(run(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
