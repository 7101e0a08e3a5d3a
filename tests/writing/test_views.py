"""The report writer, as a browser without JavaScript and as its island use it."""

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from django.test import Client
from django.utils.html import strip_tags
from docx.oxml.ns import qn

from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.indicators.actions.definitions import define_indicators
from zhenyu.indicators.actions.observations import enter_observations
from zhenyu.indicators.types import ObservationEntry
from zhenyu.people.models import User, UserGrant
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM
from zhenyu.writing.actions.templates import define_template

TOWN = AreaCode("990101100")
OCTOBER = Period.parse("2026-01..2026-10")
TAX = "{{tax@990101100/2026-01..2026-10|completed}}"
BODY = "# {{area}}{{period}}工作总结\n\n## 经济\n\n财税任务{{tax|completed}}。改厕{{toilets}}。\n"


@pytest.fixture
def clerk(county: None, client: Client, settings: Any, tmp_path: Path) -> Iterator[Client]:
    settings.ZHENYU_VAR = tmp_path
    settings.ZHENYU_TODAY = "2026-10-31"
    user = User.objects.create_user("clerk", password="x", name="李红")
    UserGrant.objects.create(user=user, role="town_clerk", area=TOWN)
    client.force_login(user)
    tax = {
        "code": "tax",
        "title": "财税收入",
        "unit": "万元",
        "kind": "external",
        "better": "up",
        "domain": "经济",
    }
    toilets = {"code": "toilets", "title": "改厕户数", "unit": "户", "kind": "external", "domain": "环境"}
    with reading_as(SYSTEM):
        define_indicators([tax, toilets], by=SYSTEM)
        enter_observations([ObservationEntry("tax", TOWN, OCTOBER, 3656, source="财政所")], by=SYSTEM)
        define_template({"code": "annual", "title": "年度总结", "body": BODY}, by=SYSTEM)
        yield client


def text_of(response: Any) -> str:
    return " ".join(strip_tags(response.content.decode()).split())


def resolve(client: Client, **body: Any) -> Any:
    return client.post("/reports/write/resolve", json.dumps(body), content_type="application/json")


def test_the_choice_of_templates_says_for_whom_it_writes(clerk: Client) -> None:
    page = text_of(clerk.get("/reports/write/"))
    assert "年度总结 为柳河镇2026年1—10月起草" in page


def test_a_draft_has_its_figures_and_says_which_are_missing(clerk: Client) -> None:
    response = clerk.get("/reports/write/", {"template": "annual"})
    page = text_of(response)
    assert "财税任务完成3656万元" in page
    assert "1 处需要您处理" in page
    assert f'data-mark="{TAX}"' in response.content.decode()


def test_an_edited_draft_is_redrawn_without_javascript(clerk: Client) -> None:
    markdown = f"# 汇报\n\n全镇上下齐心，财税{TAX}。\n"
    response = clerk.post("/reports/write/?template=annual", {"markdown": markdown})
    assert "全镇上下齐心，财税完成3656万元" in text_of(response)


def test_the_island_learns_what_chips_say_and_which_went_stale(clerk: Client) -> None:
    answer = resolve(clerk, markdown=f"# 题\n\n## 经济\n\n{TAX}。", seen={TAX: "完成3000万元"}).json()
    assert answer["chips"][TAX]["text"] == "完成3656万元"
    assert answer["chips"][TAX]["stale"]
    assert answer["chips"][TAX]["before"] == "完成3000万元"
    assert answer["numbers"] == ["", "一、"]


def test_an_empty_draft_is_refused(clerk: Client) -> None:
    assert resolve(clerk, markdown=" ").status_code == 400


def test_the_word_file_has_the_edited_text_and_todays_figures(clerk: Client) -> None:
    response = clerk.post("/reports/write/word", {"markdown": f"# 汇报\n\n财税{TAX}，形势良好。\n"})
    assert "%E6%B1%87%E6%8A%A5.docx" in response["Content-Disposition"]
    document = docx.Document(BytesIO(b"".join(response.streaming_content)))
    words = "".join(text.text or "" for text in document.element.body.iter(qn("w:t")))
    assert "财税完成3656万元，形势良好" in words
