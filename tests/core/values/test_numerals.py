"""Chinese numerals of headings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenyu.core.values.numerals import chinese_number

VALUES = {character: value for value, character in enumerate("零一二三四五六七八九")} | {
    "十": 10,
    "百": 100,
    "千": 1000,
}


def _read(text: str) -> int:
    """A plain reader of numerals, written for the test: below 万 places add up, 万 and 亿 multiply what is
    before."""
    for sign, size in (("亿", 10**8), ("万", 10**4)):
        if sign in text:
            before, after = text.split(sign)
            return _read(before) * size + _read(after)
    total, digit = 0, None
    for character in text:
        value = VALUES[character]
        if value < 10:
            digit = value
        else:
            total, digit = total + (1 if digit is None else digit) * value, None
    return total + (digit or 0)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0, "零"),
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (101, "一百零一"),
        (110, "一百一十"),
        (1010, "一千零一十"),
        (10010, "一万零一十"),
        (11000, "一万一千"),
        (100001, "十万零一"),
        (10**8 + 1, "一亿零一"),
    ],
)
def test_headings_count_as_people_do(number: int, text: str) -> None:
    assert chinese_number(number) == text


@pytest.mark.parametrize("number", [-1, 10**12])
def test_there_is_no_numeral_outside_the_range(number: int) -> None:
    with pytest.raises(ValueError, match="numeral"):
        chinese_number(number)


@given(st.integers(0, 10**12 - 1) | st.integers(0, 10**5))
def test_a_numeral_reads_back_as_its_number(number: int) -> None:
    assert _read(chinese_number(number)) == number
    assert "零零" not in chinese_number(number)
