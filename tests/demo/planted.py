"""The defects planted in the reports of the demonstration, so that an auditor can be measured against
them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Defect:
    """A planted defect.

    Arguments:
        text: the words at fault, as they stand in the file, once only.
        rule: what an auditor should call it (parts_total, growth_base, count_items, impossible_rate,
            duplicate_text, year_mismatch, two_values, missing_unit, rate_recomputed).
        explanation: Chinese, why it is wrong.
    """

    file: str
    text: str
    rule: str
    explanation: str


def defects() -> tuple[Defect, ...]:
    """All defects, by file."""
    raw: list[dict[str, Any]] = yaml.safe_load(
        Path(__file__).with_name("planted.yaml").read_text(encoding="utf-8")
    )
    return tuple(Defect(**entry) for entry in raw)
