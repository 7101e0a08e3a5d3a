"""The changes between two definitions of a ledger, each with a Chinese sentence. Pure.

What they do to the existing rows is asked of the database by :mod:`zhenyu.ledgers.redefinition.impact`; the
table itself is altered by :mod:`zhenyu.ledgers.redefinition.alter_table`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from zhenyu.ledgers.definition.field_renames import origins, with_renames, words_in
from zhenyu.ledgers.definition.ledger_definition import (
    TYPE_TITLES,
    Constraint,
    Field,
    LedgerDefinition,
    Measure,
    Transition,
)

_PRIVACY: Final = {"public": "公开", "internal": "内部", "personal": "个人信息", "sensitive": "敏感信息"}


class ChangeKind(StrEnum):
    """What a change is about; which kinds affect rows is said in
    :mod:`zhenyu.ledgers.redefinition.impact`."""

    DESCRIBE = "describe"
    LEVEL = "level"
    DOMAIN = "domain"
    ADD_FIELD = "add_field"
    RENAME_FIELD = "rename_field"
    RETIRE_FIELD = "retire_field"
    RESTORE_FIELD = "restore_field"
    DROP_FIELD = "drop_field"
    RETYPE_FIELD = "retype_field"
    UNIT = "unit"
    DROP_CHOICES = "drop_choices"
    REQUIRE_FIELD = "require_field"
    KEY = "key"
    DROP_STATES = "drop_states"
    START_STATES = "start_states"
    LIFECYCLE = "lifecycle"
    DEADLINES = "deadlines"
    ADD_CHECK = "add_check"
    CONSTRAINTS = "constraints"
    MEASURES = "measures"


@dataclass(frozen=True, slots=True)
class DefinitionChange:
    """One thing that changes.

    Arguments:
        sentence: what it is, in Chinese.
        before, after: the field as it was and as it will be, where the change is about one.
        names: codes the change is about: choices or states that go, columns of the new key, indicators
            touched.
        check: the expression of a new constraint.
    """

    kind: ChangeKind
    sentence: str
    before: Field | None = None
    after: Field | None = None
    names: tuple[str, ...] = ()
    check: str = ""


def definition_changes(old: LedgerDefinition, new: LedgerDefinition) -> tuple[DefinitionChange, ...]:
    """What changes between two definitions of a ledger, in the order of the definition's parts; empty when
    nothing does."""
    renames = {origin: name for name, origin in origins(old, new).items() if origin != name}
    known = LedgerDefinition.model_validate(with_renames(old.as_raw(), renames)) if renames else old
    return (*_general(old, new), *_fields(old, new), *_key(old, new), *_life(known, new), *_rules(known, new))


# --- the parts ------------------------------------------------------------------------------------


def _general(old: LedgerDefinition, new: LedgerDefinition) -> Iterator[DefinitionChange]:
    for word, name in (
        ("title", "名称"),
        ("office", "保管办公室"),
        ("basis", "收集依据"),
        ("description", "说明"),
    ):
        was, now = getattr(old, word), getattr(new, word)
        if was != now:
            yield DefinitionChange(ChangeKind.DESCRIBE, f"{name}由“{was or '（空）'}”改为“{now or '（空）'}”")
    if old.domain != new.domain:
        yield DefinitionChange(ChangeKind.DOMAIN, f"领域由“{old.domain}”改为“{new.domain}”")
    if old.level != new.level:
        yield DefinitionChange(ChangeKind.LEVEL, f"登记层级由{old.level.label}改为{new.level.label}")


def _fields(old: LedgerDefinition, new: LedgerDefinition) -> Iterator[DefinitionChange]:
    before, source = old.whole.by_name, origins(old, new)
    was_live, is_live = set(old.by_name), set(new.by_name)
    for field in new.whole.fields:
        origin = source.get(field.name)
        if origin is None:
            yield DefinitionChange(
                ChangeKind.ADD_FIELD, f"新增栏目“{field.title}”（{TYPE_TITLES[field.type]}）", after=field
            )
            continue
        was = before[origin]
        if origin != field.name:
            message = f"栏目“{was.title}”的代码由 {origin} 改为 {field.name}"
            yield DefinitionChange(ChangeKind.RENAME_FIELD, message, was, field)
        if origin in was_live and field.name not in is_live:
            yield DefinitionChange(ChangeKind.RETIRE_FIELD, f"停用栏目“{was.title}”", was, field)
        elif origin not in was_live and field.name in is_live:
            yield DefinitionChange(ChangeKind.RESTORE_FIELD, f"恢复栏目“{field.title}”", was, field)
        yield from _field_changes(was, field, newly_required=_newly_required(old, new, was, field))
    kept = set(source.values())
    for field in old.whole.fields:
        if field.name not in kept:
            yield DefinitionChange(ChangeKind.DROP_FIELD, f"删去栏目“{field.title}”", field)
    order = [source[name] for name in new.by_name if source.get(name) in was_live]
    if order != [name for name in old.by_name if name in order]:
        yield DefinitionChange(ChangeKind.DESCRIBE, "栏目的先后次序有调整")


def _newly_required(old: LedgerDefinition, new: LedgerDefinition, was: Field, field: Field) -> bool:
    return field.name in new.by_name and new.is_required(field) and not old.is_required(was)


def _field_changes(was: Field, now: Field, *, newly_required: bool) -> Iterator[DefinitionChange]:
    title = f"栏目“{was.title}”"
    if was.title != now.title:
        yield DefinitionChange(ChangeKind.DESCRIBE, f"{title}改名为“{now.title}”")
    if was.type != now.type:
        message = f"{title}的类型由{TYPE_TITLES[was.type]}改为{TYPE_TITLES[now.type]}"
        yield DefinitionChange(ChangeKind.RETYPE_FIELD, message, was, now)
    elif was.numeric and was.kept_unit != now.kept_unit:
        message = f"{title}的单位由{was.kept_unit or '无'}改为{now.kept_unit or '无'}"
        yield DefinitionChange(ChangeKind.UNIT, message, was, now)
    if was.type == now.type and was.choices != now.choices:
        yield from _choice_changes(title, was, now)
    if newly_required:
        yield DefinitionChange(ChangeKind.REQUIRE_FIELD, f"{title}改为必填", was, now)
    elif was.required and not now.required:
        yield DefinitionChange(ChangeKind.DESCRIBE, f"{title}改为可不填")
    if was.effective_privacy != now.effective_privacy:
        words = f"{_PRIVACY[was.effective_privacy]}改为{_PRIVACY[now.effective_privacy]}"
        yield DefinitionChange(ChangeKind.DESCRIBE, f"{title}的隐私级别由{words}")
    for word, name in (
        ("synonyms", "别名"),
        ("help", "填写说明"),
        ("element", "公共数据元"),
        ("record", "所指的台账"),
    ):
        if getattr(was, word) != getattr(now, word):
            yield DefinitionChange(ChangeKind.DESCRIBE, f"{title}的{name}有修改")


def _choice_changes(title: str, was: Field, now: Field) -> Iterator[DefinitionChange]:
    gone = tuple(code for code in was.choices if code not in now.choices)
    if gone:
        names = "、".join(was.choices[code] for code in gone)
        yield DefinitionChange(ChangeKind.DROP_CHOICES, f"{title}删去选项“{names}”", was, now, gone)
    added = [text for code, text in now.choices.items() if code not in was.choices]
    if added:
        yield DefinitionChange(ChangeKind.DESCRIBE, f"{title}新增选项“{'、'.join(added)}”")
    for code, text in now.choices.items():
        if was.choices.get(code, text) != text:
            yield DefinitionChange(ChangeKind.DESCRIBE, f"{title}的选项“{was.choices[code]}”改名为“{text}”")
    if not gone and not added and list(was.choices) != list(now.choices):
        yield DefinitionChange(ChangeKind.DESCRIBE, f"{title}的选项次序有调整")


def _key(old: LedgerDefinition, new: LedgerDefinition) -> Iterator[DefinitionChange]:
    source = origins(old, new)
    if tuple(source.get(name, "") for name in new.key) != old.key:
        titles = "、".join(new.by_name[name].title for name in new.key) or "无"
        names = tuple(source.get(name, "") for name in new.key)
        yield DefinitionChange(ChangeKind.KEY, f"主键改为：{titles}", names=names)


def _life(old: LedgerDefinition, new: LedgerDefinition) -> Iterator[DefinitionChange]:
    gone = tuple(state for state in old.states if state not in new.states)
    if gone:
        names = "、".join(old.states[state] for state in gone)
        yield DefinitionChange(ChangeKind.DROP_STATES, f"删去状态“{names}”", names=gone)
    if new.lifecycle and not old.lifecycle:
        first = new.states[new.lifecycle.initial]
        yield DefinitionChange(ChangeKind.START_STATES, f"开始分状态办理，已有记录都从“{first}”开始")
    for code, title in new.states.items():
        if code not in old.states and old.lifecycle:
            yield DefinitionChange(ChangeKind.LIFECYCLE, f"新增状态“{title}”")
        elif old.states.get(code, title) != title:
            yield DefinitionChange(ChangeKind.LIFECYCLE, f"状态“{old.states[code]}”改名为“{title}”")
    if old.lifecycle and new.lifecycle:
        if old.lifecycle.initial != new.lifecycle.initial:
            message = f"新记录的状态由“{old.states[old.lifecycle.initial]}”改为“{new.states[new.lifecycle.initial]}”"
            yield DefinitionChange(ChangeKind.LIFECYCLE, message)
        yield from _list_changes(
            ChangeKind.LIFECYCLE, "步骤", _steps_by_name(old), _steps_by_name(new), lambda step: step.title
        )


def _steps_by_name(definition: LedgerDefinition) -> dict[str, Transition]:
    return {step.name: step for step in definition.lifecycle.transitions} if definition.lifecycle else {}


def _rules(known: LedgerDefinition, new: LedgerDefinition) -> Iterator[DefinitionChange]:
    if known.deadlines != new.deadlines:
        yield DefinitionChange(ChangeKind.DEADLINES, "办理时限有修改")
    for rule in known.constraints:
        if rule not in new.constraints:
            yield DefinitionChange(ChangeKind.CONSTRAINTS, f"取消规则“{_rule_words(rule)}”")
    for rule in new.constraints:
        if rule not in known.constraints:
            yield DefinitionChange(
                ChangeKind.ADD_CHECK, f"新增规则“{_rule_words(rule)}”", check=rule.check or ""
            )
    touched = _indicators_touched(known, new)
    if touched:
        yield DefinitionChange(ChangeKind.MEASURES, "重新计算由本台账供数的指标", names=touched)


def _indicators_touched(known: LedgerDefinition, new: LedgerDefinition) -> tuple[str, ...]:
    """Indicators whose measures changed, or which read a field that is read otherwise now."""
    changed = {measure.indicator for measure in {*known.measures} ^ {*new.measures}}
    otherwise = {
        field.name
        for field in new.fields
        if field.name in known.by_name
        and (known.by_name[field.name].type, known.by_name[field.name].kept_unit)
        != (field.type, field.kept_unit)
    }
    changed |= {measure.indicator for measure in new.measures if otherwise & words_of(measure)}
    return tuple(sorted(changed))


def words_of(measure: Measure) -> set[str]:
    """The names a measure mentions."""
    text = f"{measure.value} {measure.where or ''} {measure.on or ''} {measure.until or ''}"
    return words_in(text)


def _list_changes(
    kind: ChangeKind, word: str, before: Mapping[str, Any], after: Mapping[str, Any], title: Any
) -> Iterator[DefinitionChange]:
    for code, item in before.items():
        if code not in after:
            yield DefinitionChange(kind, f"删去{word}“{title(item)}”")
    for code, item in after.items():
        if code not in before:
            yield DefinitionChange(kind, f"新增{word}“{title(item)}”")
        elif before[code] != item:
            yield DefinitionChange(kind, f"{word}“{title(item)}”有修改")


def _rule_words(rule: Constraint) -> str:
    return rule.message or rule.check or f"{rule.balance} 的累计不低于 {rule.min}"
