"""Entering an external figure with its source, correcting a preliminary value to the final one."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from zhenyu.core.errors import UsageError
from zhenyu.core.values.addresses import FigureAddress
from zhenyu.indicators.actions.observations import enter_observations
from zhenyu.indicators.figures import queries
from zhenyu.indicators.figures.value_query import ValueSource, source_of
from zhenyu.indicators.measures import registry
from zhenyu.indicators.types import ObservationEntry
from zhenyu.indicators.views.form_return import placed_url
from zhenyu.pages.requests import PlacedRequest


def observations(request: PlacedRequest, code: str) -> HttpResponse:
    """What was entered for an area and period, the value that counts first; POST enters another one."""
    definition = registry.indicator(code)
    address = FigureAddress(code, request.area, request.period)
    if request.method == "POST":
        return _enter(request, address)
    context = {
        "definition": definition,
        "figure": queries.figure(request.reader, address),
        "trace": queries.trace(request.reader, address),
        "is_entered": source_of(registry.current_feeds(), code) is ValueSource.ENTERED,
        "may_write": request.reader.may_write(request.area, definition.domain),
    }
    return render(request, "indicators/observations.html", context)


def _enter(request: PlacedRequest, address: FigureAddress) -> HttpResponse:
    form = request.POST
    finality = form.get("finality", "")
    if finality not in ("preliminary", "final"):
        raise UsageError("没有选择是初步数还是最终数", "请选择后再保存")
    value = form.get("value", "").strip()
    if not value and not form.get("take_back"):
        raise UsageError("没有填数值", "要取消已录入的数，请勾选“取消这个数”")
    entry = ObservationEntry(
        indicator=address.indicator,
        area=address.area,
        period=address.period,
        value=None if form.get("take_back") else value,
        source=form.get("source", ""),
        finality="final" if finality == "final" else "preliminary",
        note=form.get("note", "").strip(),
    )
    enter_observations([entry], by=request.reader)
    messages.success(request, "已录入。原来的数保留在下面。")
    return HttpResponseRedirect(
        placed_url(reverse("indicators:observations", args=[address.indicator]), request)
    )
