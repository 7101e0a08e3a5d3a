"""What an area was made of and what became of it, day by day."""

from datetime import date

from zhenyu.areas.succession import Span, Succession

MERGED, AGAIN = date(2026, 7, 1), date(2027, 1, 1)
BEFORE = date(2026, 6, 30)
VILLAGES = Succession(
    (
        Span("A", valid_to=MERGED, successors=("C",)),
        Span("B", valid_to=MERGED, successors=("C",)),
        Span("C", valid_from=MERGED, valid_to=AGAIN, successors=("D",)),
        Span("T", valid_to=MERGED, successors=("X", "Y")),
        Span("X", valid_from=MERGED),
        Span("Y", valid_from=MERGED),
        Span("G", valid_to=MERGED),
    )
)


def test_a_merged_area_is_made_of_those_that_went_wholly_into_it() -> None:
    assert VILLAGES.absorbed("C", BEFORE) == ()
    assert VILLAGES.absorbed("C", MERGED) == ("A", "B")
    assert VILLAGES.absorbed("X", AGAIN) == ()


def test_mergers_follow_one_another() -> None:
    assert VILLAGES.absorbed("D", AGAIN) == ("A", "B", "C")
    assert VILLAGES.absorbed("D", MERGED) == ()
    assert VILLAGES.heir("A", AGAIN) == "D"
    assert VILLAGES.heir("A", MERGED) == "C"
    assert VILLAGES.heir("A", BEFORE) == "A"


def test_a_torn_or_abolished_area_has_no_heir() -> None:
    assert VILLAGES.heir("T", MERGED) is None
    assert VILLAGES.heir("G", MERGED) is None
    assert VILLAGES.heir("C", BEFORE) is None


def test_what_received_a_part_cannot_be_compared_across_that_day() -> None:
    year = date(2025, 1, 1)
    assert VILLAGES.torn("X", year, AGAIN) is not None
    assert VILLAGES.torn("X", MERGED, AGAIN) is None
    assert VILLAGES.torn("C", year, AGAIN) is None


def test_a_register_that_goes_in_circles_ends() -> None:
    circle = Succession((Span("A", None, MERGED, ("B",)), Span("B", None, MERGED, ("A",))))
    assert circle.heir("A", AGAIN) is None
    assert circle.absorbed("A", AGAIN) == ("B",)
