"""Template tags: days, numbers, growth, links and pictures as readers see them."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import QueryDict
from django.template import Context, Template
from django.utils.safestring import SafeString

from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.pages.templatetags import dates, figures, links, pictures

PAGE = {"area": AreaCode("990101100"), "period": Period.parse("2026-Q1")}
KEPT = "area=990101100&period=2026-Q1"
LATE = datetime(2026, 3, 31, 16, 30, tzinfo=UTC)  # half past midnight on April 1st in China


def _text(drawn: SafeString | str) -> str:
    return re.sub(r"<[^>]+>", "", drawn)


def _figure(**facts: Any) -> Any:
    usual = {
        "value": Decimal("120"),
        "unit": "户",
        "absence": None,
        "address": "toilets_renovated@990101100/2026-Q1",
        "target": None,
        "target_mode": "",
        "yoy": None,
        "yoy_points": None,
        "yoy_note": "",
        "pace": None,
        "completion": None,
    }
    return SimpleNamespace(**{**usual, **facts})


# --- days -----------------------------------------------------------------------------------------


def test_a_moment_is_shown_by_the_clock_of_china() -> None:
    assert dates.day(LATE) == "2026-04-01"
    assert dates.moment(LATE) == "2026-04-01 00:30"
    assert dates.day_text(LATE) == "2026年4月1日"


def test_a_day_is_a_day_everywhere() -> None:
    assert dates.day(date(2026, 3, 31)) == "2026-03-31"
    assert dates.day_text(date(2026, 3, 31)) == "2026年3月31日"


def test_no_day_is_drawn_as_nothing() -> None:
    assert (dates.day(None), dates.moment(None), dates.day_text(None)) == ("", "", "")


# --- numbers --------------------------------------------------------------------------------------


def test_a_count_that_was_cut_has_a_plus() -> None:
    assert _text(figures.counted((12, False))) == "12"
    assert _text(figures.counted((10_000, True))) == "10000+"
    assert figures.counted((0, True)) == ""


@pytest.mark.parametrize(
    ("value", "text"), [(Decimal("1234567.891"), "1234567.891"), (Decimal("0"), "0"), (None, "—")]
)
def test_a_number_in_full_has_its_last_digit(value: Decimal | None, text: str) -> None:
    assert _text(figures.in_full(value)) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(Decimal("1E+3"), "1000"), (Decimal("0.10"), "0.1"), (Decimal("-3"), "-3"), (None, "")],
)
def test_a_form_field_gets_plain_digits(value: Decimal | None, text: str) -> None:
    assert figures.exactly(value) == text


def test_a_unit_of_strangers_is_escaped() -> None:
    assert "<script>" not in figures.number(3, "<script>")


def test_zero_is_a_number_and_nothing_is_not() -> None:
    assert _text(figures.number(0, "户")) == "0户"
    assert 'title="尚无数据"' in figures.number(None, "户")
    assert _text(figures.absent("not_applicable")) == "不适用"
    assert figures.absent("odd") == figures.absent("unknown")


@pytest.mark.parametrize(("value", "text"), [(Decimal("93.45"), "93.5%"), (Decimal(0), "0.0%"), (None, "—")])
def test_a_rate_has_one_place(value: Decimal | None, text: str) -> None:
    assert _text(figures.percent(value)) == text


def test_a_share_becomes_per_cent() -> None:
    assert figures.of_hundred(Decimal("0.5")) == 50
    assert figures.of_hundred(None) is None


# --- growth and pace ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Decimal("12.34"), "12.3%"),
        (Decimal("-0.06"), "0.1%"),
        (Decimal("0.04"), "持平"),
        (Decimal("-0.04"), "持平"),
    ],
)
def test_growth_is_rounded_and_what_rounds_to_nothing_is_level(value: Decimal, text: str) -> None:
    assert _text(figures.growth(value)).endswith(text)


def test_growth_and_decline_point_different_ways() -> None:
    up, down = figures.growth(Decimal(5)), figures.growth(Decimal(-5))
    assert _text(up)[0] != _text(down)[0]


def test_no_growth_says_why() -> None:
    assert 'title="上年为零"' in figures.growth(None, "上年为零")
    assert "没有可比的上年同期数" in figures.growth(None)


def test_rates_differ_by_points_and_amounts_by_per_cent() -> None:
    assert _text(figures.figure_growth(_figure(yoy_points=Decimal(2)))).endswith("2.0个百分点")
    assert _text(figures.figure_growth(_figure(yoy=Decimal(2)))).endswith("2.0%")


@pytest.mark.parametrize(
    ("pace", "words"),
    [
        (Decimal("3.26"), "超时间进度 3.3 个百分点"),
        (Decimal("-3.26"), "欠时间进度 3.3 个百分点"),
        (Decimal("0.04"), "与时间进度持平"),
        (None, ""),
    ],
)
def test_pace_is_said_in_words(pace: Decimal | None, words: str) -> None:
    assert _text(figures.pace_words(_figure(pace=pace))) == words


def test_a_rate_has_no_pace() -> None:
    assert figures.pace_words(_figure(unit="%", pace=Decimal(5))) == ""
    task = SimpleNamespace(figure=_figure(unit="%"), pace=Decimal(5))
    assert figures.paced(task) is None


def test_a_limit_is_no_target() -> None:
    assert _text(figures.target_of(_figure(target=Decimal(300)))) == "目标 300户"
    limit = _figure(target=Decimal(300), target_mode="at_most")
    assert _text(figures.target_of(limit)) == "上限 300户"
    assert figures.target_of(_figure()) == ""
    assert pictures.ring(limit) == ""


# --- links ----------------------------------------------------------------------------------------


def _context(**more: Any) -> Context:
    return Context({**PAGE, **more})


def test_a_figure_leads_to_where_it_comes_from() -> None:
    drawn = figures.figure_value(_context(), _figure())
    assert f'href="/trace/toilets_renovated@990101100/2026-Q1?{KEPT}"'.replace("&", "&amp;") in drawn
    assert _text(drawn) == "120户"
    missing = figures.figure_value(_context(), _figure(value=None, absence="unknown"))
    assert "/trace/" in missing
    assert _text(missing) == "—"


def test_a_column_whose_head_names_the_unit_leaves_it_out() -> None:
    assert _text(figures.figure_value(_context(), _figure(), in_column=True)) == "120"


def test_links_keep_area_and_period_and_changes_win() -> None:
    assert links.keep(_context(), "/plans/") == f"/plans/?{KEPT}"
    assert links.keep(_context(), "/plans/", period=None) == "/plans/?area=990101100"
    assert links.link(_context(), "plans:plans", view="board") == f"/plans/?{KEPT}&view=board"
    assert links.record_link(_context(), "toilets", 17) == f"/ledgers/toilets/17/?{KEPT}"


def test_a_link_to_this_page_leaves_its_cursor_behind() -> None:
    request = SimpleNamespace(path="/ledgers/toilets/", GET=QueryDict("q=a&after=x&before=y&last=1&sort=z"))
    assert links.here(_context(request=request)) == "/ledgers/toilets/?q=a&sort=z"
    assert links.here(_context(request=request), q=None, state="open") == (
        "/ledgers/toilets/?sort=z&state=open"
    )


def test_rows_changed_since_a_day_are_a_filter() -> None:
    address = links.changed_rows_link(_context(), "toilets", date(2026, 11, 2))
    assert "f.updated_at=%3E%3D2026-11-02" in address
    assert "sort=-updated_at" in address


# --- pictures -------------------------------------------------------------------------------------


def test_an_icon_is_decorative_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in pictures.icon("table")
    assert 'aria-label="&lt;台账&gt;"' in pictures.icon("table", "<台账>")


@pytest.mark.parametrize("code", ["green", "yellow", "red", "grey"])
def test_each_light_has_a_word_and_a_shape_of_its_own(code: str) -> None:
    others = {"green", "yellow", "red", "grey"} - {code}
    assert pictures.light_word(code) not in {pictures.light_word(other) for other in others}
    assert pictures.light_shape(code) not in {pictures.light_shape(other) for other in others}


def test_a_light_nobody_knows_is_grey() -> None:
    assert pictures.light_word("purple") == pictures.light_word("grey")


def test_a_light_says_its_own_word() -> None:
    shown = SimpleNamespace(code="red", word="严重滞后")
    assert "严重滞后" in Template("{% load pictures %}{% light shown %}").render(Context({"shown": shown}))


def test_a_bar_of_nothing_is_empty() -> None:
    assert pictures.bar(None, 10) == pictures.bar(0, 10) == pictures.bar(3, 0)
