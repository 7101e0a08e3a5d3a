"""Reports filed in the library, and beside the books."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from zhenyu.core.errors import NotAllowed, NotFound, RefusedError, UsageError
from zhenyu.core.models import Change
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.documents.actions.reports import delete_report, file_report
from zhenyu.documents.agreement import Agreement
from zhenyu.documents.library import queries
from zhenyu.documents.models import Document
from zhenyu.documents.types import BooksComparison
from zhenyu.documents.uses import uses
from zhenyu.indicators.actions.definitions import define_indicators
from zhenyu.indicators.actions.observations import enter_observations
from zhenyu.indicators.types import ObservationEntry
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Reader

TOWN, VILLAGE = AreaCode("990101100"), AreaCode("990101100201")
OCTOBER = Period.parse("2026-01..2026-10")
TEXT = """柳河镇2026年1-10月工作总结

今年1-10月，柳河镇完成财税收入3656万元，同比增长41.7%。招商到位资金2.51亿元。
全镇改厕150余户，硬化道路12公里。
"""
INDICATORS: list[dict[str, Any]] = [
    {
        "code": "tax",
        "title": "财税收入",
        "unit": "万元",
        "kind": "external",
        "better": "up",
        "domain": "经济",
    },
    {
        "code": "invest",
        "title": "到位资金",
        "synonyms": ["招商到位资金"],
        "unit": "万元",
        "kind": "external",
        "domain": "经济",
    },
    {
        "code": "toilets",
        "title": "改厕户数",
        "synonyms": ["改厕"],
        "unit": "户",
        "kind": "external",
        "domain": "环境",
    },
    {"code": "roads", "title": "硬化道路", "unit": "公里", "kind": "external", "domain": "建设"},
]
VALUES = [
    ("tax", "2026-01..2026-10", 3656),
    ("tax", "2025-01..2025-10", 2600),
    ("invest", "2026-01..2026-10", 25088),
    ("toilets", "2026-01..2026-10", 149),
]


@pytest.fixture
def books(county: None, settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.ZHENYU_VAR = tmp_path
    settings.ZHENYU_TODAY = "2026-11-21"
    with reading_as(SYSTEM):
        define_indicators(INDICATORS, by=SYSTEM)
        entries = [
            ObservationEntry(code, TOWN, period, value, source="月报") for code, period, value in VALUES
        ]
        enter_observations(entries, by=SYSTEM)
        yield


def filed(text: str | Path = TEXT, area: AreaCode = TOWN, by: Reader = SYSTEM, **more: Any) -> Document:
    return file_report(text, title=more.pop("title", ""), area=area, period=OCTOBER, by=by, **more)


@pytest.mark.usefixtures("books")
class TestFiling:
    def test_a_text_is_kept_as_it_is_and_its_figures_point_into_it(self) -> None:
        document = filed(kind="periodic")
        assert (document.title, document.text) == ("柳河镇2026年1-10月工作总结", TEXT)
        figures = list(document.figures.all())
        assert figures
        assert all(TEXT[each.start : each.end] == each.text for each in figures)
        tax = next(each for each in figures if each.text == "3656万元")
        assert (tax.value_si, tax.unit_base, tax.status, tax.indicator) == (
            Decimal(36560000),
            "yuan",
            "actual",
            "tax",
        )

    def test_a_file_is_filed_under_its_name(self, tmp_path: Path) -> None:
        path = tmp_path / "总结.txt"
        path.write_bytes(TEXT.encode("gb18030"))
        assert filed(path).filename == "总结.txt"

    def test_the_figures_of_a_report_never_enter_the_books(self) -> None:
        from zhenyu.indicators.figures.queries import figure

        filed()
        assert figure(SYSTEM, "roads@990101100/2026-01..2026-10").value is None

    def test_the_same_text_is_filed_once(self) -> None:
        filed(title="十月总结")
        with pytest.raises(RefusedError, match="已在库中：“十月总结”"):
            filed()

    def test_filing_is_logged(self) -> None:
        document = filed()
        assert Change.objects.get(ledger="documents.document").row_id == document.id

    def test_an_empty_text_and_an_unknown_kind_are_refused(self) -> None:
        with pytest.raises(UsageError, match="没有文字"):
            filed("  \n")
        with pytest.raises(UsageError, match="没有“poem”这种报告"):
            filed(kind="poem")

    def test_an_area_nobody_registered_is_refused(self) -> None:
        with pytest.raises(NotFound):
            filed(area=AreaCode("990103100"))

    def test_a_village_files_nothing_for_the_town(self, reader_village: Reader) -> None:
        with reading_as(reader_village), pytest.raises(NotAllowed):
            filed(by=reader_village)


@pytest.mark.usefixtures("books")
class TestTakingOut:
    def test_a_deleted_report_is_gone_for_readers_kept_with_its_reason_and_may_be_filed_again(self) -> None:
        document = filed()
        delete_report(document.id, why="存错了年份", by=SYSTEM)
        assert queries.library(SYSTEM) == []
        assert list(uses(SYSTEM, "tax", TOWN, OCTOBER)) == []
        with pytest.raises(NotFound):
            queries.report(SYSTEM, document.id)
        assert Change.objects.filter(ledger="documents.document", action="delete").get().why == "存错了年份"
        assert filed().id != document.id

    def test_a_reason_is_asked_for(self) -> None:
        with pytest.raises(UsageError, match="为什么删除"):
            delete_report(filed().id, why=" ", by=SYSTEM)

    def test_an_indicator_knows_what_the_reports_say_of_it(self) -> None:
        document = filed()
        (use,) = [each for each in uses(SYSTEM, "tax", TOWN, OCTOBER) if "3656" in each.title]
        assert use.title == "柳河镇2026年1-10月工作总结：写的是3656万元"
        assert use.url.startswith(f"/reports/{document.id}/#t")


@pytest.mark.usefixtures("books")
class TestBesideTheBooks:
    def comparisons(self) -> dict[str, BooksComparison]:
        found = queries.report(SYSTEM, filed().id).comparisons
        return {each.reported_figure.text: each for each in found}

    def test_an_equal_figure_agrees(self) -> None:
        tax = self.comparisons()["3656万元"]
        assert str(tax.address) == "tax@990101100/2026-01..2026-10"
        assert (tax.reported, tax.ledger, tax.difference) == (Decimal(3656), Decimal(3656), Decimal(0))
        assert tax.agreement is Agreement.EQUAL

    def test_a_rounded_figure_agrees(self) -> None:
        invest = self.comparisons()["2.51亿元"]
        assert (invest.reported, invest.ledger, invest.difference) == (
            Decimal(25100),
            Decimal(25088),
            Decimal(12),
        )
        assert invest.agreement is Agreement.ROUNDED

    def test_a_fuzzy_figure_below_its_words_differs(self) -> None:
        toilets = self.comparisons()["150余户"]
        assert (toilets.agreement, toilets.difference) == (Agreement.DIFFERS, Decimal(1))

    def test_growth_is_compared_with_growth(self) -> None:
        growth = self.comparisons()["41.7%"]
        assert str(growth.address) == "tax@990101100/2026-01..2026-10.yoy"
        assert growth.ledger is not None
        assert growth.ledger.quantize(Decimal("0.1")) == Decimal("40.6")
        assert growth.agreement is Agreement.DIFFERS

    def test_where_the_books_are_silent_it_is_said(self) -> None:
        roads = self.comparisons()["12公里"]
        assert (roads.ledger, roads.agreement) == (None, Agreement.UNKNOWN)

    def test_an_indicator_that_is_itself_a_rank_is_compared_by_its_value(self) -> None:
        place = {
            "code": "place",
            "title": "高质量发展综合考核",
            "unit": "位",
            "kind": "external",
            "better": "down",
        }
        define_indicators([{**place, "domain": "经济"}], by=SYSTEM)
        enter_observations([ObservationEntry("place", TOWN, "2026-01..2026-10", 2, source="通报")], by=SYSTEM)
        document = filed("今年1-10月，高质量发展综合考核位列全县第2。")
        (place_read,) = queries.report(SYSTEM, document.id).comparisons
        assert (str(place_read.address), place_read.agreement) == (
            "place@990101100/2026-01..2026-10",
            Agreement.EQUAL,
        )

    def test_what_was_added_and_what_there_is_are_told_apart_by_the_verb(self) -> None:
        fields = [
            {
                "code": "built",
                "title": "新建高标准农田",
                "synonyms": ["高标准农田"],
                "unit": "亩",
                "kind": "flow",
                "domain": "农业",
            },
            {
                "code": "standing",
                "title": "累计建成高标准农田",
                "unit": "亩",
                "kind": "stock",
                "domain": "农业",
            },
        ]
        define_indicators(fields, by=SYSTEM)
        document = filed("今年1-10月，新建高标准农田4215亩，累计3.3万亩。")
        found = queries.report(SYSTEM, document.id).comparisons
        assert {each.reported_figure.text: each.address.indicator for each in found} == {
            "4215亩": "built",
            "3.3万亩": "standing",
        }

    def test_a_figure_of_a_village_or_of_the_county_is_not_the_town_s(self) -> None:
        for scope in ("东柳村", "全县"):
            document = filed(f"今年1-10月，{scope}完成财税收入12万元。")
            assert [each.scope for each in queries.report(SYSTEM, document.id).figures] == [scope]
            assert queries.report(SYSTEM, document.id).comparisons == ()

    def test_the_text_is_cut_at_its_figures(self) -> None:
        report = queries.report(SYSTEM, filed().id)
        segments = list(report.segments())
        assert "".join(each.text for each in segments) == TEXT
        assert [each.text for each in segments if each.figure] == [each.text for each in report.figures]


@pytest.mark.usefixtures("books")
class TestTheLibrary:
    def test_it_lists_the_latest_first_with_their_figures(self) -> None:
        filed()
        filed("改厕102户。", title="短讯")
        short, long = queries.library(SYSTEM)
        assert (short.title, short.figures, long.title) == ("短讯", 1, "柳河镇2026年1-10月工作总结")
        assert (long.area_name, long.period_title, long.characters) == ("柳河镇", "2026年1—10月", len(TEXT))
        assert (long.figures, long.matched) == (5, 5)

    def test_it_pages_by_key(self) -> None:
        filed()
        filed("改厕102户。", title="短讯")
        newest, *_ = queries.library(SYSTEM)
        assert [each.title for each in queries.library(SYSTEM, before=newest.id)] == [
            "柳河镇2026年1-10月工作总结"
        ]

    def test_it_narrows_to_a_place(self) -> None:
        filed()
        filed("东柳村改厕20户。", area=VILLAGE, title="村")
        assert [each.title for each in queries.library(SYSTEM, area=VILLAGE)] == ["村"]

    def test_a_number_that_is_not_there_is_named(self) -> None:
        with pytest.raises(NotFound, match="没有编号为 12345 的报告"):
            queries.report(SYSTEM, 12345)


@pytest.mark.usefixtures("books")
class TestWhoSees:
    @pytest.mark.parametrize("table", ["document", "reportedfigure"])
    def test_rows_of_another_place_do_not_exist(self, table: str, reader_other_village: Reader) -> None:
        filed("东柳村改厕20户。", area=VILLAGE)
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM documents_{table}")
            assert cursor.fetchone()[0] > 0
            with reading_as(reader_other_village):
                cursor.execute(f"SELECT count(*) FROM documents_{table}")
                assert cursor.fetchone()[0] == 0

    def test_a_village_does_not_open_the_town_s_report(self, reader_village: Reader) -> None:
        document = filed()
        with reading_as(reader_village):
            assert queries.library(reader_village) == []
            with pytest.raises(NotFound):
                queries.report(reader_village, document.id)

    def test_a_clerk_of_the_town_opens_it(self, reader_town: Reader) -> None:
        document = filed()
        with reading_as(reader_town):
            assert queries.report(reader_town, document.id).comparisons
