"""Definitions of work systems."""

from copy import deepcopy
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from zhenyu.core.errors import UsageError
from zhenyu.plans.definition import Duty, read_system


def raw(**changes: Any) -> dict[str, Any]:
    """A “12” system: one goal, two items below it."""
    task = {
        "title": "农村改厕",
        "lead": "村镇建设办",
        "assisting": ["财政所"],
        "duty": "配合",
        "target": {"indicator": "toilets", "value": 120, "mode": "at_least", "period": "2026"},
        "nodes": [{"title": "摸底", "due": "2026-03-31", "done_on": "2026-03-20"}],
    }
    made = {
        "code": "town_12",
        "title": "“12”工作体系",
        "year": "2026",
        "area": "990101100",
        "digits": "12",
        "levels": [
            {"title": "一个目标", "items": ["建设示范镇"]},
            {"title": "两项攻坚", "items": [{"title": "环境", "tasks": [task]}, {"title": "招商"}]},
        ],
    }
    return deepcopy({**made, **changes})


def task_of(definition: dict[str, Any]) -> dict[str, Any]:
    task: dict[str, Any] = definition["levels"][1]["items"][0]["tasks"][0]
    return task


def test_a_definition_is_read_whole() -> None:
    system = read_system(raw())
    (task,) = system.tasks()
    assert (system.year, system.area, [level.title for level in system.levels]) == (
        2026,
        "990101100",
        ["一个目标", "两项攻坚"],
    )
    assert (task.key, task.lead, task.assisting, task.duty, task.weight) == (
        "农村改厕",
        "村镇建设办",
        ("财政所",),
        Duty.ASSIST,
        Decimal(1),
    )
    assert task.target is not None
    assert (task.target.indicator, task.target.value, str(task.target.period)) == (
        "toilets",
        Decimal(120),
        "2026",
    )
    assert (task.nodes[0].due, task.nodes[0].done_on) == (date(2026, 3, 31), date(2026, 3, 20))


def test_a_level_holds_exactly_as_many_items_as_its_digit_says() -> None:
    with pytest.raises(UsageError, match="“13”的第2层“两项攻坚”应有3项，实有2项"):
        read_system(raw(digits="13"))


def test_there_are_as_many_levels_as_digits() -> None:
    with pytest.raises(UsageError, match="“123”有3个数字，却写了2层"):
        read_system(raw(digits="123"))


def test_an_open_digit_holds_any_number_of_items() -> None:
    read_system(raw(digits="1+N"))


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("lead", "", "任务“农村改厕”缺少 lead"),
        ("weight", 0, "weight（权重）应大于0"),
        ("weight", "很重", "应是数字，现在是“很重”"),
        ("duty", "代办", "duty（履职类别）“代办”不对"),
        ("area", "990101101", "不在 990101100 之内"),
        ("nodes", [{"title": "摸底", "due": "2026-02-30"}], "“2026-02-30”不是日期"),
        ("nodes", [{"title": "摸底", "due": "2026-02-20"}] * 2, "节点“摸底”写了两次"),
        ("target", {"indicator": "toilets", "value": "若干"}, "目标值应是数字"),
        ("target", {"indicator": "toilets", "value": 1, "period": "二季度"}, "看不懂时间段"),
    ],
)
def test_a_fault_of_a_task_is_named(key: str, value: Any, message: str) -> None:
    wrong = raw()
    task_of(wrong)[key] = value
    with pytest.raises(UsageError, match=message) as caught:
        read_system(wrong, source="systems/12.yaml")
    assert str(caught.value).startswith("systems/12.yaml：")


def test_a_task_has_a_target_or_nodes() -> None:
    wrong = raw()
    del task_of(wrong)["target"], task_of(wrong)["nodes"]
    with pytest.raises(UsageError, match="既没有 target（指标目标）也没有 nodes（时间节点）"):
        read_system(wrong)


def test_a_task_stands_in_a_system_once() -> None:
    wrong = raw()
    wrong["levels"][1]["items"][1]["tasks"] = [deepcopy(task_of(wrong))]
    with pytest.raises(UsageError, match="任务“农村改厕”写了两次"):
        read_system(wrong)


def test_thresholds_of_lights_are_checked_with_the_definition() -> None:
    with pytest.raises(UsageError, match="灯号规则里没有“purple”"):
        read_system(raw(lights={"purple": {}}))
