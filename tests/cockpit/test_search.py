"""One search over everything, and what it keeps quiet about."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from zhenyu.cockpit import search
from zhenyu.core.models import Change
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.ledgers.actions.definitions import define_ledger
from zhenyu.ledgers.actions.rows import save_rows
from zhenyu.ledgers.types import RowEdit
from zhenyu.people.actions import create_user
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Grant, Role

pytestmark = pytest.mark.filterwarnings("ignore:No directory at")
TOWN, EAST, WEST = AreaCode("990101100"), AreaCode("990101100201"), AreaCode("990101100202")
PEOPLE: dict[str, Any] = {
    "code": "carers",
    "title": "护理人员台账",
    "domain": "民政",
    "key": ["no"],
    "fields": [
        {"name": "no", "title": "编号", "type": "text"},
        {"name": "carer", "title": "姓名", "type": "person_name", "privacy": "personal"},
        {"name": "number", "title": "身份证号", "type": "text", "privacy": "sensitive"},
        {"name": "remark", "title": "备注", "type": "long_text"},
    ],
}


@pytest.fixture
def found(county: None, client: Client) -> Callable[..., str]:
    """What the page of a search says to the holder of a duty."""
    with reading_as(SYSTEM):
        define_ledger(PEOPLE, by=SYSTEM)
        rows = [
            RowEdit(
                {"no": "H1", "carer": "贾宝衡", "number": "机密甲乙丙", "remark": "照料丁卯老人"}, area=EAST
            ),
            RowEdit({"no": "H2", "carer": "贾宝琛", "remark": "轮休"}, area=WEST),
        ]
        save_rows("carers", rows, by=SYSTEM)

    def ask(
        words: str, role: Role = Role.TOWN_CLERK, area: AreaCode = TOWN, domain: str | None = None
    ) -> str:
        user = create_user(
            username=f"u{area}{words}", name="查", password="liuhe-2026-x", grants=[Grant(role, area, domain)]
        )
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        text = client.get("/search", {"q": words}).content.decode()
        return " ".join(strip_tags(text.partition("<main")[2]).split())

    return ask


def test_a_name_is_found_in_the_rows_and_stands_masked(found: Callable[..., str]) -> None:
    page = found("贾宝")
    assert "护理人员台账里的记录" in page
    assert "H1 东柳村 姓名 贾*" in page
    assert "H2 西柳村" in page
    assert "宝衡" not in page


def test_a_part_of_a_text_is_shown_where_it_stands(found: Callable[..., str]) -> None:
    assert "备注 照料丁卯老人" in found("丁卯")


def test_what_is_sensitive_is_never_searched(found: Callable[..., str]) -> None:
    page = found("机密甲乙")
    assert "没有找到" in page


def test_a_citizens_number_is_told_where_to_go(found: Callable[..., str]) -> None:
    assert "敏感信息不在这里查找" in found("37011219900101123X")


def test_one_character_says_why_nothing_is_searched(found: Callable[..., str]) -> None:
    page = found("贾")
    assert "“贾”只有一个字" in page
    assert "里的记录" not in page


def test_a_village_sees_its_own_rows_only(found: Callable[..., str]) -> None:
    page = found("贾宝", Role.VILLAGE_RECORDER, WEST)
    assert "H2" in page
    assert "H1" not in page


def test_another_domain_finds_neither_ledger_nor_rows(found: Callable[..., str]) -> None:
    assert "没有找到" in found("护理", domain="人居环境")
    assert "没有找到" in found("贾宝", domain="人居环境")


@pytest.mark.parametrize(
    ("words", "title"),
    [("工作日", None), ("台账", "护理人员台账"), ("hlry", "护理人员台账"), ("名单", "名单比对")],
)
def test_pages_and_ledgers_are_found_by_title_and_first_letters(
    found: Callable[..., str], words: str, title: str | None
) -> None:
    """The calendar is kept by others: a clerk is not led to a page that refuses them."""
    page = found(words)
    assert (title in page) if title else ("没有找到" in page)


@pytest.mark.parametrize(
    ("words", "title"), [("日志", "变动日志"), ("封存", "日志封存"), ("节假日", "工作日历")]
)
def test_whoever_manages_the_books_finds_the_pages_for_it(
    words: str, title: str, found: Callable[..., str]
) -> None:
    assert title in found(words, Role.OFFICE_HEAD)


def test_every_page_that_can_be_found_has_an_address() -> None:
    assert all(reverse(name).startswith("/") for name in search._PAGES)


def test_an_area_is_found_by_its_name_and_opens_there(found: Callable[..., str], client: Client) -> None:
    assert "东柳村 柳河镇" in found("东柳")
    assert f"/?area={EAST}" in client.get("/search", {"q": "东柳"}).content.decode()


def test_a_search_leaves_no_trace_of_its_words(
    found: Callable[..., str], capfd: pytest.CaptureFixture[str]
) -> None:
    before = Change.objects.count()
    found("贾宝")
    assert Change.objects.count() == before
    said = capfd.readouterr()
    assert "贾宝" not in said.out + said.err
