"""Values of a raw definition: a wrong one says where it stands and what belongs there."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from zhenyu.core.errors import UsageError
from zhenyu.plans import raws


@pytest.mark.parametrize(
    ("read", "raw", "value"),
    [
        (lambda raw: raws.mapping(raw, "任务"), {"a": 1}, {"a": 1}),
        (lambda raw: raws.entries(raw, "tasks", "目标"), {"tasks": [1, 2]}, [1, 2]),
        (lambda raw: raws.entries(raw, "tasks", "目标"), {"tasks": (1,)}, [1]),
        (lambda raw: raws.entries(raw, "tasks", "目标"), {}, []),
        (lambda raw: raws.text(raw, "title", "任务"), {"title": " 改厕 "}, "改厕"),
        (lambda raw: raws.text(raw, "code", "任务"), {"code": 1357}, "1357"),
        (lambda raw: raws.whole_number(raw, "year"), "2026", 2026),
        (lambda raw: raws.number(raw, "weight"), "1.5", Decimal("1.5")),
        (lambda raw: raws.day(raw, "due"), "2026-03-31", date(2026, 3, 31)),
        (lambda raw: raws.day(raw, "due"), date(2026, 3, 31), date(2026, 3, 31)),
    ],
)
def test_a_value_is_read_as_what_it_should_be(read: Callable[[Any], Any], raw: Any, value: Any) -> None:
    assert read(raw) == value


@pytest.mark.parametrize(
    ("read", "raw", "said", "remedy"),
    [
        (
            lambda raw: raws.mapping(raw, "任务“改厕”"),
            "改厕",
            "任务“改厕”应写成“名称: 值”，现在是“改厕”",
            "样例",
        ),
        (
            lambda raw: raws.entries(raw, "tasks", "目标"),
            {"tasks": "改厕"},
            "目标的 tasks 应是列表",
            "短横线",
        ),
        (lambda raw: raws.text(raw, "title", "任务"), {"title": "  "}, "任务缺少 title", "title: …"),
        (lambda raw: raws.text(raw, "title", "任务"), {}, "任务缺少 title", "title: …"),
        (lambda raw: raws.whole_number(raw, "year"), "二〇二六", "year应是整数，现在是“二〇二六”", "2026"),
        (lambda raw: raws.whole_number(raw, "year"), None, "year应是整数", "2026"),
        (lambda raw: raws.number(raw, "weight"), "重", "weight应是数字，现在是“重”", ""),
        (lambda raw: raws.number(raw, "weight"), "NaN", "weight应是数字，现在是“NaN”", ""),
        (lambda raw: raws.number(raw, "weight"), "Infinity", "weight应是数字", ""),
        (lambda raw: raws.day(raw, "due"), "3月底", "due“3月底”不是日期", "2026-03-31"),
        (lambda raw: raws.day(raw, "due"), "2026-02-30", "due“2026-02-30”不是日期", "2026-03-31"),
    ],
)
def test_a_wrong_value_is_refused_where_it_stands(
    read: Callable[[Any], Any], raw: Any, said: str, remedy: str
) -> None:
    with pytest.raises(UsageError) as refused:
        read(raw)
    assert said in refused.value.message
    assert remedy in (refused.value.hint or "")
