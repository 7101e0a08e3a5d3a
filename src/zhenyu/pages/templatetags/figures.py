"""Numbers in templates: ``{% figure_value figure %}`` · ``{% figure_growth figure %}`` · ``{% number value
"元" %}`` · ``{{ n|thin }}``."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from zhenyu.core.values.quantities import format_decimal
from zhenyu.core.values.rounding import round_half_up
from zhenyu.pages.numbers import Written, arrow, exact_text, signed, written
from zhenyu.pages.templatetags.links import trace_link

register = template.Library()

_ABSENT = {
    "unknown": ("—", "尚无数据", ""),
    "not_applicable": ("不适用", "这项指标在这里不适用", " absent-na"),
}
_QUARTERS = {
    "": "",
    "best": '<span class="merit" title="前四分之一">▲</span>',
    "worst": '<span class="merit" title="后四分之一">▽</span>',
}


@register.filter
def thin(value: Decimal | int | None, unit: str = "") -> SafeString:
    """A number for a table cell, with thin gaps that copying leaves out."""
    return number(value, unit)


@register.filter
def counted(count: tuple[int, bool]) -> SafeString:
    """How many rows, with a plus where there are more; nothing where none was met before counting stopped."""
    number_of, capped = count
    if capped and not number_of:
        return mark_safe("")
    return format_html("{}{}", thin(number_of), "+" if capped else "")


@register.filter
def in_full(value: Decimal | int | None) -> SafeString:
    """A number to its last digit, with thin gaps."""
    return number(
        value, places=len(exact_text(Decimal(value)).partition(".")[2]) if value is not None else None
    )


@register.filter
def exactly(value: Decimal | None) -> str:
    """An exact number for a form field: no separators, no exponent; empty where there is none."""
    return "" if value is None else format_decimal(value)


@register.simple_tag
def number(value: Decimal | int | None, unit: str = "", places: int | None = None) -> SafeString:
    """A number with its unit; by magnitude, with the exact value on hover. None is drawn as a dash, unlike
    0."""
    if value is None or value == "":
        return absent("unknown")
    shown = written(Decimal(value), unit, places)
    return format_html('<span class="num" title="{}">{}</span>', shown.exact, _digits(shown))


@register.simple_tag
def absent(reason: str | None) -> SafeString:
    """How a missing number looks: a dash where it is unknown, words where it does not apply."""
    sign, title, extra = _ABSENT.get(reason or "unknown", _ABSENT["unknown"])
    return format_html('<span class="absent{}" title="{}">{}</span>', extra, title, sign)


@register.simple_tag(takes_context=True)
def figure_value(context: template.Context, figure: Any, in_column: bool = False) -> SafeString:
    """A figure's value as a door to its trace (side panel; a page without JavaScript).

    ``in_column``: in the figure's own unit without writing it, for columns whose head names the unit.
    """
    href = trace_link(context, figure.address)
    if figure.value is None:
        return format_html('<a class="num none" data-panel href="{}">{}</a>', href, absent(figure.absence))
    value = Decimal(figure.value)
    shown = written(value) if in_column else written(value, figure.unit)
    exact = exact_text(value, figure.unit)
    return format_html(
        '<a class="num" data-panel href="{}" title="{}，点击看来源">{}</a>', href, exact, _digits(shown)
    )


@register.simple_tag(takes_context=True)
def compared_cell(context: template.Context, cell: Any) -> SafeString:
    """A cell of a comparison: its value in its shade, with its place and mark. A template of its own for each
    of 2,000 cells took twice as long as all their numbers."""
    shade = f" shade-{cell.shade:d}" if cell.shade else ""
    place = f'<span class="place" title="本表内第 {cell.rank:d} 位">{cell.rank:d}</span>' if cell.rank else ""
    value = figure_value(context, cell.figure, in_column=True)
    return mark_safe(f'<td class="n{shade}">{_QUARTERS[cell.mark]}{value}{place}</td>')  # noqa: S308 — the value is escaped


@register.simple_tag
def target_of(figure: Any) -> SafeString:
    """A figure's target with its word: 目标, or 上限 where it is a limit to keep."""
    if figure.target is None:
        return mark_safe("")
    word = "上限" if figure.target_mode == "at_most" else "目标"
    return format_html('<span class="k">{}</span> {}', word, number(figure.target, figure.unit))


@register.simple_tag
def figure_growth(figure: Any) -> SafeString:
    """A figure against the same period a year before: growth, or percentage points where it is a rate."""
    if figure.yoy_points is not None:
        return points(figure.yoy_points)
    return growth(figure.yoy, figure.yoy_note)


def _digits(shown: Written) -> SafeString:
    groups = '<span class="thin"></span>'.join(shown.groups)  # digits alone: there is nothing to escape
    unit = f'<span class="unit">{escape(shown.unit)}</span>' if shown.unit else ""
    return mark_safe(f"{shown.sign}{groups}{shown.fraction}{unit}")  # noqa: S308 — the unit is escaped


@register.simple_tag
def growth(value: Decimal | None, note: str = "") -> SafeString:
    """同比: arrow, sign, per cent; a dash with the reason where no growth is computed."""
    if value is None:
        return format_html('<span class="absent" title="{}">—</span>', note or "没有可比的上年同期数")
    return _delta(value, f"{signed(value)}%")


@register.simple_tag
def points(value: Decimal | None) -> SafeString:
    """A difference of two rates, in 个百分点."""
    if value is None:
        return absent("unknown")
    return _delta(value, f"{signed(value)}个百分点")


@register.simple_tag
def signed_points(value: Decimal) -> SafeString:
    """A difference of rates in a column whose head says that it is in percentage points."""
    return _delta(value, signed(value))


def _delta(value: Decimal, text: str) -> SafeString:
    if round_half_up(value, 1) == 0:
        return mark_safe("持平")
    return format_html('<span class="delta"><span class="delta-arrow">{}</span>{}</span>', arrow(value), text)


@register.simple_tag
def pace_words(figure: Any) -> SafeString:
    """超/欠时间进度 in percentage points; empty for rates, which are kept up and not worked off."""
    value = paced(figure)
    if value is None:
        return mark_safe("")
    rounded = round_half_up(value, 1)
    if rounded == 0:
        return mark_safe("与时间进度持平")
    return format_html(
        '{}时间进度 <span class="num">{}</span> 个百分点', "超" if rounded > 0 else "欠", abs(rounded)
    )


@register.filter
def paced(shown: Any) -> Decimal | None:
    """The pace of a figure or task; None where it is measured by a rate."""
    figure = getattr(shown, "figure", shown)
    rate = figure is not None and getattr(figure, "unit", "") == "%"
    return None if rate else getattr(shown, "pace", None)


@register.filter
def percent(value: Decimal | None, places: int = 1) -> SafeString:
    """A rate already in per cent: ``93.5%``."""
    if value is None:
        return absent("unknown")
    return format_html('<span class="num">{}%</span>', round_half_up(Decimal(value), places))


@register.filter
def of_hundred(share: Decimal | None) -> Decimal | None:
    """A share 0–1 in per cent."""
    return None if share is None else share * 100
