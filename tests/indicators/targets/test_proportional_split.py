"""A whole is split into parts that add up to it, whatever the shares and the rounding."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhenyu.core.errors import RefusedError
from zhenyu.indicators.targets.proportional_split import gap_sentence, running, split

AMOUNTS = st.decimals(min_value=0, max_value=10**12, places=2)
BASES = st.lists(st.none() | st.decimals(min_value=-1000, max_value=10**9, places=3), min_size=1, max_size=80)


@given(AMOUNTS, BASES, st.integers(0, 3))
def test_the_parts_add_up_to_the_whole(total: Decimal, bases: list[Decimal | None], places: int) -> None:
    assert sum(split(total, bases, places=places).parts) == total


@given(st.integers(0, 10**9), BASES, st.data())
def test_locked_parts_stay_and_the_rest_makes_up_the_whole(
    total: int, bases: list[Decimal | None], data: st.DataObject
) -> None:
    position = data.draw(st.integers(0, len(bases) - 1))
    kept = Decimal(data.draw(st.integers(0, total)))
    parts = split(Decimal(total), bases, locked={position: kept}).parts
    assert parts[position] == kept
    assert sum(parts) == (total if len(bases) > 1 else kept)


@given(st.integers(0, 10**6), st.lists(st.integers(1, 10**6), min_size=1, max_size=50))
def test_no_part_is_a_whole_unit_away_from_its_exact_share(total: int, bases: list[int]) -> None:
    parts = split(Decimal(total), [Decimal(base) for base in bases]).parts
    assert all(
        abs(part * sum(bases) - Decimal(total) * base) < sum(bases)
        for part, base in zip(parts, bases, strict=True)
    )


def test_the_largest_remainder_gets_the_unit_left_over() -> None:
    assert split(Decimal(10), [Decimal(1), Decimal(1), Decimal(1)]).parts == (4, 3, 3)
    assert split(Decimal(10), [Decimal(10), Decimal(27), Decimal(63)]).parts == (1, 3, 6)


def test_a_total_with_decimals_keeps_them() -> None:
    assert sum(split(Decimal("7.5"), [Decimal(1), Decimal(1)]).parts) == Decimal("7.5")


def test_bases_that_cannot_serve_are_told() -> None:
    assert split(Decimal(9), [None, None, None]).notes == ("各项都没有基数，改为平均分解",)
    assert split(Decimal(9), [Decimal(0), None]).notes == ("各项基数合计为0，改为平均分解",)
    mixed = split(Decimal(90), [Decimal(10), Decimal(20), None, Decimal(0), Decimal(-5)])
    assert mixed.parts[3:] == (0, 0)
    assert len(mixed.notes) == 3


@pytest.mark.parametrize(("total", "locked"), [(Decimal(-1), {}), (Decimal(5), {0: Decimal(6)})])
def test_what_cannot_be_split_is_refused(total: Decimal, locked: dict[int, Decimal]) -> None:
    with pytest.raises(RefusedError):
        split(total, [Decimal(1), Decimal(1)], locked=locked)


def test_the_sum_check_states_the_gap() -> None:
    assert gap_sentence(Decimal(10), [Decimal(4), Decimal(3)], "户", "各村") == "各村合计差 3 户"
    assert gap_sentence(Decimal(10), [Decimal(14)], "户", "各村") == "各村合计超 4 户"
    assert gap_sentence(Decimal(10), [Decimal(4), None], "户", "各村") == "各村合计差 6 户，1项没有填"
    assert gap_sentence(Decimal(10), [Decimal("10.0")], "户") == ""


def test_a_stock_is_to_rise_from_where_it_stood() -> None:
    assert running([Decimal(2), Decimal(3)], Decimal(100)) == (102, 105)
