"""What the tests of this room share: places, a definition with every kind of rule, ways to make rows."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any

from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers.actions.imports import import_rows
from zhenyu.ledgers.types import ImportReport
from zhenyu.people.types import SYSTEM

TOWN = AreaCode("990101100")
EAST = AreaCode("990101100201")
WEST = AreaCode("990101100202")
ID_NUMBER = "11010519491231002X"  # the example of GB 11643 itself

TOILETS: dict[str, Any] = {
    "code": "toilets",
    "title": "农村改厕台账",
    "domain": "人居环境",
    "office": "村镇建设办",
    "basis": "农村人居环境整治提升五年行动方案",
    "level": "village",
    "key": ["household_no"],
    "fields": [
        {"name": "household_no", "title": "户编号", "type": "text", "required": True},
        {"name": "head", "title": "户主", "type": "person_name", "privacy": "personal"},
        {"name": "id_number", "title": "身份证号", "type": "id_number"},
        {
            "name": "kind",
            "title": "改厕类型",
            "type": "choice",
            "choices": {"flush": "水冲式", "three_tank": "三格化粪池"},
        },
        {"name": "cost", "title": "造价", "type": "money", "unit": "元", "synonyms": ["改造费用"]},
        {"name": "due_on", "title": "应完工日期", "type": "date"},
        {"name": "finished_on", "title": "完工日期", "type": "date"},
        {"name": "subsidised", "title": "已补贴", "type": "boolean"},
        {"name": "remark", "title": "备注", "type": "long_text"},
    ],
    "lifecycle": {
        "initial": "planned",
        "states": {"planned": "待改", "building": "施工中", "finished": "已完工", "accepted": "已验收"},
        "transitions": [
            {"name": "start", "title": "开工", "from": ["planned"], "to": "building"},
            {
                "name": "finish",
                "title": "完工",
                "from": ["building"],
                "to": "finished",
                "requires": ["finished_on"],
            },
            {
                "name": "accept",
                "title": "验收",
                "from": ["finished"],
                "to": "accepted",
                "role": "town_clerk",
                "requires": ["finished_on"],
                "not_by": "finisher",
            },
        ],
    },
    "deadlines": [{"while": ["planned", "building"], "due": "due_on", "warn": "15d"}],
    "constraints": [{"check": "cost >= 0", "message": "造价不能为负"}],
    "measures": [
        {
            "indicator": "toilets_renovated",
            "value": "count()",
            "where": "state = 'accepted'",
            "on": "finished_on",
        }
    ],
}


def toilets(**changes: Any) -> dict[str, Any]:
    """The raw definition with some parts replaced."""
    return {**copy.deepcopy(TOILETS), **changes}


def households(count: int, area: AreaCode = EAST, **values: Any) -> list[dict[str, Any]]:
    """Rows numbered from 1, costing 100 a number."""
    return [
        {"household_no": f"{n:03d}", "area": str(area), "cost": n * 100, **values}
        for n in range(1, count + 1)
    ]


def load(rows: Iterable[Mapping[str, Any]], **options: Any) -> ImportReport:
    """Import rows below the town as the system."""
    return import_rows("toilets", rows, area=TOWN, by=SYSTEM, **options)
