"""Small pictures drawn on the server as SVG: lights, target rings, sparklines. They need no script and print
well."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import cos, pi, sin
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from zhenyu.core.values.rounding import round_half_up


@dataclass(frozen=True, slots=True)
class LightShape:
    """How a light looks: its colour's class, a shape of its own, and the word used when the rule gives
    none."""

    colour: str
    shape: SafeString
    word: str


_CIRCLE: Final = SafeString('<circle cx="6" cy="6" r="5"/>')
_TRIANGLE: Final = SafeString('<path d="M6 .8 11.6 11H.4z"/>')
_SQUARE: Final = SafeString('<path d="M1.2 1.2h9.6v9.6H1.2z"/>')
_HOLLOW: Final = SafeString(
    '<circle cx="6" cy="6" r="4.2" fill="none" stroke="currentColor" stroke-width="1.6"/>'
)
LIGHTS: Final = {
    "green": LightShape("green", _CIRCLE, "正常"),
    "amber": LightShape("amber", _TRIANGLE, "偏慢"),
    "yellow": LightShape("amber", _TRIANGLE, "偏慢"),
    "red": LightShape("red", _SQUARE, "滞后"),
    "grey": LightShape("grey", _HOLLOW, "无数据"),
}

_RADIUS: Final = 21.0
_WIDTH, _HEIGHT = 100.0, 24.0


def ring(completion: Decimal | None, elapsed: Decimal | None = None) -> SafeString:
    """A ring filled to the completion; a short tick marks how much of the period has passed.

    Arguments:
        completion: per cent of the target, None where there is no target (draws nothing).
        elapsed: share of the period gone, 0–1.
    """
    if completion is None:
        return mark_safe("")
    filled = max(0.0, min(1.0, float(completion) / 100)) * 2 * pi * _RADIUS
    return format_html(
        '<svg class="ring" viewBox="0 0 52 52" role="img" aria-label="完成目标的{}%{}">'
        '<g fill="none" stroke-width="4.5"><circle class="track" cx="26" cy="26" r="{}"/>'
        '<circle class="arc" cx="26" cy="26" r="{}" transform="rotate(-90 26 26)" stroke-dasharray="{} 999"/>{}</g>'
        '<text x="26" y="26.5">{}</text></svg>',
        round_half_up(completion, 1),
        "" if elapsed is None else f"，时间进度{round_half_up(elapsed * 100, 1)}%",
        _RADIUS,
        _RADIUS,
        f"{filled:.1f}",
        _tick(elapsed),
        f"{round_half_up(completion, 0 if completion >= 100 else 1)}%",
    )


def _tick(elapsed: Decimal | None) -> SafeString:
    if elapsed is None or not 0 < elapsed < 1:
        return mark_safe("")
    angle = 2 * pi * float(elapsed) - pi / 2
    ends = [(26 + r * cos(angle), 26 + r * sin(angle)) for r in (_RADIUS - 3.6, _RADIUS + 3.6)]
    (x1, y1), (x2, y2) = ends
    return format_html(
        '<line class="tick" stroke-width="1.6" x1="{}" y1="{}" x2="{}" y2="{}"/>',
        f"{x1:.1f}",
        f"{y1:.1f}",
        f"{x2:.1f}",
        f"{y2:.1f}",
    )


def bar(share: Decimal, mark: Decimal | None = None) -> SafeString:
    """A bar filled to a share (0–1, more is full), with a line at another share. SVG attributes need no
    inline style."""
    line = SafeString("")
    if mark is not None and 0 < mark < 1:
        at = f"{mark * 100:.1f}%"
        line = format_html(
            '<line class="time-mark" x1="{}" x2="{}" y1="-3" y2="11"><title>时间进度{}</title></line>',
            at,
            at,
            at,
        )
    return format_html(
        '<svg class="bar" aria-hidden="true"><rect class="track" width="100%" height="100%" rx="2"/>'
        '<rect class="fill" width="{}%" height="100%" rx="2"/>{}</svg>',
        f"{max(Decimal(0), min(Decimal(1), share)) * 100:.1f}",
        line,
    )


def spark(values: Sequence[Decimal | None]) -> SafeString:
    """A sparkline with a dot at its newest value; months without data are left out of the line."""
    known = [(index, float(value)) for index, value in enumerate(values) if value is not None]
    if len(known) < 2:
        return mark_safe("")
    low, high = _field([value for _, value in known])
    step = _WIDTH / (len(values) - 1)
    points = [
        (index * step, _HEIGHT - 2 - (value - low) / (high - low) * (_HEIGHT - 4)) for index, value in known
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    area = f"{points[0][0]:.1f},{_HEIGHT} {line} {points[-1][0]:.1f},{_HEIGHT}" if low <= 0 else ""
    return format_html(
        '<svg class="spark" viewBox="0 0 100 24" preserveAspectRatio="none" aria-hidden="true">'
        '<polygon class="area" points="{}"/><polyline class="line" points="{}"/></svg>',
        area,
        line,
    )


def _field(values: Sequence[float]) -> tuple[float, float]:
    """Bottom and top of a sparkline: from zero, unless all values lie so high that nothing would be seen of
    them."""
    low, high = min(values), max(values)
    if low > high / 2 > 0:
        margin = (high - low) or high / 10
        return low - margin, high + margin
    return min(0.0, low), high if high > min(0.0, low) else high + 1.0
