"""Indicators computed from other indicators: what may be written, what it comes to, where it leads."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.indicators.conftest import FAR, INDICATORS, NEIGHBOUR, TODAY, TOWN, VILLAGE, Save
from zhenyu.core.errors import RefusedError, UsageError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.indicators.actions.definitions import define_indicators
from zhenyu.indicators.actions.observations import enter_observations
from zhenyu.indicators.catalogue.calculation import (
    accumulates,
    calculations_of,
    is_quotient,
    sentence_of_formula,
)
from zhenyu.indicators.catalogue.indicator_definition import IndicatorDefinition, read_indicator
from zhenyu.indicators.figures.queries import feeds, figure, figures, series, trace
from zhenyu.indicators.figures.value_tables import columns_of
from zhenyu.indicators.measures.registry import current_feeds
from zhenyu.indicators.measures.uses import uses_of
from zhenyu.indicators.types import ObservationEntry
from zhenyu.ledgers.actions.deletion import delete_rows
from zhenyu.ledgers.actions.rows import save_rows
from zhenyu.ledgers.types import RowEdit, RowRef
from zhenyu.people.types import SYSTEM

LEAVES = (
    ("a", "甲", "万元"),
    ("b", "乙", "元"),
    ("h", "户数", "户"),
    ("p", "人数", "万人"),
    ("r", "率", "%"),
    ("place", "位次", "位"),
)
VALUES = {"a": Fraction(3), "b": Fraction(10_000), "h": Fraction(50), "p": Fraction(2), "r": Fraction(40)}


def catalogue(**formulas: tuple[str, str]) -> dict[str, IndicatorDefinition]:
    leaves = [{"code": code, "title": title, "unit": unit, "kind": "flow"} for code, title, unit in LEAVES]
    computed = [
        {"code": code, "title": code, "unit": unit, "kind": "formula", "formula": formula}
        for code, (formula, unit) in formulas.items()
    ]
    return {raw["code"]: read_indicator(raw) for raw in (*leaves, *computed)}


@pytest.mark.parametrize(
    ("formula", "unit", "value", "sentence"),
    [
        ("a + b", "万元", 4, "甲＋乙"),
        ("b + a", "元", 40_000, "乙＋甲"),
        ("a / b", "%", 300, "甲÷乙"),
        ("a / b", "倍", 3, "甲÷乙"),
        ("a / h", "元", 600, "甲÷户数"),
        ("a / h", "万元/户", Fraction(3, 50), "甲÷户数"),
        ("a / p", "元/人", Fraction(3, 2), "甲÷人数"),
        ("100 - r", "%", 60, "100－率"),
        ("a * r", "万元", Fraction(6, 5), "甲×率"),
        ("(a - b) / (a + b)", "%", 50, "（甲－乙）÷（甲＋乙）"),
        ("（a－b）÷ h", "元", 400, "（甲－乙）÷户数"),
        ("a - (b - a)", "万元", 5, "甲－（乙－甲）"),
        ("r * 0.6 + 40 * 0.4", "分", 40, "率×0.6＋40×0.4"),
        ("-a + b / 2", "元", -25_000, "负的甲＋乙÷2"),
    ],
)
def test_units_convert_by_themselves(formula: str, unit: str, value: int | Fraction, sentence: str) -> None:
    known = catalogue(f=(formula, unit))
    assert calculations_of(known)["f"].worked_out(VALUES) == value
    assert sentence_of_formula(known["f"], known) == sentence


@pytest.mark.parametrize(
    ("formula", "unit", "words"),
    [
        ("a + h", "万元", "“甲”和“户数”的单位不是一类"),
        ("place + place", "位", "不能相加减"),
        ("h / p", "%", "不能用“%”作单位"),
        ("a * b", "万元", "不能用“万元”作单位"),
        ("a / b * 100", "%", "不要在算式里再换算一次"),
        ("b / 10000", "万元", "不要在算式里再换算一次"),
        ("a / 0", "万元", "除以0"),
        ("a / (2 - 2)", "万元", "除以0"),
        ("x + 1", "万元", "x 不在指标目录里"),
        ("sum(a)", "万元", "不能用函数“sum”"),
        ("a b", "万元", "缺少运算符"),
        ("a > b", "万元", "gt"),
        ("(select 1)", "万元", "不完整"),
        ("1 + 1", "万元", "至少一个指标"),
        ("a +", "万元", "不完整"),
    ],
)
def test_what_cannot_be_computed_is_refused_by_name(formula: str, unit: str, words: str) -> None:
    with pytest.raises(UsageError, match="f") as refused:
        calculations_of(catalogue(f=(formula, unit)))
    assert words in str(refused.value)


def test_a_circle_is_refused_and_named() -> None:
    with pytest.raises(UsageError, match="f → g → k → f"):
        calculations_of(catalogue(f=("g + a", "元"), g=("k - a", "元"), k=("f * 2", "元")))
    with pytest.raises(UsageError, match="f → f"):
        calculations_of(catalogue(f=("f + a", "元")))


def test_a_ratio_of_unlike_money_units_is_converted_and_one_with_a_scale_is_not() -> None:
    ratio = {"title": "比", "unit": "%", "kind": "ratio", "numerator": "a", "denominator": "b"}
    for scale, value in ((None, 300), (1000, Fraction(3, 10))):
        raw = {"code": "q", **ratio, **({"scale": scale} if scale else {})}
        known = {**catalogue(), "q": read_indicator(raw)}
        assert calculations_of(known)["q"].worked_out(VALUES) == value


def test_sums_add_up_and_quotients_do_not() -> None:
    known = catalogue(s=("a + b", "元"), q=("a / h", "元"))
    found = calculations_of(known)
    assert [is_quotient(known, found, code) for code in ("a", "s", "q", "r")] == [False, False, True, True]
    assert [accumulates(known, found, code) for code in ("a", "s", "q", "r")] == [True, True, False, False]


numbers = st.integers(-1000, 1000)


@given(numbers, numbers, st.integers(1, 99))
def test_a_formula_of_formulas_is_one_formula(a: int, b: int, h: int) -> None:
    known = catalogue(total=("a + b", "元"), each=("total / h", "元"), whole=("(a + b) / h", "元"))
    found = calculations_of(known)
    values = {"a": Fraction(a), "b": Fraction(b, 7), "h": Fraction(h)}
    assert found["each"].leaves == ("a", "b", "h")
    assert (
        found["each"].worked_out(values)
        == found["whole"].worked_out(values)
        == (a * 10_000 + Fraction(b, 7)) / h
    )


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ({"kind": "formula"}, "formula（算式）"),
        ({"kind": "flow", "formula": "a"}, "formula（算式）"),
        ({"kind": "formula", "formula": "a", "time": "sum"}, "不用写"),
        ({"kind": "formula", "formula": "a", "tree": "sum"}, "不写 tree"),
        ({"kind": "distinct", "tree": "sum"}, "不写 tree"),
        ({"kind": "external", "unit": "%", "tree": "sum"}, "不能由下级相加"),
        ({"kind": "flow", "tree": "mean"}, "tree"),
    ],
)
def test_the_declaration_fits_its_kind(raw: dict[str, Any], words: str) -> None:
    with pytest.raises(UsageError) as refused:
        read_indicator({"code": "x", "title": "甲", "unit": "户", **raw})
    assert words in str(refused.value)


# --- in the books ---------------------------------------------------------------------------------


def test_a_quotient_is_one_of_sums_at_every_level(toilet: Save) -> None:
    toilet("001", accepted="2026-03-05", cost=1000)
    toilet("002", accepted="2026-03-05", cost=1000, area=NEIGHBOUR)
    toilet("003", accepted="2026-04-05", cost=4000, area=NEIGHBOUR)
    assert figure(SYSTEM, f"cost_each@{NEIGHBOUR}/2026").value == 2500
    assert figure(SYSTEM, f"cost_each@{TOWN}/2026").value == 2000
    assert [each.value for each in series(SYSTEM, f"cost_each@{TOWN}/2026-Q2")] == [4000, None, None]
    villages = [AreaCode(code) for code in (VILLAGE, NEIGHBOUR, "990101100203")]
    table = columns_of(current_feeds(), ["cost_each", "left"], villages, [Period.parse("2026")], TODAY, None)
    assert [
        [result.value for result in column]
        for (code, _), column in table.items()
        if code in ("cost_each", "left")
    ] == [
        [1000, 2500, None],
        [0, 0, None],
    ]


def test_when_a_part_changes_the_formula_has_changed(toilet: Save) -> None:
    row = toilet("001")
    assert figure(SYSTEM, f"left@{TOWN}/2026").value == 1
    (row,) = save_rows(
        "toilets", [RowEdit({"listed_on": "2027-01-01"}, id=row.id, version=row.version)], by=SYSTEM
    ).rows
    assert figure(SYSTEM, f"left@{TOWN}/2026").value == 0
    delete_rows("toilets", [RowRef(row.id, row.version)], by=SYSTEM, why="测试")
    toilet("002", listed="2026-01-01")
    assert figure(SYSTEM, f"left@{TOWN}/2026").value == 1


def test_blank_zero_and_not_applicable_are_three_things_and_named(toilet: Save) -> None:
    toilet("001")
    nothing, over = figures(SYSTEM, [f"left@{FAR}/2026", f"cost_each@{VILLAGE}/2026"])
    assert (nothing.absence, nothing.note) == ("unknown", "应改户数：台账里没有记录")
    assert (over.absence, over.note) == ("not_applicable", "改厕户数为0，不能作除数，不计算")
    assert figure(SYSTEM, f"paid@{VILLAGE}/2026").value == 0


def test_a_formula_leads_down_to_its_parts_and_the_parts_lead_up(toilet: Save) -> None:
    toilet("001", accepted="2026-03-05", cost=1000)
    found = trace(SYSTEM, f"left@{TOWN}/2026")
    assert found.formula == "planned - done"
    assert found.sentence.startswith("应改户数－累计改厕户数。其中应改户数：改厕台账中")
    assert [(side.role, side.title, side.value) for side in found.links] == [
        ("组成", "应改户数", 1),
        ("组成", "累计改厕户数", 1),
    ]
    assert ([row.part for row in found.rows], found.row_count) == (["planned", "done"], 2)
    assert {cell.indicator for cell in found.cells} == {"planned", "done"}
    assert [feed.indicator for feed in feeds("cost_each")] == ["paid", "renovated"]
    upwards = uses_of(SYSTEM, "done", AreaCode(TOWN), Period.parse("2026"))
    assert [use.title for use in upwards] == ["改厕率", "未改户数"]


def test_a_computed_indicator_is_neither_entered_nor_fed(books: None) -> None:
    with pytest.raises(RefusedError, match="算式得出"):
        enter_observations([ObservationEntry("left", TOWN, "2026", 5, "某文件")], by=SYSTEM)


def test_a_new_formula_that_goes_round_is_refused_and_nothing_changes(books: None) -> None:
    circle = {
        "code": "planned",
        "title": "应改户数",
        "unit": "户",
        "kind": "formula",
        "formula": "left + done",
    }
    with pytest.raises(UsageError, match="应改户数 → 未改户数 → 应改户数"):
        define_indicators([circle], by=SYSTEM)
    assert figure(SYSTEM, f"left@{TOWN}/2026").absence == "unknown"


# --- along the tree -------------------------------------------------------------------------------


def redefined(code: str, **more: str) -> None:
    (raw,) = (each for each in INDICATORS if each["code"] == code)
    define_indicators([{**raw, **more}], by=SYSTEM)


def enter(area: str, amount: int, finality: Any = "final") -> None:
    enter_observations(
        [ObservationEntry("revenue", area, "2026", amount, "统计月报", finality=finality)], by=SYSTEM
    )


def test_an_entered_value_is_not_added_up_and_says_so(books: None) -> None:
    enter(TOWN, 5)
    enter(FAR[:9], 6)
    found = figure(SYSTEM, "revenue@990101/2026")
    assert (found.value, found.note) == (None, "还没有录入；这个数各级分别录入，不由下级相加")


def test_entered_values_add_up_where_declared_once_all_are_there(books: None) -> None:
    redefined("revenue", tree="sum")
    enter(TOWN, 5)
    found = figure(SYSTEM, "revenue@990101/2026")
    assert (found.value, found.note) == (None, "还没有录入；2个区划中只有1个已录入，不齐不相加")
    enter(FAR[:9], 6, "preliminary")
    found = figure(SYSTEM, "revenue@990101/2026")
    assert (found.value, found.finality, found.source) == (11, "preliminary", "2个区划录入数的合计")
    enter("990101", 12)
    assert figure(SYSTEM, "revenue@990101/2026").value == 12


def test_a_count_that_does_not_add_up_stays_where_it_is_kept(toilet: Save) -> None:
    redefined("renovated", tree="none")
    toilet("001", accepted="2026-03-05")
    assert figure(SYSTEM, f"renovated@{VILLAGE}/2026").value == 1
    above = figure(SYSTEM, f"renovated@{TOWN}/2026")
    assert (above.absence, above.note) == ("not_applicable", "这个指标只在登记的那一级有数，不由下级相加")


def test_decimals_are_exact_in_sums_and_rounded_once_in_quotients(toilet: Save) -> None:
    for number, cost in enumerate(("0.10", "0.20", "0.01")):
        toilet(f"{number}", accepted="2026-03-05", cost=cost)
    redefined("left", unit="元", formula="paid * 3 - paid")
    assert figure(SYSTEM, f"left@{TOWN}/2026").value == Decimal("0.62")
    assert figure(SYSTEM, f"cost_each@{TOWN}/2026").value == Decimal("0.103333")
