"""Reads of plans: the tree of work systems and the wall of tasks by office, with a light on everything."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from zhenyu.areas import queries as areas
from zhenyu.core import clock
from zhenyu.core.errors import NotFound
from zhenyu.core.values.addresses import FigureAddress
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.indicators.figures.queries import figures
from zhenyu.indicators.types import Figure
from zhenyu.people.types import Reader
from zhenyu.plans.assessment import assess, nodes_on, overall, window
from zhenyu.plans.definition import Duty
from zhenyu.plans.lights import DEFAULT_RULES, GREY, LightVerdict, Rule, most_urgent, rules_from_raw, verdict
from zhenyu.plans.models import Milestone, ProgressReport, Task, WorkSystem
from zhenyu.plans.types import LastReport, NodeState, OfficeWall, TaskState, TreeNode


def tree(reader: Reader, area: AreaCode, period: Period) -> TreeNode:
    """The work systems of a place in the year of a period, as they stood at its end (or today, if that is
    earlier).

    Those of the place itself and of the areas above it that the reader may see, and below them the systems
    that carry them out (``parent``); last, tasks given to the place by systems the reader may not see.
    """
    systems = _systems(area, period)
    states = _states(reader, _tasks(systems, area, period), systems, period)
    shown = {system.code for system in systems}
    tops = tuple(
        _system(system, systems, states, level=1)
        for system in systems
        if system.parent not in shown - {system.code}
    )
    if states[None]:
        given = tuple(_leaf(state, 2) for state in states[None].values())
        tops = (*tops, _node("上级交办任务", "system", 1, given))
    return _node(f"{period.last.year}年工作体系", "root", 0, tops)


def wall(reader: Reader, area: AreaCode, period: Period) -> list[OfficeWall]:
    """The same tasks by the office that leads them: offices with the most urgent lights first, in them the
    same."""
    systems = _systems(area, period)
    by_office: dict[str, list[TaskState]] = {}
    for of_system in _states(reader, _tasks(systems, area, period), systems, period).values():
        for state in of_system.values():
            by_office.setdefault(state.lead, []).append(state)
    walls = [
        OfficeWall(office, tuple(sorted(tasks, key=lambda task: -task.light.order)))
        for office, tasks in by_office.items()
    ]
    return sorted(walls, key=lambda wall: ([-count for count in wall.light_counts.values()], wall.office))


def task(reader: Reader, task_id: int, period: Period | None = None) -> TaskState:
    """One task, by default as it stands today against its year.

    Raises:
        NotFound: there is none of that number within the reader's scope.
    """
    only = accessible_task(reader, task_id)
    systems = list(WorkSystem.objects.filter(id=only.system_id))
    states = _states(reader, Task.objects.filter(id=only.id), systems, period or Period.year_of(only.year))
    return next(state for of_system in states.values() for state in of_system.values())


def accessible_task(reader: Reader, task_id: int) -> Task:
    """The row of a task this reader may see.

    Raises:
        NotFound: there is none of that number within the reader's scope.
    """
    found = Task.objects.filter(id=task_id).first()
    if found is None or not reader.sees(AreaCode(found.area)):
        raise NotFound(f"没有编号为 {task_id} 的任务", "请从计划页面重新打开")
    return found


def reports(reader: Reader, task_id: int, limit: int = 50) -> list[ProgressReport]:
    """What was reported about a task, latest first; nothing where the reader may not see it."""
    found = ProgressReport.objects.filter(task_id=task_id)[:limit]
    return [report for report in found if reader.sees(AreaCode(report.area))]


def _systems(area: AreaCode, period: Period) -> list[WorkSystem]:
    """Work systems of the place and of those above it, and the ones that carry these out below."""
    year = WorkSystem.objects.filter(year=period.last.year)
    own = list(year.filter(area__in=[str(area), *map(str, area.ancestors)]))
    below = Q(parent__in=[system.code for system in own], area__startswith=str(area))
    return [*own, *year.filter(below).exclude(id__in=[system.id for system in own])]


def _tasks(systems: Sequence[WorkSystem], area: AreaCode, period: Period) -> QuerySet[Task]:
    """The tasks of the systems, and those given to the place by systems hidden from the reader."""
    given = Q(year=period.last.year, area__gte=str(area), area__lt=area.upper_bound)
    visible = WorkSystem.objects.values("id")
    return Task.objects.filter(
        Q(system__in=[system.id for system in systems]) | given & ~Q(system__in=visible)
    )


_States = dict[int | None, dict[str, TaskState]]


@dataclass(frozen=True, slots=True)
class _Measured:
    """A task and the figure it is measured by; ``begun`` is False when its months have not come."""

    task: Task
    address: FigureAddress | None
    begun: bool


def _states(reader: Reader, tasks: QuerySet[Task], systems: Sequence[WorkSystem], period: Period) -> _States:
    """How some tasks stand: id of their system (None where that is hidden) → key → state. One batch of
    figures."""
    day = min(period.end, clock.today())
    latest = (
        ProgressReport.objects.filter(day__lte=day).order_by("task_id", "-day", "-id").distinct("task_id")
    )
    found_tasks = tasks.prefetch_related("milestones", Prefetch("reports", latest))
    measured = [_measured(task, period) for task in found_tasks]
    addresses = sorted({each.address for each in measured if each.address}, key=str)
    found = (
        {figure.address: figure for figure in figures(reader, addresses, open_to_area=True)}
        if addresses
        else {}
    )
    names = areas.names(each.task.area for each in measured)
    by_id = {system.id: system for system in systems}
    goals = {system.id: _goals(system.outline) for system in systems}
    states: _States = {None: {}, **{system.id: {} for system in systems}}
    for each in measured:
        system = by_id.get(each.task.system_id)
        above = goals[system.id].get(each.task.key, ()) if system else ()
        rules = rules_from_raw(system.raw.get("lights")) if system else DEFAULT_RULES
        key = each.task.key if system else str(each.task.id)
        states[system.id if system else None][key] = _state(each, found, day, rules, above, names)
    return states


def _measured(task: Task, period: Period) -> _Measured:
    if not task.indicator:
        return _Measured(task, None, begun=True)
    come = window(Period.parse(task.period), period)
    if come is None:
        return _Measured(task, None, begun=False)
    return _Measured(task, FigureAddress(task.indicator, AreaCode(task.area), come), begun=True)


def _state(
    measured: _Measured,
    found: Mapping[FigureAddress, Figure],
    day: date,
    rules: tuple[Rule, ...],
    goals: tuple[str, ...],
    names: Mapping[str, str],
) -> TaskState:
    task = measured.task
    figure = found.get(measured.address) if measured.address else None
    nodes = nodes_on((_node_state(milestone) for milestone in task.milestones.all()), day)
    assessment = assess(figure, nodes, day)
    judged = verdict(assessment, rules)
    if not measured.begun and not nodes:
        judged = LightVerdict(GREY, "未到实施时间")
    return TaskState(
        id=task.id,
        title=task.title,
        lead=task.lead,
        assisting=tuple(task.assisting),
        person=task.person,
        weight=task.weight,
        duty=Duty(task.duty).label,
        basis=task.basis,
        area=task.area,
        area_name=names.get(task.area, task.area),
        goals=goals,
        address=measured.address,
        figure=figure,
        target=task.target,
        nodes=nodes,
        completion=assessment.completion,
        pace=assessment.pace,
        light=judged.light,
        reason=judged.reason,
        last_report=_last_report(list(task.reports.all())),
    )


def _node_state(milestone: Milestone) -> NodeState:
    return NodeState(milestone.id, milestone.title, milestone.due, milestone.done_on, milestone.weight)


def _last_report(found: list[ProgressReport]) -> LastReport | None:
    if not found:
        return None
    last = found[0]
    return LastReport(last.day, last.progress, last.problem, last.next_step, last.reported_by)


def _goals(outline: Iterable[Mapping[str, Any]], above: tuple[str, ...] = ()) -> dict[str, tuple[str, ...]]:
    """Key of each task → the titles above it."""
    found: dict[str, tuple[str, ...]] = {}
    for entry in outline:
        here = (*above, entry["title"])
        found.update(dict.fromkeys(entry.get("tasks", ()), here))
        found.update(_goals(entry.get("items", ()), here))
    return found


def _system(system: WorkSystem, systems: Sequence[WorkSystem], states: _States, *, level: int) -> TreeNode:
    own = states[system.id]
    levels = tuple(_entry(entry, "level", level + 1, own) for entry in system.outline)
    nested = tuple(
        _system(other, systems, states, level=level + 1)
        for other in systems
        if other.parent == system.code and other.code != system.code
    )
    return _node(system.title, "system", level, levels + nested)


def _entry(entry: Mapping[str, Any], kind: str, level: int, states: Mapping[str, TaskState]) -> TreeNode:
    items = tuple(_entry(item, "item", level + 1, states) for item in entry.get("items", ()))
    leaves = tuple(_leaf(states[key], level + 1) for key in entry.get("tasks", ()) if key in states)
    return _node(entry["title"], kind, level, items + leaves)


def _leaf(state: TaskState, level: int) -> TreeNode:
    known = int(state.completion is not None)
    return TreeNode(state.title, "task", level, (), state, state.light, state.completion, known, 1)


def _node(title: str, kind: str, level: int, children: tuple[TreeNode, ...]) -> TreeNode:
    tasks = [task for child in children for task in child.tasks()]
    whole = overall(tasks)
    light = most_urgent([task.light for task in tasks])
    return TreeNode(title, kind, level, children, None, light, whole.completion, whole.known, whole.all)
