"""Where figures come from and where ledgers go to, in words."""

from __future__ import annotations

from zhenyu.indicators.catalogue.calculation import sentence_of_formula
from zhenyu.indicators.catalogue.indicator_definition import IndicatorDefinition, IndicatorKind
from zhenyu.indicators.measures.measure import CompiledMeasure
from zhenyu.indicators.measures.registry import Feeds, current_feeds, found_in, measures_of_ledger
from zhenyu.indicators.types import Feed


def feeds(code: str) -> tuple[Feed, ...]:
    """The measures that feed an indicator; of a ratio or formula those of its parts, in their order.

    Raises: NotFound: no such indicator.
    """
    feeds = current_feeds()
    found_in(feeds.catalogue, code)
    return tuple(_feed(measure) for measure in feeds.below(code))


def fed_by(ledger: str) -> tuple[Feed, ...]:
    """What a ledger feeds. Raises NotFound: no such ledger."""
    return tuple(_feed(measure) for measure in measures_of_ledger(ledger))


def formula_of(feeds: Feeds, definition: IndicatorDefinition) -> str:
    """The rule as declared, over all ledgers that feed it."""
    if definition.kind is IndicatorKind.RATIO:
        scale = f" * {definition.factor}" if definition.factor != 1 else ""
        return f"{definition.numerator} / {definition.denominator}{scale}"
    return definition.formula or " + ".join(
        f"{measure.ledger}: {measure.formula}" for measure in feeds.of(definition.code)
    )


def sentence_of(feeds: Feeds, definition: IndicatorDefinition) -> str:
    """The rule in Chinese; of a formula its parts after it."""
    if definition.parts:
        parts = [feeds.catalogue[part] for part in definition.parts]
        below = "；".join(f"{part.title}：{sentence_of(feeds, part)}" for part in parts)
        return f"{sentence_of_formula(definition, feeds.catalogue)}。其中{below}"
    if definition.kind is IndicatorKind.EXTERNAL:
        return "由上级部门提供，按来源文件录入，不由台账计算"
    measures = feeds.of(definition.code)
    return "；".join(measure.full_sentence for measure in measures) or "还没有台账汇总这个指标"


def _feed(measure: CompiledMeasure) -> Feed:
    return Feed(
        measure.indicator.code, measure.ledger, measure.ledger_title, measure.formula, measure.full_sentence
    )
