"""How far a task is, from its figure and its nodes. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from zhenyu.core.values.periods import Period, PeriodKind
from zhenyu.indicators.types import Figure
from zhenyu.plans.lights import Assessment
from zhenyu.plans.types import NodeState, TaskState

_FULL = Decimal(100)


def window(target: Period, asked: Period) -> Period | None:
    """The months by which a target is judged at the end of the period asked for; None before its first.

    A target of the year seen in the third quarter stands where January to September have brought it, whatever
    the quarter alone did. A target of a shorter period is judged by that period.
    """
    if asked.last < target.first:
        return None
    if target.kind is PeriodKind.YEAR:
        return Period.between(target.first, min(asked.last, target.last))
    return target


def nodes_on(nodes: Iterable[NodeState], day: date) -> tuple[NodeState, ...]:
    """Nodes as they stood at the close of a day: what was done later was not done yet."""
    return tuple(_on(node, day) for node in nodes)


def _on(node: NodeState, day: date) -> NodeState:
    done_on = node.done_on if node.done_on and node.done_on <= day else None
    late = 0 if done_on else max((day - node.due).days, 0)
    return NodeState(node.id, node.title, node.due, done_on, node.weight, late)


@dataclass(frozen=True, slots=True)
class NodeProgress:
    """Weighted share of nodes done, and of nodes due by the day, per cent."""

    done: Decimal
    due: Decimal


def node_progress(nodes: tuple[NodeState, ...], day: date) -> NodeProgress | None:
    whole = sum((node.weight for node in nodes), Decimal(0))
    if not whole:
        return None
    done = sum((node.weight for node in nodes if node.done_on), Decimal(0))
    due = sum((node.weight for node in nodes if node.due <= day), Decimal(0))
    return NodeProgress(done / whole * _FULL, due / whole * _FULL)


def assess(figure: Figure | None, nodes: tuple[NodeState, ...], day: date) -> Assessment:
    """How a task stands: by its figure where that is known, otherwise by its nodes; late nodes count either
    way."""
    late = [node.overdue_days for node in nodes if node.overdue]
    completion = figure.completion if figure else None
    pace = figure.pace if figure else None
    if completion is None:
        progress = node_progress(nodes, day)
        completion = progress.done if progress else None
        pace = progress.done - progress.due if progress else None
    over = bool(figure and figure.target_mode == "at_most" and completion is not None and completion < _FULL)
    is_level = bool(figure and figure.unit == "%" and figure.completion is not None)
    return Assessment(completion, pace, len(late), max(late, default=0), over, is_level)


@dataclass(frozen=True, slots=True)
class Whole:
    """The completion of several tasks together, and how many of them it stands on."""

    completion: Decimal | None
    known: int
    all: int


def overall(tasks: list[TaskState]) -> Whole:
    """Weighted mean completion of the tasks that are known; one that overfulfils does not make up for
    another."""
    known = [(task.weight, min(task.completion, _FULL)) for task in tasks if task.completion is not None]
    weight = sum((each for each, _ in known), Decimal(0))
    if not weight:
        return Whole(None, 0, len(tasks))
    return Whole(sum((each * done for each, done in known), Decimal(0)) / weight, len(known), len(tasks))
