"""Defining a work system."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction

from zhenyu.areas import queries as areas
from zhenyu.core import clock
from zhenyu.core.changelog.changes import write_changes
from zhenyu.core.errors import RefusedError, UsageError
from zhenyu.indicators.actions.targets import set_targets
from zhenyu.indicators.targets.target_rules import TargetEntry
from zhenyu.people.access import require_role
from zhenyu.people.types import Reader, Role
from zhenyu.plans.actions.plan_changes import plan_change
from zhenyu.plans.definition import PlanItem, SystemDefinition, TaskDefinition, read_system
from zhenyu.plans.models import Milestone, Task, WorkSystem


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
    definition = read_system(raw)
    _check_definition(by, definition)
    stored = json.loads(json.dumps(raw, default=str))
    before = WorkSystem.objects.filter(code=definition.code).first()
    if before is not None and before.raw == stored:
        return before
    system = _save_system(definition, stored, before, by)
    _drop_missing(system, definition)
    targets = [_save_task(system, task, position) for position, task in enumerate(definition.tasks())]
    set_targets([target for target in targets if target], by=by)
    return system


def _check_definition(by: Reader, definition: SystemDefinition) -> None:
    require_role(by, [Role.OFFICE_HEAD], definition.area, None, of=f"设定“{definition.title}”")
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
            plan_change(
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
