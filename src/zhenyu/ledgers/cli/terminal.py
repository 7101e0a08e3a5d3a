"""What long work shows in the terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zhenyu.ledgers.types import Progress


def progress_line() -> Callable[[Progress], None] | None:
    """A line on stderr that renews itself, with speed and what is left; nothing when stderr is not a
    terminal."""
    if not sys.stderr.isatty():
        return None
    began: dict[str, float] = {}

    def show(progress: Progress) -> None:
        seconds = time.monotonic() - began.setdefault(progress.stage, time.monotonic())
        words = f"{progress.stage} {progress.done:,}"
        if progress.total:
            words += f" / {progress.total:,}"
        if seconds >= 1 and progress.done:
            pace = progress.done / seconds
            left = max((progress.total or 0) - progress.done, 0) / pace
            words += f"，每秒 {pace:,.0f} 行" + (f"，还要约 {left:.0f} 秒" if left >= 1 else "")
        end = "\n" if progress.total and progress.done >= progress.total else ""
        sys.stderr.write(f"\r\033[K{words}{end}")
        sys.stderr.flush()

    return show
