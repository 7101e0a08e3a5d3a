"""Scopes as the policies read them."""

from hypothesis import given
from hypothesis import strategies as st

from zhenyu.core.values.scope import EVERYTHING, normalised, outermost

PREFIXES = st.lists(st.text(alphabet="012", min_size=0, max_size=4), max_size=8)
SCOPES = st.dictionaries(st.sampled_from(["*", "民政", "农业", "人居环境"]), PREFIXES, max_size=4)
AREAS = st.text(alphabet="012", min_size=1, max_size=6)


def _sees(prefixes: list[str], area: str) -> bool:
    return any(area.startswith(prefix) for prefix in prefixes)


@given(PREFIXES, AREAS)
def test_outermost_prefixes_hold_the_same_areas(prefixes: list[str], area: str) -> None:
    assert _sees(outermost(prefixes), area) == _sees(prefixes, area)


@given(PREFIXES)
def test_no_outermost_prefix_lies_in_another_and_they_are_in_order(prefixes: list[str]) -> None:
    kept = outermost(prefixes)
    assert kept == sorted(kept)
    assert not any(a != b and a.startswith(b) for a in kept for b in kept)
    assert outermost(kept) == kept


@given(SCOPES, AREAS)
def test_a_domain_holds_its_own_areas_and_those_of_every_domain(
    scope: dict[str, list[str]], area: str
) -> None:
    held = normalised(scope)
    for domain, prefixes in scope.items():
        assert _sees(held[domain], area) == _sees([*prefixes, *scope.get("*", [])], area)


@given(SCOPES, AREAS)
def test_the_empty_domain_holds_all_that_is_held_anywhere(scope: dict[str, list[str]], area: str) -> None:
    everything = [prefix for prefixes in scope.values() for prefix in prefixes]
    assert _sees(normalised(scope).get("", []), area) == _sees(everything, area)


@given(SCOPES)
def test_normalising_adds_no_domain_but_the_empty_one(scope: dict[str, list[str]]) -> None:
    assert set(normalised(scope)) == (set(scope) | {""} if scope else set())


def test_who_holds_nothing_sees_nothing() -> None:
    assert normalised({}) == {}


def test_everything_is_one_prefix_of_the_whole_tree() -> None:
    assert normalised(EVERYTHING) == {"*": [""], "": [""]}
