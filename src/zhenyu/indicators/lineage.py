"""Where figures come from and where ledgers go to, in words."""

from __future__ import annotations

from zhenyu.indicators.definition import IndicatorDefinition, IndicatorKind
from zhenyu.indicators.measures import CompiledMeasure
from zhenyu.indicators.registry import Feeds, current_feeds, found_in, measures_of_ledger
from zhenyu.indicators.types import Feed


def feeds(code: str) -> tuple[Feed, ...]:
    """The measures that feed an indicator; of a ratio those of its numerator, then of its denominator.

    Raises: NotFound: no such indicator.
    """
    joined = current_feeds()
    return tuple(_feed(measure) for measure in _measures(joined, found_in(joined.catalogue, code)))


def fed_by(ledger: str) -> tuple[Feed, ...]:
    """What a ledger feeds. Raises NotFound: no such ledger."""
    return tuple(_feed(measure) for measure in measures_of_ledger(ledger))


def formula_of(joined: Feeds, definition: IndicatorDefinition) -> str:
    """The rule as declared, over all ledgers that feed it."""
    if definition.kind is IndicatorKind.RATIO:
        scale = f" * {definition.factor}" if definition.factor != 1 else ""
        return f"{definition.numerator} / {definition.denominator}{scale}"
    return " + ".join(f"{measure.ledger}: {measure.formula}" for measure in joined.of(definition.code))


def sentence_of(joined: Feeds, definition: IndicatorDefinition) -> str:
    """The rule in Chinese."""
    if definition.kind is IndicatorKind.RATIO:
        upper, lower = (joined.catalogue[part] for part in (definition.numerator, definition.denominator) if part)
        return f"{upper.title}÷{lower.title}：{sentence_of(joined, upper)}；{sentence_of(joined, lower)}"
    if definition.kind is IndicatorKind.EXTERNAL:
        return "由上级部门提供，按来源文件录入，不由台账计算"
    measures = joined.of(definition.code)
    return "；".join(measure.full_sentence for measure in measures) or "还没有台账汇总这个指标"


def _measures(joined: Feeds, definition: IndicatorDefinition) -> tuple[CompiledMeasure, ...]:
    parts = [part for part in (definition.numerator, definition.denominator) if part] or [definition.code]
    return tuple(measure for part in parts for measure in joined.of(part))


def _feed(measure: CompiledMeasure) -> Feed:
    return Feed(measure.indicator.code, measure.ledger, measure.ledger_title, measure.formula, measure.full_sentence)
