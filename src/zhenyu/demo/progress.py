"""What offices have reported on this year's tasks: the nodes that are done, and a few sentences each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

import yaml

FILE: Final = Path(__file__).parent / "progress.yaml"


@dataclass(frozen=True, slots=True)
class DemoProgress:
    """A report on a task, by its code; ``done`` maps titles of its nodes to the day they were done."""

    task: str
    day: date
    progress: str
    problem: str = ""
    next_step: str = ""
    done: Mapping[str, date] = field(default_factory=dict)


def task_reports() -> tuple[DemoProgress, ...]:
    """In order of day for each task; tasks without a report are seen by their figures alone."""
    raw: list[dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return tuple(DemoProgress(**entry) for entry in raw)
