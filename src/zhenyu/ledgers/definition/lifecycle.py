"""Guards of the life cycle: who may take which step, from where, with what filled in. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from zhenyu.core.errors import NotAllowed, NotFound, RefusedError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition, Lifecycle, Transition
from zhenyu.people.types import ROLE_TITLES, Reader, Role


def find_transition(definition: LedgerDefinition, name: str) -> Transition:
    """The step of that name; NotFound names those there are."""
    step = definition.lifecycle.transition(name) if definition.lifecycle else None
    if step is None:
        steps = definition.lifecycle.transitions if definition.lifecycle else ()
        known = "、".join(f"{step.title}（{step.name}）" for step in steps)
        raise NotFound(
            f"台账“{definition.title}”没有“{name}”这一步",
            f"有的步骤：{known}" if known else "这个台账没有流程",
        )
    return step


def may_take(step: Transition, definition: LedgerDefinition, area: AreaCode, by: Reader) -> bool:
    """Whether the role of a step, or without one the right to write, is held there."""
    if step.role is None:
        return by.may_write(area, definition.domain)
    return by.holds(Role(step.role), area, definition.domain)


def check_step(
    step: Transition,
    definition: LedgerDefinition,
    *,
    area: AreaCode,
    state: str | None,
    values: Mapping[str, Any],
    forbidden: Iterable[str],
    by: Reader,
) -> None:
    """Refuse a step that the row or the person may not take.

    Arguments:
        values: the row's values as they will be.
        forbidden: names of the people ``not_by`` stands for.

    Raises:
        NotAllowed, RefusedError: with the role, state or field that is missing.
    """
    states = definition.states
    if state not in step.from_:
        wanted = "、".join(states[code] for code in step.from_)
        raise RefusedError(
            f"“{step.title}”要在“{wanted}”状态办理，现在是“{states.get(state or '', '无状态')}”",
            "请刷新后再看",
        )
    if not may_take(step, definition, area, by):
        who = ROLE_TITLES[Role(step.role)] if step.role else "有填报权限的人"
        raise NotAllowed(f"“{step.title}”要由{who}办理", "请转给有权限的人办理")
    blank = [definition.by_name[name].title for name in step.requires if values.get(name) is None]
    if blank:
        raise RefusedError(f"办理“{step.title}”前要填：{'、'.join(blank)}", "请先补齐，再办理")
    if not by.unlimited and by.name in forbidden:
        raise NotAllowed(f"“{step.title}”不能由本人办理", "经办人与办理人要分开，请换一位同事办理")


def reachable_pairs(cycle: Lifecycle, allowed: Iterable[Transition]) -> frozenset[tuple[str, str]]:
    """(from, to) pairs that a chain of allowed steps connects: what an import may change at one go."""
    pairs = {(state, step.to) for step in allowed for state in step.from_}
    while True:
        longer = {(a, d) for a, b in pairs for c, d in pairs if b == c and a != d} - pairs
        if not longer:
            return frozenset(pairs) & frozenset((a, b) for a in cycle.states for b in cycle.states)
        pairs |= longer


def forbidden_people(
    step: Transition, definition: LedgerDefinition, row: Mapping[str, Any]
) -> tuple[str, ...]:
    """Names of those who may not take the step on this row (all its columns given)."""
    if step.not_by is None:
        return ()
    if step.not_by == "creator":
        return (row["created_by"],)
    if step.not_by in definition.by_name:
        return (row[step.not_by],) if row[step.not_by] else ()
    return ((row["extra"] or {}).get("state_by") or row["updated_by"],)
