"""Figure addresses: one text that names any number in the system, everywhere.

::

    toilets_renovated@990101100/2025                 the value
    toilets_renovated@990101100/2026-01..2026-10     a cumulative range
    toilets_renovated@990101100/2025.yoy             an aspect of it
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar

from zhenyu.core.errors import UsageError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period

EXAMPLE: Final = "数据地址的写法：指标@区划/时间段[.方面]，如 toilets_renovated@990101100/2025.yoy"


class Aspect(StrEnum):
    """What is asked about an indicator in an area and a period."""

    VALUE = "value"
    TARGET = "target"
    COMPLETION = "completion"
    PACE = "pace"
    YOY = "yoy"
    YOY_POINTS = "yoy_points"
    RANK = "rank"
    SHARE = "share"
    PREVIOUS = "previous"

    @property
    def label(self) -> str:
        """Chinese name of the aspect."""
        return _ASPECT_LABELS[self]


_ASPECT_LABELS: Final = {
    Aspect.VALUE: "数值",
    Aspect.TARGET: "目标",
    Aspect.COMPLETION: "完成率",
    Aspect.PACE: "超欠时间进度",
    Aspect.YOY: "同比",
    Aspect.YOY_POINTS: "同比百分点",
    Aspect.RANK: "位次",
    Aspect.SHARE: "占比",
    Aspect.PREVIOUS: "上期",
}
_T = TypeVar("_T")
_INDICATOR: Final = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True)
class FigureAddress:
    """The name of one number; ``str()`` is canonical and :meth:`parse` reads it back.

    Arguments:
        indicator: catalogue code, lower-case letters, digits and underscores, beginning with a letter.
    """

    indicator: str
    area: AreaCode
    period: Period
    aspect: Aspect = Aspect.VALUE

    def __post_init__(self) -> None:
        if not _INDICATOR.fullmatch(self.indicator):
            raise UsageError(
                f"数据地址里的指标代码“{self.indicator}”不对，只能用小写字母、数字和下划线，字母开头", EXAMPLE
            )

    @classmethod
    def parse(cls, text: str) -> FigureAddress:
        """Read an address.

        Raises:
            UsageError: says which part (指标, 区划, 时间段, 方面) is missing or wrong, with an example.
        """
        indicator, at, place_and_time = text.strip().partition("@")
        if not at:
            raise UsageError(f"数据地址“{text}”缺少“@”和区划", EXAMPLE)
        area, slash, time_and_aspect = place_and_time.partition("/")
        if not slash:
            raise UsageError(f"数据地址“{text}”缺少“/”和时间段", EXAMPLE)
        period, aspect = _split_aspect(time_and_aspect)
        return cls(
            indicator, _part("区划", AreaCode, area), _part("时间段", Period.parse, period), _aspect(aspect)
        )

    def with_aspect(self, aspect: Aspect) -> FigureAddress:
        return FigureAddress(self.indicator, self.area, self.period, aspect)

    def with_period(self, period: Period) -> FigureAddress:
        return FigureAddress(self.indicator, self.area, period, self.aspect)

    def with_area(self, area: AreaCode) -> FigureAddress:
        return FigureAddress(self.indicator, area, self.period, self.aspect)

    def __str__(self) -> str:
        suffix = "" if self.aspect is Aspect.VALUE else f".{self.aspect}"
        return f"{self.indicator}@{self.area}/{self.period}{suffix}"


def _split_aspect(text: str) -> tuple[str, str]:
    """Cut ``2026-01..2026-10.yoy`` before the aspect: the last dot, unless a digit follows it."""
    period, dot, aspect = text.rpartition(".")
    if not dot or aspect[:1].isdigit():
        return text, Aspect.VALUE
    return period, aspect


def _aspect(text: str) -> Aspect:
    try:
        return Aspect(text)
    except ValueError:
        known = "、".join(f"{aspect}（{aspect.label}）" for aspect in Aspect)
        raise UsageError(f"数据地址里没有“{text}”这个方面", f"可用的有：{known}") from None


def _part(name: str, read: Callable[[str], _T], text: str) -> _T:
    try:
        return read(text)
    except UsageError as error:
        raise UsageError(f"数据地址的{name}不对：{error.message}", error.hint) from None
