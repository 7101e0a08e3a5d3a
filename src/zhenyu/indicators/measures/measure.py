"""Measures: the joint between a ledger and an indicator, compiled. Pure.

A ledger's measure says what of a row counts (``value``, ``where``), when (``on``, the date of entry) and
until when it stands (``until``, the date of leaving, stocks only). Without ``on`` the day the row was
recorded stands for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from typing import Final

from zhenyu.core.errors import NotFound, UsageError
from zhenyu.core.values.area_codes import AreaLevel
from zhenyu.core.values.quantities import unit_of
from zhenyu.formulas.fields import FieldInfo, ValueKind
from zhenyu.formulas.formula import SYSTEM_FIELDS, Condition, Value, parse_condition, parse_value
from zhenyu.formulas.nodes import Term
from zhenyu.formulas.postgresql import column, row_total_sql, times
from zhenyu.formulas.tree import names_in
from zhenyu.indicators.catalogue.indicator_definition import IndicatorDefinition, IndicatorKind, TimeRule
from zhenyu.ledgers.definition.formula_fields import field_info, state_info
from zhenyu.ledgers.definition.ledger_definition import Field, FieldType, LedgerDefinition, Measure

_NOT_COMPARED: Final = frozenset({FieldType.RECORD, FieldType.USER, FieldType.OFFICE})
RECORDED: Final = "created_at"
"""Stands for ``on`` where a measure has none: the day the row was recorded, in China Standard Time."""
RECORDED_SQL: Final = f"({column(RECORDED)} AT TIME ZONE INTERVAL '8 hours')::date"
"""An offset, not a zone's name: the same since 1991, and it need not be looked up for every row."""


class MeasureRole(StrEnum):
    """How a measure's rows make its indicator's value."""

    # each row moves the total in its month: flows, stocks of things that enter and leave
    MOVEMENT = "movement"
    LEVEL = "level"  # each row states a level for its month (key holds the month): the last one counts
    ASKED = "asked"  # not additive: asked of the rows at the level required


@dataclass(frozen=True, slots=True, eq=False)
class CompiledMeasure:
    """A measure ready to be asked. Compiled once and compared by identity: statements are kept for it.

    Arguments:
        number: its place among the ledger's measures, from 0.
        factor: ledger value × factor = value in the indicator's unit.
    """

    ledger: str
    ledger_title: str
    table: str
    level: AreaLevel
    number: int
    indicator: IndicatorDefinition
    value: Value
    where: Condition | None
    on: FieldInfo | None
    until: FieldInfo | None
    role: MeasureRole
    factor: Fraction

    @property
    def condition_sql(self) -> str:
        return self.where.sql if self.where else "TRUE"

    @property
    def entry_sql(self) -> str:
        """The day a row enters, a date or NULL."""
        return column(self.on.name) if self.on else RECORDED_SQL

    @property
    def leaving_sql(self) -> str | None:
        return column(self.until.name) if self.until else None

    @property
    def terms(self) -> tuple[Term, ...]:
        """The value in the indicator's unit as a sum of counts and sums times exact numbers; additive
        measures only."""
        return tuple(Term(term.factor * self.factor, term.counted) for term in self.value.terms)

    @property
    def contribution_sql(self) -> str:
        """What one row that counts adds (of ``min`` and ``max``: brings to the comparison), in the
        indicator's unit."""
        if self.value.extreme:
            return times(self.value.row_sql, self.factor)
        return row_total_sql(self.terms)

    @property
    def columns(self) -> frozenset[str]:
        """The columns of a row that decide where and how much it counts."""
        trees = [self.value.tree, *([self.where.tree] if self.where else [])]
        named = {name for tree in trees for name in names_in(tree)}
        return frozenset({*named, "area", RECORDED, *(each.name for each in (self.on, self.until) if each)})

    @property
    def formula(self) -> str:
        """As declared: ``count() where state = 'accepted' on finished_on``."""
        parts = [self.value.text]
        parts += [f"where {self.where.text}"] if self.where else []
        parts += [f"on {self.on.name}"] if self.on else []
        parts += [f"until {self.until.name}"] if self.until else []
        return " ".join(parts)

    @property
    def sentence(self) -> str:
        """“状态为‘已验收’的户数”."""
        return self.value.sentence(self.where, self.indicator.unit)

    @property
    def full_sentence(self) -> str:
        """The sentence with the ledger it reads and how rows find their month."""
        dated = f"按“{self.on.title}”归入月份" if self.on else "按登记日期归入月份"
        leaves = f"，“{self.until.title}”之后不再计入" if self.until else ""
        level = "，每月一个数，取期末最近一个月" if self.role is MeasureRole.LEVEL else ""
        return f"{self.ledger_title}中{self.sentence}，{dated}{leaves}{level}"


def fields_of(definition: LedgerDefinition) -> tuple[FieldInfo, ...]:
    """What formulas may name: the ledger's fields, ``state``, ``area`` and ``due``."""
    return (*(_field_info(field) for field in definition.fields), state_info(definition), *SYSTEM_FIELDS)


def _field_info(field: Field) -> FieldInfo:
    """As checks see it, but what counts rows may neither compare sensitive values nor ids of rows and
    persons."""
    info = field_info(field)
    if field.effective_privacy == "sensitive" or field.type in _NOT_COMPARED:
        return replace(info, kind=ValueKind.OPAQUE, options=(), unit="")
    return info


def compile_ledger(
    definition: LedgerDefinition, catalogue: Mapping[str, IndicatorDefinition]
) -> tuple[CompiledMeasure, ...]:
    """The ledger's measures whose indicator is in the catalogue; the others wait until it is defined.

    Raises:
        UsageError: a measure that cannot be computed; names ledger, measure and remedy.
    """
    return tuple(
        _compiled(definition, number, measure, catalogue[measure.indicator])
        for number, measure in enumerate(definition.measures)
        if measure.indicator in catalogue
    )


def _compiled(
    definition: LedgerDefinition, number: int, measure: Measure, indicator: IndicatorDefinition
) -> CompiledMeasure:
    fields = fields_of(definition)
    try:
        value = parse_value(measure.value, fields)
        where = parse_condition(measure.where, fields) if measure.where else None
        on, until = (_date_field(name, fields) for name in (measure.on, measure.until))
        factor = _factor(value.unit, indicator.unit)
        role = _role(value, on, until, definition.key, indicator)
    except UsageError as error:
        where_declared = f"台账 {definition.code} 的第{number + 1}个统计项（{indicator.code}）"
        raise UsageError(f"{where_declared}：{error.message}", error.hint) from None
    return CompiledMeasure(
        ledger=definition.code,
        ledger_title=definition.title,
        table=definition.table,
        level=definition.level,
        number=number,
        indicator=indicator,
        value=value,
        where=where,
        on=on,
        until=until,
        role=role,
        factor=factor,
    )


def _date_field(name: str | None, fields: Iterable[FieldInfo]) -> FieldInfo | None:
    if name is None:
        return None
    dated = [field for field in fields if field.kind in (ValueKind.DATE, ValueKind.MONTH)]
    for field in dated:
        if field.name == name:
            return field
    listed = "、".join(field.name for field in dated)
    raise UsageError(f"“{name}”不是这本台账的日期或月份字段", f"可以用：{listed}")


def _factor(have: str, want: str) -> Fraction:
    """What a value in one unit is multiplied by to stand in another; 1 where either is not declared.

    Raises:
        UsageError: the units are of different families (户 is not 人).
    """
    if not have or not want or have == want:
        return Fraction(1)
    try:
        source, target = unit_of(have), unit_of(want)
    except NotFound:
        return Fraction(1)
    if source.family != target.family:
        raise UsageError(
            f"字段的单位“{have}”和指标的单位“{want}”不是一类", "请改用同类单位的指标，户、人、人次不能混用"
        )
    return Fraction(source.factor) / Fraction(target.factor)


def _role(
    value: Value,
    on: FieldInfo | None,
    until: FieldInfo | None,
    key: tuple[str, ...],
    indicator: IndicatorDefinition,
) -> MeasureRole:
    kind = indicator.kind
    if kind in (IndicatorKind.RATIO, IndicatorKind.EXTERNAL):
        raise UsageError(
            f"{kind} 指标不能由台账直接计算", "比率由分子、分母两个指标相除；外部指标只能录入并附来源文件"
        )
    if kind is IndicatorKind.DISTINCT:
        return MeasureRole.ASKED
    if not value.additive:
        raise UsageError(f"“{value.text}”不能逐级相加，不能用于 {kind} 指标", "请把指标的 kind 设为 distinct")
    if until and kind is not IndicatorKind.STOCK:
        raise UsageError(f"{kind} 指标不能有 until", "有离开日期的是存量，请把指标的 kind 设为 stock")
    panel = kind is IndicatorKind.STOCK and on is not None and on.kind is ValueKind.MONTH and until is None
    return MeasureRole.LEVEL if panel and on is not None and on.name in key else MeasureRole.MOVEMENT


def stands_at_end(measure: CompiledMeasure) -> bool:
    """Whether a row counts as long as it has not left, rather than in the period it is dated in."""
    return measure.indicator.kind is IndicatorKind.STOCK or measure.indicator.time_rule is TimeRule.LAST
