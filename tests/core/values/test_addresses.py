"""Figure addresses: one text for every number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenyu.core.errors import UsageError
from zhenyu.core.values.addresses import Aspect, FigureAddress
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Month, Period

addresses = st.builds(
    FigureAddress,
    st.from_regex(r"[a-z][a-z0-9_]{0,30}", fullmatch=True),
    st.sampled_from(
        [AreaCode(text) for text in ("99", "990101", "990101100", "990101100201", "990101100201003")]
    ),
    st.builds(
        lambda first, length: Period.between(first, first.plus(length)),
        st.builds(Month, st.integers(1949, 2900), st.integers(1, 12)),
        st.integers(0, 20),
    ),
    st.sampled_from(Aspect),
)


@pytest.mark.parametrize(
    ("text", "period", "aspect"),
    [
        ("toilets_renovated@990101100/2025", "2025", Aspect.VALUE),
        ("toilets_renovated@990101100/2026-01..2026-10", "2026-01..2026-10", Aspect.VALUE),
        ("toilets_renovated@990101100/2025.yoy", "2025", Aspect.YOY),
        ("toilets_renovated@990101100/2026-01..2026-10.yoy_points", "2026-01..2026-10", Aspect.YOY_POINTS),
    ],
)
def test_the_grammar_of_the_design_is_read(text: str, period: str, aspect: Aspect) -> None:
    address = FigureAddress.parse(text)
    assert address == FigureAddress("toilets_renovated", AreaCode("990101100"), Period.parse(period), aspect)
    assert str(address) == text


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("x@990101100000/2025-01..2025-12.value", "x@990101100/2025"),
        (" x@990101100/2025-q3.rank ", "x@990101100/2025-Q3.rank"),
    ],
)
def test_two_ways_of_writing_are_one_address(written: str, canonical: str) -> None:
    assert str(FigureAddress.parse(written)) == canonical


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "缺少“@”"),
        ("toilets_renovated", "缺少“@”"),
        ("x@990101100", "缺少“/”"),
        ("改厕@990101100/2025", "指标代码“改厕”"),
        ("X@990101100/2025", "指标代码“X”"),
        ("@990101100/2025", "指标代码“”"),
        ("x@9901/2025/3", "时间段不对"),
        ("x@991/2025", "区划不对：.*3位"),
        ("x@/2025", "区划不对"),
        ("x@990101100/", "时间段不对"),
        ("x@990101100/2025-13", "时间段不对：没有13月"),
        ("x@990101100/2026-01..", "时间段不对"),
        ("x@990101100/2025.10", "时间段不对：看不懂时间段“2025.10”"),
        ("x@990101100/2025.", "没有“”这个方面"),
        ("x@990101100/2025.growth", "没有“growth”这个方面"),
    ],
)
def test_a_wrong_address_says_which_part_is_wrong(text: str, complaint: str) -> None:
    with pytest.raises(UsageError, match=complaint) as caught:
        FigureAddress.parse(text)
    assert caught.value.hint


def test_an_unknown_aspect_lists_the_known_ones() -> None:
    with pytest.raises(UsageError) as caught:
        FigureAddress.parse("x@990101100/2025.growth")
    assert all(aspect.value in caught.value.hint for aspect in Aspect)


def test_an_address_moves_to_another_aspect_period_or_area() -> None:
    address = FigureAddress.parse("x@990101100/2025")
    assert str(address.with_aspect(Aspect.PACE)) == "x@990101100/2025.pace"
    assert str(address.with_period(address.period.year_before())) == "x@990101100/2024"
    assert str(address.with_area(AreaCode("990101"))) == "x@990101/2025"


@given(addresses)
def test_an_address_reads_back_what_it_writes(address: FigureAddress) -> None:
    assert FigureAddress.parse(str(address)) == address


@given(st.text(alphabet="ax@/.-_0129QS ", max_size=40))
def test_any_text_is_an_address_or_a_usage_error(text: str) -> None:
    try:
        address = FigureAddress.parse(text)
    except UsageError:
        return
    assert FigureAddress.parse(str(address)) == address
