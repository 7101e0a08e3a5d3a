"""Places in a ranking: what was reached, and among whom."""

import pytest

from zhenyu.reading.scan.mention import Mention
from zhenyu.reading.scan.ranks import rank_at
from zhenyu.reading.text.numerals import NUMERAL


def ranks(text: str) -> list[Mention]:
    found = (rank_at(text, *numeral.span()) for numeral in NUMERAL.finditer(text))
    return [each for each in found if each is not None]


@pytest.mark.parametrize(
    ("text", "place", "among"),
    [
        ("位列全县第二位", 2, "全县"),
        ("居全市第1名", 1, "全市"),
        ("获得全省第1", 1, "全省"),
        ("排名第3", 3, None),
        ("考核第一", 1, None),
        ("增幅全市第四", 4, "全市"),
    ],
)
def test_a_rank_knows_its_number_and_whom_it_is_among(text: str, place: int, among: str | None) -> None:
    (found,) = ranks(text)
    assert found.rank is not None
    assert (found.rank.n, found.rank.among) == (place, among)
    assert text[found.start : found.end].startswith("第")


def test_a_rise_in_a_ranking_is_two_ranks() -> None:
    assert [each.value for each in ranks("由去年的第五上升到第2")] == [5, 2]


@pytest.mark.parametrize(
    "text", ["第三届", "位列第三届", "第5次", "排名第3.5", "进入全国第10000", "第二产业"]
)
def test_an_ordinal_that_ranks_nothing_is_no_rank(text: str) -> None:
    assert ranks(text) == []
