"""Templates bound to a place and a time."""

import pytest

from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.writing.template_binding import Setting, bind, faults

SETTING = Setting(AreaCode("990101100"), "柳河镇", Period.parse("2026-01..2026-10"))


def test_a_short_name_becomes_a_full_address() -> None:
    assert bind("完成{{toilets|completed_yoy}}。", SETTING) == (
        "完成{{toilets@990101100/2026-01..2026-10|completed_yoy}}。"
    )


def test_an_aspect_goes_behind_the_period() -> None:
    assert bind("{{toilets.target}}", SETTING) == "{{toilets@990101100/2026-01..2026-10.target}}"


def test_a_full_address_stays_as_it_is() -> None:
    text = "{{toilets@990101100201/2025|value}}"
    assert bind(text, SETTING) == text


def test_words_stand_for_the_place_and_the_time() -> None:
    assert (
        bind("# {{area}}{{period}}总结和{{next_year}}年计划", SETTING)
        == "# 柳河镇2026年1—10月总结和2027年计划"
    )


def test_binding_twice_changes_nothing() -> None:
    once = bind("{{toilets|yoy}}{{area}}", SETTING)
    assert bind(once, SETTING) == once


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("{{toilets|boast}}", "没有“boast”这种写法"),
        ("{{Toilets}}", "指标代码不对"),
        ("{{toilets.best}}", "没有“best”这个方面"),
        ("完成{{toilets|value}户", "花括号没有配对"),
        ("完成toilets}}户", "花括号没有配对"),
    ],
)
def test_a_fault_of_a_template_is_found_before_any_figure_is_asked(text: str, fault: str) -> None:
    assert fault in faults(text)[0]


def test_a_sound_template_has_no_faults() -> None:
    assert faults("{{area}}{{toilets}}{{toilets.yoy|value}}{{toilets@990101100/2025|rank}}") == []
