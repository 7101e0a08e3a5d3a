"""Changes against an earlier state: of what, against which, and in which form."""

import pytest

from zhenyu.reading import Figure, read


def the(text: str, words: str) -> Figure:
    return next(each for each in read(text, year=2031) if each.text == words)


@pytest.mark.parametrize(
    ("text", "words", "basis", "form"),
    [
        ("完成税收8600万元，同比增长7.5%。", "7.5%", "yoy", "pct"),
        ("发病率同比降低0.8个百分点。", "0.8个百分点", "yoy", "delta"),
        ("收入环比增长2%。", "2%", "mom", "pct"),
        ("产值翻一番。", "一番", "unspecified", "multiple"),
        ("接待量是去年的1.5倍。", "1.5倍", "unspecified", "multiple"),
        ("一季度修路1公里，比上年同期增加0.5公里。", "0.5公里", "yoy", "delta"),
    ],
)
def test_a_change_says_against_what_it_is_and_how(text: str, words: str, basis: str, form: str) -> None:
    found = the(text, words)
    assert found.kind == "growth"
    assert found.compare is not None
    assert (found.compare.basis, found.compare.form) == (basis, form)


def test_a_growth_points_to_the_level_that_grew() -> None:
    found = the("完成税收8600万元，同比增长7.5%。", "7.5%")
    assert found.compare is not None
    assert (found.measure, found.compare.of, found.compare.of_idx) == ("税收", "税收", 0)


def test_changes_in_a_row_belong_to_the_levels_in_their_order() -> None:
    text = "出栏羊3000只、牛500头，分别增长5%、3%。"
    assert [the(text, words).measure for words in ("5%", "3%")] == ["出栏羊", "牛"]


def test_a_rank_is_of_the_level_before_it() -> None:
    found = the("完成税收8600万元，增速居全县第三位。", "第三位")
    assert found.rank is not None
    assert (found.rank.n, found.rank.among, found.measure) == (3, "全县", "税收")


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("绿化覆盖率由35%提高到38%。", "35%", "38%"),
        ("办理时限由15天缩短到5天。", "15天", "5天"),
        ("农村居民收入由1.8万元提高到2.1万元。", "1.8万元", "2.1万元"),
    ],
)
def test_from_and_to_are_two_levels_of_one_measure(text: str, first: str, second: str) -> None:
    before, after = the(text, first), the(text, second)
    assert before.measure == after.measure
    assert before.kind == after.kind != "growth"
    assert (before.note, after.note) == ("由…到", None)
