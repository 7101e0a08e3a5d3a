"""The time a reading writes becomes the months the books are asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenyu.core.values.periods import Period
from zhenyu.documents.library.book_periods import books_period, spoken_period
from zhenyu.documents.words import period_words

YEAR = Period.parse("2031")
TO_OCTOBER = Period.parse("2031-01..2031-10")


@pytest.mark.parametrize(
    ("read", "months"),
    [
        ("2031", "2031"),
        ("2031-10", "2031-10"),
        ("2031-01/2031-10", "2031-01..2031-10"),
        ("Y-01/Y-06", "2031-01..2031-06"),
        ("2030-05/", "2030-05..2031-10"),
        ("2029/2031", "2029-01..2031-12"),
        ("2031-03-11/2031-03-20", "2031-03"),
        (None, "2031-01..2031-10"),
        ("", "2031-01..2031-10"),
    ],
)
def test_a_reading_s_period_is_a_run_of_months(read: str | None, months: str) -> None:
    assert books_period(read, TO_OCTOBER, as_at=False) == Period.parse(months)


def test_by_the_end_of_a_month_is_that_month_for_a_stock_and_since_january_for_a_flow() -> None:
    assert books_period("/2031-10", TO_OCTOBER, as_at=True) == Period.parse("2031-10")
    assert books_period("/2031-10", TO_OCTOBER, as_at=False) == TO_OCTOBER


@pytest.mark.parametrize("read", ["去年", "2031-13", "2031-10/2031-01"])
def test_what_cannot_be_understood_asks_for_nothing(read: str) -> None:
    assert books_period(read, TO_OCTOBER, as_at=False) is None


def test_a_bare_year_taken_over_from_the_title_means_as_far_as_the_report_goes() -> None:
    assert spoken_period("2031", TO_OCTOBER, as_at=False, inherited=True) == TO_OCTOBER
    assert spoken_period("2031", TO_OCTOBER, as_at=False, inherited=False) == YEAR
    assert spoken_period("2030", TO_OCTOBER, as_at=False, inherited=True) == Period.parse("2030")


@pytest.mark.parametrize(
    ("read", "words"),
    [
        ("2031", "2031年"),
        ("/2031-10", "截至2031年10月"),
        ("2031-05/", "2031年5月起"),
        ("", ""),
        ("Y-01/Y-06", "Y-01/Y-06"),
    ],
)
def test_people_are_told_a_period_in_their_words(read: str, words: str) -> None:
    assert period_words(read) == words


def test_a_range_of_months_is_told_from_its_first_to_its_last() -> None:
    assert period_words("2031-01/2031-10") == TO_OCTOBER.title


MONTHS = st.tuples(st.integers(2000, 2040), st.integers(1, 12))


@given(MONTHS, MONTHS)
def test_every_range_a_reading_writes_is_asked_for_as_it_stands(
    one: tuple[int, int], other: tuple[int, int]
) -> None:
    (first_year, first), (last_year, last) = sorted((one, other))
    read = f"{first_year}-{first:02d}/{last_year}-{last:02d}"
    found = books_period(read, TO_OCTOBER, as_at=False)
    assert found is not None
    assert (found.first.year, found.first.month) == (first_year, first)
    assert (found.last.year, found.last.month) == (last_year, last)
