"""When two names mean one thing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenyu.auditing.document import AuditedText, Placed, opened
from zhenyu.auditing.likeness import (
    alike,
    concepts,
    contained,
    headline,
    of_whole,
    plain,
    qualifiers,
    told_apart,
    unscaled,
)


def placed(text: str) -> list[Placed]:
    document: AuditedText = opened(text, year=2031)
    return document.figures


def test_a_name_is_compared_without_its_quotation_marks() -> None:
    assert plain("“云上”项目（一期）".replace("（", "(").replace("）", ")")) == "云上项目一期"


def test_words_of_scale_are_no_part_of_the_name() -> None:
    assert unscaled("规模以上工业总产值") == unscaled("全镇规上工业总产值") == "工业总产值"


@pytest.mark.parametrize(("one", "other", "likeness"), [("改厕户数", "改厕户数", 1.0), ("改厕", "修路", 0.0)])
def test_likeness_runs_from_nothing_in_common_to_the_same(one: str, other: str, likeness: float) -> None:
    assert alike(one, other) == likeness


def test_a_short_name_is_contained_in_a_longer_one() -> None:
    assert contained("改厕", "农村改厕户数") == 1.0


def test_different_words_of_one_work_touch_one_concept() -> None:
    assert concepts("改厕") & concepts("卫生厕所")
    assert not concepts("改厕") & concepts("修路")


def test_figures_that_differ_in_their_qualifiers_are_different_figures() -> None:
    total, added = placed("累计改厕300户，新增改厕20户。")
    assert (qualifiers(total), qualifiers(added)) == (frozenset({"累计"}), frozenset({"新增"}))


def test_a_sentence_with_respectively_tells_its_numbers_apart() -> None:
    assert all(told_apart(each) for each in placed("东西两村分别改厕3户、5户。"))
    assert not any(told_apart(each) for each in placed("东村改厕3户。"))


def test_a_figure_without_a_scope_is_of_the_whole_area() -> None:
    assert of_whole(placed("全镇改厕300户。")[0])
    assert of_whole(placed("改厕300户。")[0])
    assert not of_whole(placed("在青石村流转土地300亩。")[0])


def test_a_leading_indicator_is_an_amount_of_the_whole_area() -> None:
    assert headline(placed("工业总产值5亿元。")[0])
    assert not headline(placed("慰问金5万元。")[0])
    assert not headline(placed("工业企业5家。")[0])


NAMES = st.text(alphabet="改厕农村户数修路工业总产值", min_size=1, max_size=10)


@given(NAMES, NAMES)
def test_likeness_does_not_depend_on_the_order(one: str, other: str) -> None:
    assert alike(one, other) == alike(other, one)
    assert 0 <= alike(one, other) <= 1
    assert contained(one, other) >= alike(one, other)


@given(NAMES)
def test_every_name_is_like_itself(name: str) -> None:
    assert alike(name, name) == contained(name, name) == 1
