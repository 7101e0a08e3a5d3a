"""Faults of a definition, each said with its file, its path and its remedy. Pure."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic import ValidationError

from zhenyu.core.errors import UsageError, ZhenyuError
from zhenyu.core.values.quantities import unit_of
from zhenyu.ledgers.definition.formula_fields import compiled_check
from zhenyu.ledgers.definition.ledger_definition import (
    Constraint,
    Deadline,
    Field,
    FieldType,
    LedgerDefinition,
    Transition,
)
from zhenyu.ledgers.definition.schema_errors import usage_error
from zhenyu.people.types import Role

SYSTEM_COLUMNS: Final = (
    "id",
    "area",
    "state",
    "version",
    "created_at",
    "created_by",
    "updated_at",
    "updated_by",
    "batch",
    "owner",
    "due",
    "deleted_at",
    "extra",
)
RESERVED_NAMES: Final = frozenset(
    {
        *SYSTEM_COLUMNS,
        *"cmnrst",
        "keep",
        "image",
        "row_id",
        "row_version",
        "old_state",
        "state_by",
        "row_creator",
        "pk",
    }
    | {"objects", "self", "why"}
)
"""Names that statements and pages use for themselves beside a row's fields: no field may have them."""
RESERVED_CODES: Final = frozenset({"new", "overlap", "updates"})
"""Codes that would hide pages: ``/ledgers/new/``, ``/ledgers/updates/``."""
_NO_KEY: Final = frozenset(
    {FieldType.LONG_TEXT, FieldType.CHOICES, FieldType.ATTACHMENT, FieldType.POINT, FieldType.BOOLEAN}
)
_PERSONS: Final = frozenset({FieldType.USER, FieldType.PERSON_NAME})
_DAYS: Final = frozenset({FieldType.DATE})
Fault = tuple[str, str, str]
"""Path, what is wrong, what to do."""


def read_definition(raw: Mapping[str, Any], source: str = "台账定义") -> LedgerDefinition:
    """Read a mapping as parsed from YAML, and check it as a whole.

    Raises:
        UsageError: names ``source``, the path inside it and what to write instead.
    """
    if not isinstance(raw, Mapping):
        raise UsageError(f"{source}：台账定义应是“名称: 值”的对照，现在不是", "参照 docs 中的台账定义示例")
    try:
        definition = LedgerDefinition.model_validate(_mended(raw))
    except ValidationError as problem:
        raise usage_error(problem, raw, source) from None
    for path, message, hint in _faults(definition):
        raise UsageError(f"{source}：{path} {message}", hint)
    return definition


def read_kept_definition(raw: Mapping[str, Any], source: str = "台账定义") -> LedgerDefinition:
    """Read a version as it was kept. Its checks were judged by the language of their day: one that is no
    longer read must not close the ledger, it is refused when a row is written or the definition changed.

    Raises:
        UsageError: as :func:`read_definition`, but for checks.
    """
    try:
        return read_definition(raw, source)
    except UsageError:
        others = [each for each in raw.get("constraints") or () if "check" not in each]
        read_definition({**raw, "constraints": others}, source)
        return LedgerDefinition.model_validate(_mended(raw))


def _mended(raw: Mapping[str, Any]) -> dict[str, Any]:
    """YAML 1.1 reads the bare key ``on`` as the truth value: put the word back where we use it."""
    measures = [
        {("on" if key is True else key): value for key, value in measure.items()}
        if isinstance(measure, Mapping)
        else measure
        for measure in raw.get("measures") or ()
    ]
    return {**raw, "measures": measures}


# --- what only the whole shows --------------------------------------------------------------------


def _faults(definition: LedgerDefinition) -> Iterator[Fault]:
    if definition.code in RESERVED_CODES:
        yield "code", f"不能是“{definition.code}”，系统页面用了这个地址", "换一个代码"
    yield from _field_faults(definition)
    yield from _key_faults(definition)
    yield from _lifecycle_faults(definition)
    for number, deadline in enumerate(definition.deadlines):
        yield from _deadline_faults(f"deadlines[{number}]", deadline, definition)
    for number, constraint in enumerate(definition.constraints):
        yield from _constraint_faults(f"constraints[{number}]", constraint, definition)
    for number, measure in enumerate(definition.measures):
        for part, name in (("on", measure.on), ("until", measure.until)):
            if name is not None:
                days = _DAYS | {FieldType.MONTH}
                yield from _field_named(f"measures[{number}].{part}", name, definition, days, "日期或月份")


def _field_faults(definition: LedgerDefinition) -> Iterator[Fault]:
    for what, seen in (
        ("name", Counter(field.name for field in definition.whole.fields)),
        ("title", Counter(field.title for field in definition.fields)),
    ):
        for value, count in seen.items():
            if count > 1:
                yield (
                    "fields",
                    f"有{count}个栏目的 {what} 都是“{value}”",
                    "每个栏目的代码和名称都要不同，也不能与停用栏目的代码相同",
                )
    former = {name: field for field in definition.whole.fields for name in field.formerly}
    for number, field in enumerate(definition.fields):
        path = f"fields[{number}]（{field.name}）"
        if field.name in RESERVED_NAMES or "__" in field.name or field.name.endswith("_"):
            fitting = re.sub(r"_+", "_", f"{field.name}_value")
            yield (
                f"{path}.name",
                "是系统自带的名称，或有连续、结尾的下划线",
                f"换一个代码，如 {fitting}",
            )
        if field.name in former and former[field.name].name != field.name:
            owner = former[field.name].title
            yield f"{path}.name", f"“{field.name}”是栏目“{owner}”以前的代码，旧记录会混淆", "换一个代码"
        if (field.type in (FieldType.CHOICE, FieldType.CHOICES)) != bool(field.choices):
            yield (
                f"{path}.choices",
                "与类型不符",
                "choice 和 choices 类型要列出选项（代码: 名称），其他类型不要写",
            )
        yield from _choice_faults(path, field)
        if field.sort and field.type in _NO_KEY:
            yield f"{path}.sort", f"{field.type} 类型不能设为常用排序", "去掉 sort"
        if (field.type is FieldType.RECORD) != (field.record is not None):
            yield f"{path}.record", "与类型不符", "record 类型要写它指向的台账代码，其他类型不要写"
        yield from _unit_faults(path, field)


def _choice_faults(path: str, field: Field) -> Iterator[Fault]:
    for code, title in field.choices.items():
        if code in ("True", "False", "true", "false"):
            yield (
                f"{path}.choices",
                f"选项“{title}”的代码被 YAML 读成了真假值",
                "给代码加上引号，如 'yes': 是",
            )
        if any(mark in title for mark in "、，,；;"):
            yield (
                f"{path}.choices",
                f"选项“{title}”里有分隔符",
                "选项名称里不要用顿号、逗号和分号，导入时要靠它们分开多个选项",
            )
    twice = [title for title, count in Counter(field.choices.values()).items() if count > 1]
    if twice:
        yield f"{path}.choices", f"有两个选项都叫“{twice[0]}”", "合并或改名"


def _unit_faults(path: str, field: Field) -> Iterator[Fault]:
    if field.unit is None:
        return
    if not field.numeric:
        yield f"{path}.unit", f"{field.type} 类型没有单位", "去掉 unit，或把类型改成数值"
        return
    try:
        family = unit_of(field.unit).family
    except ZhenyuError as problem:
        yield f"{path}.unit", problem.message, problem.hint
        return
    wanted = {FieldType.MU: "area", FieldType.LENGTH: "length", FieldType.PERCENT: "ratio"}.get(field.type)
    if (wanted and family != wanted) or (field.type is FieldType.MONEY and not family.startswith("money")):
        yield (
            f"{path}.unit",
            f"{field.type} 类型不能用单位“{field.unit}”",
            "换成同类单位，或改用 decimal 类型",
        )


def _key_faults(definition: LedgerDefinition) -> Iterator[Fault]:
    for number, name in enumerate(definition.key):
        yield from _field_named(f"key[{number}]", name, definition)
        field = definition.by_name.get(name)
        if field and field.type in _NO_KEY:
            yield (
                f"key[{number}]",
                f"{field.type} 类型的“{field.title}”不能作主键",
                "用编号、姓名、日期一类的栏目",
            )


def _lifecycle_faults(definition: LedgerDefinition) -> Iterator[Fault]:
    cycle = definition.lifecycle
    if cycle is None:
        return
    yield from _state_named("lifecycle.initial", cycle.initial, definition)
    twice = [name for name, count in Counter(step.name for step in cycle.transitions).items() if count > 1]
    if twice:
        yield "lifecycle.transitions", f"有两个步骤都叫“{twice[0]}”", "步骤代码要各不相同"
    for number, step in enumerate(cycle.transitions):
        path = f"lifecycle.transitions[{number}]（{step.name}）"
        for state in step.from_:
            yield from _state_named(f"{path}.from", state, definition)
        yield from _state_named(f"{path}.to", step.to, definition)
        if step.role is not None and step.role not in set(Role):
            yield f"{path}.role", f"没有“{step.role}”这个角色", f"可用的有：{'、'.join(Role)}"
        for name in step.requires:
            yield from _field_named(f"{path}.requires", name, definition)
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


def _deadline_faults(path: str, deadline: Deadline, definition: LedgerDefinition) -> Iterator[Fault]:
    for state in deadline.while_:
        yield from _state_named(f"{path}.while", state, definition)
    if (deadline.due is None) == (deadline.from_ is None):
        yield path, "要写 due 或 from 其中一个", "due: 到期日栏目；或 from: 起算日栏目 加 limit: 5wd"
    if deadline.from_ is not None and (deadline.limit is None) == (deadline.by is None):
        yield path, "写了 from，还要写期限", "写 limit: 5wd；或 by: 选项栏目 加 limits: {选项: 1wd}"
    if deadline.due is not None and (deadline.limit or deadline.by or deadline.limits):
        yield path, "写了 due，又写了期限", "到期日已在栏目里的，不再写 limit、by、limits"
    for key, name in (("due", deadline.due), ("from", deadline.from_)):
        if name is not None:
            yield from _field_named(f"{path}.{key}", name, definition, _DAYS, "日期")
    yield from _limits_faults(path, deadline, definition)
    for number, step in enumerate(deadline.escalate):
        if step.to not in set(Role):
            yield f"{path}.escalate[{number}].to", f"没有“{step.to}”这个角色", f"可用的有：{'、'.join(Role)}"


def _limits_faults(path: str, deadline: Deadline, definition: LedgerDefinition) -> Iterator[Fault]:
    if (deadline.by is None) != (not deadline.limits):
        yield path, "by 和 limits 要一起写", "by: 紧急程度，limits: {突发的代码: 1wd, 一般的代码: 7wd}"
    if deadline.by is None:
        return
    yield from _field_named(f"{path}.by", deadline.by, definition, frozenset({FieldType.CHOICE}), "单选")
    field = definition.by_name.get(deadline.by)
    for code in deadline.limits if field else ():
        if field and code not in field.choices:
            known = "、".join(field.choices)
            yield f"{path}.limits", f"“{field.title}”没有“{code}”这个选项", f"可用的有：{known}"


def _constraint_faults(path: str, constraint: Constraint, definition: LedgerDefinition) -> Iterator[Fault]:
    if (constraint.check is None) == (constraint.balance is None):
        yield path, "要写 check 或 balance 其中一个", 'check: "cost >= 0"；或 balance: 分值栏目'
    if constraint.check is not None:
        try:
            compiled_check(definition, constraint.check)
        except UsageError as problem:
            yield f"{path}.check", problem.message, problem.hint
        if not constraint.message:
            yield f"{path}.message", "没有写", "写一句话告诉填表人哪里不对，如：造价不能为负"
    if constraint.balance is not None:
        numeric = frozenset(field.type for field in definition.fields if field.numeric)
        yield from _field_named(f"{path}.balance", constraint.balance, definition, numeric, "数值")
        for name in constraint.by:
            yield from _field_named(f"{path}.by", name, definition)


def _field_named(
    path: str,
    name: str,
    definition: LedgerDefinition,
    types: frozenset[FieldType] = frozenset(),
    word: str = "",
) -> Iterator[Fault]:
    field = definition.by_name.get(name)
    if field is None:
        near = difflib.get_close_matches(name, definition.by_name, n=1)
        hint = f"是不是“{near[0]}”？" if near else f"已有的栏目：{'、'.join(definition.by_name)}"
        yield path, f"用了没有的栏目“{name}”", hint
    elif types and field.type not in types:
        yield path, f"栏目“{field.title}”不是{word}类型", f"换一个{word}类型的栏目"


def _state_named(path: str, state: str, definition: LedgerDefinition) -> Iterator[Fault]:
    if state not in definition.states:
        near = difflib.get_close_matches(state, definition.states, n=1)
        hint = f"是不是“{near[0]}”？" if near else "先在 lifecycle.states 里列出这个状态"
        yield path, f"用了没有的状态“{state}”", hint
