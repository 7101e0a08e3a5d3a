"""The order of a list and its cursors."""

from __future__ import annotations

import base64
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ledgers.samples import toilets
from zhenyu.core.clock import CHINA
from zhenyu.core.errors import UsageError
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.rows.order import Cursor, Sort

RAW = toilets()
RAW["fields"] += [
    {"name": "needs", "title": "需求", "type": "choices", "choices": {"a": "水"}},
    {"name": "spot", "title": "坐标", "type": "point"},
    {"name": "people", "title": "人数", "type": "integer"},
    {"name": "paid_in", "title": "发放月份", "type": "month"},
]
LEDGER = read_definition(RAW)


@pytest.mark.parametrize(
    ("text", "name", "descending"),
    [
        (None, "id", False),
        ("", "id", False),
        ("-id", "id", True),
        ("cost", "cost", False),
        ("-cost", "cost", True),
        ("updated_at", "updated_at", False),
        ("-due", "due", True),
    ],
)
def test_an_order_is_a_column_and_a_direction(text: str | None, name: str, descending: bool) -> None:
    order = Sort.parse(text, LEDGER)
    assert (order.name, order.descending) == (name, descending)
    assert str(order) == (text or "id")


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("needs", "“需求”没有先后，不能按它排序", "换一个栏目排序"),
        ("-spot", "“坐标”没有先后，不能按它排序", "换一个栏目排序"),
        ("cots", "不能按“cots”排序", "是不是“cost”？"),
        ("--cost", "不能按“-cost”排序", "是不是“cost”？"),
    ],
)
def test_a_column_without_an_order_is_refused(text: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as refusal:
        Sort.parse(text, LEDGER)
    assert (refusal.value.message, refusal.value.hint) == (message, hint)


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "id": st.none(),
    "cost": st.none() | st.decimals(-(10**9), 10**9, places=2),
    "people": st.none() | st.integers(-(10**9), 10**9),
    "finished_on": st.none() | st.dates(),
    "paid_in": st.none() | st.dates().map(lambda day: day.replace(day=1)),
    "due": st.none() | st.dates(),
    "head": st.none() | st.text(max_size=20),
    "remark": st.text(max_size=40),
    "owner": st.text(max_size=20),
    "subsidised": st.none() | st.booleans(),
    "updated_at": st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)).map(
        lambda moment: moment.replace(tzinfo=CHINA)
    ),
}


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("sign", ["", "-"])
@given(data=st.data(), row_id=st.integers(1, 2**63 - 1))
def test_a_cursor_reads_back_from_its_token(name: str, sign: str, data: st.DataObject, row_id: int) -> None:
    order = Sort.parse(f"{sign}{name}", LEDGER)
    cursor = Cursor(data.draw(VALUES[name]), row_id)
    assert Cursor.read(cursor.token(order), order, LEDGER) == cursor


def test_a_token_is_made_of_signs_an_address_takes() -> None:
    token = Cursor("东柳?&=/村", 7).token(Sort.parse("remark", LEDGER))
    assert token.replace("-", "").replace("_", "").isalnum()


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x",
        "不是标记",
        encoded("[]"),
        encoded("{}"),
        encoded('["-cost", "1", 7]'),
        encoded('["cost", "1", "7"]'),
        encoded('["cost", "many", 7]'),
        encoded('["cost", 1, 7, 8]'),
        encoded("null"),
    ],
)
def test_a_token_of_another_order_or_of_none_is_refused(token: str) -> None:
    with pytest.raises(UsageError) as refusal:
        Cursor.read(token, Sort.parse("cost", LEDGER), LEDGER)
    assert refusal.value.message == "翻页标记无效或已过时"
    assert refusal.value.hint == "请回到第一页重新翻"


@given(st.text(max_size=60))
def test_no_token_makes_reading_fail(token: str) -> None:
    with suppress(UsageError):
        assert isinstance(Cursor.read(token, Sort.parse("cost", LEDGER), LEDGER), Cursor)


def test_a_value_to_begin_with_is_a_place_before_its_rows() -> None:
    assert Sort.parse("cost", LEDGER).at("3.5万元", LEDGER) == Cursor(Decimal(35000), 0)
    assert Sort.parse("-finished_on", LEDGER).at("2026年5月1日", LEDGER) == Cursor(
        date(2026, 5, 1), 2**63 - 1
    )
    with pytest.raises(UsageError, match="筛选“造价”：“很贵”不是数字"):
        Sort.parse("cost", LEDGER).at("很贵", LEDGER)


@pytest.mark.parametrize(
    ("text", "forwards", "backwards"), [("id", 1, 1), ("owner", 1, 1), ("cost", 2, 2), ("-cost", 2, 2)]
)
def test_rows_with_a_value_are_read_apart_from_blanks(text: str, forwards: int, backwards: int) -> None:
    order = Sort.parse(text, LEDGER)
    assert len(order.legs(None, backwards=False)) == forwards
    assert len(order.legs(None, backwards=True)) == backwards


def test_after_the_first_blank_no_value_follows() -> None:
    order = Sort.parse("cost", LEDGER)
    at_blank, at_value = Cursor(None, 7), Cursor(Decimal(1), 7)
    assert len(order.legs(at_blank, backwards=False)) == 1
    assert len(order.legs(at_blank, backwards=True)) == 2
    assert len(order.legs(at_value, backwards=False)) == 2
    assert len(order.legs(at_value, backwards=True)) == 1
