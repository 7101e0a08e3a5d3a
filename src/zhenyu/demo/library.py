"""The six work reports of the demonstration: text under ``reports/``, named ``<town code>_<year>.md``.

Defects are planted in them; ``tests/demo/planted.yaml`` names each with the words it stands in.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from zhenyu.core.values.periods import Period

FOLDER: Final = Path(__file__).parent / "reports"


@dataclass(frozen=True, slots=True)
class DemoReport:
    """A report of a town about a year."""

    file: str
    title: str
    area: str
    period: Period
    text: str


def reports() -> tuple[DemoReport, ...]:
    """All reports, in order of file name."""
    return tuple(_report(path) for path in sorted(FOLDER.glob("*.md")))


def _report(path: Path) -> DemoReport:
    area, year = path.stem.split("_")
    text = path.read_text(encoding="utf-8")
    return DemoReport(path.name, text.lstrip("# ").splitlines()[0], area, Period.year_of(int(year)), text)
