"""Which indicator a figure is of, where its name fits two."""

from typing import Any

import pytest

from zhenyu.documents.library.indicator_match import by_verb, indicator_of
from zhenyu.documents.models import ReportedFigure
from zhenyu.indicators.catalogue.indicator_definition import IndicatorDefinition
from zhenyu.reading import Figure, read


def definition(code: str, title: str, kind: str) -> IndicatorDefinition:
    return IndicatorDefinition.model_validate(
        {"code": code, "title": title, "unit": "亩", "kind": kind, "domain": "农业"}
    )


KNOWN = {
    "added": definition("added", "新建高标准农田面积", "flow"),
    "total": definition("total", "高标准农田面积", "stock"),
}
BOTH = [("added", 0.8), ("total", 0.7)]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("累计建成高标准农田", "total"),
        ("现有高标准农田", "total"),
        ("新建高标准农田", "added"),
        ("高标准农田", "added"),
    ],
)
def test_the_verb_says_whether_it_was_added_or_is_there(said: str, code: str) -> None:
    assert by_verb(BOTH, said, KNOWN) == code


def test_a_name_far_behind_the_best_is_not_meant_whatever_the_verb() -> None:
    assert by_verb([("added", 0.9), ("total", 0.4)], "累计建成高标准农田", KNOWN) == "added"


def test_an_indicator_the_catalogue_does_not_know_stays_what_it_was() -> None:
    assert by_verb([("gone", 0.9), ("total", 0.8)], "累计建成", KNOWN) == "gone"


TEXT = "新建高标准农田4215亩，同比增长5%，累计建成高标准农田3.3万亩。"


def stored(figure: Figure, **more: Any) -> ReportedFigure:
    line = {
        **figure.as_json(),
        "indicator": "added",
        "confidence": 0.8,
        "runners_up": [["total", 0.7]],
        **more,
    }
    return ReportedFigure(
        start=figure.start,
        end=figure.end,
        text=figure.text,
        measure=figure.measure,
        kind=figure.kind,
        indicator=line["indicator"] or "",
        confidence=line["confidence"],
        raw=line,
    )


def code_of(figure: ReportedFigure, others: list[ReportedFigure]) -> str | None:
    found = indicator_of(figure, others, KNOWN, TEXT)
    return found.code if found else None


def test_one_name_in_one_sentence_may_mean_two_indicators() -> None:
    figures = [stored(each) for each in read(TEXT, year=2031)]
    added, growth, total = figures
    assert code_of(added, figures) == "added"
    assert code_of(total, figures) == "total"
    assert code_of(growth, figures) == "added"


def test_a_growth_is_of_what_grew_even_where_its_own_name_is_like_nothing() -> None:
    level, growth, _ = read(TEXT, year=2031)
    figures = [stored(level), stored(growth, confidence=0.1)]
    assert code_of(figures[1], figures) == "added"


def test_below_the_threshold_nothing_is_taken_for_an_indicator() -> None:
    figure = stored(read(TEXT, year=2031)[0], confidence=0.5)
    assert code_of(figure, [figure]) is None


def test_what_a_person_chose_stands_whatever_the_likeness() -> None:
    figure = stored(read(TEXT, year=2031)[0], indicator="total", confidence=0.1, chosen=True)
    assert code_of(figure, [figure]) == "total"


def test_a_person_may_say_that_it_is_of_no_indicator() -> None:
    figure = stored(read(TEXT, year=2031)[0], indicator=None, confidence=1.0, chosen=True)
    assert code_of(figure, [figure]) is None
