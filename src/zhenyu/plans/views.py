"""Doors of the plans room: the tree of work systems, the board of tasks, one task and its progress."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from zhenyu.core import clock
from zhenyu.core.errors import UsageError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.pages.requests import PlacedRequest
from zhenyu.plans import queries
from zhenyu.plans.actions.reports import report_progress
from zhenyu.plans.lights import LIGHTS, Light
from zhenyu.plans.types import TaskState, TreeNode


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A line of the tree: a level, an item, or a task; ``depth`` indents it."""

    node: TreeNode
    depth: int


@dataclass(frozen=True, slots=True)
class OfficeColumn:
    """The tasks that show one light."""

    light: Light
    tasks: tuple[TaskState, ...]


def plans(request: PlacedRequest) -> HttpResponse:
    """The work systems of a place: as a tree, or as a board by light (``?view=board``)."""
    root = queries.tree(request.reader, request.area, request.period)
    is_board = request.GET.get("view") == "board"
    office = request.GET.get("office", "")
    everything = list(root.tasks())
    context = {
        "root": root,
        "systems": [(system, list(_rows(system.children))) for system in root.children],
        "view": "board" if is_board else "tree",
        "office": office,
        "offices": sorted({task.lead for task in everything}),
        "columns": _board(task for task in everything if office in ("", task.lead)),
        "elapsed": _year_elapsed(request.period),
    }
    return render(request, "plans/board.html" if is_board else "plans/plans.html", context)


def task(request: PlacedRequest, task_id: int) -> HttpResponse:
    """One task: where it stands and why, its nodes, what was reported; a fragment for the side panel."""
    state = queries.task(request.reader, task_id, request.period)
    context = {
        "task": state,
        "reports": queries.reports(request.reader, task_id),
        "may_report": request.reader.may_write(AreaCode(state.area)),
    }
    return render(request, "plans/task_fragment.html" if request.htmx else "plans/task.html", context)


@require_POST
def report(request: PlacedRequest, task_id: int) -> HttpResponse:
    """Report progress on a task, and go back to it."""
    report_progress(
        task_id,
        by=request.reader,
        progress=request.POST.get("progress", "").strip(),
        problem=request.POST.get("problem", "").strip(),
        next_step=request.POST.get("next_step", "").strip(),
        done={int(node): _day(request) for node in request.POST.getlist("done") if node.isdigit()},
    )
    messages.success(request, "进展已记录。")
    return HttpResponseRedirect(f"{reverse('plans:task', args=[task_id])}?{request.GET.urlencode()}")


def _year_elapsed(period: Period) -> Decimal:
    """Share of the year gone at the period's end, or today if that is earlier."""
    return Period.year_of(period.last.year).elapsed_share(min(clock.today(), period.end))


def _day(request: HttpRequest) -> date:
    text = request.POST.get("day", "")
    try:
        return date.fromisoformat(text) if text else clock.today()
    except ValueError:
        raise UsageError(f"“{text}”不是日期", "请按 2026-10-31 的写法填写") from None


def _rows(nodes: Iterable[TreeNode], depth: int = 0) -> Iterator[TreeRow]:
    for node in nodes:
        yield TreeRow(node, depth)
        yield from _rows(node.children, depth + 1)


def _board(tasks: Iterable[TaskState]) -> list[OfficeColumn]:
    """Every light, the most urgent first; in a column the tasks furthest behind first."""
    ordered = sorted(tasks, key=lambda task: (-task.light.order, task.pace is None, task.pace or 0))
    by_light = {code: tuple(group) for code, group in groupby(ordered, key=lambda task: task.light.code)}
    lights = sorted(LIGHTS.values(), key=lambda light: -light.order)
    return [OfficeColumn(light, by_light.get(light.code, ())) for light in lights]
