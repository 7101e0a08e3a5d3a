"""Books of entered figures and one work system on them; the day is 2026-10-31."""

from collections.abc import Iterator
from typing import Any

import pytest

from zhenyu.indicators.actions.definitions import define_indicators
from zhenyu.indicators.actions.observations import enter_observations
from zhenyu.indicators.types import ObservationEntry
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM

TOWN, VILLAGE = "990101100", "990101100201"

INDICATORS: list[dict[str, Any]] = [
    {
        "code": "tax",
        "title": "财税收入",
        "unit": "万元",
        "kind": "external",
        "better": "up",
        "domain": "经济",
    },
    {
        "code": "invest",
        "title": "到位资金",
        "unit": "万元",
        "kind": "external",
        "better": "up",
        "domain": "经济",
    },
    {
        "code": "fires",
        "title": "火灾起数",
        "unit": "起",
        "kind": "external",
        "better": "down",
        "domain": "安全",
    },
    {
        "code": "toilets",
        "title": "改厕户数",
        "unit": "户",
        "kind": "external",
        "better": "up",
        "domain": "环境",
    },
]
VALUES = [
    ("tax", TOWN, "2026-01..2026-10", 9000),
    ("invest", TOWN, "2026-01..2026-10", 5000),
    ("fires", TOWN, "2026-01..2026-10", 3),
]


def target(indicator: str, value: int, mode: str = "at_least") -> dict[str, Any]:
    return {"indicator": indicator, "value": value, "mode": mode, "period": "2026"}


def system(**changes: Any) -> dict[str, Any]:
    """“12”: one goal of two tasks by figures, two battles of a limit, nodes, and a village's task."""
    return {
        "code": "town_12",
        "title": "“12”工作体系",
        "year": 2026,
        "area": TOWN,
        "digits": "12",
        "levels": [
            {
                "title": "一个目标",
                "items": [
                    {
                        "title": "高质量发展",
                        "tasks": [
                            {"title": "组织财税收入", "lead": "财政所", "target": target("tax", 10000)},
                            {
                                "title": "招商引资",
                                "lead": "经济发展办",
                                "weight": 3,
                                "target": target("invest", 10000),
                            },
                        ],
                    }
                ],
            },
            {
                "title": "两项攻坚",
                "items": [
                    {
                        "title": "安全",
                        "tasks": [
                            {"title": "控制火灾", "lead": "应急办", "target": target("fires", 2, "at_most")},
                            {
                                "title": "建微型消防站",
                                "lead": "应急办",
                                "nodes": [
                                    {"title": "选址", "due": "2026-03-31", "done_on": "2026-03-20"},
                                    {"title": "建成", "due": "2026-09-15"},
                                    {"title": "验收", "due": "2026-12-15"},
                                ],
                            },
                        ],
                    },
                    {
                        "title": "环境",
                        "tasks": [
                            {
                                "title": "东柳村改厕",
                                "lead": "村镇建设办",
                                "area": VILLAGE,
                                "target": target("toilets", 50),
                            }
                        ],
                    },
                ],
            },
        ],
        **changes,
    }


@pytest.fixture
def books(county: None, settings: Any) -> Iterator[None]:
    """Indicators with entered values, everything read and written by the system."""
    settings.ZHENYU_TODAY = "2026-10-31"
    with reading_as(SYSTEM):
        define_indicators(INDICATORS, by=SYSTEM)
        enter_observations(
            [
                ObservationEntry(code, area, period, value, source="县财政局月报")
                for code, area, period, value in VALUES
            ],
            by=SYSTEM,
        )
        yield
