"""Indicators computed from other indicators, ratios and formulas: read against the catalogue, checked, worked
out. Pure.

A formula is worked out anew for each area and period from what its parts are there, so that a quotient is
always one of sums and no rate is ever averaged. Nothing of it is kept: when a part changes, it has changed.

Units convert by themselves. 万元 plus 元 is 万元; a quotient of like quantities is a pure number, which %
writes times a hundred; a number beside + or - stands in the unit of the other side (``100 - rate``). What the
formula's own unit cannot say is refused, and so is a factor that converts once more by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from zhenyu.core.errors import RefusedError, UsageError
from zhenyu.formulas.fields import FieldInfo, ValueKind
from zhenyu.formulas.nodes import CALCULATE, Arithmetic, FieldRef, Negative, Node, Number
from zhenyu.formulas.sentence import formula_in_words
from zhenyu.formulas.tree import names_in
from zhenyu.indicators.catalogue.calculation_units import Dimensions, UnitScale, fitted, per, scale_of, times
from zhenyu.indicators.catalogue.indicator_definition import IndicatorDefinition, IndicatorKind, TimeRule

Catalogue = Mapping[str, IndicatorDefinition]


@dataclass(frozen=True, slots=True)
class Calculation:
    """How an indicator is worked out from indicators that are not computed themselves.

    Arguments:
        tree: over the values of ``leaves``; the result, times ``factor``, stands in the indicator's unit.
        linear: sums and multiples only. Such a value adds up over areas and months wherever its leaves do.
    """

    tree: Node
    factor: Fraction
    leaves: tuple[str, ...]
    linear: bool

    def worked_out(self, values: Mapping[str, Fraction]) -> Fraction:
        """The value, from those of the leaves. Raises: OverZeroError."""
        return _worked_out(self.tree, values) * self.factor


class OverZeroError(ZeroDivisionError):
    """A divisor is zero; ``divisor`` says which, in Chinese."""

    def __init__(self, divisor: str) -> None:
        super().__init__(divisor)
        self.divisor = divisor


def calculations_of(catalogue: Catalogue) -> dict[str, Calculation]:
    """The calculation of every computed indicator of a catalogue.

    Raises:
        UsageError: a part that is not there, a circle (named), units that do not go together; says what to
        do.
    """
    compiler = _Compiler(catalogue)
    return {code: compiler.calculation(code) for code, each in catalogue.items() if each.parts}


def sentence_of_formula(definition: IndicatorDefinition, catalogue: Catalogue) -> str:
    """The formula in Chinese, parts by their titles: “（甲＋乙）÷丙”."""
    return formula_in_words(_titled(definition, catalogue))


def is_quotient(catalogue: Catalogue, calculations: Mapping[str, Calculation], code: str) -> bool:
    """Whether its value is a standard for each area rather than a part of the value above: rates, means, per
    head."""
    calculation = calculations.get(code)
    if calculation:
        return not calculation.linear or any(
            is_quotient(catalogue, calculations, leaf) for leaf in calculation.leaves
        )
    return catalogue[code].is_rate


def accumulates(catalogue: Catalogue, calculations: Mapping[str, Calculation], code: str) -> bool:
    """Whether the year's value grows month by month towards a target, so that time gone by says where it
    should be."""
    definition, calculation = catalogue[code], calculations.get(code)
    if calculation:
        return calculation.linear and all(
            accumulates(catalogue, calculations, leaf) for leaf in calculation.leaves
        )
    return definition.time_rule is TimeRule.SUM and not definition.is_rate


@dataclass(frozen=True, slots=True)
class _Term:
    """A part of a formula on its way: its tree over leaves, and what a 1 of it is in base units."""

    tree: Node
    scale: UnitScale
    linear: bool = True
    constant: bool = False


class _Compiler:
    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.done: dict[str, Calculation] = {}
        self.dimensions: dict[str, Dimensions] = {}

    def calculation(self, code: str, path: tuple[str, ...] = ()) -> Calculation:
        if code in path:
            circle = " → ".join(self.catalogue[each].title for each in (*path[path.index(code) :], code))
            raise UsageError(
                f"指标 {code} 的算式绕了一圈：{circle}", "算式不能直接或间接用到自己，请改其中一个"
            )
        if code not in self.done:
            definition = self.catalogue[code]
            try:
                self.done[code] = self._calculated(definition, (*path, code))
            except RefusedError as refused:
                raise UsageError(f"指标 {code} 的算式：{refused.message}", refused.hint) from None
        return self.done[code]

    def _calculated(self, definition: IndicatorDefinition, path: tuple[str, ...]) -> Calculation:
        assert definition.expression is not None  # noqa: S101 — only indicators with parts come here
        for part in definition.parts:
            self._check_part(definition, part)
        if definition.kind is IndicatorKind.RATIO:
            return self._ratio(definition, path)
        term = self._term(definition.expression, path)
        self.dimensions[definition.code] = term.scale.dimensions
        factor = fitted(term.scale, definition.unit)
        if factor is None:
            what = formula_in_words(_titled(definition, self.catalogue))
            raise RefusedError(
                f"“{what}”的结果不能用“{definition.unit or '没有单位'}”作单位",
                "同类相除写 % 或倍，不同类相除写成“元/人”这样，相加减用同类单位",
            )
        by_hand = _scaling(term.tree)
        if by_hand not in (1, 0) and by_hand in (factor, 1 / scale_of(definition.unit).factor):
            raise RefusedError("单位由系统自动换算，不要在算式里再换算一次", f"去掉算式里的倍数 {by_hand}")
        return _calculation(term, factor)

    def _check_part(self, definition: IndicatorDefinition, part: str) -> None:
        if part not in self.catalogue:
            raise UsageError(f"指标 {definition.code} 用到的 {part} 不在指标目录里", "先定义算式里用到的指标")
        if definition.kind is IndicatorKind.RATIO and self.catalogue[part].kind is IndicatorKind.RATIO:
            raise UsageError(
                f"指标 {definition.code} 的分子或分母 {part} 本身是比率", "比率不能再相除，请用绝对数"
            )

    def _ratio(self, definition: IndicatorDefinition, path: tuple[str, ...]) -> Calculation:
        """A ratio divides numbers as they stand, unless both are of a kind: then its own unit says how."""
        upper, lower = (self._part(part, path) for part in definition.parts)
        whole = _Term(Arithmetic("/", upper.tree, lower.tree), per(upper.scale, lower.scale), linear=False)
        alike = upper.scale.dimensions == lower.scale.dimensions and definition.scale is None
        factor = fitted(whole.scale, definition.unit) if alike else None
        return _calculation(whole, Fraction(definition.factor) if factor is None else factor)

    def _part(self, code: str, path: tuple[str, ...]) -> _Term:
        definition = self.catalogue[code]
        scale = scale_of(definition.unit)
        if not definition.parts:
            return _Term(
                FieldRef(FieldInfo(code, definition.title, ValueKind.NUMBER, unit=definition.unit)), scale
            )
        below = self.calculation(code, path)
        tree = below.tree if below.factor == 1 else Arithmetic("*", below.tree, _constant(below.factor))
        scale = replace(scale, dimensions=self.dimensions.get(code, scale.dimensions))
        return _Term(tree, scale, linear=below.linear)

    def _term(self, node: Node, path: tuple[str, ...]) -> _Term:
        match node:
            case Number():
                return _Term(node, UnitScale((), Fraction(1)), constant=True)
            case FieldRef(field):
                return self._part(field.name, path)
            case Negative(operand):
                inner = self._term(operand, path)
                return replace(inner, tree=Negative(inner.tree))
            case Arithmetic("+" | "-" as sign, left, right):
                return _added(sign, self._term(left, path), self._term(right, path))
            case Arithmetic("*", left, right):
                one, other = self._term(left, path), self._term(right, path)
                linear = (one.constant and other.linear) or (other.constant and one.linear)
                tree = Arithmetic("*", one.tree, other.tree)
                return _Term(tree, times(one.scale, other.scale), linear, one.constant and other.constant)
            case Arithmetic("/", left, right):
                one, other = self._term(left, path), self._term(right, path)
                if other.constant and _worked_out(other.tree, {}) == 0:
                    raise RefusedError("除以0", "请改正除数")
                tree = Arithmetic("/", one.tree, other.tree)
                linear = one.linear and other.constant
                return _Term(tree, per(one.scale, other.scale), linear, one.constant and other.constant)
            case _:
                raise TypeError(f"{type(node).__name__} is not of a formula over indicators")


def _added(sign: str, left: _Term, right: _Term) -> _Term:
    """The right side is converted to the left one's unit; a bare number stands in the unit of the other
    side."""
    constant = left.constant and right.constant
    shared = right if left.constant else left
    if not (left.constant or right.constant):
        if left.scale.dimensions != right.scale.dimensions or left.scale.is_rank:
            one, other = formula_in_words(left.tree), formula_in_words(right.tree)
            raise RefusedError(
                f"“{one}”和“{other}”的单位不是一类，不能相加减", "户、人、人次不能混用，位次不能计算"
            )
        ratio = right.scale.factor / left.scale.factor
        right = right if ratio == 1 else replace(right, tree=Arithmetic("*", right.tree, _constant(ratio)))
    tree = Arithmetic(sign, left.tree, right.tree)
    additive = left.linear and right.linear and (constant or not (left.constant or right.constant))
    return _Term(tree, shared.scale, additive, constant)


def _calculation(term: _Term, factor: Fraction) -> Calculation:
    return Calculation(term.tree, factor, tuple(names_in(term.tree)), term.linear)


def _constant(factor: Fraction) -> Node:
    upper = Number(Decimal(factor.numerator))
    return upper if factor.denominator == 1 else Arithmetic("/", upper, Number(Decimal(factor.denominator)))


def _scaling(node: Node) -> Fraction:
    """What a formula multiplies by as a whole."""
    match node:
        case Number(value):
            return Fraction(value)
        case Arithmetic("*", left, right):
            return _scaling(left) * _scaling(right)
        case Arithmetic("/", left, right):
            divisor = _scaling(right)
            return _scaling(left) / divisor if divisor else Fraction(1)
        case _:
            return Fraction(1)


def _titled(definition: IndicatorDefinition, catalogue: Catalogue) -> Node:
    assert definition.expression is not None  # noqa: S101 — only indicators with parts come here
    return _with_titles(definition.expression, catalogue)


def _with_titles(node: Node, catalogue: Catalogue) -> Node:
    match node:
        case FieldRef(field):
            return FieldRef(replace(field, title=catalogue[field.name].title))
        case Negative(operand):
            return Negative(_with_titles(operand, catalogue))
        case Arithmetic(sign, left, right):
            return Arithmetic(sign, _with_titles(left, catalogue), _with_titles(right, catalogue))
        case _:
            return node


def _worked_out(node: Node, values: Mapping[str, Fraction]) -> Fraction:
    match node:
        case FieldRef(field):
            return values[field.name]
        case Number(value):
            return Fraction(value)
        case Negative(operand):
            return -_worked_out(operand, values)
        case Arithmetic(sign, left, right):
            divisor = _worked_out(right, values)
            if sign == "/" and divisor == 0:
                raise OverZeroError(formula_in_words(right))
            return CALCULATE[sign](_worked_out(left, values), divisor)
        case _:
            raise TypeError(f"{type(node).__name__} is not of a formula over indicators")
