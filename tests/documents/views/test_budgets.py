"""The pages of the report library ask the database so many times, however many figures and reports there
are."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.budgets import assert_query_budget
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.documents.actions.reports import explain, file_report
from zhenyu.documents.models import Document
from zhenyu.people.types import SYSTEM

TOWN = AreaCode("990101100")
LINES = 12
"""Paragraphs of a report, each with figures that the books know, that they do not, and that are doubtful."""


def text(tax: int) -> str:
    return "".join(
        f"今年1-10月，柳河镇完成财税收入{tax + number}万元，同比增长{number}.5%。"
        f"新建冷库{number + 2}座，拆除违建{number + 10}平米。\n"
        for number in range(LINES)
    )


@pytest.fixture
def filed(clerk: Client) -> list[Document]:
    """Three reports with some dozens of figures each, one difference explained."""
    documents = [
        file_report(
            text(3000 + 100 * year), title=f"{year}年总结", area=TOWN, period=Period.parse(period), by=SYSTEM
        )
        for year, period in ((2024, "2024"), (2025, "2025"), (2026, "2026-01..2026-10"))
    ]
    differing = documents[-1].figures.filter(indicator="tax").first()
    assert differing is not None
    explain(differing.pk, reason="cutoff", by=SYSTEM)
    return documents


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("library", "/reports/?area={area}"),
        ("report", "/reports/{report}/"),
        ("figure", "/reports/{report}/figures/{figure}/"),
        ("reconciliation", "/reports/{report}/reconciliation/"),
        ("reconciliation workbook", "/reports/{report}/reconciliation/?as=xlsx"),
        ("take over", "/reports/{report}/take-over/"),
        ("audit", "/reports/{report}/audit/"),
        ("audit word", "/reports/{report}/audit/word"),
        ("rules", "/reports/rules/?area={area}"),
        ("compare", "/reports/compare/?documents={all}"),
        ("examples", "/reports/examples.jsonl?area={area}"),
    ],
)
def test_a_page_asks_within_its_budget(clerk: Client, filed: list[Document], name: str, address: str) -> None:
    last = filed[-1]
    figure = last.figures.first()
    assert figure is not None
    asked = address.format(
        area=TOWN, report=last.pk, figure=figure.pk, all=",".join(str(each.pk) for each in filed)
    )
    assert clerk.get(asked).status_code == 200
    with assert_query_budget(name, "documents"):
        clerk.get(asked)


def test_a_longer_report_asks_no_more_than_a_short_one(clerk: Client, filed: list[Document]) -> None:
    short = file_report(
        "今年1-10月，柳河镇完成财税收入3656万元。\n",
        title="简报",
        area=TOWN,
        period=Period.parse("2026-01..2026-10"),
        by=SYSTEM,
    )
    assert filed[-1].figures.count() > 10 * short.figures.count()
    for page in ("", "reconciliation/", "audit/"):
        sent = [statements(clerk, f"/reports/{each.pk}/{page}") for each in (short, filed[-1])]
        assert sent[1] <= sent[0] + 2, page


def statements(client: Client, address: str) -> int:
    """How many statements a page sends once its caches are warm."""
    client.get(address)
    with CaptureQueriesContext(connection) as sent:
        client.get(address)
    return len(sent)
