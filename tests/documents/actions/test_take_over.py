"""What a report says of an external indicator stands as reported until somebody enters the value."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from zhenyu.core.errors import NotAllowed, RefusedError, UsageError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.documents.actions.reports import delete_report, file_report
from zhenyu.documents.actions.take_over import candidates, take_over
from zhenyu.documents.library import queries
from zhenyu.documents.models import Document
from zhenyu.indicators.actions.definitions import define_indicators
from zhenyu.indicators.actions.observations import enter_observations
from zhenyu.indicators.actions.reported_values import take_over_reported
from zhenyu.indicators.figures.queries import figure, trace
from zhenyu.indicators.types import Figure, ObservationEntry
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Reader

TOWN, YEAR = AreaCode("990101100"), Period.parse("2025")
TEXT = "# 柳河镇2025年工作总结\n\n2025年，柳河镇完成财税收入3656万元，同比增长41.7%，居全县第2位。2026年，力争财税收入达到4000万元。\n"
TAX = {
    "code": "tax",
    "title": "财税收入",
    "unit": "万元",
    "kind": "external",
    "better": "up",
    "domain": "经济",
}


@pytest.fixture
def filed(county: None, settings: Any, tmp_path: Path) -> Iterator[Document]:
    settings.ZHENYU_VAR = tmp_path
    settings.ZHENYU_TODAY = "2026-03-01"
    with reading_as(SYSTEM):
        define_indicators([TAX], by=SYSTEM)
        yield file_report(TEXT, title="", area=TOWN, period=YEAR, by=SYSTEM, kind="annual")


def the(document: Document, text: str) -> int:
    return int(document.figures.get(text=text).pk)


def tax() -> Figure:
    return figure(SYSTEM, "tax@990101100/2025")


def entered(value: int) -> None:
    enter_observations(
        [ObservationEntry("tax", TOWN, YEAR, value, "财政所年报", finality="final")], by=SYSTEM
    )


def test_a_figure_taken_over_stands_as_reported_with_its_report(filed: Document) -> None:
    assert take_over(filed.pk, {the(filed, "3656万元")}, by=SYSTEM) == 1
    said = tax().as_json()
    assert (said["value"], said["status"]) == ("3656", "reported")
    assert said["source"] == f"柳河镇2025年工作总结（报告库第{filed.pk}号）"
    (source,) = trace(SYSTEM, tax().address).sources
    assert (source.finality, source.note) == ("reported", "原文：3656万元")


def test_the_books_stay_silent_where_only_the_report_itself_speaks(filed: Document) -> None:
    take_over(filed.pk, {the(filed, "3656万元")}, by=SYSTEM)
    found = queries.report(SYSTEM, filed.pk)
    assert [each.ledger for each in found.comparisons if each.reported_figure.text == "3656万元"] == [None]
    assert [each.taken for each in candidates(filed, found.comparisons) if not each.why_not] == [True]


def test_an_entered_value_stands_before_it_and_is_never_displaced(filed: Document) -> None:
    take_over(filed.pk, {the(filed, "3656万元")}, by=SYSTEM)
    entered(3600)
    assert (tax().value, tax().status) == (3600, "entered")
    with pytest.raises(RefusedError, match="“3656万元”不能采用：已有录入的数"):
        take_over(filed.pk, {the(filed, "3656万元")}, by=SYSTEM)
    with pytest.raises(RefusedError, match="已有录入的数"):
        take_over_reported([ObservationEntry("tax", TOWN, YEAR, 1, "某报告")], by=SYSTEM)
    assert tax().value == 3600


@pytest.mark.parametrize("text", ["41.7%", "第2位", "4000万元"])
def test_a_growth_a_rank_and_a_target_are_never_taken_over(filed: Document, text: str) -> None:
    with pytest.raises((RefusedError, UsageError)):
        take_over(filed.pk, {the(filed, text)}, by=SYSTEM)
    assert tax().value is None
    assert figure(SYSTEM, "tax@990101100/2026").value is None


def test_what_ledgers_compute_is_not_taken_over(filed: Document) -> None:
    define_indicators([{**TAX, "code": "toilets", "title": "改厕", "unit": "户", "kind": "flow"}], by=SYSTEM)
    with pytest.raises(RefusedError, match="由台账汇总得出"):
        take_over_reported([ObservationEntry("toilets", TOWN, YEAR, 1, "某报告")], by=SYSTEM)


def test_a_deleted_report_takes_its_values_along(filed: Document) -> None:
    take_over(filed.pk, {the(filed, "3656万元")}, by=SYSTEM)
    delete_report(filed.pk, why="存错了", by=SYSTEM)
    assert (tax().value, tax().absence) == (None, "unknown")


def test_who_only_reads_there_takes_nothing_over(filed: Document, reader_village: Reader) -> None:
    with pytest.raises(NotAllowed):
        take_over(filed.pk, {the(filed, "3656万元")}, by=reader_village)


def test_the_page_lists_them_and_takes_over_what_is_ticked(clerk: Client) -> None:
    clerk.post("/reports/", {"text": TEXT, "year": "2025", "month": "12", "kind": "annual"})
    document = Document.objects.get()
    address = f"/reports/{document.pk}/take-over/"
    assert "没有选中可以采用的数字" in clerk.post(address).content.decode()
    page = clerk.post(address, {"figures": [the(document, "3656万元")]}, follow=True).content.decode()
    assert "已采用 1 个数字" in page
    assert "报告所载" in clerk.get("/indicators/tax/?area=990101100&period=2025").content.decode()
