"""The catalogue's entries and the joint between ledgers and indicators, without a database."""

from typing import Any

import pytest

from tests.indicators.conftest import ASSETS, INDICATORS, TOILETS
from zhenyu.core.errors import UsageError
from zhenyu.indicators.catalogue.calculation import calculations_of
from zhenyu.indicators.catalogue.indicator_definition import IndicatorDefinition, TimeRule, read_indicator
from zhenyu.indicators.measures.measure import MeasureRole, compile_ledger
from zhenyu.ledgers.definition.checks import read_definition


def entry(**raw: Any) -> IndicatorDefinition:
    return read_indicator({"code": "x", "title": "甲", "unit": "户", "kind": "flow", **raw}, "a.yaml")


def catalogue() -> dict[str, IndicatorDefinition]:
    return {raw["code"]: read_indicator(raw) for raw in INDICATORS}


def compiled(raw: dict[str, Any], **measure: str) -> Any:
    return compile_ledger(read_definition({**raw, "measures": [measure]}), catalogue())


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ({"kind": "flux"}, ["a.yaml", "x", "kind", "flux"]),
        ({"colour": "red"}, ["colour", "没有这一项"]),
        ({"title": ""}, ["title"]),
        ({"kind": "ratio"}, ["numerator", "denominator"]),
        ({"numerator": "a"}, ["numerator"]),
        ({"kind": "flow", "time": "mean"}, ["time"]),
    ],
)
def test_a_fault_names_file_entry_and_key(raw: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(UsageError) as refused:
        entry(**raw)
    assert all(word in str(refused.value) for word in words)


def test_a_stock_stands_at_the_end_unless_it_says_mean() -> None:
    assert entry(kind="stock").time_rule is TimeRule.LAST
    assert entry(kind="stock", time="mean").time_rule is TimeRule.MEAN
    assert entry().time_rule is TimeRule.SUM


def test_a_rate_in_per_cent_is_scaled_by_a_hundred() -> None:
    assert entry(kind="ratio", unit="%", numerator="a", denominator="b").factor == 100
    assert entry(kind="ratio", unit="元", numerator="a", denominator="b").factor == 1


def test_a_ratio_rests_on_indicators_that_exist_and_are_not_ratios() -> None:
    upper, ratio = entry(code="a"), entry(code="r", kind="ratio", numerator="a", denominator="b")
    with pytest.raises(UsageError, match="b 不在指标目录里"):
        calculations_of({"a": upper, "r": ratio})
    with pytest.raises(UsageError, match="本身是比率"):
        b = entry(code="b", kind="ratio", numerator="a", denominator="a")
        calculations_of({"a": upper, "r": ratio, "b": b})


def test_a_ledger_with_the_month_in_its_key_states_levels_and_other_stocks_move() -> None:
    (assets,) = compiled(ASSETS, indicator="assets", value="sum(total)", on="month")
    (planned,) = compiled(TOILETS, indicator="planned", value="count()", on="listed_on")
    assert (assets.role, planned.role) == (MeasureRole.LEVEL, MeasureRole.MOVEMENT)


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        ({"indicator": "revenue", "value": "sum(cost)"}, "外部指标只能录入"),
        ({"indicator": "rate", "value": "count()"}, "比率由分子、分母"),
        ({"indicator": "renovated", "value": "count(distinct builder)"}, "distinct"),
        ({"indicator": "renovated", "value": "sum(cost)"}, "不是一类"),
        ({"indicator": "renovated", "value": "count()", "where": "colour = 1"}, "colour"),
    ],
)
def test_a_measure_that_cannot_be_computed_is_refused_by_ledger_and_number(
    measure: dict[str, str], words: str
) -> None:
    with pytest.raises(UsageError, match="台账 toilets 的第1个统计项") as refused:
        compiled(TOILETS, **measure)
    assert words in str(refused.value)


def test_measures_of_indicators_not_yet_defined_wait() -> None:
    assert compiled(TOILETS, indicator="nobody_knows", value="count()") == ()
