"""The time a figure speaks of: stated, or inherited from the report."""

import pytest

from zhenyu.reading import read
from zhenyu.reading.passes.periods import report_year


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2029年，修路3公里。", "2029"),
        ("今年以来，修路3公里。", "2031"),
        ("去年，修路3公里。", "2030"),
        ("明年，计划修路8公里。", "2032"),
        ("上半年，修路3公里。", "2031-01/2031-06"),
        ("下半年，修路5公里。", "2031-07/2031-12"),
        ("3月中旬，修路2公里。", "2031-03-11/2031-03-20"),
        ("一季度，修路1公里。", "2031-01/2031-03"),
        ("“十四五”期间，修路30公里。", "2021/2025"),
    ],
)
def test_the_sentence_states_the_time(text: str, period: str) -> None:
    (found,) = read(text, year=2031)
    assert (found.period, found.period_src) == (period, "stated")


def test_what_was_done_by_a_day_runs_from_january_and_what_there_is_stands_as_of_it() -> None:
    (done,) = read("截至6月底，累计修路9公里。", year=2031)
    (there,) = read("截至6月底，共有合作社46家。", year=2031)
    assert (done.period, there.period) == ("2031-01/2031-06", "/2031-06")


def test_without_a_time_of_its_own_a_figure_has_that_of_the_report() -> None:
    (found,) = read("修路3公里。", year=2031)
    assert (found.period, found.period_src) == ("2031", "inherited")


def test_a_year_nobody_states_is_left_open() -> None:
    (found,) = read("上半年，修路3公里。")
    assert found.period == "Y-01/Y-06"


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("望云镇2031年工作总结。2031年，修路3公里。2030年底", 2031),
        ("建党110周年之际，修路3公里。", 2031),
        ("新中国成立80周年之际，修路3公里。", 2029),
        ("发布日期2031-03-02。2030年全年修路3公里。", 2030),
        ("修路3公里。", None),
    ],
)
def test_the_year_of_a_report_is_the_one_it_speaks_of_most(text: str, year: int | None) -> None:
    assert report_year(text) == year
