"""The report writer for who writes there, who only reads there, and nobody; and how often it asks."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
from django.test import Client
from django.urls import resolve

from tests.budgets import assert_query_budget
from zhenyu.core.errors import NotAllowed
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.indicators.actions.definitions import define_indicators
from zhenyu.indicators.actions.observations import enter_observations
from zhenyu.indicators.types import ObservationEntry
from zhenyu.people.models import User, UserGrant
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Grant, Reader, Role
from zhenyu.writing import queries
from zhenyu.writing.actions.issue import issue
from zhenyu.writing.actions.templates import define_template
from zhenyu.writing.models import Issue
from zhenyu.writing.urls import urlpatterns

TOWN, OTHER = AreaCode("990101100"), AreaCode("990101101")
OCTOBER = Period.parse("2026-01..2026-10")
AT = f"area={TOWN}&period={OCTOBER}"
TAX = {
    "code": "tax",
    "title": "财税收入",
    "unit": "万元",
    "kind": "external",
    "better": "up",
    "domain": "经济",
}
BODY = "# {{area}}{{period}}工作总结\n\n## 经济\n\n" + "财税收入{{tax|completed}}，新建冷库3座。\n\n" * 10
SOUND = "# 柳河镇2026年工作总结\n\n财税收入{{tax@990101100/2026-01..2026-10}}。\n"
LOGIN: Final = 302


class Address(NamedTuple):
    """An address with the status for a clerk of the area, an inspector there and a clerk elsewhere."""

    path: str
    clerk: int
    inspector: int
    stranger: int
    form: dict[str, Any] | None = None
    is_json: bool = False


ADDRESSES: Final = (
    Address(f"?{AT}", 200, 200, 403),
    Address(f"?template=annual&{AT}", 200, 200, 403),
    Address(f"?template=annual&{AT}", 200, 200, 403, {"markdown": SOUND}),
    Address(f"resolve?{AT}", 200, 200, 403, {"markdown": SOUND}, is_json=True),
    Address(f"audit?{AT}", 200, 200, 403, {"markdown": SOUND}, is_json=True),
    Address(f"word?{AT}", 200, 200, 403, {"markdown": SOUND}),
    Address(f"issue?{AT}", 200, 403, 403, {"markdown": SOUND, "template": "annual"}),
)


@pytest.fixture
def books(county: None, settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.ZHENYU_VAR = tmp_path
    settings.ZHENYU_TODAY = "2026-10-31"
    for name, role, area in (
        ("clerk", "town_clerk", TOWN),
        ("inspector", "inspector", TOWN),
        ("stranger", "town_clerk", OTHER),
    ):
        user = User.objects.create_user(name, password="x", name=f"{name}员")
        UserGrant.objects.create(user=user, role=role, area=area)
    with reading_as(SYSTEM):
        define_indicators([TAX], by=SYSTEM)
        enter_observations([ObservationEntry("tax", TOWN, OCTOBER, 3656, source="财政所")], by=SYSTEM)
        define_template({"code": "annual", "title": "年度总结", "body": BODY}, by=SYSTEM)
        yield


def answer(client: Client, address: Address) -> int:
    path = f"/reports/write/{address.path}"
    if address.form is None:
        return client.get(path).status_code
    if address.is_json:
        return client.post(path, json.dumps(address.form), content_type="application/json").status_code
    return client.post(path, address.form).status_code


@pytest.mark.parametrize("who", ["clerk", "inspector", "stranger", "nobody"])
def test_each_address_answers_everybody_as_their_duty_says(books: None, client: Client, who: str) -> None:
    if who != "nobody":
        client.force_login(User.objects.get(username=who))
    expected = [(each.path, LOGIN if who == "nobody" else getattr(each, who)) for each in ADDRESSES]
    assert [(each.path, answer(client, each)) for each in ADDRESSES] == expected


def test_no_address_of_the_room_is_left_out() -> None:
    asked = {resolve(f"/reports/write/{each.path}".partition("?")[0]).url_name for each in ADDRESSES}
    assert {pattern.name for pattern in urlpatterns} - asked == set()


def test_who_only_reads_there_issues_nothing_and_is_told_who_does(books: None) -> None:
    inspector = Reader(7, "赵督查", (Grant(Role.INSPECTOR, TOWN),))
    with pytest.raises(NotAllowed) as refusal:
        issue(SOUND, template="annual", area=TOWN, period=OCTOBER, by=inspector)
    assert refusal.value.message == "您没有在柳河镇填写“签发的报告”的权限"
    assert refusal.value.hint == "您在这里的职责只能查看，请由当地的填报人或业务员办理"
    assert not Issue.objects.exists()


def test_what_was_issued_is_listed_with_its_template_area_and_period(books: None) -> None:
    made = issue(SOUND, template="annual", area=TOWN, period=OCTOBER, by=SYSTEM).issue
    assert queries.issues_of("annual", TOWN, OCTOBER) == [made]
    assert queries.issues_of("annual", TOWN, Period.parse("2025")) == []
    assert queries.issues_of("annual", OTHER, OCTOBER) == []
    assert queries.issues_of("brief", TOWN, OCTOBER) == []


@pytest.mark.parametrize(
    ("name", "address"),
    [
        ("choose", ADDRESSES[0]),
        ("draft", ADDRESSES[1]),
        ("redraw", ADDRESSES[2]),
        ("resolve", ADDRESSES[3]),
        ("audit", ADDRESSES[4]),
        ("word", ADDRESSES[5]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_page_of_the_writer_asks_within_its_budget(
    books: None, client: Client, name: str, address: Address
) -> None:
    client.force_login(User.objects.get(username="clerk"))
    assert answer(client, address) == 200
    with assert_query_budget(name, "writing"):
        answer(client, address)
