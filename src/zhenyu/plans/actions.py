"""Verbs of plans: defining a work system, reporting the progress of a task."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from zhenyu.areas import queries as areas
from zhenyu.core import clock
from zhenyu.core.changelog.changes import NewChange, write_changes
from zhenyu.core.errors import NotAllowed, NotFound, RefusedError, UsageError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.indicators.actions.catalogue import TargetEntry, set_targets
from zhenyu.people.types import Reader, Role
from zhenyu.plans.definition import PlanItem, SystemDefinition, TaskDefinition
from zhenyu.plans.models import Milestone, ProgressReport, Task, WorkSystem

DOMAIN = ""
"""Progress of a task belongs to no domain: any duty in its area opens it."""


@transaction.atomic
def define_system(raw: Mapping[str, Any], *, by: Reader) -> WorkSystem:
    """Make a work system or bring it up to a changed definition; targets of tasks become targets of their
    indicators.

    What was reported stays: nodes done stay done unless the definition dates them otherwise.

    Raises:
        UsageError: a definition that is wrong, naming the place in it.
        NotAllowed: the actor does not lead an office of the area.
        RefusedError: a task that has reports is no longer in the definition.
    """
    definition = SystemDefinition.from_raw(raw)
    _may_define(by, definition)
    stored = json.loads(json.dumps(raw, default=str))
    before = WorkSystem.objects.filter(code=definition.code).first()
    if before is not None and before.raw == stored:
        return before
    system = _save_system(definition, stored, before, by)
    _drop_missing(system, definition)
    targets = [_save_task(system, task, position) for position, task in enumerate(definition.tasks())]
    set_targets([target for target in targets if target], by=by)
    return system


@transaction.atomic
def report_progress(
    task: int,
    *,
    by: Reader,
    progress: str,
    problem: str = "",
    next_step: str = "",
    day: date | None = None,
    done: Mapping[int, date] | None = None,
) -> ProgressReport:
    """Report how a task goes, and which of its nodes are done since when.

    Arguments:
        task: its id.
        day: the day it is about; today by default, never a later one.
        done: id of a node → the day it was done.

    The report says how things stand; it never sets a figure, which comes from the books alone.

    Raises:
        NotFound: no such task or node for this reader.
        NotAllowed: the reader only reads there.
        UsageError: nothing said, or a day still to come.
    """
    found = Task.objects.filter(id=task).first()
    if found is None:
        raise NotFound(f"没有编号为 {task} 的任务", "请从计划页面重新打开")
    if not by.may_write(AreaCode(found.area)):
        raise NotAllowed(f"您不能填报“{found.title}”的进展", "请由牵头单位的业务员填报")
    today = clock.today()
    day = day or today
    if not progress.strip():
        raise UsageError("没有填写进展", "请写明做了什么、到什么程度")
    late = [each for each in (day, *(done or {}).values()) if each > today]
    if late:
        raise UsageError(f"日期 {late[0]} 还没有到", f"请填 {today} 或以前的日期")
    _mark_done(found, done or {}, by)
    made = ProgressReport.objects.create(
        task=found,
        area=found.area,
        day=day,
        progress=progress.strip(),
        problem=problem.strip(),
        next_step=next_step.strip(),
        reported_at=clock.now(),
        reported_by=by.name,
    )
    write_changes([_change("plans.report", made.id, found.area, "create", by)])
    return made


def _may_define(by: Reader, definition: SystemDefinition) -> None:
    if not by.holds(Role.OFFICE_HEAD, definition.area):
        raise NotAllowed(f"您不能设定“{definition.title}”", "工作体系由办所负责人或系统管理员设定")
    areas_of_tasks = {str(task.area) for task in definition.tasks()} | {str(definition.area)}
    unknown = areas_of_tasks - set(areas.names(areas_of_tasks))
    if unknown:
        raise UsageError(
            f"工作体系“{definition.code}”用到的区划 {min(unknown)} 没有登记", "请先载入区划，或改正 area"
        )
    if definition.parent and not WorkSystem.objects.filter(code=definition.parent).exists():
        raise UsageError(
            f"工作体系“{definition.code}”的上级体系“{definition.parent}”还没有",
            "请先载入上级体系，或去掉 parent",
        )


def _save_system(
    definition: SystemDefinition, raw: Mapping[str, Any], before: WorkSystem | None, by: Reader
) -> WorkSystem:
    version = before.version + 1 if before else 1
    system, _ = WorkSystem.objects.update_or_create(
        code=definition.code,
        defaults={
            "title": definition.title,
            "year": definition.year,
            "area": str(definition.area),
            "digits": definition.digits,
            "parent": definition.parent,
            "outline": _outline(definition),
            "raw": raw,
            "version": version,
            "updated_at": clock.now(),
            "updated_by": by.name,
        },
    )
    image = before.raw if before else None
    action = "update" if before else "create"
    write_changes(
        [
            _change(
                "plans.system", system.id, system.area, action, by, before=image, version=version - 1 or None
            )
        ]
    )
    return system


def _outline(definition: SystemDefinition) -> list[dict[str, Any]]:
    return [
        {"title": level.title, "items": [_item(item) for item in level.items]} for level in definition.levels
    ]


def _item(item: PlanItem) -> dict[str, Any]:
    return {
        "title": item.title,
        "items": [_item(below) for below in item.items],
        "tasks": [task.key for task in item.tasks],
    }


def _drop_missing(system: WorkSystem, definition: SystemDefinition) -> None:
    """Remove tasks the definition no longer has, unless something was reported about them."""
    gone = system.tasks.exclude(key__in=[task.key for task in definition.tasks()])
    reported = list(gone.filter(reports__isnull=False).values_list("title", flat=True).distinct()[:5])
    if reported:
        raise RefusedError(
            f"任务“{'”“'.join(reported)}”已有进展填报，不能从“{system.title}”中去掉",
            "请保留这些任务；只是改名的，用 code 写上原来的名称",
        )
    gone.delete()


def _save_task(system: WorkSystem, definition: TaskDefinition, position: int) -> TargetEntry | None:
    """Write a task and its nodes; gives its target where that is new or another than before."""
    target = definition.target
    before = system.tasks.filter(key=definition.key).first()
    task, _ = Task.objects.update_or_create(
        system=system,
        key=definition.key,
        defaults={
            "position": position,
            "year": system.year,
            "area": str(definition.area),
            "title": definition.title,
            "lead": definition.lead,
            "assisting": list(definition.assisting),
            "person": definition.person,
            "weight": definition.weight,
            "duty": definition.duty.value,
            "basis": definition.basis,
            "indicator": target.indicator if target else "",
            "target": target.value if target else None,
            "mode": target.mode if target else "",
            "period": str(target.period) if target else "",
        },
    )
    task.milestones.exclude(title__in=[node.title for node in definition.nodes]).delete()
    for order, node in enumerate(definition.nodes):
        values = {"position": order, "area": task.area, "due": node.due, "weight": node.weight}
        if node.done_on:
            values["done_on"] = node.done_on
        Milestone.objects.update_or_create(task=task, title=node.title, defaults=values)
    same = before and (before.indicator, before.target, before.mode, before.period, before.area) == (
        task.indicator,
        task.target,
        task.mode,
        task.period,
        task.area,
    )
    if target is None or same:
        return None
    return (target.indicator, definition.area, target.period, target.value, target.mode)


def _mark_done(task: Task, done: Mapping[int, date], by: Reader) -> None:
    nodes = {node.id: node for node in task.milestones.filter(id__in=list(done)).select_for_update()}
    strangers = set(done) - set(nodes)
    if strangers:
        raise NotFound(f"任务“{task.title}”没有编号为 {min(strangers)} 的时间节点", "请从任务页面重新打开")
    changes = []
    for node_id, node in nodes.items():
        before = {"title": node.title, "due": str(node.due), "done_on": node.done_on and str(node.done_on)}
        changes.append(_change("plans.milestone", node_id, node.area, "update", by, before=before))
        node.done_on = done[node_id]
    Milestone.objects.bulk_update(nodes.values(), ["done_on"])
    write_changes(changes)


def _change(
    what: str,
    row: int,
    area: str,
    action: str,
    by: Reader,
    *,
    before: Mapping[str, Any] | None = None,
    version: int | None = None,
) -> NewChange:
    return NewChange(
        at=clock.now(),
        ledger=what,
        row_id=row,
        area=area,
        domain=DOMAIN,
        action=action,
        actor_id=by.user_id,
        actor=by.name,
        before=before,
        version=version,
    )
