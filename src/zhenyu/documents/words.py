"""Chinese words of the room for what a reading keeps as codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from zhenyu.core.errors import UsageError
from zhenyu.core.values.periods import Period

KIND_TITLES: Final[Mapping[str, str]] = {
    "amount": "金额",
    "count": "数量",
    "area": "面积",
    "length": "长度",
    "mass": "重量",
    "volume": "体积",
    "duration": "时长",
    "ratio": "比率",
    "growth": "增长",
    "rank": "位次",
    "frequency": "频次",
}
STATUS_TITLES: Final[Mapping[str, str]] = {"actual": "实绩", "target": "目标", "plan": "计划"}
FIELD_TITLES: Final[Mapping[str, str]] = {
    "value": "数值",
    "unit": "单位",
    "kind": "种类",
    "measure": "说的是",
    "scope": "范围",
    "period": "时间",
    "status": "性质",
    "indicator": "指标",
}


def period_words(text: str) -> str:
    """A reading's period as people say it: ``2021-01/2021-10``, ``/2019-11`` (as of), ``2020-05/``
    (since)."""
    start, slash, end = text.partition("/")
    try:
        if not slash:
            return Period.parse(start).title if start else ""
        if start and end:
            return Period.between(Period.parse(start).first, Period.parse(end).last).title
        return f"截至{Period.parse(end).title}" if end else f"{Period.parse(start).title}起"
    except UsageError:
        return text
