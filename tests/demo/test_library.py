"""The six reports and their planted defects."""

from collections import Counter

import pytest

from tests.demo.planted import Defect, defects
from zhenyu.demo import books
from zhenyu.demo.library import DemoReport, reports
from zhenyu.demo.places import towns

REPORTS = [pytest.param(report, id=report.file) for report in reports()]
DEFECTS = [pytest.param(defect, id=f"{defect.file}:{defect.rule}") for defect in defects()]


def test_three_towns_two_years() -> None:
    assert {(report.area, str(report.period)) for report in reports()} == {
        (place.code, year) for place in towns() for year in ("2024", "2025")
    }


@pytest.mark.parametrize("report", REPORTS)
def test_a_report_is_as_long_as_towns_write_them(report: DemoReport) -> None:
    assert 1450 <= len(report.text) <= 3000
    assert report.title


@pytest.mark.parametrize("defect", DEFECTS)
def test_a_defect_stands_where_it_is_said_to(defect: Defect) -> None:
    text = next(report.text for report in reports() if report.file == defect.file)
    assert text.count(defect.text) == (2 if defect.rule == "duplicate_text" else 1)
    assert defect.explanation


def test_defects_are_of_many_kinds_and_in_every_report() -> None:
    assert len({defect.rule for defect in defects()}) >= 8
    assert set(Counter(defect.file for defect in defects())) == {report.file for report in reports()}


@pytest.mark.parametrize(
    ("area", "year", "said"), [("990101100", 2024, "农村改厕2047户"), ("990101101", 2025, "农村改厕973户")]
)
def test_what_a_report_says_is_what_the_books_say(area: str, year: int, said: str) -> None:
    counted = sum(
        row["area"].startswith(area)
        and row.get("accepted_on") is not None
        and row["accepted_on"].year == year
        for row in books.rows("toilet_renovation")
    )
    assert f"农村改厕{counted}户" == said
    assert said in next(report.text for report in reports() if report.file == f"{area}_{year}.md")
