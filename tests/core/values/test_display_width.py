"""Chinese characters take the room of two."""

from __future__ import annotations

import pytest

from zhenyu.core.values.display_width import display_width


@pytest.mark.parametrize(
    ("text", "width"), [("", 0), ("abc", 3), ("东柳村", 6), ("（a）", 5), ("—", 1), ("１", 2)]
)
def test_how_wide_a_text_is(text: str, width: int) -> None:
    assert display_width(text) == width
