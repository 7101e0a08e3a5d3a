"""The definition of a ledger in the browser: the form, what a revision would do, its versions, its
downloads."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

import yaml
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from zhenyu.areas.queries import subtree
from zhenyu.core.errors import NotFound, RefusedError, StaleVersion, UsageError
from zhenyu.core.models import Job
from zhenyu.core.values.area_codes import AreaLevel
from zhenyu.ledgers import events
from zhenyu.ledgers.actions import definitions
from zhenyu.ledgers.definition.checks import read_definition, read_kept_definition
from zhenyu.ledgers.definition.diff import definition_changes
from zhenyu.ledgers.definition.field_renames import brought_back
from zhenyu.ledgers.definition.ledger_definition import TYPE_TITLES, FieldType, LedgerDefinition
from zhenyu.ledgers.definition.three_way_merge import merge
from zhenyu.ledgers.jobs import run_redefinition
from zhenyu.ledgers.models import LedgerVersion
from zhenyu.ledgers.redefinition.impact import Severity, impacts
from zhenyu.ledgers.redefinition.versions import check_may_define
from zhenyu.ledgers.schema import registry
from zhenyu.ledgers.views.definition.form import PREVIOUS, Form, form_of, parsed
from zhenyu.ledgers.views.definition.form_meaning import raw_of
from zhenyu.ledgers.views.definition.redefinition import underway_context
from zhenyu.ledgers.views.file_response import attachment
from zhenyu.ledgers.views.list_query import check_seen
from zhenyu.pages.area_period import place_query
from zhenyu.pages.requests import PlacedRequest
from zhenyu.people.types import ROLE_TITLES, Role

_PRIVACY: Final = {"internal": "内部", "public": "可公开", "personal": "个人信息", "sensitive": "敏感信息"}
_LEVELS: Final = (AreaLevel.GRID, AreaLevel.VILLAGE, AreaLevel.TOWN, AreaLevel.COUNTY)


def edit(request: PlacedRequest, code: str) -> HttpResponse:
    """The form; POST with ``step`` preview, edit (back to the form) or save."""
    loaded = registry.loaded_ledger(code)
    check_may_define(request.reader, loaded.definition.domain)
    if request.method != "POST":
        return _show_form(request, form_of(loaded.definition.as_raw(), loaded.definition), loaded.version)
    based_on = _number(request.POST.get("based_on"))
    step = request.POST.get("step")
    if step == "save":
        return _save(request, code, _posted_raw(request), based_on)
    if step == "edit":
        return _show_form(request, form_of(_posted_raw(request), loaded.definition), based_on)
    form = parsed(request.POST)
    try:
        raw = raw_of(form)
        faults = events.measure_faults(read_definition(raw, f"台账“{loaded.definition.title}”"))
        if not faults:
            return show_preview(request, loaded.definition, raw, based_on)
    except UsageError as problem:
        return _show_form(request, form, based_on, problem=problem)
    rows = tuple(replace(row, fault=faults.get(position)) for position, row in enumerate(form.measures))
    refusal = UsageError(f"有 {len(faults)} 个指标按这样取数算不出来", "请按下面“供给指标”里标红的提示修改")
    return _show_form(request, replace(form, measures=rows), based_on, problem=refusal)


def _save(request: PlacedRequest, code: str, raw: dict[str, Any], based_on: int) -> HttpResponse:
    try:
        done = definitions.redefine(
            raw,
            by=request.reader,
            based_on=based_on,
            why=request.POST.get("why", "").strip(),
            offer=bool(request.POST.get("offer")),
        )
    except StaleVersion:
        return _show_conflict(request, code, raw, based_on)
    except (UsageError, RefusedError) as problem:
        current = registry.loaded_ledger(code)
        return _show_form(request, form_of(raw, current.definition), based_on, problem=problem)
    if isinstance(done, Job):
        run_redefinition.defer(job_id=done.id)
        messages.info(request, "记录很多，已转到后台办理；办完自动成为新的一版")
    else:
        messages.success(request, f"已保存为第{registry.loaded_ledger(code).version}版")
    return redirect(reverse("ledgers:definition_versions", args=[code]) + place_query(request))


def show_preview(
    request: PlacedRequest,
    current: LedgerDefinition,
    raw: Mapping[str, Any],
    based_on: int,
    *,
    offer: bool = False,
) -> HttpResponse:
    """What a definition would change and what that does to the rows; from here it is saved or taken back to
    the form.

    Raises:
        UsageError: a fault of the definition.
    """
    wanted = read_definition(raw, f"台账“{current.title}”")
    if wanted.code != current.code:
        raise UsageError("台账的代码不能改", f"代码是 {current.code}")
    check_may_define(request.reader, wanted.domain)
    found = impacts(current, wanted)
    titles = events.indicator_titles()
    context = {
        "shown": [
            (
                each,
                [
                    (name, titles.get(name, ""))
                    for name in each.change.names
                    if each.change.kind == "measures"
                ],
            )
            for each in found
        ],
        "ledger": current,
        "found": found,
        "refused": [each for each in found if each.severity is Severity.REFUSED],
        "warned": [each for each in found if each.severity is Severity.WARNING],
        "raw": json.dumps(wanted.as_raw(), ensure_ascii=False),
        "based_on": based_on,
        "why": request.POST.get("why", ""),
        "offer": offer,
    }
    return render(request, "ledgers/definition_preview.html", context)


def _show_conflict(request: PlacedRequest, code: str, raw: dict[str, Any], based_on: int) -> HttpResponse:
    """Somebody saved meanwhile: what they changed, and ours put on top of it where both fit."""
    loaded = registry.loaded_ledger(code)
    base = _version(code, based_on)
    newest = LedgerVersion.objects.get(ledger=code, version=loaded.version)
    since = read_kept_definition(base.declared)
    ours = read_definition(raw)
    context: dict[str, Any] = {"theirs": definition_changes(since, loaded.definition), "newest": newest}
    try:
        merged = merge(since, loaded.definition, ours)
        context["conflicts"] = merged.conflicts
        combined = merged.definition
    except UsageError as problem:
        context["problem"], combined = problem, loaded.definition.as_raw()
    form = form_of(combined, loaded.definition)
    return _show_form(
        request, form, loaded.version, conflict=context, problem=context.get("problem"), status=409
    )


def _show_form(
    request: PlacedRequest,
    form: Form,
    based_on: int,
    *,
    problem: Exception | None = None,
    conflict: Mapping[str, Any] | None = None,
    status: int | None = None,
) -> HttpResponse:
    loaded = registry.loaded_ledger(form.general["code"])
    context = {
        **form_context(request, form),
        "ledger": loaded.definition,
        "based_on": based_on,
        "version": loaded.version,
        "problem": problem,
        "conflict": conflict,
        **underway_context(request, loaded.definition),
    }
    return render(request, "ledgers/definition.html", context, status=status or (422 if problem else 200))


def form_context(request: PlacedRequest, form: Form) -> dict[str, Any]:
    """What the form's lists offer: types, levels, roles, the domains the reader may define ledgers of, other
    ledgers."""
    known = registry.ledgers()
    reader = request.reader
    domains = sorted({each.domain for each in known if reader.heads(each.domain)} | _headed(request))
    return {
        "form": form,
        "types": [(kind.value, title) for kind, title in TYPE_TITLES.items()],
        "privacies": _PRIVACY.items(),
        "levels": [(level.value, level.label) for level in _LEVELS],
        "roles": [(role.value, ROLE_TITLES[role]) for role in Role],
        "persons": [("creator", "登记人"), (PREVIOUS, "上一步的办理人"), *_persons(form.fields)],
        "domains": domains,
        "offices": sorted({each.office for each in known if each.office}),
        "others": [(each.code, each.title) for each in known],
        "indicators": sorted(events.indicator_titles().items()),
    }


def _headed(request: PlacedRequest) -> set[str]:
    return {
        grant.domain for grant in request.reader.grants if grant.role is Role.OFFICE_HEAD and grant.domain
    }


def _persons(fields: Iterable[Any]) -> list[tuple[str, str]]:
    persons = (FieldType.PERSON_NAME.value, FieldType.USER.value)
    return [
        (row.text("name"), f"“{row.text('title')}”本人")
        for row in fields
        if row.text("type") in persons and row.text("name")
    ]


def versions(request: PlacedRequest, code: str) -> HttpResponse:
    """Who made which version when; the difference between two of them in words; POST goes back to an older
    one."""
    loaded = registry.loaded_ledger(code)
    check_seen(request, loaded.definition)
    if request.method == "POST":
        check_may_define(request.reader, loaded.definition.domain)
        older = _version(code, _number(request.POST.get("version")))
        again = brought_back(loaded.definition, read_kept_definition(older.declared))
        return show_preview(request, loaded.definition, again.as_raw(), loaded.version)
    rows = list(LedgerVersion.objects.filter(ledger=code).order_by("-version"))
    later = _number(request.GET.get("to"), loaded.version)
    earlier = _number(request.GET.get("from"), max(later - 1, 1))
    pair = [read_kept_definition(_version(code, number).declared) for number in (earlier, later)]
    context = {
        "ledger": loaded.definition,
        "versions": rows,
        "earlier": earlier,
        "later": later,
        "current": loaded.version,
        "steps": definition_changes(*pair),
        **underway_context(request, loaded.definition),
    }
    return render(request, "ledgers/definition_versions.html", context)


def as_yaml(request: PlacedRequest, code: str) -> HttpResponse:
    """The definition as the YAML file a pack holds."""
    definition = registry.ledger(code)
    check_seen(request, definition)
    text = yaml.safe_dump(definition.as_raw(), allow_unicode=True, sort_keys=False, width=120)
    return attachment(text.encode(), f"{definition.title}.yaml", "application/yaml")


def as_xlsform(request: PlacedRequest, code: str) -> HttpResponse:
    """The definition as a form for survey tools, for the areas of the reader below the one chosen."""
    import tempfile
    from pathlib import Path

    from zhenyu.ledgers.definition.xlsform import export_xlsform

    definition = registry.ledger(code)
    check_seen(request, definition)
    areas = {
        area.code: area.name
        for area in subtree(request.area)
        if len(area.code) == definition.level.digits and request.reader.sees(request.area, definition.domain)
    }
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form.xlsx"
        export_xlsform(definition, path, areas)
        content = path.read_bytes()
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return attachment(content, f"{definition.title}（采集表单）.xlsx", kind)


def _version(code: str, number: int) -> LedgerVersion:
    found = LedgerVersion.objects.filter(ledger=code, version=number).first()
    if found is None:
        raise NotFound(f"台账“{code}”没有第{number}版", "请从版本列表里选择")
    return found


def _posted_raw(request: PlacedRequest) -> dict[str, Any]:
    try:
        raw = json.loads(request.POST.get("raw", ""))
    except ValueError:
        raw = None
    if not isinstance(raw, dict):
        raise UsageError("提交的定义不完整", "请回到定义页面重新修改")
    return raw


def _number(text: str | None, missing: int = 0) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 7 else missing
