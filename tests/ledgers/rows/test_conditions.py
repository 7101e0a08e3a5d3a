"""Filters as conditions of the database: what may be asked of which column."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Q

from tests.ledgers.samples import EAST, TOWN, toilets
from zhenyu.core.clock import CHINA
from zhenyu.core.errors import UsageError
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.rows.conditions import area_range, condition
from zhenyu.ledgers.types import FILTER_OPERATORS, Filter
from zhenyu.ledgers.values.references import NO_REFERENCES

RAW = toilets()
RAW["fields"] += [
    {"name": "needs", "title": "需求", "type": "choices", "choices": {"a": "水", "b": "电"}},
    {"name": "other_area", "title": "迁入地", "type": "area"},
]
LEDGER = read_definition(RAW)


def asked(name: str, op: str, value: Any = None) -> Q:
    return condition(LEDGER, [Filter(name, op, value)], NO_REFERENCES)


@pytest.mark.parametrize(
    ("name", "op", "value", "expected"),
    [
        ("cost", "eq", "3.5万元", Q(cost=Decimal(35000))),
        ("cost", "ne", "100", ~Q(cost=Decimal(100))),
        ("cost", "gte", 100, Q(cost__gte=Decimal(100))),
        ("cost", "lte", "100", Q(cost__lte=Decimal(100))),
        ("cost", "in", "1,2", Q(cost__in=[Decimal(1), Decimal(2)])),
        ("cost", "in", "1，2", Q(cost__in=[Decimal(1), Decimal(2)])),
        ("cost", "not_in", ["1"], ~Q(cost__in=[Decimal(1)])),
        ("cost", "eq", "", Q(cost__isnull=True)),
        ("cost", "ne", None, Q(cost__isnull=False)),
        ("cost", "blank", None, Q(cost__isnull=True)),
        ("cost", "not_blank", None, ~Q(cost__isnull=True)),
        ("owner", "blank", None, Q(owner="")),
        ("owner", "not_blank", None, ~Q(owner="")),
        ("finished_on", "eq", "2026年5月1日", Q(finished_on=date(2026, 5, 1))),
        ("kind", "eq", "水冲式", Q(kind="flush")),
        ("needs", "eq", ["a", "b"], Q(needs__contains=["a", "b"])),
        ("needs", "in", ["a", "b"], Q(needs__overlap=["a", "b"])),
        ("state", "eq", "待改", Q(state="planned")),
        ("state", "eq", "planned", Q(state="planned")),
        ("id", "eq", "12", Q(id=12)),
        ("batch", "in", "1,2", Q(batch__in=[1, 2])),
        ("due", "lte", "2026-05-01", Q(due__lte=date(2026, 5, 1))),
        ("area", "eq", str(TOWN), Q(area__gte="990101100", area__lt="990101101")),
        ("area", "ne", str(TOWN), ~Q(area__gte="990101100", area__lt="990101101")),
        ("other_area", "eq", str(EAST), Q(other_area__gte=str(EAST), other_area__lt="990101100202")),
        ("household_no", "starts", "00", Q(household_no__startswith="00")),
    ],
)
def test_a_filter_is_a_condition(name: str, op: str, value: Any, expected: Q) -> None:
    found = asked(name, op, value)
    assert found == expected or found == Q(expected)


def test_a_moment_is_asked_by_whole_days() -> None:
    first = datetime.combine(date(2026, 5, 1), time.min, CHINA)
    last = datetime.combine(date(2026, 5, 1), time.max, CHINA)
    assert asked("created_at", "gte", "2026-05-01") == Q(created_at__gte=first)
    assert asked("created_at", "lte", "2026-05-01") == Q(created_at__lte=last)


@pytest.mark.parametrize(
    ("name", "op", "value", "message", "hint"),
    [
        ("cost", "like", "1", "没有“like”这种筛选", f"可用的有：{'、'.join(FILTER_OPERATORS)}"),
        ("cots", "eq", "1", "不能按“cots”筛选", "是不是“cost”？"),
        ("cost", "eq", "很贵", "筛选“造价”：“很贵”不是数字", "请只填数字，没有数据请留空，说明写到备注里"),
        ("cost", "contains", "1", "“造价”不是文字，不能按部分内容查找", "请用“等于”“不小于”“不大于”"),
        ("due", "contains", "1", "“到期日”不是文字，不能按部分内容查找", "请用“等于”“不小于”“不大于”"),
        ("id_number", "contains", "1101", "“身份证号”是敏感信息，只能按完整内容查找", "请用“等于”"),
        ("id_number", "starts", "1101", "“身份证号”是敏感信息，只能按完整内容查找", "请用“等于”"),
        ("id_number", "gte", "1101", "“身份证号”是敏感信息，只能按完整内容查找", "请用“等于”"),
        ("created_at", "eq", "2026-05-01", "“登记时间”要按起止筛选", "请用“不早于”和“不晚于”"),
        ("due", "gte", "春天", "筛选“到期日”：“春天”不是日期", "请写成 2023-05-01 或 2023年5月1日"),
        ("batch", "eq", "第七批", "“第七批”不是编号", "编号是整数"),
    ],
)
def test_what_may_not_be_asked_is_refused_with_a_remedy(
    name: str, op: str, value: Any, message: str, hint: str
) -> None:
    with pytest.raises(UsageError) as refusal:
        asked(name, op, value)
    assert (refusal.value.message, refusal.value.hint) == (message, hint)


def test_several_filters_hold_together() -> None:
    both = condition(LEDGER, [Filter("cost", "gte", 1), Filter("cost", "lte", 2)], NO_REFERENCES)
    assert both == Q(cost__gte=Decimal(1)) & Q(cost__lte=Decimal(2))


def test_no_filter_asks_for_nothing() -> None:
    assert condition(LEDGER, [], NO_REFERENCES) == Q()


def test_an_area_is_an_equality_at_the_ledgers_level_and_a_range_above() -> None:
    assert area_range(EAST, LEDGER) == Q(area=str(EAST))
    assert area_range(TOWN, LEDGER) == Q(area__gte="990101100", area__lt="990101101")
    assert area_range(None, LEDGER) == Q()
