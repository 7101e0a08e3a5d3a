"""What people set right in a reading: kept as examples, told to the second person, made again by a newer
reading."""

from decimal import Decimal
from typing import Any

import pytest

from zhenyu.core.errors import NotAllowed, NotFound, RefusedError, StaleVersion, UsageError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.documents.actions.corrections import (
    add_figure,
    correct_figure,
    differences,
    examples,
    withdraw_figure,
)
from zhenyu.documents.actions.reports import file_report
from zhenyu.documents.actions.second_reading import read_again
from zhenyu.documents.library import queries
from zhenyu.documents.library.misreadings import corrected, example, proposal, words_of
from zhenyu.documents.models import Correction, Document, ReportedFigure
from zhenyu.indicators.actions.definitions import define_indicators
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Reader
from zhenyu.reading import read

TOWN = AreaCode("990101100")
TEXT = "今年1-10月，柳河镇完成财税收入3656万元，同比增长41.7%。全镇改厕150余户，大小会议开了三四回。\n"
TAX: dict[str, Any] = {
    "code": "tax",
    "title": "财税收入",
    "unit": "万元",
    "kind": "external",
    "domain": "经济",
}
FEES: dict[str, Any] = {**TAX, "code": "fees", "title": "非税收入"}


@pytest.fixture
def filed(county: None) -> Any:
    with reading_as(SYSTEM):
        define_indicators([TAX, FEES], by=SYSTEM)
        period = Period.parse("2026-01..2026-10")
        yield file_report(TEXT, title="总结", area=TOWN, period=period, by=SYSTEM)


def the(document: Document, text: str) -> ReportedFigure:
    return document.figures.get(text=text)


def line(text: str) -> dict[str, Any]:
    return read(text)[0].as_json()


class TestWhatWasSaid:
    def test_a_new_unit_gives_a_new_size(self) -> None:
        right = corrected(line("完成财税收入3656万元。"), {"unit": "亿元"})
        assert (right["value"], right["value_si"], right["unit_base"]) == (3656, 365_600_000_000, "yuan")

    def test_a_fuzzy_word_stays_when_only_the_number_was_wrong(self) -> None:
        assert corrected(line("改厕150余户。"), {"value": "510"})["approx"] == "over"

    def test_two_numbers_are_a_range(self) -> None:
        right = corrected(line("每户补助5万元。"), {"value": "5—10"})
        assert (right["value_si"], right["approx"]) == ([50000, 100000], "range")

    def test_a_fall_is_a_number_below_zero(self) -> None:
        assert corrected(line("税收增长3.2%。"), {"value": "-3.2"})["value_si"] == -3.2

    def test_what_was_not_touched_is_as_it_was_read(self) -> None:
        before = line("税收增长3.2%。")
        assert corrected(before, words_of(before)) == before

    @pytest.mark.parametrize(
        ("said", "why"),
        [
            ({"value": "很多"}, "不是一个数"),
            ({"unit": "匹马"}, "没有“匹马”"),
            ({"period": "去年"}, "看不懂“去年”"),
        ],
    )
    def test_what_cannot_be_understood_is_named(self, said: dict[str, str], why: str) -> None:
        with pytest.raises(UsageError, match=why):
            corrected(line("完成财税收入3656万元。"), said)

    def test_marked_words_propose_what_they_seem_to_say(self) -> None:
        assert proposal("12.6公里") == {"value": "12.6", "unit": "公里", "kind": "length"}
        assert proposal("三四回")["kind"] == "count"

    def test_an_example_is_the_sentence_with_all_its_figures(self) -> None:
        lines = [figure.as_json() for figure in read(TEXT)]
        found = example("x", TEXT, lines[0]["start"], lines[0]["end"], lines)
        assert found["text"] == TEXT[: TEXT.index("。") + 1]
        assert [each["text"] for each in found["figures"]] == ["3656万元", "41.7%"]


class TestCorrecting:
    def test_the_figure_says_what_was_said_and_the_example_is_kept(self, filed: Document) -> None:
        correct_figure(
            the(filed, "3656万元").pk, version=1, said={"value": "3565"}, by=SYSTEM, why="扫描不清"
        )
        assert the(filed, "3656万元").value_si == Decimal(35650000)
        kept = Correction.objects.get()
        assert differences(kept) == [("value", "3656", "3565")]
        assert (kept.why, kept.by) == ("扫描不清", SYSTEM.name)

    def test_a_picked_indicator_is_the_one_compared(self, filed: Document) -> None:
        correct_figure(the(filed, "3656万元").pk, version=1, said={"indicator": "fees"}, by=SYSTEM)
        compared = {each.reported_figure.text: each for each in queries.report(SYSTEM, filed.pk).comparisons}
        assert compared["3656万元"].address.indicator == "fees"

    def test_the_second_person_is_told_what_the_first_said(self, filed: Document) -> None:
        figure = the(filed, "3656万元")
        correct_figure(figure.pk, version=1, said={"value": "3565"}, by=SYSTEM)
        with pytest.raises(StaleVersion, match="财税收入 3565万元"):
            correct_figure(figure.pk, version=1, said={"value": "1"}, by=SYSTEM)
        assert the(filed, "3656万元").value == 3565

    def test_no_figure_is_neither_shown_nor_counted_and_may_come_back(self, filed: Document) -> None:
        count = queries.library(SYSTEM)[0].figures
        withdraw_figure(the(filed, "3656万元").pk, version=1, by=SYSTEM)
        assert queries.library(SYSTEM)[0].figures == count - 1
        assert "3656万元" not in [each.text for each in queries.report(SYSTEM, filed.pk).figures]
        correct_figure(the(filed, "3656万元").pk, version=2, said={}, by=SYSTEM)
        assert queries.library(SYSTEM)[0].figures == count

    def test_a_missed_figure_is_entered_where_it_stands(self, filed: Document) -> None:
        start = TEXT.index("三四回")
        add_figure(filed.pk, start, start + 3, said={"measure": "会议", "value": "3—4"}, by=SYSTEM)
        assert [each.text for each in queries.report(SYSTEM, filed.pk).figures][-1] == "三四回"

    def test_words_that_are_a_figure_already_are_refused(self, filed: Document) -> None:
        start = TEXT.index("3656")
        with pytest.raises(RefusedError, match="已有读出的数字"):
            add_figure(filed.pk, start, start + 4, said={"measure": "税", "value": "3656"}, by=SYSTEM)

    def test_nothing_changed_is_no_correction(self, filed: Document) -> None:
        with pytest.raises(RefusedError, match="没有改动"):
            correct_figure(the(filed, "3656万元").pk, version=1, said={}, by=SYSTEM)
        assert not Correction.objects.exists()

    def test_who_only_reads_there_corrects_nothing(
        self, filed: Document, reader_village: Reader, reader_other_village: Reader
    ) -> None:
        figure = the(filed, "3656万元").pk
        with reading_as(reader_village), pytest.raises(NotFound):
            correct_figure(figure, version=1, said={"value": "1"}, by=reader_village)
        with pytest.raises(NotAllowed):
            correct_figure(figure, version=1, said={"value": "1"}, by=reader_other_village)


class TestReadingAgain:
    def test_what_people_set_right_stays_right(self, filed: Document) -> None:
        correct_figure(the(filed, "3656万元").pk, version=1, said={"value": "3565"}, by=SYSTEM)
        withdraw_figure(the(filed, "150余户").pk, version=1, by=SYSTEM)
        start = TEXT.index("三四回")
        add_figure(filed.pk, start, start + 3, said={"measure": "会议", "value": "3—4"}, by=SYSTEM)
        before = [(each.text, each.value, each.version) for each in queries.report(SYSTEM, filed.pk).figures]
        read_again(filed.pk, by=SYSTEM)
        assert [
            (each.text, each.value, each.version) for each in queries.report(SYSTEM, filed.pk).figures
        ] == before

    def test_an_open_form_of_the_former_reading_is_refused(self, filed: Document) -> None:
        figure = the(filed, "3656万元")
        read_again(filed.pk, by=SYSTEM)
        with pytest.raises(NotFound, match="重新读过"):
            correct_figure(figure.pk, version=1, said={"value": "1"}, by=SYSTEM)


def test_examples_have_the_form_of_the_corpus_and_stay_in_their_area(
    filed: Document, reader_village: Reader
) -> None:
    correct_figure(the(filed, "3656万元").pk, version=1, said={"value": "3565"}, by=SYSTEM)
    (found,) = examples(SYSTEM, TOWN)
    assert [(each["text"], each["value_si"]) for each in found["figures"]] == [
        ("3656万元", 35650000),
        ("41.7%", 41.7),
    ]
    with pytest.raises(NotAllowed):
        list(examples(reader_village, TOWN))
