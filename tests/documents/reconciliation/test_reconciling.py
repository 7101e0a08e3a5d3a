"""A report against the books: what agrees, what differs, and why."""

from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from zhenyu.core.errors import NotAllowed, StaleVersion, UsageError
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.documents.actions.reports import explain, file_report
from zhenyu.documents.models import Document, Explanation
from zhenyu.documents.reconciliation.causes import of_unit, other_days, telling
from zhenyu.documents.reconciliation.reconcile import ReconciliationLine, State, reconcile
from zhenyu.indicators.actions.definitions import define_indicators
from zhenyu.indicators.actions.observations import enter_observations
from zhenyu.indicators.actions.targets import set_targets
from zhenyu.indicators.types import ObservationEntry
from zhenyu.people.models import User, UserGrant
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Reader

TOWN, VILLAGE = AreaCode("990101100"), AreaCode("990101100201")
OCTOBER = Period.parse("2026-01..2026-10")
TEXT = "今年1-10月，完成财税收入3656万元，到位资金2.51亿元，改厕152户，硬化道路12.6公里，植树1234亩，清淤87立方米，架桥3座。"
NAMES = {
    "tax": ("财税收入", "万元"),
    "invest": ("到位资金", "万元"),
    "toilets": ("改厕", "户"),
    "roads": ("硬化道路", "公里"),
    "trees": ("植树", "亩"),
    "mud": ("清淤", "立方米"),
    "bridges": ("架桥", "座"),
}


def entry(code: str, value: str, area: AreaCode = TOWN, period: str = "2026-01..2026-10") -> ObservationEntry:
    return ObservationEntry(code, area, period, value, source="月报")


@pytest.fixture
def filed(county: None, settings: Any) -> Iterator[Document]:
    settings.ZHENYU_TODAY = "2026-11-21"
    with reading_as(SYSTEM):
        common = {"kind": "external", "domain": "经济"}
        define_indicators(
            [{**common, "code": code, "title": title, "unit": unit} for code, (title, unit) in NAMES.items()],
            by=SYSTEM,
        )
        enter_observations(
            [
                entry("tax", "3656"),
                entry("invest", "2.51"),
                entry("toilets", "160"),
                entry("toilets", "152", period="2026-01..2026-09"),
                entry("roads", "30"),
                entry("roads", "12.6", area=VILLAGE),
                entry("trees", "900"),
                entry("mud", "60"),
            ],
            by=SYSTEM,
        )
        set_targets([("trees", TOWN, OCTOBER, 1234, "at_least")], by=SYSTEM)
        yield file_report(TEXT, title="总结", area=TOWN, period=OCTOBER, by=SYSTEM)


def lines(document: Document, by: Reader = SYSTEM) -> dict[str, ReconciliationLine]:
    return {each.comparison.reported_figure.text: each for each in reconcile(by, document.pk).lines}


def test_every_figure_has_a_state_and_the_counts_add_up(filed: Document) -> None:
    assert {text: each.state for text, each in lines(filed).items()} == {
        "3656万元": State.AGREES,
        "2.51亿元": State.DIFFERS,
        "152户": State.EXPLAINED,
        "12.6公里": State.EXPLAINED,
        "1234亩": State.DIFFERS,
        "87立方米": State.DIFFERS,
        "3座": State.ABSENT,
    }
    found = reconcile(SYSTEM, filed.pk)
    assert sum(found.counts.values()) + found.unmatched == filed.figures.count()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2.51亿元", "相差正好一万倍，单位或小数点可能写错"),
        ("152户", "与账上2026年1—9月的数一致，截止日期不同"),
        ("12.6公里", "与账上东柳村的数一致，统计范围不同"),
        ("1234亩", "与目标数相同，可能把目标写成了实绩"),
    ],
)
def test_what_the_numbers_show_is_said(filed: Document, text: str, said: str) -> None:
    cause = lines(filed)[text].cause
    assert cause is not None
    assert cause.text == said


def test_where_the_numbers_show_nothing_nothing_is_said(filed: Document) -> None:
    line = lines(filed)["87立方米"]
    assert (line.cause, line.percent) == (None, Decimal(45))


def test_a_reason_given_explains_until_the_books_change(filed: Document) -> None:
    figure = filed.figures.get(text="87立方米")
    explain(figure.pk, reason="method", words="含人工清淤", by=SYSTEM)
    assert lines(filed)["87立方米"].state is State.EXPLAINED
    enter_observations([entry("mud", "61")], by=SYSTEM)
    line = lines(filed)["87立方米"]
    assert (line.state, line.drifted) == (State.DIFFERS, True)
    assert line.explanation is not None
    assert line.explanation.ledger == 60


def test_the_second_person_is_told_the_reason_of_the_first(filed: Document) -> None:
    figure = filed.figures.get(text="87立方米").pk
    explain(figure, reason="method", by=SYSTEM)
    with pytest.raises(StaleVersion, match="统计口径不同"):
        explain(figure, reason="scope", by=SYSTEM)
    explain(figure, reason="scope", by=SYSTEM, seen=Explanation.objects.get().pk)
    said = lines(filed)["87立方米"].explanation
    assert said is not None
    assert said.reason == "scope"


def test_other_reasons_need_words_and_strangers_explain_nothing(
    filed: Document, reader_village: Reader
) -> None:
    figure = filed.figures.get(text="87立方米").pk
    with pytest.raises(UsageError, match="没有写明原因"):
        explain(figure, reason="other", by=SYSTEM)
    with pytest.raises(NotAllowed):
        explain(figure, reason="method", by=reader_village)


def test_numbers_of_one_digit_prove_nothing() -> None:
    assert not telling(Decimal(300))
    assert of_unit(Decimal(30), Decimal(3), Decimal(1)) is None
    assert of_unit(Decimal("365.6"), Decimal(3656), Decimal("0.1")) is not None


def test_other_days_are_of_the_same_year_and_begin_alike() -> None:
    assert [str(each) for each in other_days(Period.parse("2026-03..2026-05"))][:2] == [
        "2026-03",
        "2026-03..2026-04",
    ]
    assert len(other_days(Period.parse("2026-10"))) == 11
    assert other_days(Period.between(Period.parse("2024-01").first, Period.parse("2026-12").last)) == []


def test_the_page_narrows_keeps_a_reason_and_gives_a_workbook(filed: Document, client: Client) -> None:
    user = User.objects.create_user("clerk", password="x", name="李红")
    UserGrant.objects.create(user=user, role="town_clerk", area=TOWN)
    client.force_login(user)
    address = f"/reports/{filed.pk}/reconciliation/"
    page = client.get(f"{address}?state=differs")
    assert [line.state for line in page.context["lines"]] == [State.DIFFERS] * 3
    figure = filed.figures.get(text="87立方米").pk
    client.post(f"/reports/{filed.pk}/figures/{figure}/explain", {"reason": "misprint", "words": "应为60"})
    book = load_workbook(BytesIO(client.get(f"{address}?as=xlsx").content))
    rows = {row[0]: row for row in book["核对"].iter_rows(values_only=True)}
    assert rows["87立方米"][5:12] == (87, 60, 27, 45, "有原因", "报告写错 应为60", "李红")
    assert len(rows) == 8
