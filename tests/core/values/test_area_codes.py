"""Division codes: one canonical prefix per area, subtrees by text."""

import json
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenyu.core.errors import UsageError
from zhenyu.core.values.area_codes import AreaCode, AreaLevel

# Few values a group, nines among them, so that pairs of drawn codes are often related and often at the edge.
pairs, triples = st.sampled_from(["01", "98", "99"]), st.sampled_from(["001", "998", "999"])
codes = st.builds(
    lambda groups, digits: AreaCode("".join(groups)[:digits]),
    st.tuples(pairs, pairs, pairs, triples, triples, triples),
    st.sampled_from([2, 4, 6, 9, 12, 15]),
)


@pytest.mark.parametrize(
    ("written", "prefix", "full", "level"),
    [
        ("99", "99", "990000000000", "province"),
        ("990000", "99", "990000000000", "province"),
        ("990100000000", "9901", "990100000000", "prefecture"),
        ("990101", "990101", "990101000000", "county"),
        ("990101100000", "990101100", "990101100000", "town"),
        ("990101100", "990101100", "990101100000", "town"),
        ("990101100201", "990101100201", "990101100201", "village"),
        ("990101100201003", "990101100201003", "990101100201003", "grid"),
        ("990101100201000", "990101100201", "990101100201", "village"),
        (" ９９０１０１１００ ", "990101100", "990101100000", "town"),
    ],
)
def test_short_and_padded_codes_are_one_code(written: str, prefix: str, full: str, level: str) -> None:
    code = AreaCode.parse(written)
    assert (code, code.prefix, code.full, code.level) == (prefix, prefix, full, level)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "空的"),
        ("99010l", "“l”"),
        ("9901011", "7位"),
        ("99010110020111220", "17位"),
        ("000000", "全是0"),
        ("000101", "省级部分是00"),
        ("990001", "市级部分是00"),
        ("990101000201", "乡级部分是000"),
        ("990101100000001", "村级部分是000，下面却有网格"),
    ],
)
def test_a_wrong_code_says_which_digits_are_wrong(text: str, complaint: str) -> None:
    with pytest.raises(UsageError, match=complaint):
        AreaCode(text)


def test_the_long_statistical_code_is_told_to_keep_its_first_twelve_digits() -> None:
    with pytest.raises(UsageError) as caught:
        AreaCode("99010110020122000")
    assert "前12位" in caught.value.hint


def test_a_village_knows_everything_above_it() -> None:
    village = AreaCode("990101100201")
    assert village.parent == "990101100"
    assert village.ancestors == ("99", "9901", "990101", "990101100")


def test_a_town_of_a_prefecture_without_counties_stands_under_the_prefecture() -> None:
    town = AreaCode("441900003000")
    assert (town.level, town.parent) == (AreaLevel.TOWN, "4419")
    assert AreaCode("4419").contains(town)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("990101001", "街道"),
        ("990101099", "街道"),
        ("990101100", "镇"),
        ("990101199", "镇"),
        ("990101200", "乡"),
        ("990101399", "乡"),
        ("990101400", "类似乡级单位"),
        ("990101600", None),
        ("990101", None),
        ("990101100201", "镇"),
    ],
)
def test_the_town_part_tells_street_town_and_township(text: str, kind: str | None) -> None:
    assert AreaCode(text).town_kind == kind


@pytest.mark.parametrize(
    ("text", "bound"),
    [
        ("990101100", "990101101"),
        ("990101999", "990102"),
        ("990199", "9902"),
        ("99", "a"),
        ("12", "13"),
        ("19", "2"),
    ],
)
def test_the_subtree_ends_where_the_next_code_begins(text: str, bound: str) -> None:
    assert AreaCode(text).upper_bound == bound


def test_a_code_stores_and_serialises_as_its_text() -> None:
    code = AreaCode("990101100000")
    assert json.dumps({code: code}) == '{"990101100": "990101100"}'
    assert pickle.loads(pickle.dumps(code)).level is AreaLevel.TOWN  # noqa: S301


def test_levels_run_from_province_to_grid_with_their_chinese_names() -> None:
    assert [level.label for level in AreaLevel] == ["省级", "市级", "县级", "乡级", "村级", "网格"]
    assert [level.digits for level in AreaLevel] == [2, 4, 6, 9, 12, 15]


@given(codes)
def test_the_full_code_reads_back_as_the_same_area(code: AreaCode) -> None:
    assert AreaCode(code.full) == code
    assert AreaCode(code.prefix) == code


@given(codes, codes)
def test_the_text_range_holds_exactly_the_subtree(area: AreaCode, other: AreaCode) -> None:
    assert (area <= other < area.upper_bound) == area.contains(other)


@given(codes)
def test_every_ancestor_contains_and_bounds_its_descendant(code: AreaCode) -> None:
    for area in (*code.ancestors, code):
        assert area.contains(code)
        assert area <= code < area.upper_bound
    assert [area.level for area in (*code.ancestors, code)] == list(AreaLevel)[: len(code.ancestors) + 1]


def test_each_level_names_the_one_below_it() -> None:
    assert [level.below for level in AreaLevel] == [*list(AreaLevel)[1:], None]


@pytest.mark.parametrize(
    ("code", "town"),
    [
        ("990101100201001", "990101100"),
        ("990101100201", "990101100"),
        ("990101100", "990101100"),
        ("990101", None),
        ("99", None),
    ],
)
def test_a_code_knows_the_town_it_is_or_lies_in(code: str, town: str | None) -> None:
    assert AreaCode(code).town == town
