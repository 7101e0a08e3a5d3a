"""Pictures in templates: ``{% icon "table" %}`` · ``{% light "green" %}`` · ``{% ring figure %}`` · ``{%
completion figure %}``."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from zhenyu.pages import drawing
from zhenyu.pages.templatetags.figures import paced

register = template.Library()


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
    return format_html(
        '<svg class="icon" {}><use href="{}#{}"></use></svg>', described, static("dist/icons.svg"), name
    )


@register.inclusion_tag("pages/components/light.html")
def light(shown: Any, word: str = "", pill: bool = False) -> dict[str, Any]:
    """A light: colour, shape and word. ``shown`` is a light of the plans room or the code of one."""
    known = drawing.LIGHTS.get(str(getattr(shown, "code", shown)), drawing.LIGHTS["grey"])
    own_word = word or getattr(shown, "word", "") or known.word
    return {"colour": known.colour, "shape": known.shape, "word": own_word, "pill": pill}


@register.simple_tag
def light_shape(shown: Any) -> SafeString:
    """A light's shape alone, for walls of lights; its word must stand in the title and label around it."""
    known = drawing.LIGHTS.get(str(getattr(shown, "code", shown)), drawing.LIGHTS["grey"])
    return format_html(
        '<svg viewBox="0 0 12 12" fill="currentColor" aria-hidden="true">{}</svg>', known.shape
    )


@register.simple_tag
def light_word(code: str) -> str:
    """The word of a light."""
    return drawing.LIGHTS.get(code, drawing.LIGHTS["grey"]).word


@register.simple_tag
def ring(figure: Any) -> SafeString:
    """A ring of a figure's completion with a tick at time progress; nothing where the target is a limit to
    keep."""
    if figure.target_mode == "at_most":
        return mark_safe("")
    return drawing.ring(figure.completion, _elapsed(figure))


@register.inclusion_tag("pages/components/completion.html")
def completion(shown: Any, elapsed: Decimal | None = None) -> dict[str, Any]:
    """A bar of the completion of a figure, a task or a branch of the tree, with a mark at time progress
    (0–1)."""
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
