"""What the plans room makes of an indicator: the tasks it measures."""

from __future__ import annotations

from collections.abc import Iterator

from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.indicators.measures.uses import Use
from zhenyu.people.types import Reader
from zhenyu.plans.models import Task


def uses(_reader: Reader, code: str, area: AreaCode, period: Period) -> Iterator[Use]:
    """The tasks of the place and of those above it in the period's year; the database shows the reader's
    own."""
    areas = [str(each) for each in (area, *area.ancestors)]
    for task in Task.objects.filter(indicator=code, year=period.last.year, area__in=areas)[:50]:
        yield Use(f"任务 · {task.lead}", task.title, f"/plans/tasks/{task.pk}/")
