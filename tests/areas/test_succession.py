"""What an area was made of and what became of it, day by day."""

from datetime import date

from zhenyu.areas.succession import AreaLifetime, Succession

MERGED, AGAIN = date(2026, 7, 1), date(2027, 1, 1)
BEFORE = date(2026, 6, 30)
VILLAGES = Succession(
    (
        AreaLifetime("A", valid_to=MERGED, successors=("C",)),
        AreaLifetime("B", valid_to=MERGED, successors=("C",)),
        AreaLifetime("C", valid_from=MERGED, valid_to=AGAIN, successors=("D",)),
        AreaLifetime("T", valid_to=MERGED, successors=("X", "Y")),
        AreaLifetime("X", valid_from=MERGED),
        AreaLifetime("Y", valid_from=MERGED),
        AreaLifetime("G", valid_to=MERGED),
    )
)


def test_a_merged_area_is_made_of_those_that_went_wholly_into_it() -> None:
    assert VILLAGES.absorbed("C", BEFORE) == ()
    assert VILLAGES.absorbed("C", MERGED) == ("A", "B")
    assert VILLAGES.absorbed("X", AGAIN) == ()


def test_mergers_follow_one_another() -> None:
    assert VILLAGES.absorbed("D", AGAIN) == ("A", "B", "C")
    assert VILLAGES.absorbed("D", MERGED) == ()
    assert VILLAGES.successor_on("A", AGAIN) == "D"
    assert VILLAGES.successor_on("A", MERGED) == "C"
    assert VILLAGES.successor_on("A", BEFORE) == "A"


def test_a_torn_or_abolished_area_has_no_heir() -> None:
    assert VILLAGES.successor_on("T", MERGED) is None
    assert VILLAGES.successor_on("G", MERGED) is None
    assert VILLAGES.successor_on("C", BEFORE) is None


def test_what_received_a_part_cannot_be_compared_across_that_day() -> None:
    year = date(2025, 1, 1)
    assert VILLAGES.series_break("X", year, AGAIN) is not None
    assert VILLAGES.series_break("X", MERGED, AGAIN) is None
    assert VILLAGES.series_break("C", year, AGAIN) is None


def test_a_register_that_goes_in_circles_ends() -> None:
    circle = Succession((AreaLifetime("A", None, MERGED, ("B",)), AreaLifetime("B", None, MERGED, ("A",))))
    assert circle.successor_on("A", AGAIN) is None
    assert circle.absorbed("A", AGAIN) == ("B",)
