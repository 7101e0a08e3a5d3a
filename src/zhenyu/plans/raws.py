"""Values of a raw definition, each checked where it is read: a wrong one says where it stands and what
belongs there.

Arguments named ``where`` are the Chinese name of the place, e.g. 任务“农村改厕”. All raise UsageError.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from zhenyu.core.errors import UsageError


def mapping(raw: Any, where: str) -> Mapping[str, Any]:
    """A mapping of a definition, or what should be one."""
    if not isinstance(raw, Mapping):
        raise UsageError(f"{where}应写成“名称: 值”，现在是“{raw}”", "参照工作体系样例改写")
    return raw


def entries(raw: Mapping[str, Any], key: str, where: str) -> list[Any]:
    """A list under a key; empty where there is none."""
    value = raw.get(key)
    if value is None:
        return []
    if not isinstance(value, list | tuple):
        raise UsageError(f"{where}的 {key} 应是列表", "每一项前加短横线“- ”")
    return list(value)


def text(raw: Mapping[str, Any], key: str, where: str) -> str:
    """A text that must be there."""
    value = str(raw.get(key) or "").strip()
    if not value:
        raise UsageError(f"{where}缺少 {key}", f"补上一行“{key}: …”")
    return value


def whole_number(value: Any, where: str) -> int:
    try:
        return int(str(value))
    except ValueError:
        raise UsageError(f"{where}应是整数，现在是“{value}”", "如 year: 2026") from None


def number(value: Any, where: str) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise UsageError(f"{where}应是数字，现在是“{value}”") from None
    if not number.is_finite():
        raise UsageError(f"{where}应是数字，现在是“{value}”")
    return number


def day(value: Any, where: str) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise UsageError(f"{where}“{value}”不是日期", "请写成 2026-03-31") from None
