"""The page that splits a target: proposal, changes by hand with a live sum, save."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Final

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse

from zhenyu.core.errors import RefusedError, UsageError, ZhenyuError
from zhenyu.core.values.addresses import FigureAddress
from zhenyu.core.values.periods import Period
from zhenyu.indicators.actions.targets import set_targets, split_target
from zhenyu.indicators.catalogue.indicator_definition import IndicatorDefinition, IndicatorKind
from zhenyu.indicators.figures.area_comparison import divisors
from zhenyu.indicators.measures import registry
from zhenyu.indicators.targets.queries import (
    Into,
    SplitMethod,
    SplitPlan,
    plan_split,
    targets_of,
    with_values,
)
from zhenyu.indicators.targets.target_rules import TARGET_MODES, may_set_targets
from zhenyu.indicators.views.form_return import placed_url
from zhenyu.pages.requests import PlacedRequest

_METHODS: Final = (SplitMethod.LAST_YEAR, SplitMethod.EVENLY, SplitMethod.INDICATOR, SplitMethod.AS_SET)
_INTO: Final = {"areas": "下级区划", "months": "各月"}


def targets(request: PlacedRequest, code: str) -> HttpResponse:
    """The year's target of an indicator in an area and its parts; POST sets the whole or saves the parts."""
    definition = registry.indicator(code)
    whole = FigureAddress(code, request.area, _year(request.period))
    problem: ZhenyuError | None = None
    if request.method == "POST":
        try:
            return _save(request, whole)
        except (RefusedError, UsageError) as refused:
            problem = refused
    existing = targets_of([whole]).get(whole)
    plan: SplitPlan | None = None
    if existing:
        plan, problem = _plan(request, whole) if problem is None else (_as_written(request, whole), problem)
    form = request.GET
    context = {
        "definition": definition,
        "whole": whole,
        "existing": existing,
        "plan": plan,
        "problem": problem,
        "modes": TARGET_MODES,
        "methods": _METHODS,
        "method": form.get("method", SplitMethod.AS_SET if _is_split(plan) else SplitMethod.LAST_YEAR),
        "into": form.get("into", "areas"),
        "divisions": _INTO,
        "bases": [*divisors(registry.indicators()), *_areas_of_land()],
        "base": form.get("base", ""),
        "places": form.get("places", "0"),
        "may_set": may_set_targets(request.reader, request.area, definition.domain),
    }
    return render(
        request, "indicators/targets.html", context, status=422 if request.method == "POST" else 200
    )


def _year(period: Period) -> Period:
    return Period.year_of(period.last.year)


def _plan(request: PlacedRequest, whole: FigureAddress) -> tuple[SplitPlan | None, ZhenyuError | None]:
    """The proposal the form asks for; without a form what is set, or where nothing is set yet by last year's
    share."""
    form = request.GET
    into = _into(form)
    try:
        if "method" not in form:
            plan = plan_split(request.reader, whole, into=into, method=SplitMethod.AS_SET)
            return (plan if _is_split(plan) else plan_split(request.reader, whole, into=into)), None
        plan = plan_split(
            request.reader,
            whole,
            into=into,
            method=_method(form["method"]),
            base_indicator=form.get("base", ""),
            locked=_locked(form),
            places=int(form["places"]) if form.get("places", "").isdecimal() else 0,
        )
        return plan, None
    except (RefusedError, UsageError) as problem:
        return None, problem


def _is_split(plan: SplitPlan | None) -> bool:
    return plan is not None and any(part.current is not None for part in plan.parts)


def _method(text: str) -> SplitMethod:
    try:
        return SplitMethod(text)
    except ValueError:
        raise UsageError(f"没有“{text}”这种分解方式", "请从列表中选择") from None


def _areas_of_land() -> list[IndicatorDefinition]:
    return [
        each
        for each in registry.indicators()
        if each.kind is IndicatorKind.STOCK and each.unit in ("亩", "公顷")
    ]


def _locked(form: QueryDict) -> dict[str, Decimal]:
    values = _values(form)
    return {key: value for key in form.getlist("lock") if (value := values.get(key)) is not None}


def _values(form: QueryDict) -> dict[str, Decimal | None]:
    """``part.<area>/<period>`` → what stands in its field; an empty field takes the part back."""
    found: dict[str, Decimal | None] = {}
    for name, text in form.items():
        if name.startswith("part."):
            found[name.removeprefix("part.")] = _amount(str(text))
    return found


def _amount(text: str) -> Decimal | None:
    if not text.strip():
        return None
    try:
        value = Decimal(text.strip())
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():
        raise UsageError(f"“{text}”不是一个数", "只填数字，不带单位和逗号")
    return value


def _as_written(request: PlacedRequest, whole: FigureAddress) -> SplitPlan | None:
    """The parts as somebody wrote them and could not save: nothing typed is lost."""
    form = request.POST
    try:
        plan = plan_split(request.reader, whole, into=_into(form), method=SplitMethod.AS_SET)
        return with_values(plan, _values(form))
    except (RefusedError, UsageError):
        return None


def _into(form: QueryDict) -> Into:
    return "months" if form.get("into") == "months" else "areas"


def _save(request: PlacedRequest, whole: FigureAddress) -> HttpResponse:
    form = request.POST
    back = placed_url(
        reverse("indicators:targets", args=[whole.indicator]), request, into=form.get("into", "")
    )
    if "value" in form:
        value, mode = _amount(form["value"]), form.get("mode", "at_least")
        set_targets([(whole.indicator, whole.area, whole.period, value, mode)], by=request.reader)
        messages.success(request, "总目标已下达。" if value is not None else "总目标已取消。")
        return HttpResponseRedirect(back)
    split_target(
        whole,
        _values(form),
        into=_into(form),
        by=request.reader,
        basis=int(form["basis"]) if form.get("basis", "").isdecimal() else None,
        accept_gap=bool(form.get("accept_gap")),
    )
    messages.success(request, "分解的目标已保存。")
    return HttpResponseRedirect(back)
