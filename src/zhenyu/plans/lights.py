"""The light of a task: a rule over completion, pace and overdue nodes, held as data. Pure.

What a colour means is local and contradictory (红榜 praises, 红灯 warns), so a light is never a colour alone:
it has a word, a shape, a polarity and an order, and a place may set its own thresholds in its work system
(``lights:``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Final

from zhenyu.core.errors import UsageError
from zhenyu.core.values.quantities import format_decimal
from zhenyu.core.values.rounding import round_half_up


class Polarity(StrEnum):
    """Whether showing a light praises, is silent, or calls for action."""

    GOOD = "good"
    NEUTRAL = "neutral"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Light:
    """What a light shows.

    Arguments:
        code: stable name, also the CSS class.
        word: always printed beside the colour.
        shape: a sign that survives black-and-white printing and colour blindness.
        order: urgency; higher is more urgent, and a parent shows the most urgent light below it.
    """

    code: str
    word: str
    shape: str
    polarity: Polarity
    order: int


GREEN: Final = Light("green", "正常", "●", Polarity.GOOD, 1)
AMBER: Final = Light("amber", "偏慢", "▲", Polarity.BAD, 2)
RED: Final = Light("red", "滞后", "■", Polarity.BAD, 3)
GREY: Final = Light("grey", "无数据", "○", Polarity.NEUTRAL, 0)
LIGHTS: Final = {light.code: light for light in (GREEN, AMBER, RED, GREY)}


@dataclass(frozen=True, slots=True)
class Assessment:
    """How a task stands on a day.

    Arguments:
        completion: per cent of the target, or of the weighted nodes; None when nothing is known.
        pace: completion minus elapsed time, percentage points (超/欠时间进度).
        overdue_nodes: nodes past their day and not done.
        overdue_days: days the oldest of them is late.
        over_limit: whether a target that may not be exceeded is.
        is_level: whether the target is a rate to be held all year; time gone excuses nothing then, and pace
        says nothing.
    """

    completion: Decimal | None
    pace: Decimal | None
    overdue_nodes: int = 0
    overdue_days: int = 0
    over_limit: bool = False
    is_level: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A light and what turns it on: any one of the thresholds that are set.

    Arguments:
        pace_below: percentage points; on when the pace is lower.
        overdue_nodes: on from so many overdue nodes.
        overdue_days: on when a node is late by so many days.
        level_below: per cent; on when a rate reaches less of its target.
        over_limit: 1 turns it on when a limit is exceeded, which no pace tells.
    """

    light: Light
    pace_below: Decimal | None = None
    overdue_nodes: int | None = None
    overdue_days: int | None = None
    level_below: Decimal | None = None
    over_limit: int | None = None

    def reasons(self, assessment: Assessment) -> list[str]:
        """Why the light is on, in words for the page; empty when it is not."""
        limit = "超出控制目标" if self.over_limit and assessment.over_limit else ""
        return [
            reason
            for reason in (self._slow(assessment), self._late(assessment), self._low(assessment), limit)
            if reason
        ]

    def _slow(self, assessment: Assessment) -> str:
        if (
            self.pace_below is None
            or assessment.pace is None
            or assessment.is_level
            or assessment.pace >= self.pace_below
        ):
            return ""
        return f"落后时间进度{format_decimal(round_half_up(-assessment.pace, 1))}个百分点"

    def _late(self, assessment: Assessment) -> str:
        if (
            self.overdue_days is not None
            and assessment.overdue_nodes
            and assessment.overdue_days >= self.overdue_days
        ):
            return f"节点逾期{assessment.overdue_days}天"
        if self.overdue_nodes is not None and assessment.overdue_nodes >= self.overdue_nodes:
            return f"{assessment.overdue_nodes}个节点逾期"
        return ""

    def _low(self, assessment: Assessment) -> str:
        if self.level_below is None or assessment.completion is None or not assessment.is_level:
            return ""
        return "低于目标水平" if assessment.completion < self.level_below else ""


@dataclass(frozen=True, slots=True)
class LightVerdict:
    """A light and why."""

    light: Light
    reason: str


DEFAULT_RULES: Final = (
    Rule(RED, pace_below=Decimal(-20), overdue_days=30, level_below=Decimal(90), over_limit=1),
    Rule(AMBER, pace_below=Decimal(-5), overdue_nodes=1, level_below=Decimal(100)),
)
"""The first rule that applies decides; none means green. The thresholds are ours; a work system may set
others."""


def verdict(assessment: Assessment, rules: tuple[Rule, ...] = DEFAULT_RULES) -> LightVerdict:
    """The light of a task; grey when neither completion nor an overdue node is known: silence is not
    success."""
    for rule in rules:
        if reasons := rule.reasons(assessment):
            return LightVerdict(rule.light, "，".join(reasons))
    if assessment.completion is None:
        return LightVerdict(GREY, "还没有数据")
    if assessment.completion >= 100:
        return LightVerdict(GREEN, "已达目标")
    return LightVerdict(GREEN, "符合时间进度")


def most_urgent(lights: list[Light]) -> Light:
    """The light of a whole: the most urgent of its parts; grey when it has none."""
    return max(lights, key=lambda light: light.order, default=GREY)


def rules_from_raw(raw: Mapping[str, Any] | None) -> tuple[Rule, ...]:
    """Rules with a place's own thresholds: ``{red: {pace_below: -15}, amber: {overdue_nodes: 2}}``.

    A threshold not named keeps its default; ``null`` switches it off.

    Raises:
        UsageError: an unknown light or threshold, or a threshold that is no number.
    """
    rules = {rule.light.code: rule for rule in DEFAULT_RULES}
    known = [field.name for field in fields(Rule) if field.name != "light"]
    for code, thresholds in (raw or {}).items():
        if code not in rules:
            raise UsageError(f"灯号规则里没有“{code}”", f"可以设置的灯有：{'、'.join(rules)}")
        if not isinstance(thresholds, Mapping):
            raise UsageError(
                f"灯号“{code}”的规则要写成“门槛: 数值”", "如 red: {pace_below: -20, overdue_days: 30}"
            )
        for name, value in thresholds.items():
            if name not in known:
                raise UsageError(f"灯号“{code}”没有“{name}”这个门槛", f"可用的有：{'、'.join(known)}")
            change: dict[str, Any] = {name: _threshold(code, name, value)}
            rules[code] = replace(rules[code], **change)
    return tuple(rules.values())


def _threshold(code: str, name: str, value: Any) -> Decimal | int | None:
    if value is None:
        return None
    try:
        number = Decimal(str(value))
        return int(str(value)) if name.startswith("over") else number
    except (InvalidOperation, ValueError):
        raise UsageError(
            f"灯号“{code}”的门槛 {name} 应是数字，现在是“{value}”", "如 pace_below: -20"
        ) from None
