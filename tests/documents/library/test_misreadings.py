"""What a person says of a figure becomes the reading's own line."""

from typing import Any

import pytest

from zhenyu.core.errors import UsageError
from zhenyu.documents.formats.document_figures import UNCLEAR
from zhenyu.documents.library.misreadings import corrected, example, missed, proposal, words_of
from zhenyu.reading import Figure, read

TEXT = "2031年，望云镇新建冷库3座，总投资1200万元。同比增长7.5%。"


def line(index: int = 0, **more: Any) -> dict[str, Any]:
    return {**read(TEXT, year=2031)[index].as_json(), **more}


def test_a_form_shows_every_field_as_words() -> None:
    assert words_of(line()) == {
        "value": "3",
        "unit": "座",
        "kind": "count",
        "measure": "冷库",
        "scope": "望云镇",
        "period": "2031",
        "status": "actual",
        "indicator": "",
    }
    assert words_of(line(value=[5, 10]))["value"] == "5—10"


def test_what_stays_as_it_was_changes_nothing() -> None:
    assert corrected(line(), words_of(line())) == line()


@pytest.mark.parametrize(
    ("said", "value", "si", "base", "approx"),
    [
        ({"value": "4"}, 4, 4, "item", "exact"),
        ({"value": "1.5", "unit": "万元", "kind": "amount"}, 1.5, 15000, "yuan", "exact"),
        ({"value": "5—10"}, [5, 10], [5, 10], "item", "range"),
        ({"value": "5~10"}, [5, 10], [5, 10], "item", "range"),
        ({"value": "-3"}, -3, -3, "item", "exact"),
        ({"unit": ""}, 3, 3, "item", "exact"),
    ],
)
def test_a_new_number_or_unit_is_read_as_the_reader_reads(
    said: dict[str, str], value: object, si: object, base: str, approx: str
) -> None:
    right = corrected(line(), said)
    assert (right["value"], right["value_si"], right["unit_base"], right["approx"]) == (
        value,
        si,
        base,
        approx,
    )
    assert Figure.from_json(right).unit_base == base


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"value": "一些"}, "不是一个数"),
        ({"value": ""}, "不是一个数"),
        ({"unit": "箩筐子"}, "没有“箩筐子”这个计量单位"),
        ({"period": "去年"}, "看不懂“去年”这段时间"),
        ({"period": "2031-13"}, "看不懂“2031-13”这段时间"),
    ],
)
def test_what_cannot_be_understood_is_refused(said: dict[str, str], message: str) -> None:
    with pytest.raises(UsageError, match=message) as refusal:
        corrected(line(), said)
    assert refusal.value.hint


def test_a_range_that_becomes_one_number_is_exact_again() -> None:
    assert corrected(line(value=[5, 10], approx="range"), {"value": "5"})["approx"] == "exact"


def test_a_period_said_by_a_person_counts_as_stated() -> None:
    assert corrected(line(), {"period": "2030"})["period_src"] == "stated"
    assert corrected(line(), {"period": ""})["period_src"] is None


def test_an_indicator_that_was_chosen_is_certain() -> None:
    right = corrected(line(), {"indicator": "cold_stores"})
    assert (right["indicator"], right["confidence"], right["chosen"]) == ("cold_stores", 1.0, True)
    assert right["runners_up"] == []


def test_a_figure_that_becomes_a_growth_says_of_what() -> None:
    right = corrected(line(), {"kind": "growth"})
    assert right["compare"]["of"] == "冷库"
    assert corrected(right, {"kind": "count"})["compare"] is None


def test_somebody_has_looked_at_what_was_unclear() -> None:
    assert corrected(line(note=UNCLEAR), {})["note"] is None
    assert corrected(line(note="由…到"), {})["note"] == "由…到"


def test_a_missed_figure_is_a_line_like_any_other() -> None:
    start = TEXT.index("3座")
    right = missed(TEXT, start, start + 2, {"value": "3", "unit": "座", "measure": "冷库"})
    assert (right["text"], right["kind"], right["status"]) == ("3座", "count", "actual")
    assert Figure.from_json(right).low == 3


@pytest.mark.parametrize(
    ("words", "value", "unit", "kind"),
    [
        ("1200万元", "1200", "万元", "amount"),
        ("7.5%", "7.5", "%", "ratio"),
        ("若干", "", "", "count"),
    ],
)
def test_marked_words_propose_what_they_seem_to_say(words: str, value: str, unit: str, kind: str) -> None:
    assert proposal(words) == {"value": value, "unit": unit, "kind": kind}


def test_an_example_is_the_sentence_with_all_its_figures() -> None:
    lines = [line(index) for index in range(3)]
    start = TEXT.index("1200")
    found = example("e1", TEXT, start, start + 6, lines)
    assert found["text"] == "2031年，望云镇新建冷库3座，总投资1200万元。"
    assert [each["text"] for each in found["figures"]] == ["3座", "1200万元"]
    assert "doc" not in found["figures"][0]
