"""Dates in a text become the months they speak of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenyu.reading.scan.dates import date_at


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2031年", "2031"),
        ("2031年度", "2031"),
        ("2031年底", "2031"),
        ("二〇三一年", "2031"),
        ("2031年3月底", "2031-03"),
        ("2031年1-10月", "2031-01/2031-10"),
        ("2031年1月至3月", "2031-01/2031-03"),
        ("2030-2034年", "2030/2034"),
        ("1-9月", "Y-01/Y-09"),
        ("10月", "Y-10"),
        ("十二月", "Y-12"),
        ("12月末", "Y-12"),
        ("3月上旬", "Y-03-01/Y-03-10"),
        ("3月中旬", "Y-03-11/Y-03-20"),
        ("3月下旬", "Y-03-21/Y-03-30"),
        ("一季度", "Y-01/Y-03"),
        ("四季度", "Y-10/Y-12"),
        ("2031", "2031"),
    ],
)
def test_a_date_is_written_as_the_scheme_writes_it(text: str, period: str) -> None:
    found = date_at(text, 0)
    assert found is not None
    assert (found.start, found.end) == (0, len(text))
    assert found.period(None) == period


def test_a_year_the_date_does_not_state_is_that_of_the_report() -> None:
    found = date_at("1-9月", 0)
    assert found is not None
    assert found.period(2031) == "2031-01/2031-09"


def test_a_year_the_date_states_is_kept() -> None:
    found = date_at("2029年5月", 0)
    assert found is not None
    assert found.period(2031) == "2029-05"


def test_the_first_three_quarters_begin_in_january() -> None:
    found = date_at("前三季度", 1)
    assert found is not None
    assert found.period(2031) == "2031-01/2031-09"


def test_the_third_quarter_begins_in_july_and_takes_its_ordinal_along() -> None:
    found = date_at("第三季度", 1)
    assert found is not None
    assert (found.start, found.period(2031)) == (0, "2031-07/2031-09")


def test_january_written_as_the_first_month_is_part_of_the_range() -> None:
    found = date_at("元至6月", 2)
    assert found is not None
    assert (found.start, found.period(2031)) == (0, "2031-01/2031-06")


@pytest.mark.parametrize("text", ["2031-04-05", "2031年4月5日", "2031.4.5", "2031-04-05 10:30"])
def test_a_full_calendar_date_sets_no_period(text: str) -> None:
    found = date_at(text, 0)
    assert found is not None
    assert found.whole
    assert found.end == len(text)


def test_four_digits_without_a_year_sign_are_marked_as_such() -> None:
    found = date_at("2031", 0)
    assert found is not None
    assert found.bare


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("2031户", 0),
        ("2031亩", 0),
        ("2031元", 0),
        ("13月", 0),
        ("9-1月", 0),
        ("5月亮", 0),
        ("3.5月", 2),
        ("第3月", 1),
        ("+5月", 1),
        ("35月", 1),
    ],
)
def test_what_only_looks_like_a_date_is_none(text: str, position: int) -> None:
    assert date_at(text, position) is None


@given(st.integers(1949, 2049), st.integers(1, 12), st.integers(1, 12))
def test_a_range_of_months_reads_back(year: int, first: int, last: int) -> None:
    found = date_at(f"{year}年{first}-{last}月", 0)
    if first < last:
        assert found is not None
        assert found.period(None) == f"{year}-{first:02d}/{year}-{last:02d}"
    elif first == last:
        assert found is not None
        assert found.period(None) == f"{year}-{first:02d}"


@given(st.text(alphabet="0123456789年月日季度一二十第前-至. 底末旬上中下", max_size=16), st.integers(0, 15))
def test_a_date_never_ends_before_it_begins_or_beyond_the_text(text: str, position: int) -> None:
    if position < len(text) and (found := date_at(text, position)) is not None:
        assert 0 <= found.start <= position < found.end <= len(text)
