"""Pages of definitions: who may open them, what they save, two people at once, new ledgers, upgrades."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.ledgers.samples import EAST, TOWN, load, toilets
from tests.ledgers.views.test_definition_form import sent
from zhenyu.indicators.actions.definitions import define_indicators
from zhenyu.ledgers.actions.definitions import define_ledger, take_from_pack
from zhenyu.ledgers.definition.checks import read_definition
from zhenyu.ledgers.definition.ledger_definition import LedgerDefinition
from zhenyu.ledgers.models import Ledger, PackSource
from zhenyu.ledgers.schema import registry
from zhenyu.ledgers.views.definition.form import form_of
from zhenyu.people.actions import create_user
from zhenyu.people.scopes import reading_as
from zhenyu.people.types import SYSTEM, Grant, Role

EDIT = "/ledgers/toilets/definition/"


@pytest.fixture
def clients(ledger: LedgerDefinition) -> Any:
    """Log in with grants: ``clients(("office_head", None))`` is a client of somebody who heads every domain
    of the town."""
    known = count(1)

    def make(*grants: tuple[str, str | None]) -> Client:
        number = next(known)
        held = [Grant(Role(role), TOWN, domain) for role, domain in grants]
        user = create_user(
            username=f"u{number}", name=f"同事{number}", password="Kx7-definitely-long", grants=held
        )
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make


def form(**changes: str) -> dict[str, Any]:
    current = registry.ledger("toilets")
    posted = sent(form_of(current.as_raw(), current), **changes)
    return {name: posted.getlist(name) for name in posted}


def preview(client: Client, based_on: int = 1, **changes: str) -> Any:
    return client.post(EDIT, {**form(**changes), "step": "preview", "based_on": str(based_on)})


def save(client: Client, raw: dict[str, Any], based_on: int) -> Any:
    return client.post(EDIT, {"raw": json.dumps(raw), "step": "save", "based_on": str(based_on), "why": "试"})


def test_a_head_previews_and_saves(clients: Any) -> None:
    head = clients(("office_head", None))
    load([{"household_no": "1", "area": str(EAST), "remark": "靠路"}])
    assert head.get(EDIT).status_code == 200
    shown = preview(head, **{"fields.8.retired": "1", "fields.4.title": "实际造价"})
    text = shown.content.decode()
    assert "停用栏目“备注”" in text
    assert "改名为“实际造价”" in text
    assert save(head, json.loads(shown.context["raw"]), 1).status_code == 302
    assert [field.name for field in registry.ledger("toilets").retired] == ["remark"]
    page = head.get("/ledgers/toilets/definition/versions/").content.decode()
    assert "停用栏目“备注”" in page
    assert "试" in page


def test_a_loss_is_refused_before_and_at_saving(clients: Any) -> None:
    head = clients(("office_head", None))
    load([{"household_no": "1", "area": str(EAST), "remark": "不详"}])
    shown = preview(head, **{"fields.8.type": "date"})
    assert "不能这样改" in shown.content.decode()
    assert "不详" in shown.content.decode()
    refused = save(head, json.loads(shown.context["raw"]), 1)
    assert refused.status_code == 422
    assert "会丢失数据" in refused.content.decode()


def test_a_mistake_in_the_form_keeps_what_was_typed(clients: Any) -> None:
    answer = preview(clients(("office_head", None)), **{"steps.0.to": "在建", "title": "新名字"})
    assert answer.status_code == 422
    assert "不是状态" in answer.content.decode()
    assert "新名字" in answer.content.decode()


def test_two_people_at_once_see_each_other(clients: Any) -> None:
    first, second = clients(("office_head", None)), clients(("office_head", None))
    mine = json.loads(preview(second, **{"office": "党政办"}).context["raw"])
    assert save(first, {**toilets(), "title": "改厕台账"}, 1).status_code == 302
    conflict = save(second, mine, 1)
    text = conflict.content.decode()
    assert conflict.status_code == 409
    assert "名称由“农村改厕台账”改为“改厕台账”" in text
    assert 'value="党政办"' in text
    assert 'value="改厕台账"' in text
    assert Ledger.objects.get(code="toilets").version == 2


def test_only_a_head_of_the_domain_may_edit(clients: Any) -> None:
    for grants in (
        (("town_clerk", None), ("leader", None)),
        (("office_head", "民生保障"), ("town_clerk", "人居环境")),
    ):
        client = clients(*grants)
        assert client.get(EDIT).status_code == 403
        assert save(client, {**toilets(), "title": "偷改"}, 1).status_code == 403
        assert client.get("/ledgers/toilets/definition/versions/").status_code == 200
    assert clients(("town_clerk", None)).get("/ledgers/new/").status_code == 403
    assert clients(("leader", "民生保障")).get("/ledgers/toilets/definition.yaml").status_code == 404
    own = clients(("office_head", "人居环境"))
    assert preview(own, **{"domain": "民生保障"}).status_code == 403
    assert save(own, {**toilets(), "domain": "民生保障"}, 1).status_code == 403


def test_an_older_version_is_brought_back_through_the_preview(clients: Any) -> None:
    head = clients(("office_head", None))
    define_ledger(toilets(title="改名"), by=SYSTEM)
    shown = head.post("/ledgers/toilets/definition/versions/", {"version": "1"})
    assert "由“改名”改为“农村改厕台账”" in shown.content.decode()
    assert save(head, json.loads(shown.context["raw"]), 2).status_code == 302
    assert Ledger.objects.get(code="toilets").version == 3


def test_a_definition_is_downloaded_as_yaml_and_as_a_survey_form(clients: Any, tmp_path: Path) -> None:
    clerk = clients(("town_clerk", None))
    raw = yaml.safe_load(clerk.get("/ledgers/toilets/definition.yaml").content)
    assert read_definition(raw) == registry.ledger("toilets")
    (tmp_path / "form.xlsx").write_bytes(clerk.get("/ledgers/toilets/definition.xlsx").content)
    assert openpyxl.load_workbook(tmp_path / "form.xlsx").sheetnames == ["survey", "choices", "settings"]


def upload(client: Client, path: Path) -> Any:
    file = SimpleUploadedFile(path.name, path.read_bytes())
    return client.post("/ledgers/new/", {"file": file}, follow=True)


def founded(client: Client, shown: Any, **changes: str) -> Any:
    posted = sent(shown.context["form"], **changes)
    return client.post(
        "/ledgers/new/create",
        {**{name: posted.getlist(name) for name in posted}, "file": shown.context["file"]},
    )


def test_a_workbook_becomes_a_ledger_and_goes_on_to_the_import(clients: Any, tmp_path: Path) -> None:
    head = clients(("office_head", None))
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["村", "树号", "树种", "胸围（厘米）", "登记日期"])
    for n in range(1, 9):
        sheet.append(["东柳村", f"GS-{n:03d}", "国槐" if n % 2 else "侧柏", 100 + n, f"2026.5.{n}"])
    book.save(tmp_path / "古树名木台账.xlsx")
    shown = upload(head, tmp_path / "古树名木台账.xlsx")
    assert "请核对" in shown.content.decode()
    made = founded(head, shown, domain="生态环境", title="古树名木台账")
    assert made.status_code == 302
    assert "/import/file/" in made["Location"]
    assert head.get(made["Location"]).status_code == 200


def test_a_survey_form_becomes_a_ledger(clients: Any, tmp_path: Path) -> None:
    head = clients(("office_head", None))
    (tmp_path / "表单.xlsx").write_bytes(head.get("/ledgers/toilets/definition.xlsx").content)
    shown = upload(head, tmp_path / "表单.xlsx")
    assert founded(head, shown, code="toilets_again").status_code == 302
    again = registry.ledger("toilets_again")
    assert [field.type for field in again.fields] == [
        field.type for field in registry.ledger("toilets").fields
    ]


def test_a_ledger_of_the_pack_is_taken_into_use_once(clients: Any) -> None:
    head = clients(("office_head", None))
    assert "积分" in head.get("/ledgers/new/").content.decode()
    shown = head.get("/ledgers/new/pack/points/")
    posted = sent(shown.context["form"])
    body = {**{name: posted.getlist(name) for name in posted}, "pack": "points", "title": "本镇积分台账"}
    assert head.post("/ledgers/new/create", body).status_code == 302
    assert registry.ledger("points").title == "本镇积分台账"
    assert PackSource.objects.get(ledger="points").pack == "township"
    assert head.get("/ledgers/new/pack/points/").status_code == 404


def test_an_upgrade_is_decided_part_by_part(clients: Any) -> None:
    with reading_as(SYSTEM):
        define_ledger(toilets(title="本镇改厕"), by=SYSTEM)
        take_from_pack(
            toilets(title="改厕台账", description="新版"), pack="township", version="1.1", by=SYSTEM
        )
    head = clients(("office_head", None))
    assert "内容包更新 1" in head.get("/ledgers/").content.decode()
    assert "1 处要选" in head.get("/ledgers/updates/").content.decode()
    shown = head.post("/ledgers/toilets/definition/update/", {"choice.title": "pack"})
    answer = head.post(
        EDIT,
        {
            "raw": shown.context["raw"],
            "step": "save",
            "based_on": str(shown.context["based_on"]),
            "offer": "1",
        },
    )
    assert answer.status_code == 302
    now = registry.ledger("toilets")
    assert (now.title, now.description) == ("改厕台账", "新版")
    assert "没有等待处理" in head.get("/ledgers/updates/").content.decode()


def test_a_preview_calls_indicators_by_title_and_names_the_fault_of_a_measure(clients: Any) -> None:
    wanted = {"title": "卫生改厕户数", "unit": "户", "kind": "flow", "better": "up", "domain": "人居环境"}
    with reading_as(SYSTEM):
        define_indicators([{"code": "toilets_renovated", **wanted}], by=SYSTEM)
    head = clients(("office_head", None))
    assert "卫生改厕户数" in head.get(EDIT).content.decode()
    shown = preview(head, **{"measures.0.where": "「造价」 > 100"}).content.decode()
    assert "卫生改厕户数</a>" in shown
    assert "（toilets_renovated）" in shown
    refused = preview(head, **{"measures.0.value": "sum(「备注」)"})
    assert refused.status_code == 422
    text = refused.content.decode()
    assert "有 1 个指标按这样取数算不出来" in text
    assert "faulty" in text
    assert registry.loaded_ledger("toilets").version == 1
