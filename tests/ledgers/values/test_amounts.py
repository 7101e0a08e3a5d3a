"""Numbers as clerks write them, in the unit the field keeps."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenyu.ledgers.values.amounts import BIGINT, column_factor, read_decimal, read_integer
from zhenyu.ledgers.values.cell_problems import CellProblem


@pytest.mark.parametrize(
    ("raw", "unit", "value"),
    [
        ("12", None, "12"),
        ("-12.50", None, "-12.5"),
        ("+7", None, "7"),
        (".5", None, "0.5"),
        ("1,234,567.8", "元", "1234567.8"),
        ("1，234", "元", "1234"),
        ("1 234", "元", "1234"),
        ("−3", None, "-3"),
        ("—3", None, "-3"),
        ("￥99", "元", "99"),
        ("¥99.9", "元", "99.9"),
        ("1.2E3", None, "1200"),
        ("5e-2", None, "0.05"),
        ("3.5万元", "元", "35000"),
        ("3.5万", "元", "35000"),
        ("2千", "元", "2000"),
        ("4百", None, "400"),
        ("1.5亿", "元", "150000000"),
        ("35000元", "万元", "3.5"),
        ("3万元", "万元", "3"),
        ("2公顷", "亩", "30"),
        ("2000平方米", "亩", "3"),
        ("１２．５", None, "12.5"),
        (7, None, "7"),
        (Decimal("7.10"), None, "7.1"),
        (0.1 + 0.2, None, "0.3"),
        (1e15, None, "1000000000000000"),
    ],
)
def test_a_number_is_read_in_the_kept_unit(raw: Any, unit: str | None, value: str) -> None:
    assert read_decimal(raw, unit) == Decimal(value)


@pytest.mark.parametrize(
    ("raw", "unit", "rule", "message", "hint"),
    [
        ("约三百", "元", "number", "“约三百”不是数字", "请只填数字，没有数据请留空，说明写到备注里"),
        ("1.2.3", None, "number", "“1.2.3”不是数字", "请只填数字，没有数据请留空，说明写到备注里"),
        ("12,34", None, "number", "“12,34”不是数字", "请只填数字，没有数据请留空，说明写到备注里"),
        (True, None, "number", "“True”不是数字", "请只填数字，没有数据请留空，说明写到备注里"),
        ("5户", None, "unit", "数字后面有“户”", "这一栏没有单位，请只填数字"),
        ("5坪", "亩", "unit", "看不懂数字后面的“坪”", "请只填数字，单位是亩"),
        ("5亩", "元", "unit", "单位“亩”与本栏的“元”不是一类", "请换算成元再填"),
        ("3.5万", "万元", "unit", "“万”后面没有写全单位", "本栏单位是万元：请只填数字，或写全单位"),
        ("1" + "0" * 20, None, "range", "“100000000000000000000”太大", "请核对位数和单位"),
        (float("nan"), None, "number", "“nan”不是数字", "请只填数字，没有数据请留空，说明写到备注里"),
        (Decimal("Infinity"), None, "number", "不是一个数", "没有数据请留空"),
    ],
)
def test_what_is_no_number_is_refused_with_a_remedy(
    raw: Any, unit: str | None, rule: str, message: str, hint: str
) -> None:
    found = read_decimal(raw, unit)
    if not isinstance(found, CellProblem):
        pytest.fail(f"read as {found}")
    assert (found.rule, found.message, found.hint) == (rule, message, hint)


@pytest.mark.parametrize(
    ("raw", "value"), [("3", 3), (3.0, 3), ("3.0", 3), ("1,000", 1000), (BIGINT, BIGINT)]
)
def test_a_whole_number_is_read(raw: Any, value: int) -> None:
    assert read_integer(raw, None) == value


def test_a_whole_number_is_counted_in_its_unit() -> None:
    assert read_integer("1.2千户", "户") == CellProblem(
        "unit", "看不懂数字后面的“千户”", "请只填数字，单位是户"
    )
    assert read_integer("12户", "户") == 12


@pytest.mark.parametrize(
    ("raw", "rule", "message"),
    [
        ("3.5", "integer", "“3.5”不是整数"),
        (BIGINT + 1, "range", f"“{BIGINT + 1}”太大"),
        ("多", "number", "“多”不是数字"),
    ],
)
def test_what_is_no_whole_number_is_refused(raw: Any, rule: str, message: str) -> None:
    found = read_integer(raw, None)
    assert isinstance(found, CellProblem)
    assert (found.rule, found.message) == (rule, message)


@pytest.mark.parametrize(
    ("suffix", "unit", "factor"),
    [
        ("万元", "元", Decimal(10000)),
        ("元", "元", Decimal(1)),
        ("", None, Decimal(1)),
        ("亩", "元", None),
        ("户", None, None),
    ],
)
def test_a_heading_converts_a_whole_column_or_does_not_fit(
    suffix: str, unit: str | None, factor: Decimal | None
) -> None:
    assert column_factor(suffix, unit) == factor


@given(st.decimals(-(10**15), 10**15, places=2))
def test_thousands_separators_change_no_number(value: Decimal) -> None:
    assert read_decimal(f"{value:,}", "元") == value


@given(st.decimals(0, 10**9, places=2), st.sampled_from(["元", "万元", "亿元"]))
def test_a_written_unit_and_a_kept_unit_are_converted_both_ways(value: Decimal, unit: str) -> None:
    kept = read_decimal(f"{value}{unit}", "元")
    assert isinstance(kept, Decimal)
    assert read_decimal(f"{kept:f}元", unit) == value
