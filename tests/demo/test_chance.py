"""Chance that repeats itself, and limits by working days."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from zhenyu.demo.chance import dice, months, share_out, working_days_after


def test_the_same_subject_always_has_the_same_luck() -> None:
    assert [dice("a", 1).random() for _ in range(3)] == [dice("a", 1).random() for _ in range(3)]
    assert dice("a", 1).random() != dice("a", 2).random()


def test_months_run_from_january_2024_to_october_2026() -> None:
    assert (months()[0], months()[-1], len(months())) == (date(2024, 1, 1), date(2026, 10, 1), 34)


def test_a_limit_does_not_count_the_day_itself_nor_the_national_holiday() -> None:
    assert working_days_after(date(2025, 9, 30), 1) == date(2025, 10, 9)
    assert working_days_after(date(2026, 7, 3), 1) == date(2026, 7, 6)


@given(st.integers(0, 5000), st.lists(st.floats(0.01, 100), min_size=1, max_size=80))
def test_parts_add_up_to_the_whole(total: int, weights: list[float]) -> None:
    parts = share_out(total, weights)
    assert sum(parts) == total
    assert min(parts) >= 0
