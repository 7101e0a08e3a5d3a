"""Where an indicator is used: the other half of its lineage. The rooms above tell; this room knows none of
them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.indicators.measures.registry import indicators
from zhenyu.people.types import Reader


@dataclass(frozen=True, slots=True)
class Use:
    """Something made from an indicator: of which kind (任务, 报告, 模板 …), its title, its page (empty:
    none)."""

    kind: str
    title: str
    url: str = ""


Finder = Callable[[Reader, str, AreaCode, Period], Iterable[Use]]

finders: Final[list[Finder]] = []
"""Filled by the rooms above when they are ready: ``finders.append(tasks_measured_by)``."""


def uses_of(reader: Reader, code: str, area: AreaCode, period: Period) -> list[Use]:
    """What is made from an indicator in an area and a year: ratios and formulas first, then what the rooms
    above know of."""
    computed = [
        Use("指标", each.title, f"/indicators/{each.code}/") for each in indicators() if code in each.parts
    ]
    return [*computed, *(use for find in finders for use in find(reader, code, area, period))]
