"""Done, promised or designed: the part of the report, then the words of the sentence."""

import pytest

from zhenyu.reading import read


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("新修道路3公里。", "actual"),
        ("规划栽植了果树500亩。", "actual"),
        ("预计全年税收6亿元。", "actual"),
        ("力争税收达到6亿元。", "target"),
        ("任务数800户。", "target"),
        ("主要目标是：产值5亿元。", "target"),
        ("拟建厂房3万平方米。", "plan"),
        ("6处泵站即将招标。", "plan"),
    ],
)
def test_the_words_around_a_figure_say_what_it_claims_to_be(text: str, status: str) -> None:
    (found,) = read(text, year=2031)
    assert found.status == status


def test_everything_inside_a_goal_was_set_and_not_reached() -> None:
    found = read("提出了税收达到3亿元、增长8%的目标。", year=2031)
    assert {each.status for each in found} == {"target"}


def test_a_forecast_for_the_ending_year_says_that_it_is_one() -> None:
    (found,) = read("预计全年税收6亿元。", year=2031)
    assert found.note == "预计"


def test_what_follows_the_opening_of_the_plan_is_promised() -> None:
    done, planned = read("全年修路3公里。\n下一步，我镇将修路8公里。\n", year=2031)
    assert (done.status, planned.status) == ("actual", "target")


def test_a_heading_turns_the_report_to_its_plan() -> None:
    text = "一、工作回顾\n修路3公里。\n二、2032年工作计划\n修路8公里。\n"
    assert [each.status for each in read(text, year=2031)] == ["actual", "target"]
