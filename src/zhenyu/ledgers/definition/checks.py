"""What is wrong with a definition, each fault with its file, its path and its remedy. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic import ValidationError

from zhenyu.core.errors import UsageError, ZhenyuError
from zhenyu.core.values.quantities import unit_of
from zhenyu.ledgers.definition.faults import DAYS, Fault, field_named
from zhenyu.ledgers.definition.formula_fields import compiled_check
from zhenyu.ledgers.definition.ledger_definition import (
    Constraint,
    Field,
    FieldType,
    LedgerDefinition,
)
from zhenyu.ledgers.definition.lifecycle_checks import deadline_faults, lifecycle_faults
from zhenyu.ledgers.definition.schema_errors import usage_error

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
    yield from lifecycle_faults(definition)
    for number, deadline in enumerate(definition.deadlines):
        yield from deadline_faults(f"deadlines[{number}]", deadline, definition)
    for number, constraint in enumerate(definition.constraints):
        yield from _constraint_faults(f"constraints[{number}]", constraint, definition)
    for number, measure in enumerate(definition.measures):
        for part, name in (("on", measure.on), ("until", measure.until)):
            if name is not None:
                days = DAYS | {FieldType.MONTH}
                yield from field_named(f"measures[{number}].{part}", name, definition, days, "日期或月份")


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
        yield from field_named(f"key[{number}]", name, definition)
        field = definition.by_name.get(name)
        if field and field.type in _NO_KEY:
            yield (
                f"key[{number}]",
                f"{field.type} 类型的“{field.title}”不能作主键",
                "用编号、姓名、日期一类的栏目",
            )


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
        yield from field_named(f"{path}.balance", constraint.balance, definition, numeric, "数值")
        for name in constraint.by:
            yield from field_named(f"{path}.by", name, definition)
