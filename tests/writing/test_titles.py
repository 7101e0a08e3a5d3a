"""Titles break between words, into balanced lines."""

from hypothesis import given
from hypothesis import strategies as st

from zhenyu.writing.titles import PER_LINE, title_lines, width


def test_a_title_that_fits_is_one_line() -> None:
    assert title_lines("望澜镇2026年工作总结") == ["望澜镇2026年工作总结"]


def test_a_long_title_breaks_at_a_word_and_not_inside_a_date() -> None:
    assert title_lines("望澜镇人民政府关于2026年1—10月经济社会发展情况的报告") == [
        "望澜镇人民政府关于2026年1—10月",
        "经济社会发展情况的报告",
    ]


def test_room_between_chinese_and_digits_is_reckoned_with() -> None:
    """Nineteen and a half characters by themselves, more than a line where a program sets them apart."""
    assert title_lines("望澜镇2026年1—10月工作总结和下一步打算") == [
        "望澜镇2026年1—10月",
        "工作总结和下一步打算",
    ]


@given(st.text(alphabet="望澜镇关于年月日工作报告的和123", min_size=1, max_size=90))
def test_no_line_is_too_long_and_nothing_is_lost(title: str) -> None:
    lines = title_lines(title)
    assert "".join(lines) == title
    assert all(width(line) <= PER_LINE for line in lines)
