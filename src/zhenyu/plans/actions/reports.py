"""Reporting the progress of a task."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from zhenyu.core import clock
from zhenyu.core.changelog.changes import write_changes
from zhenyu.core.errors import NotFound, UsageError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.people.access import require_write
from zhenyu.people.types import Reader
from zhenyu.plans.actions.plan_changes import plan_change
from zhenyu.plans.models import Milestone, ProgressReport, Task
from zhenyu.plans.queries import accessible_task


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
    found = accessible_task(by, task)
    require_write(by, AreaCode(found.area), None, of=f"{found.title}的进展")
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
    write_changes([plan_change("plans.report", made.id, found.area, "create", by)])
    return made


def _mark_done(task: Task, done: Mapping[int, date], by: Reader) -> None:
    nodes = {node.id: node for node in task.milestones.filter(id__in=list(done)).select_for_update()}
    strangers = set(done) - set(nodes)
    if strangers:
        raise NotFound(f"任务“{task.title}”没有编号为 {min(strangers)} 的时间节点", "请从任务页面重新打开")
    changes = []
    for node_id, node in nodes.items():
        before = {"title": node.title, "due": str(node.due), "done_on": node.done_on and str(node.done_on)}
        changes.append(plan_change("plans.milestone", node_id, node.area, "update", by, before=before))
        node.done_on = done[node_id]
    Milestone.objects.bulk_update(nodes.values(), ["done_on"])
    write_changes(changes)
