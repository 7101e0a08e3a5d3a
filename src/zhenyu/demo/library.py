"""The six work reports of the demonstration and the defects planted in them.

The reports stand as text under ``reports/``, named ``<town code>_<year>.md``; ``defects.yaml`` names every planted
defect with the words it stands in, so that an auditor can be measured against it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import yaml

from zhenyu.core.periods import Period

FOLDER: Final = Path(__file__).parent / "reports"


@dataclass(frozen=True, slots=True)
class Report:
    """A report of a town about a year."""

    file: str
    title: str
    area: str
    period: Period
    text: str


@dataclass(frozen=True, slots=True)
class Defect:
    """A planted defect.

    Arguments:
        text: the words at fault, as they stand in the file, once only.
        rule: what an auditor should call it (parts_total, growth_base, count_items, impossible_rate, duplicate_text,
            year_mismatch, two_values, missing_unit, rate_recomputed).
        explanation: Chinese, why it is wrong.
    """

    file: str
    text: str
    rule: str
    explanation: str


def reports() -> tuple[Report, ...]:
    """All reports, in order of file name."""
    return tuple(_report(path) for path in sorted(FOLDER.glob("*.md")))


def defects() -> tuple[Defect, ...]:
    raw: list[dict[str, Any]] = yaml.safe_load((FOLDER / "defects.yaml").read_text(encoding="utf-8"))
    return tuple(Defect(**entry) for entry in raw)


def _report(path: Path) -> Report:
    area, year = path.stem.split("_")
    text = path.read_text(encoding="utf-8")
    return Report(path.name, text.lstrip("# ").splitlines()[0], area, Period.year_of(int(year)), text)
