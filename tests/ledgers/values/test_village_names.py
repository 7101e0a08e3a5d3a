"""Which texts name a village."""

from __future__ import annotations

import pytest

from zhenyu.ledgers.values.village_names import VILLAGE, village_in


@pytest.mark.parametrize("text", ["东柳村", "望澜社区", "新华居委会", "东柳村委会"])
def test_names_of_villages(text: str) -> None:
    assert VILLAGE.fullmatch(text)


@pytest.mark.parametrize("text", ["望澜镇", "东柳村改厕台账", "村庄", "备注", ""])
def test_texts_that_are_no_names_of_villages(text: str) -> None:
    assert not VILLAGE.fullmatch(text)


@pytest.mark.parametrize(
    ("title", "village"),
    [
        ("东柳村改厕台账", "东柳村"),
        ("望澜镇东柳村改厕台账", "东柳村"),
        ("阳光社区低保户名册", "阳光社区"),
        ("农村改厕台账", ""),
        ("各村改厕进度", ""),
        ("行政村名单", ""),
        ("东柳村民小组长名册", ""),
        ("望澜镇改厕台账", ""),
        ("", ""),
    ],
)
def test_the_village_a_title_begins_with(title: str, village: str) -> None:
    assert village_in(title) == village
