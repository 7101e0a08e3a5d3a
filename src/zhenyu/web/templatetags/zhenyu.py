"""Template words of the house; built in, no ``{% load %}`` needed.

Links     ``{% link "indicators:indicator" code %}`` · ``{% keep "/ledgers/" state="open" %}`` keep area and period
Numbers   ``{% figure_value figure %}`` · ``{% figure_growth figure %}`` · ``{% number value "元" %}`` · ``{{ n|thin }}``
Dates     ``{{ day|day }}`` 2023-10-31 · ``{{ day|day_text }}`` 2023年10月31日
Pictures  ``{% icon "table" %}`` · ``{% light "green" %}`` · ``{% ring figure %}`` · ``{% completion figure %}``
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from zhenyu.core.quantities import format_decimal
from zhenyu.core.rounding import round_half_up
from zhenyu.web import drawing
from zhenyu.web.numbers import Written, arrow, exact_text, signed, written
from zhenyu.web.places import with_query

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


# -- links -------------------------------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def keep(context: template.Context, url: str, **changes: object) -> str:
    """The url with the page's area and period, and ``changes`` on top (None leaves a parameter out)."""
    return with_query(url, {**_place_query(context), **changes})


@register.simple_tag(takes_context=True)
def link(context: template.Context, name: str, *args: object, **changes: object) -> str:
    """The address of a named page, keeping area and period: ``{% link "plans:task" task.id period=p %}``."""
    return with_query(_path_of(name, args), {**_place_query(context), **changes})


@lru_cache(maxsize=4096)
def _path_of(name: str, args: tuple[object, ...]) -> str:
    """Kept: the address book stays the same while the process lives, and a look into it takes 20 µs."""
    return reverse(name, args=args)


@register.simple_tag(takes_context=True)
def here(context: template.Context, **changes: object) -> str:
    """This page's own address with some parameters changed (None removes one)."""
    request = context["request"]
    query = {key: value for key, value in request.GET.items() if key not in ("after", "before", "last")}
    return with_query(request.path, {**query, **changes})


@register.simple_tag(takes_context=True)
def record_link(context: template.Context, ledger: str, row_id: int) -> str:
    """The page of one row of a ledger."""
    return with_query(f"/ledgers/{ledger}/{row_id}/", _place_query(context))


@register.simple_tag(takes_context=True)
def trace_link(context: template.Context, address: object) -> str:
    """The page (and panel) that says where a number comes from."""
    return with_query(f"/trace/{address}", _place_query(context))


@register.simple_tag(takes_context=True)
def changed_rows_link(context: template.Context, ledger: str, since: date) -> str:
    """A ledger filtered to the rows changed since a moment."""
    chosen = {"f.updated_at": f">={day(since)}", "sort": "-updated_at"}
    return with_query(f"/ledgers/{ledger}/", {**_place_query(context), **chosen})


def _place_query(context: template.Context) -> dict[str, Any]:
    return {"area": context.get("area"), "period": context.get("period")}


# -- numbers -----------------------------------------------------------------------------------------------------------


@register.filter
def thin(value: Decimal | int | None, unit: str = "") -> SafeString:
    """A number for a table cell, with thin gaps that copying leaves out."""
    return number(value, unit)


@register.filter
def exactly(value: Decimal | None) -> str:
    """An exact number for a form field: no separators, no exponent; empty where there is none."""
    return "" if value is None else format_decimal(value)


@register.simple_tag
def number(value: Decimal | int | None, unit: str = "", places: int | None = None) -> SafeString:
    """A number with its unit; by magnitude, with the exact value on hover. None is drawn as a dash, unlike 0."""
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
    return format_html('<a class="num" data-panel href="{}" title="{}，点击看来源">{}</a>', href, exact, _digits(shown))


@register.simple_tag(takes_context=True)
def compared_cell(context: template.Context, cell: Any) -> SafeString:
    """A cell of a comparison: its value in its shade, with its place and mark. A template of its own for each of 2,000 cells
    took twice as long as all their numbers."""
    shade = f" shade-{cell.shade:d}" if cell.shade else ""
    place = f'<span class="place" title="本表内第 {cell.place:d} 位">{cell.place:d}</span>' if cell.place else ""
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
    return format_html('{}时间进度 <span class="num">{}</span> 个百分点', "超" if rounded > 0 else "欠", abs(rounded))


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


# -- dates -------------------------------------------------------------------------------------------------------------


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


# -- pictures ----------------------------------------------------------------------------------------------------------


@register.simple_tag
@lru_cache
def asset(name: str) -> str:
    """The address of a built front-end file."""
    return static(f"dist/{name}")


@register.simple_tag
@lru_cache
def icon(name: str, label: str = "") -> SafeString:
    """An icon of the sprite; decorative unless it has a label."""
    described = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="icon" {}><use href="{}#{}"></use></svg>', described, static("dist/icons.svg"), name)


@register.inclusion_tag("web/components/light.html")
def light(shown: Any, word: str = "", pill: bool = False) -> dict[str, Any]:
    """A light: colour, shape and word. ``shown`` is a light of the plans room or the code of one."""
    known = drawing.LIGHTS.get(str(getattr(shown, "code", shown)), drawing.LIGHTS["grey"])
    own_word = word or getattr(shown, "word", "") or known.word
    return {"colour": known.colour, "shape": known.shape, "word": own_word, "pill": pill}


@register.simple_tag
def light_shape(shown: Any) -> SafeString:
    """A light's shape alone, for walls of lights; its word must stand in the title and label around it."""
    known = drawing.LIGHTS.get(str(getattr(shown, "code", shown)), drawing.LIGHTS["grey"])
    return format_html('<svg viewBox="0 0 12 12" fill="currentColor" aria-hidden="true">{}</svg>', known.shape)


@register.simple_tag
def light_word(code: str) -> str:
    """The word of a light."""
    return drawing.LIGHTS.get(code, drawing.LIGHTS["grey"]).word


@register.simple_tag
def ring(figure: Any) -> SafeString:
    """A ring of a figure's completion with a tick at time progress; nothing where the target is a limit to keep."""
    if figure.target_mode == "at_most":
        return mark_safe("")
    return drawing.ring(figure.completion, _elapsed(figure))


@register.inclusion_tag("web/components/completion.html")
def completion(shown: Any, elapsed: Decimal | None = None) -> dict[str, Any]:
    """A bar of the completion of a figure, a task or a branch of the tree, with a mark at time progress (0–1)."""
    own = _elapsed(shown)
    return {"completion": shown.completion, "elapsed": elapsed if own is None else own}


def _elapsed(shown: Any) -> Decimal | None:
    """Time progress 0–1, over the target's own period: what completion and pace differ by."""
    ahead = paced(shown)
    return None if ahead is None or shown.completion is None else (shown.completion - ahead) / 100


@register.simple_tag
def spark(values: Sequence[Decimal | None]) -> SafeString:
    """A sparkline of month values; gaps where a month is unknown."""
    return drawing.spark(values)


@register.simple_tag
def bar(value: Decimal | int | None, whole: Decimal | int | None, mark: Decimal | None = None) -> SafeString:
    """A bar of ``value`` against ``whole``, with a mark at a share 0–1 (time progress)."""
    share = Decimal(value) / Decimal(whole) if value and whole else Decimal(0)
    return drawing.bar(share, mark)


@register.filter
def of_hundred(share: Decimal | None) -> Decimal | None:
    """A share 0–1 in per cent."""
    return None if share is None else share * 100
