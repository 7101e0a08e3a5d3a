"""The rules of lights."""

from decimal import Decimal

import pytest

from zhenyu.core.errors import UsageError
from zhenyu.plans.lights import (
    AMBER,
    GREEN,
    GREY,
    LIGHTS,
    RED,
    Assessment,
    most_urgent,
    rules_from_raw,
    verdict,
)


def assessed(pace: str | None = None, completion: str | None = "50", **more: int) -> Assessment:
    return Assessment(
        Decimal(completion) if completion is not None else None,
        Decimal(pace) if pace is not None else None,
        **more,
    )


def test_a_task_in_step_with_the_calendar_is_green() -> None:
    assert verdict(assessed("-5")).light is GREEN


def test_a_task_behind_the_calendar_is_amber_and_says_by_how_much() -> None:
    judged = verdict(assessed("-5.04"))
    assert (judged.light, judged.reason) == (AMBER, "落后时间进度5个百分点")


def test_a_task_far_behind_is_red() -> None:
    assert verdict(assessed("-20.1")).light is RED


def test_an_overdue_node_is_amber_even_when_the_figure_is_ahead() -> None:
    judged = verdict(assessed("30", overdue_nodes=1, overdue_days=3))
    assert (judged.light, judged.reason) == (AMBER, "1个节点逾期")


def test_a_node_a_month_late_is_red() -> None:
    judged = verdict(assessed("30", overdue_nodes=1, overdue_days=30))
    assert (judged.light, judged.reason) == (RED, "节点逾期30天")


def test_every_reason_of_a_light_is_given() -> None:
    judged = verdict(assessed("-25", overdue_nodes=2, overdue_days=40))
    assert judged.reason == "落后时间进度25个百分点，节点逾期40天"


def test_a_limit_that_is_exceeded_is_red() -> None:
    judged = verdict(assessed(completion="80", over_limit=True))
    assert (judged.light, judged.reason) == (RED, "超出控制目标")


def test_a_rate_below_its_target_is_not_excused_by_the_calendar() -> None:
    assert verdict(assessed("4.8", completion="88.1", is_level=True)).light is RED
    judged = verdict(assessed("14.2", completion="97.6", is_level=True))
    assert (judged.light, judged.reason) == (AMBER, "低于目标水平")
    assert verdict(assessed("-10", completion="100", is_level=True)).light is GREEN


def test_silence_is_not_success() -> None:
    assert verdict(assessed(completion=None)).light is GREY


def test_silence_with_an_overdue_node_still_warns() -> None:
    assert verdict(assessed(completion=None, overdue_nodes=1, overdue_days=1)).light is AMBER


def test_a_place_sets_its_own_thresholds() -> None:
    rules = rules_from_raw({"amber": {"pace_below": -10, "overdue_nodes": 2}})
    assert verdict(assessed("-8", overdue_nodes=1, overdue_days=2), rules).light is GREEN
    assert verdict(assessed("-10.5"), rules).light is AMBER
    assert verdict(assessed("-21"), rules).light is RED


def test_a_place_switches_a_threshold_off() -> None:
    rules = rules_from_raw({"red": {"overdue_days": None}})
    assert verdict(assessed("0", overdue_nodes=1, overdue_days=99), rules).light is AMBER


@pytest.mark.parametrize(
    "raw", [{"red": {"colour": 1}}, {"red": 5}, {"red": {"pace_below": "慢"}}, {"blue": {}}]
)
def test_a_rule_that_cannot_be_read_is_refused(raw: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        rules_from_raw(raw)


def test_a_whole_shows_its_most_urgent_light() -> None:
    assert most_urgent([GREEN, RED, GREY]) is RED
    assert most_urgent([GREY, GREEN]) is GREEN
    assert most_urgent([]) is GREY


def test_every_light_has_its_own_word_shape_and_order() -> None:
    for seen in ({light.word for light in LIGHTS.values()}, {light.shape for light in LIGHTS.values()}):
        assert len(seen) == len(LIGHTS)
    assert len({light.order for light in LIGHTS.values()}) == len(LIGHTS)
