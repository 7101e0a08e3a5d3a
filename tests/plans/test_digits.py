"""The digits of a work system."""

import pytest

from zhenyu.core.errors import UsageError
from zhenyu.plans.digits import level_sizes


@pytest.mark.parametrize(
    ("code", "sizes"),
    [
        ("1357", (1, 3, 5, 7)),
        ("“1139”", (1, 1, 3, 9)),
        ("12354", (1, 2, 3, 5, 4)),
        ("2+5", (2, 5)),
        ("1+10+N", (1, 10, None)),
        ("1+1188", (1, 1, 1, 8, 8)),
        ("１３５７", (1, 3, 5, 7)),
        ("三园一带", (3, 1)),
        ("一带一园五区", (1, 1, 5)),
    ],
)
def test_each_digit_is_the_size_of_a_level(code: str, sizes: tuple[int | None, ...]) -> None:
    assert level_sizes(code) == sizes


@pytest.mark.parametrize("code", ["", "体系", "103", "+"])
def test_what_counts_nothing_is_refused(code: str) -> None:
    with pytest.raises(UsageError):
        level_sizes(code)
