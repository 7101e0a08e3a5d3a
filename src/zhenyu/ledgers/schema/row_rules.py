"""Rules over whole rows, checked by the database on the staged rows merged with the stored ones.

Each rule is a condition over the merged row ``m`` that is true when the rule is broken. Checks hold for every
write; the rules of the life cycle here are for imports, where a state comes as a cell (single transitions go
through ``lifecycle``).
"""

from __future__ import annotations

from dataclasses import dataclass

from psycopg import sql

from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers.definition.formula_fields import compiled_check
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition, Transition
from zhenyu.ledgers.definition.lifecycle import may_take, reachable_pairs
from zhenyu.people.types import Reader


@dataclass(frozen=True, slots=True)
class RowRule:
    """``broken_when``: SQL over ``m``; the rest is the message. ``field`` is the field to mark, or
    empty."""

    rule: str
    broken_when: sql.Composable
    message: str
    hint: str = ""
    field: str = ""


def check_rules(definition: LedgerDefinition) -> list[RowRule]:
    """The ``check:`` constraints; as in SQL, a check on blanks is not broken."""
    rules = []
    for constraint in definition.constraints:
        if constraint.check is None:
            continue
        check = compiled_check(definition, constraint.check)
        fields = [name for name in check.names if name in definition.by_name]
        condition = sql.SQL(f"NOT {check.sql(parameters=True)}")
        hint = "请核对这一行，改正后重新提交"
        rules.append(RowRule("check", condition, constraint.message, hint, fields[0] if fields else ""))
    return rules


def import_rules(
    definition: LedgerDefinition, area: AreaCode, by: Reader, brought: frozenset[str]
) -> list[RowRule]:
    """Checks, new rows without a required column, masked values without a row to keep them from, the life
    cycle.

    Arguments:
        brought: the fields that the import has columns for.
    """
    rules = check_rules(definition)
    missing = [field.title for field in definition.fields if field.required and field.name not in brought]
    if missing:
        message = f"新记录要填“{'、'.join(missing)}”，表里没有这一列"
        rules.append(
            RowRule(
                "required", sql.SQL("m.row_id IS NULL"), message, "补上这一列，或在确认表头时指明是哪一列"
            )
        )
    if any(field.private for field in definition.fields):
        rules.append(
            RowRule(
                "masked",
                sql.SQL("m.row_id IS NULL AND cardinality(m.keep) > 0"),
                "带 * 的是遮盖后的内容，这一行又是新的，无从还原",
                "请填写完整内容，或核对主键是否填错",
            )
        )
    if definition.lifecycle is not None:
        rules += _lifecycle_rules(definition, area, by)
    return rules


def _lifecycle_rules(definition: LedgerDefinition, area: AreaCode, by: Reader) -> list[RowRule]:
    cycle = definition.lifecycle
    assert cycle is not None  # noqa: S101 — asked only with a life cycle
    rules = [rule for step in cycle.transitions for rule in _requirements(step, definition)]
    if by.unlimited:
        return rules
    allowed = [step for step in cycle.transitions if may_take(step, definition, area, by)]
    pairs = reachable_pairs(cycle, allowed)
    reachable = [cycle.initial, *(to for start, to in pairs if start == cycle.initial)]
    rules.append(
        RowRule(
            "state",
            sql.SQL("m.row_id IS NULL AND m.state <> ALL({})").format(sql.Literal(reachable)),
            "新登记的记录不能直接是这个状态",
            f"您可以登记为：{'、'.join(cycle.states[state] for state in dict.fromkeys(reachable))}",
            "state",
        )
    )
    known = [f"{start}>{to}" for start, to in sorted(pairs)]
    rules.append(
        RowRule(
            "state",
            sql.SQL(
                "m.row_id IS NOT NULL AND m.state <> m.old_state AND m.old_state || '>' || m.state <> ALL({})"
            ).format(sql.Literal(known)),
            "不能从现在的状态改成这个状态",
            "请按流程逐步办理，或由有权限的人导入",
            "state",
        )
    )
    return rules + [
        rule for step in cycle.transitions if step.not_by for rule in _others(step, definition, by)
    ]


def _requirements(step: Transition, definition: LedgerDefinition) -> list[RowRule]:
    return [
        RowRule(
            "requires",
            sql.SQL("m.state = {} AND m.old_state IS DISTINCT FROM m.state AND m.{} IS NULL").format(
                sql.Literal(step.to), sql.Identifier(name)
            ),
            f"状态是“{definition.states[step.to]}”时要填“{definition.by_name[name].title}”",
            "请补齐，或改回前一个状态",
            name,
        )
        for name in step.requires
    ]


def _others(step: Transition, definition: LedgerDefinition, by: Reader) -> list[RowRule]:
    person = "m.state_by"
    if step.not_by == "creator":
        person = "m.row_creator"
    elif step.not_by in definition.by_name:
        person = f'm."{step.not_by}"'
    condition = sql.SQL(
        "m.row_id IS NOT NULL AND m.old_state = ANY({}) AND m.state = {} AND " + person + " = {}"
    ).format(sql.Literal(list(step.from_)), sql.Literal(step.to), _name(by.name))
    return [RowRule("not_by", condition, f"“{step.title}”不能由本人办理", "请换一位同事导入", "state")]


def _name(text: str) -> sql.Composable:
    """A literal inside a statement that also has parameters."""
    return sql.SQL(sql.Literal(text).as_string(None).replace("%", "%%"))
