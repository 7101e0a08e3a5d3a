"""Addresses in templates: ``{% link "indicators:indicator" code %}`` · ``{% keep "/ledgers/" state="open"
%}`` keep area and period."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from django import template
from django.urls import reverse

from zhenyu.pages.area_period import with_query
from zhenyu.pages.templatetags.dates import day

register = template.Library()


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
