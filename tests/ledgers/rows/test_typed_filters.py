"""What a person writes under a column, read as filters."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledgers.samples import toilets
from zhenyu.core.errors import UsageError
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.rows.typed_filters import BLANK_WORDS, typed_filters
from zhenyu.ledgers.types import Filter

TODAY = date(2026, 5, 13)
RAW = toilets()
RAW["fields"] += [
    {"name": "needs", "title": "需求", "type": "choices", "choices": {"a": "水", "b": "电", "c": "路"}},
    {"name": "photos", "title": "照片", "type": "attachment"},
    {"name": "house", "title": "房屋", "type": "record", "record": "houses"},
    {"name": "helper", "title": "帮扶人", "type": "user"},
    {"name": "paid_in", "title": "发放月份", "type": "month"},
]
LEDGER = read_definition(RAW)


def read(name: str, text: str, me: str = "李红") -> list[Filter]:
    return list(typed_filters(LEDGER, name, text, today=TODAY, me=me))


READ: list[tuple[str, str, list[tuple[Any, ...]]]] = [
    # blanks
    ("remark", "空", [("remark", "blank")]),
    ("cost", "未填", [("cost", "blank")]),
    ("cost", "非空", [("cost", "not_blank")]),
    ("photos", "已填", [("photos", "not_blank")]),
    # numbers
    ("cost", "100", [("cost", "eq", "100")]),
    ("cost", "=100", [("cost", "eq", "100")]),
    ("cost", "!100", [("cost", "ne", "100")]),
    ("cost", "≠100", [("cost", "ne", "100")]),
    ("cost", ">=100", [("cost", "gte", "100")]),
    ("cost", "≥ 100", [("cost", "gte", "100")]),
    ("cost", "不低于100", [("cost", "gte", "100")]),
    ("cost", "100以上", [("cost", "gte", "100")]),
    ("cost", "<100", [("cost", "lte", "100"), ("cost", "ne", "100")]),
    ("cost", "不足100", [("cost", "lte", "100"), ("cost", "ne", "100")]),
    ("cost", "超过1万元", [("cost", "gte", "1万元"), ("cost", "ne", "1万元")]),
    ("cost", "100..200", [("cost", "gte", "100"), ("cost", "lte", "200")]),
    ("cost", "100~200", [("cost", "gte", "100"), ("cost", "lte", "200")]),
    ("cost", "100至200", [("cost", "gte", "100"), ("cost", "lte", "200")]),
    ("cost", "100-200", [("cost", "gte", "100"), ("cost", "lte", "200")]),
    ("cost", "1万元-2万元", [("cost", "gte", "1万元"), ("cost", "lte", "2万元")]),
    # days
    ("finished_on", "本月", [("finished_on", "gte", "2026-05-01"), ("finished_on", "lte", "2026-05-31")]),
    ("finished_on", ">=2026-05", [("finished_on", "gte", "2026-05-01")]),
    ("finished_on", ">2026-05", [("finished_on", "gte", "2026-06-01")]),
    ("finished_on", "<=2026-05", [("finished_on", "lte", "2026-05-31")]),
    ("finished_on", "早于2026-05", [("finished_on", "lte", "2026-04-30")]),
    ("finished_on", "2026年5月以来", [("finished_on", "gte", "2026-05-01")]),
    ("finished_on", "2026-05-01以后", [("finished_on", "gte", "2026-05-02")]),
    (
        "finished_on",
        "2026-01..2026-06",
        [("finished_on", "gte", "2026-01-01"), ("finished_on", "lte", "2026-06-30")],
    ),
    ("paid_in", "去年", [("paid_in", "gte", "2025-01-01"), ("paid_in", "lte", "2025-12-31")]),
    ("due", "逾期", [("due", "lte", "2026-05-12")]),
    ("created_at", "今天", [("created_at", "gte", "2026-05-13"), ("created_at", "lte", "2026-05-13")]),
    # choices
    ("kind", "水冲式", [("kind", "eq", "flush")]),
    ("kind", "!水冲式", [("kind", "ne", "flush")]),
    ("kind", "不是水冲式", [("kind", "ne", "flush")]),
    ("kind", "水冲式、三格化粪池", [("kind", "in", ["flush", "three_tank"])]),
    ("kind", "水冲式或三格化粪池", [("kind", "in", ["flush", "three_tank"])]),
    ("kind", "!水冲式、三格化粪池", [("kind", "not_in", ["flush", "three_tank"])]),
    ("kind", "水冲式、水冲式", [("kind", "eq", "flush")]),
    ("state", "待改", [("state", "eq", "planned")]),
    ("state", "待改、施工中", [("state", "in", ["planned", "building"])]),
    ("needs", "水、电", [("needs", "in", ["a", "b"])]),
    ("needs", "水+电", [("needs", "eq", ["a", "b"])]),
    ("needs", "!路", [("needs", "not_in", ["c"])]),
    # texts
    ("remark", "漏水", [("remark", "contains", "漏水")]),
    ("remark", "!漏水", [("remark", "not_contains", "漏水")]),
    ("remark", "=漏水", [("remark", "eq", "漏水")]),
    ("remark", "漏*", [("remark", "starts", "漏")]),
    ("remark", "*", [("remark", "contains", "*")]),
    ("household_no", ">=005", [("household_no", "gte", "005")]),
    # people
    ("owner", "我", [("owner", "eq", "李红")]),
    ("helper", "本人", [("helper", "eq", "李红")]),
    ("updated_by", "王", [("updated_by", "contains", "王")]),
    # whole values
    ("id_number", "11010519491231002X", [("id_number", "eq", "11010519491231002X")]),
    ("id_number", "1、2", [("id_number", "in", ["1", "2"])]),
    ("id_number", "!1、2", [("id_number", "not_in", ["1", "2"])]),
    ("subsidised", "是", [("subsidised", "eq", "是")]),
    ("subsidised", "!是", [("subsidised", "ne", "是")]),
    ("subsidised", "=true", [("subsidised", "eq", "是")]),
    ("house", "#12", [("house", "eq", "#12")]),
    ("batch", "7", [("batch", "eq", "7")]),
]


@pytest.mark.parametrize(("name", "text", "filters"), READ)
def test_what_is_typed_under_a_column_is_read(name: str, text: str, filters: list[tuple[Any, ...]]) -> None:
    assert read(name, text) == [Filter(*each) for each in filters]


@pytest.mark.parametrize(
    ("name", "text", "message", "hint"),
    [
        ("color", "红", "“农村改厕台账”没有栏目“color”，不能按它筛选", "请清除筛选后重新选择"),
        ("photos", "照片", "“照片”不能按内容筛选", "可以写“空”或“非空”"),
        ("kind", "旱厕", "筛选“改厕类型”：没有“旱厕”这个选项", "可以填：水冲式、三格化粪池"),
        ("kind", "、", "筛选“改厕类型”：没有“、”这个选项", "可以填：水冲式、三格化粪池"),
        ("state", "完", "筛选“状态”：没有“完”这个选项", "可以填：待改、施工中、已完工、已验收"),
        (
            "finished_on",
            "2026-06..2026-01",
            "筛选“完工日期”：“2026-06..2026-01”的起止颠倒了",
            "请把早的写在前面",
        ),
        (
            "finished_on",
            "!2026-06",
            "筛选“完工日期”：日期不能用“不等于”",
            "请写起止，如 2026-01..2026-06",
        ),
    ],
)
def test_what_means_nothing_is_refused_and_never_ignored(
    name: str, text: str, message: str, hint: str
) -> None:
    with pytest.raises(UsageError) as refusal:
        read(name, text)
    assert refusal.value.message == message
    assert hint in refusal.value.hint


def test_nobody_is_meant_by_me_before_logging_in() -> None:
    with pytest.raises(UsageError, match="“我”要登录后才知道是谁"):
        read("owner", "我", me="")


@given(st.sampled_from([field.name for field in LEDGER.fields]), st.sampled_from(sorted(BLANK_WORDS)))
def test_blank_may_be_asked_of_every_column(name: str, word: str) -> None:
    assert read(name, word) == [Filter(name, BLANK_WORDS[word])]


@given(
    st.sampled_from(["remark", "head", "household_no", "cost", "kind", "finished_on", "needs", "id_number"]),
    st.text(max_size=15),
)
def test_no_text_does_anything_but_filter_or_be_refused(name: str, text: str) -> None:
    with suppress(UsageError):
        assert all(each.field == name for each in read(name, text))


@given(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6))
def test_a_range_of_numbers_has_both_ends(low: int, high: int) -> None:
    assert read("cost", f"{low}..{high}") == [
        Filter("cost", "gte", str(low)),
        Filter("cost", "lte", str(high)),
    ]


@given(st.sets(st.sampled_from(["a", "b", "c"]), min_size=1))
def test_choices_print_and_read_back(codes: set[str]) -> None:
    titles = LEDGER.by_name["needs"].choices
    text = "、".join(titles[code] for code in sorted(codes))
    assert read("needs", text) == [Filter("needs", "in", sorted(codes))]
