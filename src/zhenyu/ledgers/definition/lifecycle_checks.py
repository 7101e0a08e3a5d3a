"""What is wrong with the life cycle and the deadlines of a definition. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from zhenyu.ledgers.definition.faults import DAYS, Fault, field_named, state_named
from zhenyu.ledgers.definition.ledger_definition import Deadline, FieldType, LedgerDefinition, Transition
from zhenyu.people.types import Role

_PERSONS: Final = frozenset({FieldType.USER, FieldType.PERSON_NAME})


def lifecycle_faults(definition: LedgerDefinition) -> Iterator[Fault]:
    cycle = definition.lifecycle
    if cycle is None:
        return
    yield from state_named("lifecycle.initial", cycle.initial, definition)
    twice = [name for name, count in Counter(step.name for step in cycle.transitions).items() if count > 1]
    if twice:
        yield "lifecycle.transitions", f"有两个步骤都叫“{twice[0]}”", "步骤代码要各不相同"
    for number, step in enumerate(cycle.transitions):
        path = f"lifecycle.transitions[{number}]（{step.name}）"
        for state in step.from_:
            yield from state_named(f"{path}.from", state, definition)
        yield from state_named(f"{path}.to", step.to, definition)
        if step.role is not None and step.role not in set(Role):
            yield f"{path}.role", f"没有“{step.role}”这个角色", f"可用的有：{'、'.join(Role)}"
        for name in step.requires:
            yield from field_named(f"{path}.requires", name, definition)
        yield from _not_by_faults(path, step, definition)


def _not_by_faults(path: str, step: Transition, definition: LedgerDefinition) -> Iterator[Fault]:
    if step.not_by is None or step.not_by == "creator":
        return
    field = definition.by_name.get(step.not_by)
    if field is not None:
        if field.type not in _PERSONS:
            yield f"{path}.not_by", f"“{field.title}”不是记人的栏目", "用 user 或 person_name 类型的栏目"
        return
    stem = step.not_by.removesuffix("er").removesuffix("or").removesuffix("e")
    if len(stem) < 3 or not any(state.startswith(stem) for state in step.from_):
        yield (
            f"{path}.not_by",
            f"看不出“{step.not_by}”指谁",
            "写一个记人的栏目、creator（登记人），或前一状态的办理人，如 finisher",
        )


def deadline_faults(path: str, deadline: Deadline, definition: LedgerDefinition) -> Iterator[Fault]:
    for state in deadline.while_:
        yield from state_named(f"{path}.while", state, definition)
    if (deadline.due is None) == (deadline.from_ is None):
        yield path, "要写 due 或 from 其中一个", "due: 到期日栏目；或 from: 起算日栏目 加 limit: 5wd"
    if deadline.from_ is not None and (deadline.limit is None) == (deadline.by is None):
        yield path, "写了 from，还要写期限", "写 limit: 5wd；或 by: 选项栏目 加 limits: {选项: 1wd}"
    if deadline.due is not None and (deadline.limit or deadline.by or deadline.limits):
        yield path, "写了 due，又写了期限", "到期日已在栏目里的，不再写 limit、by、limits"
    for key, name in (("due", deadline.due), ("from", deadline.from_)):
        if name is not None:
            yield from field_named(f"{path}.{key}", name, definition, DAYS, "日期")
    yield from _limits_faults(path, deadline, definition)
    for number, step in enumerate(deadline.escalate):
        if step.to not in set(Role):
            yield f"{path}.escalate[{number}].to", f"没有“{step.to}”这个角色", f"可用的有：{'、'.join(Role)}"


def _limits_faults(path: str, deadline: Deadline, definition: LedgerDefinition) -> Iterator[Fault]:
    if (deadline.by is None) != (not deadline.limits):
        yield path, "by 和 limits 要一起写", "by: 紧急程度，limits: {突发的代码: 1wd, 一般的代码: 7wd}"
    if deadline.by is None:
        return
    yield from field_named(f"{path}.by", deadline.by, definition, frozenset({FieldType.CHOICE}), "单选")
    field = definition.by_name.get(deadline.by)
    for code in deadline.limits if field else ():
        if field and code not in field.choices:
            known = "、".join(field.choices)
            yield f"{path}.limits", f"“{field.title}”没有“{code}”这个选项", f"可用的有：{known}"
