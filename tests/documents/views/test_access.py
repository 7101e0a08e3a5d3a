"""Every address of the report library for who writes there, who only reads there, a stranger and nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import resolve

from zhenyu.core import clock
from zhenyu.core.values.area_codes import AreaCode
from zhenyu.core.values.periods import Period
from zhenyu.documents.actions.receipt import receive
from zhenyu.documents.actions.reports import file_report
from zhenyu.documents.audit.report_findings import audited
from zhenyu.documents.urls import urlpatterns
from zhenyu.indicators.actions.definitions import define_indicators
from zhenyu.people.models import User, UserGrant
from zhenyu.people.queries import reader_of
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM

TOWN, OTHER = AreaCode("990101100"), AreaCode("990101101")
TEXT = "今年1-10月，柳河镇完成财税收入3656万元，同比增长41.7%。总投资800万，占地30亩。\n"
TAX = {
    "code": "tax",
    "title": "财税收入",
    "unit": "万元",
    "kind": "external",
    "better": "up",
    "domain": "经济",
}
LOGIN: Final = 302
"""Who is not logged in is sent to the login, whatever is asked for."""


class Address(NamedTuple):
    """An address with the status it answers a clerk of the area, an inspector there and a clerk elsewhere."""

    path: str
    clerk: int
    inspector: int
    stranger: int
    form: dict[str, Any] | None = None


READ = (200, 200, 404)
WRITE = (302, 403, 404)
ADDRESSES: Final = (
    Address("", 200, 200, 200),
    Address("", 302, 422, 302, {"text": TEXT, "year": "2025", "month": "12", "kind": "annual"}),
    Address("upload/", 400, 400, 400, {}),
    Address("upload/{job}/", 200, 404, 404),
    Address("upload/{job}/confirm", 302, 404, 404, {"area": str(TOWN), "year": "2025", "month": "12"}),
    Address("upload/{job}/drop", 302, 404, 404, {}),
    Address("{report}/", *READ),
    Address("{report}/take-over/", *READ),
    Address("{report}/take-over/", *WRITE, {"figures": "{figure}"}),
    Address("{report}/file", *READ),
    Address("{report}/pages/1.jpg", 404, 404, 404),
    Address("{report}/audit/", *READ),
    Address("{report}/audit/judge", *WRITE, {"key": "{finding}", "choice": "accepted"}),
    Address("{report}/audit/word", *READ),
    Address("{report}/original.txt", *READ),
    Address("{report}/figures/{figure}/", *READ),
    Address("{report}/figures/{figure}/", *WRITE, {"version": "1", "value": "3600"}),
    Address("{report}/reconciliation/", *READ),
    Address("{report}/figures/{figure}/explain", *WRITE, {"reason": "scope"}),
    Address("{report}/missed/?start=2&end=5", *READ),
    Address("{report}/missed/?start=2&end=5", *WRITE, {"value": "10", "measure": "月数"}),
    Address("{report}/delete", *WRITE, {"why": "存错了年份"}),
    Address("{report}/read-again", *WRITE, {}),
    Address("rules/", 200, 200, 200),
    Address("rules/", 403, 403, 403, {"rule": "ordinal", "setting": "off", "reason": "另有校对"}),
    Address("compare/?documents={report}", *READ),
    Address("examples.jsonl", 200, 200, 200),
)


@dataclass(frozen=True)
class Filed:
    """What the placeholders of the addresses stand for."""

    report: int
    figure: int
    finding: str
    job: int


@pytest.fixture
def filed(county: None, settings: Any, tmp_path: Path) -> Filed:
    """A report of the town with its original, and a file of its clerk that waits to be confirmed."""
    settings.ZHENYU_VAR = tmp_path
    settings.ZHENYU_TODAY = "2026-11-21"
    file = tmp_path / "总结.txt"
    file.write_text(TEXT, encoding="utf-8")
    for name, role, area in (
        ("clerk", "town_clerk", TOWN),
        ("inspector", "inspector", TOWN),
        ("stranger", "town_clerk", OTHER),
    ):
        user = User.objects.create_user(name, password="x", name=f"{name}员")
        UserGrant.objects.create(user=user, role=role, area=area)
    with reading_as(SYSTEM):
        define_indicators([TAX], by=SYSTEM)
        period = Period.parse("2026-01..2026-10")
        document = file_report(file, title="总结", area=TOWN, period=period, by=SYSTEM)
        figure = document.figures.get(text="3656万元").pk
        finding = audited(SYSTEM, document.pk).findings[0].key
    owner = reader_of(User.objects.get(username="clerk"), clock.today())
    with reading_as(owner):
        upload = SimpleUploadedFile("新报告.txt", TEXT.replace("3656", "3700").encode())
        job, _ = receive(upload, area=TOWN, by=owner)
    return Filed(document.pk, figure, finding, job.pk)


def answers(client: Client, filed: Filed) -> Iterator[tuple[str, int]]:
    """Each address with the status it gives; what it wrote is taken back."""
    names = asdict(filed)
    for address in ADDRESSES:
        path = f"/reports/{address.path.format(**names)}"
        before = transaction.savepoint()
        if address.form is None:
            answer = client.get(path)
        else:
            answer = client.post(path, {name: value.format(**names) for name, value in address.form.items()})
        transaction.savepoint_rollback(before)
        yield f"{'GET' if address.form is None else 'POST'} {address.path}", answer.status_code


def expected(who: str) -> list[tuple[str, int]]:
    return [
        (
            f"{'GET' if address.form is None else 'POST'} {address.path}",
            LOGIN if who == "nobody" else getattr(address, who),
        )
        for address in ADDRESSES
    ]


@pytest.mark.parametrize("who", ["clerk", "inspector", "stranger", "nobody"])
def test_each_address_answers_everybody_as_their_duty_says(filed: Filed, client: Client, who: str) -> None:
    if who != "nobody":
        client.force_login(User.objects.get(username=who))
    assert list(answers(client, filed)) == expected(who)


def test_no_address_of_the_room_is_left_out() -> None:
    names = {"report": 1, "figure": 2, "finding": "k", "job": 3}
    asked = {
        resolve(f"/reports/{each.path.format(**names)}".partition("?")[0]).url_name for each in ADDRESSES
    }
    assert {pattern.name for pattern in urlpatterns} - asked == set()


def test_a_report_is_told_to_a_stranger_as_one_that_does_not_exist(filed: Filed, client: Client) -> None:
    client.force_login(User.objects.get(username="stranger"))
    page = client.get(f"/reports/{filed.report}/").content.decode()
    assert f"没有编号为 {filed.report} 的报告" in page
    assert "财税收入" not in page


def test_who_only_reads_sees_no_forms_that_write(filed: Filed, client: Client) -> None:
    client.force_login(User.objects.get(username="inspector"))
    page = client.get(f"/reports/{filed.report}/").content.decode()
    assert "read-again" not in page
    assert f"/reports/{filed.report}/delete" not in page
