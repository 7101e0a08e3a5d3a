"""Cells become values, or problems that say what to do; nothing is guessed."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from zhenyu.ledgers.definition.ledger_definition import Field, FieldType
from zhenyu.ledgers.values.cell_problems import CellProblem
from zhenyu.ledgers.values.references import References
from zhenyu.ledgers.values.shown_values import mask, show_value
from zhenyu.ledgers.values.typed_values import read_value

VILLAGES = {"990101100201": "东柳村", "990101100202": "西柳村"}
AROUND = References(VILLAGES, {name: code for code, name in VILLAGES.items()}, frozenset({"新村"}))


def field(kind: str, **more: Any) -> Field:
    return Field.model_validate({"name": "it", "title": "它", "type": kind, **more})


KIND = field("choice", choices={"flush": "水冲式", "three_tank": "三格化粪池"})
KINDS = field("choices", choices={"a": "甲", "b": "乙", "c": "丙"})

READ: list[tuple[Field, Any, Any]] = [
    (field("date"), "2023.5.1", date(2023, 5, 1)),
    (field("date"), "2023年5月1日", date(2023, 5, 1)),
    (field("date"), "２０２３／５／１", date(2023, 5, 1)),
    (field("date"), "20230501", date(2023, 5, 1)),
    (field("date"), 45047, date(2023, 5, 1)),
    (field("date"), "45047", date(2023, 5, 1)),
    (field("date"), 45047.0, date(2023, 5, 1)),
    (field("date"), datetime(2023, 5, 1, 8, 30), date(2023, 5, 1)),
    (field("date"), "2023-05-01 00:00:00", date(2023, 5, 1)),
    (field("month"), "2023年5月", date(2023, 5, 1)),
    (field("month"), "2023.10", date(2023, 10, 1)),
    (field("month"), "202305", date(2023, 5, 1)),
    (field("month"), date(2023, 5, 20), date(2023, 5, 1)),
    (field("money", unit="元"), "3.5万元", Decimal(35000)),
    (field("money", unit="元"), "3.5万", Decimal(35000)),
    (field("money", unit="万元"), "35000元", Decimal("3.5")),
    (field("money", unit="万元"), "1.2亿元", Decimal(12000)),
    (field("money"), "￥1,234.50", Decimal("1234.5")),
    (field("money"), "１２３", Decimal(123)),
    (field("money"), 0.1 + 0.2, Decimal("0.3")),
    (field("mu"), "2公顷", Decimal(30)),
    (field("percent"), "98.7%", Decimal("98.7")),
    (field("length", unit="公里"), "1500米", Decimal("1.5")),
    (field("integer", unit="户"), "12户", 12),
    (field("integer"), 3.0, 3),
    (field("boolean"), "✓", True),
    (field("boolean"), "√", True),
    (field("boolean"), "否", False),
    (field("boolean"), "×", False),
    (KIND, "水冲式", "flush"),
    (KIND, "three_tank", "three_tank"),
    (KIND, " 水冲式　", "flush"),
    (KINDS, "丙、甲", ("a", "c")),
    (field("person_name"), "张　三", "张三"),
    (field("person_name"), "阿依古丽•买买提", "阿依古丽·买买提"),
    (field("id_number"), "１１０１０５１９４９１２３１００２ｘ", "11010519491231002X"),
    (field("phone"), 13812345678.0, "13812345678"),
    (field("phone"), "+86 138-1234-5678", "13812345678"),
    (field("area"), "东柳村", "990101100201"),
    (field("area"), "990101100202000", "990101100202"),
    (field("area"), "990101100202", "990101100202"),
    (field("text"), 7.0, "7"),
    (field("text"), " 一\u200b户 ", "一户"),
    (field("text"), "𰻝𱍐", "𰻝𱍐"),  # rare characters of names stay
    (field("point"), "116.38，39.9", {"lon": 116.38, "lat": 39.9}),
]


@pytest.mark.parametrize(("declared", "raw", "value"), READ)
def test_what_clerks_write_is_read(declared: Field, raw: Any, value: Any) -> None:
    assert read_value(declared, raw, AROUND) == value


TOLD: list[tuple[Field, Any, str]] = [
    (field("date"), "2023年5月", "补上哪一日"),
    (field("date"), "2023.13.1", "不是存在的日期"),
    (field("date"), "2023.2.30", "不是存在的日期"),
    (field("date"), "上周", "2023-05-01"),
    (field("month"), 2023.1, "分不清1月和10月"),
    (field("money", unit="万元"), "3.5万", "写全单位"),
    (field("money"), "三万左右", "只填数字"),
    (field("money"), "5亩", "不是一类"),
    (field("integer"), "3.5", "不是整数"),
    (field("integer"), True, "不是数字"),
    (KIND, "水冲", "是不是“水冲式”"),
    (KIND, "旱厕", "可以填：水冲式、三格化粪池"),
    (field("boolean"), "大概", "请填“是”或“否”"),
    (field("id_number"), 3.70112199001011e17, "已经丢失"),
    (field("id_number"), "3.70112E+17", "已经丢失"),
    (field("id_number"), "110105194912310021", "校验位不符"),
    (field("id_number"), "110105491231002", "15位的旧身份证号"),
    (field("bank_account"), 6.22202020011223e18, "已经丢失"),
    (field("person_name"), "张三13812345678", "有数字"),
    (field("area"), "东柳", "是不是“东柳村”"),
    (field("area"), "新村", "改填区划代码"),
    (field("area"), "990101101201", "不在本次范围内"),
    (field("text"), "1.23E+18", "科学计数法"),
    (field("text"), "长" * 501, "超过500个字"),
    (field("point"), "黄山脚下", "经度,纬度"),
]


@pytest.mark.parametrize(("declared", "raw", "told"), TOLD)
def test_what_cannot_be_read_is_told_with_a_remedy(declared: Field, raw: Any, told: str) -> None:
    found = read_value(declared, raw, AROUND)
    assert isinstance(found, CellProblem)
    assert told in f"{found.message}。{found.hint}"
    assert found.hint


@pytest.mark.parametrize(
    "kind", [kind for kind in FieldType if kind not in (FieldType.CHOICE, FieldType.CHOICES)]
)
@pytest.mark.parametrize("raw", [None, "", "  ", "\u3000"])
def test_blank_is_blank_in_every_type(kind: FieldType, raw: str | None) -> None:
    more = {"record": "x"} if kind is FieldType.RECORD else {}
    assert read_value(field(kind.value, **more), raw) is None


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("id_number", "11010519491231002X", "110105********002X"),
        ("phone", "13812345678", "138****5678"),
        ("person_name", "张三丰", "张*"),
        ("bank_account", "6222020200112230123", "****0123"),
        ("text", "东柳村3号", "东***"),
    ],
)
def test_private_values_are_masked(kind: str, value: str, shown: str) -> None:
    assert mask(field(kind, privacy="sensitive"), value) == shown


@given(st.one_of(st.decimals(-(10**12), 10**12, places=4), st.integers(-(10**12), 10**12).map(Decimal)))
def test_a_number_shown_reads_back(value: Decimal) -> None:
    assert read_value(field("decimal"), show_value(field("decimal"), value)) == value


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_day_shown_reads_back(day: date) -> None:
    assert read_value(field("date"), show_value(field("date"), day)) == day
    assert read_value(field("month"), show_value(field("month"), day.replace(day=1))) == day.replace(day=1)


@example(raw=float("inf"), kind=FieldType.TEXT)
@example(raw=float("nan"), kind=FieldType.DATE)
@example(raw=float("-inf"), kind=FieldType.MONTH)
@given(
    st.one_of(st.text(), st.floats(), st.integers(), st.dates(), st.booleans()),
    st.sampled_from(list(FieldType)),
)
def test_no_cell_makes_reading_fail(raw: Any, kind: FieldType) -> None:
    more: dict[str, Any] = {"record": "x"} if kind is FieldType.RECORD else {}
    if kind in (FieldType.CHOICE, FieldType.CHOICES):
        more["choices"] = {"a": "甲"}
    read_value(field(kind.value, **more), raw, AROUND)
