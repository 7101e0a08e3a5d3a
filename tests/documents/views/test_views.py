"""The report library and its reader, as a browser without JavaScript uses them."""

from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

from zhenyu.core.values.area_codes import AreaCode
from zhenyu.documents.models import Document, active_documents
from zhenyu.documents.words import period_words

TOWN = AreaCode("990101100")
TEXT = "# 柳河镇2026年1-10月工作总结\n\n今年1-10月，柳河镇完成财税收入3656万元，同比增长41.7%。\n全镇改厕150余户。\n"


def text_of(response: Any) -> str:
    return " ".join(strip_tags(response.content.decode()).split())


def file(client: Client, **fields: Any) -> Any:
    return client.post("/reports/", {"text": TEXT, "year": "2026", "month": "10", "kind": "annual", **fields})


def test_a_pasted_report_is_filed_and_its_figures_stand_beside_the_books(clerk: Client) -> None:
    page = text_of(clerk.get(file(clerk).url))
    assert "3656万元 财税收入 金额 · 实绩 · 2026年1—10月" in page
    assert "3600万元 不一致 报告多 56万元" in page


def test_text_and_table_link_to_each_other(clerk: Client) -> None:
    html = clerk.get(file(clerk).url).content.decode()
    figure = Document.objects.get().figures.get(text="3656万元")
    assert f'id="t{figure.id}" href="#f{figure.id}"' in html
    assert f'<tr id="f{figure.id}"' in html
    assert f'href="#t{figure.id}"' in html


def test_signs_of_headings_are_not_shown(clerk: Client) -> None:
    page = clerk.get(file(clerk).url)
    assert page.context["lines"][0].level == 1
    assert page.context["lines"][0].spans[0].text.startswith("柳河镇")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": ""}, "没有粘贴文字"),
        ({"year": ""}, "没有写明报告说的是哪一段时间"),
    ],
)
def test_what_cannot_be_filed_is_refused_with_a_remedy(
    clerk: Client, fields: dict[str, Any], said: str
) -> None:
    response = file(clerk, **fields)
    assert response.status_code == 422
    assert said in text_of(response)
    assert not active_documents().exists()


def test_the_same_text_twice_is_refused(clerk: Client) -> None:
    file(clerk)
    assert "已在库中" in text_of(file(clerk))


def test_the_original_is_given_as_it_was(clerk: Client) -> None:
    file(clerk)
    assert clerk.get(f"/reports/{Document.objects.get().id}/original.txt").content.decode() == TEXT


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2021", "2021年"),
        ("2021-01/2021-10", "2021年1—10月"),
        ("/2019-11", "截至2019年11月"),
        ("2020-05/", "2020年5月起"),
        ("Y-01/Y-06", "Y-01/Y-06"),
        ("", ""),
    ],
)
def test_a_period_reads_as_people_say_it(text: str, said: str) -> None:
    assert period_words(text) == said
