"""The boxes of figures on the pictures of a report's pages."""

from math import radians

import pytest

from zhenyu.documents.library.reader_pages import pages_of
from zhenyu.documents.models import ReportedFigure

A4 = [600.0, 800.0, 0.0]


def figure(*boxes: list[float]) -> ReportedFigure:
    return ReportedFigure(raw={"place": {"page": 1, "boxes": [list(each) for each in boxes]}})


def test_a_page_is_a_thousand_units_wide_and_keeps_its_shape() -> None:
    (page,) = pages_of([A4], [])
    assert (page.number, page.width, page.height, page.marks) == (1, 1000, 1333, ())


def test_a_box_lies_around_its_characters() -> None:
    (page,) = pages_of([[1000.0, 1000.0, 0.0]], [figure([1, 0.1, 0.2, 0.3, 0.25])])
    (box,) = page.marks
    assert (box.left, box.top, box.width, box.height) == (97.0, 197.0, 206.0, 56.0)


def test_a_figure_broken_by_a_line_end_has_two_boxes_and_one_over_pages_is_on_both() -> None:
    first, second = pages_of([A4, A4], [figure([1, 0.8, 0.9, 0.9, 0.95], [2, 0.1, 0.1, 0.2, 0.15])])
    assert (len(first.marks), len(second.marks)) == (1, 1)
    assert first.marks[0].figure is second.marks[0].figure


def test_a_box_on_a_page_that_is_not_there_is_left_out() -> None:
    (page,) = pages_of([A4], [figure([7, 0.1, 0.2, 0.3, 0.25])])
    assert page.marks == ()


def test_a_figure_of_a_text_has_no_box() -> None:
    (page,) = pages_of([A4], [ReportedFigure(raw={"place": {"offset": 3}}), ReportedFigure(raw={})])
    assert page.marks == ()


def test_boxes_lean_with_the_sheet() -> None:
    (page,) = pages_of([[1000.0, 500.0, radians(2)]], [])
    assert page.slant == pytest.approx(2)
    assert page.turn == "rotate(2.000 500.0 250.0)"


def test_a_page_without_a_size_is_square() -> None:
    (page,) = pages_of([[0.0, 0.0, 0.0]], [])
    assert page.height == page.width
