"""Units of calculated indicators: what a result may be called and by what it is converted."""

from fractions import Fraction

import pytest

from zhenyu.indicators.catalogue.calculation_units import UnitScale, fitted, per, scale_of, times


@pytest.mark.parametrize(
    ("unit", "dimensions", "factor"),
    [
        ("", (), Fraction(1)),
        ("元", (("money", 1),), Fraction(1)),
        ("万元", (("money", 1),), Fraction(10_000)),
        ("%", (), Fraction(1, 100)),
        ("元/人", (("money", 1), ("person", -1)), Fraction(1)),
        ("万元/人", (("money", 1), ("person", -1)), Fraction(10_000)),
    ],
)
def test_a_unit_is_what_it_counts_and_how_many_of_it(
    unit: str, dimensions: tuple[tuple[str, int], ...], factor: Fraction
) -> None:
    scale = scale_of(unit)
    assert scale.factor == factor
    assert scale.dimensions == dimensions


def test_a_word_nobody_registered_is_a_unit_of_its_own() -> None:
    assert scale_of("筐").dimensions == (("筐", 1),)
    assert scale_of("筐").factor == 1


def test_like_units_cancel_each_other() -> None:
    rate = per(scale_of("户"), scale_of("户"))
    assert rate == UnitScale((), Fraction(1))
    assert fitted(rate, "%") == 100


def test_products_and_quotients_undo_each_other() -> None:
    for left, right in (("万元", "人"), ("亩", "户"), ("元", "元")):
        whole = times(scale_of(left), scale_of(right))
        assert per(whole, scale_of(right)) == scale_of(left)


def test_money_by_heads_is_converted_into_its_unit() -> None:
    mean = per(scale_of("万元"), scale_of("人"))
    assert fitted(mean, "元/人") == 10_000
    assert fitted(mean, "万元/人") == 1


def test_a_mean_by_heads_may_be_called_by_its_money_alone() -> None:
    assert fitted(per(scale_of("万元"), scale_of("户")), "元") == 10_000


def test_a_unit_that_cannot_say_the_result_does_not_fit() -> None:
    assert fitted(per(scale_of("万元"), scale_of("人")), "户") is None
    assert fitted(scale_of("户"), "人") is None
    assert fitted(per(scale_of("人"), scale_of("万元")), "人") is None


def test_a_score_is_whatever_its_formula_says() -> None:
    assert fitted(per(scale_of("万元"), scale_of("人")), "分") == 1


def test_a_rank_is_known_as_one() -> None:
    assert scale_of("位").is_rank
    assert not scale_of("户").is_rank
