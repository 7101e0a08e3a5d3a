"""What a target may be and who sets it."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.people.types import Reader, Role

TARGET_MODES: Final = {"at_least": "不少于", "at_most": "不超过", "growth": "增长"}
SETTERS: Final = (Role.OFFICE_HEAD, Role.LEADER)
TargetEntry = tuple[str, AreaCode | str, Period | str, Decimal | int | str | None, str]
"""(indicator, area, period, value, mode); the value of ``growth`` in per cent, None takes a target back."""


def may_set_targets(reader: Reader, area: AreaCode, domain: str) -> bool:
    """Whether somebody sets targets there: the leader, or the head of the office of that domain."""
    return any(reader.holds(role, area, domain) for role in SETTERS)
