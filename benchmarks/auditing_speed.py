"""How fast a report is audited: characters per second over the five seed reports, and whether a long text costs the same.

The limit it is held against: 100,000 characters a second on one core, and time that grows with the text and not faster.

    PYTHONPATH=src python -m benchmarks.auditing_speed [SEEDS_DIR]
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path
from typing import Any

from benchmarks.reading_speed import seeds
from zhenyu.auditing import audit

ROUNDS = 5
LARGE = 1_000_000  # characters
LIMIT = 100_000  # characters a second


def run(folder: Path | None = None) -> list[dict[str, Any]]:
    """Time the auditor; each result is {name, value, unit, note}. CPU time of this process, median of five rounds."""
    texts = seeds(folder)
    if not texts:
        return [{"name": "auditing", "value": 0, "unit": "characters/s", "note": "no seed reports found"}]
    size = sum(map(len, texts))
    for text in texts:
        audit(text)
    rounds = []
    for _ in range(ROUNDS):
        started = time.process_time()
        for text in texts:
            audit(text)
        rounds.append(size / (time.process_time() - started))
    speed = statistics.median(rounds)
    large = "\n".join(texts) * (LARGE // size + 1)
    started = time.process_time()
    findings = len(audit(large))
    spent = time.process_time() - started
    return [
        {
            "name": "five seed reports",
            "value": round(speed),
            "unit": "characters/s",
            "note": f"{speed / LIMIT:.2f} × the limit of {LIMIT:,}; {size:,} characters, best {max(rounds):,.0f}",
        },
        {
            "name": "the same, repeated to 1 MB",
            "value": round(len(large) / spent),
            "unit": "characters/s",
            "note": f"{len(large) / spent / speed:.2f} × the small run; {findings:,} findings in {spent:.1f} s",
        },
    ]


if __name__ == "__main__":
    for result in run(Path(sys.argv[1]) if len(sys.argv) > 1 else None):
        print(f"{result['name']}: {result['value']:,} {result['unit']} ({result['note']})")
