"""Frozen values of plans: how each task stands, the tree of a work system, the wall of lights by office."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from zhenyu.core.values.addresses import FigureAddress
from zhenyu.indicators.types import Figure
from zhenyu.plans.lights import LIGHTS, Light


@dataclass(frozen=True, slots=True)
class NodeState:
    """A time node as it stood on the day asked about."""

    id: int
    title: str
    due: date
    done_on: date | None
    weight: Decimal
    overdue_days: int = 0

    @property
    def overdue(self) -> bool:
        return self.overdue_days > 0


@dataclass(frozen=True, slots=True)
class LastReport:
    """The latest thing said about a task."""

    day: date
    progress: str
    problem: str
    next_step: str
    reported_by: str


@dataclass(frozen=True, slots=True)
class TaskState:
    """A task and how it stood.

    Arguments:
        completion: per cent; None when unknown.
        pace: percentage points ahead of (or, negative, behind) the calendar; None when unknown.
        address, figure: the figure it is measured by; None for a task of nodes only.
        goals: the titles above it, level first.
    """

    id: int
    title: str
    lead: str
    assisting: tuple[str, ...]
    person: str
    weight: Decimal
    duty: str
    basis: str
    area: str
    area_name: str
    goals: tuple[str, ...]
    address: FigureAddress | None
    figure: Figure | None
    target: Decimal | None
    nodes: tuple[NodeState, ...]
    completion: Decimal | None
    pace: Decimal | None
    light: Light
    reason: str
    last_report: LastReport | None

    @property
    def next_node(self) -> NodeState | None:
        """The earliest node not done."""
        return min((node for node in self.nodes if not node.done_on), key=lambda node: node.due, default=None)


@dataclass(frozen=True, slots=True)
class TreeNode:
    """A place in the tree: the root, a work system, a level, an item, or a task (a leaf).

    Arguments:
        level: depth, the root being 0.
        completion: per cent, weighted over the tasks below whose completion is known, each counted up to 100;
            None when none is known.
        light: the most urgent light below.
        tasks_known, tasks_all: how many tasks the completion stands on.
    """

    title: str
    kind: str
    level: int
    children: tuple[TreeNode, ...]
    task: TaskState | None
    light: Light
    completion: Decimal | None
    tasks_known: int = 0
    tasks_all: int = 0

    def tasks(self) -> Iterator[TaskState]:
        """Every task below, in order."""
        if self.task:
            yield self.task
        for child in self.children:
            yield from child.tasks()

    @property
    def light_counts(self) -> dict[str, int]:
        """How many tasks below show each light, most urgent first."""
        return light_counts(list(self.tasks()))

    def as_json(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "kind": self.kind,
            "level": self.level,
            "light": self.light.code,
            "completion": None if self.completion is None else str(self.completion),
            "children": [child.as_json() for child in self.children],
        }


@dataclass(frozen=True, slots=True)
class OfficeWall:
    """The tasks an office leads, most urgent first."""

    office: str
    tasks: tuple[TaskState, ...]

    @property
    def light_counts(self) -> dict[str, int]:
        return light_counts(self.tasks)


def light_counts(tasks: tuple[TaskState, ...] | list[TaskState]) -> dict[str, int]:
    """How many tasks show each light, most urgent first, zeros included."""
    counted = Counter(task.light.code for task in tasks)
    return {
        light.code: counted[light.code] for light in sorted(LIGHTS.values(), key=lambda light: -light.order)
    }
