"""A small set of books: toilets by household, monthly assets of villages, and the indicators they feed."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from zhenyu.people.types import SYSTEM

TOWN, VILLAGE, NEIGHBOUR, FAR = "990101100", "990101100201", "990101100202", "990101101201"
TODAY = date(2026, 11, 21)

INDICATORS: list[dict[str, Any]] = [
    {
        "code": "renovated",
        "title": "改厕户数",
        "synonyms": ["农村改厕"],
        "unit": "户",
        "kind": "flow",
        "better": "up",
    },
    {"code": "planned", "title": "应改户数", "unit": "户", "kind": "stock"},
    {"code": "planned_mean", "title": "平均应改户数", "unit": "户", "kind": "stock", "time": "mean"},
    {"code": "assets_mean", "title": "平均资产", "unit": "万元", "kind": "stock", "time": "mean"},
    {"code": "done", "title": "累计改厕户数", "unit": "户", "kind": "stock", "better": "up"},
    {
        "code": "rate",
        "title": "改厕率",
        "unit": "%",
        "kind": "ratio",
        "numerator": "done",
        "denominator": "planned",
    },
    {"code": "paid", "title": "补助金额", "unit": "万元", "kind": "flow", "better": "down"},
    {"code": "builders", "title": "施工队数", "unit": "个", "kind": "distinct", "better": "up"},
    {"code": "dearest", "title": "最高造价", "unit": "元", "kind": "distinct"},
    {"code": "assets", "title": "集体资产", "unit": "万元", "kind": "stock"},
    {"code": "revenue", "title": "财政收入", "unit": "万元", "kind": "external", "better": "up"},
    {"code": "unfed", "title": "无台账指标", "unit": "个", "kind": "flow"},
    {"code": "left", "title": "未改户数", "unit": "户", "kind": "formula", "formula": "planned - done"},
    {
        "code": "cost_each",
        "title": "户均补助",
        "unit": "元",
        "kind": "formula",
        "formula": "paid / renovated",
    },
]
INDICATORS = [{"domain": "人居环境", **entry} for entry in INDICATORS]

TOILETS: dict[str, Any] = {
    "code": "toilets",
    "title": "改厕台账",
    "domain": "人居环境",
    "basis": "测试",
    "level": "village",
    "key": ["household"],
    "fields": [
        {"name": "household", "title": "户编号", "type": "text", "required": True},
        {"name": "builder", "title": "施工队", "type": "text"},
        {"name": "cost", "title": "造价", "type": "money"},
        {"name": "listed_on", "title": "摸底日期", "type": "date"},
        {"name": "accepted_on", "title": "验收日期", "type": "date"},
        {"name": "left_on", "title": "迁出日期", "type": "date"},
    ],
    "lifecycle": {
        "initial": "planned",
        "states": {"planned": "待改", "accepted": "已验收"},
        "transitions": [{"name": "accept", "title": "验收", "from": ["planned"], "to": "accepted"}],
    },
    "measures": [
        {"indicator": "renovated", "value": "count()", "where": "state = 'accepted'", "on": "accepted_on"},
        {"indicator": "planned", "value": "count()", "on": "listed_on", "until": "left_on"},
        {"indicator": "planned_mean", "value": "count()", "on": "listed_on", "until": "left_on"},
        {"indicator": "done", "value": "count()", "where": "state = 'accepted'", "on": "accepted_on"},
        {"indicator": "paid", "value": "sum(cost)", "where": "state = 'accepted'", "on": "accepted_on"},
        {"indicator": "builders", "value": "count(distinct builder)", "on": "accepted_on"},
        {"indicator": "dearest", "value": "max(cost)", "on": "accepted_on"},
    ],
}
ASSETS: dict[str, Any] = {
    "code": "village_assets",
    "title": "集体资产台账",
    "domain": "集体经济",
    "basis": "测试",
    "level": "village",
    "key": ["month"],
    "fields": [
        {"name": "month", "title": "月份", "type": "month", "required": True},
        {"name": "total", "title": "资产总额", "type": "money"},
    ],
    "measures": [
        {"indicator": "assets", "value": "sum(total)", "on": "month"},
        {"indicator": "assets_mean", "value": "sum(total)", "on": "month"},
    ],
}

Save = Callable[..., Any]


@pytest.fixture
def books(county: None, settings: Any) -> Iterator[None]:
    """Empty books, read and written by the system; the day is 2026-11-21."""
    from zhenyu.indicators.actions.definitions import define_indicators
    from zhenyu.ledgers.actions.definitions import define_ledger
    from zhenyu.people.scopes import reading_as

    settings.ZHENYU_TODAY = TODAY.isoformat()
    with reading_as(SYSTEM):
        define_indicators(INDICATORS, by=SYSTEM)
        define_ledger(TOILETS, by=SYSTEM)
        define_ledger(ASSETS, by=SYSTEM)
        yield


@pytest.fixture
def toilet(books: None) -> Save:
    """``toilet("001", accepted="2025-03-05", cost=1200)`` writes one household and gives its row back."""
    from zhenyu.ledgers.actions.rows import save_rows, transition_rows
    from zhenyu.ledgers.types import RowEdit, RowRef

    def save(
        household: str,
        *,
        area: str = VILLAGE,
        listed: str | None = "2024-06-01",
        accepted: str | None = None,
        **values: Any,
    ) -> Any:
        edit = RowEdit(
            {"household": household, "listed_on": listed, "accepted_on": accepted, **values}, area=area
        )
        (row,) = save_rows("toilets", [edit], by=SYSTEM).rows
        if accepted:
            (row,) = transition_rows("toilets", [RowRef(row.id, row.version)], "accept", by=SYSTEM).rows
        return row

    return save


@pytest.fixture
def assets(books: None) -> Save:
    """``assets("2025-03", "120000")`` states a village's assets in 元."""
    from zhenyu.ledgers.actions.rows import save_rows
    from zhenyu.ledgers.types import RowEdit

    def save(month: str, total: str | None, *, area: str = VILLAGE) -> Any:
        (row,) = save_rows(
            "village_assets", [RowEdit({"month": month, "total": total}, area=area)], by=SYSTEM
        ).rows
        return row

    return save
