"""Days in templates: ``{{ day|day }}`` 2023-10-31 · ``{{ at|moment }}`` · ``{{ day|day_text }}``
2023年10月31日."""

from __future__ import annotations

from datetime import date, datetime

from django import template
from django.utils import timezone

register = template.Library()


@register.filter
def day(value: date | datetime | None) -> str:
    """A day in a table: 2023-10-31."""
    local = _local(value)
    return f"{local:%Y-%m-%d}" if local else ""


@register.filter
def moment(value: datetime | None) -> str:
    """A moment in a table: 2023-10-31 16:20."""
    local = _local(value)
    return f"{local:%Y-%m-%d %H:%M}" if local else ""


@register.filter
def day_text(value: date | datetime | None) -> str:
    """A day in running text: 2023年10月31日."""
    local = _local(value)
    return f"{local.year}年{local.month}月{local.day}日" if local else ""


def _local(value: date | datetime | None) -> date | datetime | None:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
